"""The two places where ports.Venue is put to the test: the fake, and discord.py on a sandbox."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.move_gate import MoveGate
from bot.adapters.venue import DiscordVenue
from bot.client import Discord, connector, point_at
from bot.core.mixer import Mixer
from bot.core.seen import Channel, Seen
from bot.core.start import Wish, new_mixer
from bot.messages import Messages
from bot.ports import Venue
from bot.sandbox import Sandbox, beginning
from bot.sandbox.actions import channels, members, voice
from bot.sandbox.rules.permissions import Overwrite, Permission
from cogs.tree import tree_for
from tests.fake_venue import FakeVenue

GUILD = 1


def now() -> datetime:
    """The real time: the sandbox's ids are made of it."""
    return datetime.now(UTC)


async def eventually(look: Callable[[], object], what: str) -> None:
    """Wait until this is true."""
    try:
        async with asyncio.timeout(10):
            while not look():  # noqa: ASYNC110 - what is waited for sets no event
                await asyncio.sleep(0.005)
    except TimeoutError:
        raise AssertionError(f"waited in vain: {what}") from None


class Stage(Protocol):
    """A server with a text channel and a lobby, and what happens in it from outside."""

    guild_id: int
    home_id: int
    lobby_id: int

    @property
    def venue(self) -> Venue:
        """What is being tested."""
        ...

    def person(self) -> int:
        """A new member's id."""
        ...

    def go(self, user_id: int, channel_id: int | None) -> None:
        """They enter a voice channel or hang up."""
        ...

    def where(self, user_id: int) -> int | None:
        """The voice channel they really are in."""
        ...

    def there(self, channel_id: int) -> bool:
        """Whether a channel really exists."""
        ...

    def delete(self, channel_id: int) -> None:
        """An admin deletes a channel."""
        ...

    def revoke(self, permission: str) -> None:
        """The bot loses a permission."""
        ...

    def outage(self, *, on: bool) -> None:
        """The server cannot be seen, or can be again."""
        ...

    def throw_out(self) -> None:
        """The bot is removed from the server."""
        ...

    def messages(self, channel_id: int) -> list[int]:
        """The ids of the bot's messages in a channel."""
        ...


class FakeStage:
    """FakeVenue."""

    guild_id = GUILD

    def __init__(self) -> None:
        self.venue = FakeVenue(now)
        self.home_id = self.venue.add_channel(GUILD, "general", text=True)
        self.lobby_id = self.venue.add_channel(GUILD, "Lobby")
        self._server, self._people = self.venue.servers[GUILD], 100

    def person(self) -> int:
        """See Stage."""
        self._people += 1
        return self._people

    def go(self, user_id: int, channel_id: int | None) -> None:
        """See Stage."""
        self.venue.go(GUILD, user_id, channel_id)

    def where(self, user_id: int) -> int | None:
        """See Stage."""
        return self._server.people.get(user_id)

    def there(self, channel_id: int) -> bool:
        """See Stage."""
        return channel_id in self._server.channels

    def delete(self, channel_id: int) -> None:
        """See Stage."""
        self.venue.delete(GUILD, channel_id)

    def revoke(self, permission: str) -> None:
        """See Stage."""
        self._server.lacking.add(permission)

    def outage(self, *, on: bool) -> None:
        """See Stage."""
        self._server.available = not on

    def throw_out(self) -> None:
        """See Stage."""
        self._server.invited = False

    def messages(self, channel_id: int) -> list[int]:
        """See Stage."""
        return [message.id for message in self.venue.messages if message.channel_id == channel_id]


@dataclass
class RealStage:
    """DiscordVenue on a client that is connected to a sandbox."""

    box: Sandbox
    venue: DiscordVenue
    gate: MoveGate

    def __post_init__(self) -> None:
        self.world, self.guild = self.box.world, self.box.guild
        self.guild_id = self.guild.id
        self.home_id, self.lobby_id = (self._named(name) for name in ("general", "Lobby"))

    def _named(self, name: str) -> int:
        return next(channel.id for channel in self.guild.channels.values() if channel.name == name)

    def person(self) -> int:
        """See Stage."""
        user = beginning.add_person(self.world, "Guest", "ja")
        members.join(self.world, self.guild, user, set())
        return user.id

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
            members.role_updated(self.world, self.guild, role)
        for channel in self.guild.channels.values():
            own = channel.overwrites.get(self.box.bot.user.id)
            if own is not None:
                less = Overwrite(own.id, own.type, own.allow & ~bit, own.deny)
                channels.set_overwrite(self.world, channel, less, own.id)

    def outage(self, *, on: bool) -> None:
        """See Stage."""
        self.box.hub.outage(self.box.bot, self.guild, on=on)

    def throw_out(self) -> None:
        """See Stage."""
        members.remove_bot(self.world, self.guild, self.box.bot)
        self.box.hub.removed(self.box.bot, self.guild)

    def messages(self, channel_id: int) -> list[int]:
        """See Stage."""
        return sorted(self.guild.channels[channel_id].messages)

    def fault(self, route: str, answer: int | str, **more: object) -> None:
        """The next such request goes wrong."""
        self.box.faults.order({"route": route, "answer": answer, **more})


@asynccontextmanager
async def real_stage() -> AsyncGenerator[RealStage]:
    """A sandbox and a client, connected."""
    before = asyncio.all_tasks()
    box = Sandbox(people=0, listeners=1)
    await box.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Route, "BASE", Route.BASE)
        patch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
        facts, messages, gate = box.facts(), Messages(), MoveGate(now)
        point_at(facts["api"], facts["gateway"])
        client = Discord(connector=connector(None), http_trace=gate.trace(), tree=tree_for(messages))
        stage = RealStage(box, DiscordVenue(client, messages, gate, now), gate)
        client.opened, client.seen, client.shard_away = _nothing, _nobody, stage.venue.shard_away
        running = asyncio.create_task(client.start(facts["token"]))
        try:
            await eventually(lambda: stage.venue.look(stage.guild_id), "the client sees the server")
            yield stage
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running
            await client.close()
            await box.stop()
            # discord.py leaves its wait for more servers behind.
            left = asyncio.all_tasks() - before - {asyncio.current_task()}
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)


async def _nothing() -> None:
    return


def _nobody(_guild_id: int) -> None:
    return


def mixer_at(stage: Stage) -> Mixer:
    """A mixer of this server, of which the venue needs little."""
    return new_mixer(
        id="c0ffee00",
        guild_id=stage.guild_id,
        host_id=stage.person(),
        home_id=stage.home_id,
        lobby_id=stage.lobby_id,
        language="en",
        wish=Wish(title="Tea"),
        untitled="Mixer",
        now=now(),
    )


def seen(stage: Stage) -> Seen:
    """What the venue sees, which must be something."""
    view = stage.venue.look(stage.guild_id)
    assert view is not None
    return view


def shown(stage: Stage, channel_id: int) -> Channel | None:
    """A channel as the venue sees it."""
    return seen(stage).channels.get(channel_id)


def lacks(stage: Stage, channel_ids: Sequence[int] = ()) -> tuple[str, ...]:
    """What the venue says that the bot lacks."""
    return stage.venue.lacks(stage.guild_id, channel_ids)
