"""Shows people to their seats: opens the hour, lets late ones in, changes tables, and leaves nobody alone.

It also keeps who really sat with whom.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial

from bot.core.lifecycle import merging, rounds
from bot.core.lifecycle.events import CalledOff, Joined, SatDown
from bot.core.lifecycle.facts import CLASH, Broken, Mended
from bot.core.lifecycle.hand_events import TakenOut
from bot.core.lifecycle.merging import Present
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Guest
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.planning.clashes import goes_first, taken
from bot.core.planning.start import away, introduced, invited, may_stay, with_absent
from bot.core.posts.invitation import FEWEST_GUESTS, waits_until
from bot.core.reconcile.observe import newcomers, returned
from bot.core.text import Refusal
from bot.engine.conductor import Conductor
from bot.engine.seats import Seats
from bot.engine.tasks import Tasks
from bot.ports import Catalogue, Clock, Ledger, Store, Venue

log = logging.getLogger(__name__)
Groups = Mapping[int, frozenset[int]]
"""Who is in each room, by its number."""


class Seater:
    """Sees to it that everybody has a seat with others, as long as the hour lasts."""

    def __init__(
        self, *, conductor: Conductor, venue: Venue, store: Store, ledger: Ledger, catalogue: Catalogue, clock: Clock
    ) -> None:
        self._conductor, self._venue, self._clock = conductor, venue, clock
        self._store, self._ledger = store, ledger
        self.seats = Seats(ledger=ledger, catalogue=catalogue, clock=clock)
        self._written: dict[str, tuple[int, Groups]] = {}
        """By mixer: its round, and who is known to have sat in which room."""
        self._looked: dict[tuple[str, int], tuple[int, Groups]] = {}
        """By mixer and room: for which of its times with few people company was looked for, and who was where then."""
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        """By mixer: of two who are to be seated at once, the second is seated knowing where the first one is."""
        self._pens: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        """By mixer: what is written down first is written first."""
        self._asked: dict[str, frozenset[int]] = {}
        """By mixer: the company in its lobby whose roles Discord was asked for last."""
        self._helpers: set[tuple[str, int]] = set()
        """By mixer: those with the hosts' role who look into its rooms, and are no guests for that."""
        self._busy: set[str] = set()
        self._tasks = Tasks(log, "seating failed")

    def turn(self, mixer_id: str) -> asyncio.Lock:
        """What whoever changes seats holds meanwhile, so that of two the second knows what the first has done."""
        return self._turns[mixer_id]

    async def seat(self, mixer_id: str, user_id: int, about: str = "", answer: str = "") -> Mixer:
        """Give somebody a seat who comes late, or back. Raises Refusal if there is none."""
        async with self._turns[mixer_id]:
            mixer, seen = self._look(mixer_id)
            if mixer is None:
                raise Refusal("join.over")
            if seen is None:
                raise Refusal("unavailable")
            if user_id in await self._ledger.kept_out(mixer.guild_id):
                raise Refusal("join.not_tonight")
            present, crowd = seen.present(mixer, self._clock()), seen.crowd(mixer, self._clock())
            here = seen.room_of(mixer, user_id)
            places = await self.seats.for_one(mixer, present, user_id, here)
            wish = Joined(user_id, crowd, places.seats, places.rooms, about, answer, here)
            return await self._conductor.tell(mixer_id, wish)

    def settled(self, mixer: Mixer, seen: Snapshot | None) -> None:
        """A mixer has been looked at: keep who sits with whom, and see whether somebody needs other seats."""
        self._write_down(mixer, seen)
        if mixer.phase not in {Phase.GATHERING, Phase.OPEN}:
            self._forget(mixer.id)
        elif seen is not None and mixer.id not in self._busy and (deed := self._deed(mixer, seen)):
            self._busy.add(mixer.id)
            self._tasks.begin(self._do(mixer.id, deed))

    async def idle(self) -> None:
        """Wait until nothing is being done."""
        await self._tasks.idle()

    def _deed(self, mixer: Mixer, seen: Snapshot) -> Callable[[], Awaitable[object]] | None:
        """The first thing that is to be done about who sits where; then there is another look."""
        now = self._clock()
        if mixer.assembly is not None:
            return None
        if mixer.phase is Phase.GATHERING:
            return self._before_the_hour(mixer, seen)
        for user_id in returned(mixer, seen):
            return partial(self.seat, mixer.id, user_id)
        for user_id, number in newcomers(mixer, seen, now):
            if (mixer.id, user_id) not in self._helpers:
                return partial(self._take_in, mixer, seen, user_id, number)
        here = seen.present(mixer, now)
        for room in mixer.standing:
            looked = self._looked.get((mixer.id, room.number)) == (room.smallness.nth, _groups(here))
            if merging.due(mixer, room, now) and not looked:
                return partial(self._merge, mixer.id, room.number)
        return partial(self._plan, mixer.id) if rounds.to_plan(mixer, now, _everybody(here)) else None

    def _before_the_hour(self, mixer: Mixer, seen: Snapshot) -> Callable[[], Awaitable[object]] | None:
        """Open the rooms when it is time; of two evenings in one lobby the second waits until the first has its own."""
        now, others = self._clock(), self._conductor.running(mixer.guild_id)
        waits = goes_first(mixer, others)
        if waits != (CLASH in mixer.broken):
            return partial(self._conductor.tell, mixer.id, Broken(CLASH) if waits else Mended(CLASH))
        enough = now >= waits_until(mixer) or self._enough(mixer, self._free(mixer, seen))
        return partial(self._open, mixer) if enough and now >= mixer.opens_at and not waits else None

    def _free(self, mixer: Mixer, seen: Snapshot) -> Snapshot:
        """The same sight without those who are wanted in another evening's room."""
        elsewhere = taken(mixer, self._conductor.running(mixer.guild_id), seen)
        return replace(seen, people={user: place for user, place in seen.people.items() if user not in elsewhere})

    def _enough(self, mixer: Mixer, seen: Snapshot) -> bool:
        """Whether enough have come, or may have.

        Of roles given since they came Discord must be asked, which is done once for each company.
        """
        there = frozenset(seen.inside(mixer.lobby_id))
        unasked = bool(mixer.for_roles) and self._asked.get(mixer.id) != there and len(there) >= FEWEST_GUESTS
        return unasked or len(invited(mixer, seen, len(away(mixer, seen)))) >= FEWEST_GUESTS

    async def _do(self, mixer_id: str, deed: Callable[[], Awaitable[object]]) -> None:
        try:
            await deed()
        finally:
            self._busy.discard(mixer_id)
        await self._conductor.settle(mixer_id)

    async def _open(self, mixer: Mixer) -> None:
        """At the hour: rooms for those who are in voice and may come, and seats in them for those who will be late."""
        look = self._venue.look(mixer.guild_id)
        if look is None:
            return
        elsewhere = taken(mixer, self._conductor.running(mixer.guild_id), look)
        seen = self._free(mixer, look)
        there = self._asked[mixer.id] = frozenset(seen.inside(mixer.lobby_id))
        listed = {signup.user_id for signup in mixer.signups}
        out = (await self._ledger.kept_out(mixer.guild_id) & (there | listed)) - {mixer.host_id, *mixer.shut_out}
        if out:
            mixer = await self._conductor.tell(mixer.id, *map(TakenOut, sorted(out)))
        expected = [user for user in away(mixer, seen) if user not in elsewhere]
        asked = there.union(expected) if mixer.for_roles else expected
        members = await self._venue.roles(mixer.guild_id, asked)
        seen = replace(seen, roles={**seen.roles, **members})
        waited = self._clock() >= waits_until(mixer)
        if len(invited(mixer, seen)) < FEWEST_GUESTS:
            if waited:
                await self._conductor.tell(mixer.id, CalledOff())
            return
        late = [user for user in expected if user in members and may_stay(mixer, members[user])]
        opened = await self.seats.opened(mixer, invited(mixer, seen, 0 if waited else len(late)))
        cards = await self._ledger.cards(mixer.guild_id, late)
        everybody = [*late, *(guest.user_id for guest in opened.guests)]
        avoided = await self._ledger.avoided(mixer.guild_id, everybody)
        guests = with_absent(mixer, opened, late, cards, self._clock(), avoided=avoided)
        await self._conductor.tell(mixer.id, replace(opened, guests=guests))

    async def _take_in(self, mixer: Mixer, seen: Snapshot, user_id: int, number: int) -> None:
        """Somebody sits in a room without being a guest: they are one from now on, unless they help the host."""
        community = await self._store.community(mixer.guild_id)
        if community is not None and community.host_role_id in seen.roles.get(user_id, ()):
            self._helpers.add((mixer.id, user_id))
            return
        if user_id in await self._ledger.kept_out(mixer.guild_id):
            await self._conductor.tell(mixer.id, TakenOut(user_id))
            return
        cards = await self._ledger.cards(mixer.guild_id, [user_id])
        told = introduced(Guest(user_id, number), cards.get(user_id))
        await self._conductor.tell(mixer.id, SatDown(user_id, number, told.about, told.answer))

    async def _merge(self, mixer_id: str, number: int) -> None:
        """Say with whom a room's few can be brought together."""
        async with self._turns[mixer_id]:
            (mixer, seen), now = self._look(mixer_id), self._clock()
            room = mixer.room(number) if mixer else None
            if mixer is None or seen is None or room is None or not merging.due(mixer, room, now):
                return
            here = seen.present(mixer, now)
            wish = await self.seats.for_few(mixer, here, room)
            self._looked[mixer_id, number] = room.smallness.nth, _groups(here)
            await self._conductor.tell(mixer_id, wish)

    async def _plan(self, mixer_id: str) -> None:
        """Say who sits where in the coming round."""
        async with self._turns[mixer_id]:
            (mixer, seen), now = self._look(mixer_id), self._clock()
            if mixer is None or seen is None:
                return
            people = _everybody(seen.present(mixer, now))
            if rounds.to_plan(mixer, now, people):
                await self._conductor.tell(mixer_id, await self.seats.for_round(mixer, people))

    def _look(self, mixer_id: str) -> tuple[Mixer | None, Snapshot | None]:
        """How things are now; they may have changed while others were being seated."""
        mixer = self._conductor.mixer(mixer_id)
        return mixer, self._venue.look(mixer.guild_id) if mixer else None

    def _write_down(self, mixer: Mixer, seen: Snapshot | None) -> None:
        """Keep who sits with whom, as often as that changes; at the end everybody rises."""
        known = self._written.get(mixer.id)
        nobody: Groups = {}
        if mixer.phase is not Phase.OPEN:
            sitting = known and (mixer.round, nobody)
        else:
            sitting = _sitting(mixer, seen) if seen is not None else known
        if sitting is not None and sitting != known:
            self._written[mixer.id] = sitting
            self._tasks.begin(self._keep(mixer, *sitting, self._clock()))

    async def _keep(self, mixer: Mixer, round: int, rooms: Groups, at: datetime) -> None:
        async with self._pens[mixer.id]:
            try:
                await self._ledger.sat(mixer.guild_id, mixer.id, round, rooms, at)
            except Exception:
                self._written.pop(mixer.id, None)
                raise

    def _forget(self, mixer_id: str) -> None:
        self._written.pop(mixer_id, None)
        self._turns.pop(mixer_id, None)
        self._pens.pop(mixer_id, None)
        self._asked.pop(mixer_id, None)
        self._helpers = {key for key in self._helpers if key[0] != mixer_id}
        self._looked = {key: looked for key, looked in self._looked.items() if key[0] != mixer_id}


def _sitting(mixer: Mixer, seen: Snapshot) -> tuple[int, Groups]:
    """The round, and who is in which room now, of the guests who may be known."""
    there = {room.number: {*seen.guests_inside(mixer, room)} - {*mixer.forgotten} for room in mixer.rooms}
    return mixer.round, _groups({number: [*users] for number, users in there.items()})


def _groups(here: Present) -> Groups:
    return {number: frozenset(users) for number, users in here.items()}


def _everybody(here: Present) -> frozenset[int]:
    return frozenset(user for users in here.values() for user in users)
