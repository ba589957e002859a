"""The buttons of the host's board, and the menu below one of them."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import discord

from bot.ui.catalogue import Messages
from bot.ui.forms import NoticeForm
from bot.usecases import BoardUseCases
from cogs.respond import Interaction, answer, refused_or
from cogs.showing import show


def board_button(boardside: BoardUseCases, messages: Messages) -> type[discord.ui.DynamicItem[discord.ui.Button[Any]]]:
    """More time, another host, the end, and a word to all rooms."""

    class BoardButton(
        discord.ui.DynamicItem[discord.ui.Button[Any]],
        template=r"(?P<button>broadcast|more|hand_over|finish):(?P<mixer_id>[0-9a-f]+)",
    ):
        """For hosts; others are told so."""

        def __init__(self, button: str, mixer_id: str) -> None:
            super().__init__(discord.ui.Button(custom_id=f"{button}:{mixer_id}"))
            self.button, self.mixer_id = button, mixer_id

        @classmethod
        async def from_custom_id(
            cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
        ) -> BoardButton:
            """The button as found under a board."""
            del interaction, item
            return cls(match["button"], match["mixer_id"])

        async def callback(self, interaction: Interaction) -> None:
            """Do what it says, or ask what to say."""
            if self.button != "broadcast":
                await answer(interaction, messages, lambda who: boardside.press(who, self.button, self.mixer_id))
                return

            async def tell(handed_in: Interaction, text: str) -> None:
                await answer(handed_in, messages, lambda who: boardside.broadcast(who, self.mixer_id, text))

            if await refused_or(interaction, messages, lambda who: boardside.check(who, self.mixer_id)):
                await show(interaction, NoticeForm(messages, interaction.locale.value, tell))

    return BoardButton


def heir_menu(boardside: BoardUseCases, messages: Messages) -> type[discord.ui.DynamicItem[discord.ui.UserSelect[Any]]]:
    """The members of the server, of whom one is to be the host."""

    class HeirMenu(discord.ui.DynamicItem[discord.ui.UserSelect[Any]], template=r"heir:(?P<mixer_id>[0-9a-f]+)"):
        """Seen by one host only; it gives way to what comes of the choice."""

        def __init__(self, mixer_id: str, menu: discord.ui.UserSelect[Any]) -> None:
            super().__init__(menu)
            self.mixer_id = mixer_id

        @classmethod
        async def from_custom_id(
            cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
        ) -> HeirMenu:
            """The menu as found under an answer."""
            del interaction
            assert isinstance(item, discord.ui.UserSelect)
            return cls(match["mixer_id"], item)

        async def callback(self, interaction: Interaction) -> None:
            """Make whoever was chosen the host."""
            (chosen,) = self.item.values
            hand_over = partial(boardside.hand_over, mixer_id=self.mixer_id, user_id=chosen.id)
            await answer(interaction, messages, hand_over, instead=True)

    return HeirMenu
