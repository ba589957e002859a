"""What is left alone for now, however long it goes wrong."""

from __future__ import annotations

from bot.core.reconcile.acts import OpenCategory
from bot.engine.under_way import LAST_RETRY, UnderWay
from tests.core.making import a_mixer, after


def test_what_fails_for_days_is_tried_again_every_minute() -> None:
    live, act = UnderWay(a_mixer()), OpenCategory("Tea")
    for minute in range(3000):
        assert live.failed(act, after(minute)) == (minute >= 3)
        assert live.resting(act, after(minute, seconds=1.9))
        assert not live.resting(act, after(minute) + LAST_RETRY)
