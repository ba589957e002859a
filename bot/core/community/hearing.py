"""In how many rooms talk that runs dry is noticed, said alike at the setup, the start, in recap and check."""

from __future__ import annotations

from bot.core.text import Text


def heard(ears: int, rooms: int | None = None) -> Text:
    """How many rooms can have an ear at a time with so many ears, of so many rooms if that is known."""
    if not ears:
        return Text("heard.none")
    if rooms is None:
        return Text("heard.ready", {"ears": ears})
    return Text("heard.all" if ears >= rooms else "heard.turns", {"ears": min(ears, rooms), "rooms": rooms})
