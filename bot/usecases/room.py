"""What people in a room can ask for by the buttons there. Nobody is shown who pressed."""

from __future__ import annotations

from datetime import timedelta
from typing import assert_never

from bot.core.community.settings import Asker
from bot.core.lifecycle.apply_talk import WISHED, check_call, check_topic
from bot.core.lifecycle.closing import EXTRA_TIME, tells, voting
from bot.core.lifecycle.events import HostCalled, HostComes, Hushed, StaysSmall
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Room
from bot.core.listening.cooldown import PEACE
from bot.core.text import Answer, Moment, Offer, Place, Refusal, RoomButton, Text, custom_id
from bot.engine.conductor import Conductor
from bot.engine.icebreaker.watch import Icebreaker
from bot.engine.stay_votes import StayVotes
from bot.ports import Clock
from bot.usecases.host_rights import HostRights
from bot.usecases.member import MemberUseCases


class RoomUseCases:
    """The buttons of a room. Each method raises Refusal, and changes nothing then."""

    def __init__(
        self,
        *,
        conductor: Conductor,
        icebreaker: Icebreaker,
        stay_votes: StayVotes,
        hosts: HostRights,
        members: MemberUseCases,
        clock: Clock,
    ) -> None:
        self._conductor, self._icebreaker, self._stay_votes = conductor, icebreaker, stay_votes
        self._hosts, self._members, self._clock = hosts, members, clock

    async def press(self, caller: Asker, button: RoomButton, mixer_id: str, number: int) -> Answer:
        """A button under a post in a room."""
        mixer, room = self._find(caller, mixer_id, number)
        match button:
            case "topic":
                return await self._new_topic(mixer, room)
            case "call":
                check_call(mixer, room, self._clock())
                await self._conductor.tell(mixer.id, HostCalled(number, await self._hosts.chain(mixer)))
                return Text("call.done")
            case "coming":
                return await self._come(caller, mixer, room)
            case "ballot":
                return self._ballot(caller, mixer, room)
            case "content":
                await self._conductor.tell(mixer.id, StaysSmall(number))
                return Text("content.done")
            case "hush":
                return await self._hush(mixer, room)
            case "unheard":
                return await self._members.hear_me(caller, may=False)
            case _:
                assert_never(button)

    async def _come(self, caller: Asker, mixer: Mixer, room: Room) -> Text:
        if caller.user_id not in room.call.chain:
            await self._hosts.check(caller)
        await self._conductor.tell(mixer.id, HostComes(room.number))
        return Text("call.coming", {"place": Place(room.channel_id or mixer.lobby_id)})

    def _ballot(self, caller: Asker, mixer: Mixer, room: Room) -> Offer:
        """The vote itself, which nobody but the voter sees."""
        guest = mixer.guest(caller.user_id)
        if guest is None or guest.room != room.number or not voting(mixer, room, self._clock()):
            raise Refusal("ballot.over")
        more = int(EXTRA_TIME / timedelta(minutes=1))
        text = Text("ballot.ask_two" if tells(mixer, room) else "ballot.ask", {"more": more})
        choices = (("offer.stay", custom_id("stay", mixer.id)), ("offer.not_stay", custom_id("not_stay", mixer.id)))
        return Offer((text,), choices)

    async def vote(self, caller: Asker, mixer_id: str, *, yes: bool) -> Text:
        """Keep somebody's vote in place of an earlier one."""
        mixer = self._conductor.mixer(mixer_id)
        if mixer is None or mixer.guild_id != caller.guild_id:
            raise Refusal("ballot.over")
        await self._stay_votes.vote(mixer, caller.user_id, yes=yes)
        return Text("ballot.kept")

    async def _new_topic(self, mixer: Mixer, room: Room) -> Text:
        if await self._icebreaker.ask(mixer, check_topic(mixer, room, self._clock()), WISHED) is None:
            raise Refusal("topic.none")
        return Text("topic.done")

    async def _hush(self, mixer: Mixer, room: Room) -> Text:
        until = self._clock() + timedelta(seconds=PEACE)
        await self._conductor.tell(mixer.id, Hushed(room.number, until))
        return Text("hush.done", {"until": Moment(until)})

    def _find(self, caller: Asker, mixer_id: str, number: int) -> tuple[Mixer, Room]:
        mixer = self._conductor.mixer(mixer_id)
        room = mixer.room(number) if mixer and mixer.guild_id == caller.guild_id else None
        if mixer is None or room is None:
            raise Refusal("join.over")
        return mixer, room
