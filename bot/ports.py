"""What the conductor needs from outside, and in what words failures come back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.community import Community
from bot.core.events import Event
from bot.core.mixer import Mixer
from bot.core.plan import Act
from bot.core.prompts import Prompt, Tally
from bot.core.seen import Seen
from bot.core.words import Text

Clock = Callable[[], datetime]
"""Now, in UTC, with its time zone."""


class Stale(Exception):
    """A save came from an older version than the one stored: somebody else works on the same mixer."""


class Store(Protocol):
    """Keeps mixers and settings over a crash. What `save` has returned from is there after a kill."""

    async def save(self, mixer: Mixer, before: Mixer | None) -> None:
        """Write what changed since `before` (None: a new mixer), all or nothing. Raises Stale."""
        ...

    async def unfinished(self) -> list[Mixer]:
        """Every mixer that still has something to do."""
        ...

    async def community(self, guild_id: int) -> Community | None:
        """A server's settings, or None before its first."""
        ...

    async def keep_community(self, community: Community) -> None:
        """Write a server's settings."""
        ...


class Ledger(Protocol):
    """What a server remembers over its evenings. Everything is by server; nothing of one is ever seen in another."""

    async def tallies(self, guild_id: int) -> Mapping[str, Tally]:
        """How often each question was put here and how often it revived the talk."""
        ...

    async def count(self, guild_id: int, question: str, *, worked: bool) -> None:
        """One more time that a question was put."""
        ...

    async def own_questions(self, guild_id: int) -> Sequence[Prompt]:
        """The community's own questions, oldest first; each id begins with `own-`."""
        ...

    async def add_questions(self, guild_id: int, texts: Sequence[str]) -> Sequence[Prompt]:
        """Keep new questions of the community's own; those that are there already are left out of the answer."""
        ...

    async def remove_question(self, guild_id: int, question: str) -> bool:
        """Delete an own question, with its tally; False if there was none."""
        ...

    async def known(self, guild_id: int, user_ids: Collection[int]) -> frozenset[str]:
        """The questions that at least one of these people was put in the last 180 days."""
        ...

    async def learn(self, guild_id: int, user_ids: Collection[int], question: str, at: datetime) -> None:
        """These people were put this question."""
        ...

    async def refusers(self, guild_id: int) -> frozenset[int]:
        """Who does not want an ear in a room with them."""
        ...

    async def refuse(self, guild_id: int, user_id: int, *, refuses: bool) -> None:
        """Somebody does not want an ear in a room with them, or no longer minds."""
        ...

    async def forget_person(self, guild_id: int, user_id: int) -> None:
        """Delete everything kept about a person in this server."""
        ...

    async def expire(self, now: datetime) -> None:
        """Delete what has been kept long enough: who was put which question, after 180 days."""
        ...


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

    def look(self, guild_id: int) -> Seen | None:
        """What a server shows now; None while it cannot be seen, which does not mean that it is empty."""
        ...

    def lacks(self, guild_id: int, channel_ids: Sequence[int]) -> tuple[str, ...]:
        """The permissions the bot needs and has not, in the server and in these channels."""
        ...

    async def do(self, mixer: Mixer, act: Act) -> Event | None:
        """Do an act; the fact that it made, if any. Raises NotDone or Unsure."""
        ...


class Listener(Protocol):
    """Told what ears hear. Instants are seconds since 1970, UTC."""

    def hears(self, channel_id: int, able: bool, at: float) -> None:
        """From now on an ear hears this channel, or none does."""
        ...

    def heard(self, channel_id: int, user_id: int, on: bool, at: float) -> None:
        """Somebody begins or ceases to transmit. There is no more to know, and no place for more."""
        ...


class Ears(Protocol):
    """Bots that hear that people talk, one channel each in a server."""

    def count(self, guild_id: int) -> int:
        """How many ears there are in a server."""
        ...

    def attend(self, guild_id: int, channel_ids: Sequence[int]) -> None:
        """The ears of this server belong in these channels and nowhere else; returns at once, they go by and by."""
        ...


class Alarm(Protocol):
    """Rings once at an instant; setting the same name again moves it."""

    def set(self, name: str, at: datetime) -> None:
        """Ring at `at`, or as soon as possible if that has passed."""
        ...

    def clear(self, name: str) -> None:
        """Do not ring; unknown names are fine."""
        ...


class Catalogue(Protocol):
    """All words and questions, by language."""

    def render(self, language: str, text: Text) -> str:
        """The text in that language, safe to post."""
        ...

    def deck(self, language: str) -> Sequence[Prompt]:
        """The questions of that language."""
        ...
