"""Thousands of servers: each Discord in memory, all of them behind one bot's limits; and the ears that hear in them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from random import Random

from bot.adapters.discord.request_queue import Urgency
from bot.core.lifecycle.events import Event
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.scheduled_event import EditEvent, MakeEvent, StepEvent
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.lifecycle.wanted_post import PostKind
from bot.core.reconcile.acts import Act, Bring, OpenRoom, Remove, Reword, Say, SendHome
from bot.core.text import Letter
from bot.engine.icebreaker.watch import Icebreaker
from bot.ui.catalogue import Messages
from tests.bench.scale.jumping import Jumping
from tests.bench.scale.limits import DIRECT, MOVE, ROUTE, WRITE, Limits
from tests.fake_venue import FakeVenue
from tests.fakes import FakeEars

IDS = 10_000
"""Ids of what is in one server."""
JOINING = 1.5
"""Seconds from sending an ear somewhere until it hears there (chosen)."""
TURN, PAUSE, LULL = (15.0, 60.0), (0.5, 3.0), 45.0
"""Seconds that somebody talks, and between two, and for which nobody knows what to say (chosen)."""
LULLS = 0.04
"""Share of pauses that are such lulls (chosen): a few in an hour of a room."""


class Server(FakeVenue):
    """One server, with ids of its own: a text channel, a lobby, and people."""

    def __init__(self, loop: Jumping, guild_id: int) -> None:
        super().__init__(loop.clock)
        self._last_id = guild_id * IDS
        self.id = guild_id
        self.home = self.add_channel(guild_id, "general", text=True)
        self.lobby = self.add_channel(guild_id, "Lobby")

    @property
    def people(self) -> dict[int, int]:
        """Who is in which voice channel."""
        return self.servers[self.id].people


class City:
    """See ports.Venue: acts have their effects as in any test, after they have waited as they would at Discord's."""

    def __init__(self, loop: Jumping, limits: Limits, on_change: Callable[[int], None]) -> None:
        self._loop, self._limits, self._on_change = loop, limits, on_change
        self._words = Messages()
        self.servers: dict[int, Server] = {}
        self.acts: Counter[str] = Counter()
        self.sent = 0
        """Characters that were posted and edited, as people read them."""
        self.rooms: Counter[str] = Counter()
        """By mixer: how many were made."""
        self.seated: dict[tuple[str, int], datetime] = {}
        """By mixer and person: when they were first brought to a room."""
        self.goodbyes: dict[str, datetime] = {}
        """By mixer: when its first goodbye was posted."""
        self.signs_said = 0
        """Signs that were posted: the others would have come too late, and were left out."""

    def furnish(self, guild_id: int) -> Server:
        """A server as it is before anything has happened in it."""
        server = self.servers[guild_id] = Server(self._loop, guild_id)
        server.on_change = self._on_change
        return server

    def look(self, guild_id: int) -> Snapshot | None:
        """See ports.Venue."""
        return self.servers[guild_id].look(guild_id)

    def lacks(self, guild_id: int, channel_ids: Sequence[int]) -> tuple[str, ...]:
        """See ports.Venue."""
        return ()

    async def roles(self, guild_id: int, user_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
        """See ports.Venue; the gateway tells."""
        return await self.servers[guild_id].roles(guild_id, user_ids)

    async def names(self, guild_id: int, user_ids: Collection[int]) -> Mapping[int, str]:
        """See ports.Venue; the gateway tells."""
        return await self.servers[guild_id].names(guild_id, user_ids)

    async def send(self, letter: Letter) -> None:
        """See ports.Venue."""
        if letter.to:
            async with self._limits.request(DIRECT, 0, Urgency.LATER):
                pass
        async with self._limits.request(WRITE, letter.to or letter.channel_id, Urgency.LATER):
            await self.servers[letter.guild_id].send(letter)
        self.acts["Letter"] += 1

    async def mute(self, guild_id: int, user_id: int, *, on: bool) -> None:
        """See ports.Venue."""
        async with self._limits.request(MOVE, guild_id, Urgency.AWAITED):
            await self.servers[guild_id].mute(guild_id, user_id, on=on)

    async def signs(self, guild_id: int, channel_id: int) -> frozenset[str] | None:
        """See ports.Venue."""
        async with self._limits.request("GET /channels/{}/messages", channel_id, Urgency.LATER):
            return await self.servers[guild_id].signs(guild_id, channel_id)

    async def remove(self, guild_id: int, channel_id: int) -> None:
        """See ports.Venue."""
        async with self._limits.request(ROUTE[Remove], channel_id, Urgency.LATER):
            await self.servers[guild_id].remove(guild_id, channel_id)

    async def do(self, mixer: Mixer, act: Act) -> Event | None:
        """See ports.Venue."""
        server, urgency = self.servers[mixer.guild_id], _urgency(act)
        if isinstance(act, Say) and act.to:
            async with self._limits.request(DIRECT, 0, urgency):
                pass
        async with self._limits.request(ROUTE[type(act)], _major(mixer, act), urgency):
            if isinstance(act, Say | Reword):
                self.sent += len(self._words.post(mixer.language, act.text))
            fact = server.act(mixer, act)
            self._note(mixer, act)
            self._on_change(mixer.guild_id)
        return fact

    def _note(self, mixer: Mixer, act: Act) -> None:
        self.acts[type(act).__name__] += 1
        now = self._loop.clock()
        match act:
            case Bring(user_id):
                self.seated.setdefault((mixer.id, user_id), now)
            case OpenRoom():
                self.rooms[mixer.id] += 1
            case Say(key) if key.kind == PostKind.GOODBYE and not act.to:
                self.goodbyes.setdefault(mixer.id, now)
            case Say(key) if key.kind == PostKind.SIGN:
                self.signs_said += 1
            case _:
                return


def _urgency(act: Act) -> Urgency:
    """As the bot's own venue has it."""
    if isinstance(act, Say):
        return Urgency.DUE
    return Urgency.LATER if isinstance(act, Remove | MakeEvent | EditEvent | StepEvent) else Urgency.AWAITED


def _major(mixer: Mixer, act: Act) -> int:
    """Whose bucket it is: a channel's, a member's who is written to, or the server's."""
    if isinstance(act, Say) and act.to:
        return act.to
    if isinstance(act, Bring | SendHome):
        return mixer.guild_id
    channel = getattr(act, "channel_id", None)
    return channel if isinstance(channel, int) else mixer.guild_id


class Talking(FakeEars):
    """One ear in each server, which hears those talk who sit where it is, and nobody elsewhere."""

    def __init__(self, loop: Jumping, rng: Random) -> None:
        super().__init__()
        self._loop, self._rng = loop, rng
        self.icebreaker: Icebreaker | None = None
        self.city: City | None = None
        self._talks: dict[int, asyncio.Task[None]] = {}
        self.steps: Counter[int] = Counter()
        """By the minute: how often an ear was sent somewhere, each of which is one message over the gateway."""

    def attend(self, guild_id: int, channel_ids: Sequence[int]) -> None:
        """See ports.Ears."""
        before = self.posts.get(guild_id, ())
        super().attend(guild_id, channel_ids)
        if before == tuple(channel_ids):
            return
        self.steps[int(self._loop.time() // 60)] += 1
        for channel_id in before:
            if (talk := self._talks.pop(channel_id, None)) is not None:
                talk.cancel()
                self._tell(channel_id, able=False)
        for channel_id in channel_ids:
            self._talks[channel_id] = self._loop.create_task(self._talk(guild_id, channel_id))

    def _tell(self, channel_id: int, *, able: bool) -> None:
        assert self.icebreaker is not None
        self.icebreaker.hears(channel_id, able, self._loop.clock().timestamp())

    async def _talk(self, guild_id: int, channel_id: int) -> None:
        assert self.city is not None
        assert self.icebreaker is not None
        server = self.city.servers[guild_id]
        await asyncio.sleep(JOINING)
        self._tell(channel_id, able=True)
        while True:
            if inside := sorted(user for user, place in server.people.items() if place == channel_id):
                who = self._rng.choice(inside)
                self.icebreaker.heard(channel_id, who, True, self._loop.clock().timestamp())
                await asyncio.sleep(self._rng.uniform(*TURN))
                self.icebreaker.heard(channel_id, who, False, self._loop.clock().timestamp())
            lull = self._rng.random() < LULLS
            await asyncio.sleep(LULL if lull else self._rng.uniform(*PAUSE))
