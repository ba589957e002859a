"""/mixer guests and all that is pressed about guests: who is where, a host's hands, and a quiet word to hosts."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from bot.core.community.settings import Asker
from bot.core.text import Answer
from bot.ui.custom_ids import Pressed
from bot.usecases import UseCases
from cogs.asker import Interaction
from cogs.command import Commands, worded
from cogs.respond import answer


class Guests(Commands):
    """The command of a host who would like to see who is there, or to do something about it."""

    @worded("mixer.guests")
    async def guests(self, interaction: Interaction, mixer: str | None = None) -> None:
        """Show who is there."""
        await answer(interaction, self._messages, lambda who: self._use_cases.guests.show(who, mixer))


def about_guests(use_cases: UseCases, what: Pressed, chosen: int) -> Callable[[Asker], Awaitable[Answer]]:
    """What is asked for by what was pressed; `chosen` in a menu, 0 for nothing."""
    match what.hand:
        case None if what.kind == "quietly":
            return partial(use_cases.reports.ask, mixer_id=what.id, number=what.number)
        case None:
            return partial(use_cases.guests.press, hand="guest_list", mixer_id=what.id)
        case "report":
            return partial(use_cases.reports.tell, mixer_id=what.id, number=what.number, user_id=chosen)
        case "readmit":
            return partial(use_cases.guests.readmit, guild_id=what.id, user_id=chosen)
        case "friend":
            return partial(use_cases.invitation.bring, mixer_id=what.id, friend_id=chosen)
        case hand:
            return partial(use_cases.guests.press, hand=hand, mixer_id=what.id, about=what.number, chosen=chosen)
