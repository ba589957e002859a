"""What stands written where, and when."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.lifecycle import events as e
from bot.core.lifecycle import facts
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.rounds import turned
from bot.core.lifecycle.wanted_post import WantedPost
from bot.core.posts.evening import SIGN_STALE, signs, wanted
from bot.core.text import Moment, People
from tests.core.making import FIRST_ROOM, HOME, HOST, a_mixer, after, an_open_mixer, built


def by_key(mixer: Mixer, now: datetime) -> dict[str, WantedPost]:
    return {str(want.key): want for want in wanted(mixer, now)}


def signs_at(mixer: Mixer, now: datetime) -> set[str]:
    return {want.text.key for want in wanted(mixer, now) if str(want.key).startswith("sign:")}


def decided() -> Mixer:
    """An hour in which the vote on staying has been counted: only then is the last minute announced."""
    mixer = built(an_open_mixer())
    return replace(mixer, rooms=tuple(replace(room, end=replace(room.end, counted=True)) for room in mixer.rooms))


def test_signs_come_at_ten_five_and_one_minute() -> None:
    mixer = decided()
    assert [(at, minutes) for at, minutes in signs(mixer)] == [(after(50), 10), (after(55), 5), (after(59), 1)]
    for at, minutes in signs(mixer):
        assert signs_at(mixer, at) == {f"room.sign_{minutes}"}
        assert not signs_at(mixer, at - timedelta(microseconds=1))


def test_signs_are_never_late() -> None:
    mixer = decided()
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
    mixer = an_open_mixer(missing_permissions=frozenset({"connect", "move_members"}))
    said = by_key(mixer, after(1))
    assert said["missing:connect"].text.pings == (HOST,)
    assert "missing:move_members" in said


def in_rounds(rounds: int) -> Mixer:
    mixer = built(an_open_mixer(rounds=rounds))
    guests = tuple(replace(guest, next_rooms=(3 - guest.room, guest.room)[: rounds - 1]) for guest in mixer.guests)
    return step(replace(mixer, guests=guests), e.RoundPlanned(2, None), after(0))


def test_each_round_of_a_room_has_a_welcome_of_its_own_that_names_its_people() -> None:
    second = turned(in_rounds(3), after(20))
    said = by_key(second, after(20))
    assert said["welcome:2:1"].text.values["people"] == People((201, 202, 203))
    assert "welcome:1" not in said, "the first one stays as it was"
    assert "welcome:3:1" in by_key(turned(second, after(40)), after(40))


def test_a_room_with_nobody_is_not_welcomed_and_who_has_no_seat_is_not_named() -> None:
    mixer = in_rounds(2)
    gone = tuple(replace(guest, room=0) if guest.room == 1 else guest for guest in mixer.guests)
    said = by_key(replace(mixer, guests=gone), after(1))
    assert "welcome:1" not in said
    assert "welcome:2" in said


def test_every_room_is_told_before_a_change_and_not_after_it() -> None:
    mixer = in_rounds(3)
    assert not [key for key in by_key(mixer, after(18.99)) if key.startswith("change")]
    said = by_key(mixer, after(19))
    assert [said[f"change:1:{number}"].channel_id for number in (1, 2)] == [FIRST_ROOM, FIRST_ROOM + 1]
    assert said["change:1:1"].text.values["at"] == Moment(after(20), relative=True)
    second = turned(mixer, after(20))
    assert not [key for key in by_key(second, after(20)) if key.startswith("change")]
    assert "change:2:1" in by_key(second, after(39))
    assert not [key for key in by_key(turned(second, after(40)), after(59)) if key.startswith("change")]


def company(mixer: Mixer, now: datetime) -> dict[str, str]:
    """What is said of rooms that have lost their people."""
    return {str(want.key): want.text.key for want in wanted(mixer, now) if str(want.key).startswith(("few", "joining"))}


def test_one_alone_and_those_they_are_brought_to_are_told() -> None:
    mixer = step(built(an_open_mixer(rooms=3)), e.Fewer(1, 1), after(5))
    assert company(mixer, after(5)) == {}
    told = step(mixer, e.Merging(1, ((101, 2),)), after(6))
    assert company(told, after(6)) == {"few:1:1": "room.few_1", "joining:1:1:2": "room.joining"}
    assert by_key(told, after(6))["few:1:1"].text.buttons == ()
    again = step(
        step(step(told, e.Fewer(1, 0), after(6)), e.Fewer(1, 1), after(7)), e.Merging(1, ((101, 3),)), after(8)
    )
    assert set(company(again, after(8))) == {"few:2:1", "joining:2:1:3"}, "another time, other words"


def test_two_can_say_that_they_are_happy_so() -> None:
    mixer = step(built(an_open_mixer(rooms=3)), e.Fewer(1, 2), after(5))
    told = step(mixer, e.Merging(1, ((101, 2), (102, 3))), after(6))
    assert company(told, after(6)) == {
        "few:1:1": "room.few_2",
        "joining:1:1:2": "room.joining",
        "joining:1:1:3": "room.joining",
    }
    text = by_key(told, after(6))["few:1:1"].text
    assert (text.buttons, text.place) == (("content",), 1)
    assert company(step(told, e.StaysSmall(1), after(6)), after(6)) == {}


def test_who_is_asked_to_keep_somebody_company_is_named_to_their_room() -> None:
    mixer = step(built(an_open_mixer(rooms=3)), e.Fewer(1, 1), after(5))
    told = step(mixer, e.Merging(1, ((201, 1), (202, 1), (7, 1))), after(6))
    assert company(told, after(6)) == {"few:1:1": "room.few_1", "joining:1:1:2": "room.parting"}
    assert by_key(told, after(6))["joining:1:1:2"].text.values["people"] == People((201, 202))


def test_one_alone_whom_nobody_can_join_is_told_so_and_two_are_not_bothered() -> None:
    for left, words in ((1, {"few:1:1": "room.alone"}), (2, {})):
        mixer = step(built(an_open_mixer(rooms=3)), e.Fewer(1, left), after(5))
        assert company(step(mixer, e.Merging(1, ()), after(6)), after(6)) == words
