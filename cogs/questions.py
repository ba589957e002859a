"""/questions: a community's own questions."""

from __future__ import annotations

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.core.community.settings import Asker
from bot.core.text import Answer, Refusal
from bot.ui.catalogue import Messages, term
from bot.usecases import QuestionUseCases
from cogs.asker import Interaction
from cogs.command import worded
from cogs.respond import answer


@app_commands.guild_only()
class QuestionsCog(
    commands.GroupCog,
    group_name=term("command.questions.name"),
    group_description=term("command.questions.description"),
):
    """Adding, listing, removing and importing."""

    def __init__(self, questions: QuestionUseCases, messages: Messages) -> None:
        self._questions, self._messages = questions, messages

    @worded("questions.add")
    async def add(self, interaction: Interaction, question: str) -> None:
        """One more question."""
        await answer(interaction, self._messages, lambda who: self._questions.add(who, question))

    @worded("questions.list")
    async def list(self, interaction: Interaction, page: int = 1) -> None:
        """All of them, a page at a time."""
        await answer(interaction, self._messages, lambda who: self._questions.show(who, page))

    @worded("questions.remove")
    async def remove(self, interaction: Interaction, number: int) -> None:
        """The question of this number in the list."""
        await answer(interaction, self._messages, lambda who: self._questions.remove(who, number))

    @worded("questions.import")
    async def take_in(self, interaction: Interaction, file: discord.Attachment) -> None:
        """Every line of a text file."""

        async def ask(who: Asker) -> Answer:
            await self._questions.check_file(who, file.size)
            try:
                content = await file.read()
            except (discord.HTTPException, aiohttp.ClientError, TimeoutError, OSError) as error:
                raise Refusal("questions.file_gone") from error
            return await self._questions.take_in(who, content)

        await answer(interaction, self._messages, ask)
