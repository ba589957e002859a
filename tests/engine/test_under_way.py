"""What is left alone for now, however long it goes wrong."""

from __future__ import annotations

from bot.core.reconcile.acts import Bring, OpenCategory, OpenRoom, SendHome
from bot.engine.under_way import LAST_RETRY, UnderWay
from tests.core.making import a_mixer, after


def test_what_fails_for_days_is_tried_again_every_minute() -> None:
    live, act = UnderWay(a_mixer()), OpenCategory("Tea")
    for minute in range(3000):
        assert live.failed(act, after(minute)) == (minute >= 3)
        assert live.resting(act, after(minute, seconds=1.9))
        assert not live.resting(act, after(minute) + LAST_RETRY)


def test_the_people_of_a_room_are_moved_together_and_nobody_else_beside_them() -> None:
    live, lobby = UnderWay(a_mixer()), 9
    live.acts.append(Bring(1, lobby, 100))
    assert not live.blocked(Bring(2, lobby, 100))
    assert live.blocked(Bring(1, lobby, 100)), "nobody is moved twice"
    assert live.blocked(Bring(3, lobby, 200)), "the first room is complete before the second"
    assert live.blocked(SendHome(4, 100, lobby))
    assert not live.blocked(OpenCategory("Tea")), "channels are made meanwhile"
    live.acts.append(OpenRoom(1, "Room 1", 50, ()))
    assert live.blocked(OpenRoom(2, "Room 2", 50, ()))
    live.acts[:] = [SendHome(4, 100, lobby)]
    assert not live.blocked(SendHome(5, 100, lobby))
    assert live.blocked(SendHome(6, 200, lobby))
