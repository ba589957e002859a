"""The decks last: twelve regulars, every week, three rooms, five questions an hour. `make bench` plays whole years."""

from __future__ import annotations

import pytest

from bot.core.community.settings import LANGUAGES
from bot.core.questions.deck import OWN, Prompt
from bot.core.questions.ground import GroundKind
from bot.ui.catalogue import deck
from tests.year import year

OWNS = [Prompt(f"{OWN}{n}", 1, "open", f"Question {n}?") for n in range(5)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ground", ["group", "topic", "joined", None])
def test_who_comes_every_week_meets_nothing_twice_in_eight_weeks(language: str, ground: GroundKind | None) -> None:
    told = year([*deck(language), *OWNS], ground, weeks=20)
    assert (told.rooms, told.rescues) == (60, 300)
    assert told.nothing_left == 0
    assert told.stale_firsts == 0, "no room begins with what somebody there has had in eight weeks"
    assert told.again == 0
    assert told.twins == 0
    assert ground is None or told.strange_first_rescues == 0
    assert told.hosts > told.rooms / 3, "and the host's own questions come often"
    assert told.shapes.keys() == {"open", "go-round", "either-or", "written"}


def test_a_deck_that_is_too_small_shows_in_every_figure() -> None:
    told = year(list(deck("en"))[:7], "topic", weeks=6)
    assert told.stale_firsts
    assert told.nothing_left
    assert told.again
