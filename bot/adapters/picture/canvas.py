"""What pictures are drawn on: one unit is a pixel, and edges are smooth."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image, ImageDraw

from bot.adapters.picture.lettering import Lettering, Line

FINE = 4
"""Shapes are drawn so many times larger and then reduced, which makes their edges smooth."""
CORNER = 8
"""The radius of round corners."""
Stencil = Callable[[ImageDraw.ImageDraw, int, int], None]
"""Draws a shape, filled with 255, that fills this width and height."""


class Canvas:
    """A picture in the making, and the lines that were written on it."""

    def __init__(self, width: int, height: int, colour: str) -> None:
        self.image = Image.new("RGB", (width, height), colour)
        self.lines: list[Line] = []
        self._draw = ImageDraw.Draw(self.image)
        self._letterings: dict[int, Lettering] = {}

    def write(self, x: float, y: float, text: str, *, colour: str, most: float, size: int) -> None:
        """One line from `x` on, centred on the height `y`, in letters of `size`; cut to `most`."""
        self.lines.append(self.lettering(size).write(self._draw, x, y, text, colour=colour, most=most))

    def lettering(self, size: int) -> Lettering:
        """The letters of this size."""
        return self._letterings.setdefault(size, Lettering(size))

    def line(self, x: float, top: float, bottom: float, colour: str) -> None:
        """An upright line, two wide."""
        self._draw.line((round(x), round(top), round(x), round(bottom)), fill=colour, width=2)

    def stamp(self, x: float, y: float, size: int, stencil: Stencil, colour: str) -> None:
        """A shape in one colour with its middle there, as wide as high."""
        self.image.paste(colour, (round(x - size / 2), round(y - size / 2)), _mask(size, size, stencil))

    def box(self, x: float, y: float, inside: Image.Image, edge: str) -> None:
        """A box with round corners and this picture in it."""
        at, (wide, high) = (round(x), round(y)), inside.size
        self.image.paste(inside, at, _mask(wide, high, _rounded))
        self.image.paste(edge, (*at, at[0] + wide, at[1] + high), _mask(wide, high, _rim))

    def png(self) -> bytes:
        """The picture as a file."""
        file = BytesIO()
        self.image.save(file, "PNG", optimize=True)
        return file.getvalue()


def disc(draw: ImageDraw.ImageDraw, wide: int, high: int) -> None:
    """A circle, filled."""
    draw.ellipse((0, 0, wide - 1, high - 1), fill=255)


def diamond(draw: ImageDraw.ImageDraw, wide: int, high: int) -> None:
    """A square on its tip."""
    draw.polygon(((wide / 2, 0), (wide, high / 2), (wide / 2, high), (0, high / 2)), fill=255)


def cross(draw: ImageDraw.ImageDraw, wide: int, high: int) -> None:
    """Two thick strokes."""
    inset = wide // 7
    for ends in ((inset, inset, wide - inset, high - inset), (inset, high - inset, wide - inset, inset)):
        draw.line(ends, fill=255, width=wide * 2 // 5)


def _rounded(draw: ImageDraw.ImageDraw, wide: int, high: int) -> None:
    draw.rounded_rectangle((0, 0, wide - 1, high - 1), CORNER * FINE, fill=255)


def _rim(draw: ImageDraw.ImageDraw, wide: int, high: int) -> None:
    draw.rounded_rectangle((0, 0, wide - 1, high - 1), CORNER * FINE, outline=255, width=2 * FINE)


def _mask(wide: int, high: int, stencil: Stencil) -> Image.Image:
    fine = Image.new("L", (wide * FINE, high * FINE))
    stencil(ImageDraw.Draw(fine), *fine.size)
    return fine.reduce(FINE)
