"""/mixer start where an evening gathers begins that one, early if need be; or people wait a little longer for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.planning.start import Wish
from bot.core.text import Answer, Moment, Refusal
from tests.engine.planning.planned import HOUR, announce, keys, labels, messages, planning, run_to, said, sign_up
from tests.evening import GUESTS, GUILD, HOST, Evening, check, minutes

SECOND = timedelta(seconds=1)


async def gathering(*signed_up: int, here: int = 4, before: float = 5) -> Evening:
    """An evening a little before its hour, so many and its host in the lobby."""
    evening = planning(hoard=True)
    await announce(evening)
    if signed_up:
        await sign_up(evening, *signed_up)
    await run_to(evening, HOUR - minutes(before))
    evening.gather(HOST, *GUESTS[: here - 1])
    return evening


async def start(evening: Evening, user: int = HOST, **wish: object) -> Answer:
    """Somebody types /mixer start."""
    return await evening.ask(lambda r: r.start(evening.caller(user), Wish(**wish)))  # type: ignore[arg-type]


def only(evening: Evening) -> Mixer:
    """The one evening there is."""
    (mixer,) = evening.store.mixers.values()
    return mixer


async def test_with_everybody_there_it_begins_at_once_and_no_second_one_does() -> None:
    evening = await gathering(*GUESTS[:3])
    assert keys(await start(evening)) == ["early.begun"]
    await evening.run_for(minutes(1))
    mixer = only(evening)
    assert (mixer.phase, mixer.title) == (Phase.OPEN, "Tea")
    assert mixer.closes_at - mixer.opens_at == mixer.length, "nobody loses time by it"
    assert mixer.opens_at == HOUR - minutes(5)
    await run_to(evening, HOUR + minutes(70))
    assert not said(evening, "moved"), "whoever is there knows"
    check(evening)


async def test_while_somebody_is_missed_the_host_is_asked_and_may_begin_or_wait() -> None:
    evening = await gathering(*GUESTS[:5])
    offer = await start(evening)
    assert keys(offer) == ["early.ask"]
    assert labels(offer) == ["offer.begin", "offer.wait", "offer.anew"]
    assert only(evening).phase is Phase.GATHERING
    assert keys(await evening.press_below(offer, "offer.begin")) == ["early.begun"]
    await evening.run_for(minutes(1))
    assert only(evening).phase is Phase.OPEN
    assert said(evening, "links"), "those who are on their way are told"
    evening.gather(*GUESTS[3:5])
    for user in GUESTS[3:5]:
        await evening.press_join(user)
    await run_to(evening, HOUR + minutes(70))
    check(evening)


async def test_five_minutes_more_are_told_and_kept() -> None:
    evening = await gathering(*GUESTS[:5])
    told = await evening.press_below(await start(evening), "offer.wait")
    assert keys(told) == ["early.later"]
    await run_to(evening, HOUR + minutes(4))
    assert only(evening).phase is Phase.GATHERING
    assert len(said(evening, "moved")) == 1
    assert said(evening, "remind") == ["remind.15"], "nobody is reminded twice"
    await run_to(evening, HOUR + minutes(5) + SECOND)
    assert only(evening).phase is Phase.OPEN
    assert only(evening).closes_at == HOUR + minutes(65)


async def test_the_command_for_more_time_lets_people_wait_longer_too() -> None:
    evening = await gathering(*GUESTS[:2], here=2)
    await run_to(evening, HOUR + minutes(3))
    told = await evening.ask(lambda r: r.extend(evening.caller(), 10))
    assert told.values["at"] == Moment(HOUR + minutes(13))
    await run_to(evening, HOUR + minutes(12))
    assert only(evening).phase is Phase.GATHERING, "it is not called off meanwhile"
    with pytest.raises(Refusal, match=r"extend\.minutes"):
        await evening.ask(lambda r: r.extend(evening.caller(), 31))


async def test_with_two_there_it_does_not_begin_and_the_host_is_told_what_it_waits_for() -> None:
    evening = await gathering(*GUESTS[:3], here=2)
    offer = await start(evening)
    assert (keys(offer), labels(offer)) == (["early.few"], ["offer.wait", "offer.anew"])
    assert only(evening).phase is Phase.GATHERING


async def test_another_one_can_still_be_meant() -> None:
    evening = await gathering(*GUESTS[:3])
    offer = await start(evening, title="Coffee")
    assert keys(offer) == ["early.ask"], "whoever types a title may mean another"
    assert keys(await evening.press_below(offer, "offer.anew")) == ["start.done"]
    assert sorted(mixer.title for mixer in evening.store.mixers.values()) == ["Coffee", "Tea"]


async def test_an_evening_planned_for_soon_is_asked_about_and_one_for_tonight_is_not() -> None:
    evening = await gathering(*GUESTS[:3], before=30)
    assert keys(await start(evening)) == ["early.ask"]
    later = planning()
    await announce(later, "180")
    later.gather(HOST, *GUESTS[:3])
    assert keys(await start(later)) == ["start.done"]


async def test_whoever_has_company_in_another_channel_means_those_people() -> None:
    evening = await gathering(*GUESTS[:3])
    other = evening.venue.add_channel(GUILD, "Kitchen")
    for user in (HOST, 301, 302):
        evening.venue.go(GUILD, user, other)
    assert keys(await start(evening, title="Coffee")) == ["start.done"]


async def test_a_host_alone_elsewhere_is_asked_which_they_mean() -> None:
    evening = await gathering(*GUESTS[:3], here=4)
    evening.venue.go(GUILD, HOST, evening.venue.add_channel(GUILD, "Kitchen"))
    assert keys(await start(evening)) == ["early.begun"], "there is nothing else to be begun"


async def test_two_hosts_at_once_begin_one_evening_and_the_second_hears_so() -> None:
    evening = await gathering(*GUESTS[:5])
    offers = [await start(evening), await start(evening)]
    await evening.press_below(offers[0], "offer.begin")
    await evening.run_for(10 * SECOND)
    with pytest.raises(Refusal, match=r"start\.already"):
        await evening.press_below(offers[1], "offer.begin")
    with pytest.raises(Refusal, match=r"start\.already"):
        await evening.press_below(offers[1], "offer.wait")
    assert len(evening.store.mixers) == 1


async def test_a_guest_begins_nothing_even_with_a_hosts_button() -> None:
    evening = await gathering(*GUESTS[:5])
    offer = await start(evening)
    for label in ("offer.begin", "offer.wait"):
        with pytest.raises(Refusal, match="not_host"):
            await evening.press_below(offer, label, by=GUESTS[0])
    with pytest.raises(Refusal, match="not_host"):
        await start(evening, GUESTS[0])
    assert only(evening).phase is Phase.GATHERING
    assert only(evening).opens_at == HOUR


async def test_a_crash_between_the_press_and_the_rooms_opens_them_once() -> None:
    evening = await gathering(*GUESTS[:3])
    await start(evening)
    await evening.kill()
    await evening.run_for(minutes(1))
    assert only(evening).phase is Phase.OPEN
    assert len(messages(evening, "announcement")) == 1
    await run_to(evening, HOUR + minutes(70))
    check(evening)


async def test_without_a_permission_it_says_which_and_waits() -> None:
    evening = await gathering(*GUESTS[:3])
    evening.venue.servers[GUILD].lacking = {"move_members"}
    with pytest.raises(Refusal, match=r"start\.permissions"):
        await start(evening)
    assert only(evening).opens_at == HOUR
