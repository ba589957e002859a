"""The guest list and a host's hands: everything behind *Guest list* on the board, and `/mixer guests`."""

from __future__ import annotations

from contextlib import suppress
from typing import assert_never

from bot.core.community.deeds import Deed, DeedKind
from bot.core.community.settings import Asker
from bot.core.lifecycle.events import SignedUp, Withdrew
from bot.core.lifecycle.hand_events import CalledIn, LetBack, SentBack, TakenOut
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.planning.start import may_come
from bot.core.posts.head_count import people as counted
from bot.core.text import (
    Answer,
    Choice,
    EveningHand,
    Hand,
    Moment,
    Option,
    Panel,
    People,
    PersonHand,
    Refusal,
    RoomHand,
    Text,
    hand_id,
)
from bot.engine.conductor import Conductor
from bot.engine.hands import Hands
from bot.engine.mutes import Mutes
from bot.ports import Unsure
from bot.ports.bundle import Ports
from bot.usecases import guest_list
from bot.usecases.host_rights import HostRights


class GuestUseCases:
    """For hosts; their rights are looked at at every press. Each method raises Refusal, and changes nothing then."""

    def __init__(self, conductor: Conductor, hosts: HostRights, hands: Hands, mutes: Mutes, ports: Ports) -> None:
        self._conductor, self._hosts, self._hands, self._mutes = conductor, hosts, hands, mutes
        self._ledger, self._venue, self._clock = ports.ledger, ports.venue, ports.clock

    async def show(self, caller: Asker, mixer_id: str | None = None) -> Answer:
        """The list of the evening that a host means, or, where there is none, who came to their last one.

        Whoever manages the server and does not host sees what hosts did, to let somebody come again.
        """
        try:
            mixer = await self._hosts.pick(caller, mixer_id)
        except Refusal as refusal:
            if refusal.text.key == "refusal.not_host" and caller.manages_server:
                return await self._deeds(caller, None)
            if refusal.text.key != "refusal.none_running":
                raise
            return await self._last(caller)
        return self._list(mixer, caller)

    async def press(self, caller: Asker, hand: Hand, mixer_id: str, about: int = 0, chosen: int = 0) -> Answer:
        """A button or a menu of the list: `about` whom or which room, `chosen` in a menu."""
        mixer = await self._hosts.mixer(caller, mixer_id)
        match hand:
            case (
                "add"
                | "strike"
                | "take_out"
                | "let_back"
                | "keep_out"
                | "mute"
                | "unmute"
                | "move"
                | "beside"
                | "apart"
            ):
                done = await self._with_person(caller, mixer, hand, about, chosen)
                return await self._person(self._conductor.mixer(mixer_id) or mixer, about, done)
            case "close_room":
                return await self._with_room(caller, mixer, hand, about)
            case _:
                return await self._with_all(caller, mixer, hand, chosen)

    async def _with_all(self, caller: Asker, mixer: Mixer, hand: EveningHand, chosen: int) -> Answer:
        match hand:
            case "guest_list":
                return self._list(mixer, caller)
            case "person":
                return await self._person(mixer, chosen)
            case "place":
                if chosen not in {room.number for room in mixer.standing}:
                    raise Refusal("hands.no_room")
                return guest_list.room(mixer, self._venue.look(mixer.guild_id), chosen)
            case "mix" | "gather":
                return self._ask(mixer, hand)
            case "mix_now":
                after = await self._hands.mix(mixer.id)
                return self._list(after, caller, Text("hands.mixed"))
            case "pair":
                after = await self._hands.take_in(mixer.id)
                return self._list(after, caller, Text("hands.paired"))
            case "gather_still" | "gather_on":
                after = await self._conductor.tell(mixer.id, CalledIn(stopped=hand == "gather_still"))
                until = after.assembly.until if after.assembly else self._clock()
                return self._list(after, caller, Text("hands.gathered", {"until": Moment(until, relative=True)}))
            case "back":
                after = await self._conductor.tell(mixer.id, SentBack())
                return self._list(after, caller, Text("hands.sent_back"))
            case "deeds":
                return await self._deeds(caller, mixer)
            case _:
                assert_never(hand)

    async def _with_room(self, caller: Asker, mixer: Mixer, hand: RoomHand, number: int) -> Answer:
        del hand
        room = mixer.room(number)
        after = await self._hands.close(mixer.id, number)
        return self._list(after, caller, Text("hands.closed", {"room": room.name if room else str(number)}))

    async def _with_person(self, caller: Asker, mixer: Mixer, hand: PersonHand, user_id: int, chosen: int) -> Text:
        """Do it; what the host is told of it."""
        who, other = {"person": People((user_id,))}, {"other": People((chosen,))}
        match hand:
            case "add":
                await self._add(mixer, user_id)
            case "strike":
                await self._conductor.tell(mixer.id, Withdrew(user_id))
            case "take_out":
                await self._take_out(caller, mixer, user_id)
            case "let_back":
                if user_id in await self._ledger.kept_out(mixer.guild_id):
                    raise Refusal("hands.kept_out")
                await self._note(caller, DeedKind.LET_BACK, user_id, mixer.title)
                await self._conductor.tell(mixer.id, LetBack(user_id))
            case "keep_out":
                await self._keep_out(caller, mixer, user_id)
            case "mute":
                await self._mute(caller, mixer, user_id)
            case "unmute":
                await self._note(caller, DeedKind.UNMUTED, user_id, mixer.title)
                await self._mutes.unmute(mixer.guild_id, user_id)
            case "move":
                await self._hands.move(mixer.id, user_id, chosen)
            case "beside" | "apart":
                if chosen == user_id:
                    raise Refusal("hands.self")
                await self._hands.pair(mixer.id, user_id, chosen, apart=hand == "apart")
                return Text(f"hands.{hand}_done", {**who, **other})
            case _:
                assert_never(hand)
        return Text(f"hands.{hand}_done", who)

    async def _add(self, mixer: Mixer, user_id: int) -> None:
        if user_id in mixer.shut_out or user_id in await self._ledger.kept_out(mixer.guild_id):
            raise Refusal("hands.is_out")
        roles = await self._roles(mixer.guild_id, user_id)
        if roles is None:
            raise Refusal("hands.no_member")
        if not may_come(mixer, roles):
            raise Refusal("hands.not_for_them")
        if mixer.phase is Phase.OPEN:
            await self._hands.add(mixer.id, user_id)
        else:
            await self._conductor.tell(mixer.id, SignedUp(user_id))

    async def _take_out(self, caller: Asker, mixer: Mixer, user_id: int) -> None:
        if user_id == mixer.host_id:
            raise Refusal("hands.host")
        listed = mixer.guest(user_id) or mixer.signup(user_id)
        if not listed and await self._roles(mixer.guild_id, user_id) is None:
            raise Refusal("hands.no_member")
        await self._note(caller, DeedKind.TAKEN_OUT, user_id, mixer.title)
        await self._conductor.tell(mixer.id, TakenOut(user_id))

    async def _mute(self, caller: Asker, mixer: Mixer, user_id: int) -> None:
        """For as long as this evening lasts."""
        if user_id == mixer.host_id:
            raise Refusal("hands.mute_host")
        if mixer.phase is not Phase.OPEN:
            raise Refusal("over")
        try:
            await self._mutes.mute(mixer, user_id)
        except Refusal as refusal:
            if refusal.text.key == "refusal.unsure":  # perhaps they are
                await self._note(caller, DeedKind.MUTED, user_id, mixer.title)
            raise
        await self._note(caller, DeedKind.MUTED, user_id, mixer.title)

    async def _keep_out(self, caller: Asker, mixer: Mixer, user_id: int) -> None:
        """From every evening of the server, those to come too; but not whoever hosts here."""
        community = await self._hosts.community(caller)
        roles = await self._roles(mixer.guild_id, user_id) or frozenset()
        if user_id == mixer.host_id or community.host_role_id in roles:
            raise Refusal("hands.host")
        await self._note(caller, DeedKind.KEPT_OUT, user_id, mixer.title)
        await self._ledger.keep_out(mixer.guild_id, user_id, self._clock())
        for running in self._conductor.running(mixer.guild_id):
            with suppress(Refusal):  # over in this very moment, or their own
                await self._conductor.tell(running.id, TakenOut(user_id))

    async def readmit(self, caller: Asker, guild_id: str, user_id: int) -> Answer:
        """Whoever manages the server lets somebody come again, tonight as well."""
        await self._hosts.managed(caller)
        if str(caller.guild_id) != guild_id or user_id not in await self._ledger.kept_out(caller.guild_id):
            raise Refusal("hands.nobody_out")
        await self._note(caller, DeedKind.READMITTED, user_id)
        await self._ledger.keep_out(caller.guild_id, user_id, None)
        for running in self._conductor.running(caller.guild_id):
            with suppress(Refusal):
                await self._conductor.tell(running.id, LetBack(user_id))
        return Text("hands.readmitted", {"person": People((user_id,))})

    def _ask(self, mixer: Mixer, hand: EveningHand) -> Panel:
        """What touches everybody is asked about once, and says how many it touches."""
        seen, back = self._venue.look(mixer.guild_id), guest_list.back_to_list(mixer)
        inside = sum(len(seen.inside(room.channel_id)) for room in mixer.standing if room.channel_id) if seen else 0
        touched = {"people": counted(inside), "rooms": len(mixer.standing)}
        if hand == "mix":
            now = "offer.mix_now", hand_id("mix_now", mixer.id)
            return Panel((Text("hands.mix_sure", touched),), (), (now, back))
        still, on = hand_id("gather_still", mixer.id), hand_id("gather_on", mixer.id)
        choices = (("offer.gather_still", still), ("offer.gather_on", on), back)
        return Panel((Text("hands.gather_sure", touched),), (), choices)

    def _list(self, mixer: Mixer, caller: Asker, *said: Text) -> Panel:
        seen, muted = self._venue.look(mixer.guild_id), self._mutes.muted(mixer.guild_id)
        return guest_list.evening(mixer, seen, caller.user_id, *said, muted=muted)

    async def _person(self, mixer: Mixer, user_id: int, *said: Text) -> Panel:
        out = user_id in await self._ledger.kept_out(mixer.guild_id)
        seen, muted = self._venue.look(mixer.guild_id), user_id in self._mutes.muted(mixer.guild_id)
        return guest_list.person(mixer, seen, user_id, *said, kept_out=out, muted=muted)

    async def _deeds(self, caller: Asker, mixer: Mixer | None) -> Panel:
        noted, out = await self._ledger.noted(caller.guild_id), await self._ledger.kept_out(caller.guild_id)
        choice = None
        if out and caller.manages_server:
            try:
                names = await self._venue.names(caller.guild_id, out)
            except Unsure:
                raise Refusal("unavailable") from None
            options = tuple(Option(str(user), names.get(user, str(user))) for user in sorted(out))
            choice = Choice(hand_id("readmit", caller.guild_id), "deeds.readmit", options)
        return guest_list.deeds(noted, out, choice, (guest_list.back_to_list(mixer),) if mixer else ())

    async def _last(self, caller: Asker) -> Answer:
        """Who came to the last evening that somebody hosted, and what hosts have done; refused if there is neither."""
        deeds = await self._deeds(caller, None)
        evening = await self._ledger.last_hosted(caller.guild_id, caller.user_id)
        if evening is None and len(deeds.texts) == 2 and not deeds.choices:  # the head, and that there is nothing
            raise Refusal("none_running")
        if evening is None:
            return deeds
        sat = await self._ledger.sittings(caller.guild_id, evening.mixer_id)
        return Panel((*guest_list.came(evening, sat), *deeds.texts), deeds.choices, deeds.buttons)

    async def _note(self, caller: Asker, kind: DeedKind, user_id: int, title: str = "") -> None:
        """Before it is done: what is done and not noted could be told by nobody."""
        await self._ledger.note(caller.guild_id, Deed(kind, caller.user_id, user_id, self._clock(), title))

    async def _roles(self, guild_id: int, user_id: int) -> frozenset[int] | None:
        """Their roles, None for who is no member, or a bot. Raises Refusal if it cannot be found out."""
        try:
            return (await self._venue.roles(guild_id, [user_id])).get(user_id)
        except Unsure:
            raise Refusal("unavailable") from None
