"""The panel of /engawa setup: a server's few settings, each kept as soon as it is chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord

from bot.core.community import HEARING, LANGUAGES, Caller, Community, language_for
from bot.core.words import Text
from bot.messages import Messages
from bot.reception import Reception
from cogs.answering import Interaction, answer, caller


class Panel(discord.ui.View):
    """Every choice is kept at once. Static custom_ids: it works after a restart of the bot as well."""

    def __init__(self, reception: Reception, messages: Messages, language: str = "en") -> None:
        super().__init__(timeout=None)
        self._reception, self._messages = reception, messages
        self.role.placeholder = messages.render(language, Text("setup.role"))
        self.lobby.placeholder = messages.render(language, Text("setup.lobby"))
        self.language.placeholder = messages.render(language, Text("setup.language"))
        self.language.options = [
            discord.SelectOption(label=messages.render(code, Text(f"language.{code}")), value=code)
            for code in LANGUAGES
        ]
        self.hearing.placeholder = messages.render(language, Text("setup.hearing"))
        self.hearing.options = [
            discord.SelectOption(label=messages.render(language, Text(f"hearing.{choice}")), value=choice)
            for choice in HEARING
        ]
        self.ok.label = messages.render(language, Text("setup.ok"))

    @discord.ui.select(cls=discord.ui.RoleSelect[Any], custom_id="setup:role", min_values=0, max_values=1)
    async def role(self, interaction: Interaction, select: discord.ui.RoleSelect[Any]) -> None:
        """Who may host."""
        role = select.values[0] if select.values else None
        await self._keep(interaction, host_role_id=role.id if role and not role.is_default() else None)

    @discord.ui.select(
        cls=discord.ui.ChannelSelect[Any],
        custom_id="setup:lobby",
        channel_types=[discord.ChannelType.voice],
        min_values=0,
        max_values=1,
    )
    async def lobby(self, interaction: Interaction, select: discord.ui.ChannelSelect[Any]) -> None:
        """Where people gather."""
        await self._keep(interaction, lobby_id=select.values[0].id if select.values else None)

    @discord.ui.select(
        cls=discord.ui.Select[Any], custom_id="setup:language", options=[discord.SelectOption(label="-")]
    )
    async def language(self, interaction: Interaction, select: discord.ui.Select[Any]) -> None:
        """In which language the bot posts."""
        await self._keep(interaction, language=select.values[0])

    @discord.ui.select(cls=discord.ui.Select[Any], custom_id="setup:hearing", options=[discord.SelectOption(label="-")])
    async def hearing(self, interaction: Interaction, select: discord.ui.Select[Any]) -> None:
        """Whether ears may come into rooms, and what happens without one."""
        listening, gentle_minutes = HEARING[select.values[0]]
        await self._keep(interaction, listening=listening, gentle_minutes=gentle_minutes)

    @discord.ui.button(custom_id="setup:ok", style=discord.ButtonStyle.primary)
    async def ok(self, interaction: Interaction, _button: discord.ui.Button[Any]) -> None:
        """Done; says what is still missing."""

        async def finish(_: Caller) -> Text:
            return await self._reception.set_up(await community_of(self._reception, interaction))

        await answer(interaction, self._messages, finish)

    async def _keep(self, interaction: Interaction, **choice: Any) -> None:
        community = replace(await community_of(self._reception, interaction), **choice)
        await self._reception.set_up(community)
        reader = language_for(interaction.locale.value)
        await interaction.response.edit_message(content=self._messages.render(reader, community.described()))

    async def on_error(self, interaction: Interaction, error: Exception, item: discord.ui.Item[Any], /) -> None:
        """Answer a failure kindly."""
        del item

        async def failed(_: Caller) -> Text:
            raise error

        await answer(interaction, self._messages, failed)


async def community_of(reception: Reception, interaction: Interaction) -> Community:
    """The settings of the server that somebody asks in."""
    return await reception.community(caller(interaction))
