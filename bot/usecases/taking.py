"""Taking up what was offered: which choice is whose. Who somebody is and what they may is looked at now, not then."""

from __future__ import annotations

from typing import assert_never

from bot.core.community.settings import Asker
from bot.core.planning.offered import Announce, Choice, Edit, Preview, StartNew, Tell, Undo
from bot.core.text import Answer
from bot.usecases.broadcasting import BroadcastingUseCases
from bot.usecases.editing import EditingUseCases
from bot.usecases.hosting import HostingUseCases
from bot.usecases.offers import Offers
from bot.usecases.planning import PlanningUseCases


class TakingUseCases:
    """For whoever was offered something."""

    def __init__(
        self,
        offers: Offers,
        hosting: HostingUseCases,
        planning: PlanningUseCases,
        editing: EditingUseCases,
        broadcasting: BroadcastingUseCases,
    ) -> None:
        self._offers, self._hosting, self._planning = offers, hosting, planning
        self._editing, self._broadcasting = editing, broadcasting

    async def take(self, caller: Asker, token: str, number: int) -> Answer:
        """Do what was offered. Raises Refusal if that is too long ago, has been decided, or cannot be done now."""
        async with self._offers.taking(caller, token, number) as choice:
            return await self._done(caller, choice)

    async def _done(self, caller: Asker, choice: Choice) -> Answer:
        match choice:
            case Announce():
                return await self._planning.announce(caller, choice)
            case Preview():
                return await self._planning.preview(caller, choice.draft)
            case StartNew():
                return await self._hosting.start_new(caller, choice)
            case Edit():
                return await self._editing.change(caller, choice)
            case Undo():
                return await self._editing.undo(caller, choice)
            case Tell():
                return await self._broadcasting.tell(caller, choice)
            case _:
                assert_never(choice)
