"""Asks before each reminder and before the hour who is a member still, and may come, and whether the host is one.

In the hour it asks about those alone of whom something was seen: who has gone, or came to be without the role.

Without a privileged intent Discord tells of nobody who leaves or loses a role, but answers about those it is asked for.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime

from bot.core.lifecycle.events import Event, Withdrew
from bot.core.lifecycle.facts import SIGHT, Broken, HostGone, Mended, Uninvited
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.signups import OPEN_FOR_SIGNUPS
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.planning.start import may_stay
from bot.core.posts.invitation import looks
from bot.engine.conductor import Conductor
from bot.engine.in_the_hour import Doubts
from bot.engine.tasks import Tasks
from bot.ports import Clock, Store, Unsure, Venue

log = logging.getLogger(__name__)
MOST_ASKED = 3
"""People who are asked at once to host in somebody's place."""


class Membership:
    """Keeps places for those alone who can take them, and an evening from being without anybody who can mend it."""

    def __init__(self, *, conductor: Conductor, store: Store, venue: Venue, clock: Clock) -> None:
        self._conductor, self._store, self._venue, self._clock = conductor, store, venue, clock
        self._looked: dict[str, datetime] = {}
        """By mixer: for which of its instants it was last asked."""
        self._doubts: dict[str, Doubts] = {}
        """By mixer under way."""
        self._tasks = Tasks(log, "nobody knows yet who of an evening is still a member")

    def settled(self, mixer: Mixer, seen: Snapshot | None) -> None:
        """A mixer has been looked at: it may be time to ask."""
        if mixer.phase is Phase.OPEN:
            self._settled_in_the_hour(mixer, seen)
            return
        self._doubts.pop(mixer.id, None)
        if mixer.phase not in OPEN_FOR_SIGNUPS:
            self._looked.pop(mixer.id, None)
            return
        due = max((at for at in looks(mixer) if at <= self._clock()), default=None)
        asked = self._looked.get(mixer.id)
        if seen is not None and due and (asked is None or asked < due) and not self._tasks.under_way(mixer.id):
            self._tasks.begin(self._look(mixer, seen, due), mixer.id)

    async def idle(self) -> None:
        """Wait until nothing is being done."""
        await self._tasks.idle()

    def _settled_in_the_hour(self, mixer: Mixer, seen: Snapshot | None) -> None:
        """Where what Discord tells gives reason to: who has gone from voice, or was seen to have lost the role."""
        if seen is None:
            return
        now, doubts = self._clock(), self._doubts.setdefault(mixer.id, Doubts())
        if (asked := doubts.look(mixer, seen, now)) and not self._tasks.under_way(mixer.id):
            self._tasks.begin(self._ask(mixer, seen, asked, doubts, now), mixer.id)

    async def _ask(self, mixer: Mixer, seen: Snapshot, asked: frozenset[int], doubts: Doubts, now: datetime) -> None:
        try:
            members = await self._venue.roles(mixer.guild_id, asked)
        except Unsure:
            return  # at the next look
        doubts.settle(now)
        # Who lacks the role and was never seen with it was brought there by hand, and stays.
        known = {user for user in members if user not in doubts.had_role or may_stay(mixer, members[user])}
        gone = sorted(asked - known - {mixer.host_id})
        events: list[Event] = [Uninvited(user) for user in gone if mixer.guest(user)]
        if mixer.host_id in asked:
            events += await self._host_gone(mixer, seen, gone=mixer.host_id not in members)
        if events:
            await self._conductor.tell(mixer.id, *events)

    async def _host_gone(self, mixer: Mixer, seen: Snapshot, *, gone: bool) -> list[Event]:
        """That others are to be asked to host, or no longer."""
        if gone == bool(mixer.stand_ins) or (gone and self._asked(mixer)):
            return []
        return [HostGone(await self._stand_ins(mixer, seen) if gone else ())]

    async def _look(self, mixer: Mixer, seen: Snapshot, due: datetime) -> None:
        asked = {mixer.host_id, *(signup.user_id for signup in mixer.signups)} - {0}
        try:
            members = await self._venue.roles(mixer.guild_id, asked)
        except Unsure:
            return  # at the next look
        self._looked[mixer.id] = due
        gone = [s.user_id for s in mixer.signups if s.user_id not in members or not may_stay(mixer, members[s.user_id])]
        events: list[Event] = [*map(Withdrew, gone), *self._sight(mixer)]
        events += await self._host_gone(mixer, seen, gone=mixer.host_id not in members)
        if gone:
            log.info("mixer %s: %d no longer come, as they have left or lost the role for it", mixer.id, len(gone))
        if events:
            await self._conductor.tell(mixer.id, *events)

    def _asked(self, mixer: Mixer) -> bool:
        """Whether others are being asked already about an evening of the same host: who takes it takes all."""
        others = (other for other in self._conductor.running(mixer.guild_id) if other.id != mixer.id)
        return any(o.stand_ins and o.host_id == mixer.host_id and o.phase is not Phase.CLOSING for o in others)

    def _sight(self, mixer: Mixer) -> Iterator[Event]:
        """Whether the lobby can be seen, and so who is in it."""
        everywhere = self._venue.lacks(mixer.guild_id, ())
        here = self._venue.lacks(mixer.guild_id, (mixer.lobby_id,))
        unseen = "view_channel" in here and "view_channel" not in everywhere
        if unseen != (SIGHT in mixer.broken):
            yield Broken(SIGHT) if unseen else Mended(SIGHT)

    async def _stand_ins(self, mixer: Mixer, seen: Snapshot) -> tuple[int, ...]:
        """Who can host in the host's place: hosts of other evenings, those in voice with the hosts' role, the owner."""
        community = await self._store.community(mixer.guild_id)
        role = community.host_role_id if community else None
        at_hand = {user for user, roles in seen.roles.items() if role in roles}
        others = {other.host_id for other in self._conductor.running(mixer.guild_id) if not other.stand_ins}
        wanted = sorted((at_hand | others) - {mixer.host_id, 0})
        members = await self._venue.roles(mixer.guild_id, wanted) if wanted else dict[int, frozenset[int]]()
        there = [user for user in wanted if user in members][:MOST_ASKED]
        return tuple(there) or ((seen.owner_id,) if seen.owner_id else ())
