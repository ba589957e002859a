"""What goes on failing is told in a sentence now and again; what is ours is told in full."""

from __future__ import annotations

import json
import logging
from datetime import datetime, timedelta

import aiohttp
import pytest

from bot.cli.logs import ONCE_IN, Damped, DatabaseTrouble, log_to_stderr
from bot.ports import StoreUnusable, Unsure

FULL = StoreUnusable("Engawa cannot use the database file x (disk full): check that the disk is not full.")


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


def told(trouble: DatabaseTrouble, error: Exception, at: float) -> str | None:
    """What the log says of an error at a second, None if nothing."""
    exc = (type(error), error, None)
    record = logging.LogRecord("bot", logging.ERROR, "x.py", 1, "mixer %s could not be saved", ("a",), exc)
    record.created = at
    return logging.Formatter("%(message)s").format(record) if trouble.filter(record) else None


def test_a_full_disk_is_told_once_a_minute_in_a_line() -> None:
    trouble = DatabaseTrouble()
    lines = [told(trouble, FULL, 1e9 + second) for second in range(3 * int(ONCE_IN))]
    assert [line for line in lines if line] == [f"mixer a could not be saved: {FULL}"] * 3


def test_a_save_of_which_nobody_knows_is_damped_like_its_cause_and_another_trouble_is_not() -> None:
    trouble = DatabaseTrouble()
    unsure = Unsure("gone")
    unsure.__cause__ = FULL
    assert told(trouble, FULL, 1e9)
    assert told(trouble, unsure, 1e9 + 1) is None
    assert told(trouble, StoreUnusable("locked"), 1e9 + 1)


def test_a_fault_of_ours_is_told_with_all_there_is() -> None:
    trouble = DatabaseTrouble()
    lines = [told(trouble, KeyError("room"), 1e9) for _ in range(2)]
    assert all(line and "KeyError" in line for line in lines)


def test_a_log_for_machines_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers.clear()
    try:
        log_to_stderr("INFO", "json")
        logging.getLogger("engawa").error("mixer %s\nfailed", "a", exc_info=KeyError("ours"))
        [line] = capsys.readouterr().err.splitlines()
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
    told = json.loads(line)
    assert (told["level"], told["logger"], told["message"]) == ("ERROR", "engawa", "mixer a\nfailed")
    assert "KeyError" in told["error"]
    assert datetime.fromisoformat(told["time"]).utcoffset() == timedelta(0)
