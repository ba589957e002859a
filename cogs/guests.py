"""/mixer guests: who is where in an evening, and a host's hands; the board's button opens the same."""

from __future__ import annotations

from cogs.asker import Interaction
from cogs.command import Commands, worded
from cogs.respond import answer


class Guests(Commands):
    """The command of a host who would like to see who is there, or to do something about it."""

    @worded("mixer.guests")
    async def guests(self, interaction: Interaction) -> None:
        """Show who is there."""
        await answer(interaction, self._messages, self._use_cases.guests.show)
