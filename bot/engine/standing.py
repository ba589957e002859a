"""Signs those up who always come as an evening of their series is planned, and lets a place go that nobody comes to."""

from __future__ import annotations

import logging
from dataclasses import replace
from functools import partial

from bot.core.lifecycle.events import Withdrew
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.signups import OPEN_FOR_SIGNUPS
from bot.core.planning.schedule import others_of_series, series_of
from bot.core.planning.standing import filled
from bot.core.planning.start import may_stay
from bot.core.posts import letters
from bot.engine.conductor import Conductor
from bot.ports import NotDone, Unsure
from bot.ports.bundle import Ports

log = logging.getLogger(__name__)


class Standing:
    """Keeps places for those who always come, as long as they can, and do."""

    def __init__(self, conductor: Conductor, outside: Ports) -> None:
        self._conductor, self._clock = conductor, outside.clock
        self._ledger, self._venue = outside.ledger, outside.venue

    async def signed_up(self, planned: Mixer, before: Mixer) -> Mixer:
        """The evening that follows this one, with those who always come and still may; for the others that is over.

        A role that was deleted costs nobody their place.
        They said so where it stood whether they would be named: that stays a promise.
        """
        series = series_of(planned)
        people = await self._ledger.standing(planned.guild_id, series)
        if not people:
            return planned
        welcome = set(people) - await self._ledger.kept_out(planned.guild_id)
        try:
            members = await self._venue.roles(planned.guild_id, people)
        except Unsure:
            pass  # they are asked for before it is announced
        else:
            may = partial(may_stay, replace(planned, broken=before.broken))
            welcome = {user for user in welcome if user in members and may(members[user])}
        if gone := set(people) - welcome:
            await self._ledger.stand_down(planned.guild_id, series, gone)
            log.info("series %s: %d have no standing place any more, as they cannot come here", series, len(gone))
        cards = await self._ledger.cards(planned.guild_id, welcome)
        directly = {user for user, card in cards.items() if card.remind}
        named = replace(planned, name_guests=planned.name_guests and before.name_guests)
        return filled(named, [user for user in people if user in welcome], directly, self._clock())

    async def lapse(self, mixer: Mixer) -> None:
        """Who has missed too many evenings in a row stands no longer; those who like direct messages are told so.

        The others are told when they next sign up.
        """
        series = series_of(mixer)
        lapsed = await self._ledger.lapsed(mixer.guild_id, series)
        if not lapsed:
            return
        for other in others_of_series(mixer, self._conductor.running(mixer.guild_id)):
            gone = [s.user_id for s in other.signups if s.standing and s.user_id in lapsed]
            if gone and other.phase in OPEN_FOR_SIGNUPS:
                await self._conductor.tell(other.id, *map(Withdrew, gone))
        cards = await self._ledger.cards(mixer.guild_id, lapsed)
        told = [
            user for user in sorted(lapsed) if user in cards and cards[user].remind and await self._tell(mixer, user)
        ]
        await self._ledger.stand_down(mixer.guild_id, series, told)

    async def _tell(self, mixer: Mixer, user_id: int) -> bool:
        """Whether they know it now, or perhaps do: better once too few than twice."""
        try:
            await self._venue.send(letters.lapsed(mixer, user_id))
        except NotDone:
            return False
        except Unsure:
            log.info("a direct message was perhaps not delivered")
        return True
