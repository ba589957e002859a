"""Plans the next evening of a series as soon as one begins, is skipped or falls through."""

from __future__ import annotations

import asyncio
import logging

from bot.conductor import Conductor
from bot.core.calendar import Repeat
from bot.core.community import Community
from bot.core.events import Followed
from bot.core.mixer import Mixer, Phase
from bot.core.schedule import next_evening
from bot.core.seen import Seen
from bot.core.words import Refusal
from bot.ports import Clock, Stale, Store

log = logging.getLogger(__name__)


class Planner:
    """Keeps every series going; an evening whose next one is not planned yet does not end."""

    def __init__(self, *, conductor: Conductor, store: Store, clock: Clock) -> None:
        self._conductor, self._store, self._clock = conductor, store, clock
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def settled(self, mixer: Mixer, _seen: Seen | None) -> None:
        """A mixer has been looked at: its series may need a next evening."""
        due = mixer.repeat is not Repeat.ONCE and not mixer.followed and mixer.phase is not Phase.SCHEDULED
        if due and not mixer.finished and mixer.id not in self._tasks:
            task = self._tasks[mixer.id] = asyncio.get_running_loop().create_task(self._follow(mixer))
            task.add_done_callback(lambda done: self._ended(mixer.id, done))

    async def idle(self) -> None:
        """Wait until nothing is being done."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    async def _follow(self, mixer: Mixer) -> None:
        community = await self._store.community(mixer.guild_id) or Community(
            guild_id=mixer.guild_id, language=mixer.language
        )
        planned = next_evening(mixer, community, self._clock())
        if planned is not None:
            try:
                await self._conductor.begin(planned)
            except Stale:
                log.info("mixer %s is planned already", planned.id)
        await self._conductor.tell(mixer.id, Followed(planned.opens_at if planned else None))

    def _ended(self, mixer_id: str, task: asyncio.Task[None]) -> None:
        self._tasks.pop(mixer_id, None)
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, Refusal):
            log.error("the next evening after %s could not be planned yet", mixer_id, exc_info=error)
