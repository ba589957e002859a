"""What should stand written where, and the key that each post is recorded under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Self

from bot.core.text import Text


class PostKind(StrEnum):
    """What a post is about. Saved with the posts of every evening: a word here stays as it is."""

    ANNOUNCEMENT = "announcement"
    LOBBY = "lobby"
    BOARD = "board"
    LUCKY = "lucky"
    MOVED = "moved"
    REMIND = "remind"
    DIRECT = "direct"
    LINKS = "links"
    LOST = "lost"
    HANDED = "handed"
    HEIR = "heir"
    MISSING = "missing"
    GONE = "gone"
    GOODBYE = "goodbye"
    WELCOME = "welcome"
    CHANGE = "change"
    EAR = "ear"
    ASK = "ask"
    CALL = "call"
    COMES = "comes"
    UNANSWERED = "unanswered"
    FEW = "few"
    JOINING = "joining"
    NOTICE = "notice"
    WORD = "word"
    EXTENDED = "extended"
    SIGN = "sign"
    BALLOT = "ballot"
    STAY = "stay"
    QUIETLY = "quietly"
    TOGETHER = "together"

    def key(self, *parts: int | str) -> PostKey:
        """The key of such a post; where it is in a room, the room's number comes last."""
        return PostKey(self, tuple(map(str, parts)))


@dataclass(frozen=True, slots=True)
class PostKey:
    """Which post of a mixer it is: of what kind, and which of that kind. Its text is what is saved and never changes.

    `kind` is a PostKind, or the word that another version of the bot has saved.
    """

    kind: str
    parts: tuple[str, ...] = ()

    @classmethod
    def read(cls, text: str) -> Self:
        """The key that was saved as this text."""
        kind, *parts = text.split(":")
        return cls(kind, tuple(parts))

    def __str__(self) -> str:
        return ":".join((self.kind, *self.parts))

    @property
    def person(self) -> str:
        """The id of the member whom the post is about, "" if it is about nobody in particular."""
        match self:
            case PostKey(PostKind.LUCKY, (user_id, *_)) | PostKey(PostKind.DIRECT, (*_, user_id)):
                return user_id
            case PostKey(PostKind.GOODBYE, ("to", user_id)):
                return user_id
            case _:
                return ""


@dataclass(frozen=True, slots=True)
class WantedPost:
    """A text that should stand in a channel under a key, from `since` on and before `until`, each if there is one.

    With `fresh` false it is only brought up to date. With `to` it is a direct message to that member, and `channel_id`
    is 0.
    """

    key: PostKey
    channel_id: int
    text: Text
    fresh: bool = True
    to: int = 0
    since: datetime | None = None
    until: datetime | None = None
    pressing: frozenset[str] | None = None
    """What in it somebody can act on, of a post that changes all the time; None of others, which are edited at once."""

    def between(self, since: datetime | None = None, until: datetime | None = None) -> WantedPost:
        """The same post within these borders, beside its own."""
        begins = max((at for at in (self.since, since) if at), default=None)
        ends = min((at for at in (self.until, until) if at), default=None)
        return replace(self, since=begins, until=ends)

    def fading(self, at: datetime) -> tuple[WantedPost, WantedPost]:
        """The same post, which from that instant on is only brought up to date."""
        return self.between(until=at), replace(self.between(since=at), fresh=False)

    def stands(self, now: datetime) -> bool:
        """Whether that is now."""
        return (self.since is None or self.since <= now) and (self.until is None or now < self.until)


def borders(script: Iterable[WantedPost]) -> Iterator[datetime]:
    """When time alone changes which of these posts should stand written."""
    for want in script:
        if want.since is None or want.until is None or want.since < want.until:
            yield from (at for at in (want.since, want.until) if at is not None)
