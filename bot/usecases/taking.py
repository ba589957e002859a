"""Taking up what was offered: which deed is whose. Who somebody is and what they may is looked at now, not then."""

from __future__ import annotations

from typing import assert_never

from bot.core.community.settings import Asker
from bot.core.planning.deeds import Announce, Edit, Preview, StartNew, Tell, Undo
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
        match deed := await self._offers.take(caller, token, number):
            case Announce():
                return await self._planning.announce(caller, deed)
            case Preview():
                return await self._planning.preview(caller, deed.draft)
            case StartNew():
                return await self._hosting.start_new(caller, deed)
            case Edit():
                return await self._editing.change(caller, deed)
            case Undo():
                return await self._editing.undo(caller, deed)
            case Tell():
                return await self._broadcasting.tell(caller, deed)
            case _:
                assert_never(deed)
