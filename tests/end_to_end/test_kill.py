"""kill -9 at any moment: the bot comes back and goes on."""

from __future__ import annotations

import pytest

from tests.end_to_end.account import check
from tests.end_to_end.killing import Evenings
from tests.end_to_end.processes import until
from tests.end_to_end.town import Place, Town, says


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_over_and_over(running: Town, seed: int) -> None:
    before = running.deaths
    Evenings(running, seed).run(kills=9)
    assert running.deaths == before + 9


def test_down_over_the_end(place: Place) -> None:
    place.mixer()
    until(place.seated, "everyone has a seat")
    place.town.kill_bot()
    place.town.time.jump(2 * 60 * 60)
    place.town.start_bot(wait=False)
    until(place.over, "it closes at once")
    assert set(place.where().values()) == {place.lobby}
    assert [says(text, "en", "goodbye.time") for text in place.texts(place.home)] == [False, True]
    check(place)


def test_killed_while_a_room_is_on_its_way(place: Place) -> None:
    """The room is made, and nobody is there any more to hear it."""
    route = f"POST /guilds/{place.id}/channels"
    place.gather()
    place.town.fault(requests={"route": route, "answer": "timeout", "after": True, "seconds": 5, "times": 1})
    place.admin.begin("mixer start", length=30)
    until(place.ours, "the category is there")
    place.town.kill_bot()
    place.town.start_bot()
    until(place.seated, "everyone has a seat")
    place.wait_for_end()
    check(place)
