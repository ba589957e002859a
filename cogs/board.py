"""The buttons of the host's board."""

from __future__ import annotations

import re
from typing import Any

import discord

from bot.forms import NoticeForm
from bot.messages import Messages
from bot.reception import Boardside
from cogs.answering import Interaction, answer, refused_or


def board_button(boardside: Boardside, messages: Messages) -> type[discord.ui.DynamicItem[discord.ui.Button[Any]]]:
    """More time, the end, and a word to all rooms."""

    class BoardButton(
        discord.ui.DynamicItem[discord.ui.Button[Any]],
        template=r"(?P<button>broadcast|more|finish):(?P<mixer_id>[0-9a-f]+)",
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
                await interaction.response.send_modal(NoticeForm(messages, interaction.locale.value, tell))

    return BoardButton
