"""Letters over discord.py: to one member directly, or into a channel, in as many messages as they need."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from hashlib import blake2b
from io import BytesIO

import discord

from bot.core.text import Letter
from bot.ports import Busy, Clock, Missing, NotDone
from bot.ui.catalogue import LONGEST_MESSAGE, Messages
from bot.ui.views import under_post

LONGEST_ALT = 1024
"""Characters in a picture's description (Discord's API reference)."""
TOO_FAST, LATER = 40003, timedelta(minutes=1)
"""Discord's code for opening direct messages too fast, and after how long they are tried again (chosen)."""


class Letters:
    """Sends what is told outside of any mixer's posts."""

    def __init__(self, client: discord.Client, messages: Messages) -> None:
        self._client, self._messages = client, messages

    async def send(self, letter: Letter) -> None:
        """Send it. Raises discord.py's errors."""
        channel = await self._channel(letter)
        lines = (self._messages.render(letter.language, text) for text in letter.texts)
        called = {user for text in letter.texts for user in text.pings}
        pings = discord.AllowedMentions(everyone=False, roles=False, users=[discord.Object(id) for id in called])
        for number, part in enumerate(parts(lines)):
            nonce = blake2b(f"{letter.key} {number}".encode(), digest_size=12).hexdigest()
            files = self._files(letter) if number == 0 else []
            view = under_post(self._messages, letter.language, letter.about, letter.texts[-1]) or discord.utils.MISSING
            await channel.send(
                part, files=files, nonce=nonce, allowed_mentions=pings, silent=not (called or letter.to), view=view
            )

    async def _channel(self, letter: Letter) -> discord.abc.Messageable:
        if letter.to:
            return await self._client.create_dm(discord.Object(letter.to))
        return self._client.get_partial_messageable(letter.channel_id, guild_id=letter.guild_id)

    def _files(self, letter: Letter) -> list[discord.File]:
        if letter.picture is None or not self._may_attach(letter):
            return []
        alt = self._messages.render(letter.language, letter.alt)[:LONGEST_ALT] if letter.alt else None
        return [discord.File(BytesIO(letter.picture), "engawa.png", description=alt)]

    def _may_attach(self, letter: Letter) -> bool:
        """In a server only with a permission that nothing else needs; the words are good without the picture."""
        guild = None if letter.to else self._client.get_guild(letter.guild_id)
        channel = guild and guild.get_channel(letter.channel_id)
        return guild is None or channel is None or channel.permissions_for(guild.me).attach_files


def parts(lines: Iterable[str]) -> list[str]:
    """The lines in as few messages as they fit into, each line whole unless it is longer than a message."""
    found = [""]
    for line in "\n".join(lines).split("\n"):
        longer = f"{found[-1]}\n{line[:LONGEST_MESSAGE]}".removeprefix("\n")
        if len(longer) <= LONGEST_MESSAGE:
            found[-1] = longer
        else:
            found.append(line[:LONGEST_MESSAGE])
    return [part for part in found if part.strip()]


def undelivered(error: discord.HTTPException, clock: Clock) -> NotDone:
    """Why a letter was not delivered, in the bot's words: 50007, 50278 and 50033 all mean that they take none.

    A 403 without a code of Discord's is a page of somebody before it, and says nothing of them.
    """
    if error.code == TOO_FAST:
        return Busy(clock() + LATER)
    if (isinstance(error, discord.Forbidden | discord.NotFound) and error.code) or error.code == 50033:
        return Missing(f"{error.status} {error.code}")
    return NotDone(f"{error.status} {error.code}")
