"""Nobody is left alone: rooms that have lost their people are told, and brought together with others."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.lifecycle.phase import Phase
from bot.core.text import Moment, Text
from tests.engine.seating.rooms_in_view import (
    SECOND,
    Shaky,
    Solitude,
    channel,
    keys_in,
    leave,
    left,
    named,
    room_of,
    seated,
    sitting,
    together,
)
from tests.evening import GUILD, START, Evening, check, minutes

LATE = 170
MINUTE = timedelta(minutes=1)


async def one_left() -> tuple[Evening, int]:
    """An evening in which somebody has just been left alone in the first room."""
    evening = await seated()
    (alone,) = await left(evening, 1)
    return evening, alone


async def test_one_left_alone_is_told_and_brought_to_others_who_are_told_too() -> None:
    evening, alone = await one_left()
    await evening.run_for(11 * SECOND)
    assert not evening.posts("few"), "somebody may only have lost the connection"
    await evening.run_for(2 * SECOND)
    assert keys_in(evening, 1, "few") == ["room.few_1"]
    assert len(evening.posts("joining")) == 1
    host = next(number for number in (2, 3) if keys_in(evening, number, "joining"))
    assert room_of(evening, alone) == 1
    await evening.run_for(13 * SECOND)
    assert room_of(evening, alone) == host
    assert alone in named(evening, f"welcome:{host}")
    await evening.run_for(minutes(90))
    assert len(evening.posts("few")) == len(evening.posts("joining")) == 1
    check(evening)


async def test_the_word_tells_when() -> None:
    evening, alone = await one_left()
    await evening.run_for(20 * SECOND)
    word = next(message for message in evening.venue.messages if message.key.startswith("few"))
    told = word.texts[0].values["at"]
    assert isinstance(told, Moment)
    await evening.run_until(told.at - SECOND)
    assert room_of(evening, alone) == 1
    await evening.run_until(told.at)
    assert room_of(evening, alone) in {2, 3}


@pytest.mark.parametrize("seconds", [5, 20])
@pytest.mark.parametrize("how", ["join", "by themselves", "somebody late"])
async def test_when_somebody_comes_in_time_nobody_is_moved(seconds: int, how: str) -> None:
    evening = await seated()
    back = max(sitting(evening)[1])
    (alone,) = await left(evening, 1)
    await evening.run_for(seconds * SECOND)
    if how == "by themselves":
        evening.venue.go(GUILD, back, channel(evening, 1))
    else:
        user = back if how == "join" else LATE
        evening.gather(user)
        await evening.press_join(user)
    await evening.run_for(minutes(1))
    assert room_of(evening, alone) == 1 or how == "somebody late"
    assert all(len(users) > 1 for users in sitting(evening).values())
    if how != "somebody late":
        assert sitting(evening)[1] == {alone, back}


async def test_two_are_asked_first_and_stay_if_they_like_it_so() -> None:
    evening = await seated()
    two = await left(evening, 2)
    await evening.run_for(MINUTE - SECOND)
    assert not evening.posts("few")
    await evening.run_for(2 * SECOND)
    assert keys_in(evening, 1, "few") == ["room.few_2"]
    word = next(message for message in evening.venue.messages if message.key.startswith("few"))
    assert (word.texts[0].buttons, word.texts[0].place) == (("content",), 1)
    done = await evening.roomside.press(evening.caller(two[0]), "content", evening.mixer.id, 1)
    assert done == Text("content.done")
    await evening.run_for(minutes(50))
    assert sitting(evening)[1] == set(two)


async def test_two_who_do_not_say_so_are_brought_to_others() -> None:
    evening = await seated()
    two = await left(evening, 2)
    await evening.run_for(minutes(3) - SECOND)
    assert sitting(evening)[1] == set(two), "they have two minutes to say so"
    await evening.run_for(2 * SECOND)
    assert 1 not in sitting(evening)
    assert sorted(map(len, sitting(evening).values())) == [4, 4]


async def test_happy_two_of_whom_one_leaves_are_one_alone() -> None:
    evening = await seated()
    two = await left(evening, 2)
    await evening.run_for(minutes(1))
    await evening.roomside.press(evening.caller(two[0]), "content", evening.mixer.id, 1)
    leave(evening, two[1])
    await evening.run_for(30 * SECOND)
    assert room_of(evening, two[0]) in {2, 3}
    assert len(evening.posts("few")) == 2


async def test_a_mixer_of_two_is_what_they_wanted() -> None:
    evening = await seated(2)
    await evening.run_for(minutes(20))
    assert not evening.posts("few")


async def test_two_who_are_all_that_is_left_are_not_disturbed() -> None:
    evening = await seated(3)
    leave(evening, 102)
    await evening.run_for(minutes(20))
    assert not evening.posts("few")
    assert len(sitting(evening)[1]) == 2


async def test_the_last_one_is_told_that_there_is_nobody() -> None:
    evening = await seated(3)
    (alone,) = await left(evening, 1)
    await evening.run_for(minutes(5))
    assert keys_in(evening, 1, "few") == ["room.alone"]
    assert room_of(evening, alone) == 1


async def test_who_can_be_brought_to_nobody_is_told_and_stays_until_that_changes() -> None:
    evening = await seated(6)
    one, other = min(sitting(evening)[1]), max(sitting(evening)[2])
    await evening.members.avoid(evening.caller(other), one, avoids=True)
    leave(evening, *sitting(evening)[1] - {one}, *sitting(evening)[2] - {other})
    await evening.run_for(minutes(2))
    assert sitting(evening) == {1: {one}, 2: {other}}
    assert keys_in(evening, 1, "few") == keys_in(evening, 2, "few") == ["room.alone"]
    evening.gather(LATE)
    await evening.press_join(LATE)
    await evening.run_for(minutes(1))
    assert sorted(map(len, sitting(evening).values())) == [1, 2]
    assert not together(evening, one, other)
    lucky = one if together(evening, LATE, one) else other
    leave(evening, lucky)
    await evening.run_for(minutes(1))
    assert list(sitting(evening).values()) == [{LATE, one + other - lucky}], "there is somebody for them now"


async def test_who_avoids_somebody_elsewhere_is_not_brought_to_them() -> None:
    for avoided in range(2):
        evening = await seated()
        alone = min(sitting(evening)[1])
        others = [min(sitting(evening)[number]) for number in (2, 3)]
        await evening.members.avoid(evening.caller(alone), others[avoided], avoids=True)
        await left(evening, 1)
        await evening.run_for(30 * SECOND)
        assert together(evening, alone, others[1 - avoided])


async def test_a_wish_can_bring_others_over_instead() -> None:
    evening = await seated(8, size=4)
    alone, avoiding = min(sitting(evening)[1]), max(sitting(evening)[2])
    await evening.members.avoid(evening.caller(avoiding), alone, avoids=True)
    await left(evening, 1)
    await evening.run_for(15 * SECOND)
    assert keys_in(evening, 2, "joining") == ["room.parting"]
    parting = named(evening, evening.posts("joining")[0])
    await evening.run_for(15 * SECOND)
    assert sitting(evening)[1] == {alone, *parting}
    assert len(parting) in {1, 2}
    assert not together(evening, alone, avoiding)


async def test_two_left_alone_at_the_same_moment_meet_and_do_not_change_places() -> None:
    evening = await seated(6)
    ones = await left(evening, 1) + await left(evening, 1, of=2)
    await evening.run_for(30 * SECOND)
    assert list(sitting(evening).values()) == [set(ones)]


async def test_two_rooms_of_two_are_brought_together_and_do_not_change_places() -> None:
    evening = await seated(6)
    four = await left(evening, 2) + await left(evening, 2, of=2)
    await evening.run_for(minutes(4))
    assert list(sitting(evening).values()) == [set(four)]


async def test_when_the_hosts_of_one_alone_leave_others_are_found_in_time() -> None:
    evening, alone = await one_left()
    await evening.run_for(20 * SECOND)
    number = next(number for number in (2, 3) if keys_in(evening, number, "joining"))
    leave(evening, *sitting(evening)[number])
    await evening.run_for(12 * SECOND)
    assert room_of(evening, alone) == 5 - number
    assert keys_in(evening, 5 - number, "joining") == ["room.joining"]


async def test_who_was_to_come_over_and_went_to_the_lobby_is_left_there() -> None:
    evening = await seated(8, size=4)
    alone, avoiding = min(sitting(evening)[1]), max(sitting(evening)[2])
    await evening.members.avoid(evening.caller(avoiding), alone, avoids=True)
    await left(evening, 1)
    await evening.run_for(15 * SECOND)
    parting = min(named(evening, evening.posts("joining")[0]))
    evening.gather(parting)
    await evening.run_for(minutes(1))
    assert evening.people[parting] == evening.lobby
    assert not together(evening, alone, avoiding)


async def test_a_seat_asked_for_and_not_taken_leaves_nobody_alone() -> None:
    evening = await seated()
    solitude = Solitude(evening)
    await left(evening, 1)
    assert (await evening.press_join(LATE)).key == "join.go"
    assert evening.mixer.guests[-1].room == 1
    await evening.run_for(minutes(2))
    assert 1 not in sitting(evening)
    assert solitude.longest <= MINUTE
    evening.gather(LATE)
    await evening.run_for(SECOND)
    assert len(sitting(evening)[room_of(evening, LATE) or 0]) > 2, "and whoever asked is with others when they come"


async def test_who_comes_back_when_the_others_have_been_brought_elsewhere_is_with_others() -> None:
    evening = await seated()
    back = max(sitting(evening)[1])
    await left(evening, 1)
    await evening.run_for(minutes(1))
    evening.gather(back)
    await evening.press_join(back)
    await evening.run_for(SECOND)
    assert len(sitting(evening)[room_of(evening, back) or 0]) > 1


async def test_two_are_not_disturbed_shortly_before_the_end() -> None:
    evening = await seated()
    await evening.run_until(evening.mixer.closes_at - minutes(2))
    two = await left(evening, 2)
    await evening.run_for(minutes(2) - SECOND)
    assert sitting(evening)[1] == set(two)
    assert not evening.posts("few")


async def test_a_word_of_two_minutes_does_not_keep_one_alone_waiting() -> None:
    evening = await seated()
    two = await left(evening, 2)
    await evening.run_for(minutes(1.5))
    (alone,) = await left(evening, 1, of=2)
    await evening.run_for(30 * SECOND)
    assert len(sitting(evening)[room_of(evening, alone) or 0]) > 2
    await evening.run_for(minutes(10))
    assert all(len(users) > 1 for users in sitting(evening).values())
    assert any(set(two) <= users for users in sitting(evening).values())


async def test_two_who_can_be_brought_to_nobody_do_not_keep_one_alone_waiting() -> None:
    evening = await seated()
    two = await left(evening, 2)
    others = sitting(evening)[2] | sitting(evening)[3]
    for other in others:
        await evening.members.avoid(evening.caller(other), two[0], avoids=True)
    await evening.run_for(48 * SECOND)
    solitude = Solitude(evening)
    (alone,) = await left(evening, 1, of=2)
    await evening.run_for(minutes(3))
    assert sitting(evening)[1] == set(two), "and are not bothered"
    assert room_of(evening, alone) == 3
    assert solitude.longest <= timedelta(seconds=30)


async def test_a_change_of_tables_comes_before_a_word() -> None:
    evening = await seated(9, rounds=2, length=30)
    await evening.run_until(START + minutes(15) - 10 * SECOND)
    await left(evening, 1)
    await evening.run_for(minutes(1))
    assert not evening.posts("few")
    assert all(len(users) > 1 for users in sitting(evening).values())


async def test_a_button_of_two_who_are_no_longer_two_does_nothing() -> None:
    evening = await seated()
    two = await left(evening, 2)
    await evening.run_for(minutes(5))
    await evening.roomside.press(evening.caller(two[0]), "content", evening.mixer.id, 1)
    room = evening.mixer.room(1)
    assert room is not None
    assert not room.smallness.stays


async def test_nothing_of_a_word_is_kept_after_the_evening() -> None:
    evening = await seated()
    await left(evening, 1)
    await evening.run_for(15 * SECOND)
    assert any(room.smallness.moves for room in evening.mixer.rooms)
    await evening.end()
    await evening.run_for(minutes(5))
    assert evening.mixer.phase is Phase.CLOSED
    assert not any(room.smallness.moves for room in evening.mixer.rooms), "who sat where is nobody's business any more"


async def test_if_company_cannot_be_thought_out_at_once_it_is_a_little_later(caplog: pytest.LogCaptureFixture) -> None:
    ledger = Shaky()
    evening = await seated(9, Evening(ledger=ledger))
    ledger.away = True
    (alone,) = await left(evening, 1)
    await evening.run_for(20 * SECOND)
    assert "seating failed" in caplog.text
    assert room_of(evening, alone) == 1
    ledger.away = False
    await evening.run_for(minutes(2))
    assert room_of(evening, alone) in {2, 3}
