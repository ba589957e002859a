"""What the bot's log may say."""

from __future__ import annotations

import logging
import sys

FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"
CHATTY = ("apscheduler", "alembic")
"""Libraries that tell what is of interest to their authors only."""
INDISCREET = ("discord.gateway", "discord.http", "discord.webhook.async_", "aiosqlite")
"""Those that at DEBUG repeat everything people do and are told: who pressed what, and who ticked whom."""


def log_to_stderr(level: str | int) -> None:
    """Log from this level on, and at no level what is nobody's business."""
    logging.basicConfig(level=level, format=FORM, stream=sys.stderr)
    for names, least in ((CHATTY, logging.WARNING), (INDISCREET, logging.INFO)):
        for name in names:
            logging.getLogger(name).setLevel(max(least, logging.getLogger().level))
