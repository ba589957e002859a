"""The buttons under the bot's posts, known by their custom_id alone: they work after a restart, and for years."""

from __future__ import annotations

import re
from typing import Any

import discord

from bot.messages import Messages
from bot.reception import Reception, Roomside
from cogs.answering import Interaction, answer


def room_button(roomside: Roomside, messages: Messages) -> type[discord.ui.DynamicItem[discord.ui.Button[Any]]]:
    """The buttons of a room: new topic, quiet for a while, call the host, rather not be heard."""

    class RoomButton(
        discord.ui.DynamicItem[discord.ui.Button[Any]],
        template=r"(?P<button>topic|hush|call|unheard):(?P<mixer_id>[0-9a-f]+):(?P<number>[0-9]{1,2})",
    ):
        """Anyone in the room may press; nobody learns who did."""

        def __init__(self, button: str, mixer_id: str, number: int) -> None:
            super().__init__(discord.ui.Button(custom_id=f"{button}:{mixer_id}:{number}"))
            self.about = (button, mixer_id, number)

        @classmethod
        async def from_custom_id(
            cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
        ) -> RoomButton:
            """The button as found under a post."""
            del interaction, item
            return cls(match["button"], match["mixer_id"], int(match["number"]))

        async def callback(self, interaction: Interaction) -> None:
            """Do what it says."""
            await answer(interaction, messages, lambda who: roomside.press(who, *self.about))

    return RoomButton


def join_button(reception: Reception, messages: Messages) -> type[discord.ui.DynamicItem[discord.ui.Button[Any]]]:
    """The *Join* button, wired to a reception."""

    class JoinButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"join:(?P<mixer_id>[0-9a-f]+)"):
        """A seat for whoever presses it."""

        def __init__(self, mixer_id: str) -> None:
            super().__init__(discord.ui.Button(custom_id=f"join:{mixer_id}"))
            self.mixer_id = mixer_id

        @classmethod
        async def from_custom_id(
            cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
        ) -> JoinButton:
            """The button as found under a post."""
            del interaction, item
            return cls(match["mixer_id"])

        async def callback(self, interaction: Interaction) -> None:
            """Give the person a seat."""
            await answer(interaction, messages, lambda who: reception.join(who, self.mixer_id))

    return JoinButton
