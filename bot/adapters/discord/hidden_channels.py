"""Channels that the bot cannot see: Discord tells of them without a name, and of nearly all else nothing."""

from __future__ import annotations

from typing import Any, cast

import discord
from discord.channel import VocalGuildChannel

UNTOLD = {"bitrate": 0, "user_limit": 0}
"""What discord.py 2.7.1 demands of a voice channel: where Discord leaves it out, the whole server would not be seen."""
_VOCAL = cast("Any", VocalGuildChannel)
_UPDATE = _VOCAL._update


def survive_untold_fields() -> None:
    """Let discord.py take voice channels of which these fields are not told. Harmless when called again."""

    def update(channel: object, guild: discord.Guild, data: dict[str, Any]) -> None:
        _UPDATE(channel, guild, UNTOLD | data)

    _VOCAL._update = update
