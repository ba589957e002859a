"""From a host's plan to an evening, what of it can be changed, and the evenings that follow it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core.community.settings import Community
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.events import CalledOff, Cancelled, Edited, HandedOver, NextPlanned
from bot.core.lifecycle.facts import Emptied
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Signup
from bot.core.lifecycle.phase import Ending, Phase
from bot.core.lifecycle.rescheduling import UNDO
from bot.core.planning.editing import changes
from bot.core.planning.schedule import (
    MOST_EVENINGS,
    MOST_PLACES,
    Schedule,
    next_evening,
    others_of_series,
    planned_mixer,
    series_of,
)
from bot.core.planning.start import Wish
from bot.core.posts.evening import wanted
from bot.core.reconcile.observe import new_facts
from bot.core.text import Moment, Refusal
from bot.core.times.recurrence import Repeat, slots_after
from tests.core.making import HOME, HOST, LOBBY, T0, a_mixer, a_sight, after, an_open_mixer

COMMUNITY = Community(guild_id=1, language="ja", time_zone="Europe/Berlin", announce_days=7)
WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
HOUR = T0 + DAY


def planned(plan: Schedule | None = None, **options: Any) -> Mixer:
    """What comes of a plan."""
    plan = plan or Schedule(wish=Wish(title="Tea"), opens_at=HOUR, **options)
    return planned_mixer(
        plan, id="cafe0123", community=COMMUNITY, host_id=HOST, channel_id=HOME, lobby_id=LOBBY, untitled="?", now=T0
    )


def refused(key: str) -> Any:
    return pytest.raises(Refusal, match=f"^{key}$".replace(".", r"\."))


def test_a_plan_becomes_an_evening_that_is_announced_at_once() -> None:
    mixer = planned(for_roles=(7,), capacity=5, repeat=Repeat.WEEKLY)
    assert (mixer.phase, mixer.announce_at, mixer.created_at) == (Phase.SCHEDULED, T0, T0)
    assert (mixer.opens_at, mixer.closes_at) == (HOUR, HOUR + timedelta(hours=1))
    assert (mixer.series_at, mixer.slot_at, mixer.repeat) == (HOUR, HOUR, Repeat.WEEKLY)
    assert (mixer.for_roles, mixer.capacity, mixer.language) == ((7,), 5, "ja")
    assert (mixer.time_zone, mixer.category_name, mixer.title) == ("Europe/Berlin", "Tea", "Tea")
    plain = planned(Schedule(wish=Wish()))
    assert (plain.title, plain.opens_at, plain.repeat, plain.for_roles, plain.capacity) == (
        "?",
        T0,
        Repeat.ONCE,
        (),
        None,
    )


@pytest.mark.parametrize("capacity", [1, 2, MOST_PLACES + 1, -1])
def test_places_have_limits(capacity: int) -> None:
    with refused("schedule.capacity"):
        planned(capacity=capacity)
    with refused("schedule.capacity"):
        changes(planned(), Schedule(wish=Wish(), capacity=capacity))
    assert planned(capacity=3).capacity == 3
    assert planned(capacity=MOST_PLACES).capacity == MOST_PLACES
    assert planned(capacity=0).capacity is None, "as many as come"


def test_places_and_common_ground_can_be_taken_away_again() -> None:
    mixer = planned(Schedule(wish=Wish(title="Tea", common_ground="bakers"), opens_at=HOUR, capacity=5))
    assert changes(mixer, Schedule(wish=Wish(), capacity=0)) == {"capacity": None}
    for nothing in ("-", "None", "なし", "0", " ー ", "\u200b"):
        assert changes(mixer, Schedule(wish=Wish(common_ground=nothing))) == {"common_ground": ""}, nothing
    with refused("edit.nothing"):
        changes(planned(), Schedule(wish=Wish(common_ground="-"), capacity=0))


def test_a_series_can_have_an_end() -> None:
    mixer = planned(repeat=Repeat.WEEKLY, evenings=3)
    assert mixer.last_slot_at == HOUR + 2 * WEEK
    second = follow(mixer, HOUR)
    third = follow(second, HOUR + WEEK)
    assert third.slot_at == HOUR + 2 * WEEK
    assert next_evening(third, COMMUNITY, HOUR + 2 * WEEK) is None, "however many were skipped"
    assert next_evening(mixer, COMMUNITY, HOUR + 3 * WEEK) is None
    assert changes(second, Schedule(wish=Wish(), evenings=1)) == {"last_slot_at": HOUR + WEEK}
    assert changes(second, Schedule(wish=Wish(), evenings=0)) == {"last_slot_at": None}
    monthly = changes(mixer, Schedule(wish=Wish(), repeat=Repeat.FORTNIGHTLY, evenings=3))
    assert monthly["last_slot_at"] == HOUR + 4 * WEEK
    for evenings, repeat in ((3, None), (-1, Repeat.WEEKLY), (MOST_EVENINGS + 1, Repeat.WEEKLY)):
        with pytest.raises(Refusal, match=r"schedule\.evenings"):
            planned(repeat=repeat, evenings=evenings)


# Changing.


def test_only_what_is_given_and_different_changes() -> None:
    mixer = planned(capacity=5)
    plan = Schedule(wish=Wish(title="Coffee", length=60, rounds=1, room_size=5), capacity=5)
    assert changes(mixer, plan) == {"title": "Coffee", "category_name": "Coffee", "room_size": 5}
    assert changes(mixer, Schedule(wish=Wish(), for_roles=(7,), capacity=6)) == {"for_roles": (7,), "capacity": 6}
    assert changes(replace(mixer, for_roles=(7,)), Schedule(wish=Wish(), for_roles=())) == {"for_roles": ()}
    with refused("edit.nothing"):
        changes(mixer, Schedule(wish=Wish(title="Tea"), opens_at=HOUR))


def test_what_is_left_must_still_fit_together() -> None:
    mixer = replace(planned(), rounds=4)
    with refused("start.short_rounds"):
        changes(mixer, Schedule(wish=Wish(length=11)))
    with refused("start.title"):
        changes(mixer, Schedule(wish=Wish(title="x" * 81)))


def test_another_rhythm_begins_with_this_evening() -> None:
    mixer = replace(planned(repeat=Repeat.WEEKLY), slot_at=HOUR + WEEK, opens_at=HOUR + WEEK + DAY)
    new = changes(mixer, Schedule(wish=Wish(), repeat=Repeat.MONTHLY))
    assert new == {"repeat": Repeat.MONTHLY, "series_at": HOUR + WEEK + DAY, "slot_at": HOUR + WEEK + DAY}
    new = changes(mixer, Schedule(wish=Wish(), repeat=Repeat.MONTHLY, opens_at=HOUR + 2 * WEEK))
    assert (new["series_at"], new["slot_at"], new["opens_at"]) == (HOUR + 2 * WEEK,) * 3


def test_an_edit_changes_the_end_with_the_length_and_the_hour() -> None:
    mixer = planned()
    longer = step(mixer, Edited({"length": timedelta(minutes=90)}), after(1))
    assert (longer.opens_at, longer.closes_at, longer.moved_at) == (HOUR, HOUR + timedelta(minutes=90), None)
    later = step(mixer, Edited({"opens_at": HOUR + DAY, "length": timedelta(minutes=30)}), after(1))
    assert (later.opens_at, later.closes_at) == (HOUR + DAY, HOUR + DAY + timedelta(minutes=30))
    assert later.moved_at is None, "nobody knows of it yet"
    known = step(replace(mixer, signups=(Signup(1, T0),)), Edited({"opens_at": HOUR + DAY}), after(1))
    assert known.moved_at == after(1) + UNDO, "until then it can be taken back, and nobody is told"
    assert known.slot_at == HOUR, "its place in the series stays"


@pytest.mark.parametrize("phase", [Phase.GATHERING, Phase.OPEN, Phase.CLOSING])
def test_once_people_gather_nothing_is_changed_any_more(phase: Phase) -> None:
    with refused("edit.late"):
        step(replace(planned(), phase=phase), Edited({"title": "Coffee"}), after(1))


def test_one_that_is_moved_before_it_is_announced_is_announced_as_long_ahead() -> None:
    mixer = replace(planned(), announce_at=T0 + 10 * DAY, opens_at=T0 + 17 * DAY)
    assert mixer.moved_to(T0 + 15 * DAY, after(1)).announce_at == T0 + 8 * DAY
    assert mixer.moved_to(T0 + 2 * DAY, after(1)).announce_at == after(1)
    assert mixer.moved_to(T0 + 2 * DAY, T0 + 11 * DAY).announce_at == T0 + 10 * DAY
    assert replace(mixer, announce_at=None).moved_to(T0 + 2 * DAY, after(1)).announce_at is None
    assert mixer.moved_to(mixer.opens_at, after(1), title="Coffee") == replace(mixer, title="Coffee")


def test_a_host_hands_over_and_too_few_are_called_off_only_while_they_gather() -> None:
    assert step(planned(), HandedOver(5), T0).host_id == 5
    gathering = replace(planned(), phase=Phase.GATHERING)
    off = step(gathering, CalledOff(), after(9))
    assert (off.phase, off.ending, off.ended_at) == (Phase.CLOSING, Ending.FEW, after(9))
    for phase in (Phase.SCHEDULED, Phase.OPEN, Phase.CLOSING):
        mixer = replace(planned(), phase=phase)
        assert step(mixer, CalledOff(), after(9)) is mixer


# Series.


def follow(mixer: Mixer, now: datetime) -> Mixer:
    """The evening after it, planned now."""
    found = next_evening(mixer, COMMUNITY, now)
    assert found is not None
    return found


def test_what_happens_once_has_no_next() -> None:
    assert next_evening(planned(), COMMUNITY, HOUR) is None
    assert next_evening(a_mixer(repeat=Repeat.WEEKLY), COMMUNITY, HOUR) is None
    assert next_evening(replace(planned(repeat=Repeat.WEEKLY), slot_at=None), COMMUNITY, HOUR) is None


def test_the_next_is_like_this_one_and_knows_nobody() -> None:
    mixer = replace(
        planned(for_roles=(7,), capacity=5, repeat=Repeat.WEEKLY),
        signups=(Signup(1, T0),),
        missing_permissions=frozenset({"connect"}),
        title="Coffee",
        host_id=5,
    )
    found = follow(mixer, HOUR)
    assert (found.title, found.host_id, found.for_roles, found.capacity) == ("Coffee", 5, (7,), 5)
    assert (found.opens_at, found.slot_at, found.series_at) == (HOUR + WEEK, HOUR + WEEK, HOUR)
    assert found.closes_at == found.opens_at + mixer.length
    assert (found.signups, found.missing_permissions, found.event, found.next_planned) == ((), frozenset(), None, False)
    assert (found.phase, found.created_at, found.announce_at) == (Phase.SCHEDULED, HOUR, HOUR)


def test_it_is_announced_as_many_days_ahead_as_the_server_likes_or_at_once() -> None:
    mixer = planned(repeat=Repeat.WEEKLY)
    three = next_evening(mixer, replace(COMMUNITY, announce_days=3), HOUR)
    assert three is not None
    assert three.announce_at == HOUR + 4 * DAY
    long = next_evening(mixer, replace(COMMUNITY, announce_days=30), HOUR)
    assert long is not None
    assert long.announce_at == HOUR


def test_each_evening_says_who_comes_as_the_server_likes_it_when_it_is_planned() -> None:
    for before, now in ((False, True), (True, False)):
        mixer = replace(planned(repeat=Repeat.WEEKLY), name_guests=before)
        found = next_evening(mixer, replace(COMMUNITY, name_guests=now), HOUR)
        assert found is not None
        assert found.name_guests == now


def test_the_same_evening_has_the_same_id_whichever_it_is_planned_after() -> None:
    first = planned(repeat=Repeat.WEEKLY)
    second, late = follow(first, HOUR), follow(first, HOUR + WEEK)
    assert second.id == follow(first, HOUR + timedelta(minutes=5)).id
    assert late.slot_at == HOUR + 2 * WEEK
    assert late.id == follow(second, HOUR + WEEK).id == follow(second, HOUR + WEEK + DAY).id
    assert len({first.id, second.id, late.id}) == 3
    assert all(set(mixer.id) <= set("0123456789abcdef") for mixer in (first, second, late)), "as buttons know it"
    assert [series_of(mixer) for mixer in (first, second, late)] == [first.id] * 3


def test_a_rhythm_of_its_own_is_a_series_of_its_own() -> None:
    second = follow(planned(repeat=Repeat.WEEKLY), HOUR)
    own = replace(second, **changes(second, Schedule(wish=Wish(), repeat=Repeat.FORTNIGHTLY)))  # type: ignore[arg-type]
    assert series_of(own) == second.id
    assert series_of(follow(own, HOUR + WEEK)) == second.id


def test_the_others_of_a_series_are_those_that_go_on_with_it() -> None:
    first = replace(planned(repeat=Repeat.WEEKLY), phase=Phase.OPEN)
    second = follow(first, HOUR)
    third = follow(second, HOUR + WEEK)
    other = replace(follow(replace(first, id="beef4567"), HOUR), title="Coffee")
    once = replace(second, id="once", repeat=Repeat.ONCE)
    everything = [first, second, third, other, once, a_mixer()]
    assert others_of_series(second, everything) == [first, third]
    assert others_of_series(once, everything) == []


def test_called_off_with_all_that_would_follow_it_promises_nothing() -> None:
    mixer = replace(planned(repeat=Repeat.WEEKLY), next_planned=True, next_at=HOUR + WEEK)
    over = step(mixer, Cancelled(series=True), after(1))
    assert (over.repeat, over.next_at, over.ending) == (Repeat.ONCE, None, Ending.CANCELLED)
    assert step(over, NextPlanned(HOUR + WEEK), after(1)).next_at is None
    skipped = step(mixer, Cancelled(), after(1))
    assert (skipped.repeat, skipped.next_at) == (Repeat.WEEKLY, HOUR + WEEK)


def test_the_goodbye_waits_until_it_is_known_when_the_next_one_is() -> None:
    mixer = step(planned(repeat=Repeat.WEEKLY), Cancelled(), after(1))
    assert "goodbye" not in {str(want.key) for want in wanted(mixer, after(1))}
    assert Emptied() not in [*new_facts(mixer, a_sight(mixer), after(20))]
    told = step(mixer, NextPlanned(HOUR + WEEK), after(1))
    goodbye = {str(want.key): want.text for want in wanted(told, after(1))}["goodbye"]
    assert (goodbye.key, goodbye.values["at"]) == ("goodbye.next", Moment(HOUR + WEEK, full=True))
    last = step(mixer, NextPlanned(None), after(1))
    assert {str(want.key): want.text.key for want in wanted(last, after(1))}["goodbye"] == "goodbye.cancelled"


@given(
    repeat=st.sampled_from([Repeat.WEEKLY, Repeat.FORTNIGHTLY, Repeat.MONTHLY]),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo"]),
    start=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001
    course=st.lists(st.tuples(st.sampled_from(["hold", "skip", "move"]), st.integers(-20, 40)), min_size=1, max_size=8),
)
@example(repeat=Repeat.MONTHLY, zone="UTC", start=datetime(2026, 1, 29, 20), course=[("hold", 0)] * 6)  # noqa: DTZ001
@example(repeat=Repeat.WEEKLY, zone="America/New_York", start=datetime(2026, 3, 1, 2, 30), course=[("skip", 0)] * 3)  # noqa: DTZ001
@settings(deadline=None)
def test_skip_and_move_any_evenings_and_the_others_are_in_their_places(
    repeat: Repeat, zone: str, start: datetime, course: list[tuple[str, int]]
) -> None:
    first_at = start.replace(second=0, microsecond=0, tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
    mixer = planned(Schedule(wish=Wish(), opens_at=first_at, repeat=repeat))
    mixer = replace(mixer, time_zone=zone, created_at=first_at, announce_at=first_at)
    evenings = [mixer]
    for deed, days in course:
        now = mixer.created_at
        if deed == "move":
            mixer = mixer.moved_to(max(now, mixer.opens_at + days * DAY), now)
            evenings[-1] = mixer
        # It is followed when it begins or is skipped; one that was moved to later, when its place in the series comes.
        at = now if deed == "skip" else min(mixer.opens_at, mixer.slot_at or mixer.opens_at)
        mixer = follow(mixer, max(at, now))
        evenings.append(mixer)
    slots = [mixer.slot_at for mixer in evenings]
    expected: list[datetime | None] = [first_at]
    while len(expected) < len(slots):
        expected.append(slots_after(first_at, repeat, ZoneInfo(zone), expected[-1] or first_at))
    assert slots == expected, "no evening is left out, and none comes twice"
    assert len({mixer.id for mixer in evenings}) == len(evenings)
    assert {series_of(mixer) for mixer in evenings} == {evenings[0].id}
    moved = {n for n, (deed, _) in enumerate(course) if deed == "move"}
    assert all(m.opens_at == m.slot_at for n, m in enumerate(evenings) if n not in moved)
    assert all(m.announce_at is not None and m.announce_at <= max(m.opens_at, m.created_at) for m in evenings)
    for n, one in enumerate(evenings[:-1]):
        for later in evenings[n + 1 :]:
            assert follow(one, (later.slot_at or HOUR) - timedelta(seconds=1)).id == later.id, (
                "stable, whoever plans it"
            )


def test_one_that_was_started_at_once_belongs_to_no_series() -> None:
    mixer = an_open_mixer()
    assert [*others_of_series(mixer, [mixer])] == []
