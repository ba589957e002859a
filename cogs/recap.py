"""/mixer recap: a look back at the last evening, for its host alone."""

from __future__ import annotations

from cogs.asker import Interaction
from cogs.command import Commands, worded
from cogs.respond import answer


class Recapping(Commands):
    """The command of a host who would like to see at once how it was."""

    @worded("mixer.recap")
    async def recap(self, interaction: Interaction) -> None:
        """Show the last evening in numbers, in words and as a picture."""
        await answer(interaction, self._messages, self._use_cases.afterwards.recap)
