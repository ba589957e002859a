"""By a wrong clock nothing is closed and nothing deleted; when it is right again, the evening goes on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.lifecycle.phase import Phase
from bot.core.text import Refusal
from bot.ports.alarms import RetentionDue
from tests.engine.evening.test_kills import check_all
from tests.evening import GUESTS, START, Evening, minutes


@pytest.mark.parametrize("jump", [timedelta(hours=2), timedelta(days=200)], ids=str)
async def test_a_clock_that_is_put_wrong_in_mid_evening_ends_nothing(jump: timedelta) -> None:
    evening = Evening()
    await evening.resume()
    evening.gather(*GUESTS)
    await evening.start()
    await evening.run_for(minutes(3))
    kept, calls = evening.mixer, evening.venue.calls
    evening.clock_wrong, evening.now = True, evening.now + jump
    await evening.run_for(minutes(2))
    with pytest.raises(Refusal, match="clock"):
        await evening.ask(lambda r: r.extend(evening.caller(), 3))
    assert (evening.mixer, evening.venue.calls) == (kept, calls)
    evening.clock_wrong, evening.now = False, START + minutes(5)
    await evening.run(evening.app.resume())
    await evening.run_for(minutes(1))
    assert evening.mixer.phase is Phase.OPEN
    await evening.run_for(minutes(60))
    check_all(evening)
    assert evening.posts("goodbye") == ["goodbye"]


async def test_a_clock_months_ahead_deletes_nothing() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    await evening.start()
    await evening.run_for(minutes(60))
    mixer = evening.mixer
    assert mixer.finished
    evening.clock_wrong, evening.now = True, evening.now + timedelta(days=200)
    await evening.app.ring(RetentionDue())
    assert evening.mixer == mixer
    evening.clock_wrong = False
    await evening.app.ring(RetentionDue())
    assert not evening.store.mixers, "it really was months later"
