"""What the bot's log may say."""

from __future__ import annotations

import logging
import sys

from bot.ports import StoreUnusable

ONCE_IN = 60.0
"""Seconds in which the same trouble with the database is told once."""
FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
CHATTY = ("apscheduler", "alembic")
"""Libraries that tell what is of interest to their authors only."""
INDISCREET = ("discord.gateway", "discord.http", "discord.webhook.async_", "aiosqlite")
"""Those that at DEBUG repeat everything people do and are told: who pressed what, and who ticked whom."""


class DatabaseTrouble(logging.Filter):
    """Tells of a database that cannot be used in the one sentence it has for that, not at every save with a traceback.

    A disk that is full would be filled by the log of it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is told."""
        error = record.exc_info[1] if record.exc_info else None
        error = error if isinstance(error, StoreUnusable) else getattr(error, "__cause__", None)
        if not isinstance(error, StoreUnusable):
            return True
        sentence = str(error)
        if record.created - self._told.get(sentence, 0.0) < ONCE_IN:
            return False
        self._told[sentence] = record.created
        record.msg, record.args, record.exc_info = "%s: %s", (record.getMessage(), sentence), None
        return True


def log_to_stderr(level: str | int) -> None:
    """Log from this level on, and at no level what is nobody's business."""
    logging.basicConfig(level=level, format=FORM, stream=sys.stderr)
    for handler in logging.getLogger().handlers:
        handler.addFilter(DatabaseTrouble())
    for names, least in ((CHATTY, logging.WARNING), (INDISCREET, logging.INFO)):
        for name in names:
            logging.getLogger(name).setLevel(max(least, logging.getLogger().level))
