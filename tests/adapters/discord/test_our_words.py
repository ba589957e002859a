"""What discord.py raises is said as the ports say it; and a fault of ours stays one."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import aiohttp
import discord
import pytest

from bot.adapters.alarm import now
from bot.adapters.discord.our_words import in_our_words
from bot.ports import Busy, NotDone, Unsure


def clients(*closed: bool) -> list[discord.Client]:
    """Some that are closed, and some that are not."""
    return [cast(discord.Client, SimpleNamespace(is_closed=lambda over=over: over)) for over in closed]


def refused(error: discord.HTTPException) -> NotDone:
    """Nothing here is refused."""
    return NotDone(str(error))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (discord.RateLimited(2.0), Busy),
        (aiohttp.ClientConnectionError("gone"), Unsure),
        (TimeoutError(), Unsure),
        (OSError("no route"), Unsure),
    ],
)
def test_what_passes_by_itself_is_said_so(error: Exception, kind: type[Exception]) -> None:
    with pytest.raises(kind), in_our_words(clients(False), now, refused):
        raise error


@pytest.mark.parametrize("closed", [(True,), (False, True)])
def test_a_session_that_is_closed_as_the_bot_stops_leaves_it_open_what_was_done(closed: tuple[bool, ...]) -> None:
    with pytest.raises(Unsure, match="stopping"), in_our_words(clients(*closed), now, refused):
        raise RuntimeError("Session is closed")


def test_a_fault_of_ours_stays_one() -> None:
    with pytest.raises(RuntimeError, match="ours"), in_our_words(clients(False, False), now, refused):
        raise RuntimeError("ours")
