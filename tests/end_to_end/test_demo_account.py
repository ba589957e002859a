"""What the demo says at its end: what is broken, what is only late, and what it takes for neither."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.demo.account import settle, summary
from bot.demo.company import Company
from bot.demo.evidence import Requests, requests_in
from bot.demo.story import Outcome
from tests.end_to_end.demo_evening import (
    CARDS,
    COMPANY,
    GENERAL,
    GOOD,
    LOBBY,
    NAMES,
    NOW,
    QUESTION,
    ROOM,
    SPURTS,
    TALK,
    server,
)


def test_a_good_evening_has_nothing_missing():
    outcomes = settle(GOOD)
    told = "\n".join(summary(GOOD, outcomes))
    assert all(outcome.kept for outcome in outcomes)
    assert "65 made by the bot, 0 refused" in told
    assert "Room 1, for 9.5 seconds; then came “Tea or coffee?”" in told
    assert "5 seconds later: 2 people, 11 seconds of talk within a minute" in told
    assert "nobody: no question came while anyone" in told
    company = "Room 1 all with Japanese, 2 fields of work; Room 2 all with English, 1 field of work"
    assert company in " ".join(told.split())
    assert f"Nothing: all {len(outcomes)} promises were kept." in told


def told_of(changed: dict[str, object]) -> tuple[str, list[Outcome]]:
    """The account of an evening in which something is otherwise, on one line, and what came of each promise."""
    evidence = replace(GOOD, **changed)
    outcomes = settle(evidence)
    return " ".join(" ".join(summary(evidence, outcomes)).split()), outcomes


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"outcomes": [Outcome("the host was told", broke="it was not so")]}, "the host was told: it was not so"),
        ({"requests": Requests(60, refused=["PATCH /x: 403"])}, "no request was refused: PATCH /x: 403"),
        ({"requests": Requests()}, "no request was made"),
        ({"after": server(GENERAL)}, "Lobby is gone"),
        ({"after": server(replace(GENERAL, rights="[deny]"), LOBBY)}, "general was changed"),
        ({"after": server(replace(GENERAL, written=()), LOBBY)}, "what somebody wrote is gone: Hello!"),
        ({"before": server(inside={"1": "11"})}, "Hana was moved"),
        ({"after": replace(server(), rights={"role Host": "8"})}, "the rights of role Host changed"),
        ({"after": replace(server(), rights={"role Host": "0", "role X": "8"})}, "role X appeared"),
        ({"after": replace(server(), problems=("no such field",))}, "schema: no such field"),
        ({"after": server(GENERAL, LOBBY, ROOM)}, "no room was left behind: Room 1 is still there"),
        ({"taken_home": frozenset[str]()}, "nobody was taken home"),
        ({"put_out": {"1"}}, "nobody was put out of voice: Hana was"),
        ({"endings": {"bot": -9, "sandbox": 0}}, "the bot ended with exit code -9"),
        ({"talk": replace(TALK, questions=[replace(QUESTION, at=NOW + 75)])}, "interrupted by a question: in Room 1"),
        ({"errors": ["ERROR a", "ERROR b", "ERROR c", "ERROR d"]}, "ERROR c and 1 more"),
    ],
)
def test_a_broken_invariant_is_named_and_is_the_bots_fault(changed: dict[str, object], named: str):
    told, outcomes = told_of(changed)
    assert f"BROKEN: {named}" in told or named in told.split("BROKEN: ")[1]
    assert [outcome for outcome in outcomes if outcome.broke]


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"outcomes": [Outcome("goodbye was said", "silence")]}, "- goodbye was said: silence"),
        ({"outcomes": [Outcome("goodbye was said", left_out=True)]}, "stand on one of these: goodbye was said"),
        ({"after": replace(server(), unanswered=("77",))}, "three seconds: 1 of what they pressed or typed was not"),
        ({"talk": replace(TALK, questions=[])}, "no question was put"),
        ({"talk": replace(TALK, spurts=SPURTS[:2])}, "each question brought talk back: not in Room 1: Tea or coffee?"),
        ({"talk": replace(TALK, spurts=SPURTS[:1])}, "each question brought talk back: not in Room 1: Tea or coffee?"),
        ({"talk": replace(TALK, rooms={"22": "Room 2"})}, "nobody spoke in Room 2"),
        ({"company": Company({"Room 1": {"2", "3"}}, CARDS, NAMES)}, "language in common: none in Room 1"),
        ({"company": replace(COMPANY, rooms={"A": {"1", "2"}, "B": {"2", "1"}})}, "anyone twice: Hana and Ren"),
        ({"company": Company({"Room 1": set()})}, "nobody was seated"),
    ],
)
def test_what_is_late_or_absent_is_named_and_is_nobodys_fault(changed: dict[str, object], named: str):
    told, outcomes = told_of(changed)
    assert named in told
    assert "none of the bot's rules was broken" in told
    assert not [outcome for outcome in outcomes if outcome.broke]


def test_who_begins_to_speak_while_a_question_is_on_its_way_is_not_interrupted():
    asked = replace(QUESTION, at=NOW + 71.5)
    assert not replace(TALK, questions=[asked]).interrupted()
    assert replace(TALK, questions=[asked], way=1.0).interrupted()
    assert not replace(TALK, questions=[replace(asked, heard=False)], way=1.0).interrupted()


def test_what_only_came_too_late_or_met_a_discord_in_trouble_is_no_refusal():
    refusals = [(404, 10062), (429, 0), (400, 40032), (403, 50013), (500, 0)]
    entries = [{"what": "rest", "method": "PUT", "path": "/x", "status": s, "answer": {"code": c}} for s, c in refusals]
    found = requests_in([*entries, {"what": "rest", "method": "GET", "path": "/x", "status": 200, "answer": []}])
    assert found == Requests(6, 2, 1, 1, ["PUT /x: 403"])
