"""What stands written where, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import events as e
from bot.core import facts
from bot.core.deadlines import next_deadline
from bot.core.life import step
from bot.core.mixer import Mixer, Phase
from bot.core.posts import SIGN_STALE, Wanted, signs, wanted
from bot.core.words import People
from tests.core.making import HOME, HOST, LOBBY, a_mixer, after, an_open_mixer, built


def by_key(mixer: Mixer, now: datetime) -> dict[str, Wanted]:
    return {want.key: want for want in wanted(mixer, now)}


def signs_at(mixer: Mixer, now: datetime) -> set[str]:
    return {want.text.key for want in wanted(mixer, now) if want.key.startswith("sign:")}


def test_signs_come_at_ten_five_and_one_minute() -> None:
    mixer = built(an_open_mixer())
    assert [(at, minutes) for at, minutes in signs(mixer)] == [(after(50), 10), (after(55), 5), (after(59), 1)]
    for at, minutes in signs(mixer):
        assert signs_at(mixer, at) == {f"room.sign_{minutes}"}
        assert not signs_at(mixer, at - timedelta(microseconds=1))


def test_signs_are_never_late() -> None:
    mixer = built(an_open_mixer())
    for at, _ in signs(mixer):
        assert signs_at(mixer, at + SIGN_STALE - timedelta(microseconds=1))
        assert not signs_at(mixer, at + SIGN_STALE)


@pytest.mark.parametrize(("length", "minutes"), [(60, [10, 5, 1]), (20, [5, 1]), (12, [5, 1]), (10, [1]), (3, [1])])
def test_a_short_mixer_has_only_the_signs_that_fit(length: int, minutes: list[int]) -> None:
    assert [number for _, number in signs(an_open_mixer(length))] == minutes


def test_more_time_is_told_in_every_room_and_brings_new_signs() -> None:
    mixer = built(an_open_mixer())
    longer = step(mixer, e.Extended(10), after(49))
    assert {"extended:", "welcome:"} <= {key.partition(":")[0] + ":" for key in by_key(longer, after(49))}
    assert not signs_at(longer, after(50))
    assert signs_at(longer, after(60)) == {"room.sign_10"}
    assert set(by_key(longer, after(65))).isdisjoint(key for key in by_key(mixer, after(55)) if key.startswith("sign"))


def test_a_room_says_who_is_here_and_what_the_question_is() -> None:
    text = by_key(built(an_open_mixer()), after(1))["welcome:1"].text
    assert text.values["people"] == People((101, 102, 103))
    assert {"question", "end"} <= text.values.keys()


def test_nothing_is_said_in_a_room_that_is_not_there() -> None:
    assert set(by_key(an_open_mixer(), after(1))) == {"announcement", "lobby"}
    assert not by_key(a_mixer(), after(1))


def test_the_join_button_goes_when_the_last_call_has_passed() -> None:
    mixer = built(an_open_mixer())
    before, late = by_key(mixer, after(49.9)), by_key(mixer, after(50))
    for key in ("announcement", "lobby"):
        assert before[key].text.buttons == ("join",)
        assert before[key].fresh
        assert not late[key].text.buttons
        assert not late[key].fresh


def test_a_lobby_that_is_also_home_has_one_card() -> None:
    assert "lobby" not in by_key(an_open_mixer(lobby_id=HOME), after(1))


def test_a_deleted_room_is_told_while_seats_are_given() -> None:
    mixer = step(built(an_open_mixer()), facts.RoomLost(1), after(5))
    told = by_key(mixer, after(5))
    assert told["lost:1"].channel_id == HOME
    assert told["lost:1"].text.buttons == ("join",)
    assert "welcome:1" not in told
    assert "lost:1" not in by_key(mixer, after(50))


@pytest.mark.parametrize(("event", "words"), [(e.Ended(), "goodbye.host"), (e.Cancelled(), "goodbye.cancelled")])
def test_goodbye_tells_why(event: e.Event, words: str) -> None:
    said = by_key(step(built(an_open_mixer()), event, after(5)), after(5))
    assert (said["goodbye"].text.key, said["goodbye"].channel_id) == (words, HOME)
    assert said["lobby"].text.key == "lobby.over"
    assert not said["lobby"].fresh


def test_the_host_is_called_for_a_missing_permission_once_by_its_name() -> None:
    mixer = an_open_mixer(missing=frozenset({"connect", "move_members"}))
    said = by_key(mixer, after(1))
    assert said["missing:connect"].text.calls == (HOST,)
    assert "missing:move_members" in said


@given(length=st.integers(3, 90), at=st.floats(0, 130), more=st.sampled_from([0, 10]), closing=st.booleans())
def test_between_deadlines_time_alone_changes_nothing_but_that_signs_grow_stale(
    length: int, at: float, more: int, closing: bool
) -> None:
    mixer = built(an_open_mixer(length))
    if more:
        mixer = step(mixer, e.Extended(more), after(0))
    if closing:
        mixer = step(mixer, e.Ended(), after(1))
    now = after(at)
    deadline = next_deadline(mixer, now)
    end = (deadline or now + timedelta(days=1)) - timedelta(microseconds=1)
    later = by_key(mixer, end)
    then = {key: want for key, want in by_key(mixer, now).items() if not key.startswith("sign") or key in later}
    assert then == later


def test_every_phase_knows_when_to_look_at_the_clock_again() -> None:
    mixer = a_mixer(phase=Phase.SCHEDULED, opens_at=after(20))
    assert next_deadline(mixer, after(0)) == after(10)
    assert next_deadline(mixer, after(10)) == after(20)
    opened = built(an_open_mixer())
    instants, now = list[datetime](), after(0)
    while at := next_deadline(opened, now):
        instants.append(at)
        now = at
    assert instants == [after(1, 15), *(after(m) for m in (5, 50, 55, 57, 59, 60))]
    assert next_deadline(step(opened, e.Ended(), after(5)), after(5)) == after(6)
    assert next_deadline(replace(opened, phase=Phase.CLOSED), after(5)) is None
    assert opened.lobby_id == LOBBY
