"""How many people there are, in words: honest where there is nobody, or one."""

from __future__ import annotations

from bot.core.text import Text


def people(count: int) -> Text:
    """A number of people; “0 people” is never said."""
    if count > 1:
        return Text("people.many", {"count": count})
    return Text("people.one" if count else "people.none")
