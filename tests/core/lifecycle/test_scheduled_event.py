"""The Scheduled Event follows the evening, and the evening what people do to the event."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.facts import (
    Emptied,
    EventCancelled,
    EventChanged,
    EventGone,
    EventLiked,
    EventShown,
    EventStepped,
    EventTried,
)
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Delivery, Post, ScheduledEvent, Signup
from bot.core.lifecycle.phase import Ending, Phase
from bot.core.lifecycle.scheduled_event import (
    LEFT_TO_DISCORD,
    MARGIN,
    EditEvent,
    MakeEvent,
    ShownEvent,
    StepEvent,
    acts,
    changes,
    deadlines,
    settled,
)
from bot.core.lifecycle.wanted_post import PostKey
from bot.core.reconcile.acts import intent
from bot.core.reconcile.observe import GIVEN_UP, GOODBYE_WAITED_FOR, new_facts, others_own
from bot.core.reconcile.plan import plan
from tests.core.making import LOBBY, T0, a_mixer, a_sight, after

HOUR, END = T0 + timedelta(days=1), T0 + timedelta(days=1, hours=1)
EVENT = ScheduledEvent(id=500, name="Tea", starts_at=HOUR, ends_at=END)
SHOWN = ShownEvent(500, "Tea", HOUR, "scheduled", ours=True)
STATES = ["scheduled", "active", "completed", "cancelled"]


def planned(event: ScheduledEvent | None = EVENT, **changes: Any) -> Mixer:
    """An evening tomorrow, with an event."""
    fields: dict[str, Any] = {"phase": Phase.SCHEDULED, "opens_at": HOUR, "closes_at": END, "announce_at": T0}
    return replace(a_mixer(), **fields | {"event": event} | changes)


def over(ending: Ending, event: ScheduledEvent = EVENT) -> Mixer:
    """The same when it is over."""
    return planned(event, phase=Phase.CLOSING, ending=ending, ended_at=END)


def done(mixer: Mixer, now: datetime | None = None) -> list[Any]:
    """What is to be done now."""
    return [*acts(mixer, now or after(5))]


def test_it_is_made_when_the_evening_is_announced() -> None:
    assert done(planned(None)) == [MakeEvent("Tea", HOUR, END, LOBBY)]
    assert done(planned(ScheduledEvent(tried_at=T0))) == [MakeEvent("Tea", HOUR, END, LOBBY)]
    assert intent(done(planned(None))[0]) == EventTried()
    assert not done(planned(None, announce_at=after(6)))
    assert not done(planned(None, announce_at=None))
    assert not done(planned(None), HOUR - MARGIN), "Discord takes only times to come"
    assert done(planned(None, phase=Phase.GATHERING), HOUR - MARGIN - timedelta(seconds=1))


@pytest.mark.parametrize("phase", [Phase.OPEN, Phase.CLOSING])
def test_none_is_made_any_more_once_the_hour_has_begun(phase: Phase) -> None:
    assert not done(planned(None, phase=phase))


def test_it_shows_what_is_so() -> None:
    assert not done(planned())
    wishes: list[dict[str, Any]] = [{"title": "Coffee"}, {"opens_at": HOUR + MARGIN}, {"closes_at": END + MARGIN}]
    for wish in wishes:
        mixer = planned(**wish)
        assert done(mixer) == [EditEvent(500, mixer.title, mixer.opens_at, mixer.closes_at)]
        assert not done(mixer, mixer.opens_at - MARGIN)
    assert done(planned(replace(EVENT, ends_at=None))) == [EditEvent(500, "Tea", HOUR, END)], "to be on the safe side"


def test_it_is_begun_and_ended_with_the_evening_unless_discord_does_so_itself() -> None:
    begun = planned(phase=Phase.OPEN)
    assert not done(begun, HOUR + timedelta(seconds=5))
    assert [*deadlines(begun)] == [HOUR + LEFT_TO_DISCORD]
    assert done(begun, HOUR + LEFT_TO_DISCORD) == [StepEvent(500, "active")]
    active = replace(EVENT, state="active")
    assert not done(planned(active, phase=Phase.OPEN), HOUR + LEFT_TO_DISCORD)
    assert done(over(Ending.HOST, active), END - MARGIN) == [StepEvent(500, "completed")]
    assert not done(over(Ending.TIME, active), END)
    assert done(over(Ending.TIME, active), END + LEFT_TO_DISCORD) == [StepEvent(500, "completed")]
    assert done(over(Ending.TIME), END + MARGIN) == [StepEvent(500, "active")], "there is no other way to its end"
    assert not [*deadlines(planned())]


@pytest.mark.parametrize("ending", [Ending.CANCELLED, Ending.SLEPT, Ending.FEW])
def test_it_is_cancelled_with_an_evening_that_did_not_take_place(ending: Ending) -> None:
    assert done(over(ending)) == [StepEvent(500, "cancelled")]
    assert not [*deadlines(over(ending))]
    assert done(over(ending, replace(EVENT, state="active")), END + MARGIN) == [StepEvent(500, "completed")]


@pytest.mark.parametrize("state", ["completed", "cancelled", "gone"])
@pytest.mark.parametrize("phase", [Phase.SCHEDULED, Phase.GATHERING, Phase.OPEN, Phase.CLOSING])
def test_what_has_ended_is_left_alone(state: str, phase: Phase) -> None:
    mixer = planned(replace(EVENT, state=state), phase=phase, title="Coffee", ending=Ending.TIME)
    assert not done(mixer)
    assert not [*changes(mixer, {})]
    assert settled(mixer)


def test_one_begun_too_early_by_hand_is_let_go_on() -> None:
    early = planned(replace(EVENT, state="active"), title="Coffee")
    assert not done(early)
    assert not settled(over(Ending.CANCELLED, replace(EVENT, state="active")))


# What people do to it.


def told(mixer: Mixer, listed: ShownEvent | None) -> list[Any]:
    """What is noticed when the calendar shows this."""
    return [*changes(mixer, {listed.id: listed} if listed else {})]


def test_what_people_do_there_is_noticed() -> None:
    assert told(planned(), SHOWN) == []
    assert told(planned(), None) == [EventGone()]
    assert told(planned(), replace(SHOWN, state="cancelled")) == [EventCancelled()]
    assert told(planned(), replace(SHOWN, state="active")) == [EventStepped("active")]
    assert told(planned(), replace(SHOWN, state="completed")) == [EventStepped("completed")]
    assert told(planned(), replace(SHOWN, name="Coffee")) == [EventChanged("Coffee", HOUR)]
    assert told(planned(), replace(SHOWN, starts_at=END)) == [EventChanged("Tea", END)]
    assert told(planned(None), SHOWN) == []
    assert told(planned(replace(EVENT, state="active")), SHOWN) == [], "an old sight"


def test_who_presses_interested_there_is_counted_once_that_is_known() -> None:
    assert told(planned(), replace(SHOWN, interested=4)) == [EventLiked(4)]
    liked = step(planned(), EventLiked(4), after(1))
    assert liked.event is not None
    assert liked.event.interested == 4
    assert told(liked, replace(SHOWN, interested=4)) == []
    assert told(liked, replace(SHOWN, interested=0)) == [EventLiked(0)], "they may think better of it"
    assert told(liked, SHOWN) == [], "what is not known says nothing"


def test_one_that_was_made_before_the_bot_died_is_found_again() -> None:
    tried = planned(ScheduledEvent(tried_at=T0))
    assert told(tried, SHOWN) == [EventShown(500, "Tea", HOUR)]
    for other in (
        replace(SHOWN, ours=False),
        replace(SHOWN, name="Coffee"),
        replace(SHOWN, starts_at=END),
        replace(SHOWN, state="cancelled"),
        replace(SHOWN, state="completed"),
    ):
        assert told(tried, other) == []
    assert not [*changes(tried, {500: SHOWN}, claimed={500})], "that one is another evening's"


def test_the_event_of_another_evening_is_that_ones_own() -> None:
    first, second = planned(), planned(ScheduledEvent(tried_at=T0), id="n")
    seen = replace(a_sight(first), events={500: SHOWN})
    assert 500 in others_own(second, [first], seen)
    assert 500 not in others_own(first, [second, planned(None, id="o")], seen)
    assert not [fact for fact in new_facts(second, seen, after(1), {500}) if isinstance(fact, EventShown)]
    assert EventShown(500, "Tea", HOUR) in [*new_facts(second, seen, after(1))]
    assert MakeEvent("Tea", HOUR, END, LOBBY) in [*plan(second, seen, after(1))]


# What becomes of the evening.


def test_facts_are_written_down() -> None:
    mixer = step(planned(None), EventTried(), after(1))
    assert mixer.event == ScheduledEvent(tried_at=after(1))
    mixer = step(mixer, EventShown(500, "Tea", HOUR, END), after(1))
    assert mixer.event is not None
    assert mixer.event == replace(EVENT, tried_at=after(1))
    assert step(mixer, EventShown(500, "Tea", HOUR), after(1)).event == mixer.event, "seen without its end"
    assert step(mixer, EventShown(501, "Tea", HOUR), after(1)).event == replace(mixer.event, id=501, ends_at=None)
    assert step(mixer, EventStepped("active"), after(1)).event == replace(EVENT, tried_at=after(1), state="active")
    assert step(mixer, EventGone(), after(1)).event == replace(EVENT, tried_at=after(1), state="gone")
    assert step(mixer, EventGone(), after(1)).phase is Phase.SCHEDULED


@pytest.mark.parametrize("phase", [Phase.SCHEDULED, Phase.GATHERING])
def test_cancelled_there_before_the_hour_it_is_called_off(phase: Phase) -> None:
    mixer = step(planned(phase=phase), EventCancelled(), after(9))
    assert (mixer.phase, mixer.ending, mixer.ended_at) == (Phase.CLOSING, Ending.CANCELLED, after(9))
    assert not done(mixer)


def test_cancelled_there_in_the_hour_it_goes_on() -> None:
    mixer = step(planned(phase=Phase.OPEN), EventCancelled(), after(9))
    assert mixer.phase is Phase.OPEN
    assert settled(mixer)


def test_a_title_or_time_changed_there_is_the_evenings() -> None:
    mixer = planned(signups=(Signup(1, T0),))
    moved = step(mixer, EventChanged("Coffee", HOUR + MARGIN), after(9))
    assert (moved.title, moved.category_name) == ("Coffee", "Coffee")
    assert (moved.opens_at, moved.closes_at, moved.moved_at) == (HOUR + MARGIN, END + MARGIN, after(9))
    renamed = step(mixer, EventChanged("Coffee", HOUR), after(9))
    assert (renamed.title, renamed.opens_at, renamed.moved_at) == ("Coffee", HOUR, None)
    assert not done(renamed)


def test_a_title_that_is_too_long_is_cut_and_so_shown() -> None:
    mixer = step(planned(), EventChanged("C" * 100, HOUR), after(9))
    assert mixer.title == "C" * 80
    assert done(mixer) == [EditEvent(500, "C" * 80, HOUR, END)]


def test_once_people_gather_a_change_there_is_taken_back() -> None:
    mixer = step(planned(phase=Phase.GATHERING), EventChanged("Coffee", END), after(9))
    assert (mixer.title, mixer.opens_at) == ("Tea", HOUR)
    assert done(mixer) == [EditEvent(500, "Tea", HOUR, END)]


@given(
    shown=st.lists(
        st.builds(
            ShownEvent,
            st.sampled_from([500, 501]),
            st.sampled_from(["Tea", "Coffee"]),
            st.sampled_from([HOUR, END]),
            st.sampled_from(STATES),
            st.booleans(),
        ),
        max_size=6,
    ),
    event=st.sampled_from([None, ScheduledEvent(tried_at=T0), EVENT, replace(EVENT, state="active")]),
    phase=st.sampled_from([Phase.SCHEDULED, Phase.GATHERING, Phase.OPEN]),
)
def test_whatever_the_calendar_shows_is_agreed_upon_at_once(
    shown: list[ShownEvent], event: ScheduledEvent | None, phase: Phase
) -> None:
    mixer = planned(event, phase=phase)
    for listed in shown:
        for _ in range(3):
            for fact in told(mixer, listed):
                mixer = step(mixer, fact, after(9))
        assert not told(mixer, listed), "the same sight says nothing new"
    assert sum(isinstance(act, MakeEvent) for act in done(mixer)) <= (mixer.event is None or mixer.event.id is None)


# At the end.


def gone(mixer: Mixer, now: datetime) -> bool:
    """Whether the evening is let go of."""
    said = {PostKey("goodbye"): Post(PostKey("goodbye"), 10, END, Delivery.SENT, 1, "x")}
    seen = replace(a_sight(mixer), events={500: SHOWN})
    return Emptied() in [*new_facts(replace(mixer, posts=said), seen, now)]


def test_an_evening_waits_for_its_event_but_not_for_ever() -> None:
    mixer = over(Ending.CANCELLED)
    assert not gone(mixer, mixer.patience_ends + GOODBYE_WAITED_FOR)
    assert gone(mixer, mixer.patience_ends + GIVEN_UP)
    hindered = replace(mixer, missing_permissions=frozenset({"create_events"}))
    assert not gone(hindered, mixer.patience_ends + GOODBYE_WAITED_FOR - MARGIN)
    assert gone(hindered, mixer.patience_ends + GOODBYE_WAITED_FOR)
    assert gone(over(Ending.CANCELLED, replace(EVENT, state="gone")), mixer.patience_ends)
