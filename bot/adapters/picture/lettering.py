"""Letters on a picture: Japanese, Korean, Cyrillic and emoji too, never wider than there is room."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from unicodedata import category, normalize

from PIL import Image
from PIL.ImageDraw import Draw, ImageDraw
from PIL.ImageFont import FreeTypeFont, Layout, truetype

FONTS = (
    ("manimgx_fonts", "NotoSans[wght].ttf"),
    ("noto_cjk_sans_jp_regular", "NotoSansCJKjp-Regular.otf"),
    ("manimgx_fonts", "NotoEmoji[wght].ttf"),
)
"""Packages and their files; a letter is taken from the first that has it, so that a word is of one font."""
DOTS = "…"
"""Stands for what had to be cut, and for what no font has."""
NO_LETTER = "\uffff"
"""A code that will never be a character: what a font draws for it, it draws for everything that it lacks."""
BASELINE = 0.36
"""How far below the middle of a line its letters stand, as a share of their size."""
_CUSTOM_EMOJI = re.compile(r"<a?(:\w+:)\d+>")
_SKIN = re.compile("[\U0001f3fb-\U0001f3ff]")
_INVISIBLE = {"Mn", "Me", "Cf", "Cc", "Cs", "Co", "Cn"}
"""Unicode's categories of what is no letter of its own: accents left over, joiners, forms, and what does not exist."""


@dataclass(frozen=True, slots=True)
class Line:
    """What was written, in which colour, and the place that it takes: left, top, right, bottom, in pixels."""

    text: str
    colour: str
    box: tuple[float, float, float, float]


class Lettering:
    """Writes in one size of letters, in pixels."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._known: dict[str, int | None] = {}

    def write(self, draw: ImageDraw, x: float, y: float, text: str, *, colour: str, most: float) -> Line:
        """One line of text from `x` on, centred on the height `y`; cut to `most` pixels."""
        line = self._cut(self.drawable(text), most)
        at = x
        for font, run in self._runs(line):
            draw.text((at, y + BASELINE * self._size), run, fill=colour, font=font, anchor="ls")
            at += font.getlength(run)
        return Line(line, colour, (x, y - self._size / 2, at, y + self._size / 2))

    def width(self, line: str) -> float:
        """How wide a line of drawable text is, in pixels."""
        return sum(font.getlength(run) for font, run in self._runs(line))

    def drawable(self, text: str) -> str:
        """The text as one line; a server's own emoji is its name, a stretch of what no font has is `…`."""
        plain = _SKIN.sub("", _CUSTOM_EMOJI.sub(r"\1", normalize("NFC", text)))
        seen = "".join(letter for letter in plain if letter.isspace() or category(letter) not in _INVISIBLE)
        stretches = groupby(
            " ".join(seen.split()), key=lambda letter: letter == " " or self._font_of(letter) is not None
        )
        return "".join("".join(letters) if known else DOTS for known, letters in stretches)

    def _cut(self, line: str, most: float) -> str:
        if self.width(line) <= most:
            return line

        def cut(length: int) -> str:
            return line[:length].rstrip() + DOTS

        fits = bisect_right(range(len(line)), most, key=lambda length: self.width(cut(length)))
        return cut(max(0, fits - 1))

    def _runs(self, line: str) -> list[tuple[FreeTypeFont, str]]:
        """The line in stretches of one font each."""
        stretches = groupby(line, key=lambda letter: self._font_of(letter) or 0)
        return [(self._fonts[nth], "".join(letters)) for nth, letters in stretches]

    def _font_of(self, letter: str) -> int | None:
        """The first font that has it; the library does not tell, but all that a font lacks looks the same."""
        if letter not in self._known:
            has = (nth for nth, font in enumerate(self._fonts) if self._traces(font, letter) != self._lacks[nth])
            self._known[letter] = next(has, None)
        return self._known[letter]

    @cached_property
    def _fonts(self) -> list[FreeTypeFont]:
        return [truetype(_file(*font), self._size, layout_engine=Layout.BASIC) for font in FONTS]

    @cached_property
    def _lacks(self) -> list[bytes]:
        return [self._traces(font, NO_LETTER) for font in self._fonts]

    def _traces(self, font: FreeTypeFont, letter: str) -> bytes:
        """What a letter looks like."""
        image = Image.new("L", (2 * self._size, 2 * self._size))
        Draw(image).text((0, 0), letter, fill=255, font=font)
        return image.tobytes()


def _file(package: str, name: str) -> Path:
    """A font's file in its package, which is found and not imported. Raises FileNotFoundError."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError(f"the package {package} with its fonts is not installed")
    return Path(spec.submodule_search_locations[0]) / name
