"""The picture of an evening: right to look at in any theme and language, and drawn out of the bot's way."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import fields, replace
from io import BytesIO
from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageColor

from bot.adapters.picture import drawing
from bot.adapters.picture.canvas import Canvas
from bot.adapters.picture.drawing import (
    CARD,
    LINE,
    MARK,
    MARKS,
    MOST_ROOMS,
    SILENCE,
    SIZE,
    TALK,
    WIDTH,
    Shape,
    Words,
    composed,
    draw,
    glow,
)
from bot.adapters.picture.lettering import DOTS, FONTS, Lettering
from bot.adapters.picture.painter import Painter
from bot.core.afterwards.recap import Mark, Recap, Strip
from bot.ui.catalogue import Messages

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
QUESTIONS = Mark(0, True, False), Mark(600, False, False), Mark(1800, None, False), Mark(3600, None, True)
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
    return Recap(title, 3600, tuple(Strip(name.format(nth + 1), density, QUESTIONS) for nth in range(rooms)), came=9)


def read(recap: Recap, words: Words = ENGLISH) -> list[str]:
    """What can be read on a picture."""
    found = [line.text for line in composed(recap, words).lines]
    assert any(found)
    return found


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    shares = [part / 255 for part in ImageColor.getrgb(colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in shares]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


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
    canvas = composed(evening(rooms, title, title + " {}"), words)
    boxes = [line.box for line in canvas.lines if line.text]
    wide, high = canvas.image.size
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= 0
        assert right <= wide
        assert bottom <= high
    pairs = combinations(boxes, 2)
    assert not [(a, b) for a, b in pairs if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]]


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("$5 & \\alpha $x$", "$5 & \\alpha $x$"),
        ("木曜  の夜\n会", "木曜 の夜 会"),
        ("🎉 Zażółć 금요일 Пятница 会", "🎉 Zażółć 금요일 Пятница 会"),
        ("👩🏽‍💻 ❤️", "👩💻 ❤"),
        ("<:engawa:1234567890> <a:tea:99>", ":engawa: :tea:"),
        ("か\u3099くれ", "がくれ"),
        ("مرحبا Thursday", DOTS + " Thursday"),
        ("\u202eabc\x00", "abc"),
    ],
)
def test_a_title_is_shown_as_it_was_typed_or_in_its_place_what_can_be(title: str, shown: str) -> None:
    assert read(evening(1, title))[0] == shown


def test_a_title_too_long_is_cut() -> None:
    assert read(evening(1, "W" * 80))[0].endswith("W" + DOTS)


@pytest.mark.parametrize("letter", "Aż금Я会🎉♪")
def test_what_counts_as_drawable_leaves_its_own_traces(letter: str) -> None:
    """Each letter looks like itself, and not like the box that fonts show for what they lack."""

    def traces(text: str) -> bytes:
        canvas = Canvas(60, 60, CARD)
        canvas.write(5, 30, text, colour=TALK, most=WIDTH, size=SIZE)
        return canvas.image.tobytes()

    assert traces(letter) not in {traces(""), traces(DOTS), traces("B")}


@settings(max_examples=5, deadline=None)
@given(st.lists(st.text(max_size=12), min_size=15, max_size=15))
def test_whatever_is_typed_can_be_drawn(names: list[str]) -> None:
    draw(Recap(names[0], 60, tuple(Strip(name, ()) for name in names), came=1), ENGLISH)


@pytest.mark.parametrize("words", [ENGLISH, JAPANESE])
def test_every_letter_of_the_words_can_be_drawn(words: Words) -> None:
    for field in fields(words):
        text = getattr(words, field.name)
        assert Lettering(SIZE).drawable(text) == text


def test_no_word_of_the_catalogues_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Canvas] = []

    def keeping(recap: Recap, words: Words) -> bytes:
        drawn.append(composed(recap, words))
        return b""

    monkeypatch.setattr(drawing, "draw", keeping)
    for language in ("en", "ja"):
        asyncio.run(painted(language))
    assert len(drawn) == 2
    assert not [line.text for canvas in drawn for line in canvas.lines if DOTS in line.text]


async def painted(language: str, recap: Recap | None = None) -> bytes | None:
    """What the painter makes of an evening."""
    return await Painter(Messages()).draw(recap or evening(1), language)


def test_what_is_written_stands_out_from_the_card() -> None:
    for line in composed(evening(50), JAPANESE).lines:
        assert contrast(line.colour, CARD) >= 4.5, line.text


def test_what_is_drawn_stands_out_from_what_is_beside_it() -> None:
    for one, other in ((MARK, CARD), (LINE, CARD), (TALK, CARD), (TALK, SILENCE)):
        assert contrast(one, other) >= 3, (one, other)


def test_more_talk_is_brighter_to_any_eye() -> None:
    shades = [luminance("#{:02x}{:02x}{:02x}".format(*glow(nth / 20))) for nth in range(21)]
    assert all(more > less for less, more in pairwise(shades))


def test_no_two_kinds_of_question_look_alike_without_their_colour() -> None:
    def looks(shape: Shape) -> bytes:
        canvas = Canvas(40, 40, CARD)
        for stencil, size, colour in MARKS[shape]:
            canvas.stamp(20, 20, size, stencil, colour)
        return bytes(level > 100 for level in canvas.image.convert("L").tobytes())

    pictures = [looks(shape) for shape in MARKS]
    for one, other in combinations(pictures, 2):
        assert sum(a != b for a, b in zip(one, other, strict=True)) > 60


def test_the_legend_tells_only_of_questions_there_were() -> None:
    strip = Strip("Room 1", (1.0,) * 240, (Mark(60, False, False),))
    shown = set(read(Recap("Thursday", 3600, (strip,), came=3)))
    assert ENGLISH.not_revived in shown
    assert not shown & {ENGLISH.revived, ENGLISH.unjudged, ENGLISH.wished}


@pytest.mark.parametrize("minutes", [1, 3, 4.5, 60, 90, 600])
def test_a_few_whole_minutes_are_marked(minutes: float) -> None:
    numbers = [int(text) for text in read(Recap("T", minutes * 60, (), came=1)) if text.isdecimal()]
    assert numbers[0] == 0
    assert 2 <= len(numbers) <= 7
    assert len({more - less for less, more in pairwise(numbers)}) == 1


Pixel = tuple[int, int, int]


def strip_of(density: tuple[float | None, ...], width: int = WIDTH) -> list[Pixel]:
    """The colours along the middle of a room's strip, within its edge, in a picture shown so wide."""
    drawn = Image.open(BytesIO(draw(Recap("T", 3600, (Strip("R", density),), came=1), ENGLISH))).convert("RGB")
    shown = drawn.resize((width, round(drawn.height * width / WIDTH)), Image.Resampling.LANCZOS)
    scale = width / WIDTH
    left = composed(Recap("T", 3600, (Strip("R", density),), came=1), ENGLISH).lines
    start = max(line.box[2] for line in left if line.text in {"R", ENGLISH.minutes}) + 30 + 6
    row = range(round(start * scale), round(938 * scale))
    return [rgb(shown, x, round((166 + 30 + 20) * scale)) for x in row]


def rgb(image: Image.Image, x: int, y: int) -> Pixel:
    found = image.getpixel((x, y))
    assert isinstance(found, tuple)
    return found[0], found[1], found[2]


def near(one: Pixel, colour: str) -> bool:
    return all(abs(a - b) <= 3 for a, b in zip(one, ImageColor.getrgb(colour), strict=True))


def test_talk_is_lit_where_it_was_and_dark_where_it_was_not() -> None:
    row = strip_of((1.0,) * 120 + (0.0,) * 60 + (None,) * 60)
    for share, colour in ((0.05, TALK), (0.45, TALK), (0.55, SILENCE), (0.7, SILENCE)):
        assert near(row[int(len(row) * share)], colour), share
    unheard = row[int(len(row) * 0.8) :]
    assert any(near(pixel, CARD) for pixel in unheard)
    assert any(near(pixel, LINE) for pixel in unheard)


def test_on_a_phone_silence_and_what_was_not_heard_are_told_apart() -> None:
    row = strip_of((0.0,) * 120 + (None,) * 120, width=360)
    silence, unheard = row[5 : len(row) // 2 - 5], row[len(row) // 2 + 5 : -5]
    assert all(near(pixel, SILENCE) for pixel in silence)
    levels = sorted(sum(pixel) for pixel in unheard)
    assert levels[-1] - levels[0] > 200, "strokes are seen"
    lit = [sum(pixel) > sum(levels) / len(levels) for pixel in unheard]
    assert sum(now and not before for before, now in pairwise(lit)) >= 8, "one by one"


def test_a_room_never_heard_is_hatched_from_end_to_end() -> None:
    assert strip_of(()) == strip_of((None,) * 240)
    assert not [pixel for pixel in strip_of(()) if near(pixel, TALK)]


async def test_the_painter_draws_with_the_catalogues_words(caplog: pytest.LogCaptureFixture) -> None:
    english, japanese = [await painted(language, evening(4, "木曜 $ 🎉")) for language in ("en", "ja")]
    assert english
    assert japanese
    assert english != japanese
    assert not caplog.records


async def test_what_cannot_be_drawn_is_told_in_the_log_and_done_without(caplog: pytest.LogCaptureFixture) -> None:
    assert await painted("en", replace(evening(1), seconds=float("nan"))) is None
    assert "its recap goes out without one" in caplog.text


async def test_a_font_that_is_not_installed_costs_the_picture_only(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.adapters.picture.lettering.FONTS", (*FONTS, ("no_such_fonts", "x.ttf")))
    assert await painted("en") is None
    assert "the package no_such_fonts with its fonts is not installed" in caplog.text


async def test_one_picture_at_a_time_and_never_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing_now, most, threads = 0, 0, set[int]()
    begun, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def slow(recap: Recap, words: Words) -> bytes:
        nonlocal drawing_now, most
        drawing_now += 1
        most = max(most, drawing_now)
        threads.add(threading.get_ident())
        loop.call_soon_threadsafe(begun.set)
        assert go_on.wait(30)
        drawing_now -= 1
        return b"drawn"

    monkeypatch.setattr(drawing, "draw", slow)
    painter = Painter(Messages())
    many = [asyncio.create_task(painter.draw(evening(1), "en")) for _ in range(5)]
    await begun.wait()  # the loop is free meanwhile, or this would never come
    go_on.set()
    assert await asyncio.gather(*many) == [b"drawn"] * 5
    assert most == 1
    assert threading.get_ident() not in threads
