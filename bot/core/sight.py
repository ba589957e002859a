"""Whether anything of what somebody typed can be seen."""

from __future__ import annotations

from unicodedata import category

BLANKS = frozenset(
    "\u034f\u115f\u1160\u2800\u3164\uffa0" + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0x180B, 0x1810))))
)
"""Signs that are letters, marks or symbols and show nothing: fillers, the empty Braille cell, variation selectors."""


def seen(sign: str) -> bool:
    """Whether a sign shows anything at all; spaces do not."""
    return category(sign)[0] not in {"C", "Z"} and sign not in BLANKS


def anything_seen(typed: str) -> bool:
    """Whether any sign of a text does."""
    return any(map(seen, typed))
