"""Calling the host: one after the other is asked, the room is told kindly, and nobody is teased."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.lifecycle import events as e
from bot.core.lifecycle import facts, host_calls
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.apply_talk import check_call, check_topic
from bot.core.lifecycle.host_calls import BETWEEN_CALLS, CALL_STALE, MOST_CALLS, UNANSWERED
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Room, RoomEnd
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.wanted_post import WantedPost
from bot.core.posts.evening import wanted
from bot.core.reconcile.acts import Admit
from bot.core.reconcile.deadlines import next_deadline
from bot.core.reconcile.observe import new_facts
from bot.core.reconcile.plan import plan
from bot.core.text import People, Place, Refusal
from tests.core.making import CATEGORY, FIRST_ROOM, HOME, HOST, a_sight, after, an_open_mixer, built

MICRO = timedelta(microseconds=1)
CALLED, CO_HOST = after(10), 98


def room(mixer: Mixer, number: int = 1) -> Room:
    found = mixer.room(number)
    assert found is not None
    return found


def called(*chain: int, mixer: Mixer | None = None, now: datetime = CALLED) -> Mixer:
    return step(mixer or built(an_open_mixer()), e.HostCalled(1, chain), now)


def asked(mixer: Mixer, *instants: datetime) -> Mixer:
    """The mixer when whoever was to be called at each of these instants has been."""
    for now in instants:
        call = said(mixer, now)["mixer.called"]
        tried = step(mixer, facts.PostTried(call.key, call.channel_id), now)
        mixer = step(tried, facts.PostSent(call.key, 500, call.text.digest), now)
    return mixer


def said(mixer: Mixer, now: datetime) -> dict[str, WantedPost]:
    """What stands because of calls, by catalogue key."""
    keys = {"mixer.called", "room.call_goes_on", "room.call_unanswered", "room.host_comes"}
    return {want.text.key: want for want in wanted(mixer, now) if want.text.key in keys}


def test_a_call_pings_the_host_once_with_the_rooms_link() -> None:
    (call,) = said(called(HOST, CO_HOST), CALLED).values()
    assert (call.channel_id, call.text.pings, call.text.buttons, call.text.place) == (HOME, (HOST,), ("coming",), 1)
    assert (call.text.values["host"], call.text.values["place"]) == (People((HOST,)), Place(FIRST_ROOM))


def test_where_nobody_else_is_known_the_host_is_asked() -> None:
    assert room(called()).call.chain == (HOST,)


def test_after_a_minute_the_next_one_is_asked_and_the_room_is_told_kindly() -> None:
    mixer = asked(called(HOST, CO_HOST), CALLED)
    first, later = said(mixer, CALLED + UNANSWERED - MICRO), said(mixer, CALLED + UNANSWERED)
    assert first.keys() == {"mixer.called"}
    assert later.keys() == {"mixer.called", "room.call_goes_on"}
    assert later["mixer.called"].text.pings == (CO_HOST,)
    assert later["mixer.called"].key != first["mixer.called"].key
    assert later["room.call_goes_on"].channel_id == FIRST_ROOM


def test_when_all_were_asked_in_vain_the_same_post_says_so() -> None:
    mixer = asked(called(HOST, CO_HOST), CALLED, CALLED + UNANSWERED)
    goes_on = said(mixer, CALLED + UNANSWERED)["room.call_goes_on"]
    last = said(mixer, CALLED + 2 * UNANSWERED)
    assert last.keys() == {"room.call_unanswered"}
    assert last["room.call_unanswered"].key == goes_on.key
    assert last["room.call_unanswered"].fresh
    assert not said(mixer, CALLED + CALL_STALE)["room.call_unanswered"].fresh, "too late to begin with it"
    assert said(asked(called(HOST), CALLED), CALLED + UNANSWERED).keys() == {"room.call_unanswered"}


def test_whose_minute_the_bot_was_away_is_called_when_it_is_back_and_then_the_next() -> None:
    chain = (HOST, 96, 97)
    mixer, back = asked(called(*chain), CALLED), CALLED + 5 * UNANSWERED
    text = said(mixer, back)
    assert text["mixer.called"].text.pings == (96,)
    assert "room.call_goes_on" in text, "nobody is told that nobody could be reached while somebody is being called"
    mixer = asked(mixer, back)
    assert said(mixer, back + UNANSWERED - MICRO)["mixer.called"].text.pings == (96,)
    assert said(mixer, back + UNANSWERED)["mixer.called"].text.pings == (97,)
    mixer = asked(mixer, back + UNANSWERED)
    assert said(mixer, back + 2 * UNANSWERED).keys() == {"room.call_unanswered"}


def test_a_host_called_late_has_a_minute_before_the_room_is_told_anything() -> None:
    back = CALLED + 3 * UNANSWERED
    assert said(called(HOST, CO_HOST), back).keys() == {"mixer.called"}
    mixer = asked(called(HOST, CO_HOST), back)
    assert said(mixer, back + UNANSWERED - MICRO).keys() == {"mixer.called"}
    assert said(mixer, back + UNANSWERED)["mixer.called"].text.pings == (CO_HOST,)


def test_a_call_whose_answer_was_lost_goes_on_and_is_not_made_again() -> None:
    mixer = called(HOST, CO_HOST)
    mixer = step(mixer, facts.PostTried(said(mixer, CALLED)["mixer.called"].key, HOME), CALLED)
    assert said(mixer, CALLED + UNANSWERED - MICRO)["mixer.called"].text.pings == (HOST,)
    assert said(mixer, CALLED + UNANSWERED)["mixer.called"].text.pings == (CO_HOST,)


def test_for_an_old_call_nobody_is_called_any_more() -> None:
    mixer = asked(called(HOST, CO_HOST), CALLED)
    assert said(mixer, CALLED + CALL_STALE - MICRO)["mixer.called"].fresh
    late = said(mixer, CALLED + CALL_STALE)
    assert not any(want.fresh for want in late.values())
    assert "room.call_unanswered" in late, "what was said before is put right"
    assert not host_calls.waits(mixer, room(mixer), CALLED + CALL_STALE)
    check_call(mixer, room(mixer), CALLED + CALL_STALE)


def test_where_nobody_can_be_called_for_lack_of_a_permission_the_room_is_told_after_a_minute() -> None:
    mixer = replace(called(HOST, CO_HOST), missing_permissions=frozenset({"send_messages"}))
    assert said(mixer, CALLED + UNANSWERED - MICRO).keys() == {"mixer.called"}
    stuck = said(mixer, CALLED + UNANSWERED)
    assert stuck.keys() == {"mixer.called", "room.call_unanswered"}, "and is called for all the same, once it can be"
    assert next_deadline(mixer, CALLED) == CALLED + UNANSWERED
    going = said(asked(mixer, CALLED), CALLED + UNANSWERED)
    assert "room.call_goes_on" in going, "what is missing may be something else"


def test_each_turn_is_looked_at_in_time_and_then_no_more() -> None:
    mixer, (first, second, third) = called(HOST, CO_HOST), (CALLED + UNANSWERED * turn for turn in (1, 2, 3))
    mixer = asked(mixer, CALLED)
    assert next_deadline(mixer, CALLED) == first
    mixer = asked(mixer, first)
    assert next_deadline(mixer, first) == second
    assert {second, third, CALLED + CALL_STALE} <= _deadlines(mixer)
    assert not {second, third} & _deadlines(step(mixer, e.HostComes(1), CALLED))
    assert not {second, third, CALLED + CALL_STALE} & _deadlines(built(an_open_mixer()))


def _deadlines(mixer: Mixer) -> set[datetime]:
    found, now = set[datetime](), CALLED
    while at := next_deadline(mixer, now):
        found.add(at)
        now = at
    return found


def test_an_answer_is_told_to_the_room_and_ends_the_asking() -> None:
    mixer = step(called(HOST, CO_HOST), e.HostComes(1), CALLED + UNANSWERED)
    (comes,) = said(mixer, CALLED + UNANSWERED).values()
    assert (comes.text.key, comes.channel_id, comes.fresh) == ("room.host_comes", FIRST_ROOM, True)
    assert not said(mixer, CALLED + CALL_STALE)["room.host_comes"].fresh
    assert not host_calls.waits(mixer, room(mixer), CALLED + UNANSWERED)


def test_a_room_waits_until_the_last_one_had_their_minute() -> None:
    mixer = asked(called(HOST, CO_HOST), CALLED, CALLED + UNANSWERED)
    assert host_calls.waits(mixer, room(mixer), CALLED + 3 * UNANSWERED - MICRO)
    assert not host_calls.waits(mixer, room(mixer), CALLED + 3 * UNANSWERED)
    quiet = built(an_open_mixer())
    assert not host_calls.waits(quiet, room(quiet), CALLED)


def test_two_who_press_at_once_call_once() -> None:
    mixer = called(HOST, CO_HOST)
    assert called(HOST, mixer=mixer, now=CALLED + BETWEEN_CALLS - MICRO) == mixer


def test_a_call_goes_all_the_way_before_it_can_begin_again() -> None:
    chain = (HOST, 96, 97, 98)
    mixer = asked(called(*chain), *(CALLED + UNANSWERED * turn for turn in range(len(chain))))
    over = CALLED + UNANSWERED * (len(chain) + 1)
    for now in (CALLED + BETWEEN_CALLS, over - MICRO):
        assert called(*chain, mixer=mixer, now=now) == mixer
        with pytest.raises(Refusal) as refused:
            check_call(mixer, room(mixer), now)
        assert refused.value.text.key == "refusal.call.soon"
    check_call(mixer, room(mixer), over)
    assert room(called(*chain, mixer=mixer, now=over)).call.at == over


def test_an_answered_call_can_be_followed_by_another_two_minutes_later() -> None:
    mixer = step(called(HOST), e.HostComes(1), CALLED)
    with pytest.raises(Refusal):
        check_call(mixer, room(mixer), CALLED + BETWEEN_CALLS - MICRO)
    check_call(mixer, room(mixer), CALLED + BETWEEN_CALLS)
    again = called(HOST, mixer=mixer, now=CALLED + BETWEEN_CALLS)
    assert not room(again).call.answered
    assert said(again, CALLED + BETWEEN_CALLS)["mixer.called"].key != said(called(HOST), CALLED)["mixer.called"].key


def test_so_many_calls_in_one_evening_are_enough() -> None:
    mixer, now = built(an_open_mixer()), CALLED
    for _ in range(MOST_CALLS):
        check_call(mixer, room(mixer), now)
        mixer = asked(called(HOST, mixer=mixer, now=now), now)
        now += BETWEEN_CALLS
    with pytest.raises(Refusal) as refused:
        check_call(mixer, room(mixer), now)
    assert refused.value.text.key == "refusal.call.enough"
    assert called(HOST, mixer=mixer, now=now) == mixer
    check_call(mixer, room(mixer, 2), now)


@pytest.mark.parametrize(
    "mixer",
    [
        built(an_open_mixer()).with_room(1, lost=True),
        built(an_open_mixer()).with_room(1, end=RoomEnd(over_at=after(9))),
        built(an_open_mixer(phase=Phase.CLOSING)),
    ],
    ids=["deleted", "over while others stay", "closing"],
)
def test_from_a_room_that_is_no_more_nobody_is_promised_anything(mixer: Mixer) -> None:
    for check in (check_call, check_topic):
        with pytest.raises(Refusal):
            check(mixer, room(mixer), CALLED)
    assert called(HOST, mixer=mixer) == mixer


def test_entering_the_room_is_an_answer_too_unless_one_sat_there_anyway() -> None:
    mixer = called(HOST, 102, 201)
    for people, answers in (
        ({HOST: FIRST_ROOM}, True),
        ({201: FIRST_ROOM}, True),
        ({102: FIRST_ROOM}, False),
        ({HOST: FIRST_ROOM + 1}, False),
        ({77: FIRST_ROOM}, False),
    ):
        facts = list(new_facts(mixer, a_sight(mixer, people), CALLED))
        assert (e.HostComes(1) in facts) is answers, people
    known = step(mixer, e.HostComes(1), CALLED)
    assert e.HostComes(1) not in list(new_facts(known, a_sight(known, {HOST: FIRST_ROOM}), CALLED))
    quiet = built(an_open_mixer())
    assert e.HostComes(1) not in list(new_facts(quiet, a_sight(quiet, {HOST: FIRST_ROOM}), CALLED))


def test_who_hosts_is_let_in_and_not_again_who_hosted_when_the_room_was_made() -> None:
    mixer = step(an_open_mixer(rooms=1, category_id=CATEGORY), facts.RoomTried(1), after())
    mixer = step(mixer, facts.RoomFound(1, FIRST_ROOM), after())
    assert not host_calls.locked_out(mixer, room(mixer))
    mixer = step(mixer, e.HandedOver(CO_HOST), after(1))
    assert host_calls.locked_out(mixer, room(mixer)) == [CO_HOST]
    mixer = step(mixer, facts.Admitted(CO_HOST, 1), after(1))
    assert not host_calls.locked_out(mixer, room(mixer))
    assert not host_calls.locked_out(mixer, room(step(mixer, e.HandedOver(HOST), after(2))))
    assert not host_calls.locked_out(step(mixer, e.HandedOver(101), after(2)), room(mixer)), (
        "who sits there is in already"
    )


def test_who_is_asked_is_let_in_and_only_they() -> None:
    mixer = built(an_open_mixer(rooms=2))
    mixer = step(mixer, e.HostCalled(1, (HOST, 201, 555)), after(5))
    acts = [act for act in plan(mixer, a_sight(mixer), after(5)) if isinstance(act, Admit)]
    assert acts == [Admit(201, 1, FIRST_ROOM), Admit(555, 1, FIRST_ROOM)], "a guest of another room, and a stranger"
    for user in (201, 555):
        mixer = step(mixer, facts.Admitted(user, 1), after(5))
    assert not [act for act in plan(mixer, a_sight(mixer), after(5)) if isinstance(act, Admit)]
    assert step(mixer, facts.Admitted(777, 1), after(5)) == mixer
