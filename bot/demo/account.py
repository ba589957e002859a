"""What the evening comes to, in three groups: what happened, what did not, and where to look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from bot.demo.company import Company
from bot.demo.evidence import Evidence
from bot.demo.heard import Talk
from bot.demo.invariants import invariants
from bot.demo.server import Server
from bot.demo.story import Outcome

WIDTH = 78
NO_HARM = "A busy machine makes things late; none of the bot's rules was broken."
LEFT_OUT = "left out, as they stand on one of these"


def settle(evidence: Evidence) -> list[Outcome]:
    """Every promise of the story and every invariant, with what came of it."""
    shown = [*_of_company(evidence.company), *_of_talk(evidence.talk), _answered(evidence.after)]
    return [*evidence.outcomes, *shown, *invariants(evidence)]


def _of_company(company: Company) -> Iterator[Outcome]:
    yield _seen("every room had a language in common", company.speechless())
    yield _seen("nobody sat with anyone twice", company.again())


def _of_talk(talk: Talk) -> Iterator[Outcome]:
    yield _seen("there was talk in every room", talk.mute())
    yield _seen("each question brought talk back", talk.unanswered())


def _answered(after: Server) -> Outcome:
    count = len(after.unanswered)
    return _seen(
        "everybody was answered in three seconds", [f"{count} of what they pressed or typed was not"] * bool(count)
    )


def _seen(promise: str, faults: Sequence[str]) -> Outcome:
    more = f" and {len(faults) - 3} more" if len(faults) > 3 else ""
    return Outcome(promise, missed="; ".join(faults[:3]) + more or None)


def summary(evidence: Evidence, outcomes: Sequence[Outcome]) -> list[str]:
    """The first two groups, line by line."""
    return [*_happened(evidence), "", *_did_not(outcomes)]


def _happened(evidence: Evidence) -> Iterator[str]:
    facts = {**evidence.facts, **evidence.company.facts(), **evidence.talk.facts()}
    facts["Requests"] = evidence.requests.told()
    wide = max(map(len, facts)) + 4
    yield "What happened"
    for name, told in facts.items():
        yield from wrap(told, WIDTH, initial_indent=f"  {name}".ljust(wide), subsequent_indent=" " * wide)


def _did_not(outcomes: Sequence[Outcome]) -> Iterator[str]:
    yield "What did not"
    if all(outcome.kept for outcome in outcomes):
        yield f"  Nothing: all {len(outcomes)} promises were kept."
    for outcome in outcomes:
        if outcome.broke:
            yield from _item(f"BROKEN: {outcome.promise}: {outcome.broke}")
    for outcome in outcomes:
        if outcome.missed:
            yield from _item(f"{outcome.promise}: {outcome.missed}")
    if left := [outcome.promise for outcome in outcomes if outcome.left_out]:
        yield from _item(f"{LEFT_OUT}: {'; '.join(left)}")
    if not any(outcome.broke for outcome in outcomes) and any(not outcome.kept for outcome in outcomes):
        yield f"  {NO_HARM}"


def _item(told: str) -> list[str]:
    return wrap(told, WIDTH, initial_indent="  - ", subsequent_indent="    ")
