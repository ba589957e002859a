"""The buttons under a goodbye: whom to stay in touch with, how the evening was, and what somebody takes home of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

from bot.core.afterwards.farewell import FACES, LONGEST_REMARK, MOST_CHOICES, Farewell, met_there, next_of
from bot.core.afterwards.weeks import revivers
from bot.core.community.settings import Asker
from bot.core.posts.letters import feedback, keepsake, people
from bot.core.posts.weeks import evenings, look_back
from bot.core.text import (
    AfterwardsButton,
    Answer,
    Illustrated,
    Menu,
    Moment,
    Option,
    Question,
    Refusal,
    Text,
    Value,
    custom_id,
)
from bot.engine.afterwards import Afterwards
from bot.engine.conductor import Conductor
from bot.ports import NotDone, Unsure
from bot.ports.bundle import Ports
from bot.usecases.host_rights import HostRights


class AfterwardsUseCases:
    """For those who sat there, and told to nobody else. Each method raises Refusal, and changes nothing then."""

    def __init__(self, afterwards: Afterwards, conductor: Conductor, hosts: HostRights, outside: Ports) -> None:
        self._afterwards, self._conductor, self._hosts = afterwards, conductor, hosts
        self._store, self._ledger, self._venue = outside.store, outside.ledger, outside.venue
        self._catalogue, self._clock = outside.catalogue, outside.clock

    async def press(self, caller: Asker, button: AfterwardsButton | Literal["send_me"], mixer_id: str) -> Answer:
        """One of the buttons, or what stands below the answer to the last."""
        deeds = {"touch": self.touch, "feedback": self.ask, "keepsake": self.keepsake, "send_me": self.send_me}
        return await deeds[button](caller, mixer_id)

    async def touch(self, caller: Asker, mixer_id: str) -> Answer:
        """Those they sat with, to be ticked; once it has been told, those with whom it was mutual."""
        one = await self._evening(caller, mixer_id)
        if one.revealed:
            return await self._matches(caller, one)
        return await self._menu(caller, one, "touch.ask")

    async def tick(self, caller: Asker, mixer_id: str, chosen: Collection[str]) -> Answer:
        """Keep these ticks in place of those before."""
        one = await self._evening(caller, mixer_id)
        others = [int(user) for user in chosen if user.isdecimal()]
        if not await self._ledger.tick(one.guild_id, one.mixer_id, caller.user_id, others):
            return await self._matches(caller, one)
        return await self._menu(caller, one, "touch.kept" if chosen else "touch.cleared")

    async def ask(self, caller: Asker, mixer_id: str) -> Answer:
        """How it was; the host, who need not have sat there, is shown it once if no message could tell them."""
        one, sat = await self._look(caller, mixer_id)
        hosted = caller.user_id == one.host_id
        if hosted and one.revealed and (voices := await self._afterwards.untold_voices(one)):
            await self._afterwards.voices_told(one)
            return (*feedback(voices), Text("feedback.shown_once"))
        if hosted and not sat:
            return Text("feedback.host", {"at": Moment(one.reveal_at, full=True)})
        _check(sat=sat)
        if await self._answered(one):
            return Text("feedback.over")
        buttons = tuple((f"face.{face}", custom_id("face", number, one.mixer_id)) for number, face in enumerate(FACES))
        return Menu((Text("feedback.ask", {"title": one.title}),), buttons)

    async def rate(self, caller: Asker, mixer_id: str, face: int) -> Answer:
        """Keep how it was for somebody; thanks, and when the next one is."""
        one = await self._evening(caller, mixer_id)
        if await self._answered(one):
            return Text("feedback.over")
        await self._ledger.rate(one.guild_id, one.mixer_id, caller.user_id, face)
        return Menu(
            (Text("feedback.thanks"), *await self._next(one)), (("feedback.add", custom_id("remark", one.mixer_id)),)
        )

    async def remark_before(self, caller: Asker, mixer_id: str) -> str:
        """What somebody has added in words, to be changed."""
        voice = await self._ledger.voice(caller.guild_id, mixer_id, caller.user_id)
        return voice.remark if voice else ""

    async def remark(self, caller: Asker, mixer_id: str, remark: str) -> Answer:
        """Keep what somebody adds in words."""
        one, line = await self._evening(caller, mixer_id), " ".join(remark.split())[:LONGEST_REMARK]
        if await self._answered(one):
            return Text("feedback.over")
        if not await self._ledger.remark(one.guild_id, one.mixer_id, caller.user_id, line):
            return await self.ask(caller, mixer_id)
        return (Text("feedback.kept"), *await self._next(one))

    async def recap(self, caller: Asker) -> Answer:
        """For its host: what the last evening that they hosted here looks like by now."""
        letter = await self._afterwards.recap(caller.guild_id, caller.user_id, caller.reads)
        if letter is None:
            raise Refusal("afterwards.none")
        return Illustrated(letter.texts, letter.picture, letter.alt)

    async def keepsake(self, caller: Asker, mixer_id: str) -> Answer:
        """What they take home: whom they may meet again, as far as that is known, and what was asked where they sat."""
        texts = await self._keepsake(caller, await self._evening(caller, mixer_id))
        return Menu(texts, (("keepsake.send_me", custom_id("send_me", mixer_id)),))

    async def send_me(self, caller: Asker, mixer_id: str) -> Answer:
        """The same as a direct message, which is sent for no other reason than that they ask for it."""
        one = await self._evening(caller, mixer_id)
        texts = await self._keepsake(caller, one)
        try:
            await self._venue.send(keepsake(one, caller.user_id, caller.reads, texts, self._clock()))
        except NotDone:
            raise Refusal("keepsake.unsent") from None
        except Unsure:
            raise Refusal("unavailable") from None
        return Text("keepsake.sent")

    async def _keepsake(self, caller: Asker, one: Farewell) -> tuple[Text, ...]:
        texts = [Text("keepsake.head", {"title": one.title})]
        if not one.revealed:
            texts.append(Text("keepsake.later", {"at": Moment(one.reveal_at, full=True)}))
        elif (again := await self._matches(caller, one)).key == "touch.told":
            texts.append(Text("keepsake.again", {"lines": again.values["lines"]}))
        put = await self._ledger.put(one.guild_id, [caller.user_id])
        known = await self._texts_of(one)
        met = [Question(id, one.common_ground, known[id]) for id in met_there(one, caller.user_id, put) if id in known]
        lines = tuple(Text("keepsake.question", {"question": question}) for question in met)
        texts.append(Text("keepsake.questions", {"lines": lines}) if lines else Text("keepsake.no_questions"))
        return (*texts, *await self._next(one))

    async def _texts_of(self, one: Farewell) -> dict[str, str]:
        """The words of every question that can have been put that evening and that is still known, by its id.

        Those of the deck are those of the evening's language, whoever reads them.
        """
        prompts = [*self._catalogue.deck(one.language), *self._catalogue.closings(one.language)]
        prompts += await self._ledger.own_questions(one.guild_id)
        mixer = await self._store.mixer(one.mixer_id)
        return {its.id: its.text for its in (*prompts, *(mixer.brought if mixer else ()))}

    async def weeks(self, caller: Asker) -> Answer:
        """For hosts: the server's last evenings side by side, in counts, and which questions revive talk here."""
        community = await self._hosts.check(caller)
        weeks, picture = await self._afterwards.weeks(community, caller.reads)
        if not weeks.turnouts:
            raise Refusal("weeks.none")
        deck = [*self._catalogue.deck(community.language), *await self._ledger.own_questions(caller.guild_id)]
        told = look_back(revivers(deck, await self._ledger.tallies(caller.guild_id)))
        if picture is None:
            return (*told, evenings(weeks))
        return Illustrated(told, picture, evenings(weeks))

    async def _evening(self, caller: Asker, mixer_id: str) -> Farewell:
        """The evening. Raises Refusal if it is not there, or they did not sit there."""
        one, sat = await self._look(caller, mixer_id)
        _check(sat=sat)
        return one

    async def _look(self, caller: Asker, mixer_id: str) -> tuple[Farewell, bool]:
        """The evening, and whether they sat there. Raises Refusal."""
        one = await self._afterwards.look(caller.guild_id, mixer_id)
        if one is None:
            raise Refusal("afterwards.gone")
        sittings = await self._ledger.sittings(one.guild_id, one.mixer_id)
        return one, caller.user_id in {user for _, _, user in sittings}

    async def _answered(self, one: Farewell) -> bool:
        """Whether nothing can be added to how it was: its time is over, or the host has been told."""
        ratings = await self._ledger.ratings(one.guild_id, one.mixer_id)
        return one.revealed or any(voice.told for voice in ratings)

    async def _menu(self, caller: Asker, one: Farewell, key: str) -> Answer:
        """Those they sat with, whoever is still there, in the order of their names."""
        together = await self._ledger.met(one.guild_id, one.mixer_id)
        others = {other for user, other in together if user == caller.user_id}
        try:
            names = await self._venue.names(one.guild_id, others)
        except Unsure:
            raise Refusal("unavailable") from None
        ticked = await self._ledger.ticked(one.guild_id, one.mixer_id, caller.user_id)
        known = sorted(names.items(), key=lambda person: person[1].casefold())[:MOST_CHOICES]
        if not known:
            raise Refusal("afterwards.alone")
        options = tuple(Option(str(user), name, user in ticked) for user, name in known)
        values: dict[str, Value] = {"title": one.title, "at": Moment(one.reveal_at, full=True)}
        return Menu(
            (Text(key, values),), custom_id=custom_id("ticks", one.mixer_id), hint="touch.hint", options=options
        )

    async def _matches(self, caller: Asker, one: Farewell) -> Text:
        """The same for everybody without a match, whether or not they had ticked anybody."""
        others = sorted(await self._ledger.matches(one.guild_id, one.mixer_id, caller.user_id))
        if not others:
            return Text("touch.nobody", {"title": one.title})
        try:
            names = await self._venue.names(one.guild_id, others)
        except Unsure:
            names = dict[int, str]()
        return Text("touch.told", {"title": one.title, "lines": tuple(people(others, names))})

    async def _next(self, one: Farewell) -> tuple[Text, ...]:
        mixer = await self._store.mixer(one.mixer_id)
        at = next_of(mixer, self._conductor.running(one.guild_id)) if mixer else None
        return (Text("feedback.next", {"at": Moment(at, full=True)}),) if at and at > self._clock() else ()


def _check(*, sat: bool) -> None:
    if not sat:
        raise Refusal("afterwards.stranger")
