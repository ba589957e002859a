"""What people can ask for, one call each; every answer is a text for them alone."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from typing import Any

from bot.core.community.hearing import heard
from bot.core.community.settings import Asker, Community
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.events import Extended, Naming
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Guest
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.signups import check_roles
from bot.core.planning.offered import StartNew
from bot.core.planning.start import Wish, check_lacks, check_space, gathered, introduced, new_mixer
from bot.core.posts.hosts import mends
from bot.core.posts.words import told
from bot.core.seating import cleaner_size, least_repeats, room_sizes
from bot.core.text import Answer, Button, Moment, Offer, Place, Refusal, Text, Value, custom_id
from bot.engine.conductor import Conductor
from bot.engine.icebreaker.watch import Icebreaker
from bot.engine.seating import Seater
from bot.ports import Stale
from bot.ports.bundle import Ports
from bot.usecases.gathering import GatheringUseCases
from bot.usecases.host_rights import HostRights, permissions
from bot.usecases.offers import Offers

log = logging.getLogger(__name__)
MOST_CHOICES = 5
"""Buttons in a row below an answer (Discord's API reference)."""
WORDS_SHOWN = 5
"""What hosts have told people, the newest so many, that hosts can read again."""


class HostingUseCases:
    """Hosts' and members' requests. Each method raises Refusal with what to do instead; nothing has changed then."""

    def __init__(  # noqa: PLR0917 - one of each, told apart by their types
        self,
        conductor: Conductor,
        icebreaker: Icebreaker,
        seater: Seater,
        hosts: HostRights,
        offers: Offers,
        gathering: GatheringUseCases,
        outside: Ports,
    ) -> None:
        self._conductor, self._icebreaker, self._seater = conductor, icebreaker, seater
        self._hosts, self._offers, self._gathering = hosts, offers, gathering
        self._store, self._ledger, self._venue = outside.store, outside.ledger, outside.venue
        self._catalogue, self._clock, self._new_id = outside.catalogue, outside.clock, outside.new_id
        self._starting: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def community(self, caller: Asker) -> Community:
        """A server's settings, for whoever may change them. Raises Refusal for anybody else."""
        return await self._hosts.managed(caller)

    def described(self, community: Community) -> Text:
        """A server's settings in words, and what of them cannot be had here."""
        return community.described(ears=self._icebreaker.ears(community.guild_id))

    async def choose(self, caller: Asker, **choice: Any) -> Text:
        """Keep these settings, for whoever may change them, beside whatever somebody else has just chosen."""
        async with self._hosts.changing(caller.guild_id):
            return await self.set_up(replace(await self.community(caller), **choice))

    async def set_up(self, community: Community) -> Text:
        """Keep a server's settings; invitations that stand already say who comes, or no longer."""
        community = await self._icebreaker.tone.arrange(community)
        await self._store.keep_community(community)
        await self._icebreaker.changed(community.guild_id)
        for mixer in self._conductor.running(community.guild_id):
            if mixer.name_guests != community.name_guests:
                with suppress(Refusal):  # over in this very moment
                    await self._conductor.tell(mixer.id, Naming(community.name_guests))
        places = (community.lobby_id, community.announce_id, community.board_id)
        for place in places:
            if place is not None and self._hosts.hidden(community.guild_id, place):
                return Text("setup.kept_hidden", {"place": Place(place)})
        lacks = self._venue.lacks(community.guild_id, [id for id in places if id])
        return Text("setup.kept_but", {"permissions": permissions(lacks)}) if lacks else Text("setup.kept")

    async def start(self, caller: Asker, wish: Wish) -> Answer:
        """Begin the evening that gathers where the host is; without one, start a mixer with whoever is there."""
        community = await self._hosts.community(caller)
        anew, plain = StartNew(mixer_id=self._new_id(), wish=wish), wish == Wish()
        gathers = await self._gathering.meant(caller, community, plain=plain, anew=anew)
        return gathers or await self.start_new(caller, anew)

    async def start_new(self, caller: Asker, choice: StartNew) -> Answer:
        """Start a mixer with whoever is in the host's voice channel or the lobby.

        Where people would have to meet twice and smaller rooms would spare them that, the host is asked first.
        """
        community = await self._hosts.check(caller)
        async with self._starting[caller.guild_id]:
            out = await self._ledger.kept_out(caller.guild_id) - {caller.user_id}
            mixer, people = self._prepare(caller, community, choice, out)
            better = cleaner_size(len(people), mixer.room_size, mixer.rounds)
            asks = mixer.rounds > 1 and not choice.sure
            if asks and (least := least_repeats(len(people), mixer.room_size, mixer.rounds)):
                return await self._offer(caller, choice, len(people), least, better)
            mixer = step(mixer, await self._seater.seats.opened(mixer, people), self._clock())
            try:
                await self._conductor.begin(mixer)
            except Stale:  # before a crash that kept the offer
                raise Refusal("offer.old") from None
        await self._learn(mixer)
        values: dict[str, Value] = {
            "title": mixer.title,
            "people": len(mixer.guests),
            "rooms": len(mixer.rooms),
            "end": Moment(mixer.closes_at),
            "heard": heard(self._icebreaker.ears(mixer.guild_id) if community.listening else 0, len(mixer.rooms)),
        }
        return Text("start.done", values)

    async def _learn(self, mixer: Mixer) -> None:
        """Keep who is put which question first. Where that fails one may come again; the mixer is started already."""
        try:
            for room in mixer.rooms:
                seated = [guest.user_id for guest in mixer.guests if guest.room == room.number]
                await self._ledger.learn(mixer.guild_id, seated, room.questions.now, self._clock())
        except Exception:
            log.exception("mixer %s: the first questions could not be kept", mixer.id)

    async def _offer(self, caller: Asker, choice: StartNew, people: int, least: int, better: int | None) -> Offer:
        """Tell the host what the numbers force, and offer the smaller size if there is one that spares it."""
        wishes = [replace(choice.wish, room_size=better)] if better else []
        sure = (replace(choice, wish=wish, sure=True) for wish in (*wishes, choice.wish))
        ids = await self._offers.keep(caller, *sure)
        values: dict[str, Value] = {"people": people, "repeats": least}
        if better:
            values["size"] = better
        text = Text("start.repeats_smaller" if better else "start.repeats", values)
        labels = ("offer.smaller", "offer.as_is") if better else ("offer.go",)
        return Offer((text,), tuple(zip(labels, ids, strict=True)))

    def _prepare(
        self, caller: Asker, community: Community, choice: StartNew, out: Collection[int]
    ) -> tuple[Mixer, list[int]]:
        """Everything that can be refused, before anything is saved or done; nobody of those kept `out` is there."""
        seen, now = self._venue.look(caller.guild_id), self._clock()
        if seen is None:
            raise Refusal("unavailable")
        language = community.language
        untitled = self._catalogue.render(language, Text("name.untitled"))
        choice.wish.checked(untitled=untitled)
        running = self._conductor.running(caller.guild_id)
        if caller.voice_id is None:
            self._hosts.check_sight(caller.guild_id, community.lobby_id)
        seen = replace(seen, people={user: place for user, place in seen.people.items() if user not in out})
        lobby_id, people = gathered(seen, (caller.voice_id, community.lobby_id), running, now)
        check_lacks(self._venue.lacks(caller.guild_id, (caller.channel_id, lobby_id)))
        mixer = new_mixer(
            id=choice.mixer_id,
            guild_id=caller.guild_id,
            host_id=caller.user_id,
            channel_id=caller.channel_id,
            lobby_id=lobby_id,
            language=language,
            wish=choice.wish,
            untitled=untitled,
            now=now,
        )
        count = len(room_sizes(len(people), mixer.room_size))
        check_space(seen, count)
        return mixer, people

    async def join(self, caller: Asker, mixer_id: str) -> Text:
        """A seat for somebody who comes late, or back."""
        seen = self._venue.look(caller.guild_id)
        before = next((m for m in self._conductor.running(caller.guild_id) if m.id == mixer_id), None)
        if before is None:
            raise Refusal("join.over")
        if seen is None:
            raise Refusal("unavailable")
        if caller.timed_out_until is not None and caller.timed_out_until > self._clock():
            raise Refusal("join.timed_out", until=Moment(caller.timed_out_until, relative=True))
        if before.guest(caller.user_id) is None and caller.user_id != before.host_id:
            check_roles(before, caller.role_ids)
        told = introduced(Guest(caller.user_id, 0), await self._ledger.card(caller.guild_id, caller.user_id))
        mixer = await self._seater.seat(mixer_id, caller.user_id, told.about, told.answer)
        guest = mixer.guest(caller.user_id)
        room = mixer.room(guest.room) if guest else None
        if room is None:
            raise Refusal("join.over")
        if mixer.assembly is not None:
            return Text("join.together", {"place": Place(mixer.lobby_id), "room": room.name})
        if room.channel_id is not None and seen.people.get(caller.user_id) == room.channel_id:
            return Text("join.there")
        if seen.people.get(caller.user_id) == mixer.lobby_id or seen.room_of(mixer, caller.user_id):
            return Text("join.coming", {"room": room.name})
        if room.channel_id is None and mixer.lobby_id not in seen.channels:
            raise Refusal("join.no_lobby")
        return Text("join.go", {"room": room.name, "place": Place(room.channel_id or mixer.lobby_id)})

    async def overview(self, caller: Asker) -> Answer:
        """The status, with what one press can mend."""
        texts, running = await self.status(caller), self._conductor.running(caller.guild_id)
        broken: list[tuple[Mixer, Button]] = [(mixer, button) for mixer in running for _, button in mends(mixer)]
        # What mends two troubles of an evening is one button.
        choices = (*dict.fromkeys((f"button.{button}", custom_id(button, mixer.id)) for mixer, button in broken),)
        return Offer(texts, choices[:MOST_CHOICES]) if choices else texts

    async def status(self, caller: Asker) -> tuple[Text, ...]:
        """Every running mixer of the server: rooms and counts, no names."""
        await self._hosts.check(caller)
        texts = tuple(text for mixer in self._conductor.running(caller.guild_id) for text in self._lines(mixer))
        return texts or (Text("status.none"),)

    def _lines(self, mixer: Mixer) -> list[Text]:
        times = {"at": Moment(mixer.opens_at, full=True), "in": Moment(mixer.opens_at, relative=True)}
        times |= {"begin": Moment(mixer.opens_at), "end": Moment(mixer.closes_at, relative=True)}
        lines = [Text(f"status.{mixer.phase}", {"title": mixer.title, "home": Place(mixer.channel_id), **times})]
        if mixer.seating_summary is not None:
            counts = mixer.seating_summary.counts
            numbers = {name: counts[name] for name in ("people", "rooms", "rounds")}
            sizes = Text("status.sizes_rounds" if numbers["rounds"] > 1 else "status.sizes", numbers)
            # Not the key and counts that an older version saved: they told whether somebody avoids somebody.
            lines.append(Text("seating.split", {"sizes": sizes}))
        if mixer.rounds > 1:
            lines.append(Text("status.round", {"round": mixer.round, "rounds": mixer.rounds}))
        seen = self._venue.look(mixer.guild_id)
        if seen is None:
            return [*lines, *_words(mixer), Text("status.unseen")]
        for room in mixer.rooms:
            count = len(seen.inside(room.channel_id)) if room.channel_id else 0
            state = "lost" if room.lost else "coming" if room.channel_id is None else "room"
            lines.append(Text(f"status.{state}", {"room": room.name, "people": count}))
        waiting = sum(guest.waiting and seen.people.get(guest.user_id) == mixer.lobby_id for guest in mixer.guests)
        if waiting:
            lines.append(Text("status.waiting", {"people": waiting}))
        lines += _words(mixer)
        if mixer.missing_permissions:
            lines.append(Text("status.missing", {"permissions": permissions(tuple(sorted(mixer.missing_permissions)))}))
        return [*lines, *(text for text, _ in mends(mixer))]

    async def extend(self, caller: Asker, minutes: int) -> Text:
        """More time for everybody: in the hour, or to come while people still gather."""
        mixer = await self._hosts.pick(caller, phases={Phase.OPEN, Phase.GATHERING})
        if mixer.phase is Phase.GATHERING:
            return await self._gathering.wait(caller, mixer.id, minutes)
        mixer = await self._conductor.tell(mixer.id, Extended(minutes))
        return Text("extend.done", {"title": mixer.title, "end": Moment(mixer.closes_at)})


def _words(mixer: Mixer) -> list[Text]:
    """What hosts have told people of this evening, for hosts to read again."""
    words = [notice for notice in mixer.notices if notice.text][-WORDS_SHOWN:]
    return [Text("status.word", {"at": Moment(notice.at), "told": told(notice)}) for notice in words]
