"""Ending and calling off: what it touches is named and asked about once, and what is only planned can be taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Ending, Phase
from bot.core.lifecycle.rescheduling import UNDO
from bot.core.text import Answer, Offer, Refusal, Text
from bot.core.times.recurrence import Repeat
from tests.engine.planning.planned import (
    HOUR,
    announce,
    card,
    evenings,
    keys,
    labels,
    planning,
    run_to,
    said,
    shown,
    sign_up,
)
from tests.engine.seating.rooms_in_view import seated
from tests.evening import GUESTS, HOST, Evening, check, minutes

SECOND = timedelta(seconds=1)
GUEST = GUESTS[0]


async def asked(evening: Evening, mixer_id: str | None = None, *, series: bool = False) -> Offer:
    """What the host is asked who types /mixer cancel."""
    ending = evening.use_cases.ending
    offer = await evening.ask(lambda _: ending.cancel(evening.caller(), mixer_id, series=series))
    assert isinstance(offer, Offer)
    return offer


async def with_people(**options: Any) -> tuple[Evening, Mixer]:
    """An evening announced, with three who signed up."""
    evening = planning(hoard=True)
    mixer = await announce(evening, **options)
    await sign_up(evening, *GUESTS[:3])
    return evening, mixer


def counted(offer: Answer, name: str = "people") -> tuple[str, object]:
    """How a question counts people."""
    assert isinstance(offer, Offer)
    text = shown(offer.texts[0], name)
    assert isinstance(text, Text)
    return text.key, text.values.get("count")


# What is named, and asked.


async def test_the_end_names_how_many_it_touches_and_nothing_happens_before_it_is_confirmed() -> None:
    evening = await seated(6)
    offer = await evening.ask(lambda _: evening.use_cases.ending.end(evening.caller()))
    assert counted(offer) == ("people.many", 6)
    assert shown(offer.texts[0], "rooms") == 2  # type: ignore[union-attr]
    await evening.run_for(minutes(5))
    assert evening.mixer.phase is Phase.OPEN
    assert keys(await evening.press_below(offer)) == ["end.done"]
    await evening.run_for(minutes(3))
    assert evening.mixer.ending is Ending.HOST
    check(evening)


async def test_a_call_off_names_the_evening_and_who_signed_up() -> None:
    evening, mixer = await with_people()
    offer = await asked(evening)
    assert (offer.texts[0].key, shown(offer.texts[0], "title")) == ("cancel.sure", "Tea")
    assert counted(offer) == ("people.many", 3)
    await evening.run_for(minutes(5))
    assert evening.store.mixers[mixer.id].phase is Phase.SCHEDULED, "asking does nothing"


@pytest.mark.parametrize(("people", "key"), [(0, "people.none"), (1, "people.one")])
async def test_small_numbers_are_said_in_words(people: int, key: str) -> None:
    evening = planning()
    await announce(evening)
    if people:
        await sign_up(evening, *GUESTS[:people])
    assert counted(await asked(evening))[0] == key


async def test_whoever_names_none_means_the_one_ahead_and_not_the_one_under_way() -> None:
    evening, _ = await with_people()
    evening.gather(*GUESTS)
    await run_to(evening, HOUR + minutes(5))
    later = await announce(evening, "300", title="Coffee")
    offer = await asked(evening)
    assert shown(offer.texts[0], "title") == "Coffee"
    await evening.press_below(offer)
    await evening.run_for(UNDO)
    assert [m.ending for m in evenings(evening)] == [None, Ending.CANCELLED]
    assert later.id in evening.store.mixers


async def test_with_nothing_ahead_the_one_under_way_is_named() -> None:
    evening = await seated(6)
    offer = await asked(evening)
    assert offer.texts[0].key == "cancel.sure_open"
    assert counted(offer) == ("people.many", 6)
    await evening.press_below(offer)
    await evening.run_for(minutes(3))
    assert evening.mixer.ending is Ending.CANCELLED
    check(evening)


async def test_of_several_ahead_the_host_is_told_which_there_are() -> None:
    evening, _ = await with_people()
    await announce(evening, "300", title="Coffee")
    with pytest.raises(Refusal) as refused:
        await asked(evening)
    assert refused.value.text.key == "refusal.which_planned"
    lines = shown(refused.value.text, "lines")
    assert [shown(line, "title") for line in lines] == ["Tea", "Coffee"]


async def test_of_a_series_the_host_says_whether_it_is_one_or_all() -> None:
    evening, _ = await with_people(repeat=Repeat.WEEKLY)
    assert labels(await asked(evening)) == ["offer.cancel_one", "offer.cancel_all"]
    assert labels(await asked(evening, series=True)) == ["offer.cancel_all", "offer.cancel_one"]


# Taking it back.


async def test_for_a_minute_nobody_is_told_and_it_can_be_taken_back() -> None:
    evening, mixer = await with_people()
    done = await evening.cancel()
    assert keys(done) == ["cancel.done", "cancel.soon"]
    await evening.run_for(UNDO - SECOND)
    assert card(evening, mixer.id).key == "invitation.card"
    assert keys(await evening.press_below(done)) == ["undo.done"]
    await evening.run_for(minutes(10))
    assert said(evening, "goodbye") == []
    assert evening.store.mixers[mixer.id].phase is Phase.SCHEDULED
    evening.gather(*GUESTS)
    await run_to(evening, HOUR + minutes(1))
    assert evening.store.mixers[mixer.id].phase is Phase.OPEN


async def test_after_that_minute_people_are_told_and_it_cannot_be_taken_back() -> None:
    evening, mixer = await with_people()
    done = await evening.cancel()
    await evening.run_for(UNDO + SECOND)
    assert evening.store.mixers[mixer.id].ending is Ending.CANCELLED
    with pytest.raises(Refusal, match=r"undo\.late"):
        await evening.press_below(done)
    await evening.run_for(minutes(3))
    assert len(said(evening, "goodbye")) == 1
    check(evening)


@pytest.mark.parametrize("back", [False, True])
async def test_a_restart_in_that_minute_neither_forgets_it_nor_its_undoing(back: bool) -> None:
    evening, mixer = await with_people()
    done = await evening.cancel()
    await evening.kill()
    await evening.resume()
    if back:
        await evening.press_below(done)
    await evening.run_for(UNDO + SECOND)
    assert evening.store.mixers[mixer.id].ending is (None if back else Ending.CANCELLED)


async def test_two_hosts_who_call_off_at_once_call_off_once_and_either_takes_it_back() -> None:
    evening, mixer = await with_people()
    offers = [await asked(evening), await asked(evening)]
    await evening.press_below(offers[0])
    await evening.run_for(30 * SECOND)
    second = await evening.press_below(offers[1])
    assert keys(second) == ["cancel.done", "cancel.soon"]
    await evening.run_for(20 * SECOND)
    await evening.press_below(second)
    await evening.run_for(minutes(5))
    assert evening.store.mixers[mixer.id].ending is None
    await evening.press_below(offers[0])
    await evening.run_for(UNDO)
    with pytest.raises(Refusal):
        await evening.press_below(second)


async def test_who_may_host_no_more_when_they_press_changes_nothing() -> None:
    evening, mixer = await with_people()
    offer = await asked(evening)
    for pressed in (offer, await evening.cancel()):
        with pytest.raises(Refusal, match="not_host"):
            await evening.press_below(pressed, by=GUEST)
    await evening.run_for(UNDO)
    assert evening.store.mixers[mixer.id].ending is Ending.CANCELLED


async def test_a_whole_series_is_taken_back_and_goes_on() -> None:
    evening, mixer = await with_people(repeat=Repeat.WEEKLY)
    done = await evening.cancel(series=True)
    assert keys(done)[0] == "cancel.all"
    await evening.press_below(done)
    evening.gather(*GUESTS)
    await run_to(evening, HOUR + minutes(75))
    assert [m.ending for m in evenings(evening)] == [Ending.TIME, None]
    assert evenings(evening)[0].id == mixer.id


async def test_who_gathers_already_is_told_at_once() -> None:
    evening, _ = await with_people()
    evening.gather(*GUESTS)
    await run_to(evening, HOUR - minutes(5))
    assert keys(await evening.cancel()) == ["cancel.done"]
    await evening.run_for(30 * SECOND)
    assert len(said(evening, "goodbye")) == 1
    assert HOST not in evening.people
    check(evening)
