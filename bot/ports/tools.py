"""What else the bot needs at hand: time, an alarm, words, and how to read typed times."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.core.afterwards.recap import Recap
from bot.core.afterwards.weeks import Weeks
from bot.core.questions.deck import Prompt
from bot.core.text import Text
from bot.ports.alarms import Due

Clock = Callable[[], datetime]
"""Now, in UTC, with its time zone."""
Draw = Callable[[Recap | Weeks, str], Awaitable[bytes | None]]
"""An evening, or several side by side, as a PNG with words in that language, None if it cannot be drawn."""


class Alarm(Protocol):
    """Rings once at an instant; setting it again for the same moves it."""

    def set(self, due: Due, at: datetime) -> None:
        """Ring at `at`, or as soon as possible if that has passed."""
        ...

    def clear(self, due: Due) -> None:
        """Do not ring for that; what was never set is fine."""
        ...


class RingingAlarm(Alarm, Protocol):
    """An alarm that can be started and stopped."""

    def start(self) -> None:
        """Begin to ring."""
        ...

    async def stop(self) -> None:
        """Ring no more."""
        ...


class Catalogue(Protocol):
    """All words and questions, by language."""

    def render(self, language: str, text: Text) -> str:
        """The text in that language, safe to post."""
        ...

    def bare(self, language: str, key: str, **typed: str) -> str:
        """The text as it is typed and kept, with what people typed as they typed it: not safe to post by itself."""
        ...

    def deck(self, language: str) -> Sequence[Prompt]:
        """The questions of that language."""
        ...

    def closings(self, language: str) -> Sequence[Prompt]:
        """The questions of that language to end on."""
        ...


class TypedTimes(Protocol):
    """Reads a time as people type it."""

    def read(
        self, typed: str, language: str, zone: ZoneInfo, now: datetime, *, day_first: bool | None = None
    ) -> datetime:
        """The one instant (UTC, still ahead) that the text means in the zone. Raises Refusal under `when.`."""
        ...

    def length(self, typed: str) -> timedelta | None:
        """How long it lasts, if the text says until when. Raises Refusal under `when.` for what is no text."""
        ...
