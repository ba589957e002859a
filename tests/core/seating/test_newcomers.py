"""Whoever comes for the first time sits beside somebody who has been before, and nobody else pays for it."""

from __future__ import annotations

import pytest

from bot.core.seating import Request, place_late, solve
from tests.core.seating.crowds import company, second_evening, unknown


@pytest.mark.parametrize(("people", "new"), [(12, 8), (16, 12), (24, 16)])
def test_a_regular_sits_in_every_room_where_there_are_enough_and_the_other_goals_stay(people: int, new: int) -> None:
    requests = [second_evening(people, seed, newcomers=new) for seed in range(6)]
    known = [company(request, solve(request, seed=seed)) for seed, request in enumerate(requests)]
    blind = [company(request, solve(unknown(request), seed=seed)) for seed, request in enumerate(requests)]
    assert sum(one.alone for one in known) == 0
    assert sum(one.alone for one in blind) > 0, "it does not come by itself"
    assert sum(one.again for one in known) <= sum(one.again for one in blind)
    assert sum(one.same_field for one in known) <= 1.1 * sum(one.same_field for one in blind)


@pytest.mark.parametrize("seed", range(6))
def test_somebody_new_who_comes_late_does_too(seed: int) -> None:
    whole = second_evening(12, seed, newcomers=8)
    late = next(person.id for person in whole.people if person.newcomer)
    there = Request(people=tuple(p for p in whole.people if p.id != late), history=whole.history)
    rooms = place_late(whole, solve(there, seed=seed).rounds[0], late).rooms
    regular = {person.id for person in whole.people if not person.newcomer}
    assert regular & next({*room} for room in rooms if late in room)
