"""Only those who sat together at one time can be ticked: not who came into a room when another had left it."""

from __future__ import annotations

from datetime import timedelta

from bot.core.afterwards.company import MET
from bot.core.lifecycle.snapshot import SITS_DOWN
from tests.engine.afterwards.goodbyes import menu, press
from tests.engine.seating.rooms_in_view import SECOND, channel, leave, room_of, seated, sitting
from tests.evening import GUILD, HOST, Evening, minutes


async def apart(*, together: timedelta = timedelta(0)) -> tuple[Evening, int, int, int]:
    """Somebody left a room for good, and another was brought there by hand, after they had been there `together`.

    The evening, who left, who came, and who sat there all the time.
    """
    evening = await seated(9, Evening(ears=0))
    groups = sitting(evening)
    first = next(number for number, users in groups.items() if HOST not in users)
    other = next(number for number in groups if number != first and HOST not in groups[number])
    gone, stays = sorted(groups[first])[:2]
    comes = min(groups[other])
    await evening.run_for(minutes(2))
    if together:
        evening.venue.go(GUILD, comes, channel(evening, first))
        await evening.run_for(together)
        leave(evening, gone)
    else:
        leave(evening, gone)
        await evening.run_for(minutes(1))
        evening.venue.go(GUILD, comes, channel(evening, first))
    await evening.run_for(SITS_DOWN + minutes(2))
    assert room_of(evening, comes) == first
    await evening.run_until(evening.mixer.closes_at + minutes(3))
    return evening, gone, comes, stays


async def offered(evening: Evening, user: int) -> set[int]:
    """Whom somebody can tick."""
    return {int(option.value) for option in menu(await press(evening, user)).options}


async def test_who_sat_there_before_is_offered_to_nobody_who_came_later() -> None:
    evening, gone, comes, stays = await apart()
    assert comes not in await offered(evening, gone)
    assert gone not in await offered(evening, comes)
    assert {gone, comes} <= await offered(evening, stays)
    assert stays in await offered(evening, comes)
    history = await evening.store.ledger.history(GUILD, [gone, comes], evening.now)
    assert history == (), "and they are new faces to each other next time"


async def test_a_moment_together_is_not_enough_and_a_minute_is() -> None:
    evening, gone, comes, _ = await apart(together=MET - SECOND * 2)
    assert comes not in await offered(evening, gone)
    evening, gone, comes, _ = await apart(together=MET + SECOND)
    assert comes in await offered(evening, gone)


async def test_after_a_restart_in_between_it_is_the_same() -> None:
    evening = await seated(9, Evening(ears=0))
    groups = sitting(evening)
    number = next(number for number, users in groups.items() if HOST not in users)
    gone, comes = min(groups[number]), min(groups[room_of(evening, HOST) or 0] - {HOST})
    await evening.run_for(minutes(2))
    await evening.kill()
    leave(evening, gone)
    await evening.run_for(minutes(1))
    evening.venue.go(GUILD, comes, channel(evening, number))
    await evening.run_until(evening.mixer.closes_at + minutes(3))
    assert comes not in await offered(evening, gone)
