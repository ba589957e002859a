"""A text that should stand written somewhere."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.words import Text


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text that should stand in a channel under a key. With `fresh` false it is only brought up to date.

    With `to` it is a direct message to that member, and `channel_id` is 0.
    """

    key: str
    channel_id: int
    text: Text
    fresh: bool = True
    to: int = 0
