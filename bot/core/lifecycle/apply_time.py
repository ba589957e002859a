"""What time alone does to a mixer: every deadline that has passed is applied."""

from __future__ import annotations

from datetime import datetime

from bot.core.lifecycle import closing, merging, rescheduling, rounds
from bot.core.lifecycle.apply_hand import sent_back
from bot.core.lifecycle.mixer import GATHERING, Mixer
from bot.core.lifecycle.phase import Ending, Phase, Trigger


def catch_up(mixer: Mixer, now: datetime) -> Mixer:
    """The mixer after every deadline that has passed. One that never opened in its hour opens nothing any more."""
    before = mixer.phase in {Phase.SCHEDULED, Phase.GATHERING}
    if before and mixer.call_off_at is not None and now >= mixer.call_off_at:
        return rescheduling.called_off(mixer, now, series=mixer.call_off_series)
    if before and now >= mixer.closes_at:
        return mixer.enter(Trigger.CANCEL, ending=Ending.SLEPT, ended_at=now)
    if mixer.phase is Phase.SCHEDULED and now >= mixer.opens_at - GATHERING:
        return mixer.enter(Trigger.GATHER)
    if mixer.assembly is not None and now >= mixer.assembly.until:
        mixer = sent_back(mixer, now)
    if mixer.phase is Phase.OPEN and now >= mixer.closes_at:
        landed = closing.landed(mixer, now)
        return catch_up(landed, now) if landed.phase is Phase.OPEN else landed
    if mixer.phase is Phase.OPEN and mixer.assembly is None:
        return merging.brought_together(rounds.turned(mixer, now), now)
    return mixer
