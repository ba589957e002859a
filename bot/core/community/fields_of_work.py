"""A server's own fields of work, as somebody types them: one a line."""

from __future__ import annotations

from bot.core.community.card import LONGEST_FIELD
from bot.core.text import Refusal, shows_anything

MOST_FIELDS = 25
"""Fields of one server: the most that Discord's menus can offer."""
LONGEST_TYPED = 4000
"""Characters of the form they are typed in: the most that Discord takes; all the fields there can be need less."""


def fields_of(typed: str) -> tuple[str, ...]:
    """The fields, each once; none where nothing was typed. Raises Refusal with the line that cannot be."""
    found: dict[str, str] = {}
    for number, line in enumerate(typed.splitlines(), 1):
        field = " ".join(line.split())
        if not shows_anything(field):
            continue
        if len(field) > LONGEST_FIELD:
            raise Refusal("fields.long", line=number, most=LONGEST_FIELD)
        found.setdefault(field.casefold(), field)
        if len(found) > MOST_FIELDS:
            raise Refusal("fields.many", line=number, most=MOST_FIELDS)
    return tuple(found.values())
