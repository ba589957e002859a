"""How an evening is drawn: a strip a room, lit where people talked, its questions above it. One unit is a pixel."""
# pyright: reportUnknownMemberType=false
# The library's own types leave most keywords open.

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from math import ceil, nan
from typing import Any, Literal, get_args

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch
from matplotlib.ticker import MaxNLocator

from bot.adapters.picture import Words
from bot.adapters.picture.lettering import width, write
from bot.core.afterwards.recap import Mark, Recap, Strip
from bot.core.listening.density import BIN

CARD, INK, PALE, LINE, GRID = "#20242b", "#f6f1e7", "#c3c7cd", "#8a929e", "#39404b"
TALK, SILENCE, MARK = "#ffcf5c", "#3a424f", "#9fdcff"
"""A dark card on which rooms light up: at home in Discord's dark themes, and a card of its own in the light one."""
GLOW = LinearSegmentedColormap.from_list("glow", [(0, SILENCE), (0.25, "#8d7f58"), (0.6, "#f0c45c"), (1, TALK)])
"""Bright from half a bin on, as people pause in any talk: what stands out is where it stalled."""

WIDTH, MARGIN, RIGHT, TITLE = 1000, 44, 944, 46
TOP, ROW, LANE, STRIP = 166, 84, 30, 40
"""Where the first room begins, and of a room's height the part of its questions and that of its strip."""
NAMES, GAP = 250, 30
"""The most that the rooms' names may take of the width, and what is left free beside them."""
MOST_ROOMS = 20
AXIS, LEGEND, KEY, KEYS = 34, 106, 52, 412
"""From the last room to the minutes and to the legend, a line of the legend, and where its second column begins."""

Shape = Literal["revived", "not_revived", "unjudged", "wished"]
"""What a question is shown as, by the word for it, in the legend's order."""
MARKERS: dict[Shape, str] = {"revived": "o", "not_revived": "X", "unjudged": "o", "wished": "D"}


@dataclass(frozen=True, slots=True)
class _Hour:
    """The evening's length in seconds, and where on the picture it begins."""

    seconds: float
    left: float

    def x(self, at: float) -> float:
        return self.left + (RIGHT - self.left) * at / self.seconds


def draw(recap: Recap, words: Words) -> bytes:
    """The evening as a PNG, 1000 pixels wide and as high as its rooms need; past MOST_ROOMS the rest is a number."""
    png = BytesIO()
    FigureCanvasAgg(composed(recap, words)).print_png(png)
    return png.getvalue()


def composed(recap: Recap, words: Words) -> Figure:
    """The picture with everything in its place."""
    strips, rest = recap.strips[:MOST_ROOMS], len(recap.strips[MOST_ROOMS:])
    used = {shape_of(mark) for strip in strips for mark in strip.questions}
    foot = TOP + ROW * (len(strips) + (rest > 0))
    height = foot + LEGEND + KEY * max(3, len(used)) - KEY // 2 + MARGIN
    figure = Figure(figsize=(WIDTH / 72, height / 72), dpi=72, facecolor=CARD)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(height, 0))
    axes.set_axis_off()
    write(axes, MARGIN, 64, recap.title, color=INK, most=RIGHT - MARGIN, size=TITLE)
    write(axes, MARGIN, 120, words.heading, color=PALE, most=RIGHT - MARGIN)
    middle, names = TOP + LANE + STRIP / 2, [*(strip.room for strip in strips), *([f"+{rest}"] if rest else ())]
    labels = [write(axes, MARGIN, middle + ROW * nth, name, color=INK, most=NAMES) for nth, name in enumerate(names)]
    labels.append(write(axes, MARGIN, foot + AXIS, words.minutes, color=PALE, most=NAMES))
    hour = _Hour(max(recap.seconds, BIN), MARGIN + ceil(max(map(width, labels))) + GAP)
    _minutes(axes, hour, foot)
    for nth, strip in enumerate(strips):
        _room(axes, hour, strip, TOP + ROW * nth)
    _legend(axes, words, [shape for shape in get_args(Shape) if shape in used], foot + LEGEND)
    return figure


def shape_of(mark: Mark) -> Shape:
    """What a question is shown as; one that somebody wished for is shown as that, whatever came of it."""
    if mark.wished or mark.worked is None:
        return "wished" if mark.wished else "unjudged"
    return "revived" if mark.worked else "not_revived"


def _minutes(axes: Axes, hour: _Hour, foot: float) -> None:
    """A line and a number every so many minutes."""
    for minute in MaxNLocator(nbins=6, steps=[1, 1.5, 2, 5, 10], integer=True).tick_values(0, hour.seconds / 60):
        if minute * 60 <= hour.seconds:
            x = hour.x(minute * 60)
            axes.vlines(x, TOP, foot, colors=GRID, linewidth=2, zorder=0)
            write(axes, x, foot + AXIS, f"{minute:.0f}", color=PALE, most=NAMES).set_horizontalalignment("center")


def _room(axes: Axes, hour: _Hour, strip: Strip, top: float) -> None:
    """A room's strip, and above it the questions."""
    y, bins = top + LANE, ceil(hour.seconds / BIN)
    density = [nan if share is None else share for share in (*strip.density, *[None] * bins)[:bins]]
    _box(axes, hour.left, y, RIGHT - hour.left, STRIP, hatch="//")
    edge = _box(axes, hour.left, y, RIGHT - hour.left, STRIP, fill=False, zorder=3)
    extent = (hour.left, hour.x(bins * BIN), y + STRIP, y)
    talk = axes.imshow([density], GLOW, vmin=0, vmax=1, extent=extent, interpolation="nearest", aspect="auto", zorder=2)
    talk.set_clip_path(edge)
    for mark in strip.questions:
        _mark(axes, hour.x(min(max(mark.at, 0.0), hour.seconds)), top + LANE / 2 - 3, shape_of(mark))


def _box(
    axes: Axes, x: float, y: float, wide: float, high: float, *, color: str = CARD, **style: Any
) -> FancyBboxPatch:
    """A box with round corners."""
    corners = "round,pad=0,rounding_size=8"
    box = FancyBboxPatch((x, y), wide, high, corners, facecolor=color, edgecolor=LINE, linewidth=2, **style)
    axes.add_patch(box)
    return box


def _mark(axes: Axes, x: float, y: float, shape: Shape) -> None:
    """A question: hollow if nobody knows what came of it, otherwise filled, with an edge that parts neighbours."""
    inside, edge, breadth = (CARD, MARK, 3) if shape == "unjudged" else (MARK, CARD, 1)
    size = 18 if shape == "wished" else 21  # a diamond is the wider by its corners
    style: dict[str, Any] = {"markerfacecolor": inside, "markeredgecolor": edge, "markeredgewidth": breadth}
    axes.plot(x, y, marker=MARKERS[shape], markersize=size, zorder=4, **style)


def _legend(axes: Axes, words: Words, shapes: list[Shape], top: float) -> None:
    """What the strips mean, and those marks that there are."""
    strips = ((TALK, "", words.talk), (SILENCE, "", words.silence), (CARD, "//", words.unheard))
    for nth, (color, hatch, label) in enumerate(strips):
        _box(axes, MARGIN, top + KEY * nth - 14, 44, 28, color=color, hatch=hatch)
        write(axes, MARGIN + 60, top + KEY * nth, label, color=PALE, most=KEYS - MARGIN - 60 - GAP)
    for nth, shape in enumerate(shapes):
        _mark(axes, KEYS, top + KEY * nth, shape)
        write(axes, KEYS + 24, top + KEY * nth, getattr(words, shape), color=PALE, most=RIGHT - KEYS - 24)
