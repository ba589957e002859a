"""A second process on the same database waits, and carries the evening on when the first ends, whatever ends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end_to_end.account import check
from tests.end_to_end.processes import until
from tests.end_to_end.town import Place, Town


def second_process(town: Town, log: Path) -> int:
    """Another bot with the same settings, once it waits."""
    clock = str(town.folder / "clock")
    log.touch()
    pid = town.nursery.ask("bot", clock=clock, settings=town.settings(), out=str(log), err=str(log))
    until(lambda: "this one waits until that ends" in log.read_text(), "the second says that it waits")
    return pid


@pytest.mark.parametrize("how", ["kill", "stop"])
def test_a_second_carries_the_evening_on_when_the_first_ends(place: Place, tmp_path: Path, how: str) -> None:
    place.mixer()
    until(place.seated, "everyone has a seat")
    log = tmp_path / "second.err"
    waiting = second_process(place.town, log)
    if how == "kill":
        place.town.kill_bot()
    else:
        assert place.town.stop_bot() == 0
    place.town.bot_pid = waiting
    until(lambda: "ready in" in log.read_text(), "the second has taken over")
    assert "Traceback" not in log.read_text()
    assert place.admin.command("mixer extend", minutes=2).says("extend.done")
    place.wait_for_end()
    check(place)
