"""How an evening is drawn: a strip a room, lit where people talked, its questions above it. One unit is a pixel."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Literal, get_args

from PIL import Image, ImageColor, ImageDraw

from bot.adapters.picture.canvas import Canvas, Stencil, cross, diamond, disc
from bot.core.afterwards.recap import Mark, Recap, Strip
from bot.core.listening.density import BIN

CARD, INK, PALE, LINE, GRID = "#20242b", "#f6f1e7", "#c3c7cd", "#8a929e", "#39404b"
TALK, SILENCE, MARK = "#ffcf5c", "#3a424f", "#9fdcff"
"""A dark card on which rooms light up: at home in Discord's dark themes, and a card of its own in the light one."""
GLOW = ((0.0, SILENCE), (0.25, "#8d7f58"), (0.6, "#f0c45c"), (1.0, TALK))
"""Colours by the share of talk. Bright from half a bin on, as people pause in any talk: what stands out is a stall."""

WIDTH, MARGIN, RIGHT = 1000, 44, 944
TITLE, SIZE = 46, 34
"""Letters of the title and of all else: a phone shows the picture at a third of its width."""
TOP, ROW, LANE, STRIP = 166, 84, 30, 40
"""Where the first room begins, and of a room's height the part of its questions and that of its strip."""
NAMES, GAP = 250, 30
"""The most that the rooms' names may take of the width, and what is left free beside them."""
MOST_ROOMS = 20
"""Rooms past these are a number."""
AXIS, LEGEND, KEY, KEYS = 34, 106, 52, 278
"""From the last room to the minutes and to the legend, a line of the legend, and the most its first words may take."""
SAMPLE = (44, 28)
"""A strip in the legend."""
HATCH, STROKE = 28, 7
"""From one stroke of what was not heard to the next, and a stroke's breadth: still strokes on a phone."""
MINUTES, MOST_MINUTES = (1, 2, 5, 10, 15, 20, 30, 60, 120), 6
"""Between the numbers under the rooms, and into how many parts they part the evening at most."""

Shape = Literal["revived", "not_revived", "unjudged", "wished"]
"""What a question is shown as, by the word for it, in the legend's order."""
MARKS: dict[Shape, tuple[tuple[Stencil, int, str], ...]] = {
    "revived": ((disc, 25, CARD), (disc, 21, MARK)),
    "not_revived": ((cross, 27, CARD), (cross, 23, MARK)),
    "unjudged": ((disc, 25, CARD), (disc, 21, MARK), (disc, 13, CARD)),
    "wished": ((diamond, 29, CARD), (diamond, 25, MARK)),
}
"""By shape what is stamped, one on the other: first an edge that parts neighbours."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is written on the picture, beside what people typed, in the reader's language."""

    heading: str
    """The line under the mixer's title."""
    minutes: str
    talk: str
    silence: str
    unheard: str
    revived: str
    not_revived: str
    unjudged: str
    wished: str


@dataclass(frozen=True, slots=True)
class _Hour:
    """The evening's length in seconds, and where on the picture it begins."""

    seconds: float
    left: float

    def x(self, at: float) -> float:
        return self.left + (RIGHT - self.left) * at / self.seconds


def draw(recap: Recap, words: Words) -> bytes:
    """The evening as a PNG, 1000 pixels wide and as high as its rooms need; past MOST_ROOMS the rest is a number."""
    return composed(recap, words).png()


def composed(recap: Recap, words: Words) -> Canvas:
    """The picture with everything in its place."""
    strips, rest = recap.strips[:MOST_ROOMS], len(recap.strips[MOST_ROOMS:])
    used = {shape_of(mark) for strip in strips for mark in strip.questions}
    foot = TOP + ROW * (len(strips) + (rest > 0))
    canvas = Canvas(WIDTH, foot + LEGEND + KEY * max(3, len(used)) - KEY // 2 + MARGIN, CARD)
    canvas.write(MARGIN, 64, recap.title, colour=INK, most=RIGHT - MARGIN, size=TITLE)
    canvas.write(MARGIN, 120, words.heading, colour=PALE, most=RIGHT - MARGIN, size=SIZE)
    middle, names = TOP + LANE + STRIP / 2, [*(strip.room for strip in strips), *([f"+{rest}"] if rest else ())]
    for nth, name in enumerate(names):
        canvas.write(MARGIN, middle + ROW * nth, name, colour=INK, most=NAMES, size=SIZE)
    canvas.write(MARGIN, foot + AXIS, words.minutes, colour=PALE, most=NAMES, size=SIZE)
    hour = _Hour(max(recap.seconds, BIN), ceil(max(line.box[2] for line in canvas.lines[2:])) + GAP)
    _minutes(canvas, hour, foot)
    for nth, strip in enumerate(strips):
        _room(canvas, hour, strip, TOP + ROW * nth)
    _legend(canvas, words, [shape for shape in get_args(Shape) if shape in used], foot + LEGEND)
    return canvas


def shape_of(mark: Mark) -> Shape:
    """What a question is shown as; one that somebody wished for is shown as that, whatever came of it."""
    if mark.wished or mark.worked is None:
        return "wished" if mark.wished else "unjudged"
    return "revived" if mark.worked else "not_revived"


def glow(share: float) -> tuple[int, ...]:
    """The colour of a stretch with so much talk, from 0 to 1, in red, green and blue."""
    (low, dark), (high, bright) = next(pair for pair in pairwise(GLOW) if share <= pair[1][0])
    way, ends = (share - low) / (high - low), zip(ImageColor.getrgb(dark), ImageColor.getrgb(bright), strict=True)
    return tuple(round(one + (other - one) * way) for one, other in ends)


def _minutes(canvas: Canvas, hour: _Hour, foot: float) -> None:
    """A line and a number every so many minutes."""
    whole = hour.seconds / 60
    step = next((step for step in MINUTES if whole <= step * MOST_MINUTES), MINUTES[-1])
    for minute in range(0, int(whole) + 1, step):
        x, number = hour.x(minute * 60), str(minute)
        canvas.line(x, TOP, foot, GRID)
        middle = canvas.lettering(SIZE).width(number) / 2
        canvas.write(x - middle, foot + AXIS, number, colour=PALE, most=NAMES, size=SIZE)


def _room(canvas: Canvas, hour: _Hour, strip: Strip, top: float) -> None:
    """A room's strip, and above it the questions."""
    inside = _unheard(round(RIGHT - hour.left), STRIP)
    draw = ImageDraw.Draw(inside)
    for nth, share in enumerate(strip.density[: ceil(hour.seconds / BIN)]):
        if share is not None:
            start, end = (round(hour.x(at * BIN) - hour.left) for at in (nth, nth + 1))
            draw.rectangle((start, 0, max(start, end - 1), STRIP), fill=glow(share))
    canvas.box(hour.left, top + LANE, inside, LINE)
    for mark in strip.questions:
        _mark(canvas, hour.x(min(max(mark.at, 0.0), hour.seconds)), top + LANE / 2 - 3, shape_of(mark))


def _unheard(wide: int, high: int) -> Image.Image:
    """What nobody heard: strokes across the bare card."""
    image = Image.new("RGB", (wide, high), CARD)
    draw = ImageDraw.Draw(image)
    for x in range(-high, wide, HATCH):
        draw.polygon(((x, high), (x + high, 0), (x + high + STROKE, 0), (x + STROKE, high)), fill=LINE)
    return image


def _mark(canvas: Canvas, x: float, y: float, shape: Shape) -> None:
    for stencil, size, colour in MARKS[shape]:
        canvas.stamp(x, y, size, stencil, colour)


def _legend(canvas: Canvas, words: Words, shapes: list[Shape], top: float) -> None:
    """What the strips mean, and those marks that there are."""
    samples = (
        (Image.new("RGB", SAMPLE, TALK), words.talk),
        (Image.new("RGB", SAMPLE, SILENCE), words.silence),
        (_unheard(*SAMPLE), words.unheard),
    )
    for nth, (sample, label) in enumerate(samples):
        canvas.box(MARGIN, top + KEY * nth - SAMPLE[1] / 2, sample, LINE)
        canvas.write(MARGIN + 60, top + KEY * nth, label, colour=PALE, most=KEYS, size=SIZE)
    column = ceil(max(line.box[2] for line in canvas.lines[-3:])) + 2 * GAP
    for nth, shape in enumerate(shapes):
        _mark(canvas, column, top + KEY * nth, shape)
        label = getattr(words, shape)
        canvas.write(column + 24, top + KEY * nth, label, colour=PALE, most=RIGHT - column - 24, size=SIZE)
