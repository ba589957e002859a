"""Plans the next evening of a series as soon as one begins, is skipped, falls through or is moved out of the way."""

from __future__ import annotations

import logging

from bot.core.community.settings import Community
from bot.core.lifecycle.events import CallingOff, Cancelled, NextPlanned
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.planning.schedule import next_evening
from bot.core.times.recurrence import Repeat
from bot.engine.conductor import Conductor
from bot.engine.standing import Standing
from bot.engine.tasks import Tasks
from bot.ports import Stale
from bot.ports.bundle import Ports

log = logging.getLogger(__name__)


class Series:
    """Keeps every series going; an evening whose next one is not planned yet does not end."""

    def __init__(self, conductor: Conductor, outside: Ports) -> None:
        self._conductor, self._store, self._clock = conductor, outside.store, outside.clock
        self.standing = Standing(conductor, outside)
        self._tasks = Tasks(log, "the next evening of a series could not be planned yet")

    def settled(self, mixer: Mixer, _seen: Snapshot | None) -> None:
        """A mixer has been looked at: its series may need a next evening."""
        goes_on = mixer.repeat is not Repeat.ONCE and not mixer.call_off_series
        goes_on = goes_on and not mixer.next_planned and not mixer.finished
        # An evening that was moved to later does not hold up the one that comes after its place in the series.
        due = mixer.phase is not Phase.SCHEDULED or (mixer.slot_at is not None and self._clock() >= mixer.slot_at)
        if goes_on and due and not self._tasks.under_way(mixer.id):
            self._tasks.begin(self._follow(mixer), mixer.id)

    async def idle(self) -> None:
        """Wait until nothing is being done."""
        await self._tasks.idle()

    async def _follow(self, mixer: Mixer) -> None:
        community = await self._store.community(mixer.guild_id) or Community(
            guild_id=mixer.guild_id, language=mixer.language
        )
        planned = next_evening(mixer, community, self._clock())
        if planned is not None:
            try:
                await self._conductor.begin(await self.standing.signed_up(planned, mixer))
            except Stale:
                log.info("mixer %s is planned already", planned.id)
                await self._conductor.sweep()  # perhaps by a process that ended before it set to work on it
        after = await self._conductor.tell(mixer.id, NextPlanned(planned.opens_at if planned else None))
        # In this very moment it was called off with all that would follow, for good or for as long as nobody undoes it.
        if planned is not None and after.call_off_series:
            await self._conductor.tell(planned.id, CallingOff(after.call_off_at, series=True))
        elif planned is not None and after.repeat is Repeat.ONCE:
            await self._conductor.tell(planned.id, Cancelled(series=True))
