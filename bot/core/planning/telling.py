"""What a host says of an evening in the invitation: a few words, and a picture by its address."""

from __future__ import annotations

import re

from bot.core.planning.start import NOTHING
from bot.core.text import Refusal, shows_anything

LONGEST_DESCRIPTION = 300
"""Characters of what a host says of an evening."""
LONGEST_ADDRESS = 300
"""Characters of a picture's address."""
_PICTURE = re.compile(
    r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?/[\w./%~+@:=,-]*\.(?:png|jpe?g|gif|webp)(?:\?[\w./%~+@:=&,-]*)?",
    re.IGNORECASE | re.ASCII,
)
"""An address that Discord shows as a picture, and in which nothing can be read as markdown or a mention."""


def description_of(typed: str | None) -> str:
    """A description as it is kept; none where nothing, or only a word for it, was typed. Raises Refusal if too long."""
    text = " ".join((typed or "").split())
    if len(text) > LONGEST_DESCRIPTION:
        raise Refusal("schedule.description", most=LONGEST_DESCRIPTION)
    return text if shows_anything(text) and text.casefold() not in NOTHING else ""


def picture_of(typed: str | None) -> str:
    """A picture's address as it is kept; none as above. Raises Refusal for what Discord would show as no picture."""
    address = (typed or "").strip().strip("<>")
    if not address or address.casefold() in NOTHING:
        return ""
    if len(address) > LONGEST_ADDRESS or not _PICTURE.fullmatch(address):
        raise Refusal("schedule.picture")
    return address
