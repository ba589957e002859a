"""`engawa replay`: the live detector on recorded conversations, at the pace of the machine.

Reads RTTM files (who spoke from when for how long), lets `core/silence.py` hear them as a room, and prints when it
would have asked. A speaker transmits for 0.3 s after each segment, as a client does; all times are the file's own.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from math import isfinite
from pathlib import Path

from bot.core.listening.stall import Stall, StallDetector

HOLD = 0.3
"""Seconds for which somebody counts as transmitting after speech (stall study)."""
KINDS = frozenset(
    {"SPEAKER", "SPKR-INFO", "SEGMENT", "NOSCORE", "NO_RT_METADATA", "LEXEME", "NON-LEX", "NON-SPEECH", "FILLER"}
    | {"EDIT", "IP", "SU", "CB", "A/P"}
)
"""What a line of an RTTM file can begin with; only SPEAKER lines matter here."""

Intervals = Mapping[str, Sequence[tuple[float, float]]]
"""By person, when they transmitted: in order, not touching each other."""


class Unreadable(ValueError):
    """A file that cannot be replayed; says which, where and why."""


def replay(files: Sequence[Path], *, as_json: bool) -> int:
    """Print the prompts for each file, one line a file as JSON or for reading; 0, or 2 if any cannot be read."""
    try:
        rooms = [(path, read(path)) for path in files]
    except Unreadable as error:
        sys.stderr.write(f"{error}\n")
        return 2
    for path, intervals in rooms:
        stalls = prompts(intervals)
        sys.stdout.write(f"{_json(path, stalls) if as_json else _plain(path, stalls)}\n")
    return 0


def read(path: Path) -> dict[str, list[tuple[float, float]]]:
    """When each speaker of an RTTM file transmits. Raises Unreadable, naming file and line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise Unreadable(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Unreadable(f"{path}: is not text (UTF-8), so no RTTM file") from error
    found: dict[str, list[tuple[float, float]]] = {}
    for number, line in enumerate(lines, 1):
        fields = line.split()
        if not fields or fields[0].startswith(";"):
            continue
        if fields[0] not in KINDS:
            raise Unreadable(f"{path}, line {number}: an RTTM line begins with SPEAKER, not with {fields[0][:40]!r}")
        if fields[0] == "SPEAKER":
            who, start, end = _segment(f"{path}, line {number}", fields)
            found.setdefault(who, []).append((start, end + HOLD))
    return {who: merged(spans) for who, spans in found.items()}


def _segment(where: str, fields: Sequence[str]) -> tuple[str, float, float]:
    """Speaker, start and end of a SPEAKER line."""
    if len(fields) < 8:
        raise Unreadable(f"{where}: a SPEAKER line has at least 8 fields, this one {len(fields)}")
    try:
        start, duration = float(fields[3]), float(fields[4])
    except ValueError as error:
        raise Unreadable(f"{where}: start and duration must be numbers of seconds") from error
    if not isfinite(start) or not isfinite(duration) or duration < 0:
        raise Unreadable(f"{where}: start and duration must be finite, the duration not negative")
    return fields[7], start, start + duration


def merged(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The same times as spans in order that do not touch."""
    out: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], end))
        else:
            out.append((start, end))
    return out


def prompts(intervals: Intervals) -> list[Stall]:
    """What the live detector would have done in this room, from its first to its last sound."""
    events = sorted(
        (at, on, who) for who, spans in intervals.items() for span in spans for at, on in zip(span, (1, 0), strict=True)
    )
    if not events:
        return []
    now = events[0][0]
    room, stalls = StallDetector(now), list[Stall]()
    for at, on, who in events:
        while (look := room.next_look(now, at)) is not None:
            stall = room.decide(look)
            assert stall is not None, "next_look names an instant at which decide says yes"
            stalls.append(stall)
            room.asked(look)
        room.heard(who, bool(on), at)
        now = at
    return stalls


def _json(path: Path, stalls: Sequence[Stall]) -> str:
    rows = [
        {"at": round(s.at, 3), "silence": round(s.silence, 3), "why": s.why.value}
        | {key: round(getattr(s, key), 3) for key in ("recent", "minute", "level", "held")}
        for s in stalls
    ]
    return json.dumps({"file": path.name, "prompts": rows})


def _plain(path: Path, stalls: Sequence[Stall]) -> str:
    lines = [f"{path.name}: {len(stalls)} prompt{'' if len(stalls) == 1 else 's'}"]
    for s in stalls:
        minutes, seconds = divmod(s.at, 60)
        share, level = f"{s.minute:.0%} of the last 90 s talked", f"{s.level:.0%} usual"
        lines.append(f"  {minutes:3.0f}:{seconds:04.1f}  {s.why.value}: silent {s.silence:.1f} s, {share}, {level}")
    return "\n".join(lines)
