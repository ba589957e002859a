"""`engawa seat`: reads people from a file, seats them, and prints rooms or JSON with everything that was broken."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from bot.core.seating import (
    LARGEST_ROOM,
    SMALLEST_ROOM,
    USUAL_ROOM,
    Comfort,
    PastRound,
    Person,
    Reason,
    Request,
    Seating,
    Violation,
    cleaner_size,
    solve,
)

MOST_ROUNDS = 30
"""Far beyond an hour's four, so that a whole stored table can be asked for."""

WHY = {
    Reason.ONE_ROOM: "everybody sits in the same room",
    Reason.TOO_MANY_AVOID: "more people who all avoid one another than there are rooms",
    Reason.NO_SHARED_LANGUAGE: "too few others here speak any of these languages",
    Reason.TOO_FEW: "there are fewer people who could help than rooms",
    Reason.NOBODY_ELSE: "nobody else is here",
    Reason.APART: "no other room can take them without breaking a hard rule",
    Reason.HIGHER_RULE: "a rule that comes first would be broken, in every seating that was tried",
    Reason.NOT_FOUND: "every seating that was tried breaks a rule at least as grave",
}


class Fault(Exception):
    """What is wrong with the file, with the path to it."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__(f"{path}: {what}" if path else what)


def seat_file(path: Path, *, rounds: int = 1, size: int = USUAL_ROOM, seed: int = 0, as_json: bool = False) -> int:
    """Seat the people of a file and print the answer; the exit code, 2 if the file or a number cannot be used."""
    try:
        _check_number("--rounds", rounds, 1, MOST_ROUNDS)
        _check_number("--size", size, SMALLEST_ROOM, LARGEST_ROOM)
        request = read_request(_load(path))
    except Fault as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    seating = solve(request, rounds=rounds, size=size, seed=seed)
    sys.stdout.write(as_text(seating, size) if not as_json else json.dumps(as_data(seating), ensure_ascii=False) + "\n")
    return 0


def as_data(seating: Seating) -> dict[str, object]:
    """The answer as JSON, of the shape that the README names."""
    return {
        "rounds": seating.rounds,
        "repeats": seating.repeats,
        "least_repeats": seating.least_repeats,
        "violated": [{"rule": str(v.rule), "who": v.who, "why": why(v)} for v in seating.violated],
    }


def why(violation: Violation) -> str:
    """Where a rule is broken and for what reason, in English."""
    return f"round {violation.round + 1}, room {violation.room + 1}: {WHY[violation.reason]}"


def as_text(seating: Seating, size: int) -> str:
    """The answer for people."""
    lines: list[str] = []
    for number, rooms in enumerate(seating.rounds, 1):
        lines.append(f"Round {number}")
        lines += [f"  {place}. {', '.join(room)}" for place, room in enumerate(rooms, 1)]
    lines.append(f"Meetings again: {seating.repeats}; no seating has fewer than {seating.least_repeats}.")
    people = sum(map(len, seating.rounds[0]))
    better = cleaner_size(people, size, len(seating.rounds)) if people > 1 else None
    if better:
        lines.append(f"With rooms of {better} nobody would need to meet twice (--size {better}).")
    lines += [f"Broken: {v.rule} ({', '.join(v.who)}), {why(v)}" for v in seating.violated]
    return "\n".join(lines) + "\n"


def read_request(data: object) -> Request:
    """The request in a file's JSON. Raises Fault with the path of the first thing that is wrong."""
    top = _object(data, "", {"people", "avoid", "history"})
    if "people" not in top:
        raise Fault("people", "is missing")
    people = tuple(_person(item, f"people[{n}]") for n, item in enumerate(_list(top["people"], "people")))
    if not people:
        raise Fault("people", "must name somebody")
    seen: dict[str, int] = {}
    for number, person in enumerate(people):
        if seen.setdefault(person.id, number) != number:
            raise Fault(f"people[{number}].id", f"is the same as people[{seen[person.id]}].id")
    pairs = _list(top.get("avoid", []), "avoid")
    past = _list(top.get("history", []), "history")
    return Request(
        people=people,
        avoid=tuple(_pair(item, f"avoid[{n}]") for n, item in enumerate(pairs)),
        history=tuple(_past(item, f"history[{n}]") for n, item in enumerate(past)),
    )


def _load(path: Path) -> object:
    try:
        return json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise Fault(str(path), error.strerror or "cannot be read") from None
    except UnicodeDecodeError:
        raise Fault(str(path), "is not UTF-8 text") from None
    except json.JSONDecodeError as error:
        raise Fault(f"{path}:{error.lineno}:{error.colno}", f"is not JSON ({error.msg})") from None
    except (RecursionError, ValueError):
        raise Fault(str(path), "is not JSON that can be read") from None


def _person(item: object, path: str) -> Person:
    facts = _object(item, path, {"id", "languages", "field", "newcomer", "host", "comfort"})
    if "id" not in facts:
        raise Fault(f"{path}.id", "is missing")
    languages = _list(facts.get("languages", []), f"{path}.languages")
    field = facts.get("field")
    comfort = facts.get("comfort")
    if comfort is not None and comfort not in list(Comfort):
        raise Fault(f"{path}.comfort", f"must be one of {', '.join(Comfort)}")
    return Person(
        id=_text(facts["id"], f"{path}.id"),
        languages=frozenset(_text(item, f"{path}.languages[{n}]") for n, item in enumerate(languages)),
        field=None if field is None else _text(field, f"{path}.field"),
        newcomer=_flag(facts.get("newcomer", False), f"{path}.newcomer"),
        host=_flag(facts.get("host", False), f"{path}.host"),
        comfort=None if comfort is None else Comfort(str(comfort)),
    )


def _pair(item: object, path: str) -> tuple[str, str]:
    names = [_text(name, f"{path}[{n}]") for n, name in enumerate(_list(item, path))]
    if len(names) != 2:
        raise Fault(path, "must be two ids")
    if names[0] == names[1]:
        raise Fault(path, "must be two different ids")
    return names[0], names[1]


def _past(item: object, path: str) -> PastRound:
    facts = _object(item, path, {"age_days", "rooms"})
    for name in ("age_days", "rooms"):
        if name not in facts:
            raise Fault(f"{path}.{name}", "is missing")
    age = facts["age_days"]
    if isinstance(age, bool) or not isinstance(age, int | float) or not 0 <= age < float("inf"):
        raise Fault(f"{path}.age_days", "must be a number of days, 0 or more")
    rooms = [
        tuple(_text(name, f"{path}.rooms[{r}][{n}]") for n, name in enumerate(_list(room, f"{path}.rooms[{r}]")))
        for r, room in enumerate(_list(facts["rooms"], f"{path}.rooms"))
    ]
    return PastRound(age, tuple(rooms))


def _object(value: object, path: str, known: set[str]) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Fault(path or "the file", "must be an object")
    facts = cast("dict[str, object]", value)
    for name in facts:
        if name not in known:
            raise Fault(f"{path}.{name}" if path else name, f"is unknown; known are {', '.join(sorted(known))}")
    return facts


def _list(value: object, path: str) -> Sequence[object]:
    if not isinstance(value, list):
        raise Fault(path, "must be a list")
    return cast("list[object]", value)


def _text(value: object, path: str) -> str:
    if not isinstance(value, str) or not value:
        raise Fault(path, "must be a text that is not empty")
    try:
        value.encode()
    except UnicodeEncodeError:
        raise Fault(path, f"holds half a character ({value!a}), which nothing can show") from None
    return value


def _flag(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise Fault(path, "must be true or false")
    return value


def _check_number(name: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise Fault(name, f"must be {least} to {most}")
