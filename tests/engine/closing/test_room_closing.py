"""Nobody is brought away in the middle of a sentence, and nobody waits for longer than a minute."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.core.lifecycle.closing import PAUSE_IN_TALK, WAIT_UNHEARD
from bot.core.lifecycle.phase import Phase
from bot.core.text import Refusal
from bot.ports.alarms import Due, MixerDue, SweepDue
from tests.engine.closing.voting import END, LENGTH, all_vote, at_the_vote, emptied_at, stays, to_the_end, until
from tests.engine.seating.rooms_in_view import SECOND, channel, seated, sitting
from tests.evening import HOST, START, Evening, minutes

HEARD = timedelta(seconds=7.25)


async def heard_at_the_end(*, talks: bool = True) -> tuple[Evening, int, int]:
    """One room of three whom an ear hears; the end is a second away."""
    evening = await seated(3, Evening(ears=1), length=LENGTH)
    place = channel(evening, 1)
    evening.icebreaker.hears(place, True, evening.now.timestamp())
    await until(evening, END - SECOND)
    user = min(sitting(evening)[1])
    if talks:
        evening.icebreaker.heard(place, user, True, evening.now.timestamp())
    await until(evening, END)
    return evening, place, user


async def test_nobody_is_brought_away_in_the_middle_of_a_sentence() -> None:
    evening, place, user = await heard_at_the_end()
    await evening.run_for(HEARD)
    assert len(sitting(evening)[1]) == 3
    assert evening.mixer.phase is Phase.CLOSING
    evening.icebreaker.heard(place, user, False, evening.now.timestamp())
    await evening.run_for(PAUSE_IN_TALK - timedelta(milliseconds=100))
    assert len(sitting(evening)[1]) == 3
    await evening.run_for(timedelta(seconds=1))
    assert not sitting(evening)
    await to_the_end(evening)
    assert START + END + HEARD + PAUSE_IN_TALK <= emptied_at(evening, 1) <= START + END + HEARD + PAUSE_IN_TALK + SECOND


async def test_a_breath_between_two_words_is_no_pause() -> None:
    evening, place, user = await heard_at_the_end()
    for _ in range(10):
        evening.icebreaker.heard(place, user, False, evening.now.timestamp())
        await evening.run_for(timedelta(seconds=1))
        evening.icebreaker.heard(place, user, True, evening.now.timestamp())
        await evening.run_for(timedelta(seconds=1))
    assert len(sitting(evening)[1]) == 3
    await to_the_end(evening)


async def test_whoever_talks_on_has_a_minute() -> None:
    evening, _, _ = await heard_at_the_end()
    await evening.run_for(timedelta(seconds=59))
    assert len(sitting(evening)[1]) == 3
    await to_the_end(evening)
    assert START + END + minutes(1) <= emptied_at(evening, 1) <= START + END + minutes(1) + 2 * SECOND
    assert {evening.people[user] for user in (HOST, HOST + 1, HOST + 2)} == {evening.lobby}


async def test_where_nobody_talks_they_are_brought_back_after_a_moment() -> None:
    evening, _, _ = await heard_at_the_end(talks=False)
    await to_the_end(evening)
    assert START + END < emptied_at(evening, 1) <= START + END + PAUSE_IN_TALK + SECOND


async def test_without_an_ear_the_close_waits_half_a_minute() -> None:
    evening = await seated(3, Evening(ears=0), length=LENGTH)
    await until(evening, END + timedelta(seconds=29))
    assert len(sitting(evening)[1]) == 3
    await to_the_end(evening)
    assert START + END + 30 * SECOND <= emptied_at(evening, 1) <= START + END + 31 * SECOND


async def test_an_ear_that_dies_in_mid_sentence_leaves_half_a_minute() -> None:
    evening, place, _ = await heard_at_the_end()
    await evening.run_for(10 * SECOND)
    evening.icebreaker.hears(place, False, evening.now.timestamp())
    await to_the_end(evening)
    assert START + END + 30 * SECOND <= emptied_at(evening, 1) <= START + END + 31 * SECOND


@pytest.fixture
def unlooked(monkeypatch: pytest.MonkeyPatch) -> Callable[[Evening], None]:
    """Nobody looks at an evening again by chance, neither for a sweep nor for what Discord shows."""

    def blindfold(evening: Evening) -> None:
        rings = evening.app.ring

        async def ring(due: Due) -> None:
            if not isinstance(due, MixerDue | SweepDue):
                await rings(due)

        def look_again(_: int) -> None: ...

        monkeypatch.setattr(evening.app, "ring", ring)
        monkeypatch.setattr(evening.conductor, "look_again", look_again)

    return blindfold


async def test_the_pause_is_told_by_the_ear_and_not_by_chance(unlooked: Callable[[Evening], None]) -> None:
    evening, place, user = await heard_at_the_end()
    await evening.run_for(HEARD)
    unlooked(evening)
    evening.icebreaker.heard(place, user, False, evening.now.timestamp())
    await evening.run_for(PAUSE_IN_TALK + timedelta(milliseconds=100))
    assert not sitting(evening)


async def test_so_is_an_ear_that_dies_in_mid_sentence(unlooked: Callable[[Evening], None]) -> None:
    evening, place, _ = await heard_at_the_end()
    await evening.run_for(HEARD)
    unlooked(evening)
    evening.icebreaker.hears(place, False, evening.now.timestamp())
    await evening.run_for(WAIT_UNHEARD - HEARD + SECOND)
    assert not sitting(evening)


async def test_an_ear_that_dies_where_others_stay_leaves_half_a_minute_too() -> None:
    evening = await at_the_vote(ears=1)
    await all_vote(evening, 2)
    place, user = channel(evening, 1), min(sitting(evening)[1])
    evening.icebreaker.hears(place, True, evening.now.timestamp())
    await until(evening, END - SECOND)
    evening.icebreaker.heard(place, user, True, evening.now.timestamp())
    await until(evening, END + 3 * SECOND)
    evening.icebreaker.hears(place, False, evening.now.timestamp())
    await until(evening, END + 32 * SECOND)
    assert place not in evening.people.values()
    await to_the_end(evening)


async def test_when_a_host_ends_it_nobody_waits() -> None:
    evening, _, _ = await heard_at_the_end(talks=False)
    other = await seated(3, Evening(ears=1), length=LENGTH)
    other.icebreaker.hears(channel(other, 1), True, other.now.timestamp())
    other.icebreaker.heard(channel(other, 1), HOST, True, other.now.timestamp())
    ended = other.now
    await other.end()
    await to_the_end(other)
    assert emptied_at(other, 1) - ended <= SECOND
    await to_the_end(evening)


async def test_a_room_that_closes_while_others_stay_waits_for_its_pause_too() -> None:
    evening = await at_the_vote(ears=1)
    await all_vote(evening, 2)
    place = channel(evening, 1)
    evening.icebreaker.hears(place, True, evening.now.timestamp())
    user = min(sitting(evening)[1])
    await until(evening, END - SECOND)
    evening.icebreaker.heard(place, user, True, evening.now.timestamp())
    await until(evening, END + timedelta(seconds=40))
    assert set(sitting(evening)) == {2}
    assert len([p for p in evening.people.values() if p == place]) == 3
    evening.icebreaker.heard(place, user, False, evening.now.timestamp())
    await evening.run_for(3 * SECOND)
    assert place not in evening.people.values()
    await to_the_end(evening)
    assert stays(evening) == {2}


async def test_in_a_room_that_is_over_nobody_is_promised_a_question_or_a_host() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 2)
    caller = evening.caller(min(sitting(evening)[1]))
    await until(evening, END + SECOND)
    for button in ("topic", "call"):
        with pytest.raises(Refusal):
            await evening.ask(lambda _, b=button: evening.roomside.press(caller, b, evening.mixer.id, 1))
    await to_the_end(evening)
