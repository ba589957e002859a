"""The picture of an answer, as discord.py sends it."""

from __future__ import annotations

from io import BytesIO

import discord

from bot.core.text import Answer, Illustrated
from bot.ui.catalogue import Messages


def picture_of(told: Answer, messages: Messages, language: str, may: discord.Permissions) -> discord.File | None:
    """The picture, where the bot `may` show one; None otherwise, as the words are good without it."""
    if not isinstance(told, Illustrated) or told.picture is None or not may.attach_files:
        return None
    alt = messages.render(language, told.alt) if told.alt else None
    return discord.File(BytesIO(told.picture), "engawa.png", description=alt)
