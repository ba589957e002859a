"""A night: everybody who comes, and the real app that carries all of it."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine, Sequence
from itertools import count
from random import Random
from typing import Any

from bot.adapters.sql.ledger import SqlLedger
from bot.adapters.sql.store import SqlStore
from bot.app import App
from bot.core.afterwards.recap import Recap
from bot.core.afterwards.weeks import Weeks
from bot.core.community.settings import Asker, Community
from bot.core.lifecycle.mixer import Mixer
from bot.core.planning.schedule import Schedule
from bot.core.planning.start import Wish
from bot.core.text import Offer, Refusal
from bot.ports.alarms import Due, SweepDue
from bot.ports.bundle import Ports
from bot.ui.catalogue import Messages
from tests.bench.scale.city import City, Server, Talking
from tests.bench.scale.jumping import CountedDatabase, Jumping, LoopAlarm
from tests.bench.scale.limits import Limits
from tests.bench.scale.plans import Plan
from tests.fakes import FakeTimes, FakeTone

ROOM = 4
EARLY, LATE = (10, 420), (120, 900)
"""Seconds before the hour at which people come, and after it for the few who are late (chosen)."""
LATECOMERS, LEAVERS = 0.15, 0.1
"""Shares of people (chosen)."""
HOME = (60, 300)
"""Seconds after the end in which people hang up (chosen)."""
AFTERWARDS = 40 * 60
"""Seconds after the last end, in which what comes afterwards is told."""


class Night:
    """One process of the bot, its database and its Discord."""

    def __init__(self, loop: Jumping, database: CountedDatabase, *, rate: float, seed: int) -> None:
        self.loop, self.database, self._ids = loop, database, count(1)
        self.limits = Limits(loop, rate, Random(seed))
        self.ears = Talking(loop, Random(seed + 1))
        self.city = City(loop, self.limits, self._changed)
        self.alarm = LoopAlarm(loop, self._ring)
        self.store = SqlStore(database)
        ports = Ports(
            store=self.store,
            ledger=SqlLedger(database, b"secret"),
            venue=self.city,
            tone=FakeTone(),
            times=FakeTimes(),
            catalogue=Messages(),
            alarm=self.alarm,
            clock=loop.clock,
            new_id=lambda: f"{next(self._ids):08x}",
        )
        self.app = App(ports, ears=self.ears, draw=_drawn, secret=b"secret", clock_wrong=lambda: False)
        self.ears.icebreaker, self.ears.city = self.app.icebreaker, self.city
        self.mixers: dict[str, Plan] = {}
        self.seen: dict[str, Mixer] = {}
        """Each evening as it was last seen under way."""
        self.refused: Counter[str] = Counter()
        self.busy: Counter[int] = Counter()
        """Milliseconds of the processor, by the minute since the beginning."""
        self.most_live = 0
        self.sweep = 0.0
        """Seconds of the processor for the longest look through the database, with all that went on meanwhile."""
        self.late: set[int] = set()
        """Who comes after the hour."""

    async def _ring(self, due: Due) -> None:
        began = time.process_time()
        await self.app.ring(due)
        if isinstance(due, SweepDue):
            self.sweep = max(self.sweep, time.process_time() - began)

    def _changed(self, guild_id: int) -> None:
        self.app.conductor.look_again(guild_id)

    async def run(self, plans: Sequence[Plan], servers: int) -> None:
        """The whole night, until the last are home."""
        for guild_id in range(1, servers + 1):
            server = self.city.furnish(guild_id)
            await self.store.keep_community(Community(guild_id=guild_id, lobby_id=server.lobby))
        await self.app.resume()
        watching = asyncio.create_task(self._watch())
        evenings = [asyncio.create_task(self._evening(plan)) for plan in plans]
        await asyncio.gather(*evenings)
        await asyncio.sleep(AFTERWARDS)
        watching.cancel()

    async def _watch(self) -> None:
        """How much of the processor each minute takes, and how many evenings are under way."""
        spent = time.process_time()
        for minute in count():
            await asyncio.sleep(60)
            now = time.process_time()
            self.busy[minute] = round(1000 * (now - spent))
            spent = now
            for mixer in self.app.conductor.under_way():
                self.seen[mixer.id] = mixer
            self.most_live = max(self.most_live, len(self.app.conductor.under_way()))

    async def _evening(self, plan: Plan) -> None:
        """One evening of one server, as its host and its guests go about it."""
        rng = Random(plan.seed)
        people = [plan.guild_id * 100 + n for n in range(plan.people)]
        host = people[0]
        late = {user for user in people[1:] if rng.random() < LATECOMERS}
        self.late |= late
        visits = [asyncio.create_task(self._visit(plan, user, rng, late=user in late)) for user in people]
        if plan.announced is not None:
            await self._until(60 * plan.announced)
            await self._announce(plan, host)
            await self._sign_up(plan, people[1:], rng)
        else:
            await self._until(60 * plan.begins)
            await self._begin(plan, host)
        await asyncio.gather(*visits)

    async def _announce(self, plan: Plan, host: int) -> None:
        assert plan.announced is not None
        schedule, caller = Schedule(wish=self._wish(plan)), self._caller(plan, host)
        minutes = str(plan.begins - plan.announced)
        offer = await self._ask(self.app.use_cases.planning.schedule(caller, schedule, minutes))
        assert isinstance(offer, Offer)
        _, token, number = offer.choices[0][1].split(":")
        await self._ask(self.app.use_cases.taking.take(caller, token, int(number)))
        self._note(plan)

    async def _begin(self, plan: Plan, host: int) -> None:
        await self._ask(self.app.use_cases.hosting.start(self._caller(plan, host), self._wish(plan)))
        self._note(plan)

    def _note(self, plan: Plan) -> None:
        for mixer in self.app.conductor.running(plan.guild_id):
            self.mixers[mixer.id] = plan

    def _wish(self, plan: Plan) -> Wish:
        return Wish(title="An hour by the veranda", length=plan.length, room_size=ROOM)

    async def _sign_up(self, plan: Plan, people: Sequence[int], rng: Random) -> None:
        """Most of them in the time until the hour, each at some instant of it."""
        assert plan.announced is not None
        span = 60 * (plan.begins - plan.announced) - EARLY[1]
        invitation = self.app.use_cases.invitation
        at = sorted((60 * plan.announced + rng.uniform(5, span), user) for user in people)
        for instant, user in at:
            await self._until(instant)
            for mixer in self.app.conductor.running(plan.guild_id):
                caller = self._caller(plan, user)
                form = await self._ask(invitation.form(caller, mixer.id))
                if form is not None:
                    await self._ask(invitation.sign_up(caller, mixer.id, form.card, form.question))

    async def _visit(self, plan: Plan, user: int, rng: Random, *, late: bool) -> None:
        """Somebody comes to the lobby, sits where they are seated, and hangs up in the end or before."""
        server, begins = self.city.servers[plan.guild_id], 60 * plan.begins
        comes = begins + rng.uniform(*LATE) if late else begins - rng.uniform(*EARLY)
        leaves = begins + 60 * plan.length + rng.uniform(*HOME)
        if rng.random() < LEAVERS:
            leaves = begins + 60 * plan.length * rng.uniform(0.4, 0.9)
        await self._until(comes)
        server.go(plan.guild_id, user, server.lobby)
        if late and plan.announced is None:
            for mixer in self.app.conductor.running(plan.guild_id):
                await self._ask(self.app.use_cases.hosting.join(self._caller(plan, user), mixer.id))
        await self._until(leaves)
        server.go(plan.guild_id, user, None)

    async def _ask(self, request: Coroutine[Any, Any, Any]) -> Any:
        """What somebody asks for; what is refused is counted."""
        try:
            return await request
        except Refusal as refusal:
            self.refused[refusal.text.key] += 1
            return None

    async def _until(self, second: float) -> None:
        await asyncio.sleep(max(0.0, second - self.loop.time()))

    def _caller(self, plan: Plan, user: int) -> Asker:
        server: Server = self.city.servers[plan.guild_id]
        return Asker(
            user_id=user,
            guild_id=plan.guild_id,
            channel_id=server.home,
            voice_id=server.people.get(user),
            role_ids=frozenset(),
            manages_events=user % 100 == 0,
            language="ja" if plan.guild_id % 2 else "en",
        )


async def _drawn(recap: Recap | Weeks, language: str) -> bytes | None:
    """See ports.Draw; the picture is not drawn, which the bot does in another thread."""
    del recap, language
    return b"picture"
