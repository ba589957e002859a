"""What a custom id says, read back: of posts and answers that were written years ago too."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeGuard, get_args

from bot.core.text import Button, FormKind, Pressable, RoomButton

MIXER, ROOM, FACE = r":(?P<id>[0-9a-f]+)", r":(?P<number>[0-9]{1,2})", r":(?P<number>[0-2])"
ELSE = {
    "face": FACE + MIXER,
    "let_show": MIXER + r":(?P<number>[0-9]{1,4})",
    "offer": MIXER + r"(:(?P<number>[0-9]))?",  # older versions did not number the choices
}
"""How the ids of some go on otherwise than with the mixer's alone."""


@dataclass(frozen=True, slots=True)
class Pressed:
    """Something that was pressed, or chosen in a menu."""

    kind: Pressable
    id: str
    """Of the mixer that it is about, or of the offer."""
    number: int = 0
    """Of the room, of the face, of the last question shown, or of the choice among those offered; else 0."""

    @property
    def private(self) -> bool:
        """Whether it stood below an answer, which gives way to what comes of it; a post stays."""
        return self.kind not in get_args(Button)


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A form that was handed in."""

    kind: FormKind
    id: str = ""
    """Of the mixer that it is about, if it is about one."""


def pressed(custom_id: str) -> Pressed | None:
    """What was pressed; None for what is none of ours, or no longer."""
    kind = custom_id.partition(":")[0]
    if not _pressable(kind):
        return None
    rest = MIXER + ROOM if kind in get_args(RoomButton) else ELSE.get(kind, MIXER)
    found = re.fullmatch(kind + rest, custom_id)
    return Pressed(kind, found["id"], int(found.groupdict().get("number") or 0)) if found else None


def handed_in(custom_id: str) -> HandedIn | None:
    """What was handed in; None for what is none of ours, or no longer."""
    kind, _, id = custom_id.partition(":")
    return HandedIn(kind, id) if _form(kind) else None


def _pressable(kind: str) -> TypeGuard[Pressable]:
    return kind in get_args(Pressable)


def _form(kind: str) -> TypeGuard[FormKind]:
    return kind in get_args(FormKind)
