"""Saves mixers, and never leaves one because a save went wrong: what is in the database is read again and gone on with.

Three things look alike from here and end alike: the database kept what we sent and its answer was lost, another
process has written, or the database was put back to an older state.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import replace

from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.apply_time import catch_up
from bot.core.lifecycle.events import Event
from bot.core.lifecycle.mixer import Mixer
from bot.core.text import Refusal
from bot.engine.under_way import UnderWay
from bot.ports import Clock, Stale, Store, Unsure

log = logging.getLogger(__name__)


class NotNow(Refusal):
    """Nothing may be decided here at this moment; nothing was changed."""


class ClockWrong(NotNow):
    """The clock is so wrong that nothing may be decided by it."""

    def __init__(self) -> None:
        super().__init__("clock")


class NotOurs(NotNow):
    """Another process looks after this server, or may by now."""

    def __init__(self) -> None:
        super().__init__("unsure")


TRIES = 10
"""How often in a row another process may be faster."""


class Saver:
    """What it has returned from is in the database; what it has raised for is not, except for Unsure."""

    def __init__(self, store: Store, clock: Clock, clock_wrong: Callable[[], bool]) -> None:
        self._store, self._clock, self._clock_wrong = store, clock, clock_wrong

    async def begin(self, mixer: Mixer) -> None:
        """Save a new mixer. Raises Stale if its id is taken, Unsure if it may have been saved, and NotNow."""
        self._look_first(mixer)
        try:
            await self._store.save(mixer, None)
        except Stale:
            raise
        except Exception as error:
            if await self._kept(mixer.id, error) is None:
                raise

    async def change(self, live: UnderWay, events: Collection[Event]) -> None:
        """Apply events and passed deadlines, and save; the mixer changes only if the save succeeded.

        Raises Refusal for an event that cannot be, Unsure if nobody can tell whether it was saved, and NotNow.
        """
        self._look_first(live.mixer)
        async with live.lock:
            if live.doubtful:
                live.mixer = await self._agreed(live.mixer, await self._store.mixer(live.mixer.id))
                live.doubtful = False
            for _ in range(TRIES):
                now, before = self._clock(), live.mixer
                after = catch_up(before, now)
                for event in events:
                    after = step(after, event, now)
                if after == before or await self._saved(live, replace(after, version=before.version + 1)):
                    return
            raise Stale(f"mixer {live.mixer.id} is being changed by somebody else all the time")

    def _look_first(self, mixer: Mixer) -> None:
        if self._clock_wrong():
            raise ClockWrong
        if not self._store.ours(mixer.guild_id):
            raise NotOurs

    async def _saved(self, live: UnderWay, after: Mixer) -> bool:
        """Whether it is saved; otherwise the mixer is by now as somebody else has saved it."""
        before, live.doubtful = live.mixer, True
        try:
            await self._store.save(after, before)
        except Exception as error:
            kept = await self._kept(after.id, error)
            if kept != after:
                live.mixer = await self._agreed(before, kept)
                live.doubtful = False
                if kept == before and not isinstance(error, Stale):
                    raise
                return False
        live.mixer, live.doubtful = after, False
        if after.phase is not before.phase:
            log.info("mixer %s is %s (%s)", after.id, after.phase, after.ending or "on its way")
        return True

    async def _kept(self, mixer_id: str, error: Exception) -> Mixer | None:
        """The mixer as it is in the database after a save has failed."""
        try:
            return await self._store.mixer(mixer_id)
        except Exception:
            log.warning("mixer %s: the database does not say whether it was saved", mixer_id)
            raise Unsure(str(error)) from error

    async def _agreed(self, ours: Mixer, kept: Mixer | None) -> Mixer:
        """The mixer to go on with: the one that is kept, unless it is older than what was saved before."""
        if kept is not None and kept.version >= ours.version:
            return kept
        log.warning("mixer %s is not in the database as it was saved there: it is written again", ours.id)
        again = replace(ours, version=kept.version + 1) if kept else ours
        await self._store.save(again, kept)
        return again
