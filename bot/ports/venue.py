"""The place where mixers happen, and in what words its failures come back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.lifecycle.events import Event
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.reconcile.acts import Act
from bot.core.text import Letter


class NotDone(Exception):
    """An act certainly had no effect and may be tried again."""


class Forbidden(NotDone):
    """Discord refuses for lack of a permission, named as the catalogue names it."""

    def __init__(self, permission: str) -> None:
        super().__init__(permission)
        self.permission = permission


class Busy(NotDone):
    """A rate limit: worth another try at that instant, after another look."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Missing(NotDone):
    """The channel, message or person that the act is about is not there."""


class NameForbidden(NotDone):
    """The server's word filter refuses the name."""


class Unsure(Exception):
    """No answer, or a broken one: the act may have had its effect or not."""


class Venue(Protocol):
    """The place where mixers happen."""

    def look(self, guild_id: int) -> Snapshot | None:
        """What a server shows now; None while it cannot be seen, which does not mean that it is empty."""
        ...

    def lacks(self, guild_id: int, channel_ids: Sequence[int]) -> tuple[str, ...]:
        """The permissions the bot needs and has not, in the server and to write to and move from these channels.

        A channel that it cannot see lacks `view_channel` alone. `two_factor`: the server wants moderators to have a
        second factor, and the bot's owner has none. `forum`: one of these is a forum, which takes no plain posts.
        """
        ...

    async def roles(self, guild_id: int, user_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
        """The roles of those of these people who are members and no bots; asks Discord where it must. Raises Unsure."""
        ...

    async def names(self, guild_id: int, user_ids: Collection[int]) -> Mapping[int, str]:
        """How those of these people who are members are called there, as they typed it; no two alike. Raises Unsure."""
        ...

    async def send(self, letter: Letter) -> None:
        """Send a letter. Raises Missing if it cannot be delivered there; Busy, NotDone or Unsure."""
        ...

    async def mute(self, guild_id: int, user_id: int, *, on: bool) -> None:
        """Mute somebody in the whole server, or no longer. Raises Missing if they are not in voice; NotDone, Unsure."""
        ...

    async def signs(self, guild_id: int, channel_id: int) -> frozenset[str] | None:
        """The custom ids below the bot's own posts in a voice channel; None where it was not the first to write.

        Raises NotDone or Unsure.
        """
        ...

    async def remove(self, guild_id: int, channel_id: int) -> None:
        """Delete a channel; that it is gone already is success. Raises NotDone or Unsure."""
        ...

    async def do(self, mixer: Mixer, act: Act) -> Event | None:
        """Do an act; the fact that it made, if any. Raises NotDone or Unsure."""
        ...
