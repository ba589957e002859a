"""Work that goes on beside whoever began it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from bot.core.text import Refusal


class Tasks:
    """Work under way. What goes wrong in it is logged as `lost`; that something was refused is no fault."""

    def __init__(self, log: logging.Logger, lost: str) -> None:
        self._log, self._lost = log, lost
        self._tasks: dict[asyncio.Task[Any], str] = {}

    def begin(self, work: Coroutine[Any, Any, object], name: str = "") -> None:
        """Let it go on; under a name it can be asked for."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks[task] = name
        task.add_done_callback(self._ended)

    def under_way(self, name: str) -> bool:
        """Whether work of that name goes on."""
        return name in self._tasks.values()

    async def idle(self) -> None:
        """Wait until nothing is being done."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        name = self._tasks.pop(task)
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, Refusal):
            self._log.error("%s%s", self._lost, f": {name}" if name else "", exc_info=error)
