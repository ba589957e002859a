"""The second page of /engawa setup: announcements, ticks, and fields of work."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import discord

from bot.core.community.fields_of_work import fields_of
from bot.core.community.settings import ANNOUNCE_DAYS, REVEAL_HOURS, Asker, ahead, naming
from bot.ui.catalogue import Messages
from bot.ui.forms import FieldsForm
from bot.usecases import HostingUseCases
from cogs.asker import Interaction, caller, reader
from cogs.respond import failure, open_form
from cogs.setup.board import BoardPage
from cogs.setup.page import Page, community_of

First = Callable[[HostingUseCases, Messages, str], discord.ui.View]
TO_BE_FILLED = [discord.SelectOption(label="-")]
NAMED, COUNTED = "names", "number"


class More(Page):
    """What few servers need to choose."""

    def __init__(
        self, hosting: HostingUseCases, messages: Messages, language: str = "en", *, first: First, typed: str = ""
    ) -> None:
        """`first` makes the first page; `typed` are fields of work that somebody typed and that cannot be so."""
        super().__init__(hosting, messages, language)
        self._first, self._typed = first, typed
        self.announce.placeholder, self.days.placeholder = self._said("setup.announce"), self._said("setup.days")
        self.names.placeholder, self.reveal.placeholder = self._said("setup.names"), self._said("setup.reveal")
        self.days.options = [
            discord.SelectOption(label=messages.render(language, ahead(days)), value=str(days))
            for days in ANNOUNCE_DAYS
        ]
        self.names.options = [
            discord.SelectOption(label=self._said(naming(named)), value=NAMED if named else COUNTED)
            for named in (False, True)
        ]
        self.reveal.options = [
            discord.SelectOption(label=self._said("setup.hours", hours=hours), value=str(hours))
            for hours in REVEAL_HOURS
        ]
        self.fields.label, self.back.label = self._said("setup.fields"), self._said("setup.back")
        self.board_page.label = self._said("setup.board_page")

    @discord.ui.select(
        cls=discord.ui.ChannelSelect[Any],
        custom_id="setup:announce",
        channel_types=[discord.ChannelType.text, discord.ChannelType.news],
        min_values=0,
        max_values=1,
    )
    async def announce(self, interaction: Interaction, select: discord.ui.ChannelSelect[Any]) -> None:
        """Where evenings are announced."""
        await self._keep(interaction, announce_id=select.values[0].id if select.values else None)

    @discord.ui.select(cls=discord.ui.Select[Any], custom_id="setup:days", options=TO_BE_FILLED)
    async def days(self, interaction: Interaction, select: discord.ui.Select[Any]) -> None:
        """How long ahead an evening that repeats is announced."""
        await self._keep(interaction, announce_days=int(select.values[0]))

    @discord.ui.select(cls=discord.ui.Select[Any], custom_id="setup:names", options=TO_BE_FILLED)
    async def names(self, interaction: Interaction, select: discord.ui.Select[Any]) -> None:
        """What an announcement says of those who come."""
        await self._keep(interaction, name_guests=select.values[0] == NAMED)

    @discord.ui.select(cls=discord.ui.Select[Any], custom_id="setup:reveal", options=TO_BE_FILLED)
    async def reveal(self, interaction: Interaction, select: discord.ui.Select[Any]) -> None:
        """When mutual ticks are told."""
        await self._keep(interaction, reveal_hours=int(select.values[0]))

    @discord.ui.button(custom_id="setup:fields")
    async def fields(self, interaction: Interaction, _button: discord.ui.Button[Any]) -> None:
        """A form with the server's own fields of work, or with those that could not be kept."""

        async def form(who: Asker) -> FieldsForm:
            today = await self._hosting.community(who)
            return FieldsForm(self._messages, who.reads, self._typed or "\n".join(today.fields))

        await open_form(interaction, self._messages, form)

    @discord.ui.button(custom_id="setup:board_page")
    async def board_page(self, interaction: Interaction, _button: discord.ui.Button[Any]) -> None:
        """The page of the host's board."""
        before = partial(More, first=self._first)
        await self._turn(interaction, BoardPage(self._hosting, self._messages, reader(interaction), before=before))

    @discord.ui.button(custom_id="setup:back")
    async def back(self, interaction: Interaction, _button: discord.ui.Button[Any]) -> None:
        """The first page again."""
        await self._turn(interaction, self._first(self._hosting, self._messages, reader(interaction)))


async def keep_fields(
    interaction: Interaction, hosting: HostingUseCases, messages: Messages, typed: str, *, first: First
) -> None:
    """Keep the fields of work that were typed; where that cannot be, they are there again in the next form."""
    try:
        await hosting.choose(caller(interaction), fields=fields_of(typed))
        told, typed = hosting.described(await community_of(hosting, interaction)), ""
    except Exception as error:
        told = failure(error)
    page = More(hosting, messages, reader(interaction), first=first, typed=typed)
    await interaction.response.edit_message(content=messages.render(reader(interaction), told), view=page)
