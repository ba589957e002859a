"""Changing what is announced: for once or for all that follow, answered by what was changed, and taken back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core.planning.schedule import Schedule
from bot.core.planning.start import Wish
from bot.core.text import Answer, Offer, Refusal, Text
from bot.core.times.recurrence import Repeat
from tests.engine.planning.planned import (
    HOUR,
    announce,
    card,
    coming,
    edit,
    evenings,
    keys,
    labels,
    planning,
    preview,
    run_to,
    said,
    shown,
    sign_up,
)
from tests.evening import GUESTS, GUILD, START, Evening, minutes
from tests.fake_venue import Crash, Failure

WEEK = timedelta(weeks=1)
CHRISTMAS: dict[str, Any] = {"title": "Christmas tea", "capacity": 4, "length": 30, "common_ground": "presents"}


async def weekly(**options: Any) -> Evening:
    """A tea every week, of an hour, for as many as come."""
    evening = planning(hoard=True)
    await announce(evening, repeat=Repeat.WEEKLY, **options)
    return evening


async def next_card(evening: Evening) -> Text:
    """What the invitation of the next evening says, once this one has taken place."""
    evening.gather(*GUESTS)
    await run_to(evening, HOUR + minutes(90))
    return card(evening, evenings(evening)[1].id)


def told(answer: Answer) -> dict[str, Text]:
    """The lines of an answer, by their keys."""
    texts = (answer,) if isinstance(answer, Text) else answer if isinstance(answer, tuple) else answer.texts
    return {text.key: text for text in texts}


async def test_a_change_for_once_leaves_the_series_as_it_was() -> None:
    evening = await weekly()
    answer = await edit(evening, once=True, **CHRISTMAS)
    assert {"edit.title", "edit.length", "edit.ground", "edit.capacity", "edit.once"} <= told(answer).keys()
    await evening.run_for(minutes(1))
    assert shown(card(evening), "title") == "Christmas tea"
    text = await next_card(evening)
    assert (shown(text, "title"), shown(text, "length")) == ("Tea", 60)
    second = evenings(evening)[1]
    assert (second.capacity, second.common_ground, second.category_name, second.usual) == (None, "", "Tea", {})


async def test_a_change_for_all_stays_for_those_that_follow() -> None:
    evening = await weekly()
    assert "edit.all" in told(await edit(evening, **CHRISTMAS))
    text = await next_card(evening)
    assert (shown(text, "title"), shown(text, "length")) == ("Christmas tea", 30)


async def test_a_change_for_all_after_one_for_once_counts_for_what_it_names() -> None:
    evening = await weekly()
    await edit(evening, once=True, title="Christmas tea", length=30)
    await edit(evening, title="Coffee")
    text = await next_card(evening)
    assert (shown(text, "title"), shown(text, "length")) == ("Coffee", 60)


async def test_it_is_asked_of_series_only() -> None:
    evening, editing = await weekly(), None
    editing = evening.use_cases.editing
    offer = await evening.ask(lambda _: editing.edit(evening.caller(), None, Schedule(wish=Wish(title="X")), None))
    assert labels(offer) == ["offer.edit_one", "offer.edit_all"]
    await edit(evening, repeat=Repeat.ONCE)
    assert labels(await edit(evening, title="X")) == ["offer.undo"]


async def test_renamed_in_discords_own_window_it_is_so_for_once() -> None:
    evening = await weekly()
    await evening.run_for(minutes(1))
    events = evening.venue.servers[GUILD].events
    (event,) = events.values()
    events[event.id] = replace(event, name="Christmas tea")
    evening.venue.on_change(GUILD)
    await evening.run_for(minutes(1))
    assert shown(card(evening), "title") == "Christmas tea"
    assert shown(await next_card(evening), "title") == "Tea"


async def test_a_later_evening_that_is_planned_already_follows_too() -> None:
    evening = await weekly()
    await edit(evening, when=(HOUR + 2 * WEEK + timedelta(days=1)).replace(tzinfo=None).isoformat())
    await run_to(evening, HOUR + minutes(1))
    first, second = evenings(evening)
    await edit(evening, first.id, title="Coffee")
    assert evening.store.mixers[second.id].title == "Coffee"
    await edit(evening, first.id, once=True, title="Cake")
    assert [m.title for m in evenings(evening)] == ["Cake", "Coffee"]


@pytest.mark.parametrize("label", ["offer.edit_all", "offer.undo"])
@pytest.mark.parametrize("save", [1, 2])
@pytest.mark.parametrize("after", [False, True])
async def test_killed_between_two_evenings_of_a_series_both_are_changed_when_it_is_pressed_again(
    label: str, save: int, after: bool
) -> None:
    evening = await weekly()
    await edit(evening, when=(HOUR + 2 * WEEK + timedelta(days=1)).replace(tzinfo=None).isoformat())
    await run_to(evening, HOUR + minutes(1))
    first, editing = evenings(evening)[0], evening.use_cases.editing
    plan = Schedule(wish=Wish(title="Coffee"))
    offer = await evening.ask(lambda _: editing.edit(evening.caller(), first.id, plan, None))
    if label == "offer.undo":
        offer = await evening.press_below(offer, "offer.edit_all")
    evening.saves.failures = {evening.saves.saves + save: Failure(Crash(), after=after)}
    with pytest.raises(Crash):
        await evening.press_below(offer, label)
    await evening.resume()
    with suppress(Refusal):  # it was done, all of it
        await evening.press_below(offer, label)
    assert {m.title for m in evenings(evening)} == {"Coffee" if label == "offer.edit_all" else "Tea"}


async def test_until_when_is_typed_tells_the_length_unless_that_is_said_beside() -> None:
    evening = planning()
    assert (await announce(evening, "60+45")).length == minutes(45)
    assert (await announce(evening, "60+45", length=30)).length == minutes(30)
    assert (await announce(evening, "60")).length == minutes(60)
    assert "edit.length" in told(await edit(evening, evening.mixer.id, "90+45"))
    assert (evening.mixer.length, evening.mixer.closes_at - evening.mixer.opens_at) == (minutes(45), minutes(45))
    with pytest.raises(Refusal, match=r"start\.length"):
        await preview(evening, "60+300")


async def test_what_is_said_of_it_and_the_picture_change_and_go_again() -> None:
    evening = planning()
    await announce(evening, description="Bread", picture="https://a.example/x.png")
    assert "edit.description" in told(await edit(evening, description="Cake"))
    assert {"edit.no_description", "edit.no_picture"} <= told(await edit(evening, description="-", picture="-")).keys()
    assert (evening.mixer.description, evening.mixer.picture) == ("", "")


async def test_the_roles_it_is_for_are_pinged_only_if_the_host_says_so() -> None:
    for label in ("offer.announce", "offer.announce_ping"):
        evening = planning()
        offer = await preview(evening, for_roles=(7, 8))
        assert labels(offer) == ["offer.announce", "offer.announce_ping"]
        await evening.press_below(offer, label)
        await evening.run_for(minutes(1))
        assert card(evening).roles == ((7, 8) if label == "offer.announce_ping" else ())
    assert labels(await preview(planning())) == ["offer.announce"], "nobody is asked who has nobody to ping"


# Taking away.


async def test_places_and_common_ground_are_taken_away_and_the_card_says_so() -> None:
    evening = planning()
    await announce(evening, capacity=3, common_ground="bakers")
    await sign_up(evening, *GUESTS[:5])
    answer = await edit(evening, capacity=0, common_ground="-")
    assert {"edit.no_capacity", "edit.no_ground"} <= told(answer).keys()
    assert coming(evening.mixer) == list(GUESTS[:5]), "whoever waited is in"
    await evening.run_for(minutes(1))
    lines = {line.key for line in shown(card(evening), "lines")}
    assert "invitation.coming" in lines
    assert "invitation.ground" not in lines


async def test_with_fewer_places_than_people_the_host_is_told_how_many_hold_one() -> None:
    evening = planning()
    await announce(evening, capacity=5)
    await sign_up(evening, *GUESTS[:5])
    held = told(await edit(evening, capacity=3))["edit.held"]
    assert held.values == {"people": Text("people.many", {"count": 5}), "capacity": 3}
    assert "edit.held" not in told(await edit(evening, capacity=6))


# Taking it back.


async def test_an_edit_is_taken_back_with_one_press() -> None:
    evening = await weekly()
    answer = await edit(evening, once=True, **CHRISTMAS)
    assert keys(await evening.press_below(answer)) == ["edit.undone"]
    mixer = evening.mixer
    assert (mixer.title, mixer.capacity, mixer.length, mixer.usual) == ("Tea", None, minutes(60), {})
    assert mixer.closes_at - mixer.opens_at == minutes(60)


async def test_what_another_host_has_changed_meanwhile_is_not_taken_back_with_it() -> None:
    evening = planning()
    await announce(evening)
    first = await edit(evening, title="Coffee")
    await edit(evening, title="Cake")
    with pytest.raises(Refusal, match=r"undo\.changed"):
        await evening.press_below(first)
    assert evening.mixer.title == "Cake"


async def test_a_new_time_that_people_were_told_of_is_not_taken_back_in_silence() -> None:
    evening = planning()
    await announce(evening)
    await sign_up(evening, *GUESTS[:2])
    editing = evening.use_cases.editing
    offer = await evening.ask(lambda _: editing.edit(evening.caller(), None, Schedule(wish=Wish()), "90"))
    assert isinstance(offer, Offer)
    assert shown(offer.texts[0], "people") == Text("people.many", {"count": 2})
    moved = await evening.press_below(offer)
    assert keys(moved)[-1] == "cancel.soon"
    await evening.run_for(minutes(1))
    assert said(evening, "moved") == ["invitation.moved"]
    with pytest.raises(Refusal, match=r"^undo\.told$"):
        await evening.press_below(moved)
    assert evening.mixer.opens_at == START + minutes(90)


async def test_for_a_minute_a_new_time_can_be_taken_back_and_nobody_has_heard_of_it() -> None:
    evening = planning()
    await announce(evening, "2000")
    await sign_up(evening, *GUESTS[:2])
    before = replace(evening.mixer, posts={}, version=0, event=None)
    moved = await edit(evening, when=(START + minutes(2100)).replace(tzinfo=None).isoformat(), title="Coffee")
    await evening.run_for(timedelta(seconds=50))
    assert shown(card(evening), "title") == "Coffee"
    await evening.kill()
    await evening.resume()
    assert keys(await evening.press_below(moved, "offer.undo")) == ["edit.undone"]
    await evening.run_for(minutes(5))
    assert replace(evening.mixer, posts={}, version=0, event=None) == before
    assert not said(evening, "moved")
    assert shown(card(evening), "at").at == START + minutes(2000)
    await run_to(evening, START + minutes(1990))
    assert said(evening, "remind") == ["remind.1440", "remind.15"]


async def test_a_new_time_that_nobody_had_signed_up_for_is_taken_back_later_too() -> None:
    evening = planning()
    await announce(evening)
    moved = await edit(evening, when="90")
    assert "cancel.soon" not in keys(moved)
    await evening.run_for(minutes(5))
    await evening.press_below(moved, "offer.undo")
    assert evening.mixer.opens_at == HOUR


@pytest.mark.parametrize("before", [(), GUESTS[:2]])
async def test_whoever_signed_up_for_the_new_time_is_told_that_it_was_taken_back(before: tuple[int, ...]) -> None:
    evening = planning()
    await announce(evening, "2000")
    for user in before:
        await sign_up(evening, user)
    moved = await edit(evening, when=(START + minutes(2100)).replace(tzinfo=None).isoformat())
    await evening.run_for(timedelta(seconds=20))
    await sign_up(evening, GUESTS[2])
    await evening.run_for(timedelta(seconds=20))
    await evening.press_below(moved, "offer.undo")
    assert evening.mixer.opens_at == START + minutes(2000)
    await evening.run_for(minutes(2))
    assert said(evening, "moved") == ["invitation.moved"]


async def test_a_new_time_so_soon_that_people_gather_at_once_is_told_at_once_and_stays() -> None:
    evening = planning()
    await announce(evening)
    await sign_up(evening, *GUESTS[:2])
    moved = await edit(evening, when="11")
    assert not isinstance(moved, Offer)
    await evening.run_for(timedelta(seconds=5))
    assert said(evening, "moved") == ["invitation.moved"]


# Like another one.


@pytest.mark.parametrize("later", [timedelta(0), timedelta(days=60)])
async def test_an_evening_like_the_last_one_has_all_that_is_not_said_from_it(later: timedelta) -> None:
    evening = planning(hoard=not later)
    said: dict[str, Any] = {"description": "Bread", "picture": "https://a.example/x.png"}
    await announce(evening, capacity=7, for_roles=(5,), common_ground="bakers", length=45, **said)
    evening.venue.servers[GUILD].roles |= dict.fromkeys(GUESTS, frozenset({5}))
    evening.gather(*GUESTS)
    await run_to(evening, HOUR + minutes(60))
    evening.now += later
    await evening.resume()
    await evening.run_for(minutes(2))
    assert bool(evening.store.mixers) == (not later), "a week later nothing else of it is kept"
    ((title, id),) = await evening.scheduling.templates(evening.caller(), "te")
    assert title == "Tea"
    await preview(evening, "300", title=id, room_size=None)
    mixer = await announce(evening, "300", title=id, length=30, room_size=None)
    assert (mixer.title, mixer.capacity, mixer.for_roles) == ("Tea", 7, (5,))
    assert (mixer.common_ground, mixer.length, mixer.room_size) == ("bakers", minutes(30), 3)
    assert {"description": mixer.description, "picture": mixer.picture} == said


async def test_the_next_host_finds_what_took_place_and_of_what_is_ahead_only_their_own() -> None:
    evening = planning()
    await announce(evening)
    evening.gather(*GUESTS)
    await run_to(evening, HOUR + minutes(70))
    await announce(evening, "300", title="Coffee")
    next_host = replace(evening.caller(GUESTS[0]), manages_events=True)
    assert [title for title, _ in await evening.scheduling.templates(evening.caller(), "")] == ["Coffee", "Tea"]
    assert [title for title, _ in await evening.scheduling.templates(next_host, "")] == ["Tea"]
    with pytest.raises(Refusal, match=r"^not_host$"):
        await evening.scheduling.templates(evening.caller(GUESTS[0]), "")


async def test_what_did_not_take_place_and_another_servers_evening_is_suggested_to_nobody() -> None:
    evening = planning()
    evening.furnish(2)
    await announce(evening)
    await run_to(evening, HOUR + minutes(30))
    assert evening.store.mixers[evening.mixer.id].ending == "few"
    assert await evening.scheduling.templates(evening.caller(), "") == []
    await announce(evening, "300")
    assert await evening.scheduling.templates(evening.caller(guild_id=2), "") == []


async def test_an_evening_that_is_gone_or_another_servers_is_no_pattern() -> None:
    evening = planning()
    await announce(evening)
    evening.furnish(2)
    with pytest.raises(Refusal, match=r"schedule\.like_gone"):
        await preview(evening, title="=gone")
    other = evening.caller(guild_id=2)
    plan = Schedule(wish=Wish(title=f"={evening.mixer.id}"))
    with pytest.raises(Refusal, match=r"schedule\.like_gone"):
        await evening.ask(lambda _: evening.scheduling.schedule(other, plan, "60"))
