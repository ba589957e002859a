"""The Scheduled Event in Discord's own calendar: it follows the evening, and what people do to it is honoured."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from bot.core.lifecycle.phase import Ending, Phase
from bot.core.lifecycle.scheduled_event import EditEvent, MakeEvent, StepEvent
from bot.core.text import Moment
from bot.core.times.recurrence import Repeat
from bot.ports import NotDone
from tests.engine.planning.in_the_calendar import by_hand, event
from tests.engine.planning.planned import (
    HOUR,
    announce,
    cancel,
    card,
    edit,
    messages,
    plan_of,
    planning,
    run_to,
    shown,
    sign_up,
)
from tests.evening import GUESTS, GUILD, START, Evening, check, minutes
from tests.fake_venue import Failure

LENGTH = minutes(30)


async def announced(when: str = "60", *, name_guests: bool = False, **options: Any) -> Evening:
    """An evening that four people will come to."""
    evening = planning(name_guests=name_guests)
    await announce(evening, when, length=30, **options)
    await sign_up(evening, *GUESTS[:4])
    await evening.run_for(timedelta(seconds=5))
    return evening


async def to_the_end(evening: Evening) -> None:
    """They come, and all goes its way."""
    await run_to(evening, evening.mixer.opens_at - timedelta(seconds=10))
    if evening.mixer.phase is Phase.GATHERING:
        evening.gather(*GUESTS[:4])
    await evening.run_for(minutes(45))
    check(evening)


def called_off(evening: Evening, key: str, *, name_guests: bool) -> None:
    """Those who signed up were called once where the server shows names, and nobody is named where it does not."""
    (goodbye,) = messages(evening, "goodbye")
    called = (goodbye.texts[0].key, goodbye.texts[0].pings)
    assert called == (("invitation.called_off", GUESTS[:4]) if name_guests else (key, ()))
    assert (goodbye.texts[-1].key, goodbye.texts[-1].pings) == (key, ()), "and then it names nobody"


def steps(evening: Evening) -> list[str]:
    """To what the bot has brought it."""
    return [act.state for _, act in evening.venue.acts if isinstance(act, StepEvent)]


async def test_it_is_made_started_and_ended_with_the_evening() -> None:
    evening = await announced()
    (made,) = [act for _, act in evening.venue.acts if isinstance(act, MakeEvent)]
    assert (made.name, made.starts_at, made.ends_at, made.lobby_id) == ("Tea", HOUR, HOUR + LENGTH, evening.lobby)
    await run_to(evening, HOUR - minutes(1))
    evening.gather(*GUESTS[:4])
    await evening.run_for(minutes(3))
    assert event(evening).state == "active"
    await evening.run_for(minutes(30))
    assert event(evening).state == "completed"
    assert steps(evening) == ["active", "completed"]
    check(evening)


async def test_it_is_cancelled_with_the_evening_and_ended_if_that_is_under_way() -> None:
    evening = await announced()
    await cancel(evening)
    await evening.run_for(minutes(1))
    assert event(evening).state == "cancelled"
    evening = await announced()
    await run_to(evening, HOUR - minutes(1))
    evening.gather(*GUESTS[:4])
    await evening.run_for(minutes(5))
    await cancel(evening)
    await evening.run_for(minutes(2))
    assert event(evening).state == "completed"
    check(evening)


async def test_what_a_host_changes_with_a_command_shows_there_once() -> None:
    evening = await announced("2000")
    await edit(evening, title="Coffee")
    await edit(evening, when="2100")
    await edit(evening, length=45)
    await evening.run_for(minutes(5))
    moved = START + minutes(2100) + timedelta(seconds=5)
    assert (event(evening).name, event(evening).starts_at) == ("Coffee", moved)
    edits = [act for _, act in evening.venue.acts if isinstance(act, EditEvent)]
    assert [(act.name, act.starts_at, act.ends_at - act.starts_at) for act in edits] == [
        ("Coffee", START + minutes(2000), LENGTH),
        ("Coffee", moved, LENGTH),
        ("Coffee", moved, minutes(45)),
    ]


async def test_a_title_changed_there_is_the_evenings_title_everywhere() -> None:
    evening = await announced()
    await by_hand(evening, name="Coffee")
    mixer = evening.mixer
    assert (mixer.title, mixer.opens_at) == ("Coffee", HOUR)
    assert card(evening).values["title"] == "Coffee"
    assert not messages(evening, "moved")
    await to_the_end(evening)
    categories = [act.name for _, act in evening.venue.created.values() if act.lane == "build"]
    assert "Coffee" in categories
    assert event(evening).name == "Coffee"


@pytest.mark.parametrize("name_guests", [True, False])
@pytest.mark.parametrize("by", [-1000, 30, 1000])
async def test_a_time_changed_there_is_honoured_and_told_to_those_who_signed_up(by: int, name_guests: bool) -> None:
    evening = await announced("2000", name_guests=name_guests)
    moved = START + minutes(2000 + by)
    await by_hand(evening, starts_at=moved)
    mixer = evening.mixer
    assert (mixer.opens_at, mixer.closes_at) == (moved, moved + LENGTH)
    assert card(evening).values["at"] == Moment(moved, full=True)
    (news,) = messages(evening, "moved")
    assert news.texts[0].pings == (GUESTS[:4] if name_guests else ()), "names only where the server shows them"
    assert shown(news.texts[0], "at") == Moment(moved, full=True)
    edits = [act for _, act in evening.venue.acts if isinstance(act, EditEvent)]
    assert [(act.name, act.starts_at, act.ends_at) for act in edits] == [("Tea", moved, moved + LENGTH)], "its end"
    await to_the_end(evening)
    assert evening.mixer.ending is Ending.TIME
    assert evening.mixer.ended_at == moved + LENGTH


async def test_once_people_gather_it_cannot_be_changed_there_either_and_shows_what_is_so() -> None:
    evening = await announced()
    await run_to(evening, HOUR - minutes(9))
    await by_hand(evening, name="Coffee", starts_at=HOUR + minutes(90))
    await evening.run_for(timedelta(seconds=10))
    assert (evening.mixer.title, evening.mixer.opens_at) == ("Tea", HOUR)
    assert (event(evening).name, event(evening).starts_at) == ("Tea", HOUR)
    await to_the_end(evening)


@pytest.mark.parametrize("name_guests", [True, False])
@pytest.mark.parametrize("at", [5, 40, 55])
async def test_cancelled_there_the_evening_is_called_off_at_any_time_before_the_hour(
    at: int, name_guests: bool
) -> None:
    evening = await announced(name_guests=name_guests)
    await run_to(evening, START + minutes(at))
    await by_hand(evening, state="cancelled")
    await evening.run_for(minutes(2))
    assert evening.mixer.ending is Ending.CANCELLED
    called_off(evening, "goodbye.cancelled", name_guests=name_guests)
    assert steps(evening) == []
    check(evening)


@pytest.mark.parametrize("name_guests", [True, False])
async def test_cancelled_there_one_evening_of_a_series_is_skipped(name_guests: bool) -> None:
    evening = await announced(repeat=Repeat.WEEKLY, name_guests=name_guests)
    await by_hand(evening, state="cancelled")
    await evening.run_for(minutes(2))
    assert [mixer.opens_at for mixer in evening.store.mixers.values()] == [HOUR, HOUR + timedelta(weeks=1)]
    called_off(evening, "goodbye.next", name_guests=name_guests)


@pytest.mark.parametrize("at", [5, 55, 75])
async def test_deleted_there_the_evening_goes_on_without_it(at: int) -> None:
    evening = await announced()
    if at > 60:
        await run_to(evening, HOUR - minutes(1))
        evening.gather(*GUESTS[:4])
    await run_to(evening, START + minutes(at))
    await by_hand(evening)
    await edit_or_nothing(evening)
    await to_the_end(evening)
    assert evening.mixer.ending is Ending.TIME
    assert not evening.venue.servers[GUILD].events, "it is not made again"


async def edit_or_nothing(evening: Evening) -> None:
    """A host's later change needs no event."""
    if evening.mixer.phase is Phase.SCHEDULED:
        await edit(evening, common_ground="bakers")


@pytest.mark.parametrize("at", [1, 40, 55])
async def test_started_there_too_early_nothing_begins_before_its_time(at: int) -> None:
    evening = await announced()
    await run_to(evening, START + minutes(at))
    await by_hand(evening, state="active")
    assert evening.mixer.phase in {Phase.SCHEDULED, Phase.GATHERING}
    await to_the_end(evening)
    assert evening.mixer.ending is Ending.TIME
    assert (event(evening).state, steps(evening)) == ("completed", ["completed"])


async def test_started_there_too_early_it_ends_when_the_evening_is_called_off() -> None:
    evening = await announced()
    await by_hand(evening, state="active")
    await cancel(evening)
    await evening.run_for(minutes(2))
    assert (event(evening).state, steps(evening)) == ("completed", ["completed"])


@pytest.mark.parametrize("at", [5, 55, 75])
async def test_ended_there_by_hand_or_by_discord_itself_the_evening_goes_on(at: int) -> None:
    evening = await announced()
    if at > 60:
        await run_to(evening, HOUR - minutes(1))
        evening.gather(*GUESTS[:4])
    await run_to(evening, START + minutes(at))
    await by_hand(evening, state="active")
    await by_hand(evening, state="completed")
    phase = evening.mixer.phase
    await evening.run_for(minutes(1))
    assert evening.mixer.phase is phase
    await to_the_end(evening)
    assert evening.mixer.ending is Ending.TIME
    assert "completed" not in steps(evening)


async def test_cancelled_there_in_mid_hour_nobody_is_sent_home() -> None:
    evening = await announced()
    await run_to(evening, HOUR - minutes(1))
    evening.gather(*GUESTS[:4])
    await evening.run_for(minutes(5))
    await by_hand(evening, state="cancelled")
    assert evening.mixer.phase is Phase.OPEN
    await to_the_end(evening)
    assert evening.mixer.ending is Ending.TIME


async def test_a_rush_of_edits_loses_none() -> None:
    evening = await announced("2000")
    evening.venue.turns = 4  # so that each is under way while the next is typed
    caller = evening.caller()
    for title in ("Coffee", "Cocoa", "Milk", "Tea", "Water"):
        await evening.use_cases.editing.edit(caller, None, plan_of(title=title), None)
        for _ in range(5):
            await asyncio.sleep(0)
    await evening.run_for(minutes(3))
    assert evening.mixer.title == event(evening).name == "Water"
    assert card(evening).values["title"] == "Water"


async def test_the_same_evening_planned_again_is_not_called_off_with_the_first() -> None:
    evening = await announced()
    await cancel(evening)
    await evening.run_for(minutes(1))
    evening.venue.turns = 3
    again = await announce(evening, HOUR.replace(tzinfo=None).isoformat(), length=30)
    await evening.run_for(minutes(2))
    assert evening.mixer.id == again.id
    assert evening.mixer.phase is Phase.SCHEDULED
    assert Counter(found.state for found in evening.venue.servers[GUILD].events.values()) == {
        "cancelled": 1,
        "scheduled": 1,
    }


async def test_two_evenings_of_one_title_and_hour_have_each_their_own() -> None:
    evening = planning()
    first = await announce(evening)
    offer_failures = evening.venue.calls + 2
    evening.venue.failures = {offer_failures: Failure(NotDone("500"))}
    second = await announce(evening)
    await evening.run_for(minutes(1))
    ids = [evening.store.mixers[mixer.id].event for mixer in (first, second)]
    assert len({found.id for found in ids if found}) == 2
    await cancel(evening, first.id)
    await evening.run_for(minutes(1))
    assert evening.store.mixers[second.id].phase is Phase.SCHEDULED
