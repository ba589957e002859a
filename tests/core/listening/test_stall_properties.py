"""What holds for the detector whatever is heard, in whatever order."""

from __future__ import annotations

from itertools import groupby, pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.listening.stall import StallDetector

Event = tuple[float, bool, str]
STEP = 0.25


@st.composite
def conversations(draw: st.DrawFn) -> list[Event]:
    """Five minutes and more of somebody's talk: turns and silences of plausible lengths, on a grid of quarters."""
    dice = Random(draw(st.integers(0, 2**32)))
    events: set[Event] = set()
    for who in "abc"[: draw(st.integers(1, 3))]:
        at = dice.randrange(40) / 4
        while at < 420:
            end = at + dice.choice([1, 2, 3, 4, 8, 30, 60, 300]) / 4
            events |= {(at, True, who), (end, False, who)}
            at = end + dice.choice([0, 1, 4, 10, 40, 100, 200]) / 4
    return sorted(events)


def jumped(events: list[Event]) -> list[float]:
    """The prompts found by going from look to look."""
    room, out, now = StallDetector(0), list[float](), 0.0
    for at, on, who in [*events, (600.0, False, "nobody")]:
        while (look := room.next_look(now, at)) is not None:
            assert room.decide(look) is not None
            out.append(look)
            room.asked(look)
        room.heard(who, on, at)
        now = at
    return out


@settings(max_examples=8, deadline=None)
@given(conversations())
def test_looking_when_told_finds_what_polling_finds(events: list[Event]) -> None:
    room, now = StallDetector(0), 0.0
    for at, on, who in [*events, (600.0, False, "nobody")]:
        look = room.next_look(now, at)
        steps = [now + STEP * i for i in range(int((at - now) / STEP) + 1)]
        said = [poll for poll in steps if poll < at and room.decide(poll) is not None]
        assert said == [poll for poll in steps if look is not None and look <= poll < at]
        if look is not None:
            room.asked(look)
        room.heard(who, on, at)
        now = at


@settings(max_examples=30, deadline=None)
@given(conversations())
def test_it_never_asks_over_talk_nor_twice_a_minute(events: list[Event]) -> None:
    asked = jumped(events)
    for at in asked:
        on: set[str] = set()
        for when, begins, who in events:
            if when <= at:
                (on.add if begins else on.discard)(who)
        assert not on
        assert not any(at - 1 < when <= at for when, _, _ in events)
    assert all(b - a >= 60 for a, b in pairwise(asked))
    assert all(at >= 60 for at in asked)


@settings(max_examples=30, deadline=None)
@given(conversations(), st.randoms(use_true_random=False))
def test_the_order_of_events_at_one_instant_does_not_matter(events: list[Event], dice: Random) -> None:
    mixed: list[Event] = []
    for _, same in groupby(events, key=lambda event: event[0]):
        instant = [*same]
        dice.shuffle(instant)
        mixed += instant
    assert jumped(mixed) == jumped(events)


@settings(max_examples=25, deadline=None)
@given(conversations())
def test_hearing_everything_twice_changes_nothing(events: list[Event]) -> None:
    assert jumped([event for event in events for _ in range(2)]) == jumped(events)
