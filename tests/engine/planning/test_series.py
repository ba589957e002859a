"""Evenings that come back: each is announced in time, and none depends on what became of another."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.community.settings import ahead
from bot.core.lifecycle.phase import Ending, Phase
from bot.core.lifecycle.scheduled_event import MakeEvent
from bot.core.text import Moment, Refusal
from bot.core.times.recurrence import Repeat
from tests.engine.planning.planned import (
    HOUR,
    announce,
    cancel,
    card,
    coming,
    edit,
    evenings,
    keys,
    messages,
    planning,
    press,
    preview,
    run_to,
    said,
    sign_up,
    slots,
)
from tests.evening import GUESTS, GUILD, Evening, minutes
from tests.fake_venue import Failure

WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
LONG = timedelta(days=24)


async def come(evening: Evening, when: datetime) -> None:
    """Five people are in the lobby at this hour, and go home after it."""
    await run_to(evening, when - minutes(1))
    evening.gather(*GUESTS[:5])
    await run_to(evening, when + minutes(62))
    for user in GUESTS[:5]:
        evening.venue.go(GUILD, user, None)
    await evening.run_for(minutes(2))


async def weekly(**options: Any) -> Evening:
    """A series every week, of which the first evening is announced."""
    evening = planning(hoard=True)
    await announce(evening, repeat=Repeat.WEEKLY, **options)
    return evening


async def test_the_host_is_told_how_it_comes_back() -> None:
    evening = planning(hoard=True, announce_days=5)
    offer = await preview(evening, repeat=Repeat.FORTNIGHTLY)
    assert keys(offer)[1] == "schedule.repeats"
    assert offer.texts[1].values["ahead"] == ahead(5)
    assert ahead(5).values == {"days": 5}


@pytest.mark.parametrize(
    ("repeat", "gaps"),
    [(Repeat.WEEKLY, (7, 7, 7)), (Repeat.FORTNIGHTLY, (14, 14, 14)), (Repeat.MONTHLY, (28, 28, 35))],
)
async def test_it_comes_back_week_by_week_or_as_the_host_wishes(repeat: Repeat, gaps: tuple[int, ...]) -> None:
    evening = planning(hoard=True)
    await announce(evening, repeat=repeat)
    for gap in gaps:
        await come(evening, evenings(evening)[-1].opens_at)
        assert evening.mixer.opens_at - evenings(evening)[-2].opens_at == gap * DAY
        assert evening.mixer.slot_at == evening.mixer.opens_at
    assert [mixer.ending for mixer in evenings(evening)] == [*[Ending.TIME] * 3, None]
    assert len({mixer.id for mixer in evenings(evening)}) == 4


async def test_each_evening_is_announced_as_long_ahead_as_the_server_likes() -> None:
    evening = planning(hoard=True, announce_days=3)
    await announce(evening, repeat=Repeat.WEEKLY, title="Tea", capacity=5, common_ground="bakers", rounds=2)
    await come(evening, HOUR)
    first, second = evenings(evening)
    assert (second.opens_at, second.phase) == (HOUR + WEEK, Phase.SCHEDULED)
    await run_to(evening, second.opens_at - 3 * DAY - timedelta(seconds=1))
    assert not messages(evening, "", second.id)
    await run_to(evening, second.opens_at - 3 * DAY + timedelta(seconds=1))
    assert said(evening, "", second.id) == ["invitation.card"]
    assert len(evening.venue.servers[GUILD].events) == 2
    same = ("title", "capacity", "common_ground", "rounds", "host_id", "channel_id", "lobby_id", "repeat", "series_at")
    assert [getattr(first, name) for name in same] == [getattr(second, name) for name in same]
    assert second.signups == ()


async def test_whoever_was_there_comes_next_time_too_by_one_press() -> None:
    evening = planning(hoard=True)
    first = await announce(evening, repeat=Repeat.WEEKLY)
    newcomer = await sign_up(evening, GUESTS[0], about="I bake")
    assert "signup.new" in keys(newcomer)
    await sign_up(evening, *GUESTS[1:3])
    evening.gather(*GUESTS[:3])
    await run_to(evening, HOUR + minutes(70))
    (goodbye,) = messages(evening, "goodbye", first.id)
    assert goodbye.texts[-1].buttons == ("touch", "feedback", "keepsake", "again", "always")
    told = await evening.ask(lambda _: evening.use_cases.coming_again.again(evening.caller(GUESTS[0]), first.id))
    assert keys(told)[:2] == ["signup.in", "signup.back"]
    following = evenings(evening)[1]
    assert coming(following) == [GUESTS[0]]
    await evening.ask(lambda _: evening.use_cases.coming_again.again(evening.caller(GUESTS[0]), first.id))
    assert coming(evenings(evening)[1]) == [GUESTS[0]], "once is enough"
    await cancel(evening, following.id, series=True)
    with pytest.raises(Refusal, match=r"again\.none"):
        await evening.ask(lambda _: evening.use_cases.coming_again.again(evening.caller(GUESTS[1]), first.id))
    with pytest.raises(Refusal, match=r"afterwards\.gone"):
        await evening.ask(lambda _: evening.use_cases.coming_again.again(evening.caller(GUESTS[1]), "nowhere"))


async def test_the_goodbye_says_when_the_next_one_is() -> None:
    evening = await weekly()
    await come(evening, HOUR)
    (goodbye,) = messages(evening, "goodbye")
    assert goodbye.texts[0].key == "goodbye.next"
    assert goodbye.texts[0].values["at"] == Moment(HOUR + WEEK, full=True)


async def test_a_call_off_for_lack_of_people_says_so_too_and_the_series_goes_on() -> None:
    evening = await weekly()
    await run_to(evening, HOUR + minutes(10))
    (goodbye,) = messages(evening, "goodbye")
    assert goodbye.texts[0].values["goodbye"].key == "goodbye.few"  # type: ignore[union-attr]
    assert goodbye.texts[0].values["at"] == Moment(HOUR + WEEK, full=True)
    await come(evening, HOUR + WEEK)
    assert [mixer.ending for mixer in evenings(evening)] == [Ending.FEW, Ending.TIME, None]


async def test_one_can_be_skipped() -> None:
    evening = await weekly()
    assert (await cancel(evening)).key == "cancel.skipped"
    await evening.run_for(minutes(2))
    assert slots(evening) == [HOUR, HOUR + WEEK]
    assert said(evening, "goodbye") == ["goodbye.next"]
    await come(evening, HOUR + WEEK)
    assert slots(evening) == [HOUR, HOUR + WEEK, HOUR + 2 * WEEK]
    assert [mixer.ending for mixer in evenings(evening)] == [Ending.CANCELLED, Ending.TIME, None]


@pytest.mark.parametrize("by", [-3 * DAY, minutes(30), 2 * DAY, 8 * DAY, 15 * DAY])
async def test_one_can_be_moved_and_the_others_stay_where_they_are(by: timedelta) -> None:
    evening = await weekly()
    await come(evening, HOUR)
    second = evening.mixer
    await edit(evening, second.id, when=(second.opens_at + by).replace(tzinfo=None).isoformat())
    await run_to(evening, HOUR + 4 * WEEK + minutes(80))
    assert slots(evening) == [HOUR + n * WEEK for n in range(6)]
    at = {mixer.slot_at: mixer.opens_at for mixer in evenings(evening)}
    assert at.pop(HOUR + WEEK) == HOUR + WEEK + by
    assert all(slot == opens_at for slot, opens_at in at.items())
    assert len(evening.venue.servers[GUILD].events) == 6
    assert len(messages(evening, "announcement")) == 6


async def test_one_that_is_moved_before_it_is_announced_is_announced_as_long_ahead() -> None:
    evening = planning(hoard=True, announce_days=3)
    await announce(evening, repeat=Repeat.FORTNIGHTLY)
    await come(evening, HOUR)
    second = evening.mixer
    await edit(evening, second.id, when=(HOUR + WEEK).replace(tzinfo=None).isoformat())
    await run_to(evening, HOUR + 4 * DAY + minutes(1))
    assert said(evening, "", second.id) == ["invitation.card"]
    third = evening.mixer
    assert third is not second
    await edit(evening, second.id, when=(evening.now + DAY).replace(tzinfo=None).isoformat())
    await evening.run_for(minutes(1))
    assert card(evening, second.id).values["at"] == Moment(evening.now - minutes(1) + DAY, full=True)


async def test_the_whole_series_can_be_called_off_in_mid_evening() -> None:
    evening = await weekly()
    await run_to(evening, HOUR - minutes(1))
    evening.gather(*GUESTS[:4])
    await evening.run_for(minutes(30))
    first, second = evenings(evening)
    assert (await cancel(evening, first.id, series=True)).key == "cancel.all"
    await run_to(evening, HOUR + LONG)
    assert slots(evening) == [first.slot_at, second.slot_at]
    assert all(mixer.ending is Ending.CANCELLED for mixer in evenings(evening))
    assert all(mixer.finished for mixer in evenings(evening))
    assert said(evening, "goodbye", first.id) == ["goodbye.cancelled"]


async def test_an_evening_under_way_promises_no_next_one_that_has_been_called_off() -> None:
    evening = await weekly()
    await run_to(evening, HOUR - minutes(1))
    evening.gather(*GUESTS[:4])
    await evening.run_for(minutes(30))
    first, second = evenings(evening)
    await cancel(evening, second.id, series=True)
    await run_to(evening, HOUR + LONG)
    assert slots(evening) == [first.slot_at, second.slot_at]
    assert said(evening, "goodbye", first.id) == ["goodbye.time"]


async def test_another_series_is_not_called_off_with_it() -> None:
    evening = await weekly()
    other = await announce(evening, title="Coffee", repeat=Repeat.WEEKLY)
    await run_to(evening, HOUR + minutes(10))
    mine = [mixer for mixer in evenings(evening) if mixer.title == "Tea" and not mixer.finished]
    await cancel(evening, mine[0].id, series=True)
    await run_to(evening, HOUR + LONG)
    left = [mixer.title for mixer in evenings(evening) if not mixer.finished]
    assert left == ["Coffee"]
    assert len([mixer for mixer in evenings(evening) if mixer.title == "Coffee"]) == 5
    assert other.id in evening.store.mixers


async def test_a_series_called_off_in_the_very_moment_in_which_the_next_is_planned_has_no_next() -> None:
    evening = await weekly()
    await run_to(evening, HOUR - minutes(10) - timedelta(seconds=1))
    evening.now += timedelta(seconds=2)
    await evening.conductor.settle(evening.mixer.id)  # which sets the series to work
    await evening.use_cases.ending.call_off(evening.caller(), evening.mixer.id, series=True)
    await run_to(evening, HOUR + LONG)
    assert not [mixer for mixer in evenings(evening) if not mixer.finished]
    assert len(slots(evening)) <= 2
    assert said(evening, "goodbye", evenings(evening)[0].id) == ["goodbye.cancelled"]


async def test_how_it_comes_back_can_be_changed() -> None:
    evening = await weekly()
    await edit(evening, repeat=Repeat.FORTNIGHTLY)
    await come(evening, HOUR)
    assert slots(evening) == [HOUR, HOUR + 2 * WEEK]
    await edit(evening, evening.mixer.id, repeat=Repeat.ONCE)
    await come(evening, HOUR + 2 * WEEK)
    assert not [mixer for mixer in evenings(evening) if not mixer.finished]
    assert said(evening, "goodbye")[-1] == "goodbye.time"


async def test_a_series_that_changes_in_mid_course_goes_on_from_there() -> None:
    evening = await weekly()
    await come(evening, HOUR)
    await edit(evening, evening.mixer.id, repeat=Repeat.MONTHLY)
    await come(evening, HOUR + WEEK)
    await come(evening, HOUR + 5 * WEEK)
    assert slots(evening) == [HOUR, HOUR + WEEK, HOUR + 5 * WEEK, HOUR + 9 * WEEK]
    assert len({mixer.id for mixer in evenings(evening)}) == 4


async def test_an_evening_stays_at_its_hour_when_the_clocks_change() -> None:
    evening = planning(hoard=True, time_zone="Europe/Berlin")
    evening.now = datetime.fromisoformat("2026-10-21T08:00:00+00:00")
    await announce(evening, "2026-10-22T20:00", repeat=Repeat.WEEKLY)
    await come(evening, evening.mixer.opens_at)
    assert [slot and slot.isoformat() for slot in slots(evening)] == [
        "2026-10-22T18:00:00+00:00",
        "2026-10-29T19:00:00+00:00",
    ]


async def test_a_bot_that_was_away_for_weeks_takes_up_the_series_with_the_next_evening() -> None:
    evening = planning(hoard=True, down_for=timedelta(days=17))
    await announce(evening, repeat=Repeat.WEEKLY)
    await evening.run_for(minutes(5))
    await evening.kill()
    await evening.run_for(timedelta(days=17, minutes=10))
    assert slots(evening) == [HOUR, HOUR + 3 * WEEK]
    assert evenings(evening)[0].ending is Ending.SLEPT
    (goodbye,) = messages(evening, "goodbye")
    assert goodbye.texts[0].values["at"] == Moment(HOUR + 3 * WEEK, full=True)


async def test_a_full_disk_delays_the_next_evening_and_no_more() -> None:
    for number in range(1, 9):
        evening = await weekly()
        await run_to(evening, HOUR - minutes(11))
        evening.saves.failures = {evening.saves.saves + number: Failure(OSError("disk full"))}
        await run_to(evening, HOUR + minutes(30))
        assert slots(evening) == [HOUR, HOUR + WEEK], number
        assert len(messages(evening, "announcement", evening.mixer.id)) == 1


async def test_an_offer_of_a_host_does_not_plan_twice() -> None:
    evening = planning(hoard=True)
    offer = await preview(evening, repeat=Repeat.WEEKLY)
    await press(evening, offer)
    with pytest.raises(Refusal, match=r"offer\.old"):
        await press(evening, offer)
    await come(evening, HOUR)
    assert slots(evening) == [HOUR, HOUR + WEEK]


# Anything at any time.

DEEDS = st.sampled_from(["skip", "hold", "move", "call_off"])
SHIFTS = st.sampled_from([-5 * DAY, -DAY, minutes(45), DAY, 6 * DAY, 10 * DAY])


@settings(max_examples=20, deadline=None)
@given(course=st.lists(st.tuples(DEEDS, SHIFTS), min_size=1, max_size=5))
async def test_whatever_becomes_of_some_evenings_the_others_are_in_their_places(
    course: list[tuple[str, timedelta]],
) -> None:
    evening = await weekly(length=30)
    moved: dict[datetime | None, datetime] = {}
    for deed, by in course:
        current = evenings(evening)[-1]
        to = current.opens_at + by
        if deed == "skip":
            await cancel(evening, current.id)
        elif deed == "hold":
            await come(evening, current.opens_at)
        elif deed == "move" and to > evening.now + minutes(1):
            await edit(evening, current.id, when=to.replace(tzinfo=None).isoformat())
            moved[current.slot_at] = to
            await run_to(evening, max(to, current.opens_at) + minutes(10))
        else:
            await run_to(evening, current.opens_at + minutes(10))
        await evening.run_for(minutes(1))
    places = slots(evening)
    assert places == [HOUR + n * WEEK for n in range(len(places))]
    assert len(places) > len(course)
    for mixer in evenings(evening):
        assert mixer.opens_at == moved.get(mixer.slot_at, mixer.slot_at)
    assert sum(isinstance(act, MakeEvent) for _, act in evening.venue.acts) <= len(places)
    assert evening.venue.wrongs == []
