"""What is known when an evening is over, out of the sandbox's log, its last state, and what was seen meanwhile."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path

from bot.demo.company import Company
from bot.demo.heard import Talk
from bot.demo.server import Json, Server, Written
from bot.demo.story import Outcome

TOO_MANY, FAILED = 429, 500
"""The HTTP status with which Discord asks a bot to wait, and from which on it has failed itself: no refusals."""
TOO_LATE = frozenset({10062, 40032, 40060})
"""Discord's codes for what only was overtaken by time: the three seconds for an answer were over, somebody had hung up,
the answer had been given already."""


@dataclass(frozen=True, slots=True)
class Requests:
    """The bot's requests, as the sandbox answered them."""

    made: int = 0
    late: int = 0
    """Refused because something else had happened first."""
    waits: int = 0
    """Answered that the bot should wait."""
    failed: int = 0
    """Not answered, as something in Discord itself had failed."""
    refused: Sequence[str] = ()
    """Each that was refused for any other reason, in words."""

    def told(self) -> str:
        """For the closing account."""
        more = [f"{self.late} came too late"] * bool(self.late) + [f"{self.waits} had to wait"] * bool(self.waits)
        more += [f"{self.failed} met a Discord in trouble"] * bool(self.failed)
        return ", ".join([f"{self.made} made by the bot, {len(self.refused)} refused", *more])


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that the account and the invariants go by."""

    outcomes: Sequence[Outcome]
    facts: Mapping[str, str]
    before: Server
    after: Server
    said: Mapping[str, Written]
    """What people wrote in the server's own places."""
    requests: Requests
    endings: Mapping[str, int]
    """The exit code of each process after it was asked to end."""
    errors: Sequence[str]
    """Lines of the bot's log that tell of an error."""
    talk: Talk
    """What was said aloud, and what the bot asked."""
    company: Company
    """Who was seated with whom."""
    stayed: AbstractSet[str] = field(default_factory=frozenset[str])
    """Who sat in a room when the evening ended."""
    taken_home: AbstractSet[str] = field(default_factory=frozenset[str])
    put_out: Collection[str] = ()
    """Who was put out of voice by nobody's wish."""


def entries_in(log: Path, *, start: int = 0) -> list[Json]:
    """The sandbox's log of requests and of talk, from that byte on."""
    with log.open("rb") as lines:
        lines.seek(start)
        return [entry for entry in map(json.loads, lines) if entry["what"] in {"rest", "spurt"}]


def requests_in(entries: Iterable[Json]) -> Requests:
    """What the log tells of the bot's requests."""
    rest = [entry for entry in entries if entry["what"] == "rest"]
    bad = [entry for entry in rest if int(entry["status"]) >= 400]
    waits = [entry for entry in bad if entry["status"] == TOO_MANY]
    late = [entry for entry in bad if entry not in waits and _code(entry) in TOO_LATE]
    failed = [entry for entry in bad if int(entry["status"]) >= FAILED]
    told = [*waits, *late, *failed]
    refused = [f"{e['method']} {e['path']}: {e['status']}" for e in bad if e not in told]
    return Requests(len(rest), len(late), len(waits), len(failed), refused)


def _code(entry: Json) -> int:
    answer: Json = entry.get("answer") or {}
    return int(answer.get("code", 0))


def errors_in(log: Iterable[str]) -> list[str]:
    """The lines of a log that tell of an error."""
    return [line for line in log if " ERROR " in line or " CRITICAL " in line or line.startswith("Traceback")]
