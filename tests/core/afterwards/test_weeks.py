"""Evenings side by side: what is counted of each, and which questions count as those that revive talk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.core.afterwards.recap import Feedback
from bot.core.afterwards.weeks import MOST_EVENINGS, MOST_REVIVERS, Turnout, Weeks, revivers
from bot.core.community.settings import LANGUAGES
from bot.core.posts.weeks import evenings, look_back
from bot.core.questions.deck import Prompt, Tally
from bot.ui.catalogue import Messages

LATE = datetime(2026, 12, 2, 23, tzinfo=UTC)
DECK = [Prompt(name, 1, "open", f"What about {name}?") for name in ("bread", "cake", "jam", "rice", "tea")]
LONGEST_ALT = 1024
"""Characters that Discord takes in what a picture shows."""


def one(**changed: object) -> Turnout:
    turnout = Turnout(mixer_id="a", title="Tea", at=LATE, came=9, again=4, questions=6, revived=5)
    return replace(turnout, **changed)  # pyright: ignore[reportArgumentType] - fields by their names


def said(*turnouts: Turnout, language: str = "en") -> str:
    return Messages().render(language, evenings(Weeks(turnouts, ZoneInfo("Asia/Tokyo"))))


def test_an_evening_in_words_is_what_its_row_shows_on_the_day_it_was_there() -> None:
    told = one(feedback=Feedback(4, 1, 0), questions=1, revived=1)
    assert said(told) == "Oldest first:\n3 Dec: 9 came (4 again); 1 of 1 question helped; 4 good, 1 so-so, 0 not for me"


def test_what_is_not_known_is_no_number() -> None:
    untold = "how it was: too few, or still to come"
    assert said(one(questions=0, revived=0)).endswith(f"; no question asked; {untold}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_ten_crowded_evenings_fit_what_discord_takes_beside_a_picture(language: str) -> None:
    crowd = one(came=999, again=999, questions=999, revived=999, feedback=Feedback(999, 999, 999))
    assert len(said(*[crowd] * MOST_EVENINGS, language=language)) <= LONGEST_ALT


def test_the_questions_named_have_been_tried_and_more_success_counts_more() -> None:
    tallies = {
        "bread": Tally(2, 2),
        "cake": Tally(3, 3),
        "jam": Tally(20, 19),
        "rice": Tally(5, 0),
        "gone": Tally(9, 9),
    }
    assert [prompt.id for prompt, _ in revivers(DECK, tallies)] == ["jam", "cake"]
    assert len(revivers(DECK, {prompt.id: Tally(3, 1) for prompt in DECK})) == MOST_REVIVERS


def test_they_are_told_with_how_often_they_were_put_and_until_then_it_is_said_when() -> None:
    told = [Messages().render("en", text) for text in look_back([(DECK[0], Tally(4, 3))])]
    assert told[1].endswith("- What about bread? (asked 4 times; talk came back after 3)")
    assert [text.key for text in look_back([])] == ["weeks.head", "weeks.no_revivers"]
