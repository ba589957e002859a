"""/questions: a community's own questions."""

from __future__ import annotations

from functools import partial
from typing import get_args

import aiohttp
import discord
from discord import app_commands
from discord.ext import commands

from bot.core.community.settings import Asker, GuestQuestions
from bot.core.questions.deck import Shape
from bot.core.text import Answer, Refusal
from bot.ui.catalogue import Messages, term
from bot.usecases import QuestionUseCases
from bot.usecases.questions import DEEPEST
from cogs.asker import Interaction
from cogs.command import worded
from cogs.respond import answer


@app_commands.guild_only()
class QuestionsCog(
    commands.GroupCog,
    group_name=term("command.questions.name"),
    group_description=term("command.questions.description"),
):
    """Adding, listing, removing and importing; the deck; and what guests would like to ask."""

    def __init__(self, questions: QuestionUseCases, messages: Messages) -> None:
        self._questions, self._messages = questions, messages

    @worded("questions.add")
    @app_commands.choices(
        shape=[app_commands.Choice(name=term(f"shape.{shape}"), value=shape) for shape in get_args(Shape)],
        depth=[app_commands.Choice(name=term(f"depth.{depth}"), value=depth) for depth in range(1, DEEPEST + 1)],
    )
    async def add(
        self,
        interaction: Interaction,
        question: str,
        first: bool = False,
        depth: int | None = None,
        shape: str | None = None,
    ) -> None:
        """One more question."""
        kind = next((known for known in get_args(Shape) if known == shape), None)
        add = partial(self._questions.add, text=question, first=first, depth=depth, shape=kind)
        await answer(interaction, self._messages, add)

    @worded("questions.list")
    async def list(self, interaction: Interaction, page: int = 1) -> None:
        """All of the community's own, a page at a time."""
        await answer(interaction, self._messages, lambda who: self._questions.show(who, page))

    @worded("questions.remove")
    async def remove(self, interaction: Interaction, number: int) -> None:
        """The question of this number in the list."""
        await answer(interaction, self._messages, lambda who: self._questions.remove(who, number))

    @worded("questions.deck")
    async def deck(self, interaction: Interaction, page: int = 1) -> None:
        """Those that Engawa brings along, a page at a time."""
        await answer(interaction, self._messages, partial(self._questions.deck, page=page))

    @worded("questions.switch")
    async def switch(self, interaction: Interaction, deck_number: int) -> None:
        """The question of this number in the deck is not put here any more, or is again."""
        await answer(interaction, self._messages, partial(self._questions.switch, number=deck_number))

    @worded("questions.guests")
    @app_commands.choices(
        become=[app_commands.Choice(name=term(f"guest_questions.{choice}"), value=choice) for choice in GuestQuestions]
    )
    async def guests(self, interaction: Interaction, become: str | None = None) -> None:
        """What guests would like to ask, and what becomes of it."""
        choice = GuestQuestions(become) if become else None
        await answer(interaction, self._messages, partial(self._questions.guests, choice=choice))

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
