"""An evening in numbers: how much a room talked, and never who."""

from __future__ import annotations

from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.afterwards.recap import Feedback, Mark, Recap, Strip
from bot.core.listening.density import BIN, Density

START = 1_700_000_000.3
"""Instants are seconds since 1970, where a bin's end is no exact number."""


def room() -> Density:
    density = Density(START)
    density.hears(True, START)
    return density


def test_a_bin_says_which_share_of_it_somebody_talked() -> None:
    density = room()
    density.heard(True, START + 5)
    density.heard(False, START + 20)
    assert density.bins(START + 45) == pytest.approx((10 / 15, 5 / 15, 0))


def test_two_at_once_are_talk_once() -> None:
    density = room()
    for on, at in ((True, 0), (True, 3), (False, 6), (False, 9)):
        density.heard(on, START + at)
    assert density.bins(START + 15) == pytest.approx((9 / 15,))


def test_without_an_ear_it_is_neither_talk_nor_silence() -> None:
    density = room()
    density.hears(False, START + 15)
    density.heard(True, START + 20)
    density.hears(True, START + 50)
    assert density.bins(START + 70) == (0, None, None, 0, 0)
    assert Density(START).bins(START + 30) == (None, None)


def test_a_bin_heard_in_part_is_judged_by_that_part() -> None:
    density = room()
    density.heard(True, START)
    density.hears(False, START + 6)
    assert density.bins(START + 15) == (1,)


def test_an_ear_that_goes_forgets_who_was_talking() -> None:
    density = room()
    density.heard(True, START)
    density.hears(False, START + 15)
    density.hears(True, START + 15)
    assert density.bins(START + 30) == (1, 0)


def test_a_stray_end_of_talk_hides_no_later_talk() -> None:
    density = room()
    density.heard(False, START)
    density.heard(True, START)
    assert density.bins(START + 15) == (1,)


def test_time_that_goes_back_takes_nothing_away() -> None:
    density = room()
    density.heard(True, START - 99)
    density.heard(False, START + 15)
    density.heard(True, START + 2)
    density.heard(False, START + 3)
    assert density.bins(START + 30) == (1, 0)
    assert density.bins(START + 10) == (1,)
    assert density.bins(START - 10) == ()


def test_it_can_be_looked_at_while_it_goes_on() -> None:
    density = room()
    density.heard(True, START)
    assert density.bins(START + 7) == (1,)
    density.heard(False, START + 12)
    assert density.bins(START + 15) == pytest.approx((12 / 15,))


EVENTS = st.lists(st.tuples(st.integers(0, 400), st.sampled_from(["on", "off", "ear", "no ear"])), max_size=60)


@given(EVENTS, st.integers(0, 400))
def test_it_counts_what_counting_each_second_counts(events: list[tuple[int, str]], until: int) -> None:
    density, events = Density(START), sorted(events, key=lambda event: event[0])
    events = [event for event in events if event[0] <= until]
    for at, what in events:
        if what in {"on", "off"}:
            density.heard(what == "on", START + at)
        else:
            density.hears(what == "ear", START + at)
    heard, talk = [0] * ceil(until / BIN), [0] * ceil(until / BIN)
    able, talkers = False, 0
    for second in range(until):
        for what in (what for at, what in events if at == second):
            able = what == "ear" if "ear" in what else able
            talkers = 0 if "ear" in what else max(0, talkers + (1 if what == "on" else -1))
        heard[int(second // BIN)] += able
        talk[int(second // BIN)] += able and talkers > 0
    bins = density.bins(START + until)
    assert bins == pytest.approx(tuple(t / h if h else None for t, h in zip(talk, heard, strict=True)))
    assert sum((share or 0) * h for share, h in zip(bins, heard, strict=True)) == pytest.approx(sum(talk))


@given(st.lists(st.tuples(st.floats(-100, 4000), st.booleans(), st.booleans()), max_size=40), st.floats(0, 4000))
def test_whatever_comes_a_share_is_a_share(events: list[tuple[float, bool, bool]], until: float) -> None:
    density = room()
    for at, talk, on in events:
        (density.heard if talk else density.hears)(on, START + at)
    bins = density.bins(START + until)
    assert len(bins) == ceil((START + until - START) / BIN)
    assert all(share is None or 0 <= share <= 1 for share in bins)


def test_the_figures_are_those_of_the_rooms() -> None:
    questions = Mark(60, True, False), Mark(600, False, False), Mark(900, None, True)
    recap = Recap("Thursday", 3600, (Strip("1", (1.0,), questions), Strip("2", (), questions[:1])), came=7)
    assert (recap.rooms, recap.questions, recap.revived) == (2, 4, 2)
    assert recap.feedback == Feedback(0, 0, 0)
