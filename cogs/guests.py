"""/mixer guests and all that is pressed about guests: who is where, a host's hands, and a quiet word to hosts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Literal, TypeAlias

from bot.core.community.settings import Asker
from bot.core.text import Answer, Hand
from bot.usecases import UseCases
from cogs.asker import Interaction
from cogs.command import Commands, worded
from cogs.respond import answer

AboutGuests: TypeAlias = Literal[Hand, "guests", "readmit", "quietly", "report"]
"""What can be pressed or chosen about guests."""


class Guests(Commands):
    """The command of a host who would like to see who is there, or to do something about it."""

    @worded("mixer.guests")
    async def guests(self, interaction: Interaction, mixer: str | None = None) -> None:
        """Show who is there."""
        await answer(interaction, self._messages, lambda who: self._use_cases.guests.show(who, mixer))


def about_guests(
    use_cases: UseCases, kind: AboutGuests, id: str, number: int, chosen: int
) -> Callable[[Asker], Awaitable[Answer]]:
    """What is asked for; `number` is a room's or a person's, `chosen` what was chosen in a menu, 0 for nothing."""
    match kind:
        case "guests":
            return partial(use_cases.guests.press, hand="guest_list", mixer_id=id)
        case "readmit":
            return partial(use_cases.guests.readmit, guild_id=id, user_id=chosen)
        case "quietly":
            return partial(use_cases.reports.ask, mixer_id=id, number=number)
        case "report":
            return partial(use_cases.reports.tell, mixer_id=id, number=number, user_id=chosen)
        case _:
            return partial(use_cases.guests.press, hand=kind, mixer_id=id, about=number, chosen=chosen)
