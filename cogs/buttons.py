"""The buttons under the bot's posts, known by their custom_id alone: they work after a restart, and for years."""

from __future__ import annotations

import re
from typing import Any

import discord

from bot.ui.catalogue import Messages
from bot.ui.forms import CardForm
from bot.usecases import HostingUseCases, InvitationUseCases, RoomUseCases
from cogs.respond import Interaction, answer, ask_or_answer


def room_button(roomside: RoomUseCases, messages: Messages) -> type[discord.ui.DynamicItem[discord.ui.Button[Any]]]:
    """The buttons of a room: new topic, quiet for a while, call the host, rather not be heard, happy as we are."""

    class RoomButton(
        discord.ui.DynamicItem[discord.ui.Button[Any]],
        template=r"(?P<button>topic|hush|call|unheard|content|ballot|coming):(?P<mixer_id>[0-9a-f]+):(?P<number>[0-9]{1,2})",
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


def join_button(
    reception: HostingUseCases, invitations: InvitationUseCases, messages: Messages
) -> type[discord.ui.DynamicItem[discord.ui.Button[Any]]]:
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
            """Ask for what is needed to sign up; in the hour, give the person a seat."""

            async def keep(handed_in: Interaction, form: CardForm) -> None:
                await answer(handed_in, messages, lambda who: invitations.sign_up(who, self.mixer_id, form.filled()))

            await ask_or_answer(
                interaction,
                messages,
                lambda who: invitations.form(who, self.mixer_id),
                keep,
                lambda who: reception.join(who, self.mixer_id),
            )

    return JoinButton


def invitation_button(
    invitations: InvitationUseCases, messages: Messages
) -> type[discord.ui.DynamicItem[discord.ui.Button[Any]]]:
    """The other buttons of an invitation: cannot make it, what happens."""

    class InvitationButton(
        discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"(?P<button>cant|what):(?P<mixer_id>[0-9a-f]+)"
    ):
        """For everybody; nobody sees who pressed."""

        def __init__(self, button: str, mixer_id: str) -> None:
            super().__init__(discord.ui.Button(custom_id=f"{button}:{mixer_id}"))
            self.button, self.mixer_id = button, mixer_id

        @classmethod
        async def from_custom_id(
            cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
        ) -> InvitationButton:
            """The button as found under a post."""
            del interaction, item
            return cls(match["button"], match["mixer_id"])

        async def callback(self, interaction: Interaction) -> None:
            """Do what it says."""
            await answer(interaction, messages, lambda who: invitations.press(who, self.button, self.mixer_id))

    return InvitationButton
