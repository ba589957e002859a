"""The Scheduled Event and Discord's own hand in it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from bot.core.deadlines import next_deadline
from bot.core.mixer import Ending, Mixer, Phase
from bot.core.native import ACTIVE, CANCELLED, COMPLETED, LEFT_TO_DISCORD, SCHEDULED, StepEvent, acts, settled
from bot.core.parts import NativeEvent
from tests.core.making import T0, after, an_open_mixer


def listed(state: str, **changes: Any) -> Mixer:
    """An evening whose event is in that state as far as is known."""
    event = NativeEvent(id=7, name="Tea", starts_at=T0, state=state)
    return an_open_mixer(event=event, announce_at=T0, **changes)


def over(state: str, ending: Ending = Ending.TIME) -> Mixer:
    """The same once it is over."""
    return listed(state, phase=Phase.CLOSING, ending=ending, ended_at=after(60))


def steps(mixer: Mixer, now: datetime) -> list[str]:
    """What the event is brought to."""
    return [act.state for act in acts(mixer, now) if isinstance(act, StepEvent)]


@pytest.mark.parametrize(
    ("mixer", "time", "state"), [(listed(SCHEDULED), T0, ACTIVE), (over(ACTIVE), after(60), COMPLETED)]
)
def test_on_time_discord_is_left_to_do_it_itself_and_helped_if_it_does_not(
    mixer: Mixer, time: datetime, state: str
) -> None:
    assert not steps(mixer, time)
    assert not settled(mixer)
    assert next_deadline(mixer, time) == time + LEFT_TO_DISCORD
    assert steps(mixer, time + LEFT_TO_DISCORD) == [state]


def test_what_discord_does_not_do_by_itself_is_done_at_once() -> None:
    assert steps(over(ACTIVE, Ending.HOST), after(40)) == [COMPLETED]
    assert steps(over(SCHEDULED, Ending.FEW), T0) == [CANCELLED]
    assert not steps(over(COMPLETED), after(60))
    assert settled(over(COMPLETED))
