"""What the pages of /engawa setup have in common: each choice is kept at once, and all of them stand above."""

from __future__ import annotations

from typing import Any

import discord

from bot.core.community.settings import Asker, Community
from bot.core.text import Text, Value
from bot.ui.catalogue import Messages
from bot.usecases import HostingUseCases
from cogs.asker import Interaction, caller, reader
from cogs.respond import answer

PANEL = "setup:"
"""How the custom ids of everything on these pages begin."""


class Page(discord.ui.View):
    """One page. Static custom_ids: it works after a restart of the bot as well."""

    def __init__(self, hosting: HostingUseCases, messages: Messages, language: str) -> None:
        super().__init__(timeout=None)
        self._hosting, self._messages, self._language = hosting, messages, language

    def _said(self, key: str, **values: Value) -> str:
        return self._messages.render(self._language, Text(key, values))

    async def _keep(self, interaction: Interaction, **choice: Any) -> None:
        await self._hosting.choose(caller(interaction), **choice)
        community = await community_of(self._hosting, interaction)
        await interaction.response.edit_message(content=self._told(interaction, self._hosting.described(community)))

    async def _turn(self, interaction: Interaction, page: discord.ui.View) -> None:
        """Show another page in this one's place."""
        community = await community_of(self._hosting, interaction)
        await interaction.response.edit_message(
            content=self._told(interaction, self._hosting.described(community)), view=page
        )

    def _told(self, interaction: Interaction, text: Text) -> str:
        return self._messages.render(reader(interaction), text)

    async def on_error(self, interaction: Interaction, error: Exception, item: discord.ui.Item[Any], /) -> None:
        """Answer a failure kindly."""
        del item

        async def failed(_: Asker) -> Text:
            raise error

        await answer(interaction, self._messages, failed)


async def community_of(hosting: HostingUseCases, interaction: Interaction) -> Community:
    """The settings of the server that somebody asks in. Raises Refusal if they may not change them, or no longer."""
    return await hosting.community(caller(interaction))
