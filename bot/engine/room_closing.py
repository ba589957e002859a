"""The end of a room's time waits for a pause in its talk."""

from __future__ import annotations

import logging
from collections.abc import Callable

from bot.core.lifecycle.closing import closed_at, held
from bot.core.lifecycle.events import Released
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Room
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.listening.room_watch import RoomWatch, finish_at
from bot.engine.conductor import Conductor
from bot.engine.icebreaker.ears import instant
from bot.engine.tasks import Tasks
from bot.ports import Alarm, Clock
from bot.ports.alarms import RoomEndDue

log = logging.getLogger(__name__)


class RoomClosing:
    """Nobody who can be heard is brought away in the middle of a sentence; nobody waits for longer than a minute."""

    def __init__(
        self,
        *,
        conductor: Conductor,
        following: Callable[[str, int], RoomWatch | None],
        alarm: Alarm,
        clock: Clock,
    ) -> None:
        self._conductor, self._following, self._alarm, self._clock = conductor, following, alarm, clock
        self._tasks = Tasks(log, "a room could not be closed in its pause, and is closed by the clock")

    def settled(self, mixer: Mixer, _seen: Snapshot | None) -> None:
        """A mixer has been looked at: see to the rooms whose time is over."""
        for room in mixer.leaving:
            if held(mixer, room, self._clock()):
                self._let_finish(mixer, room)

    def spoke(self, following: RoomWatch) -> None:
        """Somebody has begun or ceased to speak, or it can be heard no longer, or only now."""
        mixer = self._conductor.mixer(following.mixer_id)
        room = mixer.room(following.number) if mixer else None
        if mixer is not None and room is not None and held(mixer, room, self._clock()):
            self._let_finish(mixer, room)

    async def ring(self, mixer_id: str) -> None:
        """The alarm of a room that is to finish has rung."""
        mixer = self._conductor.mixer(mixer_id)
        if mixer is not None:
            self.settled(mixer, None)

    async def idle(self) -> None:
        """Wait until nothing is being done."""
        await self._tasks.idle()

    def _let_finish(self, mixer: Mixer, room: Room) -> None:
        closed = closed_at(mixer, room)
        at = finish_at(self._following(mixer.id, room.number), closed) if closed else None
        if at is None:
            return  # somebody speaks: the pause is told when it comes
        if self._clock().timestamp() >= at:
            self._tasks.begin(self._conductor.tell(mixer.id, Released(room.number)))
        else:
            self._alarm.set(RoomEndDue(mixer.id, room.number), instant(at))
