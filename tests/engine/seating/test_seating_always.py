"""Whatever happens in an evening, nobody is brought to whom they avoid."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.text import Refusal
from tests.engine.seating.rooms_in_view import SECOND, begin, crowd, leave, together
from tests.evening import Evening, check

LATE = 170


flexible = st.sampled_from([101, 104, 107, LATE])
moments = st.tuples(st.sampled_from([10, 20, 30, 70, 200]), st.sampled_from(["leave", "join", "lobby"]), flexible)
apart_pairs = st.lists(st.tuples(st.sampled_from(crowd(9)), st.sampled_from([*crowd(9), LATE])), max_size=2)


@given(apart_pairs, st.lists(moments, max_size=15))
@settings(max_examples=25, deadline=None)
def test_whatever_happens_nobody_is_brought_to_whom_they_avoid(
    apart: Sequence[tuple[int, int]], script: Sequence[tuple[int, str, int]]
) -> None:
    wrongs: list[str] = []

    async def live() -> None:
        evening = Evening()
        wished = [(one, other) for one, other in apart if one != other]
        for one, other in wished:
            await evening.members.avoid(evening.caller(one), other, avoids=True)
        await begin(9, evening, rounds=3, length=24)

        async def look(seconds: int) -> None:
            """At every moment but while people are being moved past each other."""
            for _ in range(0, seconds, 10):
                await evening.run_for(10 * SECOND)
                wrongs.extend(f"{pair} at {evening.now}" for pair in wished if together(evening, *pair))

        for pause, deed, user in script:
            await look(pause)
            if deed == "leave":
                leave(evening, user)
            else:
                evening.gather(user)
            if deed == "join":
                try:
                    await evening.press_join(user)
                except Refusal:
                    continue
        await look(30 * 60)
        check(evening)

    asyncio.run(live())
    assert not wrongs
