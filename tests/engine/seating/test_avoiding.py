"""Whom somebody would rather not meet: never at one table, and told to nobody."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.text import Place, Refusal, Text
from tests.engine.planning.planned import HOUR, announce, planning, run_to, sign_up
from tests.engine.seating.rooms_in_view import SECOND, begin, crowd, leave, room_of, seated, sitting, together
from tests.evening import GUILD, START, Evening, minutes

LATE = 170


@pytest.mark.parametrize("turned", [False, True], ids=["who wished", "the other"])
async def test_whoever_of_the_two_wished_it_they_never_sit_together(turned: bool) -> None:
    """Everybody has somebody to avoid, one after another round the table."""
    evening = Evening()
    people = crowd(12)
    apart = [(user, people[(place + 1) % 12]) for place, user in enumerate(people)]
    for one, other in apart:
        user, whom = (other, one) if turned else (one, other)
        done = await evening.members.avoid(evening.caller(user), whom, avoids=True)
        assert done == Text("avoid.kept")
    await begin(12, evening, rounds=3)
    for round in range(3):
        await evening.run_until(START + minutes(20) * round + minutes(1))
        assert sorted(map(len, sitting(evening).values())) == [3, 3, 3, 3]
        assert not any(together(evening, *pair) for pair in apart)


async def test_who_sits_with_somebody_they_would_rather_not_meet_is_told_the_way_to_another_room() -> None:
    evening = await seated()
    one, other, third = sorted(sitting(evening)[1])
    told = await evening.members.avoid(evening.caller(one), other, avoids=True)
    assert told == Text("avoid.kept_here", {"place": Place(evening.lobby)})
    room = next(room.name for room in evening.mixer.standing if room.number != 1)
    assert (await evening.press_join(one)) in (Text("join.coming", {"room": name}) for name in (room, "Room 3"))
    await evening.run_for(SECOND)
    assert not together(evening, one, other)
    assert room_of(evening, one) != 1
    assert together(evening, other, third)
    assert await evening.members.avoid(evening.caller(one), other, avoids=True) == Text("avoid.kept")


async def test_a_wish_taken_back_and_a_wish_about_oneself() -> None:
    evening = Evening()
    caller = evening.caller(101)
    await evening.members.avoid(caller, 102, avoids=True)
    assert await evening.store.ledger.avoided(GUILD, [101, 102]) == {(101, 102)}
    assert await evening.members.avoid(caller, 102, avoids=False) == Text("avoid.taken_back")
    assert not await evening.store.ledger.avoided(GUILD, [101, 102])
    with pytest.raises(Refusal, match=r"^avoid\.self$"):
        await evening.members.avoid(caller, 101, avoids=True)


@pytest.mark.parametrize("forgets", [101, 102])
async def test_a_wish_goes_with_everything_about_either_of_the_two(forgets: int) -> None:
    evening = Evening()
    await evening.members.avoid(evening.caller(101), 102, avoids=True)
    await evening.members.avoid(evening.caller(103), 104, avoids=True)
    await evening.members.forget_me(evening.caller(forgets))
    assert await evening.store.ledger.avoided(GUILD, [101, 102, 103, 104]) == {(103, 104)}


async def test_nobody_is_told_of_a_wish() -> None:
    quiet, wishing = await seated(), Evening()
    await wishing.members.avoid(wishing.caller(101), 102, avoids=True)
    await seated(9, wishing)
    for evening in (quiet, wishing):
        await evening.run_for(minutes(90))
    assert [m.texts[0].key for m in wishing.venue.messages] == [m.texts[0].key for m in quiet.venue.messages]


async def test_somebody_late_is_not_brought_to_whom_they_avoid_or_who_avoids_them() -> None:
    for number in (1, 2, 3):
        for turned in (False, True):
            evening = await seated()
            leave(evening, min(sitting(evening)[number]))
            somebody = max(sitting(evening)[number])
            one, other = (somebody, LATE) if turned else (LATE, somebody)
            await evening.members.avoid(evening.caller(one), other, avoids=True)
            evening.gather(LATE)
            await evening.press_join(LATE)
            await evening.run_for(SECOND)
            assert room_of(evening, LATE) in {1, 2, 3} - {number}, "though two sit there and three elsewhere"


async def test_who_signed_up_and_comes_late_is_not_awaited_at_the_table_of_whom_they_avoid() -> None:
    neighbours = set[int]()
    for wish in (False, True):
        evening = planning()
        await announce(evening)
        await sign_up(evening, LATE, *crowd(6))
        for neighbour in neighbours:
            await evening.members.avoid(evening.caller(neighbour), LATE, avoids=wish)
        await run_to(evening, HOUR - minutes(1))
        evening.gather(*crowd(6))
        await run_to(evening, HOUR + minutes(3))
        evening.gather(LATE)
        await evening.run_for(SECOND)
        room = room_of(evening, LATE)
        assert room
        assert neighbours.isdisjoint(sitting(evening)[room])
        neighbours = set(sitting(evening)[room] - {LATE})


async def test_two_late_ones_who_avoid_each_other_press_at_the_same_time() -> None:
    evening = await seated()
    other = LATE + 1
    await evening.members.avoid(evening.caller(LATE), other, avoids=True)
    evening.gather(LATE, other)

    async def both() -> None:
        callers = (evening.caller(LATE), evening.caller(other))
        await asyncio.gather(*(evening.reception.join(caller, evening.mixer.id) for caller in callers))

    await evening.run(both())
    await evening.run_for(SECOND)
    assert room_of(evening, LATE)
    assert room_of(evening, other)
    assert not together(evening, LATE, other)


async def test_who_comes_back_to_somebody_they_avoid_is_brought_elsewhere() -> None:
    evening = await seated()
    back = max(sitting(evening)[1])
    leave(evening, back)
    await evening.members.avoid(evening.caller(min(sitting(evening)[1])), back, avoids=True)
    evening.gather(back)
    await evening.press_join(back)
    await evening.run_for(SECOND)
    assert room_of(evening, back) in {2, 3}
