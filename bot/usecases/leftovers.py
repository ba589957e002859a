"""The button in rooms that belong to no evening any more."""

from __future__ import annotations

from bot.core.community.settings import Asker
from bot.core.text import Text
from bot.engine.leftovers import Leftovers
from bot.usecases.host_rights import HostRights


class LeftoverUseCases:
    """For hosts, and for whoever manages the server."""

    def __init__(self, hosts: HostRights, leftovers: Leftovers) -> None:
        self._hosts, self._leftovers = hosts, leftovers

    async def remove(self, caller: Asker, leftover_id: str) -> Text:
        """Remove the rooms, if nobody is in them. Raises Refusal; what may be done is looked at now."""
        if not caller.manages_server:
            await self._hosts.check(caller)
        rooms = await self._leftovers.remove(caller.guild_id, int(leftover_id) if leftover_id.isdecimal() else 0)
        return Text("leftover.removed", {"rooms": rooms})
