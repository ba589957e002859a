"""The picture of evenings side by side: every number has its place, and people are as wide as they are many."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from itertools import combinations

import pytest
from PIL import Image, ImageColor

from bot.adapters.picture import evenings
from bot.adapters.picture.canvas import Canvas
from bot.adapters.picture.drawing import CARD, MARGIN, MARK, TALK, WIDTH
from bot.adapters.picture.evenings import BAR, DAY, NEW, ROW, TOP, Words, composed, draw
from bot.adapters.picture.lettering import DOTS
from bot.adapters.picture.painter import Painter
from bot.core.afterwards.recap import Feedback
from bot.core.afterwards.weeks import MOST_EVENINGS, Turnout, Weeks
from bot.ui.catalogue import Messages
from tests.adapters.test_picture import contrast, rgb

LATE = datetime(2026, 12, 31, 23, tzinfo=UTC)
TEA = Turnout(mixer_id="a", title="Tea", at=LATE, came=9, again=6, questions=8, revived=5, feedback=Feedback(5, 2, 1))
CROWD = replace(TEA, title="鬱" * 80, came=500, again=250, questions=100, revived=99, feedback=Feedback(200, 90, 90))
LONE = replace(TEA, title="", came=1, again=0, questions=0, revived=0, feedback=None)
WORDS = Words(evenings="The last", days=(), again="again", new="new", helped="helped", feedback="how it was")


def picture(*turnouts: Turnout) -> Canvas:
    return composed(turnouts, replace(WORDS, days=("31 Dec",) * len(turnouts)))


@pytest.mark.parametrize("turnouts", [(TEA,), (CROWD, LONE), (LONE,), (CROWD,) * MOST_EVENINGS])
def test_every_text_has_its_place_on_a_picture_that_a_phone_shows_whole(turnouts: tuple[Turnout, ...]) -> None:
    canvas = picture(*turnouts)
    wide, high = canvas.image.size
    assert wide == WIDTH
    assert high <= 2 * WIDTH
    boxes = [line.box for line in canvas.lines if line.text]
    assert all(left >= 0 and top >= 0 and right <= wide and bottom <= high for left, top, right, bottom in boxes)
    pairs = combinations(boxes, 2)
    assert not [(a, b) for a, b in pairs if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]


def test_no_number_is_ever_cut() -> None:
    cut = [line.text for line in picture(CROWD).lines if DOTS in line.text]
    assert [text[0] for text in cut] == ["鬱"], "a title alone gives way"
    assert {"250 + 250", "99/100"} <= {line.text for line in picture(CROWD).lines}


def widths(row: int, *turnouts: Turnout) -> dict[str, int]:
    """How many pixels of an evening's bar have which colour."""
    drawn = Image.open(BytesIO(draw(turnouts, replace(WORDS, days=("",) * len(turnouts))))).convert("RGB")
    along = [rgb(drawn, x, TOP + ROW * row + DAY + BAR // 2) for x in range(MARGIN, WIDTH // 2)]
    return {colour: along.count(ImageColor.getrgb(colour)[:3]) for colour in (TALK, NEW)}  # pyright: ignore[reportArgumentType]


def test_a_bar_is_as_long_as_people_are_many_and_lit_for_those_who_came_again() -> None:
    many, few = [widths(row, TEA, replace(TEA, came=3, again=3)) for row in (0, 1)]
    assert few[NEW] == 0
    assert abs(many[TALK] - 2 * many[NEW]) <= 8
    assert abs(many[TALK] - 2 * few[TALK]) <= 8


def test_of_what_nobody_has_told_there_is_no_number() -> None:
    silent = picture(replace(TEA, feedback=None, questions=0))
    shown = {line.text for line in silent.lines}
    assert "6 + 3" in shown
    assert not [text for text in shown if "/" in text or "😐" in text]


def test_what_is_drawn_stands_out_to_any_eye() -> None:
    for one, other in ((TALK, NEW), (NEW, CARD), (TALK, CARD), (MARK, CARD)):
        assert contrast(one, other) >= 3, (one, other)
    assert all(contrast(line.colour, CARD) >= 4.5 for line in picture(TEA).lines)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_word_of_the_catalogues_is_cut(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Canvas] = []

    def keeping(turnouts: tuple[Turnout, ...], words: Words) -> bytes:
        drawn.append(composed(turnouts, words))
        return b"drawn"

    monkeypatch.setattr(evenings, "draw", keeping)
    weeks = Weeks((TEA, replace(TEA, at=LATE + timedelta(weeks=1))), UTC)
    assert asyncio.run(Painter(Messages()).draw(weeks, language)) == b"drawn"
    (canvas,) = drawn
    assert not [line.text for line in canvas.lines if DOTS in line.text]
    assert {"en": "31 Dec", "ja": "12月31日"}[language] in {line.text for line in canvas.lines}
