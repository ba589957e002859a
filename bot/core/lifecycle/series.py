"""What a series goes on with where one of its evenings is different for once."""

from __future__ import annotations

from collections.abc import Mapping

from bot.core.lifecycle.mixer import Mixer
from bot.core.times.recurrence import Repeat

KEPT = (
    *("title", "category_name", "common_ground", "ground_kind", "room_size", "rounds", "length", "for_roles"),
    *("capacity", "description", "picture", "calls_roles"),
)
"""What can differ from evening to evening, and otherwise stays as it was."""


def for_once(mixer: Mixer, new: Mapping[str, object]) -> dict[str, object]:
    """These changes, for this evening only: its series goes on with what was so before."""
    if mixer.repeat is Repeat.ONCE:
        return dict(new)
    before = {name: getattr(mixer, name) for name in KEPT if name in new}
    return {**new, "usual": {**before, **mixer.usual}}


def for_all(mixer: Mixer, new: Mapping[str, object]) -> dict[str, object]:
    """These changes, for this evening and all that follow."""
    left = {name: value for name, value in mixer.usual.items() if name not in new}
    return {**new, "usual": left} if left != mixer.usual else dict(new)


def kept(mixer: Mixer) -> dict[str, object]:
    """What the next evening of its series begins with."""
    return {name: mixer.usual.get(name, getattr(mixer, name)) for name in KEPT}
