"""What members decide about themselves: their card, whom they would rather not meet, being heard, being forgotten."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.community.card import Card, Form
from bot.core.community.settings import FIELDS, Asker
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.planning.schedule import series_of
from bot.core.text import People, Phrase, Place, Refusal, Text, Value
from bot.core.times.recurrence import Repeat
from bot.engine.conductor import Conductor
from bot.engine.icebreaker.watch import Icebreaker
from bot.engine.retention import forget
from bot.ports import Ledger, Store


class MemberUseCases:
    """For everybody, about nobody but themselves. Each method raises Refusal, and changes nothing then."""

    def __init__(self, *, conductor: Conductor, icebreaker: Icebreaker, store: Store, ledger: Ledger) -> None:
        self._conductor, self._icebreaker = conductor, icebreaker
        self._store, self._ledger = store, ledger

    async def form(self, caller: Asker) -> Form:
        """What they have said about themselves, to be changed."""
        card = await self._ledger.card(caller.guild_id, caller.user_id) or Card()
        community = await self._store.community(caller.guild_id)
        return Form(card, community.fields if community else ())

    async def keep_card(self, caller: Asker, card: Card) -> Text:
        """Keep what they say about themselves."""
        await self._ledger.keep_card(caller.guild_id, caller.user_id, card)
        return Text("card.kept")

    async def avoid(self, caller: Asker, other_id: int, *, avoids: bool) -> Text:
        """They would rather not sit with somebody, or no longer mind; nobody is told, the other one least of all."""
        if other_id == caller.user_id:
            raise Refusal("avoid.self")
        await self._ledger.avoid(caller.guild_id, caller.user_id, other_id, avoids=avoids)
        if avoids and (mixer := self._together(caller, other_id)):
            return Text("avoid.kept_here", {"place": Place(mixer.lobby_id)})
        return Text("avoid.kept" if avoids else "avoid.taken_back")

    def _together(self, caller: Asker, other_id: int) -> Mixer | None:
        """The evening in which these two sit in one room now."""
        for mixer in self._conductor.running(caller.guild_id):
            one, other = mixer.guest(caller.user_id), mixer.guest(other_id)
            if mixer.phase is Phase.OPEN and one and other and one.room == other.room != 0:
                return mixer
        return None

    async def hear_me(self, caller: Asker, *, may: bool) -> Text:
        """Whether an ear may be in a room with this person; one that is there leaves at once."""
        await self._ledger.refuse(caller.guild_id, caller.user_id, refuses=not may)
        await self._icebreaker.changed(caller.guild_id)
        return Text("privacy.heard" if may else "privacy.unheard")

    async def show_me(self, caller: Asker) -> tuple[Text, ...]:
        """Everything that is kept about this person in this server, in words."""
        kept = await self._ledger.kept(caller.guild_id, caller.user_id)
        coming = [m.title for m in self._conductor.running(caller.guild_id) if m.signup(caller.user_id) is not None]
        lines = [Text("privacy.head"), *_card_lines(kept.card)]
        lines += [Text("privacy.coming", {"title": title}) for title in coming]
        lines += [
            line for mixer in self._conductor.running(caller.guild_id) for line in _evening(mixer, caller.user_id)
        ]
        lines.append(Text("privacy.counts", {"sittings": kept.sittings, "questions": kept.questions}))
        titles = {
            series_of(m): m.title for m in self._conductor.running(caller.guild_id) if m.repeat is not Repeat.ONCE
        }
        lines += [_standing(titles.get(series), missed) for series, missed in kept.standing]
        if kept.refuses_ears:
            lines.append(Text("privacy.no_ears"))
        if kept.avoids:
            lines.append(Text("privacy.avoids", {"people": People(tuple(sorted(kept.avoids)))}))
        if kept.ticked:
            lines.append(Text("privacy.ticked", {"people": People(tuple(sorted(kept.ticked)))}))
        if kept.matches:
            lines.append(Text("privacy.matches", {"people": People(tuple(sorted(kept.matches)))}))
        if kept.ratings:
            lines.append(Text("privacy.voices", {"count": kept.ratings}))
        lines += [Text("privacy.remark", {"text": remark}) for remark in kept.remarks]
        lines += [Text("privacy.hosted", {"title": title}) for title in kept.hosted]
        if kept.offers:
            lines.append(Text("privacy.offers", {"count": kept.offers}))
        lines += await self._unforgettable(caller)
        if about := sum(deed.user_id == caller.user_id for deed in await self._ledger.noted(caller.guild_id)):
            lines.append(Text("privacy.deeds", {"count": about}))
        return (*lines, Text("privacy.foot"))

    async def forget_me(self, caller: Asker) -> Text | tuple[Text, ...]:
        """Delete everything kept about this person in this server, but what keeps them out, and ends a mute of ours."""
        await forget(self._conductor, self._ledger, caller.guild_id, caller.user_id)
        await self._icebreaker.changed(caller.guild_id)
        stays = await self._unforgettable(caller)
        return (Text("privacy.forgotten"), *stays) if stays else Text("privacy.forgotten")

    async def _unforgettable(self, caller: Asker) -> list[Text]:
        """What stays though everything else is deleted."""
        ledger = self._ledger
        kept = {"kept_out": await ledger.kept_out(caller.guild_id), "muted": await ledger.muted(caller.guild_id)}
        return [Text(f"privacy.{what}") for what, whom in kept.items() if caller.user_id in whom]


def _evening(mixer: Mixer, user_id: int) -> Iterator[Text]:
    """What an evening that is to come or under way keeps about somebody, besides their sign-up."""
    for one in mixer.brought:
        if one.by == user_id:
            yield Text("privacy.brought", {"title": mixer.title, "question": one.text})
    guest = mixer.guest(user_id)
    if guest is not None and (room := mixer.room(guest.room)):
        yield Text("privacy.seat", {"title": mixer.title, "room": room.name})
    if guest is not None and guest.ballot:
        yield Text("privacy.vote", {"title": mixer.title})
    if user_id == mixer.host_id:
        yield Text("privacy.hosting", {"title": mixer.title})
    yield from _by_hand(mixer, user_id)
    whose = {user_id} | ({0} if user_id == mixer.host_id else set[int]())
    yield from (
        Text("privacy.notice", {"text": notice.text}) for notice in mixer.notices if notice.text and notice.by in whose
    )
    if user_id in mixer.forgotten:
        yield Text("privacy.mark", {"title": mixer.title})


def _standing(title: str | None, missed: int) -> Text:
    """A standing place; of a series that is over it is deleted within a day."""
    if title is None:
        return Text("privacy.standing_over")
    return Text("privacy.standing", {"title": title, "missed": missed})


def _by_hand(mixer: Mixer, user_id: int) -> Iterator[Text]:
    """What its hosts have decided about somebody, not by whom; what guests have told hosts would tell who did."""
    title: dict[str, Value] = {"title": mixer.title}
    if user_id in mixer.shut_out:
        yield Text("privacy.out", title)
    if user_id in mixer.uninvited:
        yield Text("privacy.uninvited", title)
    if named := tuple(friend for one, friend in mixer.friends if one == user_id):
        yield Text("privacy.friend", {**title, "people": People(named)})


def _card_lines(card: Card | None) -> Iterator[Text]:
    if card is None:
        return
    if card.about:
        yield Text("privacy.about", {"text": card.about})
    if card.answer:
        yield Text("privacy.answer", {"text": card.answer})
    if card.field:
        field = Phrase((f"field.{card.field}",)) if card.field in FIELDS else card.field
        yield Text("privacy.field", {"field": field})
    if card.ask_field:
        yield Text("privacy.field_asked")
    if card.languages:
        spoken = Phrase(tuple(f"spoken.{code}" for code in sorted(card.languages)))
        yield Text("privacy.languages", {"languages": spoken})
    if card.comfort:
        yield Text("privacy.comfort", {"comfort": Phrase((f"comfort.{card.comfort}",))})
