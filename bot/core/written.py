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


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Something told once outside of any mixer's posts: directly to the member `to`, or else in a channel."""

    key: str
    """The same key always gives the same nonce."""
    language: str
    texts: tuple[Text, ...]
    """One line or more each; too long for one message, they are sent as several, split between lines."""
    guild_id: int
    to: int = 0
    channel_id: int = 0
    picture: bytes | None = None
    """A PNG shown with it, and what it shows, for those who cannot see it."""
    alt: Text | None = None
