"""What a custom id says, read back: of posts and answers that were written years ago too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeGuard, get_args

from bot.core.text import AboutGuests, Button, FormKind, PersonHand, Pressable, RoomButton, RoomHand

MIXER, ROOM, FACE = r":(?P<id>[0-9a-f]+)", r":(?P<number>[0-9]{1,2})", r":(?P<number>[0-2])"
PERSON = r":(?P<number>[0-9]{1,20})"


BEHIND: Mapping[str, str] = {
    **dict.fromkeys((*get_args(RoomButton), *get_args(RoomHand), "quietly", "report"), ROOM),
    **dict.fromkeys(get_args(PersonHand), PERSON),
}
"""What stands behind the mixer's id, by kind, or by what it is of those about guests."""

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
    """Of the room, of the face, of the last question shown, of the choice offered, or a person's id; else 0."""
    hand: AboutGuests | None = None
    """Which one, of what is pressed about guests below an answer."""

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
    hand = custom_id.split(":")[1] if kind == "hand" and ":" in custom_id else ""
    if kind == "hand" and not _about_guests(hand):
        return None
    rest = ELSE.get(kind) or (f":{hand}" if hand else "") + MIXER + BEHIND.get(hand or kind, "")
    found = re.fullmatch(kind + rest, custom_id)
    number = int(found.groupdict().get("number") or 0) if found else 0
    return Pressed(kind, found["id"], number, hand if _about_guests(hand) else None) if found else None


def handed_in(custom_id: str) -> HandedIn | None:
    """What was handed in; None for what is none of ours, or no longer."""
    kind, _, id = custom_id.partition(":")
    return HandedIn(kind, id) if _form(kind) else None


def _pressable(kind: str) -> TypeGuard[Pressable]:
    return kind in get_args(Pressable)


def _about_guests(hand: str) -> TypeGuard[AboutGuests]:
    return hand in get_args(AboutGuests)


def _form(kind: str) -> TypeGuard[FormKind]:
    return kind in get_args(FormKind)
