"""/card: what a member says about themselves, for those they will sit with."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.core.text import Text
from bot.ui.catalogue import Messages, term
from bot.ui.forms import CardForm
from bot.usecases import MemberUseCases
from cogs.respond import Interaction, answer, ask_or_answer


class CardCog(commands.Cog):
    """The command that opens the form."""

    def __init__(self, members: MemberUseCases, messages: Messages) -> None:
        self._members, self._messages = members, messages

    @app_commands.command(name=term("command.card.name"), description=term("command.card.description"))
    @app_commands.guild_only()
    async def card(self, interaction: Interaction) -> None:
        """Show the form, and keep what is handed in."""

        async def keep(handed_in: Interaction, form: CardForm) -> None:
            await answer(handed_in, self._messages, lambda who: self._members.keep_card(who, form.filled()))

        async def never(_: object) -> Text:
            return Text("card.kept")

        await ask_or_answer(interaction, self._messages, self._members.form, keep, never)
