"""How every door understands who asks, and answers so that only they see it, in their language."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

import discord

from bot.core.community.card import Form
from bot.core.community.settings import Asker, language_for
from bot.core.text import Answer, Refusal
from bot.ui.catalogue import Messages
from bot.ui.forms import CardForm
from cogs.showing import Interaction, say, show

log = logging.getLogger(__name__)
DEFER_AFTER = 1.0
"""Seconds after which the person is shown that the answer is being worked on: Discord gives up after three."""


def caller(interaction: Interaction) -> Asker:
    """Who asks, and from where. Raises Refusal outside a server, and in one that has not invited the bot."""
    member, guild = interaction.user, interaction.guild
    if guild is None or not isinstance(member, discord.Member) or interaction.channel_id is None:
        raise Refusal("no_server")
    if interaction.client.get_guild(guild.id) is None:
        raise Refusal("not_invited")
    voice = member.voice or next(
        (v[member.id] for c in guild.voice_channels if member.id in (v := c.voice_states)), None
    )
    return Asker(
        user_id=member.id,
        guild_id=guild.id,
        channel_id=home_of(interaction.channel) or interaction.channel_id,
        voice_id=voice.channel.id if voice and voice.channel else None,
        role_ids=frozenset(role.id for role in member.roles),
        manages_events=interaction.permissions.manage_events or interaction.permissions.administrator,
        language=language_for(_locale(interaction, guild).value),
        reads=language_for(interaction.locale.value),
    )


def home_of(channel: object) -> int | None:
    """The channel that a thread is in: a thread is put away or locked in mid-evening, and takes other permissions."""
    return channel.parent_id if isinstance(channel, discord.Thread) else None


def _locale(interaction: Interaction, guild: discord.Guild) -> discord.Locale:
    """The server's, if it has one: all but Community servers are American English to Discord, whatever they speak."""
    chosen = interaction.guild_locale
    if chosen is not None and (chosen is not discord.Locale.american_english or "COMMUNITY" in guild.features):
        return chosen
    return interaction.locale


async def answer(
    interaction: Interaction,
    messages: Messages,
    ask: Callable[[Asker], Awaitable[Answer]],
    *,
    instead: bool = False,
) -> None:
    """Answer with what the reception says, a refusal in its words, and a failure with an apology.

    With `instead`, in place of the message whose button was pressed.
    """
    try:
        asked = asyncio.ensure_future(ask(caller(interaction)))
        if not (await asyncio.wait({asked}, timeout=DEFER_AFTER))[0]:
            await interaction.response.defer(ephemeral=True, thinking=not instead)
        told = await asked
    except Refusal as refusal:
        told = refusal.text
    except Exception:
        log.exception("an interaction failed")
        told = Refusal("broken").text
    await say(interaction, messages, told, instead=instead)


async def ask_or_answer(
    interaction: Interaction,
    messages: Messages,
    wanted: Callable[[Asker], Awaitable[Form | None]],
    keep: Callable[[Interaction, CardForm], Awaitable[None]],
    ask: Callable[[Asker], Awaitable[Answer]],
) -> None:
    """Show a form if one is wanted, which `keep` takes when it is handed in; otherwise answer."""
    try:
        form = await wanted(caller(interaction))
    except Refusal as refusal:
        await say(interaction, messages, refusal.text)
        return
    if form is None:
        await answer(interaction, messages, ask)
    else:
        language = language_for(interaction.locale.value)
        await show(interaction, CardForm(messages, language, form, keep))


async def refused_or(interaction: Interaction, messages: Messages, check: Callable[[Asker], Awaitable[None]]) -> bool:
    """Whether a check lets somebody go on; otherwise they are told why not."""
    try:
        await check(caller(interaction))
    except Refusal as refusal:
        await say(interaction, messages, refusal.text)
        return False
    return True
