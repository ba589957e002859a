"""Who is signed up for the next evening because they always come."""

from __future__ import annotations

from bot.core.lifecycle.signups import MOST_SIGNUPS
from bot.core.planning.standing import filled
from tests.core.making import T0, a_mixer


def test_more_than_an_evening_takes_do_not_keep_it_from_being_planned() -> None:
    mixer = filled(a_mixer(), range(1, MOST_SIGNUPS + 2), frozenset(), T0)
    assert [signup.user_id for signup in mixer.signups] == [*range(1, MOST_SIGNUPS + 1)]
