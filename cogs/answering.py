"""How every door understands who asks, and answers so that only they see it, in their language."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord import app_commands

from bot.core.community import Caller, language_for
from bot.core.words import Refusal, Text
from bot.messages import Messages

log = logging.getLogger(__name__)
Interaction = discord.Interaction[Any]
PATIENCE = 1.0
"""Seconds after which the person is shown that the answer is being worked on: Discord gives up after three."""


def caller(interaction: Interaction) -> Caller:
    """Who asks, and from where. Raises Refusal outside a server."""
    member, guild = interaction.user, interaction.guild
    if guild is None or not isinstance(member, discord.Member) or interaction.channel_id is None:
        raise Refusal("no_server")
    voice = member.voice or next(
        (v[member.id] for c in guild.voice_channels if member.id in (v := c.voice_states)), None
    )
    return Caller(
        user_id=member.id,
        guild_id=guild.id,
        channel_id=interaction.channel_id,
        voice_id=voice.channel.id if voice and voice.channel else None,
        role_ids=frozenset(role.id for role in member.roles),
        manages_events=interaction.permissions.manage_events or interaction.permissions.administrator,
        language=language_for(_locale(interaction, guild).value),
    )


def _locale(interaction: Interaction, guild: discord.Guild) -> discord.Locale:
    """The server's, if it has one: all but Community servers are American English to Discord, whatever they speak."""
    chosen = interaction.guild_locale
    if chosen is not None and (chosen is not discord.Locale.american_english or "COMMUNITY" in guild.features):
        return chosen
    return interaction.locale


async def answer(
    interaction: Interaction, messages: Messages, ask: Callable[[Caller], Awaitable[Text | tuple[Text, ...]]]
) -> None:
    """Answer with what the reception says, a refusal in its words, and a failure with an apology."""
    try:
        asked = asyncio.ensure_future(ask(caller(interaction)))
        if not (await asyncio.wait({asked}, timeout=PATIENCE))[0]:
            await interaction.response.defer(ephemeral=True, thinking=True)
        texts = await asked
    except Refusal as refusal:
        texts = refusal.text
    except Exception:
        log.exception("an interaction failed")
        texts = Refusal("broken").text
    await say(interaction, messages, texts)


async def say(interaction: Interaction, messages: Messages, texts: Text | tuple[Text, ...]) -> None:
    """Show texts to the person who asked, and to nobody else."""
    language = language_for(interaction.locale.value)
    lines = (messages.render(language, text) for text in (texts if isinstance(texts, tuple) else (texts,)))
    try:
        content = "\n".join(lines)[:2000]
        if interaction.response.is_done():
            await interaction.followup.send(content, ephemeral=True)
        else:
            await interaction.response.send_message(content, ephemeral=True)
    except discord.HTTPException as error:
        # Discord itself shows the person that it failed; what they asked for has been done or refused all the same.
        log.warning("an answer came too late or was refused: %s", error)


def tree_for(messages: Messages) -> type[app_commands.CommandTree[Any]]:
    """The command tree, which answers what goes wrong before a door is reached too."""

    class Tree(app_commands.CommandTree[Any]):
        """A tree with kind answers to failures."""

        async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
            cause = error.__cause__ or error
            if not isinstance(cause, Refusal):
                log.error("a command failed", exc_info=cause)
                cause = Refusal("broken")
            if not interaction.response.is_done():
                await say(interaction, messages, cause.text)

    return Tree
