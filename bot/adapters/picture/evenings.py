"""How evenings side by side are drawn: a bar of people each, those who came again lit. One unit is a pixel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

from bot.adapters.picture.canvas import Canvas, disc
from bot.adapters.picture.drawing import CARD, INK, LINE, MARGIN, MARK, PALE, RIGHT, SAMPLE, SIZE, TALK, TITLE, WIDTH
from bot.core.afterwards.weeks import Turnout

NEW = "#80765c"
"""Who came for the first time: told from those who came again, and from the card, by any eye."""
TOP, ROW, BAR = 132, 128, 40
"""Where the first evening begins, its height, and that of its bar."""
DAY, DATES, LONGEST = 48, 190, 350
"""From an evening's day to its bar, the most that the day may take of the width, and the bar of the fullest evening."""
HELPED, FACES = 800, 590
"""Where it stands how many questions helped, and how it was."""
GAP, KEY = 18, 52
"""What is left free beside a bar, and a line of the legend."""
EMOJI = ("🙂", "😐", "🙁")


@dataclass(frozen=True, slots=True)
class Words:
    """What is written beside what people typed, in the reader's language; `days` are those of the evenings."""

    evenings: str
    """The line above them."""
    days: tuple[str, ...]
    again: str
    new: str
    helped: str
    feedback: str


def draw(turnouts: Sequence[Turnout], words: Words) -> bytes:
    """The evenings as a PNG, 1000 pixels wide and as high as they need."""
    return composed(turnouts, words).png()


def composed(turnouts: Sequence[Turnout], words: Words) -> Canvas:
    """The picture with everything in its place."""
    foot = TOP + ROW * len(turnouts)
    canvas = Canvas(WIDTH, foot + 4 * KEY + MARGIN, CARD)
    canvas.write(MARGIN, 64, words.evenings, colour=INK, most=RIGHT - MARGIN, size=TITLE)
    fullest = max((one.came for one in turnouts), default=0)
    for nth, (one, day) in enumerate(zip(turnouts, words.days, strict=True)):
        _evening(canvas, one, day, TOP + ROW * nth, LONGEST / max(fullest, 1))
    _legend(canvas, words, foot + KEY / 2)
    return canvas


def _evening(canvas: Canvas, one: Turnout, day: str, top: float, person: float) -> None:
    """An evening's day and title, and below them its people; `person` is how wide one of them is."""
    line, middle = top + 22, top + DAY + BAR / 2
    canvas.write(MARGIN, line, day, colour=INK, most=DATES, size=SIZE)
    canvas.write(MARGIN + DATES, line, one.title, colour=PALE, most=HELPED - GAP - MARGIN - DATES, size=SIZE)
    if one.questions:
        canvas.stamp(HELPED + 10, line, 21, disc, MARK)
        canvas.write(HELPED + 34, line, f"{one.revived}/{one.questions}", colour=PALE, most=RIGHT - HELPED, size=SIZE)
    end = MARGIN
    for people, colour in ((one.again, TALK), (one.came - one.again, NEW)):
        wide = round(person * people)
        if wide:
            canvas.box(end, top + DAY, Image.new("RGB", (wide, BAR), colour), CARD)
            end += wide
    parts = f"{one.again} + {one.came - one.again}"
    canvas.write(end + GAP, middle, parts, colour=INK, most=FACES - end - 2 * GAP, size=SIZE)
    if (told := one.feedback) is not None:
        counts = (told.good, told.so_so, told.not_for_me)
        faces = "  ".join(f"{face} {count}" for face, count in zip(EMOJI, counts, strict=True))
        canvas.write(FACES, middle, faces, colour=PALE, most=WIDTH - FACES, size=SIZE)


def _legend(canvas: Canvas, words: Words, top: float) -> None:
    """What colours and marks mean, a line each."""
    for nth, (colour, label) in enumerate(((TALK, words.again), (NEW, words.new))):
        canvas.box(MARGIN, top + KEY * nth - SAMPLE[1] / 2, Image.new("RGB", SAMPLE, colour), LINE)
        canvas.write(MARGIN + 60, top + KEY * nth, label, colour=PALE, most=RIGHT - MARGIN - 60, size=SIZE)
    canvas.stamp(MARGIN + SAMPLE[0] / 2, top + 2 * KEY, 21, disc, MARK)
    for nth, label in enumerate((words.helped, words.feedback), 2):
        canvas.write(MARGIN + 60, top + KEY * nth, label, colour=PALE, most=RIGHT - MARGIN - 60, size=SIZE)
    canvas.write(MARGIN + 4, top + 3 * KEY, EMOJI[0], colour=PALE, most=60, size=SIZE)
