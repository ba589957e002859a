"""Putting one question to one room: chosen, saved, held back if talk begins, and judged by what came of it."""

from __future__ import annotations

import logging

from bot.core.lifecycle.apply_talk import WISHED, asking_key
from bot.core.lifecycle.events import Asked, Judged, TalkedOn
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Room
from bot.core.listening.room_watch import RoomWatch
from bot.core.questions.deck import GUEST, OWN, Prompt
from bot.core.text import Refusal
from bot.engine.conductor import Conductor
from bot.engine.icebreaker.known import Known
from bot.ports import Clock

log = logging.getLogger(__name__)


class Questioner:
    """One question at a time in each room; what goes out is an event, which the conductor saves and then posts."""

    def __init__(self, conductor: Conductor, known: Known, clock: Clock) -> None:
        self._conductor, self._known, self._clock = conductor, known, clock
        self._busy: set[RoomWatch] = set()

    async def ask(self, following: RoomWatch, mixer: Mixer, room: Room, why: str) -> Prompt | None:
        """See Icebreaker.ask."""
        if following in self._busy:
            raise Refusal("topic.soon")
        self._busy.add(following)
        try:
            return await self._ask(following, mixer, room, why)
        finally:
            self._busy.discard(following)

    async def _ask(self, following: RoomWatch, mixer: Mixer, room: Room, why: str) -> Prompt | None:
        prompt = await self._known.choose(mixer, room, why, following.people)
        if prompt is None:
            following.leave_alone(self._now())
            return None
        if why != WISHED and following.why_now(self._now()) is None:
            return None
        own = prompt.text if prompt.id.startswith((OWN, GUEST)) else ""
        nth = len(room.askings) + 1
        following.asked(nth, why, self._now())
        try:
            await self._conductor.tell(mixer.id, Asked(room.number, prompt.id, own, why))
        except Exception:
            following.taken_back(nth)
            raise
        log.info("room %s/%d is asked (%s)", mixer.id, room.number, why)
        return prompt

    def to_hold_back(self, following: RoomWatch) -> int | None:
        """The number of a question that was decided because of a stall and is not yet being sent."""
        mixer = self._conductor.mixer(following.mixer_id)
        nth, why = following.on_its_way or (0, WISHED)
        if mixer is None or why == WISHED or asking_key(following.number, nth) in mixer.posts:
            return None
        return nth

    async def hold_back(self, following: RoomWatch, nth: int) -> None:
        """Keep that question for another time, if it is not being sent by now."""
        mixer = await self._conductor.tell(following.mixer_id, TalkedOn(following.number, nth))
        room = mixer.room(following.number)
        if room is not None and len(room.askings) < nth:
            following.taken_back(nth)

    async def judge(self, following: RoomWatch, room: Room, *, worked: bool) -> None:
        """The last question revived the talk, or did not."""
        last = room.askings[-1]
        await self._conductor.tell(following.mixer_id, Judged(room.number, last.nth, worked))
        await self._known.count(following.guild_id, last.question, worked=worked)

    def _now(self) -> float:
        return self._clock().timestamp()
