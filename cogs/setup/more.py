"""The second page of /engawa setup: announcements, ticks, and fields of work."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import discord

from bot.core.community.fields_of_work import fields_of
from bot.core.community.settings import ANNOUNCE_DAYS, REVEAL_HOURS, ahead, naming
from bot.core.text import Refusal
from bot.ui.catalogue import Messages
from bot.ui.forms import FieldsForm
from bot.usecases import HostingUseCases
from cogs.respond import Interaction
from cogs.setup.page import Page, community_of, reader
from cogs.showing import show

log = logging.getLogger(__name__)
First = Callable[[HostingUseCases, Messages, str], discord.ui.View]
TO_BE_FILLED = [discord.SelectOption(label="-")]
NAMED, COUNTED = "names", "number"


class More(Page):
    """What few servers need to choose."""

    def __init__(
        self, reception: HostingUseCases, messages: Messages, language: str = "en", *, first: First, typed: str = ""
    ) -> None:
        """`first` makes the first page; `typed` are fields of work that somebody typed and that cannot be so."""
        super().__init__(reception, messages, language)
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
        today = await community_of(self._reception, interaction)
        before = self._typed or "\n".join(today.fields)
        await show(interaction, FieldsForm(self._messages, reader(interaction), before, self._filled))

    @discord.ui.button(custom_id="setup:back")
    async def back(self, interaction: Interaction, _button: discord.ui.Button[Any]) -> None:
        """The first page again."""
        await self._turn(interaction, self._first(self._reception, self._messages, reader(interaction)))

    async def _filled(self, interaction: Interaction, typed: str) -> None:
        """Keep the fields of work; where that cannot be, what was typed is there again in the next form."""
        refused = None
        try:
            community = await community_of(self._reception, interaction)
            await self._reception.set_up(replace(community, fields=fields_of(typed)))
        except Refusal as refusal:
            refused = refusal.text
        except Exception:
            log.exception("fields of work could not be kept")
            refused = Refusal("broken").text
        language, before = reader(interaction), typed if refused else ""
        page = More(self._reception, self._messages, language, first=self._first, typed=before)
        if refused is None:
            await self._turn(interaction, page)
        else:
            await interaction.response.edit_message(content=self._told(interaction, refused), view=page)
