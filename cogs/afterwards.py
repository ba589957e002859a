"""The buttons under a goodbye, and what is below the answers to them: they work after a restart, and for days."""

from __future__ import annotations

import re
from typing import Any

import discord

from bot.core.community.settings import language_for
from bot.ui.catalogue import Messages
from bot.ui.forms import RemarkForm
from bot.usecases import AfterwardsUseCases
from cogs.respond import Interaction, answer, caller
from cogs.showing import show

Door = type[discord.ui.DynamicItem[Any]]


def goodbye_button(goodbyes: AfterwardsUseCases, messages: Messages) -> Door:
    """The buttons of the goodbye itself."""

    class GoodbyeButton(
        discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"(?P<button>touch|feedback):(?P<mixer_id>[0-9a-f]+)"
    ):
        """For those who sat there; nobody sees who pressed."""

        def __init__(self, button: str, mixer_id: str) -> None:
            super().__init__(discord.ui.Button(custom_id=f"{button}:{mixer_id}"))
            self.about = (button, mixer_id)

        @classmethod
        async def from_custom_id(
            cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
        ) -> GoodbyeButton:
            """The button as found under a goodbye."""
            del interaction, item
            return cls(match["button"], match["mixer_id"])

        async def callback(self, interaction: Interaction) -> None:
            """Do what it says."""
            await answer(interaction, messages, lambda who: goodbyes.press(who, *self.about))

    return GoodbyeButton


def tick_menu(goodbyes: AfterwardsUseCases, messages: Messages) -> Door:
    """Those that somebody sat with, to be ticked."""

    class TickMenu(discord.ui.DynamicItem[discord.ui.Select[Any]], template=r"ticks:(?P<mixer_id>[0-9a-f]+)"):
        """Seen by one person only; each change is kept at once."""

        def __init__(self, mixer_id: str, menu: discord.ui.Select[Any]) -> None:
            super().__init__(menu)
            self.mixer_id = mixer_id

        @classmethod
        async def from_custom_id(
            cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
        ) -> TickMenu:
            """The menu as found under an answer."""
            del interaction
            assert isinstance(item, discord.ui.Select)
            return cls(match["mixer_id"], item)

        async def callback(self, interaction: Interaction) -> None:
            """Keep what is ticked now."""
            chosen = self.item.values
            await answer(interaction, messages, lambda who: goodbyes.tick(who, self.mixer_id, chosen), instead=True)

    return TickMenu


def face_button(goodbyes: AfterwardsUseCases, messages: Messages) -> Door:
    """How it was, and a word to add."""

    class FaceButton(
        discord.ui.DynamicItem[discord.ui.Button[Any]],
        template=r"(?:face:(?P<face>[0-2])|remark):(?P<mixer_id>[0-9a-f]+)",
    ):
        """Seen by one person only."""

        def __init__(self, face: str | None, mixer_id: str) -> None:
            super().__init__(discord.ui.Button(custom_id=f"face:{face}:{mixer_id}" if face else f"remark:{mixer_id}"))
            self.face, self.mixer_id = face, mixer_id

        @classmethod
        async def from_custom_id(
            cls, interaction: Interaction, item: discord.ui.Item[Any], match: re.Match[str], /
        ) -> FaceButton:
            """The button as found under an answer."""
            del interaction, item
            return cls(match["face"], match["mixer_id"])

        async def callback(self, interaction: Interaction) -> None:
            """Keep the face, or show the form for a word."""

            async def keep(handed_in: Interaction, remark: str) -> None:
                await answer(handed_in, messages, lambda who: goodbyes.remark(who, self.mixer_id, remark), instead=True)

            if self.face is not None:
                face = int(self.face)
                await answer(interaction, messages, lambda who: goodbyes.rate(who, self.mixer_id, face), instead=True)
                return
            before = await goodbyes.remark_before(caller(interaction), self.mixer_id)
            language = language_for(interaction.locale.value)
            await show(interaction, RemarkForm(messages, language, before, keep))

    return FaceButton
