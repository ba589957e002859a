"""What can befall any evening at any moment, for the tests in which anything may happen in any order."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from bot.core.text import Refusal
from bot.ports import Forbidden, NotDone, Unsure
from tests.evening import Evening
from tests.fake_venue import Crash, Failure


class Fate(RuleBasedStateMachine):
    """One server; requests fail, and the power too."""

    evening: Evening
    ENDURED: tuple[type[BaseException], ...] = (Refusal, Crash)
    """What people put up with: they may be refused, and requests to a dead process come to nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()

    def run(self, work: Coroutine[Any, Any, object]) -> None:
        """Let it happen."""
        try:
            self.loop.run(work)
        except self.ENDURED:
            return

    def later(self, deed: Callable[[], object]) -> None:
        """Somebody does something, and a second goes by."""

        async def happen() -> None:
            deed()
            await self.evening.run_for(timedelta(seconds=1))

        self.run(happen())

    @rule(
        ahead=st.integers(1, 6),
        error=st.sampled_from([Crash(), Unsure("timeout"), Forbidden("connect"), NotDone("400")]),
        after=st.booleans(),
    )
    def a_call_will_fail(self, ahead: int, error: BaseException, after: bool) -> None:
        """One of the next."""
        after = after and isinstance(error, Crash | Unsure)
        self.evening.venue.failures[self.evening.venue.calls + ahead] = Failure(error, after=after)

    @rule()
    def power_fails(self) -> None:
        """Now."""
        if not self.evening.life.killed.is_set():
            self.run(self.evening.kill())

    def end(self) -> None:
        """What must be so in the end, whatever has happened."""
        raise NotImplementedError

    def teardown(self) -> None:
        """See how it ends, if it ever began."""
        try:
            if hasattr(self, "evening"):
                self.end()
        finally:
            self.loop.close()
