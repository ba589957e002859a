"""Who has a place, who waits for one, and who is told what they may."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.community.card import Card
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.events import Edited, Joined, Opened, SignedUp, ToBeReminded, Withdrew
from bot.core.lifecycle.facts import PostDropped, PostSent, PostTried
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import FirstQuestions, Guest, Room, Signup
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.signups import MOST_SIGNUPS, check_roles
from bot.core.lifecycle.wanted_post import PostKey
from bot.core.planning.start import away, invited, may_come, with_absent
from bot.core.text import Refusal, Role, Text
from tests.core.making import LOBBY, T0, a_mixer, a_sight, after, an_open_mixer

PEOPLE = range(201, 211)
people = st.sampled_from(PEOPLE)
deeds = st.lists(
    st.tuples(st.sampled_from(["join", "join", "join", "withdraw", "places"]), people, st.integers(3, 8)), max_size=40
)


def planned(**changes: Any) -> Mixer:
    """An evening that people can sign up for."""
    fields: dict[str, Any] = {"phase": Phase.SCHEDULED, "announce_at": T0}
    return a_mixer(**fields | changes)


def signed_up(mixer: Mixer, *users: int) -> Mixer:
    """The same with these people on the list, one after the other."""
    for number, user in enumerate(users):
        mixer = step(mixer, SignedUp(user), after(seconds=number))
    return mixer


def order(mixer: Mixer) -> tuple[list[int], list[int]]:
    """Who comes and who waits."""
    return [s.user_id for s in mixer.coming], [s.user_id for s in mixer.signups if s.waiting]


def test_without_a_number_of_places_everybody_is_in() -> None:
    assert order(signed_up(planned(), *PEOPLE)) == ([*PEOPLE], [])


def test_who_comes_when_all_places_are_taken_waits() -> None:
    mixer = signed_up(planned(capacity=3), *PEOPLE)
    assert order(mixer) == ([201, 202, 203], [*range(204, 211)])
    assert step(mixer, SignedUp(202), after(5)) is mixer
    assert step(mixer, SignedUp(207), after(5)) is mixer


def test_who_waits_longest_moves_up_and_is_marked() -> None:
    mixer = step(signed_up(planned(capacity=3), *PEOPLE), Withdrew(201), after(1))
    assert order(mixer) == ([202, 203, 204], [*range(205, 211)])
    assert [s.user_id for s in mixer.signups if s.moved_up] == [204]


def test_more_places_move_as_many_up() -> None:
    mixer = step(signed_up(planned(capacity=3), *PEOPLE), Edited({"capacity": 6}), after(1))
    assert order(mixer)[0] == [*range(201, 207)]
    assert [s.user_id for s in mixer.signups if s.moved_up] == [204, 205, 206]


def test_in_the_hour_nobody_moves_up_any_more() -> None:
    mixer = replace(signed_up(planned(capacity=3), *PEOPLE), phase=Phase.OPEN)
    assert order(step(mixer, Withdrew(201), after(1))) == ([202, 203], [*range(204, 211)])


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.CLOSING, Phase.CLOSED, Phase.CANCELLED])
def test_the_list_closes_when_the_hour_begins(phase: Phase) -> None:
    with pytest.raises(Refusal, match=r"join\.over"):
        step(planned(phase=phase), SignedUp(201), T0)


def test_the_list_has_an_end() -> None:
    crowd = tuple(Signup(user, T0) for user in range(MOST_SIGNUPS))
    with pytest.raises(Refusal, match=r"join\.full"):
        step(planned(signups=crowd), SignedUp(99_999), T0)
    assert step(planned(signups=crowd), SignedUp(5), T0).signups == crowd


def test_a_wish_for_a_direct_message_is_ones_own() -> None:
    mixer = step(signed_up(planned(), 201, 202), ToBeReminded(202, True), after(1))
    assert [s.remind for s in mixer.signups] == [False, True]
    assert not any(s.remind for s in step(mixer, ToBeReminded(202, False), after(2)).signups)


@given(deeds=deeds)
def test_never_more_than_the_places_nobody_lost_and_all_in_the_order_of_their_coming(
    deeds: list[tuple[str, int, int]],
) -> None:
    mixer, came, most = planned(capacity=3), list[int](), 3
    for number, (deed, user, places) in enumerate(deeds):
        now, before = after(seconds=number), {s.user_id for s in mixer.coming}
        if deed == "join":
            mixer = step(mixer, SignedUp(user), now)
            came += [user] if user not in came else []
        elif deed == "withdraw":
            mixer = step(mixer, Withdrew(user), now)
            came = [other for other in came if other != user]
        elif places != mixer.capacity:
            mixer = step(mixer, Edited({"capacity": places}), now)
            most = places
        coming, waiting = order(mixer)
        assert coming + waiting == came, "nobody lost, nobody twice, nobody overtaken"
        assert len(coming) <= max(most, len(before)), "fewer places send nobody away who was promised one"
        assert len(coming) >= min(most, len(came)), "no place is empty while somebody waits"
        lucky = {s.user_id for s in mixer.coming} - before - ({user} if deed == "join" else set())
        assert all(signup.moved_up for signup in mixer.signups if signup.user_id in lucky)


# For whom it is.


def test_a_mixer_for_nobody_in_particular_is_for_everybody() -> None:
    check_roles(planned(), ())
    assert may_come(planned(), ())


def test_one_of_the_roles_is_enough_and_others_are_told_all_of_them() -> None:
    mixer = planned(for_roles=(7, 8))
    check_roles(mixer, {8, 99})
    assert may_come(mixer, {8, 99})
    assert not may_come(mixer, {99})
    with pytest.raises(Refusal) as refused:
        check_roles(mixer, {99})
    lines = tuple(Text("invitation.role", {"role": Role(role)}) for role in (7, 8))
    assert refused.value.text == Text("refusal.join.roles", {"roles": lines})


# At the hour.


def test_those_who_signed_up_come_first_then_those_who_wait_then_whoever_is_there() -> None:
    mixer = signed_up(planned(capacity=4), *range(205, 211))
    seen = a_sight(mixer, dict.fromkeys([201, 202, 209, 210, 205, 206], LOBBY))
    assert invited(mixer, seen) == [205, 206, 209, 210]
    assert invited(replace(mixer, capacity=None), seen) == [205, 206, 209, 210, 201, 202]
    assert away(mixer, seen) == [207, 208]


def test_places_can_be_kept_but_not_from_those_who_signed_up() -> None:
    mixer = signed_up(planned(capacity=4), 201, 202, 203)
    seen = a_sight(mixer, dict.fromkeys([201, 202, 208, 209, 210], LOBBY))
    assert invited(mixer, seen, kept=1) == [201, 202, 208]
    assert invited(mixer, seen, kept=3) == [201, 202]
    assert invited(mixer, seen) == [201, 202, 208, 209]


def test_without_the_role_nobody_gets_a_seat() -> None:
    mixer = signed_up(planned(for_roles=(7,)), 201, 202)
    seen = replace(a_sight(mixer, {201: LOBBY, 202: LOBBY}), roles={201: frozenset({7}), 202: frozenset({8})})
    assert invited(mixer, seen) == [201]


def opened(*rooms: int) -> Opened:
    """So many people in each room."""
    guests = tuple(Guest(number * 100 + n, number) for number, count in enumerate(rooms, 1) for n in range(count))
    return Opened(
        tuple(Room(number, f"Room {number}", FirstQuestions("q")) for number, _ in enumerate(rooms, 1)), guests
    )


def test_those_who_will_be_late_get_the_seats_where_fewest_sit() -> None:
    guests = with_absent(planned(), opened(4, 3), [201, 202, 203], {201: Card(about="I bake")}, after(1))
    late = {guest.user_id: guest for guest in guests if guest.absent}
    assert [late[user].room for user in (201, 202, 203)] == [2, 1, 2]
    assert late[201].about == "I bake"
    assert all(guest.waiting and guest.admitted and guest.asked_at == after(1) for guest in late.values())


def test_where_all_rooms_are_full_they_have_a_place_and_no_seat_yet() -> None:
    guests = with_absent(planned(), opened(5, 4), [201, 202, 203], {}, after(1))
    assert [(g.user_id, g.room, g.admitted) for g in guests if g.absent] == [
        (201, 2, True),
        (202, 0, False),
        (203, 0, False),
    ]


def test_no_more_are_waited_for_than_there_are_places() -> None:
    guests = with_absent(planned(capacity=5), opened(4), [201, 202], {}, after(1))
    assert [guest.user_id for guest in guests if guest.absent] == [201]
    assert len(with_absent(planned(capacity=3), opened(4), [201], {}, after(1))) == 4


# In the hour, and being forgotten.


def test_in_the_hour_there_are_no_more_seats_than_places() -> None:
    mixer = an_open_mixer(capacity=7, signups=(Signup(250, T0),))
    assert len(mixer.guests) == 6
    mixer = step(mixer, Joined(301, {1: 3, 2: 3}), after(6))
    for late in (302, 250):
        with pytest.raises(Refusal, match=r"join\.full"):
            step(mixer, Joined(late, {1: 4, 2: 3}), after(7))
    assert step(mixer, Joined(101, {1: 3, 2: 3}), after(7)).guest(101)


def test_who_withdraws_frees_the_seat_that_was_kept_but_not_one_they_sit_in() -> None:
    late = Guest(250, 1, absent=True, about="I bake")
    there = Guest(251, 1, waiting=False, absent=True, about="I sing", answer="yes")
    mixer = an_open_mixer()
    mixer = replace(mixer, guests=(*mixer.guests, late, there), signups=(Signup(250, T0), Signup(251, T0)))
    mixer = step(step(mixer, Withdrew(250), after(1)), Withdrew(251), after(1))
    assert mixer.guest(250) is None
    assert mixer.guest(251) == replace(there, about="", answer="")
    assert mixer.signups == ()
    assert step(mixer, Withdrew(101), after(1)).guest(101), "an ordinary guest stays where they are"


def test_posts_about_somebody_are_forgotten_with_them_and_late_news_of_those_does_no_harm() -> None:
    mixer = signed_up(planned(), 201, 202)
    for key in ("direct:15:1:201", "direct:15:1:202", "lucky:201:5", "announcement"):
        mixer = step(mixer, PostTried(PostKey.read(key), 0), after(1))
    mixer = step(mixer, Withdrew(201), after(1))
    assert sorted(map(str, mixer.posts)) == ["announcement", "direct:15:1:202"]
    assert step(mixer, PostSent(PostKey.read("lucky:201:5"), 9, "x"), after(1)) is mixer
    assert step(mixer, PostDropped(PostKey.read("direct:15:1:201")), after(1)) is mixer
