"""The third page of /engawa setup: where hosts' boards stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import discord

from bot.ui.catalogue import Messages
from bot.usecases import HostingUseCases
from cogs.asker import Interaction, reader
from cogs.setup.page import Page

Before = Callable[[HostingUseCases, Messages, str], discord.ui.View]


class BoardPage(Page):
    """Where the board stands: in a channel that only hosts see, for servers that have one."""

    def __init__(self, hosting: HostingUseCases, messages: Messages, language: str = "en", *, before: Before) -> None:
        """`before` makes the page before it."""
        super().__init__(hosting, messages, language)
        self._before = before
        self.board.placeholder, self.back.label = self._said("setup.board"), self._said("setup.back")

    @discord.ui.select(
        cls=discord.ui.ChannelSelect[Any],
        custom_id="setup:board",
        channel_types=[discord.ChannelType.text],
        min_values=0,
        max_values=1,
    )
    async def board(self, interaction: Interaction, select: discord.ui.ChannelSelect[Any]) -> None:
        """Where the board stands; nothing chosen: where the mixer is."""
        await self._keep(interaction, board_id=select.values[0].id if select.values else None)

    @discord.ui.button(custom_id="setup:board_back")
    async def back(self, interaction: Interaction, _button: discord.ui.Button[Any]) -> None:
        """The page before."""
        await self._turn(interaction, self._before(self._hosting, self._messages, reader(interaction)))
