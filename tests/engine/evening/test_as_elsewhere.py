"""What people complained of in other systems, and what is right here."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.lifecycle.phase import Phase
from bot.core.reconcile.acts import Bring, SendHome
from tests.engine.planning.planned import (
    HOUR,
    announce,
    card,
    coming,
    edit,
    evenings,
    messages,
    planning,
    run_to,
    said,
    shown,
    sign_up,
    waiting,
    withdraw,
)
from tests.evening import GUESTS, GUILD, HOST, START, Evening, check, minutes

DAY = timedelta(days=1)
STRANGER = 900


async def under_way() -> Evening:
    """Five who signed up sit in their rooms, and their host is nowhere."""
    evening = planning(hoard=True)
    await announce(evening)
    await sign_up(evening, *GUESTS[:5])
    evening.gather(*GUESTS[:5])
    await run_to(evening, HOUR + minutes(2))
    assert evening.mixer.phase is Phase.OPEN
    return evening


def room_of(evening: Evening, user: int) -> int:
    """Where somebody has their seat."""
    guest = evening.mixer.guest(user)
    room = evening.mixer.room(guest.room) if guest else None
    assert room is not None
    return room.channel_id or 0


async def test_a_host_who_looks_in_at_the_end_is_brought_back_with_the_others() -> None:
    evening = await under_way()
    await run_to(evening, HOUR + minutes(59))
    evening.venue.go(GUILD, HOST, room_of(evening, GUESTS[0]))
    await run_to(evening, HOUR + minutes(65))
    assert evening.mixer.guest(HOST) is None
    assert evening.people == dict.fromkeys((HOST, *GUESTS[:5]), evening.lobby)
    check(evening)


async def test_an_invitation_deleted_in_the_hour_is_not_posted_again_and_the_evening_goes_on() -> None:
    evening = await under_way()
    gone = evening.venue.delete_message("announcement")
    evening.conductor.message_gone(GUILD, gone.id)
    await evening.quiet()
    assert (await evening.press_join(STRANGER)).key == "join.go"
    await run_to(evening, HOUR + minutes(65))
    assert len(messages(evening, "announcement")) == 1
    assert said(evening, "goodbye") == ["goodbye.time"]


async def test_fewer_places_than_people_take_none_away_and_the_card_counts_who_comes_and_who_waits() -> None:
    evening = planning()
    await announce(evening, capacity=5)
    await sign_up(evening, *GUESTS[:6])
    await edit(evening, capacity=3)
    await evening.run_for(minutes(1))
    assert (coming(evening.mixer), waiting(evening.mixer)) == ([*GUESTS[:5]], [GUESTS[5]])
    full = next(line for line in shown(card(evening), "lines") if line.key == "invitation.full")
    assert shown(full, "people").values == {"count": 5}
    await withdraw(evening, *GUESTS[:2])
    assert waiting(evening.mixer) == [GUESTS[5]], "nobody moves up before there is a place"
    await withdraw(evening, GUESTS[2])
    assert coming(evening.mixer) == [GUESTS[3], GUESTS[4], GUESTS[5]]


async def test_twenty_who_sign_up_while_the_host_changes_everything_are_all_kept() -> None:
    evening, people = planning(), range(1000, 1020)
    await announce(evening)
    for number, user in enumerate(people):
        await sign_up(evening, user)
        if number % 4 == 0:
            await edit(evening, title=f"Tea {number}", length=20 + number, capacity=50 + number)
    await evening.run_for(minutes(1))
    assert coming(evening.mixer) == list(people)
    assert (evening.mixer.title, evening.mixer.length, evening.mixer.capacity) == ("Tea 16", minutes(36), 66)
    assert shown(card(evening), "title") == "Tea 16"


async def test_moved_after_the_reminder_of_the_day_before_both_come_again_for_the_new_hour_only() -> None:
    evening = planning()
    await announce(evening, "2000")
    await sign_up(evening, *GUESTS[:3])
    old, new = START + minutes(2000), START + minutes(2000) + 3 * DAY
    await run_to(evening, old - DAY + minutes(10))
    assert said(evening, "remind") == ["remind.1440"]
    await edit(evening, when=new.replace(tzinfo=None).isoformat())
    await run_to(evening, old + minutes(30))
    assert said(evening, "remind") == ["remind.1440"], "nothing at the old hour"
    await run_to(evening, new - minutes(1))
    assert said(evening, "remind") == ["remind.1440", "remind.1440", "remind.15"]
    assert [shown(message.texts[0], "at").at for message in messages(evening, "remind")] == [old, new, new]


@pytest.mark.parametrize("ahead", [3, 8, 13, 60])
async def test_nobody_is_frightened_by_a_reminder_as_soon_as_an_evening_is_planned(ahead: int) -> None:
    evening = planning()
    await announce(evening, f"{ahead}")
    await sign_up(evening, *GUESTS[:3])
    await evening.run_for(minutes(2))
    assert not messages(evening, "remind")


async def test_who_withdraws_three_minutes_before_makes_room_for_the_next_who_is_seated() -> None:
    evening = planning()
    await announce(evening, capacity=3)
    await sign_up(evening, *GUESTS[:4])
    evening.gather(*GUESTS[:4])
    await run_to(evening, HOUR - minutes(3))
    await withdraw(evening, GUESTS[0])
    evening.venue.go(GUILD, GUESTS[0], None)
    await evening.run_for(timedelta(seconds=10))
    assert said(evening, "lucky") != []
    await run_to(evening, HOUR + minutes(2))
    assert {guest.user_id for guest in evening.mixer.guests} == {*GUESTS[1:4]}
    assert evening.people[GUESTS[3]] == room_of(evening, GUESTS[3])


async def test_who_is_put_into_the_afk_channel_keeps_the_seat_and_is_not_dragged_out_of_there_at_the_end() -> None:
    evening = await under_way()
    afk, seat = evening.venue.add_channel(GUILD, "AFK"), room_of(evening, GUESTS[0])
    evening.venue.go(GUILD, GUESTS[0], afk)
    await evening.run_for(minutes(5))
    assert room_of(evening, GUESTS[0]) == seat
    told = await evening.press_join(GUESTS[0])
    assert (told.key, shown(told, "place").id) == ("join.go", seat)
    moved = len(evening.venue.acts)
    await run_to(evening, HOUR + minutes(65))
    assert evening.people[GUESTS[0]] == afk
    later = [act for _, act in evening.venue.acts[moved:] if isinstance(act, Bring | SendHome)]
    assert GUESTS[0] not in {act.user_id for act in later}
    check(evening)


@pytest.mark.parametrize("by_hand", [True, False])
async def test_who_dropped_out_has_the_same_room_again(by_hand: bool) -> None:
    evening = await under_way()
    seat = room_of(evening, GUESTS[0])
    evening.venue.go(GUILD, GUESTS[0], None)
    await evening.run_for(minutes(1))
    if by_hand:
        evening.venue.go(GUILD, GUESTS[0], seat)
    else:
        evening.gather(GUESTS[0])
        await evening.press_join(GUESTS[0])
    await evening.run_for(minutes(1))
    assert (room_of(evening, GUESTS[0]), evening.people[GUESTS[0]]) == (seat, seat)


async def test_two_lobbies_at_one_hour_are_two_mixers_and_nobody_is_mixed_up() -> None:
    evening = planning(hoard=True)
    await announce(evening)
    await sign_up(evening, *GUESTS[:3])
    other = evening.venue.add_channel(GUILD, "Other lobby")
    evening.gather(*GUESTS[:3])
    await run_to(evening, HOUR - minutes(1))
    for user in (HOST, STRANGER, STRANGER + 1):
        evening.venue.go(GUILD, user, other)
    await evening.run_for(minutes(1) + timedelta(seconds=20))
    assert evenings(evening)[0].phase is Phase.OPEN
    await evening.start_from_here()
    await evening.run_for(minutes(1))
    first, second = evenings(evening)
    assert {guest.user_id for guest in first.guests} == {*GUESTS[:3]}
    assert {guest.user_id for guest in second.guests} == {HOST, STRANGER, STRANGER + 1}
    for mixer in (first, second):
        assert {evening.people[guest.user_id] for guest in mixer.guests} <= {room.channel_id for room in mixer.rooms}
