"""The questions to end on: a small deck of their own in each language."""

from __future__ import annotations

import re
import tomllib

import pytest

from bot.ui.catalogue import Messages, closings
from tests.house.test_words import DECKS, LANGUAGES, MARKUP, deck, longest, placeholders

languages = pytest.mark.parametrize("language", LANGUAGES)


@languages
def test_there_are_enough_for_the_rooms_of_an_evening_and_no_two_are_the_same(language: str) -> None:
    ours, others = closings(language), deck(language)
    assert len(ours) >= 8
    ids = [*(prompt.id for prompt in ours), *(question["id"] for question in others)]
    texts = [*(prompt.text for prompt in ours), *(question["text"] for question in others)]
    assert len(set(ids)) == len(ids)
    assert len(set(texts)) == len(texts)


@languages
def test_each_obeys_the_format_at_the_head_of_its_deck(language: str) -> None:
    for row in tomllib.loads(DECKS[language].read_text(encoding="utf-8"))["closing"]:
        assert set(row) == {"id", "text"}, row
        assert re.fullmatch(rf"{language}-[a-z0-9-]{{1,37}}", row["id"]), row
        assert 0 < len(row["text"].strip()) <= longest(language), row
        assert not MARKUP.search(row["text"]), f"{row} has markdown"
        assert not placeholders(row["text"]), f"{row} would want something put in"


@languages
def test_they_are_never_asked_in_mid_hour_and_can_be_shown(language: str) -> None:
    catalogue = Messages()
    assert catalogue.closings(language) == closings(language)
    assert not {prompt.id for prompt in closings(language)} & {prompt.id for prompt in catalogue.deck(language)}
