"""Letters on a picture: Japanese too, never read as mathematics, never wider than there is room."""
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# The library's own types leave most keywords open.

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.text import Text

FAMILIES = ("IPAexGothic", "DejaVu Sans")
"""The second has the letters of Europe that the first lacks; it comes with the library."""
DOTS = "…"
FORMS = range(0xFE00, 0xFE20)
"""No letters of their own: they ask for a form of the one before, such as an emoji's, or for upright writing."""
SIZE = 34
"""Pixels: a phone shows the picture at a third of its width."""
_BUNDLE = find_spec("matplotlib_fontja")  # found, not imported: importing it changes the library's settings
for _folder in (_BUNDLE and _BUNDLE.submodule_search_locations) or ():
    fontManager.addfont(Path(_folder) / "fonts" / "ipaexg.ttf")


@cache
def letters() -> frozenset[int]:
    """Every character that can be drawn."""
    paths = (findfont(FontProperties(family=family), fallback_to_default=False) for family in FAMILIES)
    found = {code for path in paths for code in get_font(path).get_charmap() if chr(code).isprintable()}
    return frozenset(found - set(FORMS))


def drawable(text: str) -> str:
    """The text as one line, without what no font here has, such as most emoji."""
    return " ".join("".join(c for c in text if c.isspace() or ord(c) in letters()).split())


def write(axes: Axes, x: float, y: float, text: str, *, color: str, most: float, size: float = SIZE) -> Text:
    """A line of text from `x` on, centred on the height `y`, in letters of `size` pixels; cut to `most` pixels."""
    line = drawable(text)
    font = FontProperties(family=list(FAMILIES), size=size)
    written = axes.text(x, y, line, color=color, va="center_baseline", fontproperties=font, parse_math=False)
    if width(written) > most:

        def cut(length: int) -> float:
            written.set_text(line[:length].rstrip() + DOTS)
            return width(written)

        cut(bisect_right(range(len(line)), most, key=cut) - 1)
    return written


def width(written: Text) -> float:
    """How wide a text is, in pixels."""
    return written.get_window_extent().width
