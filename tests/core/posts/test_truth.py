"""What people read is true, also of an evening that does not come about."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.lifecycle import events as e
from bot.core.lifecycle import facts
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.apply_time import catch_up
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Guest, Signup
from bot.core.lifecycle.phase import Ending
from bot.core.lifecycle.wanted_post import PostKind
from bot.core.posts.evening import wanted
from bot.core.posts.invitation import OPENING_TAKES, waits_until
from bot.core.text import Moment, Refusal
from tests.core.making import T0, a_mixer, after, an_open_mixer, built

CARDS = {PostKind.ANNOUNCEMENT.key(), PostKind.LOBBY.key()}


def cards(mixer: Mixer, minutes: float) -> list[str]:
    """What the invitation and the lobby say."""
    return [want.text.key for want in wanted(mixer, after(minutes)) if want.key in CARDS]


def test_an_evening_whose_rooms_cannot_be_opened_is_not_said_to_have_begun() -> None:
    mixer = step(step(an_open_mixer(), facts.CategoryTried(), T0), facts.Hindered(facts.REFUSED), after(0.1))
    assert cards(mixer, 0.1) == ["announcement.open", "lobby.open"], "it may pass"
    assert cards(mixer, 1) == cards(mixer, 55) == ["announcement.stuck", "lobby.stuck"]
    mended = step(step(mixer, facts.RoomTried(1), after(2)), facts.RoomFound(1, 30), after(2))
    assert cards(mended, 2) == ["announcement.open", "lobby.open"]


def test_nobody_is_thanked_for_an_evening_that_never_opened() -> None:
    tried = step(an_open_mixer(), facts.RoomTried(1), T0)
    stuck = catch_up(step(tried, facts.Hindered(facts.REFUSED), after(1)), after(60))
    assert stuck.ending is Ending.UNOPENED
    assert cards(stuck, 60) == ["announcement.off", "lobby.off"]
    assert catch_up(tried, after(60)).ending is Ending.SLEPT


@pytest.mark.parametrize("event", [e.Cancelled(), e.CalledOff(), e.Ended()])
def test_an_evening_that_does_not_take_place_is_not_over(event: e.Event) -> None:
    off = step(a_mixer(), event, after(1))
    assert off.ending in {Ending.CANCELLED, Ending.FEW}
    assert cards(off, 1) == ["announcement.off", "lobby.off"]
    really = step(built(an_open_mixer()), e.Ended(), after(9))
    assert cards(really, 9) == ["announcement.over", "lobby.over"]


def test_while_places_are_kept_the_lobby_does_not_promise_to_begin_with_any_three() -> None:
    signups = tuple(Signup(user, T0 - timedelta(days=1)) for user in (1, 2, 3, 4))
    kept = replace(a_mixer(), capacity=4, signups=signups, announce_at=T0 - timedelta(days=2))
    waiting = T0 + OPENING_TAKES
    lobby = next(want.text for want in wanted(kept, waiting) if want.key == PostKind.LOBBY.key())
    assert lobby.key == "lobby.waiting_places"
    assert lobby.values["until"] == Moment(waits_until(kept), relative=True)
    free = replace(kept, capacity=None)
    assert [want.text.key for want in wanted(free, waiting) if want.key == PostKind.LOBBY.key()] == ["lobby.waiting"]


@pytest.mark.parametrize(("waits", "told"), [(True, "join.full"), (False, "join.taken")])
def test_places_are_said_to_become_free_only_while_somebody_has_not_come(waits: bool, told: str) -> None:
    full = replace(built(an_open_mixer()), capacity=6)
    full = full.with_guest(Guest(101, 1, waiting=waits))
    with pytest.raises(Refusal, match=rf"^{told}$"):
        step(full, e.Joined(7, {}), after(30))
