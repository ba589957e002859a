"""Who has left, lost the role, or is wanted at two evenings at once; and an evening whose host has left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.lifecycle.phase import Ending, Phase
from bot.core.reconcile.acts import OpenRoom
from bot.core.text import MendingButton, People, Refusal, Text
from bot.core.times.recurrence import Repeat
from tests.engine.planning.planned import (
    HOUR,
    announce,
    member,
    planning,
    preview,
    run_to,
    sign_up,
)
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes
from tests.fake_venue import OWNER, Message

SECOND_HOST = 98
FIVE = GUESTS[:5]


def coming(evening: Evening) -> list[int]:
    return [signup.user_id for signup in evening.mixer.coming]


def posts(evening: Evening, prefix: str) -> list[Message]:
    return [message for message in evening.venue.messages if message.key.startswith(prefix)]


async def mend(evening: Evening, button: MendingButton, *, by: int = HOST, mixer_id: str | None = None) -> Text:
    """A host presses a button below what they were told."""
    id, caller = mixer_id or evening.mixer.id, evening.caller(by)
    return await evening.ask(lambda _: evening.use_cases.mending.press(caller, button, id))


async def test_who_has_left_gives_the_place_to_the_next_before_anybody_is_reminded() -> None:
    evening = planning(name_guests=True)
    await announce(evening, capacity=3)
    await sign_up(evening, *FIVE)
    evening.venue.servers[GUILD].gone = {GUESTS[0]}
    await run_to(evening, HOUR - minutes(14))
    assert coming(evening) == [*GUESTS[1:4]]
    (reminder,) = posts(evening, "remind:15")
    assert reminder.texts[0].pings == GUESTS[1:4]
    assert posts(evening, f"lucky:{GUESTS[3]}"), "who moves up is told"


async def test_who_has_lost_the_role_gives_the_place_to_the_next() -> None:
    evening = planning()
    await announce(evening, for_roles=(7,), capacity=3)
    server = evening.venue.servers[GUILD]
    server.roles |= dict.fromkeys(FIVE, frozenset({7}))
    await sign_up(evening, *FIVE, roles=(7,))
    server.roles[GUESTS[1]] = frozenset()
    await run_to(evening, HOUR - minutes(14))
    assert coming(evening) == [GUESTS[0], *GUESTS[2:4]]


async def test_who_leaves_just_before_the_hour_is_no_guest_and_others_are() -> None:
    evening = planning()
    await announce(evening, capacity=3)
    await sign_up(evening, *FIVE)
    await run_to(evening, HOUR - minutes(5))
    evening.venue.servers[GUILD].gone = {GUESTS[0]}
    evening.gather(*FIVE[1:])
    await run_to(evening, HOUR + minutes(1))
    assert {guest.user_id for guest in evening.mixer.guests} == set(GUESTS[1:4])
    assert evening.mixer.phase is Phase.OPEN


async def test_a_server_that_cannot_be_asked_loses_nobody_their_place() -> None:
    evening = planning()
    await announce(evening, capacity=3)
    await sign_up(evening, *FIVE)
    evening.venue.servers[GUILD].available = False
    await run_to(evening, HOUR - minutes(12))
    evening.venue.servers[GUILD].available = True
    await run_to(evening, HOUR - minutes(5))
    assert coming(evening) == [*FIVE[:3]]


async def test_others_are_asked_once_to_host_when_the_host_has_left_and_one_press_does_it() -> None:
    evening = planning()
    await announce(evening, repeat=Repeat.WEEKLY)
    await sign_up(evening, *FIVE)
    evening.venue.servers[GUILD].gone = {HOST}
    await run_to(evening, HOUR - minutes(14))
    (asked,) = posts(evening, "heir:")
    assert (asked.texts[0].key, asked.texts[0].buttons) == ("hand_over.wanted", ("take_over",))
    assert asked.texts[0].pings == (OWNER,), "nobody else is known who could"
    with pytest.raises(Refusal, match=r"^not_host$"):
        await mend(evening, "take_over", by=GUESTS[0])
    evening.gather(*FIVE)
    await run_to(evening, HOUR + minutes(2))
    assert evening.mixer.phase is Phase.SCHEDULED, "the next of the series is planned"
    running = evening.conductor.running(GUILD)
    assert [mixer.phase for mixer in running] == [Phase.OPEN, Phase.SCHEDULED]
    assert len(posts(evening, "heir:")) == 1, "who takes one takes all"
    evening.store.communities[GUILD] = replace(evening.store.communities[GUILD], host_role_id=5)
    caller = member(evening, SECOND_HOST, (5,))
    done = await evening.ask(lambda _: evening.use_cases.mending.press(caller, "take_over", running[0].id))
    assert done == Text("hand_over.done", {"title": "Tea", "host": People((SECOND_HOST,))})
    await evening.run_for(minutes(1))
    assert {mixer.host_id for mixer in evening.conductor.running(GUILD)} == {SECOND_HOST}
    assert posts(evening, "heir:")[0].texts[-1].key == "hand_over.found"
    assert posts(evening, "handed:")[0].texts[0].pings == (SECOND_HOST,)
    with pytest.raises(Refusal, match=r"^hand_over\.taken$"):
        await evening.ask(lambda _: evening.use_cases.mending.press(caller, "take_over", running[0].id))


async def test_of_two_evenings_in_one_lobby_the_second_waits_and_nobody_sits_in_two() -> None:
    evening = planning(hoard=True)
    first = await announce(evening, title="Tea")
    offer = await preview(evening, title="Coffee")
    assert "schedule.clash" in [text.key for text in offer.texts], "its host is told before anybody else is"
    second = await announce(evening, title="Coffee")
    await sign_up(evening, *FIVE, mixer_id=first.id)
    answer = await sign_up(evening, *FIVE, mixer_id=second.id)
    assert "signup.clash" in [text.key for text in getattr(answer, "texts", ())]
    await run_to(evening, HOUR - minutes(5))
    (told,) = [post for post in posts(evening, "gone:clash") if post.mixer_id == second.id]
    assert (told.texts[0].key, told.texts[0].pings) == ("broken.clash", (HOST,))
    evening.gather(*FIVE)
    await run_to(evening, HOUR + minutes(2))
    rooms = {mixer_id for mixer_id, act in evening.venue.created.values() if isinstance(act, OpenRoom)}
    assert rooms == {first.id}
    assert all(evening.people[user] != evening.lobby for user in FIVE)
    await run_to(evening, HOUR + minutes(7))
    assert evening.store.mixers[second.id].ending is Ending.FEW
    assert {guest.user_id for guest in evening.store.mixers[first.id].guests} == set(FIVE)


async def test_of_two_evenings_in_one_lobby_each_begins_with_those_of_its_own() -> None:
    evening = planning()
    first = await announce(evening, title="Tea", capacity=3)
    second = await announce(evening, title="Coffee")
    await sign_up(evening, *GUESTS[:3], mixer_id=first.id)
    await sign_up(evening, *GUESTS[3:6], mixer_id=second.id)
    evening.gather(*GUESTS)
    await run_to(evening, HOUR + minutes(1))
    seats = {id: {guest.user_id for guest in evening.store.mixers[id].guests} for id in (first.id, second.id)}
    assert seats == {first.id: set(GUESTS[:3]), second.id: set(GUESTS[3:6])}


async def test_the_clash_is_over_when_the_second_gathers_elsewhere() -> None:
    evening = planning()
    await announce(evening, title="Tea")
    second = await announce(evening, title="Coffee")
    elsewhere = evening.venue.add_channel(GUILD, "Other lobby")
    await run_to(evening, HOUR - minutes(5))
    evening.venue.go(GUILD, HOST, elsewhere)
    assert (await mend(evening, "relocate", mixer_id=second.id)).key == "relocate.done"
    await evening.run_for(timedelta(seconds=30))
    assert evening.store.mixers[second.id].lobby_id == elsewhere
    assert posts(evening, "gone:clash")[0].texts[-1].key == "broken.mended"
