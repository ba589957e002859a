"""What one process remembers of a mixer under way."""

from __future__ import annotations

from datetime import timedelta

from bot.core.reconcile.acts import Remove
from bot.engine.under_way import LAST_RETRY, UnderWay
from tests.core.making import T0, a_mixer


def test_what_fails_all_evening_is_tried_again_every_minute() -> None:
    live, act, now = UnderWay(a_mixer()), Remove(1), T0
    for _ in range(500):
        live.failed(act, now)
        assert live.resting(act, now)
        now += LAST_RETRY
        assert not live.resting(act, now + timedelta(seconds=1))
