"""/mixer recap: a look back at the last evening, for its host alone, or over weeks, for hosts."""

from __future__ import annotations

from cogs.asker import Interaction
from cogs.command import Commands, worded
from cogs.respond import answer


class Recapping(Commands):
    """The command of a host who would like to see at once how it was."""

    @worded("mixer.recap")
    async def recap(self, interaction: Interaction, weeks: bool = False) -> None:
        """Show the last evening, or the server's last ones side by side, in words and as a picture."""
        afterwards = self._use_cases.afterwards
        await answer(interaction, self._messages, afterwards.weeks if weeks else afterwards.recap)
