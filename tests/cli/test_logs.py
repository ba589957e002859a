"""What the log leaves out: the same failure of the network again and again. What is ours is told in full."""

from __future__ import annotations

import logging

import aiohttp
import pytest

from bot.cli.logs import ONCE_IN, Damped


def record(error: Exception | None, at: float, message: str = "Attempting a reconnect in %.2fs") -> logging.LogRecord:
    exc_info = None if error is None else (type(error), error, None)
    made = logging.LogRecord("discord.shard", logging.ERROR, "", 0, message, (1.5,), exc_info)
    made.created = at
    return made


def test_a_network_that_is_away_is_one_line_a_minute() -> None:
    damped = Damped()
    records = [record(aiohttp.ClientError("no route"), at) for at in range(0, 300, 5)]
    told = [made for made in records if damped.filter(made)]
    assert len(told) == 300 / ONCE_IN
    assert told[0].getMessage() == "Attempting a reconnect in 1.50s (no route)"
    assert not told[0].exc_info


@pytest.mark.parametrize("error", [KeyError("ours"), None])
def test_what_is_no_failure_of_the_network_is_told_as_it_is(error: Exception | None) -> None:
    damped = Damped()
    records = [record(error, at) for at in (0.0, 1.0)]
    assert all(damped.filter(made) for made in records)
    assert all(bool(made.exc_info) == (error is not None) for made in records)
