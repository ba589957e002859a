"""What people in a room can ask for by the buttons there. Nobody learns who pressed."""

from __future__ import annotations

from datetime import timedelta

from bot.attention import Attention
from bot.conductor import Conductor
from bot.core.community import Caller
from bot.core.events import Contented, HostCalled, Hushed
from bot.core.mixer import Mixer
from bot.core.parts import Room
from bot.core.restraint import PEACE
from bot.core.talk import WISHED, check_call, check_topic
from bot.core.words import Moment, Refusal, Text
from bot.ports import Clock
from bot.reception.members import Members


class Roomside:
    """The buttons of a room. Each method raises Refusal, and changes nothing then."""

    def __init__(self, *, conductor: Conductor, attention: Attention, members: Members, clock: Clock) -> None:
        self._conductor, self._attention, self._members, self._clock = conductor, attention, members, clock

    async def press(self, caller: Caller, button: str, mixer_id: str, number: int) -> Text:
        """A button under a post in a room."""
        mixer, room = self._find(caller, mixer_id, number)
        match button:
            case "topic":
                return await self._new_topic(mixer, room)
            case "call":
                check_call(mixer, room, self._clock())
                await self._conductor.tell(mixer.id, HostCalled(number))
                return Text("call.done")
            case "content":
                await self._conductor.tell(mixer.id, Contented(number))
                return Text("content.done")
            case "hush":
                return await self._hush(mixer, room)
            case _:
                return await self._members.hear_me(caller, may=False)

    async def _new_topic(self, mixer: Mixer, room: Room) -> Text:
        if await self._attention.ask(mixer, check_topic(mixer, room, self._clock()), WISHED) is None:
            raise Refusal("topic.none")
        return Text("topic.done")

    async def _hush(self, mixer: Mixer, room: Room) -> Text:
        until = self._clock() + timedelta(seconds=PEACE)
        await self._conductor.tell(mixer.id, Hushed(room.number, until))
        return Text("hush.done", {"until": Moment(until)})

    def _find(self, caller: Caller, mixer_id: str, number: int) -> tuple[Mixer, Room]:
        mixer = self._conductor.mixer(mixer_id)
        room = mixer.room(number) if mixer and mixer.guild_id == caller.guild_id else None
        if mixer is None or room is None:
            raise Refusal("join.over")
        return mixer, room
