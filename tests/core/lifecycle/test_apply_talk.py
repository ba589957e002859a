"""What a room's talk makes of a mixer, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.lifecycle import events as e
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.apply_talk import ASKED, BETWEEN_TOPICS, MOST_IN_ALL, check_call, check_topic, on_show
from bot.core.lifecycle.facts import PostTried
from bot.core.lifecycle.host_calls import BETWEEN_CALLS, CALL_STALE
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Delivery, Post
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.wanted_post import PostKey
from bot.core.posts.evening import wanted
from bot.core.reconcile.acts import Say, ShowStatus
from bot.core.reconcile.plan import plan
from bot.core.text import Question, Refusal, Text
from tests.core.making import FIRST_ROOM, HOST, a_sight, after, an_open_mixer, built

ASK = e.Asked(1, "tea", "", "lull")


def asked(mixer: Mixer | None = None, minute: float = 5, event: e.Asked = ASK) -> Mixer:
    return step(mixer or built(an_open_mixer()), event, after(minute))


def sent(mixer: Mixer, nth: int = 1, delivery: Delivery = Delivery.SENT) -> Mixer:
    key = f"ask:{nth}:1"
    return mixer.with_post(Post(PostKey.read(key), FIRST_ROOM, after(5), delivery, 900 + nth, "x"))


def refusal(check: object, mixer: Mixer, minute: float, number: int = 1) -> str:
    with pytest.raises(Refusal) as error:
        check(mixer, mixer.room(number), after(minute))  # pyright: ignore[reportUnknownMemberType, reportCallIssue, reportGeneralTypeIssues]
    return error.value.text.key


def test_a_question_is_posted_under_its_number_with_the_three_buttons() -> None:
    mixer = asked()
    want = next(want for want in wanted(mixer, after(5)) if str(want.key) == "ask:1:1")
    assert want.channel_id == FIRST_ROOM
    assert want.text == Text("room.ask", {"question": Question("tea", "")}, ("topic", "hush", "call"), 1)
    assert "ask:2:1" in {str(w.key) for w in wanted(asked(mixer, 6), after(6))}


def test_an_own_question_is_posted_as_it_was_written() -> None:
    mixer = asked(event=e.Asked(1, "own-1", "Your cat?", "lull"))
    want = next(want for want in wanted(mixer, after(5)) if str(want.key) == "ask:1:1")
    assert want.text.values["question"] == Question("own-1", "", "Your cat?")


def test_a_question_that_could_not_be_posted_for_ten_seconds_is_not_posted_any_more() -> None:
    mixer = asked()
    sight = a_sight(mixer)

    def says(late: timedelta) -> bool:
        acts = plan(mixer, sight, after(5) + late)
        return any(isinstance(act, Say) and str(act.key) == "ask:1:1" for act in acts)

    assert says(ASKED - timedelta(microseconds=1))
    assert not says(ASKED)


def test_the_status_line_shows_the_question_once_it_is_out() -> None:
    mixer = asked()

    def shown(mixer: Mixer) -> list[Question]:
        return [act.question for act in plan(mixer, a_sight(mixer), after(5)) if isinstance(act, ShowStatus)]

    assert shown(mixer) == []
    assert shown(sent(mixer, delivery=Delivery.TRIED)) == []
    assert shown(sent(mixer)) == [Question("tea")]
    room = sent(asked(sent(mixer), 6, e.Asked(1, "sea", "Sea?", "lull"))).rooms[0]
    assert on_show(sent(mixer), room) == ("tea", ""), "the second is not out yet"


def test_a_question_is_withdrawn_when_talk_begins_before_it_is_out() -> None:
    mixer = asked()
    assert step(mixer, e.TalkedOn(1, 1), after(5)).rooms[0].askings == ()
    for delivery in Delivery:
        out = sent(mixer, delivery=delivery)
        assert step(out, e.TalkedOn(1, 1), after(5)) == out, "too late"
    assert step(mixer, e.TalkedOn(1, 2), after(5)) == mixer, "it is another one"
    nothing = built(an_open_mixer())
    assert step(nothing, e.TalkedOn(1, 1), after(5)) == nothing


def test_a_question_is_judged_by_its_number() -> None:
    mixer = step(asked(asked(), 6), e.Judged(1, 1, worked=True), after(7))
    assert [asking.worked for asking in mixer.rooms[0].askings] == [True, None]


def test_an_ear_is_told_of_in_the_room_with_a_way_to_be_rid_of_it() -> None:
    mixer = step(built(an_open_mixer()), e.EarCame(1), after(2))
    (want,) = (want for want in wanted(mixer, after(2)) if str(want.key).startswith("ear:"))
    assert (str(want.key), want.channel_id) == ("ear:1", FIRST_ROOM)
    assert want.text == Text("room.ear", buttons=("unheard",), place=1)
    assert step(mixer, e.EarCame(1), after(3)) == mixer


def test_a_call_pings_the_host_at_home_and_is_not_made_up_for_much_later() -> None:
    mixer = step(built(an_open_mixer()), e.HostCalled(1), after(5))
    (want,) = (want for want in wanted(mixer, after(5)) if str(want.key).startswith("call:"))
    assert (str(want.key), want.channel_id) == ("call:1:0:1", mixer.channel_id)
    assert want.text.pings == (HOST,)
    assert not [want for want in wanted(mixer, after(5) + CALL_STALE) if want.key.kind == "call" and want.fresh]


def test_the_host_is_called_once_in_two_minutes() -> None:
    mixer = step(built(an_open_mixer()), e.HostCalled(1), after(5))
    soon = (BETWEEN_CALLS - timedelta(seconds=1)) / timedelta(minutes=1)
    assert step(mixer, e.HostCalled(1), after(5 + soon)) == mixer
    assert refusal(check_call, mixer, 5 + soon) == "refusal.call.soon"
    mixer = step(mixer, PostTried(PostKey.read("call:1:0:1"), mixer.channel_id), after(5))
    room = check_call(mixer, mixer.room(1), after(5) + BETWEEN_CALLS)
    assert step(mixer, e.HostCalled(room.number), after(5) + BETWEEN_CALLS).rooms[0].call.nth == 2


def test_quiet_for_a_while_is_kept_with_the_room() -> None:
    mixer = step(built(an_open_mixer()), e.Hushed(1, after(20)), after(5))
    assert [room.peace_until for room in mixer.rooms] == [after(20), None]


def test_a_new_topic_twice_within_twenty_seconds_is_refused() -> None:
    mixer = built(an_open_mixer())
    assert check_topic(mixer, mixer.room(1), after(5)) == mixer.rooms[0]
    mixer = asked(mixer)
    assert refusal(check_topic, mixer, 5.3) == "refusal.topic.soon"
    assert check_topic(mixer, mixer.room(1), after(5) + BETWEEN_TOPICS)
    assert check_topic(mixer, mixer.room(2), after(5)), "another room is another matter"


def test_thirty_questions_are_enough_for_any_room() -> None:
    mixer = built(an_open_mixer())
    for number in range(MOST_IN_ALL):
        mixer = asked(mixer, number)
    assert refusal(check_topic, mixer, 50) == "refusal.topic.enough"


@pytest.mark.parametrize("check", [check_topic, check_call])
def test_where_there_is_no_room_any_more_nothing_is_asked_for(check: object) -> None:
    mixer = built(an_open_mixer())
    assert refusal(check, mixer, 5, number=9) == "refusal.join.over"
    assert refusal(check, mixer.with_room(1, lost=True), 5) == "refusal.join.over"
    assert refusal(check, replace(mixer, phase=Phase.CLOSING), 5) == "refusal.join.over"


@pytest.mark.parametrize(
    "event",
    [ASK, e.TalkedOn(1, 1), e.Judged(1, 1, worked=True), e.Hushed(1, after(9)), e.EarCame(1), e.HostCalled(1)],
    ids=lambda event: type(event).__name__,
)
def test_talk_of_a_room_that_is_no_more_comes_to_nothing(event: e.Talk) -> None:
    mixer = asked()
    for gone in (mixer.with_room(1, lost=True), replace(mixer, phase=Phase.CLOSING), replace(mixer, rooms=())):
        assert step(gone, event, after(6)) == gone
