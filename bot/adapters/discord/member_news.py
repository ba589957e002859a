"""What is known of members in voice, kept as new as the events that bring a member along.

Without a privileged intent Discord tells nobody of a role given or taken; but each voice event and each press carries
its member as they are now, which discord.py reads only of those whom it does not know yet.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, cast

import discord

TELLING = ("VOICE_STATE_UPDATE", "INTERACTION_CREATE")
"""Events that bring a member along."""


def heed_members(client: discord.Client, told: Callable[[int], None]) -> None:
    """From now on; `told` is called with a server in which somebody in voice has other roles than was known."""
    parsers = cast("Any", client)._connection.parsers
    for name in TELLING:
        parsers[name] = partial(_heed, client, told, parsers[name])


def _heed(
    client: discord.Client, told: Callable[[int], None], then: Callable[[dict[str, Any]], None], data: dict[str, Any]
) -> None:
    guild, news = client.get_guild(int(data.get("guild_id") or 0)), data.get("member")
    member = guild.get_member(int(news["user"]["id"])) if guild and news else None
    before = member and member.roles
    if member is not None:
        cast("Any", member)._update(news)
    then(data)
    if guild is not None and member is not None and member.roles != before:
        told(guild.id)
