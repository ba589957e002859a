"""The panel of /engawa setup: what most servers choose, if anything."""

from __future__ import annotations

from typing import Any

import discord

from bot.core.community.settings import HEARING, LANGUAGES, Asker
from bot.core.text import Text
from bot.core.times.zones import zone_meant
from bot.ui.catalogue import Messages
from bot.ui.forms import ZoneForm
from bot.usecases import HostingUseCases
from cogs.asker import Interaction, caller, reader
from cogs.respond import answer, failure, open_form
from cogs.setup.more import More
from cogs.setup.page import Page, community_of


class Panel(Page):
    """The first page."""

    def __init__(self, hosting: HostingUseCases, messages: Messages, language: str = "en") -> None:
        super().__init__(hosting, messages, language)
        self.role.placeholder, self.lobby.placeholder = self._said("setup.role"), self._said("setup.lobby")
        self.language.placeholder, self.hearing.placeholder = self._said("setup.language"), self._said("setup.hearing")
        self.language.options = [
            discord.SelectOption(label=messages.render(code, Text(f"language.{code}")), value=code)
            for code in LANGUAGES
        ]
        self.hearing.options = [
            discord.SelectOption(label=self._said(f"hearing.{choice}"), value=choice) for choice in HEARING
        ]
        self.ok.label, self.more.label = self._said("setup.ok"), self._said("setup.more")
        self.zone.label = self._said("setup.zone")

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
        listening, gentle_minutes, tone = HEARING[select.values[0]]
        await self._keep(interaction, listening=listening, gentle_minutes=gentle_minutes, tone=tone)

    @discord.ui.button(custom_id="setup:ok", style=discord.ButtonStyle.primary)
    async def ok(self, interaction: Interaction, _button: discord.ui.Button[Any]) -> None:
        """Done; says what is still missing."""

        async def finish(who: Asker) -> Text:
            return await self._hosting.choose(who)

        await answer(interaction, self._messages, finish)

    @discord.ui.button(custom_id="setup:zone")
    async def zone(self, interaction: Interaction, _button: discord.ui.Button[Any]) -> None:
        """A form for the time zone that typed times are read in."""

        async def form(who: Asker) -> ZoneForm:
            return ZoneForm(self._messages, who.reads, (await self._hosting.community(who)).zone)

        await open_form(interaction, self._messages, form)

    @discord.ui.button(custom_id="setup:more")
    async def more(self, interaction: Interaction, _button: discord.ui.Button[Any]) -> None:
        """The second page."""
        await self._turn(interaction, More(self._hosting, self._messages, reader(interaction), first=Panel))


async def keep_zone(interaction: Interaction, hosting: HostingUseCases, messages: Messages, typed: str) -> None:
    """Keep the time zone that was typed, or say what may have been meant."""
    try:
        await hosting.choose(caller(interaction), time_zone=zone_meant(typed))
        told = hosting.described(await community_of(hosting, interaction))
    except Exception as error:
        told = failure(error)
    page = Panel(hosting, messages, reader(interaction))
    await interaction.response.edit_message(content=messages.render(reader(interaction), told), view=page)
