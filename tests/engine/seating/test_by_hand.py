"""People moved by hand, or who go by themselves: they count where they are, and are left there."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest

from bot.core.community.card import Card
from bot.core.community.settings import Community
from bot.core.lifecycle.snapshot import SITS_DOWN
from bot.core.reconcile.acts import Admit
from bot.core.text import Text
from bot.engine.under_way import UnderWay
from tests.core.making import FIRST_ROOM, a_sight, after, an_open_mixer, built
from tests.engine.afterwards.goodbyes import together
from tests.engine.closing.voting import COUNTS, OPENS, all_vote, stays, to_the_end, until
from tests.engine.seating.rooms_in_view import (
    SECOND,
    begin,
    channel,
    keys_in,
    leave,
    left,
    named,
    room_of,
    seated,
    sitting,
)
from tests.evening import GUILD, HOST, Evening, check, check_once, minutes
from tests.fake_venue import Crash, Failure
from tests.moments import share

STRANGER = 170


def drag(evening: Evening, number: int, *users: int) -> None:
    """A moderator moves people into a room, or they go by themselves."""
    for user in users:
        evening.venue.go(GUILD, user, channel(evening, number))


def admitted(evening: Evening, number: int) -> set[int]:
    """Who was let into a room besides those it was made for."""
    return {act.user_id for _, act in evening.venue.acts if isinstance(act, Admit) and act.number == number}


async def two_dragged() -> tuple[Evening, list[int], int]:
    """Two of room 1 are dragged to the only one who is left in room 2: the evening, the two, and that one."""
    evening = await seated()
    (stays_behind,) = await left(evening, 1, of=2)
    dragged = sorted(sitting(evening)[1] - {HOST})[:2]
    drag(evening, 2, *dragged)
    return evening, dragged, stays_behind


async def test_three_who_sit_together_by_hand_are_left_in_peace() -> None:
    evening, dragged, own = await two_dragged()
    await evening.run_for(minutes(10))
    assert sitting(evening)[2] >= {own, *dragged}
    assert keys_in(evening, 2, "few:") == []


async def test_who_was_moved_is_one_of_the_room_from_its_chat_to_the_way_back() -> None:
    evening, dragged, own = await two_dragged()
    await evening.run_for(SITS_DOWN + SECOND)
    assert admitted(evening, 2) == set(dragged), "they see its chat, with its question and its buttons"
    assert named(evening, "welcome:2") >= {own, *dragged}
    assert await evening.press_join(dragged[0]) == Text("join.there")
    leave(evening, *dragged)
    await evening.run_for(minutes(1) / 2)
    evening.gather(dragged[0])
    await evening.press_join(dragged[0])
    await evening.run_for(SECOND)
    assert room_of(evening, dragged[0]) == 2


async def test_a_wrong_tap_changes_nothing() -> None:
    evening = await seated()
    user = min(sitting(evening)[1])
    drag(evening, 2, user)
    await evening.run_for(SITS_DOWN - SECOND)
    drag(evening, 1, user)
    await evening.run_for(minutes(2))
    assert not admitted(evening, 2)
    assert {2, room_of(evening, user)} == {1, 2}
    assert user not in named(evening, "welcome:2")


async def test_join_in_the_first_seconds_brings_back_to_ones_own_room() -> None:
    evening = await seated()
    user = min(sitting(evening)[1])
    drag(evening, 2, user)
    await evening.press_join(user)
    await evening.run_for(SECOND)
    assert room_of(evening, user) == 1


async def test_they_vote_with_those_they_sit_with_and_can_stay_in_touch_with_all_they_sat_with() -> None:
    evening = await seated(length=12)
    user, *old = sorted(sitting(evening)[1])
    own = sitting(evening)[2]
    drag(evening, 2, user)
    await until(evening, OPENS + SECOND)
    await all_vote(evening, 2)
    await until(evening, COUNTS + SECOND)
    assert stays(evening) == {2}
    await to_the_end(evening)
    assert await together(evening, user) == sorted({*old, *own})


async def test_a_yes_that_was_given_to_others_counts_for_nothing_in_another_room() -> None:
    evening = await seated(length=12)
    user = min(sitting(evening)[1])
    await until(evening, OPENS + SECOND)
    await all_vote(evening, 1)
    await all_vote(evening, 2)
    drag(evening, 2, user)
    await to_the_end(evening)
    assert stays(evening) == {1}


async def test_a_host_who_looks_in_is_company_and_somebody_left_alone_stays_with_them() -> None:
    evening = await seated(10)
    await evening.ask(lambda _: evening.scheduling.hand_over(evening.caller(), None, STRANGER))
    (alone,) = await left(evening, 1, of=2)
    drag(evening, 2, STRANGER)
    await evening.run_for(minutes(5))
    assert sitting(evening)[2] == {alone, STRANGER}
    assert keys_in(evening, 2, "few:") == []
    assert evening.mixer.guest(STRANGER) is None, "nor are they a guest for that"
    leave(evening, STRANGER)
    await evening.run_for(minutes(1))
    assert 2 not in sitting(evening), "but nobody is left alone when they have gone"


@pytest.mark.parametrize("helps", ["by their role", "by their permissions", "not at all"])
async def test_somebody_brought_in_is_a_guest_unless_they_are_a_helper(helps: str) -> None:
    evening = await seated()
    server = evening.venue.servers[GUILD]
    evening.store.communities[GUILD] = Community(guild_id=GUILD, host_role_id=5)
    server.roles[STRANGER] = frozenset({5} if helps == "by their role" else ())
    server.staff = {STRANGER} if helps == "by their permissions" else set()
    await evening.store.ledger.keep_card(GUILD, STRANGER, Card(about="I bake bread"))
    drag(evening, 2, STRANGER)
    await evening.run_for(SITS_DOWN + 2 * SECOND)
    guest = evening.mixer.guest(STRANGER)
    assert (guest is not None) == (helps == "not at all")
    if guest is not None:
        assert (guest.room, guest.waiting, guest.about) == (2, False, "I bake bread")
        assert admitted(evening, 2) == {STRANGER}


async def test_who_went_into_the_room_of_a_later_round_is_seated_with_everybody_when_tables_change() -> None:
    evening = await begin(9, rounds=3)
    await evening.run_for(minutes(2))
    mixer = evening.mixer
    user, door = next((g.user_id, g.next_rooms[0]) for g in mixer.guests if g.next_rooms[0] != g.room)
    drag(evening, door, user)
    await evening.run_for(minutes(15))
    assert room_of(evening, user) == door
    assert user in named(evening, f"welcome:{door}")
    await evening.run_for(minutes(5))
    assert evening.mixer.round == 2
    assert sorted(map(len, sitting(evening).values())) == [3, 3, 3]


async def test_who_is_late_and_is_put_elsewhere_than_their_seat_stays_there() -> None:
    evening = await seated()
    await evening.press_join(STRANGER)
    guest = evening.mixer.guest(STRANGER)
    assert guest is not None
    other = next(room.number for room in evening.mixer.standing if room.number != guest.room)
    drag(evening, other, STRANGER)
    await evening.run_for(minutes(10))
    assert room_of(evening, STRANGER) == other


async def usual(evening: Evening) -> Evening:
    """Of twelve in three rooms, one is dragged, one walks over, and somebody is brought in who was no guest."""

    async def by_hand() -> None:
        one, *_ = sorted(sitting(evening).get(1, ()))
        other, *_ = sorted(sitting(evening).get(2, ()))
        drag(evening, 3, one, other, STRANGER)

    evening.at(minutes(2), by_hand)
    with suppress(Crash):
        await begin(12, evening, size=4, length=9)
    await evening.run_for(minutes(3))
    assert len(sitting(evening)[3]) == 7, sitting(evening)
    await evening.run_for(minutes(4))
    assert len(sitting(evening)[3]) >= 7, "nobody is taken out of where they were put"
    assert STRANGER in sitting(evening)[3]
    await evening.run_for(minutes(10))
    return evening


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_kill_at_any_call_takes_nobody_out_of_where_they_were_put(after: bool) -> None:
    calls = (await usual(Evening())).venue.calls
    for number in share(range(1, calls + 1), int(after), 4):
        evening = Evening(down_for=2 * SECOND)
        evening.venue.failures = {number: Failure(Crash(), after=after)}
        try:
            await usual(evening)
            check(evening)
            check_once(evening)
        except AssertionError as error:
            error.add_note(f"killed {'after' if after else 'before'} call {number}")
            raise


def test_who_has_just_been_brought_somewhere_and_still_shows_where_they_came_from_has_not_sat_there_for_long() -> None:
    """Discord's answer to a move comes before the event that shows it."""
    mixer = built(an_open_mixer())
    sits, live = mixer.guests[0], UnderWay(mixer)
    seen = a_sight(mixer, {sits.user_id: FIRST_ROOM})
    assert live.watched(seen, after(1)).since == {sits.user_id: after(1)}
    assert live.watched(seen, after(2)).since == {sits.user_id: after(1)}
    live.mixer = mixer.with_guest(sits.moved(2))
    assert live.watched(seen, after(3)).since == {sits.user_id: after(3)}
    live.mixer = mixer.with_guest(replace(sits.moved(2), waiting=False))
    assert live.watched(seen, after(4)).since == {sits.user_id: after(4)}
    moved = a_sight(mixer, {sits.user_id: FIRST_ROOM + 1})
    assert live.watched(moved, after(5)).since == {sits.user_id: after(5)}
