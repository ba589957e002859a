"""DiscordVenue, with discord.py on a sandbox, as a stage for the contract tests."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord.client import Discord, connector, listener, point_at
from bot.adapters.discord.movers import Mover, Movers
from bot.adapters.discord.rest_answers import MoveGate
from bot.adapters.discord.venue import DiscordVenue
from bot.core.lifecycle.scheduled_event import ACTIVE, CANCELLED, COMPLETED, SCHEDULED
from bot.sandbox import Sandbox, beginning
from bot.sandbox.actions import channels, events, members, roles, voice
from bot.sandbox.rules.permissions import Overwrite, Permission
from bot.sandbox.things import Json
from bot.ui.catalogue import Messages
from cogs.tree import tree_for
from tests.adapters.stages import eventually, now
from tests.worlds import WORLD

STATES = (SCHEDULED, ACTIVE, COMPLETED, CANCELLED)
"""By Discord's numbers, which begin with 1."""


@dataclass
class RealStage:
    """DiscordVenue on a client that is connected to a sandbox."""

    box: Sandbox
    venue: DiscordVenue
    gate: MoveGate
    client: Discord
    helpers: list[discord.Client] = field(default_factory=list[discord.Client])
    """The listeners that may move people."""

    def __post_init__(self) -> None:
        self.world, self.guild = self.box.world, self.box.guild
        self.guild_id = self.guild.id
        self.channel_id, self.lobby_id = (self._named(name) for name in ("general", "Lobby"))

    def _named(self, name: str) -> int:
        return next(channel.id for channel in self.guild.channels.values() if channel.name == name)

    def role(self) -> int:
        """See Stage."""
        return roles.add(self.world, self.guild, "Role", 0).id

    def person(self, *roles: int) -> int:
        """See Stage."""
        user = beginning.add_person(self.world, "Guest", "ja")
        members.join(self.world, self.guild, user, set(roles))
        return user.id

    def part(self, user_id: int) -> None:
        """See Stage."""
        members.part(self.world, self.guild, self.world.users[user_id])

    def close_messages(self, user_id: int) -> None:
        """See Stage."""
        self.world.users[user_id].closed_dms = True

    def go(self, user_id: int, channel_id: int | None) -> None:
        """See Stage; whoever it is may enter, as if somebody had moved them there."""
        if channel_id is None:
            voice.leave(self.world, self.guild, user_id)
        else:
            voice.enter(self.world, self.guild, user_id, self.guild.channels[channel_id])

    def where(self, user_id: int) -> int | None:
        """See Stage."""
        state = self.guild.voice.get(user_id)
        return state and state.channel_id

    def there(self, channel_id: int) -> bool:
        """See Stage."""
        return channel_id in self.guild.channels

    def delete(self, channel_id: int) -> None:
        """See Stage."""
        channels.delete(self.world, self.guild, self.guild.channels[channel_id])

    def revoke(self, permission: str) -> None:
        """See Stage."""
        bit = int(Permission[permission.upper()])
        for role in self.guild.roles.values():
            role.permissions &= ~bit
            roles.updated(self.world, self.guild, role)
        for channel in self.guild.channels.values():
            own = channel.overwrites.get(self.box.bot.user.id)
            if own is not None:
                less = Overwrite(own.id, own.type, own.allow & ~bit, own.deny)
                channels.set_overwrite(self.world, channel, less, own.id)

    def grant(self, permission: str) -> None:
        """See Stage."""
        its = {*self.guild.members[self.box.bot.user.id].roles}
        for role in (role for role in self.guild.roles.values() if role.id in its):
            role.permissions |= int(Permission[permission.upper()])
            roles.updated(self.world, self.guild, role)

    def outage(self, *, on: bool) -> None:
        """See Stage."""
        self.box.hub.outage(self.box.bot, self.guild, on=on)

    def throw_out(self) -> None:
        """See Stage."""
        members.remove_bot(self.world, self.guild, self.box.bot)

    def messages(self, channel_id: int) -> list[int]:
        """See Stage."""
        return sorted(self.guild.channels[channel_id].messages)

    def direct(self, user_id: int) -> int:
        """See Stage."""
        channel = self.world.private_channel((self.box.bot.user.id, user_id))
        return len(channel.messages) if channel else 0

    def calendar(self) -> dict[int, tuple[str, datetime, str]]:
        """See Stage."""
        planned = {**self.guild.past_events, **self.guild.events}
        return {
            id: (event.name, datetime.fromisoformat(event.start), STATES[event.status - 1])
            for id, event in planned.items()
        }

    def someone_plans(self, name: str, starts_at: datetime) -> int:
        """See Stage."""
        times = {"scheduled_start_time": starts_at, "scheduled_end_time": starts_at + timedelta(hours=1)}
        body = {key: at.isoformat() for key, at in times.items()} | {"entity_metadata": {"location": "Park"}}
        owner = self.world.users[self.guild.owner_id]
        event = events.draft(
            self.world, self.guild, owner, {"name": name, "entity_type": 3, "privacy_level": 2, **body}
        )
        events.add(self.world, self.guild, event)
        return event.id

    def someone_edits(self, event_id: int, name: str, starts_at: datetime) -> None:
        """See Stage."""
        end = starts_at + timedelta(hours=1)
        body = {"scheduled_start_time": starts_at.isoformat(), "scheduled_end_time": end.isoformat()}
        self._change(event_id, {"name": name, **body})

    def someone_steps(self, event_id: int, state: str) -> None:
        """See Stage."""
        self._change(event_id, {"status": STATES.index(state) + 1})

    def someone_deletes(self, event_id: int) -> None:
        """See Stage."""
        events.remove(self.world, self.guild, self.guild.events[event_id])

    def _change(self, event_id: int, body: Json) -> None:
        wanted = events.revision(self.world, self.guild, self.guild.events[event_id], body)
        events.put(self.world, self.guild, wanted)

    def gateway_is_slow(self, seconds: float) -> None:
        """Everything is told so much later from now on."""
        for session in self.box.hub.sessions.values():
            if session.wire is not None:
                session.wire.delay = seconds

    def fault(self, route: str, answer: int | str, **more: object) -> None:
        """The next such request goes wrong."""
        self.box.faults.order({"route": route, "answer": answer, **more})


@asynccontextmanager
async def real_stage(*, hands: int = 0) -> AsyncGenerator[RealStage]:
    """A sandbox and a client, connected; and so many listeners that may move people."""
    before = asyncio.all_tasks()
    box = Sandbox(people=0, listeners=max(1, hands), world=WORLD)
    await box.start()
    helpers = box.listeners[:hands]
    for role in box.guild.roles.values():
        if role.bot_id in {app.user.id for app in helpers}:
            role.permissions |= Permission.MOVE_MEMBERS
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Route, "BASE", Route.BASE)
        patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
        facts, messages, gate = box.facts(), Messages(), MoveGate(now)
        point_at(facts["api"], facts["gateway"])
        told = Told()
        client = Discord(
            told, connector=lambda: connector(None), http_trace=gate.trace(), tree=tree_for(messages), needed=()
        )
        gates = [MoveGate(now) for _ in helpers]
        others = [listener(lambda: connector(None), one.trace()) for one in gates]
        movers = Movers(Mover(client, gate), list(map(Mover, others, gates)), now)
        told.venue = DiscordVenue(client, messages, movers, now, lambda _: [app.user.id for app in helpers])
        stage = RealStage(box, told.venue, gate, client, others)
        running = [asyncio.create_task(client.start(facts["token"]))]
        running += [asyncio.create_task(one.start(app.token)) for one, app in zip(others, helpers, strict=True)]
        try:
            await eventually(lambda: stage.venue.look(stage.guild_id), "the client sees the server")
            for one in others:
                await eventually(partial(one.get_guild, stage.guild_id), "a listener sees it, too")
            yield stage
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            for one in (client, *others):
                await one.close()
            await box.stop()
            # discord.py leaves its wait for more servers behind.
            left = asyncio.all_tasks() - before - {asyncio.current_task()}
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)


class Told:
    """See GatewayObserver: only the venue is told of anything."""

    venue: DiscordVenue

    async def opened(self) -> None:
        return

    async def servers(self, present: frozenset[int]) -> None:
        return

    def seen(self, guild_id: int) -> None:
        return

    def learning(self, guild_id: int, on: bool) -> None:
        self.venue.learning(guild_id, on)

    def wrote(self, channel_id: int) -> None:
        return

    def message_gone(self, guild_id: int, message_id: int) -> None:
        return

    def planned(self, event: discord.ScheduledEvent) -> None:
        self.venue.gateway_told(event)

    def counted(self, event_id: int, interested: int) -> None:
        self.venue.counted(event_id, interested)

    def liked(self, event_id: int, change: int) -> None:
        self.venue.liked(event_id, change)

    def channel_told(self, channel_id: int) -> None:
        self.venue.channel_told(channel_id)

    def status_told(self, channel_id: int, status: str | None) -> None:
        self.venue.status_told(channel_id, status)

    def shard_away(self, shard_id: int, away: bool) -> None:
        self.venue.shard_away(shard_id, away)
