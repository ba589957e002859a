"""The picture of an evening: right to look at in any theme and language, and drawn out of the bot's way."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# The library's own types leave most keywords open.

from __future__ import annotations

import asyncio
import subprocess
import sys
from asyncio.subprocess import Process
from dataclasses import fields, replace
from io import BytesIO
from itertools import combinations, pairwise
from typing import Any

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.image import imread
from matplotlib.text import Text

import bot.adapters.picture as adapter
from bot.adapters.picture import PictureFailed, Words, picture
from bot.adapters.picture.drawing import CARD, GLOW, LINE, MARK, MOST_ROOMS, SILENCE, TALK, WIDTH, composed, draw
from bot.adapters.picture.lettering import DOTS, drawable
from bot.core.afterwards.recap import Mark, Recap, Strip

ENGLISH = Words(
    heading="12 people, 3 rooms · 9 questions, 5 revived the talk",
    minutes="minutes",
    talk="talk",
    silence="silence",
    unheard="not heard",
    revived="question that revived the talk",
    not_revived="question that did not",
    unjudged="question, effect not heard",
    wished="asked for by somebody",
)
JAPANESE = Words(
    heading="12人・3部屋・質問9回、うち5回で会話が戻りました",
    minutes="分",
    talk="会話",
    silence="静かな時間",
    unheard="聞いていない時間",
    revived="会話が戻った質問",
    not_revived="戻らなかった質問",
    unjudged="その後を聞いていない質問",
    wished="リクエストされた質問",
)
MARKS = Mark(0, True, False), Mark(600, False, False), Mark(1800, None, False), Mark(3600, None, True)
TITLES = [
    "Thursday",
    "木曜の夜の異業種交流会",
    "W" * 80,
    "鬱" * 80,
    "$\\no_such_sign$ $x^2$ 100%",
    "🎉🎉",
    "Zażółć Ωмега",
    "",
    "\n\t",
]


def evening(rooms: int, title: str = "Thursday", name: str = "Room {}") -> Recap:
    """An hour in which everybody talks for the first half and nobody for the second, but for ears that are late."""
    density = (None,) * 10 + (1.0,) * 110 + (0.0,) * 120
    return Recap(title, 3600, tuple(Strip(name.format(nth + 1), density, MARKS) for nth in range(rooms)), came=9)


def texts(figure: Figure) -> list[Text]:
    """What can be read on a picture."""
    found = [text for text in figure.findobj(match=Text) if text.get_text()]
    assert found
    return found


def read(recap: Recap, words: Words = ENGLISH) -> list[str]:
    """The same in letters."""
    return [text.get_text() for text in texts(composed(recap, words))]


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""

    def luminance(color: str) -> float:
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
        return float(np.dot((0.2126, 0.7152, 0.0722), linear))

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("rooms", [0, 1, 4, 13, 50])
def test_it_is_an_image_that_grows_with_its_rooms_up_to_a_limit(rooms: int) -> None:
    png = draw(evening(rooms), ENGLISH)
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    wide, high = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    assert wide == WIDTH
    assert 300 < high < 2300
    assert len(png) < 1_000_000


def test_rooms_past_the_limit_are_a_number() -> None:
    shown = read(evening(50))
    assert {f"Room {MOST_ROOMS}", f"+{50 - MOST_ROOMS}"} <= set(shown)
    assert f"Room {MOST_ROOMS + 1}" not in shown
    assert not [text for text in read(evening(MOST_ROOMS)) if text.startswith("+")]


LONG = Words(*["とても長い言葉 and more " * 9] * 9)


@pytest.mark.parametrize("words", [ENGLISH, JAPANESE, LONG])
@pytest.mark.parametrize(("rooms", "title"), [*((3, title) for title in TITLES), (0, "Thursday"), (50, "Thursday")])
def test_every_text_has_its_place(rooms: int, title: str, words: Words) -> None:
    figure = composed(evening(rooms, title, title + " {}"), words)
    boxes = [text.get_window_extent() for text in texts(figure)]
    assert all(box.x0 >= 0 and box.x1 <= WIDTH and box.y0 >= 0 and box.y1 <= figure.bbox.height for box in boxes)
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]


def test_a_title_is_shown_as_it_was_typed_or_cut() -> None:
    def shown(title: str) -> str:
        return read(evening(1, title))[0]

    assert shown("$5 & \\alpha $x$") == "$5 & \\alpha $x$"
    assert shown("木曜  の夜\n会") == "木曜 の夜 会"
    assert shown("🎉 Zażółć 👩🏽‍💻 会") == "Zażółć 会"
    assert shown("W" * 80).endswith("W" + DOTS)


@settings(max_examples=5, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=15, max_size=15))
def test_whatever_is_typed_can_be_drawn(names: list[str]) -> None:
    draw(Recap(names[0], 60, tuple(Strip(name, ()) for name in names), came=1), ENGLISH)


@pytest.mark.parametrize("words", [ENGLISH, JAPANESE])
def test_every_letter_of_the_words_is_in_the_japanese_font(words: Words) -> None:
    letters = get_font(findfont(FontProperties(family="IPAexGothic"), fallback_to_default=False)).get_charmap()
    for field in fields(words):
        text = getattr(words, field.name)
        assert drawable(text) == text
        assert {ord(letter) for letter in text} <= set(letters), text


def test_what_is_written_stands_out_from_the_card() -> None:
    for text in texts(composed(evening(50), JAPANESE)):
        assert contrast(str(text.get_color()), CARD) >= 4.5, text.get_text()


def test_what_is_drawn_stands_out_from_what_is_beside_it() -> None:
    for one, other in ((MARK, CARD), (LINE, CARD), (TALK, CARD), (TALK, SILENCE)):
        assert contrast(one, other) >= 3, (one, other)


def test_more_talk_is_brighter_to_any_eye() -> None:
    shades = [contrast("#000000", "#{:02x}{:02x}{:02x}".format(*GLOW(nth / 20, bytes=True)[:3])) for nth in range(21)]
    assert all(more > less for less, more in pairwise(shades))


def test_no_two_kinds_of_question_look_alike_without_their_colour() -> None:
    drawn = [line for line in composed(evening(1), ENGLISH).axes[0].lines if line.get_xdata() == [412]]
    looks = [(line.get_marker(), line.get_markerfacecolor() == CARD) for line in drawn]
    assert len(looks) == len(set(looks)) == 4


def test_the_legend_tells_only_of_questions_there_were() -> None:
    strip = Strip("Room 1", (1.0,) * 240, (Mark(60, False, False),))
    shown = set(read(Recap("Thursday", 3600, (strip,), came=3)))
    assert ENGLISH.not_revived in shown
    assert not shown & {ENGLISH.revived, ENGLISH.unjudged, ENGLISH.wished}


def strip_of(density: tuple[float | None, ...]) -> Any:
    """The colours along the middle of a room's strip, from its beginning to its end."""
    pixels = imread(BytesIO(draw(Recap("T", 3600, (Strip("R", density),), came=1), replace(ENGLISH, minutes=""))))
    row = pixels[166 + 30 + 20, :, :3]
    (inside,) = np.nonzero(np.abs(row - to_rgb(LINE)).sum(axis=1) < 0.05)
    return row[inside[0] : inside[-1]]


def test_talk_is_lit_where_it_was_and_dark_where_it_was_not() -> None:
    row = strip_of((1.0,) * 120 + (0.0,) * 60 + (None,) * 60)
    at = [row[int(len(row) * share)] for share in (0.05, 0.45, 0.55, 0.7)]
    for found, color in zip(at, (TALK, TALK, SILENCE, SILENCE), strict=True):
        assert found == pytest.approx(to_rgb(color), abs=0.01)
    unheard = row[int(len(row) * 0.8) : -9]
    assert not [pixel for pixel in unheard if tuple(pixel) == pytest.approx(to_rgb(SILENCE), abs=0.01)]
    assert len(np.unique(unheard, axis=0)) > 2, "hatched"


def test_a_room_never_heard_is_hatched_from_end_to_end() -> None:
    assert (strip_of(()) == strip_of((None,) * 240)).all()
    assert not [pixel for pixel in strip_of(()) if tuple(pixel) == pytest.approx(to_rgb(TALK), abs=0.01)]


def test_the_librarys_settings_stay_as_they_are() -> None:
    assert mpl.rcParams["font.family"] == mpl.rcParamsDefault["font.family"]


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> asyncio.Queue[Process]:
    """The processes that are started."""
    found = asyncio.Queue[Process]()
    start = asyncio.create_subprocess_exec

    async def starting(*command: str, **options: Any) -> Process:
        process = await start(*command, **options)
        found.put_nowait(process)
        return process

    monkeypatch.setattr(asyncio, "create_subprocess_exec", starting)
    return found


async def test_another_process_draws_the_same(started: asyncio.Queue[Process]) -> None:
    recap = evening(4, "木曜 $ 🎉")
    assert await picture(recap, JAPANESE) == draw(recap, JAPANESE)
    assert started.get_nowait().returncode == 0


async def test_what_cannot_be_drawn_is_said(started: asyncio.Queue[Process]) -> None:
    with pytest.raises(PictureFailed, match="NaN"):
        await picture(replace(evening(1), seconds=float("nan")), ENGLISH)
    assert started.get_nowait().returncode == 1


async def test_without_a_process_there_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "no-such-python")
    with pytest.raises(PictureFailed, match="no-such-python"):
        await picture(evening(1), ENGLISH)


async def test_a_slow_process_is_ended(started: asyncio.Queue[Process], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapter, "LONGEST_DRAWING", 0.0)
    with pytest.raises(PictureFailed, match="within 0 seconds"):
        await picture(evening(1), ENGLISH)
    assert started.get_nowait().returncode == -9


async def test_who_no_longer_wants_it_leaves_no_process(started: asyncio.Queue[Process]) -> None:
    task = asyncio.create_task(picture(evening(1), ENGLISH))
    process = await started.get()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert process.returncode == -9


def test_the_bot_never_loads_the_library() -> None:
    code = "import bot.adapters.picture, sys; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
