"""The pictures of an evening, and of several side by side, with their words from the catalogue."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor

from bot.core.afterwards.recap import Recap
from bot.core.afterwards.weeks import Weeks
from bot.core.posts.weeks import day
from bot.core.text import Text
from bot.ports import Catalogue

log = logging.getLogger(__name__)
LABELS = ("minutes", "talk", "silence", "unheard", "revived", "not_revived", "unjudged", "wished")
WEEKS_LABELS = ("evenings", "again", "new", "helped", "feedback")


class Painter:
    """Draws, one picture at a time; one that cannot be drawn is told in the log, and done without."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._hand = ThreadPoolExecutor(max_workers=1, thread_name_prefix="picture")

    async def draw(self, seen: Recap | Weeks, language: str) -> bytes | None:
        """See ports.Draw."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._hand, self._drawn, seen, language)
        except Exception:
            log.warning("there is no picture of a mixer, and its recap goes out without one", exc_info=True)
            return None

    def _drawn(self, seen: Recap | Weeks, language: str) -> bytes:
        return self._evening(seen, language) if isinstance(seen, Recap) else self._weeks(seen, language)

    def _evening(self, recap: Recap, language: str) -> bytes:
        from bot.adapters.picture.drawing import Words, draw  # noqa: PLC0415 - memory that most hours do without

        numbers = {
            "came": recap.came,
            "rooms": recap.rooms,
            "questions": recap.questions,
            "revived": recap.revived,
        }
        heading = self._catalogue.render(language, Text("picture.heading", numbers))
        return draw(recap, Words(heading=heading, **self._said(language, LABELS)))

    def _weeks(self, weeks: Weeks, language: str) -> bytes:
        from bot.adapters.picture.evenings import Words, draw  # noqa: PLC0415 - memory that most hours do without

        days = tuple(self._catalogue.render(language, day(one, weeks)) for one in weeks.turnouts)
        return draw(weeks.turnouts, Words(days=days, **self._said(language, WEEKS_LABELS)))

    def _said(self, language: str, labels: tuple[str, ...]) -> dict[str, str]:
        return {label: self._catalogue.render(language, Text(f"picture.{label}")) for label in labels}
