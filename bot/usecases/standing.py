"""Whether somebody always comes to a series: looked up for what they are told, and changed."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from bot.core.community.settings import Asker
from bot.core.lifecycle.mixer import Mixer
from bot.core.planning.schedule import series_of
from bot.core.planning.standing import most_standing
from bot.core.text import StandingButton, Text
from bot.core.times.recurrence import Repeat
from bot.ports import Clock, Ledger

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Stands:
    """What somebody is told of their standing place beside a sign-up, and what they can do about it."""

    lines: tuple[Text, ...] = ()
    choices: tuple[StandingButton, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether they have one."""
        return "stand_down" in self.choices


HAS = Stands((Text("standing.has"),), ("stand_down",))
"""They have one, and can end it."""


class StandingPlaces:
    """For everybody, about nobody but themselves."""

    def __init__(self, ledger: Ledger, clock: Clock) -> None:
        self._ledger, self._clock = ledger, clock

    async def look(self, caller: Asker, mixer: Mixer, *, telling: bool = False) -> Stands:
        """Whether they have one in its series; nothing where there is none, or that cannot be found out.

        With `telling` they hear now that an earlier one has lapsed, and nothing is kept of it any more.
        """
        if mixer.repeat is Repeat.ONCE:
            return Stands()
        series = series_of(mixer)
        try:
            if caller.user_id in await self._ledger.standing(caller.guild_id, series):
                return HAS
            lapsed = telling and caller.user_id in await self._ledger.lapsed(caller.guild_id, series)
            if lapsed:
                await self._ledger.stand_down(caller.guild_id, series, [caller.user_id])
        except Exception:
            log.exception("it could not be looked up whether somebody always comes")
            return Stands()
        return Stands((Text("standing.lapsed", {"title": mixer.title}),) if lapsed else (), ("stand",))

    async def take(self, caller: Asker, mixer: Mixer) -> Stands:
        """They always come from now on, if a standing place is free; what they have signed up for stays theirs."""
        series, now, most = series_of(mixer), self._clock(), most_standing(mixer)
        try:
            free = await self._ledger.stand(caller.guild_id, series, caller.user_id, now, most=most)
        except Exception:
            log.exception("a standing place could not be kept")
            return Stands((Text("standing.unkept"),), ("stand",))
        return HAS if free else Stands((Text("standing.taken"),))

    async def give_up(self, caller: Asker, mixer: Mixer) -> None:
        """They come no longer by themselves."""
        await self._ledger.stand_down(caller.guild_id, series_of(mixer), [caller.user_id])
