"""The process is killed at every call to Discord and at every save of evenings that were planned ahead."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from bot.core.lifecycle.mixer import RESEND, Mixer
from bot.core.lifecycle.parts import Delivery
from bot.core.lifecycle.phase import Ending
from bot.core.lifecycle.scheduled_event import MakeEvent
from bot.core.lifecycle.wanted_post import PostKey
from bot.core.text import People, Text
from bot.core.times.recurrence import Repeat
from tests.engine.planning.planned import (
    announce,
    cancel,
    evenings,
    insist,
    messages,
    planning,
    run_to,
    said,
    sign_up,
    slots,
    withdraw,
)
from tests.evening import GUESTS, GUILD, HOST, START, Evening, check, check_once, minutes
from tests.fake_venue import Crash, Failure
from tests.moments import share

WEEK, DAY = timedelta(weeks=1), timedelta(days=1)
HOUR, LENGTH = START + minutes(40), minutes(12)
MEMBERS = tuple(range(201, 207))
NONE, SHORT, LONG = timedelta(0), timedelta(seconds=30), timedelta(days=10)


async def whole(evening: Evening) -> Evening:
    """Four places and six who would like to come; one withdraws, one comes too late, one is only passing by.

    Whoever asks for something while the bot dies asks again when it is back.
    """

    async def plan() -> None:
        if not evening.store.mixers:
            left = int((HOUR - evening.now) / minutes(1))
            await announce(evening, HOUR.replace(tzinfo=None).isoformat() if left > 0 else "5", capacity=4, length=12)

    async def come() -> None:
        evening.gather(MEMBERS[0], MEMBERS[3], MEMBERS[4], HOST)

    async def come_late() -> None:
        evening.gather(MEMBERS[1])

    await insist(evening, plan)
    for user in MEMBERS:
        await insist(evening, lambda user=user: sign_up(evening, user, remind=user in MEMBERS[:2], about="I bake"))
    evening.venue.servers[GUILD].closed = {MEMBERS[0]}
    await run_to(evening, START + minutes(10))
    await insist(evening, lambda: withdraw(evening, MEMBERS[2]))
    evening.at(minutes(32), come)
    evening.at(minutes(42), come_late)
    await run_to(evening, START + minutes(140))
    return evening


def check_all(evening: Evening) -> None:
    """Nothing twice, nothing lost that can be told, and everybody who could come in the right number."""
    check(evening)
    check_once(evening)
    mixer, events = evening.mixer, evening.venue.servers[GUILD].events
    assert len(evening.store.mixers) == 1
    assert sum(isinstance(act, MakeEvent) for _, act in evening.venue.acts) == len(events) <= 1
    assert {event.state for event in events.values()} <= {"completed", "cancelled"}
    for key, texts in {"goodbye": 1, "remind:15": 1, "lucky": 1, "direct:15": 1, "announcement": 1}.items():
        posted = len(messages(evening, key))
        assert posted <= texts, key
        if mixer.ending is Ending.TIME and mixer.opens_at == HOUR and posted < texts:
            assert unsure(evening, mixer, key), f"{key} was lost"
    if mixer.ending is Ending.TIME:
        assert evening.people.keys() == {*MEMBERS[:2], *MEMBERS[3:5], HOST}
        assert set(evening.people.values()) == {evening.lobby}


def unsure(evening: Evening, mixer: Mixer, key: str) -> bool:
    """Whether a post was being sent when the bot died, so that after a while nobody can tell if it is there."""
    posts = [post for post in mixer.posts.values() if str(post.key).startswith(key)]
    forgotten = key in {"lucky", "direct:15"}  # with the evening
    tried = {str(post.key) for post in posts if post.delivery is Delivery.TRIED} | evening.promised
    return evening.down_for > RESEND and (forgotten or any(name.startswith(key) for name in tried))


async def test_undisturbed_everything_happens_once() -> None:
    evening = await whole(planning(name_guests=True))
    check_all(evening)
    assert evening.mixer.ending is Ending.TIME
    assert said(evening, "lucky") == ["invitation.moved_up"]
    assert messages(evening, "lucky")[0].texts[0].pings == (MEMBERS[4],)
    assert messages(evening, "remind:15")[0].texts[0].pings == (MEMBERS[0], MEMBERS[1], MEMBERS[3], MEMBERS[4])
    assert [message.key.rpartition(":")[2] for message in messages(evening, "direct")] == [str(MEMBERS[1])]
    (links,) = messages(evening, "links")
    assert links.texts[0].pings == (MEMBERS[1],)
    seats = Counter(user for message in messages(evening, "welcome") for user in named(message.texts[-1]))
    assert set(seats) == {*MEMBERS[:2], *MEMBERS[3:5]}, "the one passing by has no place"


def named(text: Text) -> list[int]:
    """Whom a welcome names."""
    lines = text.values["people"]
    assert isinstance(lines, tuple)
    return [id for line in lines for id in people_of(line.values["who"])]


def people_of(value: object) -> tuple[int, ...]:
    """The ids of people in a text."""
    return value.ids if isinstance(value, People) else ()


@pytest.mark.parametrize(
    ("down_for", "after"),
    [(NONE, False), (NONE, True), (SHORT, True), (minutes(5), False), (minutes(5), True), (minutes(60), False)],
    ids=str,
)
async def test_a_kill_at_any_call_loses_nothing(down_for: timedelta, after: bool) -> None:
    calls = range(1, (await whole(planning())).venue.calls + 1)
    for number in share(calls, int(down_for / SHORT) + after, 3):
        evening = planning(down_for=down_for)
        evening.venue.failures = {number: Failure(Crash(), after=after)}
        try:
            await whole(evening)
            check_all(evening)
            assert evening.deaths <= 1
            assert down_for > minutes(5) or evening.mixer.ending is Ending.TIME
        except AssertionError as error:
            error.add_note(f"killed {'after' if after else 'before'} call {number}")
            raise


@pytest.mark.parametrize(("down_for", "after"), [(NONE, False), (minutes(5), True), (minutes(60), True)], ids=str)
async def test_a_kill_at_any_save_loses_nothing(down_for: timedelta, after: bool) -> None:
    saves = range(1, (await whole(planning())).saves.saves + 1)
    for number in share(saves, [NONE, minutes(5), minutes(60)].index(down_for), 3):
        evening = planning(down_for=down_for)
        evening.saves.failures = {number: Failure(Crash(), after=after)}
        try:
            await whole(evening)
            check_all(evening)
        except AssertionError as error:
            error.add_note(f"killed {'after' if after else 'before'} save {number}")
            raise


async def test_a_full_disk_at_any_save_loses_nothing() -> None:
    for number in share(range(2, (await whole(planning())).saves.saves + 1), 0, 3):
        evening = planning()
        evening.saves.failures = {number: Failure(OSError("disk full"))}
        try:
            await whole(evening)
            check(evening)
        except OSError:
            continue  # somebody was told that it did not work
        except AssertionError as error:
            error.add_note(f"save {number}")
            raise


async def two_evenings(evening: Evening) -> Evening:
    """The first falls through, the second takes place, and the series is called off after it."""

    async def plan() -> None:
        if not evening.store.mixers:
            await announce(evening, "30", repeat=Repeat.WEEKLY, length=5)

    async def join() -> None:
        await sign_up(evening, *GUESTS[:4])

    await insist(evening, plan)
    await insist(evening, join)
    await run_to(evening, START + WEEK + minutes(29))
    evening.gather(*GUESTS[:4])
    await run_to(evening, max(evening.now, START + WEEK) + minutes(50))
    while left := [mixer for mixer in evenings(evening) if not mixer.finished]:
        await insist(evening, lambda id=left[-1].id: cancel(evening, id, series=True))
        await evening.run_for(minutes(3))
    return evening


def check_series(evening: Evening) -> None:
    """Both evenings and the one called off are there once, announced once, and each has said how it ended once."""
    assert evening.venue.wrongs == []
    assert not [mixer for mixer in evening.store.mixers.values() if not mixer.finished]
    first = START + minutes(30)
    late = evening.down_for > DAY
    places = slots(evening)
    assert len(places) == len(set(places))
    assert late or [place and place - places[0] for place in places if places[0]] == [0 * WEEK, WEEK, 2 * WEEK]
    assert places[0] is not None
    assert late or places[0] - first <= evening.down_for + timedelta(seconds=5)
    posts = [(m.mixer_id, m.key) for m in evening.venue.messages]
    assert len(posts) == len(set(posts))
    made = [act for _, act in evening.venue.acts if isinstance(act, MakeEvent)]
    events = evening.venue.servers[GUILD].events
    assert len(events) == len({(event.name, event.starts_at) for event in events.values()})
    assert len(made) == len(events) <= len(places)
    # Days later Discord has called off by itself what was never begun.
    assert late or {event.state for event in events.values()} <= {"completed", "cancelled"}


@pytest.mark.parametrize(("down_for", "after"), [(NONE, True), (minutes(5), False), (LONG, False)], ids=str)
async def test_a_kill_at_any_call_breaks_no_series(down_for: timedelta, after: bool) -> None:
    undisturbed = await two_evenings(planning(hoard=True))
    check_series(undisturbed)
    assert [mixer.ending for mixer in evenings(undisturbed)] == [Ending.FEW, Ending.TIME, Ending.CANCELLED]
    for number in share(range(1, undisturbed.venue.calls + 1), [NONE, minutes(5), LONG].index(down_for), 3):
        evening = planning(hoard=True, down_for=down_for)
        evening.venue.failures = {number: Failure(Crash(), after=after)}
        try:
            await two_evenings(evening)
            check_series(evening)
            for mixer in evenings(evening):
                goodbyes = said(evening, "goodbye", mixer.id)
                lost = mixer.posts[PostKey("goodbye")].delivery is Delivery.TRIED and down_for > RESEND
                assert len(goodbyes) == 1 or (lost and not goodbyes)
        except AssertionError as error:
            error.add_note(f"killed {'after' if after else 'before'} call {number}")
            raise


@pytest.mark.parametrize(("down_for", "after"), [(NONE, False), (LONG, True)], ids=str)
async def test_a_kill_at_any_save_breaks_no_series(down_for: timedelta, after: bool) -> None:
    for number in share(range(1, (await two_evenings(planning(hoard=True))).saves.saves + 1), int(after), 4):
        evening = planning(hoard=True, down_for=down_for)
        evening.saves.failures = {number: Failure(Crash(), after=after)}
        try:
            await two_evenings(evening)
            check_series(evening)
        except AssertionError as error:
            error.add_note(f"killed {'after' if after else 'before'} save {number}")
            raise
