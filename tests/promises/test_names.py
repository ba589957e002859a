"""Where a server shows numbers and not names, no post in a channel names anybody who signed up."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.posts.invitation import said_before
from bot.core.reconcile.acts import Reword, Say
from bot.core.text import Text
from tests.engine.planning.planned import (
    announce,
    cancel,
    card,
    edit,
    keys,
    lines_of,
    messages,
    planning,
    run_to,
    sign_up,
    withdraw,
)
from tests.evening import GUESTS, START, Evening, minutes
from tests.promises.seen import named, public

LATE = GUESTS[3]


async def eventful(*, names: bool, ends_early: bool = False, remind: bool = False) -> Evening:
    """An evening with everything that calls people: it is moved, some move up, some are late, or it is called off."""
    evening = planning(name_guests=names)
    await announce(evening, "2000", capacity=4)
    await sign_up(evening, *GUESTS, remind=remind)
    await edit(evening, when="2100")
    await evening.run_for(minutes(1))
    await withdraw(evening, GUESTS[0])
    hour = START + minutes(2100)
    await run_to(evening, hour - minutes(14))
    await withdraw(evening, GUESTS[1])
    await run_to(evening, hour - minutes(5))
    if ends_early:
        await cancel(evening)
        await evening.run_for(minutes(3))
        return evening
    evening.gather(*(user for user in GUESTS[2:] if user != LATE))
    await run_to(evening, hour + minutes(70))
    return evening


def in_channels(evening: Evening) -> list[tuple[str, Text]]:
    """Every text that stood in the server's own channels, each edit too."""
    posts = [m for m in evening.venue.messages if m.channel_id in {evening.home, evening.lobby}]
    return [(message.key, text) for message in posts for text in message.texts]


@pytest.mark.parametrize("ends_early", [False, True])
@pytest.mark.parametrize("remind", [False, True])
async def test_p1_no_post_of_an_evening_names_or_pings_anybody_who_signed_up(ends_early: bool, remind: bool) -> None:
    evening = await eventful(names=False, ends_early=ends_early, remind=remind)
    told = in_channels(evening)
    kinds = {"remind", "moved", "lucky", "announcement", "goodbye", *([] if ends_early else ["links"])}
    assert kinds <= {key.partition(":")[0] for key, _ in told}
    assert not [key for key, text in told if named(text) & set(GUESTS)]


async def test_p2_who_wants_direct_messages_hears_everything_and_nobody_else_sees_it() -> None:
    for ends_early, last in ((False, "links.head"), (True, "invitation.called_off")):
        evening = await eventful(names=False, ends_early=ends_early, remind=True)
        direct = [m for m in evening.venue.messages if not m.channel_id]
        heard = {user: {m.texts[0].key for m in direct if m.key.split(":")[-1] == str(user)} for user in GUESTS}
        assert {"invitation.moved", "remind.direct_1440", "remind.direct_15", last} <= heard[LATE]
        assert any("invitation.moved_up" in m.texts[0].key for m in direct)
        assert all(len(m.texts) == 1 for m in direct)


async def test_p3_nothing_is_sent_directly_to_who_did_not_ask_for_it() -> None:
    evening = await eventful(names=False)
    assert not [m for m in evening.venue.messages if not m.channel_id]


@pytest.mark.parametrize("ends_early", [False, True])
async def test_p4_where_names_are_shown_a_post_that_called_people_names_nobody_once_it_is_out(ends_early: bool) -> None:
    evening = await eventful(names=True, ends_early=ends_early)
    called = [m for m in evening.venue.messages if m.channel_id == evening.home and named(m.texts[0]) & set(GUESTS)]
    kinds = {m.key.partition(":")[0] for m in called}
    assert kinds >= {"remind", "moved", "lucky", "goodbye" if ends_early else "links"}
    assert not [m.key for m in called if named(m.texts[-1])]
    first_edit = {str(act.key): at for at, act in reversed(evening.venue.acts) if isinstance(act, Reword)}
    said = {str(act.key): at for at, act in evening.venue.acts if isinstance(act, Say)}
    assert all(first_edit[m.key] - said[m.key] < timedelta(seconds=10) for m in called)


@pytest.mark.parametrize("names", [False, True])
async def test_p5_a_reminder_that_stands_does_not_change_when_somebody_withdraws(names: bool) -> None:
    evening = planning(name_guests=names)
    await announce(evening, "60")
    await sign_up(evening, *GUESTS)
    await evening.run_for(minutes(50))
    before = {m.key: len(m.texts) for m in messages(evening, "remind")}
    assert before
    await withdraw(evening, GUESTS[2])
    await evening.run_for(minutes(2))
    assert {m.key: len(m.texts) for m in messages(evening, "remind")} == before


async def test_p6_by_numbers_nobody_sees_who_of_two_has_withdrawn() -> None:
    worlds: list[object] = []
    for user in GUESTS[:2]:
        evening = planning()
        await announce(evening, "60")
        await sign_up(evening, *GUESTS)
        await evening.run_for(minutes(50))
        assert (await withdraw(evening, user)).key == "signup.withdrawn"
        await evening.run_for(minutes(3))
        worlds.append(public(evening))
    assert worlds[0] == worlds[1]


@pytest.mark.parametrize(("names", "said"), [(False, "invitation.unnamed"), (True, "invitation.naming")])
async def test_p7_what_others_will_see_is_said_before_somebody_signs_up_and_when_they_have(
    names: bool, said: str
) -> None:
    evening = planning(name_guests=names)
    await announce(evening, "60")
    await evening.run_for(minutes(1))
    assert said in lines_of(card(evening))
    what = await evening.invitations.what(evening.caller(GUESTS[0]), evening.mixer.id)
    assert said in lines_of(what)
    assert keys(await sign_up(evening, GUESTS[0]))[-1] == ("signup.named" if names else "signup.unnamed")
    direct = keys(await sign_up(evening, GUESTS[0], remind=True))[-1]
    assert direct == ("signup.named" if names else "signup.direct")


@pytest.mark.parametrize("ears", [0, 1])
@pytest.mark.parametrize("listening", [False, True])
async def test_p8_that_an_ear_may_come_in_is_said_before_anybody_signs_up_where_it_may(
    ears: int, listening: bool
) -> None:
    evening = planning(listening=listening)
    evening.ears.number = ears
    await announce(evening, "60")
    await evening.run_for(minutes(1))
    what = await evening.invitations.what(evening.caller(GUESTS[0]), evening.mixer.id)
    may = bool(ears) and listening
    for text in (card(evening), what):
        assert ("invitation.ear" in lines_of(text)) is may
    first = messages(evening, "announcement")[0].texts[0]
    assert ("invitation.ear" in lines_of(first)) is may, "from the first moment on"
    assert ("invitation.ear" in [line.key for line in said_before(evening.mixer, ears=may)]) is may
