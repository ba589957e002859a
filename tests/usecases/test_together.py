"""Everybody is brought together in the lobby, and back to their own rooms again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.lifecycle.apply_hand import LONGEST_TOGETHER
from bot.core.lifecycle.phase import Ending
from bot.core.text import Refusal
from tests.engine.seating.rooms_in_view import SECOND, channel, keys_in, leave, room_of, seated, sitting
from tests.evening import GUILD, HOST, Evening, check, check_once, minutes
from tests.usecases.hands import an_evening, keys, labels, press, settled, where

SOON = timedelta(seconds=10)


async def gathered(*, stopped: bool = True) -> tuple[Evening, dict[int, frozenset[int]]]:
    """Everybody has just been called in: the evening, and who sat where."""
    evening, _, _ = await an_evening()
    before = sitting(evening)
    await press(evening, "gather_still" if stopped else "gather_on")
    await evening.run_for(SOON)
    return evening, before


async def test_it_is_asked_once_and_says_how_many() -> None:
    evening, _, _ = await an_evening()
    asked = await press(evening, "gather")
    assert (keys(asked), labels(asked)[:2]) == (["hands.gather_sure"], ["offer.gather_still", "offer.gather_on"])
    await evening.run_for(SOON)
    assert sitting(evening)


async def test_all_come_to_the_lobby_and_go_back_to_their_rooms_when_a_host_says_so() -> None:
    evening, before = await gathered()
    assert sitting(evening) == {}
    assert {where(evening, user) for users in before.values() for user in users} == {evening.lobby}
    assert [m.texts[0].key for m in evening.venue.messages if m.key.startswith("together:")] == ["together.said"]
    await evening.run_for(minutes(3))
    assert sitting(evening) == {}
    assert "offer.back" in labels(await press(evening, "guest_list"))
    await press(evening, "back")
    await evening.run_for(SOON)
    assert sitting(evening) == before
    await evening.run_for(minutes(90))
    check(evening)
    check_once(evening)


async def test_they_go_back_by_themselves() -> None:
    evening, before = await gathered()
    await evening.run_for(LONGEST_TOGETHER)
    assert sitting(evening) == before


@pytest.mark.parametrize(("stopped", "later"), [(True, minutes(4)), (False, minutes(0))])
async def test_the_clock_stands_still_or_goes_on(stopped: bool, later: timedelta) -> None:
    evening, _, _ = await an_evening()
    end = evening.mixer.closes_at
    await press(evening, "gather_still" if stopped else "gather_on")
    await evening.run_for(minutes(4))
    await press(evening, "back")
    assert evening.mixer.closes_at == end + later


async def test_the_hour_may_end_while_all_are_together() -> None:
    evening, _, _ = await an_evening()
    await evening.run_until(evening.mixer.closes_at - minutes(2))
    await press(evening, "gather_on")
    await evening.run_for(minutes(10))
    assert evening.mixer.ending is Ending.TIME
    check(evening)


async def test_who_looks_in_or_stays_behind_is_brought_along_and_who_hung_up_keeps_the_seat() -> None:
    evening, before = await gathered()
    number, users = next((number, users) for number, users in before.items() if HOST not in users)
    stays, gone = sorted(users)[:2]
    evening.venue.go(GUILD, stays, channel(evening, number))
    leave(evening, gone)
    await evening.run_for(SOON)
    assert where(evening, stays) == evening.lobby
    await press(evening, "back")
    await evening.run_for(minutes(1))
    evening.gather(gone)
    await evening.run_for(SOON)
    assert room_of(evening, gone) == number


async def test_nobody_is_told_that_they_are_alone_and_rooms_are_not_mended_meanwhile() -> None:
    evening, before = await gathered()
    await evening.run_for(minutes(5))
    for number in before:
        assert keys_in(evening, number, "few:") == []
    assert {guest.user_id for guest in evening.mixer.guests} == {user for users in before.values() for user in users}


async def test_join_says_where_everybody_is() -> None:
    evening, _ = await gathered()
    answer = await evening.press_join(170)
    assert answer.key == "join.together"
    evening.gather(170)
    await press(evening, "back")
    await settled(evening)
    assert room_of(evening, 170)


async def test_a_second_host_is_told_that_it_is_so_already_and_mixing_waits() -> None:
    evening, _ = await gathered()
    with pytest.raises(Refusal, match=r"hands\.together"):
        await press(evening, "gather_on")
    for hand in ("mix_now", "pair"):
        with pytest.raises(Refusal, match=r"hands\.first_back"):
            await press(evening, hand)


async def test_rounds_wait_for_the_end_of_it() -> None:
    evening = await seated(9, Evening(ears=0, ids="{:x}"), rounds=3, length=30)
    await evening.run_until(evening.mixer.opens_at + minutes(9))
    await press(evening, "gather_on")
    await evening.run_for(minutes(5))
    assert (evening.mixer.round, sitting(evening)) == (1, {})
    await press(evening, "back")
    await evening.run_for(SOON)
    assert evening.mixer.round == 2
    assert sum(map(len, sitting(evening).values())) == 9
    await evening.run_for(SECOND)
