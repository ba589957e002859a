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
from cogs.respond import Interaction, answer


@app_commands.guild_only()
class QuestionsCog(
    commands.GroupCog,
    group_name=term("command.questions.name"),
    group_description=term("command.questions.description"),
):
    """Adding, listing, removing and importing."""

    def __init__(self, questions: QuestionUseCases, messages: Messages) -> None:
        self._questions, self._messages = questions, messages

    @app_commands.command(
        name=term("command.questions.add.name"), description=term("command.questions.add.description")
    )
    @app_commands.rename(question=term("option.question.name"))
    @app_commands.describe(question=term("option.question.description"))
    async def add(self, interaction: Interaction, question: str) -> None:
        """One more question."""
        await answer(interaction, self._messages, lambda who: self._questions.add(who, question))

    @app_commands.command(
        name=term("command.questions.list.name"), description=term("command.questions.list.description")
    )
    @app_commands.rename(page=term("option.page.name"))
    @app_commands.describe(page=term("option.page.description"))
    async def list(self, interaction: Interaction, page: int = 1) -> None:
        """All of them, a page at a time."""
        await answer(interaction, self._messages, lambda who: self._questions.show(who, page))

    @app_commands.command(
        name=term("command.questions.remove.name"), description=term("command.questions.remove.description")
    )
    @app_commands.rename(number=term("option.number.name"))
    @app_commands.describe(number=term("option.number.description"))
    async def remove(self, interaction: Interaction, number: int) -> None:
        """The question of this number in the list."""
        await answer(interaction, self._messages, lambda who: self._questions.remove(who, number))

    @app_commands.command(
        name=term("command.questions.import.name"), description=term("command.questions.import.description")
    )
    @app_commands.rename(file=term("option.file.name"))
    @app_commands.describe(file=term("option.file.description"))
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
