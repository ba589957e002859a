"""What the evening comes to: every promise, and what must hold for all evenings, each kept or missed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

from bot.demo.company import Company
from bot.demo.heard import Talk
from bot.demo.server import Json, Place, Server, Written
from bot.demo.story import Outcome

WIDTH = 78


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known when all is over."""

    outcomes: Sequence[Outcome]
    facts: Mapping[str, str]
    before: Server
    after: Server
    said: Mapping[str, Written]
    """What people wrote in the server's own places."""
    answers: Mapping[int, int]
    """How often the sandbox answered a request with which HTTP status."""
    endings: Mapping[str, int]
    """The exit code of each process after it was asked to end."""
    errors: Sequence[str]
    """Lines of the bot's log that tell of an error."""
    talk: Talk
    """What was said aloud, and what the bot asked."""
    company: Company
    """Who was seated with whom."""


def settle(evidence: Evidence) -> list[Outcome]:
    """Every promise of the story and of the house, with what was missed."""
    return [*evidence.outcomes, *_of_company(evidence.company), *_of_talk(evidence.talk), *_always(evidence)]


def _of_company(company: Company) -> Iterator[Outcome]:
    yield _outcome("every room had a language in common", company.speechless())
    yield _outcome("nobody sat with anyone twice", company.again())


def _of_talk(talk: Talk) -> Iterator[Outcome]:
    yield _outcome("there was talk in every room", talk.mute())
    yield _outcome("nobody was interrupted by a question", talk.interrupted())
    yield _outcome("each question brought talk back", talk.unanswered())


def _always(it: Evidence) -> Iterator[Outcome]:
    yield _outcome("nothing foreign was touched", touched(it.before, it.after, it.said))
    refused = [f"{count} answered {status}" for status, count in sorted(it.answers.items()) if status >= 400]
    yield _outcome("no request was refused", refused if it.answers else ["no request was made"])
    yield _outcome("every answer fitted Discord's schema", it.after.problems)
    yield _outcome("everybody was answered in time", [f"interaction {id}" for id in it.after.unanswered])
    unclean = [f"the {name} ended with exit code {code}" for name, code in it.endings.items() if code]
    yield _outcome("bot and sandbox ended cleanly", unclean)
    yield _outcome("the bot's log tells of no error", it.errors)


def _outcome(promise: str, faults: Sequence[str]) -> Outcome:
    return Outcome(promise, "; ".join(faults[:3]) + (f" and {len(faults) - 3} more" if len(faults) > 3 else "") or None)


def touched(before: Server, after: Server, said: Mapping[str, Written]) -> list[str]:
    """What of the server's own things is not as it was, in words."""
    faults = [_changed(place, after.places.get(place.id)) for place in before.places.values()]
    faults += [
        f"the rights of {name} changed" for name, rights in before.rights.items() if after.rights.get(name) != rights
    ]
    faults += [f"{name} appeared" for name in after.rights.keys() - before.rights.keys()]
    faults += [
        f"{before.names[person]} was moved" for person, at in before.inside.items() if after.inside.get(person) != at
    ]
    left = {message.id: message for place in after.places.values() for message in place.written}
    faults += [f"what somebody wrote is gone: {w.content}" for w in said.values() if left.get(w.id) != w]
    return [fault for fault in faults if fault]


def _changed(before: Place, after: Place | None) -> str:
    if after is None:
        return f"{before.name} is gone"
    same = (before.name, before.parent, before.rights, before.status) == (
        after.name, after.parent, after.rights, after.status,
    )  # fmt: skip
    return "" if same else f"{before.name} was changed"


def entries_in(log: Path, *, start: int = 0) -> list[Json]:
    """The sandbox's log of requests and of talk, from that byte on."""
    with log.open("rb") as lines:
        lines.seek(start)
        return [entry for entry in map(json.loads, lines) if entry["what"] in {"rest", "spurt"}]


def answers_in(entries: Iterable[Json]) -> Counter[int]:
    """How often which HTTP status was answered."""
    return Counter(int(entry["status"]) for entry in entries if entry["what"] == "rest")


def errors_in(log: Iterable[str]) -> list[str]:
    """The lines of a log that tell of an error."""
    return [line for line in log if " ERROR " in line or " CRITICAL " in line or line.startswith("Traceback")]


def summary(evidence: Evidence, outcomes: Sequence[Outcome]) -> list[str]:
    """The closing account, line by line."""
    refused = sum(count for status, count in evidence.answers.items() if status >= 400)
    requests = f"{sum(evidence.answers.values())} made by the bot, {refused} refused"
    facts = {**evidence.facts, **evidence.company.facts(), **evidence.talk.facts(), "Requests": requests}
    wide = max(map(len, facts)) + 4
    lines = ["What happened"]
    for name, told in facts.items():
        lines += wrap(told, WIDTH, initial_indent=f"  {name}".ljust(wide), subsequent_indent=" " * wide)
    lines.append("")
    missed = [outcome for outcome in outcomes if outcome.missed]
    if not missed:
        kept = "; ".join(outcome.promise for outcome in outcomes)
        return lines + wrap(f"All of it happened: {kept}.", WIDTH)
    lines += ["Not all of it happened. Missing:"]
    return lines + [f"  - {outcome.promise}: {outcome.missed}" for outcome in missed]
