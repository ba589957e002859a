"""A whole evening, as the people in it see it."""

from __future__ import annotations

from tests.evening import GUESTS, Evening, check, check_once, minutes


async def test_everyone_is_seated_and_comes_home() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    await evening.start()
    print(evening.posts(), evening.people)
    await evening.run_for(minutes(30))
    print(evening.posts(), evening.people)
    print(evening.venue.calls, evening.saves.saves)
    check(evening)
    check_once(evening)
