"""/mixer recap: a look back at the last evening, for its host alone."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.ui.catalogue import Messages, term
from bot.usecases import AfterwardsUseCases
from cogs.respond import Interaction, answer


class Recapping(commands.Cog):
    """The command of a host who would like to see at once how it was."""

    goodbyes: AfterwardsUseCases
    messages: Messages

    @app_commands.command(name=term("command.mixer.recap.name"), description=term("command.mixer.recap.description"))
    async def recap(self, interaction: Interaction) -> None:
        """Show the last evening in numbers, in words and as a picture."""
        await answer(interaction, self.messages, self.goodbyes.recap)
