"""The register's contract, for the real one and the fake: cards, whom people avoid, and who sat with whom."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta, timezone
from itertools import permutations

import pytest

from bot.core.afterwards.company import MET
from bot.core.community.card import Card, Kept
from bot.core.seating import Comfort, PastRound
from bot.ports import Ledger
from tests.adapters.conftest import BIG, NOW, Store
from tests.adapters.sql.test_ledger import KEPT, SOON, ledger_of

DAY, YEAR = timedelta(days=1), timedelta(days=365)
CARD = Card(
    about='縁側で"お茶"',
    answer="It's the tea; and \\ rain",
    may_show=True,
    field="Care",
    ask_field=True,
    languages=frozenset({"ja", "en"}),
    comfort=Comfort.LISTEN,
    remind=True,
)


@pytest.fixture
def ledger(store: Store) -> Ledger:
    """Every kind of ledger, empty."""
    return ledger_of(store)


async def rooms(ledger: Ledger, user_ids: set[int], *, without: str = "") -> list[tuple[tuple[str, ...], ...]]:
    """The rooms of every past round of these people, oldest first."""
    return [past.rooms for past in await ledger.history(1, user_ids, NOW, without=without)]


async def test_a_card_comes_back_and_is_replaced_whole(ledger: Ledger) -> None:
    assert await ledger.card(1, BIG) is None
    for card in (CARD, replace(CARD, field=None, comfort=None, languages=frozenset()), Card()):
        await ledger.keep_card(1, BIG, card)
        assert await ledger.card(1, BIG) == card


async def test_cards_of_several_are_found_at_once(ledger: Ledger) -> None:
    await ledger.keep_card(1, 5, CARD)
    await ledger.keep_card(1, 6, Card(about="six"))
    await ledger.keep_card(1, 7, Card(about="seven"))
    assert await ledger.cards(1, [5, 7, 8, 5]) == {5: CARD, 7: Card(about="seven")}
    assert await ledger.cards(1, []) == {}
    assert len(await ledger.cards(1, range(1000))) == 3


async def test_two_stay_apart_whoever_of_them_wished_it(ledger: Ledger) -> None:
    await ledger.avoid(1, 6, 5, avoids=True)
    await ledger.avoid(1, 7, BIG, avoids=True)
    await ledger.avoid(1, 7, BIG, avoids=True)
    assert await ledger.avoided(1, [5, 6, 7, BIG]) == {(5, 6), (7, BIG)}
    assert await ledger.avoided(1, {6, 7, BIG}) == {(7, BIG)}
    assert await ledger.avoided(1, {5, 7}) == await ledger.avoided(1, []) == frozenset()


async def test_everybody_takes_back_their_own_wish_only(ledger: Ledger) -> None:
    for one, other in ((5, 6), (6, 5)):
        await ledger.avoid(1, one, other, avoids=True)
    for _ in range(2):
        await ledger.avoid(1, 5, 6, avoids=False)
    assert await ledger.avoided(1, [5, 6]) == {(5, 6)}
    await ledger.avoid(1, 6, 5, avoids=False)
    assert await ledger.avoided(1, [5, 6]) == frozenset()


async def test_nobody_learns_who_avoids_them(ledger: Ledger) -> None:
    await ledger.avoid(1, 5, 6, avoids=True)
    await ledger.avoid(1, 5, 7, avoids=True)
    assert await ledger.avoids_of(1, 5) == {6, 7}
    assert await ledger.avoids_of(1, 6) == frozenset()
    assert (await ledger.kept(1, 6)).avoids == frozenset()


async def test_with_a_person_goes_what_others_wish_about_them(ledger: Ledger) -> None:
    for one, other in ((5, 6), (6, 5), (5, 7)):
        await ledger.avoid(1, one, other, avoids=True)
    await ledger.forget_person(1, 6)
    assert await ledger.avoided(1, [5, 6, 7]) == {(5, 7)}
    assert await ledger.avoids_of(1, 5) == {7}


async def test_what_nobody_touches_for_a_year_is_deleted(ledger: Ledger) -> None:
    for user_id in (5, 6):
        await ledger.keep_card(1, user_id, CARD)
        await ledger.avoid(1, user_id, 9, avoids=True)
        await ledger.refuse(1, user_id, refuses=True)
    await ledger.expire(NOW)
    await ledger.expire(NOW + YEAR - SOON)
    assert {*await ledger.cards(1, [5, 6])} == {5, 6}
    await ledger.sat(1, "a", 1, {1: [6]}, NOW + YEAR - SOON)
    await ledger.expire(NOW + YEAR)
    assert (await ledger.cards(1, [5, 6])).keys() == await ledger.refusers(1) == {6}, "who came is no stranger"
    assert await ledger.avoided(1, [5, 6, 9]) == {(6, 9)}
    await ledger.expire(NOW + 2 * YEAR - SOON)
    assert (await ledger.cards(1, [6])).keys() == await ledger.refusers(1) == {6}
    await ledger.expire(NOW + 2 * YEAR)
    assert await ledger.refusers(1) == await ledger.avoids_of(1, 6) == frozenset()


async def test_saying_it_again_keeps_it_for_another_year(ledger: Ledger) -> None:
    async def say_all() -> None:
        await ledger.keep_card(1, 5, CARD)
        await ledger.avoid(1, 5, 9, avoids=True)
        await ledger.refuse(1, 5, refuses=True)

    await say_all()
    await ledger.expire(NOW)
    await say_all()
    await ledger.expire(NOW + YEAR)
    assert await ledger.card(1, 5) == CARD
    assert (await ledger.avoids_of(1, 5), await ledger.refusers(1)) == ({9}, {5})


async def test_who_is_away_is_known_since_when_until_they_are_back(ledger: Ledger) -> None:
    await ledger.keep_card(1, 5, CARD)
    await ledger.avoid(1, 6, 7, avoids=True)
    await ledger.sat(1, "a", 1, {1: [8]}, NOW)
    assert await ledger.known_people(1) == {5, 6, 7, 8}
    assert await ledger.known_people(2) == frozenset()
    await ledger.absent(1, [5, 6], NOW)
    await ledger.absent(1, [5, 7], NOW + DAY)
    assert await ledger.long_absent(1, NOW) == {5}, "6 has come back"
    assert await ledger.long_absent(1, NOW + DAY) == {5, 7}
    assert await ledger.long_absent(2, NOW + DAY) == frozenset()
    await ledger.forget_person(1, 7)
    await ledger.absent(1, [], NOW + 2 * DAY)
    assert await ledger.known_people(1) == {5, 8}, "6 was known for a wish about 7"


async def test_who_sat_together_comes_back_oldest_first(ledger: Ledger) -> None:
    await ledger.sat(1, "later", 1, {2: [7, 5], 1: {8, 6}}, NOW - DAY / 2)
    await ledger.sat(1, "early", 1, {1: [5, 6, 7, 8]}, NOW - 8 * DAY)
    await ledger.sat(1, "early", 2, {1: [5, 6]}, NOW - 7 * DAY)
    assert await ledger.history(1, {5, 6, 7, 8}, NOW) == (
        PastRound(8.0, (("5", "6", "7", "8"),)),
        PastRound(7.0, (("5", "6"),)),
        PastRound(0.5, (("6", "8"), ("5", "7"))),
    )


async def test_history_tells_of_these_people_only_and_not_of_who_sat_alone(ledger: Ledger) -> None:
    await ledger.sat(1, "a", 1, {1: [5, 6, 10], 2: [7, 9]}, NOW - 2 * DAY)
    await ledger.sat(1, "b", 1, {1: [5, 9], 2: [6, 10]}, NOW - DAY)
    assert await rooms(ledger, {5, 6, 7, 8}) == [(("5", "6"),)]
    assert await rooms(ledger, {5, 6, 9, BIG}) == [(("5", "6"),), (("5", "9"),)]
    assert await rooms(ledger, {5}) == await rooms(ledger, set()) == []


async def test_what_is_written_again_changes_nothing(ledger: Ledger) -> None:
    for hours in range(3):
        await ledger.sat(1, "a", 1, {1: [5, 6], 2: [7, 8]}, NOW - DAY + timedelta(hours=hours))
    assert await ledger.history(1, {5, 6, 7, 8}, NOW) == (PastRound(1.0, (("5", "6"), ("7", "8"))),)
    assert (await ledger.kept(1, 5)).sittings == 1


async def test_who_changes_rooms_in_mid_round_sat_with_those_of_both(ledger: Ledger) -> None:
    await ledger.sat(1, "a", 1, {1: [5, 6], 2: [7, 8]}, NOW - DAY)
    await ledger.sat(1, "a", 1, {1: [5], 2: [6, 7, 8], 3: []}, NOW - DAY / 2)
    assert await ledger.history(1, {5, 6, 7, 8}, NOW) == (PastRound(0.5, (("5", "6"), ("6", "7", "8"))),)
    assert await ledger.sittings(1, "a") == {(1, 1, 5), (1, 1, 6), (1, 2, 6), (1, 2, 7), (1, 2, 8)}
    await ledger.sat(1, "a", 2, {1: [6, 5]}, NOW)
    await ledger.sat(1, "b", 1, {1: [6, 8]}, NOW)
    assert await rooms(ledger, {5, 6, 7, 8}) == [(("5", "6"), ("6", "7", "8")), (("5", "6"),), (("6", "8"),)]
    assert (await ledger.kept(1, 6)).sittings == 3


async def test_who_sat_in_one_room_one_after_the_other_did_not_meet_there(ledger: Ledger) -> None:
    for nth, people in enumerate(([5, 6], [6], [6, 7], [5, 6, 7], [])):
        await ledger.sat(1, "a", 1, {1: people}, NOW - DAY + nth * MET)
    assert await ledger.met(1, "a") == {*permutations((5, 6, 7), 2)}
    for nth, people in enumerate(([5, 6], [6], [6, 7], [5, 6], [])):
        await ledger.sat(1, "b", 1, {1: people}, NOW - DAY + nth * MET)
    assert await ledger.met(1, "b") == {(5, 6), (6, 5), (6, 7), (7, 6)}
    assert await rooms(ledger, {5, 6, 7}, without="a") == [(("5", "6"), ("6", "7"), ("5", "6"))]
    assert await ledger.met(2, "a") == await ledger.met(1, "c") == frozenset()


async def test_who_comes_back_within_a_moment_has_another_stay_and_one_sitting(ledger: Ledger) -> None:
    for people in ([5, 6], [6], [5, 6]):
        await ledger.sat(1, "a", 1, {1: people}, NOW)
    await ledger.sat(1, "a", 1, {1: [5, 6]}, NOW + SOON)
    await ledger.sat(1, "a", 1, {}, NOW + SOON + MET)
    assert await ledger.met(1, "a") == {(5, 6), (6, 5)}
    assert (await ledger.kept(1, 5)).sittings == 1


async def test_a_mixer_under_way_is_not_history(ledger: Ledger) -> None:
    await ledger.sat(1, "before", 1, {1: [5, 6]}, NOW - DAY)
    await ledger.sat(1, "now", 1, {1: [5, 7]}, NOW)
    assert await rooms(ledger, {5, 6, 7}, without="now") == [(("5", "6"),)]
    assert await ledger.regulars(1, [5, 7, 8]) == {5, 7}
    assert await ledger.regulars(1, [5, 7, 8], without="now") == {5}
    assert await ledger.regulars(1, []) == frozenset()


async def test_who_sat_with_nobody_we_know_is_a_regular(ledger: Ledger) -> None:
    await ledger.sat(1, "a", 1, {1: [BIG]}, NOW)
    assert await ledger.regulars(1, {BIG, 5}) == {BIG}


async def test_nobody_sat_down(ledger: Ledger) -> None:
    await ledger.sat(1, "a", 1, {}, NOW)
    await ledger.sat(1, "a", 1, {1: []}, NOW)
    assert await rooms(ledger, {5, 6}) == []


async def test_half_a_year_of_a_large_server(ledger: Ledger) -> None:
    for week in range(26):
        seats = {room: [place * (week + 1) % 61 for place in range(room, 61, 15)] for room in range(1, 16)}
        await ledger.sat(1, f"m{week}", 1, seats, NOW - week * 7 * DAY)
    found = await ledger.history(1, range(1, 61), NOW)
    assert [past.age_days for past in found] == [week * 7.0 for week in reversed(range(26))]
    assert all(len(past.rooms) == 15 and len({id for room in past.rooms for id in room}) == 60 for past in found)


async def test_who_sat_where_is_forgotten_after_exactly_180_days(ledger: Ledger) -> None:
    tokyo = NOW.astimezone(timezone(timedelta(hours=9)))
    await ledger.sat(1, "a", 1, {1: [5, 6]}, tokyo)
    await ledger.sat(2, "b", 1, {1: [5, 6]}, NOW)
    await ledger.sat(1, "c", 1, {1: [6, 7]}, NOW + SOON)
    await ledger.expire(NOW + KEPT - SOON)
    assert await ledger.regulars(1, [5, 6, 7]) == {5, 6, 7}
    await ledger.expire(NOW + KEPT)
    assert await ledger.regulars(1, [5, 6, 7]) == {6, 7}
    assert await ledger.regulars(2, [5, 6]) == frozenset()
    await ledger.expire(tokyo + SOON + KEPT)
    assert await ledger.regulars(1, [5, 6, 7]) == frozenset()


async def test_a_sitting_needs_its_time_zone(ledger: Ledger) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        await ledger.sat(1, "a", 1, {1: [5, 6]}, NOW.replace(tzinfo=None))
    assert await ledger.regulars(1, [5, 6]) == frozenset()


async def test_writing_at_once_in_any_order_waits_for_nobody_for_ever(ledger: Ledger) -> None:
    people = list(range(1, 51))
    orders = [people[:: 1 if n % 2 else -1] for n in range(8)]
    await asyncio.gather(*(ledger.sat(1, "a", 1, {1: order}, NOW + n * SOON) for n, order in enumerate(orders)))
    ((together,),) = await rooms(ledger, set(people))
    assert len(together) == 50


async def test_a_person_sees_all_that_is_kept_about_them(ledger: Ledger) -> None:
    await ledger.keep_card(1, 5, CARD)
    await ledger.avoid(1, 5, 6, avoids=True)
    await ledger.refuse(1, 5, refuses=True)
    for question in ("tea", "rain", "tea"):
        await ledger.learn(1, [5, 6], question, NOW)
    for round in (1, 2, 3):
        await ledger.sat(1, "a", round, {1: [5, 6]}, NOW)
    everything = Kept(card=CARD, sittings=3, questions=2, refuses_ears=True, avoids=frozenset({6}))
    assert await ledger.kept(1, 5) == everything
    assert await ledger.kept(1, 6) == Kept(card=None, sittings=3, questions=2, refuses_ears=False, avoids=frozenset())


async def test_who_is_forgotten_never_sat_with_anybody(ledger: Ledger) -> None:
    await ledger.sat(1, "a", 1, {1: [5, 6, 7]}, NOW)
    await ledger.sat(1, "b", 1, {1: [5, 6]}, NOW)
    await ledger.forget_person(1, 5)
    assert await rooms(ledger, {5, 6, 7}) == [(("6", "7"),)]
    assert await ledger.regulars(1, [5, 6, 7]) == {6, 7}


async def test_servers_never_see_each_other(ledger: Ledger) -> None:
    await ledger.keep_card(1, 5, CARD)
    await ledger.avoid(1, 5, 6, avoids=True)
    await ledger.sat(1, "a", 1, {1: [5, 6]}, NOW)
    assert await ledger.cards(2, [5]) == {}
    assert await ledger.avoided(2, [5, 6]) == await ledger.avoids_of(2, 5) == frozenset()
    assert await ledger.history(2, [5, 6], NOW) == ()
    assert await ledger.regulars(2, [5, 6]) == frozenset()
    await ledger.keep_card(2, 5, Card())
    await ledger.avoid(2, 5, 6, avoids=False)
    await ledger.sat(2, "a", 1, {1: [5], 2: [6]}, NOW)
    await ledger.forget_person(2, 6)
    assert await ledger.card(1, 5) == CARD
    assert await ledger.avoided(1, [5, 6]) == {(5, 6)}
    assert await rooms(ledger, {5, 6}) == [(("5", "6"),)]
