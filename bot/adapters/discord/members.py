"""Members by id, as Discord knows them now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any, cast

import aiohttp
import discord

from bot.ports import Unsure

MOST_ASKED = 100
"""Members that can be asked for at once (Discord's API reference)."""


async def members(guild: discord.Guild | None, user_ids: Collection[int]) -> list[discord.Member]:
    """Those of these who are members, and no bots. Raises Unsure.

    Discord is always asked: without a privileged intent it tells nobody of a role given or a nickname changed, and
    what is kept of somebody in voice is as old as their coming there. That is brought up to date here, too.
    """
    if guild is None:
        raise Unsure("the server cannot be seen")
    asked, found = list({*user_ids}), list[discord.Member]()
    try:
        for at in range(0, len(asked), MOST_ASKED):
            # Over the gateway: over REST it would be a request for each, and at the hour there are other things.
            found += await guild.query_members(user_ids=asked[at : at + MOST_ASKED], limit=MOST_ASKED, cache=False)
    except (discord.DiscordException, aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unsure(type(error).__name__) from error
    for member in found:
        if guild.get_member(member.id):
            # With `cache` discord.py keeps newcomers, and never replaces whom it has.
            cast("Any", guild)._add_member(member)
    return [member for member in found if not member.bot]


def display_names(people: Iterable[discord.Member]) -> dict[int, str]:
    """What each is called there; two of one name come with their accounts' names, which nobody shares."""
    everybody = list(people)
    shared = Counter(member.display_name for member in everybody)
    return {m.id: m.display_name if shared[m.display_name] == 1 else f"{m.display_name} ({m.name})" for m in everybody}
