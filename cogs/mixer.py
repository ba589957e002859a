"""/mixer: what hosts can do."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.core.planning.start import Wish
from bot.ui.catalogue import term
from cogs.asker import Interaction
from cogs.command import worded
from cogs.guests import Guests
from cogs.planning import Planning
from cogs.recap import Recapping
from cogs.rehearsal import Rehearsal
from cogs.respond import answer


@app_commands.guild_only()
class MixerCog(
    Guests,
    Rehearsal,
    Recapping,
    Planning,
    commands.GroupCog,
    group_name=term("command.mixer.name"),
    group_description=term("command.mixer.description"),
):
    """The commands of an evening."""

    @worded("mixer.start")
    async def start(  # noqa: PLR0917 - discord.py reads the options off the parameters
        self,
        interaction: Interaction,
        title: str | None = None,
        length: int | None = None,
        common_ground: str | None = None,
        room_size: int | None = None,
        rounds: int | None = None,
    ) -> None:
        """Start a mixer now."""
        wish = Wish(title=title, length=length, common_ground=common_ground, room_size=room_size, rounds=rounds)
        await answer(interaction, self._messages, lambda who: self._use_cases.hosting.start(who, wish))

    @worded("mixer.status")
    async def status(self, interaction: Interaction) -> None:
        """How the running mixers are going."""
        await answer(interaction, self._messages, self._use_cases.hosting.overview)

    @worded("mixer.extend")
    async def extend(self, interaction: Interaction, minutes: int) -> None:
        """Give everybody more time."""
        await answer(interaction, self._messages, lambda who: self._use_cases.hosting.extend(who, minutes))

    @worded("mixer.broadcast")
    async def broadcast(self, interaction: Interaction, text: str, mixer: str | None = None) -> None:
        """Tell all rooms something, or before the hour those who signed up."""
        say = self._use_cases.broadcasting.broadcast
        await answer(interaction, self._messages, lambda who: say(who, mixer, text))

    @worded("mixer.end")
    async def end(self, interaction: Interaction) -> None:
        """Close the mixer now."""
        await answer(interaction, self._messages, self._use_cases.ending.end)

    @worded("mixer.cancel")
    async def cancel(self, interaction: Interaction, mixer: str | None = None, series: bool = False) -> None:
        """Call the mixer off."""
        await answer(interaction, self._messages, lambda who: self._use_cases.ending.cancel(who, mixer, series=series))

    broadcast.autocomplete("mixer")(Planning.which)
    cancel.autocomplete("mixer")(Planning.which)
    Guests.guests.autocomplete("mixer")(Planning.which)
