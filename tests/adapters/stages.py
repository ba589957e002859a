"""What the contract tests of ports.Venue need of a place to be played at, and what is common to all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from bot.core.lifecycle.facts import CategoryFound, RoomFound
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.snapshot import Channel, Snapshot
from bot.core.planning.start import Wish, new_mixer
from bot.core.reconcile.acts import Act, OpenCategory, OpenRoom
from bot.ports import Venue


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
    channel_id: int
    lobby_id: int

    @property
    def venue(self) -> Venue:
        """What is being tested."""
        ...

    def role(self) -> int:
        """A new role's id."""
        ...

    def person(self, *roles: int) -> int:
        """A new member's id."""
        ...

    def part(self, user_id: int) -> None:
        """They leave the server."""
        ...

    def close_messages(self, user_id: int) -> None:
        """They take no direct messages any more."""
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

    def grant(self, permission: str) -> None:
        """The bot is given a permission that it does not ask for."""
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

    def direct(self, user_id: int) -> int:
        """How many direct messages of the bot somebody has."""
        ...

    def calendar(self) -> dict[int, tuple[str, datetime, str]]:
        """Name, start and state of every event that is in the server's calendar or was called off or ended."""
        ...

    def someone_plans(self, name: str, starts_at: datetime) -> int:
        """An admin puts an event into the calendar."""
        ...

    def someone_edits(self, event_id: int, name: str, starts_at: datetime) -> None:
        """An admin changes an event in Discord's own window."""
        ...

    def someone_steps(self, event_id: int, state: str) -> None:
        """An admin starts, ends or cancels an event."""
        ...

    def someone_deletes(self, event_id: int) -> None:
        """An admin takes an event out of the calendar."""
        ...


def mixer_at(stage: Stage) -> Mixer:
    """A mixer of this server, of which the venue needs little."""
    return new_mixer(
        id="c0ffee00",
        guild_id=stage.guild_id,
        host_id=stage.person(),
        channel_id=stage.channel_id,
        lobby_id=stage.lobby_id,
        language="en",
        wish=Wish(title="Tea"),
        untitled="Mixer",
        now=now(),
    )


def seen(stage: Stage) -> Snapshot:
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


@dataclass
class Scene:
    """A stage with a mixer on it."""

    stage: Stage
    mixer: Mixer

    async def do(self, act: Act) -> object:
        """Let the venue do it."""
        return await self.stage.venue.do(self.mixer, act)

    async def category(self) -> int:
        """The mixer's category."""
        fact = await self.do(OpenCategory("Tea"))
        assert isinstance(fact, CategoryFound)
        await eventually(lambda: shown(self.stage, fact.channel_id), "the category is seen")
        return fact.channel_id

    async def room(self, *guests: int) -> int:
        """A room in a category of its own."""
        fact = await self.do(OpenRoom(1, "Room 1", await self.category(), tuple(guests)))
        assert isinstance(fact, RoomFound)
        assert fact.number == 1
        await eventually(lambda: shown(self.stage, fact.channel_id), "the room is seen")
        return fact.channel_id

    async def guest(self, channel_id: int | None = None) -> int:
        """Somebody in the lobby, or elsewhere."""
        guest, place = self.stage.person(), channel_id or self.stage.lobby_id
        self.stage.go(guest, place)
        await eventually(lambda: seen(self.stage).people.get(guest) == place, "the guest is seen")
        return guest
