"""When the host's board is edited: soon for what a host can act on, and seldom for the rest."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from bot.core.listening.ear_rota import STAY
from bot.core.listening.stall import STILL
from bot.core.reconcile.acts import Reword
from bot.engine.edits import BETWEEN, PASSED, PRESSING, REST
from tests.engine.seating.rooms_in_view import SECOND, channel, leave, sitting
from tests.evening import GUILD, Evening, check, minutes
from tests.usecases.the_board import an_evening, boards, hear, light, line, talking, written

OVER = minutes(90)


async def test_it_is_one_message_edited_at_most_every_twenty_seconds() -> None:
    evening = await an_evening(ears=2)
    for _ in range(10):
        hear(evening, 1, on=False)
        await evening.run_for(8 * SECOND)
        hear(evening, 2, on=False)
        await evening.run_for(40 * SECOND)
        hear(evening, 1, on=True)
        hear(evening, 2, on=True)
        await evening.run_for(PASSED + 10 * SECOND)
    await evening.run_for(OVER)
    times = written(evening)
    assert len(times) > 20
    assert min(later - earlier for earlier, later in pairwise(times[1:-1])) == BETWEEN
    assert len(boards(evening)) == len(times)
    check(evening)


async def test_who_comes_and_goes_among_several_is_shown_with_what_matters_or_after_a_while() -> None:
    evening = await talking()
    before, people = len(written(evening)), 3
    for user in (300, 301):
        evening.venue.go(GUILD, user, channel(evening, 1))
        await evening.run_for(minutes(1))
    assert len(written(evening)) == before
    hear(evening, 2, on=False)
    await evening.run_for(PRESSING + SECOND)
    assert (light(evening, 2), line(evening, 1)["people"]) == ("light.hard_to_hear", people + 2)
    leave(evening, 300)
    await evening.run_for(REST + SECOND)
    assert line(evening, 1)["people"] == people + 1
    assert len(written(evening)) == before + 2


async def test_somebody_who_is_left_alone_is_shown_at_once() -> None:
    evening = await talking()
    left = evening.now
    for user in sorted(sitting(evening)[1])[1:]:
        leave(evening, user)
    await evening.run_for(PRESSING + SECOND)
    assert written(evening)[-1] - left == PRESSING
    assert line(evening, 1)["people"] == 1


async def test_an_ear_that_is_lost_is_shown_at_once() -> None:
    evening = await talking()
    lost = evening.now
    hear(evening, 1, on=False)
    await evening.run_for(PRESSING + SECOND)
    assert light(evening, 1) == "light.hard_to_hear"
    assert written(evening)[-1] - lost == PRESSING


async def test_an_ear_that_takes_turns_is_nothing_that_a_host_can_act_on() -> None:
    evening = await an_evening()
    (place,) = evening.ears.posts[GUILD]
    number = next(room.number for room in evening.mixer.standing if room.channel_id == place)
    hear(evening, number, on=True)
    await evening.run_for(timedelta(seconds=STAY - 30))
    before = len(written(evening))
    while evening.ears.posts[GUILD] == (place,):
        await evening.run_for(SECOND)
    hear(evening, number, on=False)
    hear(evening, 3 - number, on=True)
    await evening.run_for(PASSED + BETWEEN)
    assert len(written(evening)) == before
    await evening.run_for(REST - PASSED)
    assert len(written(evening)) == before + 1, "it is shown after a while"


async def test_a_silence_that_is_soon_over_is_not_shown_and_one_that_comes_back_was_not_over() -> None:
    evening = await talking()
    place, user = channel(evening, 1), min(sitting(evening)[1])
    before = len(written(evening))

    async def silent(seconds: float) -> None:
        evening.icebreaker.heard(place, user, False, evening.now.timestamp())
        await evening.run_for(timedelta(seconds=seconds))
        evening.icebreaker.heard(place, user, True, evening.now.timestamp())
        await evening.quiet()

    await silent(STILL + PRESSING.total_seconds() - 0.5)
    await evening.run_for(PASSED)
    assert len(written(evening)) == before
    for _ in range(3):
        await silent(STILL + PRESSING.total_seconds() + 0.5)
        assert light(evening, 1) == "light.quiet"
        await evening.run_for(PASSED / 2)
    assert len(written(evening)) == before + 1
    await evening.run_for(PASSED / 2 + SECOND)
    assert light(evening, 1) == "light.talking"
    assert len(written(evening)) == before + 2


async def test_an_evening_in_which_nothing_happens_leaves_it_alone() -> None:
    evening = await an_evening()
    before = len(written(evening))
    await evening.run_for(minutes(5))
    assert len(written(evening)) == before


async def test_its_lights_follow_the_talk() -> None:
    evening = await an_evening()
    place, (user, *_) = channel(evening, 1), sorted(sitting(evening)[1])
    assert light(evening, 1) == "light.hard_to_hear"
    evening.icebreaker.hears(place, True, evening.now.timestamp())
    evening.icebreaker.heard(place, user, True, evening.now.timestamp())
    await evening.run_for(REST + SECOND)
    assert light(evening, 1) == "light.talking"
    assert light(evening, 2) == "light.hard_to_hear"
    evening.icebreaker.heard(place, user, False, evening.now.timestamp())
    await evening.run_for(minutes(3))
    assert light(evening, 1) == "light.quiet"


def lights_shown(evening: Evening, since: datetime) -> list[str]:
    """How the first room has looked on the board since then, edit by edit."""
    edits = [
        act.text
        for at, act in evening.venue.acts
        if at >= since and isinstance(act, Reword) and act.key.kind == "board"
    ]
    first = (str(text.values["lines"]).partition("'place': Place(id=")[0] for text in edits)
    return [line.partition("light.")[2].partition("'")[0] for line in first]


async def test_a_breath_does_not_show_and_a_silence_does_as_soon_as_it_means_something() -> None:
    evening = await an_evening()
    place, (user, *_) = channel(evening, 1), sorted(sitting(evening)[1])
    evening.icebreaker.hears(place, True, evening.now.timestamp())
    evening.icebreaker.heard(place, user, True, evening.now.timestamp())
    await evening.run_for(BETWEEN + SECOND)
    since = evening.now
    for _ in range(40):
        evening.icebreaker.heard(place, user, False, evening.now.timestamp())
        await evening.run_for(timedelta(seconds=STILL - 1))
        evening.icebreaker.heard(place, user, True, evening.now.timestamp())
        evening.venue.go(GUILD, 300, None if 300 in evening.people else channel(evening, 2))  # the board is edited
        await evening.run_for(3 * SECOND)
    assert set(lights_shown(evening, since)) == {"talking"}
    await evening.run_for(2 * BETWEEN)
    silent = evening.now
    evening.icebreaker.heard(place, user, False, silent.timestamp())
    await evening.run_for(minutes(1))
    assert light(evening, 1) == "light.quiet"
    assert written(evening)[-1] - silent == timedelta(seconds=STILL) + PRESSING, (
        "it does not wait for the next look at Discord"
    )
