"""How every door answers: so that only the person who asked sees it, in their language."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from io import BytesIO

import discord

from bot.core.community.settings import Asker
from bot.core.text import Answer, Illustrated, Refusal, Text
from bot.ui.catalogue import Messages, fitting
from bot.ui.views import under_answer
from cogs.asker import Interaction, caller, reader

log = logging.getLogger(__name__)
DEFER_AFTER = 1.0
"""Seconds after which the person is shown that the answer is being worked on: Discord gives up after three."""


async def answer(
    interaction: Interaction,
    messages: Messages,
    ask: Callable[[Asker], Awaitable[Answer]],
    *,
    instead: bool = False,
) -> None:
    """Answer with what the use case says, a refusal in its words, and a failure with an apology.

    With `instead`, in place of the message whose button was pressed; but that stays where nothing came of it, so that
    it can be pressed again, and says what it said.
    """
    try:
        asked = asyncio.ensure_future(ask(caller(interaction)))
        if not (await asyncio.wait({asked}, timeout=DEFER_AFTER))[0]:
            await interaction.response.defer(ephemeral=True, thinking=not instead)
        told = await asked
    except Exception as error:
        told, instead = failure(error), False
    await say(interaction, messages, told, instead=instead)


async def open_form(
    interaction: Interaction, messages: Messages, ask: Callable[[Asker], Awaitable[discord.ui.Modal | None]]
) -> bool:
    """Open the form that somebody is to fill in, or say why not; whether one of both was to be done."""
    try:
        form = await ask(caller(interaction))
    except Exception as error:
        await say(interaction, messages, failure(error))
        return True
    if form is not None:
        await _open(interaction, form)
    return form is not None


def failure(error: Exception) -> Text:
    """What somebody is told whose wish could not be done."""
    if isinstance(error, Refusal):
        return error.text
    log.error("an interaction failed", exc_info=error)
    return Refusal("broken").text


async def say(interaction: Interaction, messages: Messages, told: Answer, *, instead: bool = False) -> None:
    """Show an answer to the person who asked, and to nobody else."""
    language = reader(interaction)
    texts = (told,) if isinstance(told, Text) else told if isinstance(told, tuple) else told.texts
    content = fitting("\n".join(messages.render(language, text) for text in texts))
    view = under_answer(messages, language, told)
    shown = view or discord.utils.MISSING
    file = picture_of(told, messages, language, interaction.app_permissions) or discord.utils.MISSING
    done = interaction.response.is_done()
    try:
        if instead and done:
            await interaction.edit_original_response(content=content, view=view)
        elif instead:
            await interaction.response.edit_message(content=content, view=view)
        elif done:
            await interaction.followup.send(content, ephemeral=True, view=shown, file=file)
        else:
            await interaction.response.send_message(content, ephemeral=True, view=shown, file=file)
    except discord.HTTPException as error:
        # Discord itself shows the person that it failed; what they asked for has been done or refused all the same.
        log.warning("an answer came too late or was refused: %s", error)


def picture_of(told: Answer, messages: Messages, language: str, may: discord.Permissions) -> discord.File | None:
    """The picture, where the bot `may` show one; None otherwise, as the words are good without it."""
    if not isinstance(told, Illustrated) or told.picture is None or not may.attach_files:
        return None
    alt = messages.render(language, told.alt) if told.alt else None
    return discord.File(BytesIO(told.picture), "engawa.png", description=alt)


async def _open(interaction: Interaction, form: discord.ui.Modal) -> None:
    """Show a form; it must be the first answer, and one that comes too late cannot be made good."""
    try:
        await interaction.response.send_modal(form)
    except discord.HTTPException as error:
        log.warning("a form came too late or was refused: %s", error)
