"""What guests would like to ask the others: brought with the sign-up form, and let be put, or not, by a host."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from bot.core.lifecycle.mixer import Mixer
from bot.core.questions.deck import GUEST, Brought


@dataclass(frozen=True, slots=True)
class Brings:
    """Somebody would like to ask the others something, instead of what they brought before; nothing takes it back."""

    user_id: int
    text: str
    shown: bool


@dataclass(frozen=True, slots=True)
class LetShow:
    """A host has seen what guests would like to ask: of those they were shown, these may be put."""

    seen: tuple[str, ...]
    shown: tuple[str, ...]


def brings(mixer: Mixer, user_id: int, text: str = "", *, shown: bool = True) -> Mixer:
    """The mixer with what somebody would like to ask the others in place of what they brought before, or without it.

    One that is sent again as it was stays as it is: a host may have seen it.
    """
    if any(one.by == user_id and one.text == text for one in mixer.brought):
        return mixer
    others = tuple(one for one in mixer.brought if one.by != user_id)
    last = max((number_of(one) for one in mixer.brought), default=0)
    new = (Brought(f"{GUEST}{last + 1}", text, user_id, shown),) if text else ()
    return replace(mixer, brought=(*others, *new))


def number_of(brought: Brought) -> int:
    """Which of an evening's guests' questions it is, in the order in which they came; 0 for one of the host's."""
    return int(brought.id.removeprefix(GUEST)) if brought.by else 0


def let_show(mixer: Mixer, seen: Collection[str], shown: Collection[str]) -> Mixer:
    """The mixer after a host has looked at these of its guests' questions: some may be put, the others not."""
    looked = (replace(one, shown=one.id in shown) if one.by and one.id in seen else one for one in mixer.brought)
    return replace(mixer, brought=tuple(looked))
