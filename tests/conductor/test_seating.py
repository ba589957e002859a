"""Who sits with whom: wishes, history, what cards say, and what the numbers force."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.card import Card
from bot.core.seating import Comfort
from bot.core.start import Wish
from bot.core.words import Offer, Refusal, Text
from tests.conductor.tables import (
    SECOND,
    begin,
    crowd,
    leave,
    named,
    pairs,
    room_of,
    seated,
    sitting,
    start,
    take_up,
    together,
)
from tests.evening import GUILD, HOST, START, Evening, check, minutes
from tests.fakes import FakeLedger

LATE = 170
DAY = timedelta(days=1)


def split(lines: Sequence[Text]) -> Text:
    """How the split was made, as a host reads it."""
    return next(line for line in lines if line.key.startswith("seating."))


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


async def test_a_wish_taken_back_and_a_wish_about_oneself() -> None:
    evening = Evening()
    caller = evening.caller(101)
    await evening.members.avoid(caller, 102, avoids=True)
    assert await evening.store.ledger.avoided(GUILD, [101, 102]) == {(101, 102)}
    assert await evening.members.avoid(caller, 102, avoids=False) == Text("avoid.taken_back")
    assert not await evening.store.ledger.avoided(GUILD, [101, 102])
    with pytest.raises(Refusal, match=r"^avoid\.self$"):
        await evening.members.avoid(caller, 101, avoids=True)


async def test_a_wish_outlives_that_the_other_has_everything_about_them_deleted() -> None:
    for forgets, kept in ((102, True), (101, False)):
        evening = Evening()
        await evening.members.avoid(evening.caller(101), 102, avoids=True)
        await evening.members.forget_me(evening.caller(forgets))
        assert bool(await evening.store.ledger.avoided(GUILD, [101, 102])) == kept


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


async def test_many_who_press_at_the_same_time_are_spread() -> None:
    evening = await seated()
    late = range(LATE, LATE + 6)
    evening.gather(*late)

    async def everybody() -> None:
        await asyncio.gather(*(evening.reception.join(evening.caller(user), evening.mixer.id) for user in late))

    await evening.run(everybody())
    await evening.run_for(SECOND)
    assert sorted(map(len, sitting(evening).values())) == [5, 5, 5]


async def test_who_comes_back_to_somebody_they_avoid_is_brought_elsewhere() -> None:
    evening = await seated()
    back = max(sitting(evening)[1])
    leave(evening, back)
    await evening.members.avoid(evening.caller(min(sitting(evening)[1])), back, avoids=True)
    evening.gather(back)
    await evening.press_join(back)
    await evening.run_for(SECOND)
    assert room_of(evening, back) in {2, 3}


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


async def test_two_evenings_bring_new_faces() -> None:
    evening = await seated(9)
    met = pairs(sitting(evening).values())
    for week in range(1, 4):
        await evening.run_for(7 * DAY)
        await seated(9, evening)
        met += pairs(sitting(evening).values())
        assert set(met.values()) == {1}, f"somebody met again {week} weeks later"
        assert split(await evening.ask(lambda r: r.status(evening.caller()))).key == "seating.all_new"


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


async def test_fields_mix_and_somebody_who_likes_to_talk_is_in_every_room() -> None:
    evening, talkers, colleagues = Evening(), {100, 101}, {101, 102, 103}
    for user in crowd(6):
        comfort = Comfort.FREE if user in talkers else Comfort.LISTEN
        card = Card(field="it" if user in colleagues else f"field {user}", comfort=comfort)
        await evening.members.keep_card(evening.caller(user), card)
    await seated(6, evening)
    for users in sitting(evening).values():
        assert not colleagues <= users
        assert talkers & users


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
    lines = await evening.ask(lambda r: r.status(evening.caller()))
    assert split(lines).key == ("seating.fewest" if again_ else "seating.all_new")


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


async def test_an_offer_does_not_outlive_the_process() -> None:
    evening = Evening()
    offer = await start(evening, crowd(12), Wish(title="Tea", room_size=4, rounds=3))
    assert isinstance(offer, Offer)
    await evening.kill()
    await evening.resume()
    with pytest.raises(Refusal, match=r"^offer\.old$"):
        await take_up(evening, offer, 0)


async def test_a_decision_that_came_too_late_is_refused_like_the_command() -> None:
    evening = Evening()
    offer = await start(evening, crowd(12), Wish(title="Tea", room_size=4, rounds=3))
    assert isinstance(offer, Offer)
    leave(evening, *crowd(12))
    with pytest.raises(Refusal, match=r"^start\.nobody$"):
        await take_up(evening, offer, 0)


async def test_a_host_reads_in_one_sentence_how_the_split_was_made_and_no_names() -> None:
    for people, rounds, size, key, counts in (
        (9, 1, 3, "seating.all_new", {"people": 9, "rooms": 3, "rounds": 1, "repeats": 0, "broken": 0}),
        (8, 2, 4, "seating.fewest", {"people": 8, "rooms": 2, "rounds": 2, "broken": 0}),
    ):
        evening = await seated(people, rounds=rounds, size=size)
        line = split(await evening.ask(lambda r: r.status(evening.caller())))  # noqa: B023
        assert line.key == key
        assert counts.items() <= line.values.items()
        assert all(isinstance(value, int) and value < HOST for value in line.values.values())


async def test_what_could_not_be_is_said_too() -> None:
    evening = Evening()
    await evening.members.avoid(evening.caller(101), 102, avoids=True)
    await seated(3, evening)
    line = split(await evening.ask(lambda r: r.status(evening.caller())))
    assert (line.key, line.values["broken"]) == ("seating.broken", 1)


async def test_status_tells_the_round() -> None:
    evening = await seated(9, rounds=2, length=30)
    await evening.run_for(minutes(15))
    lines = await evening.ask(lambda r: r.status(evening.caller()))
    assert [line.values for line in lines if line.key == "status.round"] == [{"round": 2, "rounds": 2}]


flexible = st.sampled_from([101, 104, 107, LATE])
moments = st.tuples(st.sampled_from([5, 10, 15, 25, 70, 200]), st.sampled_from(["leave", "join", "lobby"]), flexible)
apart_pairs = st.lists(st.tuples(st.sampled_from(crowd(9)), st.sampled_from([*crowd(9), LATE])), max_size=2)


@given(apart_pairs, st.lists(moments, max_size=15))
@settings(max_examples=40, deadline=None)
def test_whatever_happens_nobody_is_brought_to_whom_they_avoid(
    apart: Sequence[tuple[int, int]], script: Sequence[tuple[int, str, int]]
) -> None:
    wrongs: list[str] = []

    async def live() -> None:
        evening = Evening()
        wished = [(one, other) for one, other in apart if one != other]
        for one, other in wished:
            await evening.members.avoid(evening.caller(one), other, avoids=True)
        await begin(9, evening, rounds=3, length=24)

        async def look(seconds: int) -> None:
            """At every moment but while people are being moved past each other."""
            for _ in range(0, seconds, 5):
                await evening.run_for(5 * SECOND)
                wrongs.extend(f"{pair} at {evening.now}" for pair in wished if together(evening, *pair))

        for pause, deed, user in script:
            await look(pause)
            if deed == "leave":
                leave(evening, user)
            else:
                evening.gather(user)
            if deed == "join":
                try:
                    await evening.press_join(user)
                except Refusal:
                    continue
        await look(30 * 60)
        check(evening)

    asyncio.run(live())
    assert not wrongs
