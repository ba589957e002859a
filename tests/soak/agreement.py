"""Whether a room was asked where the rule has it; what hangs by a hair may go either way, as packets are not words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from bot.core.listening import stall
from bot.core.listening.stall import Stall

HAIR = 0.1
"""The rule is also tried so much stricter and so much readier to ask: padded and lost packets change a room's shares
by a hundredth or two, and talk that comes back can end a silence just before or just after its instant."""
RIGHT, BRINK = 0.5, 5.0
"""Seconds: how far a question may be from its instant, and after a readier rule's where the strict one has none."""


def lateness(asked: Sequence[float], stalls: Callable[[], Sequence[Stall]], right: float = RIGHT) -> list[float]:
    """By how much each question came after the rule's instant (seconds).

    Fails if a stall that is one by all three rules was not asked about, or anything that is one by none.
    """
    strict, plain, ready = (_by_silence(stalls, dial) for dial in (1 - HAIR, 1.0, 1 + HAIR))
    found = dict[float, float]()
    for at in asked:
        for since in strict.keys() | plain.keys() | ready.keys():
            instants = [rule[since] for rule in (strict, plain, ready) if since in rule]
            latest = max(instants) + (right if since in strict else BRINK)
            if min(instants) - right <= at <= latest:
                found[since] = at
                break
        else:
            raise AssertionError(f"asked at {at:.3f}, where nothing had stalled")
    missed = (strict.keys() & plain.keys() & ready.keys()) - found.keys()
    assert not missed, f"not asked in the silences since {sorted(missed)}"
    return [found[since] - plain[since] for since in found.keys() & plain.keys()]


def _by_silence(stalls: Callable[[], Sequence[Stall]], dial: float) -> dict[float, float]:
    """When each silence (by its beginning) is a stall to the rule so dialled."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stall, "ASK", dial * stall.ASK)
        return {round(one.at - one.silence, 3): one.at for one in stalls()}
