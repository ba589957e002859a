"""Whoever comes and goes, nobody is left alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.text import Refusal
from tests.engine.seating.rooms_in_view import SECOND, Solitude, crowd, leave, seated
from tests.evening import GUILD, Evening, check, minutes

LATE = 170
MINUTE = timedelta(minutes=1)


Step = tuple[int, str, int]
deeds = st.tuples(
    st.sampled_from([1, 4, 11, 13, 23, 25, 40, 70, 130]),
    st.sampled_from(["leave", "leave", "leave", "join", "return", "lobby", "press"]),
    st.integers(0, 14),
)


@given(st.integers(5, 12), st.lists(deeds, max_size=25))
@settings(max_examples=40, deadline=None)
def test_whoever_comes_and_goes_nobody_is_alone_for_more_than_a_minute(people: int, script: Sequence[Step]) -> None:
    async def live() -> None:
        evening = await seated(people, rounds=2, length=30)
        solitude = Solitude(evening)
        for pause, deed, who in script:
            await evening.run_for(pause * SECOND)
            await do(evening, deed, crowd(15)[who])
            await evening.quiet()
        await evening.run_for(minutes(45))
        assert solitude.longest <= MINUTE
        check(evening)

    asyncio.run(live())


async def do(evening: Evening, deed: str, user: int) -> None:
    """What somebody does, if they can."""
    ways: dict[str, Callable[[], None]] = {
        "leave": lambda: leave(evening, user),
        "lobby": lambda: evening.gather(user),
        "join": lambda: evening.gather(user),
        "return": lambda: go_back(evening, user),
    }
    ways.get(deed, lambda: None)()
    if deed in {"join", "press"}:
        try:
            await evening.press_join(user)
        except Refusal:
            return


def go_back(evening: Evening, user: int) -> None:
    """Into the channel of one's own room, past the lobby."""
    guest = evening.mixer.guest(user)
    room = evening.mixer.room(guest.room) if guest else None
    if room is not None and room.channel_id in evening.venue.servers[GUILD].channels:
        evening.venue.go(GUILD, user, room.channel_id)
