"""/card: what a member says about themselves, for those they will sit with."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.core.community.settings import Asker
from bot.ui.catalogue import Messages
from bot.ui.forms import CardForm
from bot.usecases import MemberUseCases
from cogs.asker import Interaction
from cogs.command import worded
from cogs.respond import open_form


class CardCog(commands.Cog):
    """The command that opens the form."""

    def __init__(self, members: MemberUseCases, messages: Messages) -> None:
        self._members, self._messages = members, messages

    @worded("card")
    @app_commands.guild_only()
    async def card(self, interaction: Interaction) -> None:
        """Show the form; `cogs.buttons` takes what is handed in."""

        async def form(who: Asker) -> CardForm:
            return CardForm(self._messages, who.reads, await self._members.form(who))

        await open_form(interaction, self._messages, form)
