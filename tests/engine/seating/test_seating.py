"""Who sits with whom: history, what cards say, where somebody late is needed, and what the numbers force."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.core.community.card import Card
from bot.core.planning.start import Wish
from bot.core.seating import Comfort
from bot.core.text import Offer, Refusal, Text
from tests.engine.seating.rooms_in_view import (
    SECOND,
    Shaky,
    crowd,
    leave,
    named,
    pairs,
    room_of,
    seated,
    sitting,
    start,
    take_up,
)
from tests.evening import GUILD, START, Evening, check, minutes
from tests.fakes import FakeLedger

LATE = 170
DAY = timedelta(days=1)


def split(lines: Sequence[Text]) -> Text:
    """How the split was made, as a host reads it."""
    return next(line for line in lines if line.key.startswith("seating."))


async def test_many_who_press_at_the_same_time_are_spread() -> None:
    evening = await seated()
    late = range(LATE, LATE + 6)
    evening.gather(*late)

    async def everybody() -> None:
        await asyncio.gather(*(evening.reception.join(evening.caller(user), evening.mixer.id) for user in late))

    await evening.run(everybody())
    await evening.run_for(SECOND)
    assert sorted(map(len, sitting(evening).values())) == [5, 5, 5]


async def test_somebody_late_helps_the_smallest_room_and_newcomers_meet_a_regular() -> None:
    evening = await seated()
    leave(evening, *sorted(sitting(evening)[2])[:1])
    evening.gather(LATE)
    assert (await evening.press_join(LATE)).key == "join.coming"
    await evening.run_for(SECOND)
    assert room_of(evening, LATE) == 2
    assert LATE in named(evening, "welcome:2")


async def test_when_all_rooms_are_full_a_new_one_opens_and_nobody_sits_there_alone() -> None:
    evening = await seated(10, size=5)
    for late in range(LATE, LATE + 2):
        evening.gather(late)
        await evening.press_join(late)
        await evening.run_for(SECOND)
    seats = sitting(evening)
    assert sum(map(len, seats.values())) == 12
    assert len(seats) == 3
    assert min(map(len, seats.values())) >= 3
    assert named(evening, "welcome:3") == seats[3]
    await evening.run_for(minutes(90))
    check(evening)


async def test_before_a_new_room_opens_an_empty_one_is_used_again() -> None:
    evening = await seated(15, size=5)
    leave(evening, *sitting(evening)[1])
    evening.gather(LATE)
    await evening.press_join(LATE)
    await evening.run_for(SECOND)
    assert len(evening.mixer.rooms) == 3
    assert LATE in sitting(evening)[1]
    assert sorted(map(len, sitting(evening).values())) == [3, 4, 4]


async def test_two_evenings_bring_new_faces() -> None:
    evening = await seated(9)
    met = pairs(sitting(evening).values())
    for week in range(1, 4):
        await evening.run_for(7 * DAY)
        await seated(9, evening)
        met += pairs(sitting(evening).values())
        assert set(met.values()) == {1}, f"somebody met again {week} weeks later"


async def test_who_sat_together_is_who_came_and_not_who_was_awaited() -> None:
    evening = await seated()
    await evening.press_join(LATE)
    everybody = [*crowd(9), LATE]
    for comes in (False, True):
        if comes:
            evening.gather(LATE)
            await evening.run_for(SECOND)
        (past,) = await evening.store.ledger.history(GUILD, everybody, evening.now)
        assert {frozenset(map(int, room)) for room in past.rooms} == set(sitting(evening).values())
        assert (room_of(evening, LATE) is not None) == comes


async def test_who_sat_together_is_kept_as_soon_as_the_disk_is_back() -> None:
    ledger = Shaky()
    evening = await seated(9, Evening(ledger=ledger))
    await evening.press_join(LATE)
    ledger.away = True
    evening.gather(LATE)
    await evening.run_for(SECOND)
    assert room_of(evening, LATE), "people come before books"
    ledger.away = False
    await evening.run_for(minutes(2))
    (past,) = await ledger.history(GUILD, [*crowd(9), LATE], evening.now)
    assert any(str(LATE) in room for room in past.rooms)


async def test_every_round_is_remembered_and_who_came_late_too() -> None:
    evening = await seated(9, rounds=2, length=30)
    seats = [sitting(evening)]
    await evening.run_until(START + minutes(16))
    evening.gather(LATE)
    await evening.press_join(LATE)
    await evening.run_for(SECOND)
    seats.append(sitting(evening))
    past = await evening.store.ledger.history(GUILD, [*crowd(9), LATE], evening.now)
    remembered = [{frozenset(map(int, room)) for room in round.rooms} for round in past]
    assert remembered == [set(rooms.values()) for rooms in seats]


async def test_after_half_a_year_old_faces_are_new_again() -> None:
    ledger = FakeLedger()
    first = await seated(6, Evening(ledger=ledger))
    await ledger.expire(first.now + 180 * DAY)
    assert await ledger.history(GUILD, crowd(6), first.now) == ()


async def test_who_speaks_one_language_sits_together() -> None:
    evening = Evening()
    for user in crowd(6):
        await evening.members.keep_card(evening.caller(user), Card(languages=frozenset({"ja" if user % 2 else "de"})))
    await seated(6, evening)
    assert all(len({user % 2 for user in users}) == 1 for users in sitting(evening).values())


async def test_fields_mix() -> None:
    evening = Evening()
    for user in crowd(9):
        await evening.members.keep_card(evening.caller(user), Card(field=f"field {user % 3}"))
    await seated(9, evening)
    assert all({user % 3 for user in users} == {0, 1, 2} for users in sitting(evening).values())


async def test_somebody_who_likes_to_talk_is_in_every_room() -> None:
    evening, talkers = Evening(), {100, 101}
    for user in crowd(6):
        comfort = Comfort.FREE if user in talkers else Comfort.LISTEN
        await evening.members.keep_card(evening.caller(user), Card(comfort=comfort))
    await seated(6, evening)
    assert all(talkers & users for users in sitting(evening).values())


async def test_newcomers_sit_with_somebody_who_knows_how_things_go() -> None:
    ledger = FakeLedger()
    regulars = crowd(3)
    await ledger.sat(GUILD, "before", 1, {1: regulars}, START - 30 * DAY)
    evening = await seated(9, Evening(ledger=ledger))
    assert all(set(regulars) & users for users in sitting(evening).values())


async def test_a_host_is_told_before_the_start_that_people_must_meet_again_and_is_offered_smaller_rooms() -> None:
    evening = Evening()
    offer = await start(evening, crowd(12), Wish(title="Tea", room_size=4, rounds=3))
    assert isinstance(offer, Offer)
    (text,) = offer.texts
    assert text.key == "start.repeats_smaller"
    assert (text.values["people"], text.values["size"]) == (12, 3)
    assert isinstance(text.values["repeats"], int)
    assert text.values["repeats"] > 0
    assert [label for label, _ in offer.choices] == ["offer.smaller", "offer.as_is"]
    assert not evening.store.mixers, "nothing has begun"
    assert not evening.posts()


@pytest.mark.parametrize(("choice", "size", "again_"), [(0, 3, False), (1, 4, True)], ids=["smaller", "as is"])
async def test_what_a_host_decides_is_done(choice: int, size: int, again_: bool) -> None:
    evening = Evening()
    offer = await start(evening, crowd(12), Wish(title="Tea", room_size=4, rounds=3))
    assert isinstance(offer, Offer)
    done = await take_up(evening, offer, choice)
    assert isinstance(done, Text)
    assert done.key == "start.done"
    met = pairs(())
    for round in range(3):
        await evening.run_until(START + minutes(20) * round + minutes(1))
        assert set(map(len, sitting(evening).values())) == {size}
        met += pairs(sitting(evening).values())
    assert (max(met.values()) > 1) == again_


async def test_where_no_size_spares_them_a_host_is_only_told() -> None:
    evening = Evening()
    offer = await start(evening, crowd(6), Wish(title="Tea", room_size=3, rounds=4))
    assert isinstance(offer, Offer)
    assert [text.key for text in offer.texts] == ["start.repeats"]
    assert [label for label, _ in offer.choices] == ["offer.go"]
    await take_up(evening, offer, 0)
    await evening.run_for(minutes(1))
    assert sorted(map(len, sitting(evening).values())) == [3, 3]


async def test_where_nobody_need_meet_twice_nobody_is_asked() -> None:
    for rounds, size in ((1, 4), (4, 3)):
        evening = Evening()
        done = await start(evening, crowd(12), Wish(title="Tea", room_size=size, rounds=rounds))
        assert isinstance(done, Text)
        assert done.key == "start.done"


async def test_an_offer_is_for_whom_it_was_made_and_taken_up_once() -> None:
    evening = Evening()
    offer = await start(evening, crowd(12), Wish(title="Tea", room_size=4, rounds=3))
    assert isinstance(offer, Offer)
    with pytest.raises(Refusal, match=r"^offer\.old$"):
        await take_up(evening, offer, 0, by=101)
    await take_up(evening, offer, 0)
    for choice in (0, 1):
        with pytest.raises(Refusal, match=r"^offer\.old$"):
            await take_up(evening, offer, choice)
    assert len(evening.store.mixers) == 1


async def test_a_decision_that_came_too_late_is_refused_like_the_command() -> None:
    evening = Evening()
    offer = await start(evening, crowd(12), Wish(title="Tea", room_size=4, rounds=3))
    assert isinstance(offer, Offer)
    leave(evening, *crowd(12))
    with pytest.raises(Refusal, match=r"^start\.no_lobby$"):
        await take_up(evening, offer, 0)


async def test_a_host_reads_in_one_sentence_how_the_split_was_made_and_no_names() -> None:
    for people, rounds, size, counts in (
        (9, 1, 3, {"people": 9, "rooms": 3, "rounds": 1}),
        (8, 2, 4, {"people": 8, "rooms": 2, "rounds": 2}),
    ):
        evening = await seated(people, rounds=rounds, size=size)
        line = split(await evening.ask(lambda r: r.status(evening.caller())))  # noqa: B023
        sizes = Text("status.sizes" if rounds == 1 else "status.sizes_rounds", counts)
        assert line == Text("seating.split", {"sizes": sizes})


async def test_status_tells_the_round() -> None:
    evening = await seated(9, rounds=2, length=30)
    await evening.run_for(minutes(15))
    lines = await evening.ask(lambda r: r.status(evening.caller()))
    assert [line.values for line in lines if line.key == "status.round"] == [{"round": 2, "rounds": 2}]
