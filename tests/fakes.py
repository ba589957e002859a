"""Stand-ins for the outside world, written by hand; they pass the same contract tests as the real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from datetime import datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from bot.core.community.settings import Community
from bot.core.lifecycle.mixer import Mixer
from bot.core.questions.deck import GROUND, Prompt
from bot.core.text import Refusal, Text
from bot.core.times.recurrence import resolve
from bot.ports import Missing, Stale
from bot.ports.alarms import Due
from tests.fake_ledger import FakeLedger


class FakeStore:
    """See ports.Store. A disk in memory: the next conductor finds on it what the last one saved, and its ledger."""

    def __init__(self) -> None:
        self.mixers: dict[str, Mixer] = {}
        self.communities: dict[int, Community] = {}
        self.ledger = FakeLedger()
        self.others = set[int]()
        """The servers that another process looks after."""

    def ours(self, guild_id: int) -> bool:
        return guild_id not in self.others

    async def save(self, mixer: Mixer, before: Mixer | None) -> None:
        """Keep the mixer. Raises Stale for a version other than the one kept, ValueError for what no disk takes."""
        if before is not None and mixer.version != before.version + 1:
            raise ValueError(f"version {mixer.version} of mixer {mixer.id} does not follow {before.version}")
        kept = self.mixers.get(mixer.id)
        if (kept and kept.version) != (before and before.version):
            raise Stale(f"mixer {mixer.id}, version {mixer.version}")
        if any(at.utcoffset() is None for part in _new_parts(mixer, kept) for at in _instants(part)):
            raise ValueError("an instant has no time zone")
        self.mixers[mixer.id] = _copy(mixer)

    async def unfinished(self) -> list[Mixer]:
        return [_copy(mixer) for mixer in self.mixers.values() if not mixer.finished and self.ours(mixer.guild_id)]

    async def versions(self) -> Mapping[str, int]:
        return {mixer.id: mixer.version for mixer in await self.unfinished()}

    async def mixer(self, mixer_id: str) -> Mixer | None:
        kept = self.mixers.get(mixer_id)
        return kept and _copy(kept)

    async def community(self, guild_id: int) -> Community | None:
        return self.communities.get(guild_id)

    async def keep_community(self, community: Community) -> None:
        self.communities[community.guild_id] = community

    async def guilds(self) -> frozenset[int]:
        known = (id for rows in self._tables() for id, row in rows.items() if row)
        return frozenset(filter(self.ours, {*(m.guild_id for m in self.mixers.values()), *known}))

    async def left_by(self, at: datetime) -> frozenset[int]:
        left = {id: community.left_at for id, community in self.communities.items()}
        return frozenset(id for id, left_at in left.items() if left_at is not None and left_at <= at and self.ours(id))

    async def forget_mixers(self, ended_by: datetime) -> None:
        over = {id for id, mixer in self.mixers.items() if mixer.finished and mixer.closes_at <= ended_by}
        self.mixers = {id: mixer for id, mixer in self.mixers.items() if id not in over}

    async def forget_guild(self, guild_id: int) -> None:
        self.mixers = {id: mixer for id, mixer in self.mixers.items() if mixer.guild_id != guild_id}
        for rows in self._tables():
            rows.pop(guild_id, None)

    def _tables(self) -> list[dict[int, object]]:
        """All that is kept by server."""
        tables: list[object] = [self.communities, *vars(self.ledger).values()]
        return [cast("dict[int, object]", rows) for rows in tables if isinstance(rows, dict)]


def _copy(mixer: Mixer) -> Mixer:
    """A mixer as read from a disk; everything in it but its posts cannot change anyway."""
    return replace(mixer, posts=dict(mixer.posts))


def _new_parts(mixer: Mixer, kept: Mixer | None) -> list[object]:
    """What is not the very value of the version before, which was looked at when that was saved."""
    known = {id(part) for part in _parts(kept)} if kept else set[int]()
    return [part for part in _parts(mixer) if id(part) not in known]


def _parts(mixer: Mixer) -> Iterator[object]:
    """A mixer's values, those of which it has many one by one."""
    for field in fields(mixer):
        value = getattr(mixer, field.name)
        yield from value if isinstance(value, tuple) else value.values() if isinstance(value, dict) else (value,)


def _instants(thing: object) -> Iterator[datetime]:
    """Every instant in a value, however deep."""
    if thing is None or isinstance(thing, str | int | float):
        return
    if isinstance(thing, datetime):
        yield thing
    elif isinstance(thing, tuple):
        for part in cast("tuple[object, ...]", thing):
            yield from _instants(part)
    elif isinstance(thing, dict):
        yield from _instants(tuple(cast("dict[str, object]", thing).values()))
    elif is_dataclass(thing):
        yield from _instants(tuple(getattr(thing, field.name) for field in fields(thing)))


class FakeTimes:
    """See ports.TypedTimes. Reads ISO times only, and a number as so many minutes from now; behind a + how long."""

    def read(
        self, typed: str, language: str, zone: ZoneInfo, now: datetime, *, day_first: bool | None = None
    ) -> datetime:
        del language, day_first
        typed = typed.partition("+")[0]
        try:
            wall = None if typed.isdecimal() else datetime.fromisoformat(typed)
        except ValueError:
            raise Refusal("when.unreadable") from None
        return now + timedelta(minutes=int(typed)) if wall is None else resolve(wall, zone, now)

    def length(self, typed: str) -> timedelta | None:
        """See ports.TypedTimes."""
        minutes = typed.partition("+")[2]
        return timedelta(minutes=int(minutes)) if minutes.isdecimal() else None


class FakeAlarm:
    """An alarm that rings for nobody: ask it what is due."""

    def __init__(self) -> None:
        self.instants: dict[Due, datetime] = {}

    def set(self, due: Due, at: datetime) -> None:
        """Be due from `at` on. Raises ValueError for an instant without a time zone."""
        if at.utcoffset() is None:
            raise ValueError(f"{at} has no time zone")
        self.instants[due] = at

    def clear(self, due: Due) -> None:
        """Do not be due; what was never set is fine."""
        self.instants.pop(due, None)

    def due(self, now: datetime) -> list[Due]:
        """What is due by `now`, earliest first; it is due once only."""
        found = [due for due, at in self.instants.items() if at <= now]
        found.sort(key=lambda due: (self.instants[due], repr(due)))
        for due in found:
            del self.instants[due]
        return found

    def next(self) -> datetime | None:
        """The earliest instant that is set, in UTC or whatever zone it came in; None if nothing is."""
        return min(self.instants.values(), default=None)


class FakeEars:
    """See ports.Ears. Ears are at their posts at once; what they hear is for the test to say."""

    def __init__(self, number: int = 1) -> None:
        self.number = number
        self.posts: dict[int, tuple[int, ...]] = {}
        self.sent: list[tuple[int, ...]] = []
        """Every change of a server's posts."""
        self.unsure = False
        self.deaf: set[int] = set()
        """Channels with an ear that somebody has deafened."""
        self.locked: set[int] = set()
        """Channels that no ear may enter."""

    def count(self, guild_id: int) -> int:
        return self.number

    def places(self, guild_id: int, channel_id: int) -> int:
        return 0 if channel_id in self.locked else self.number - len(self.deaf)

    def deafened(self, guild_id: int) -> set[int]:
        return self.deaf

    def sure(self, channel_id: int) -> bool:
        return not self.unsure

    def attend(self, guild_id: int, channel_ids: Sequence[int]) -> None:
        """Raises ValueError for more channels than ears, or one of them twice."""
        if len(set(channel_ids)) != len(channel_ids) or len(channel_ids) > self.number:
            raise ValueError(f"{self.number} ears cannot be in {channel_ids}")
        if self.posts.get(guild_id, ()) != tuple(channel_ids):
            self.sent.append(tuple(channel_ids))
        self.posts[guild_id] = tuple(channel_ids)


class FakeTone:
    """See ports.Tone. Soundboards with room for it; what was played where is written down."""

    def __init__(self) -> None:
        self.lacking: tuple[str, ...] = ()
        self.boards: dict[int, int] = {}
        """By server: the id of the tone on its soundboard."""
        self.puts = 0
        self.played: list[int] = []
        """Channels in which it was played, in order."""
        self.meanwhile: Callable[[], object] = lambda: None
        """What happens before its turn has come."""
        self.refusal: Exception | None = None
        """What every request ends with."""

    def lacks(self, guild_id: int) -> tuple[str, ...]:
        return self.lacking

    async def put(self, guild_id: int) -> int:
        self._refuse()
        if guild_id not in self.boards:
            self.puts += 1
            self.boards[guild_id] = 7000 + self.puts
        return self.boards[guild_id]

    async def take_away(self, guild_id: int, tone_id: int) -> None:
        self._refuse()
        if self.boards.get(guild_id) == tone_id:
            del self.boards[guild_id]

    async def play(self, guild_id: int, channel_id: int, tone_id: int, still: Callable[[], bool]) -> bool:
        self.meanwhile()
        if not still():
            return False
        self._refuse()
        if self.boards.get(guild_id) != tone_id:
            raise Missing("sound")
        self.played.append(channel_id)
        return True

    def _refuse(self) -> None:
        if self.refusal is not None:
            raise self.refusal


class FakeCatalogue:
    """Keys instead of words, and a small deck."""

    def render(self, language: str, text: Text) -> str:
        """See ports.Catalogue."""
        return " ".join((language, text.key, *(str(value) for value in text.values.values())))

    def bare(self, language: str, key: str, **typed: str) -> str:
        """See ports.Catalogue."""
        return " ".join((language, key, *typed.values()))

    def closings(self, language: str) -> Sequence[Prompt]:
        return [Prompt(f"{language}-end-{n}", 1, "open", "What do you take home?") for n in range(3)]

    def deck(self, language: str) -> Sequence[Prompt]:
        """See ports.Catalogue."""
        plain = [Prompt(f"{language}-plain-{n}", 1, "open", "What brought you here?", first=True) for n in range(6)]
        return [*plain, Prompt(f"{language}-ground", 1, "open", f"Why {GROUND}?", first=True)]
