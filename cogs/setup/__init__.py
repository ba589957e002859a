"""/engawa: a server's own settings, in one panel that only its opener sees."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.ui.catalogue import Messages, term
from bot.usecases import HostingUseCases, PlanningUseCases
from cogs.asker import Interaction, reader
from cogs.command import worded
from cogs.respond import answer
from cogs.setup.first import Panel
from cogs.setup.page import community_of


@app_commands.guild_only()
@app_commands.default_permissions(manage_guild=True)
class EngawaCog(
    commands.GroupCog,
    group_name=term("command.engawa.name"),
    group_description=term("command.engawa.description"),
):
    """The commands about the bot itself."""

    def __init__(self, hosting: HostingUseCases, planning: PlanningUseCases, messages: Messages) -> None:
        self._hosting, self._planning, self._messages = hosting, planning, messages

    @worded("engawa.time_zone")
    async def time_zone(self, interaction: Interaction, zone: str) -> None:
        """Choose the time zone that typed times are read in."""
        await answer(interaction, self._messages, lambda who: self._planning.live_in(who, zone))

    @time_zone.autocomplete("zone")
    async def suggest(self, _: Interaction, typed: str) -> list[app_commands.Choice[str]]:
        """Time zones to choose from."""
        return [app_commands.Choice(name=zone, value=zone) for zone in self._planning.zones(typed)]

    @worded("engawa.setup")
    async def setup(self, interaction: Interaction) -> None:
        """Show the panel."""
        community = await community_of(self._hosting, interaction)
        language = reader(interaction)
        await interaction.response.send_message(
            self._messages.render(language, self._hosting.described(community)),
            view=Panel(self._hosting, self._messages, language),
            ephemeral=True,
        )
