"""What the bot's log may say."""

from __future__ import annotations

import logging
import sys
from typing import Literal

from bot.adapters.discord.failures import FAILURES
from bot.ports import StoreUnusable

FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
CHATTY = ("apscheduler", "alembic")
"""Libraries that tell what is of interest to their authors only."""
INDISCREET = ("discord.gateway", "discord.http", "discord.webhook.async_", "aiosqlite")
"""Those that at DEBUG repeat everything people do and are told: who pressed what, and who ticked whom."""

RECONNECTING = ("discord.shard", "discord.client")
"""Those that tell of every try to reach Discord again, with a traceback each."""
ONCE_IN = 60.0
"""Seconds in which a failure that goes on is told once."""


class Damped(logging.Filter):
    """Tells of a network that is away in one line, and of the same again only after a while."""

    def __init__(self) -> None:
        super().__init__()
        self._told: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is told; one about a failure of ours is, as it is."""
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, FAILURES):
            return True
        what, record.exc_info = record.msg, None
        record.msg, record.args = "%s (%s)", (record.getMessage(), error or type(error).__name__)
        if record.created - self._told.get(what, float("-inf")) < ONCE_IN:
            return False
        self._told[what] = record.created
        return True


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


def _json() -> logging.Formatter:
    """One object a line, its instant in UTC as RFC 3339 writes it."""
    from pythonjsonlogger.json import JsonFormatter  # noqa: PLC0415 - only for whoever wants it

    return JsonFormatter(
        ("levelname", "name", "message"),
        rename_fields={"levelname": "level", "name": "logger", "exc_info": "error"},
        timestamp="time",
        json_ensure_ascii=False,
    )


def log_to_stderr(level: str | int, form: Literal["text", "json"] = "text") -> None:
    """Log from this level on, and at no level what is nobody's business."""
    logging.basicConfig(level=level, format=FORM, stream=sys.stderr)
    if form == "json":
        for handler in logging.getLogger().handlers:
            handler.setFormatter(_json())
    for handler in logging.getLogger().handlers:
        handler.addFilter(DatabaseTrouble())
    for names, least in ((CHATTY, logging.WARNING), (INDISCREET, logging.INFO)):
        for name in names:
            logging.getLogger(name).setLevel(max(least, logging.getLogger().level))
    for name in RECONNECTING:
        logging.getLogger(name).addFilter(Damped())
