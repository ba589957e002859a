"""How an answer or a form is put before a person, in their language and for their eyes only."""

from __future__ import annotations

import logging
from typing import Any

import discord

from bot.core.community.settings import language_for
from bot.core.text import Answer, Text
from bot.ui.catalogue import Messages, fitting
from bot.ui.views import under_answer
from cogs.picture import picture_of

log = logging.getLogger(__name__)
Interaction = discord.Interaction[Any]


async def say(interaction: Interaction, messages: Messages, told: Answer, *, instead: bool = False) -> None:
    """Show an answer to the person who asked, and to nobody else."""
    language = language_for(interaction.locale.value)
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


async def show(interaction: Interaction, form: discord.ui.Modal) -> None:
    """Open a form before somebody; it must be the first answer, and one that comes too late cannot be made good."""
    try:
        await interaction.response.send_modal(form)
    except discord.HTTPException as error:
        log.warning("a form came too late or was refused: %s", error)
