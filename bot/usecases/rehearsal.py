"""A rehearsal for one host: each scene is given its moment, and whoever asked shows it."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial

from bot.core.community.settings import Asker
from bot.core.planning.start import Wish
from bot.core.rehearsal.evening import Language
from bot.core.rehearsal.scenes import Scene, script
from bot.core.text import Refusal, Text
from bot.ports import Missing
from bot.ports.alarms import SceneDue
from bot.ports.bundle import Ports
from bot.usecases.host_rights import HostRights

log = logging.getLogger(__name__)
Show = Callable[[Scene], Awaitable[None]]
"""Shows a scene to nobody but the host. Raises Missing when that is not possible any more."""


class RehearsalUseCases:
    """Rehearsals under way, one a host. They are in memory only: a bot that stops leaves nothing behind."""

    def __init__(self, hosts: HostRights, outside: Ports) -> None:
        self._hosts, self._catalogue = hosts, outside.catalogue
        self._alarm, self._clock = outside.alarm, outside.clock
        self._to_come: dict[int, tuple[Show, tuple[Scene, ...]]] = {}

    async def begin(self, caller: Asker, wish: Wish, show: Show) -> Text:
        """Begin one, its first scene in a few seconds. Raises Refusal for a wish that cannot be, or while one runs."""
        community = await self._hosts.check(caller)
        host_id, language = caller.user_id, community.language
        if host_id in self._to_come:
            raise Refusal("rehearsal.running")
        offers = Language(
            words=partial(self._catalogue.render, language),
            deck=self._catalogue.deck(language),
            closings=self._catalogue.closings(language),
        )
        self._wait(host_id, show, script(wish, community, offers, self._clock()))
        return Text("rehearsal.begins")

    async def ring(self, host_id: int) -> None:
        """It is time for the next scene. A host who cannot be shown it any more is not troubled again."""
        show, (scene, *rest) = self._to_come[host_id]
        try:
            await show(scene)
        except Missing as gone:
            log.info("a rehearsal ends early: %s", gone)
            rest = []
        except Exception:
            log.exception("a rehearsal broke off")
            rest = []
        self._wait(host_id, show, tuple(rest))

    def _wait(self, host_id: int, show: Show, scenes: tuple[Scene, ...]) -> None:
        if scenes:
            self._to_come[host_id] = show, scenes
            self._alarm.set(SceneDue(host_id), scenes[0].at)
        else:
            del self._to_come[host_id]
