"""The picture of an evening, with its words from the catalogue."""

from __future__ import annotations

import logging

from bot.adapters.picture import PictureFailed, Words, picture
from bot.core.afterwards.recap import Recap
from bot.core.text import Text
from bot.ports import Catalogue

log = logging.getLogger(__name__)
LABELS = ("minutes", "talk", "silence", "unheard", "revived", "not_revived", "unjudged", "wished")


class Painter:
    """Draws evenings; one that cannot be drawn is told in the log, and done without."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    async def draw(self, recap: Recap, language: str) -> bytes | None:
        """See ports.Draw."""
        try:
            return await picture(recap, self._words(recap, language))
        except PictureFailed as error:
            log.warning("there is no picture of an evening: %s", error)
            return None

    def _words(self, recap: Recap, language: str) -> Words:
        numbers = {
            "came": recap.came,
            "rooms": recap.rooms,
            "questions": recap.questions,
            "revived": recap.revived,
        }
        heading = self._catalogue.render(language, Text("picture.heading", numbers))
        said = {label: self._catalogue.render(language, Text(f"picture.{label}")) for label in LABELS}
        return Words(heading=heading, **said)
