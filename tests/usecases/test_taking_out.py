"""Somebody who disturbs is taken out, in silence, and can be kept from coming evenings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.community.deeds import DeedKind
from bot.core.community.settings import Community
from bot.core.lifecycle.snapshot import SITS_DOWN
from bot.core.text import Offer, Refusal, Text
from tests.engine.planning.planned import HOUR, announce, planning, run_to, sign_up
from tests.engine.seating.rooms_in_view import SECOND, channel, room_of, sitting
from tests.evening import GUESTS, GUILD, HOST, Evening, check, minutes
from tests.usecases.hands import an_evening, keys, labels, press, settled, where

ROLE, CO_HOST, STRANGER = 700, 200, 170


async def out() -> tuple[Evening, int, int]:
    """Somebody has just been taken out: the evening, they, and the number of the room in which they sat."""
    evening, user, number = await an_evening()
    await press(evening, "take_out", user)
    await evening.run_for(SECOND)
    return evening, user, number


async def test_they_are_nowhere_the_room_is_closed_to_them_and_nobody_is_told() -> None:
    evening, user, number = await an_evening()
    before = len(evening.venue.messages)
    said = await press(evening, "take_out", user)
    assert keys(said)[0] == "hands.take_out_done"
    await evening.run_for(SECOND)
    assert where(evening, user) is None
    channels = evening.venue.servers[GUILD].channels
    assert not [c for c in channels.values() if user in (c.admits or ())], "no room lets them in"
    assert len(evening.venue.messages) == before
    assert user not in {id for m in evening.venue.messages for id in m.texts[-1].pings}
    assert len(sitting(evening)[number]) == 2


async def test_join_the_form_and_a_drag_lead_nowhere_and_name_nobody() -> None:
    evening, user, number = await out()
    with pytest.raises(Refusal) as refused:
        await evening.press_join(user)
    assert (refused.value.text.key, dict(refused.value.text.values)) == ("refusal.join.not_tonight", {})
    with pytest.raises(Refusal, match=r"join\.not_tonight"):
        await evening.invitations.form(evening.caller(user), evening.mixer.id)
    evening.venue.go(GUILD, user, channel(evening, number))
    await evening.run_for(SITS_DOWN)
    assert where(evening, user) is None, "whoever drags them"
    evening.gather(user)
    await evening.run_for(minutes(2))
    assert where(evening, user) == evening.lobby, "the lobby is the server's own"
    await evening.run_for(minutes(90))
    check(evening)


async def test_a_host_can_take_it_back() -> None:
    evening, user, _ = await out()
    panel = await press(evening, "person", chosen=user)
    assert "offer.let_back" in labels(panel)
    await press(evening, "let_back", user)
    evening.gather(user)
    await evening.press_join(user)
    await settled(evening)
    assert room_of(evening, user)


async def test_a_place_goes_to_the_next_before_the_hour() -> None:
    evening = planning(hoard=True)
    mixer = await announce(evening, capacity=3)
    await sign_up(evening, *GUESTS[:4])
    await press(evening, "take_out", GUESTS[0])
    assert [one.user_id for one in evening.store.mixers[mixer.id].coming] == list(GUESTS[1:4])
    with pytest.raises(Refusal, match=r"join\.not_tonight"):
        await sign_up(evening, GUESTS[0])
    evening.gather(*GUESTS[:4])
    await run_to(evening, HOUR + minutes(1))
    assert room_of(evening, GUESTS[0]) is None
    assert room_of(evening, GUESTS[3])


async def test_only_hosts_and_none_of_them_the_host() -> None:
    evening, user, number = await an_evening()
    other = max(sitting(evening)[number])
    with pytest.raises(Refusal, match="not_host"):
        await press(evening, "take_out", user, by=other)
    with pytest.raises(Refusal, match=r"hands\.host"):
        await press(evening, "take_out", HOST)
    assert room_of(evening, user) == number
    assert await evening.store.ledger.noted(GUILD) == ()


async def test_two_hosts_at_once_take_out_once_and_a_host_who_lost_the_role_no_more() -> None:
    evening, user, _ = await an_evening()
    evening.store.communities[GUILD] = Community(guild_id=GUILD, host_role_id=ROLE)
    second = replace(evening.caller(CO_HOST), role_ids=frozenset({ROLE}))
    guests, id = evening.use_cases.guests, evening.mixer.id
    await press(evening, "take_out", user)
    await evening.ask(lambda _: guests.press(second, "take_out", id, user))
    assert evening.mixer.shut_out == (user,)
    with pytest.raises(Refusal, match="not_host"):
        await evening.ask(lambda _: guests.press(replace(second, role_ids=frozenset()), "let_back", id, user))


# Kept from coming evenings.


async def kept_out() -> tuple[Evening, int]:
    evening, user, _ = await out()
    panel = await press(evening, "keep_out", user)
    assert "offer.let_back" not in labels(panel), "that is for an admin"
    return evening, user


async def test_who_is_kept_out_comes_to_no_evening_by_any_door_until_an_admin_lets_them() -> None:
    evening, user = await kept_out()
    await evening.run_for(minutes(90))
    tea = await announce(evening, (evening.now + minutes(60)).isoformat())
    with pytest.raises(Refusal, match=r"join\.not_tonight"):
        await sign_up(evening, user, mixer_id=tea.id)
    evening.gather(user, HOST, *GUESTS)
    await evening.run_for(minutes(62))
    assert sitting(evening)
    assert room_of(evening, user) is None
    evening.venue.go(GUILD, user, channel(evening, 1))
    await evening.run_for(SITS_DOWN + SECOND * 2)
    assert room_of(evening, user) is None
    admin = replace(evening.caller(STRANGER), manages_server=True)
    listed = await evening.use_cases.guests.show(admin)
    assert keys(listed)[0] == "deeds.head", "whoever manages the server need not host"
    readmit = evening.use_cases.guests.readmit
    with pytest.raises(Refusal, match="not_manager"):
        await readmit(evening.caller(), str(GUILD), user)
    assert await evening.ask(lambda _: readmit(admin, str(GUILD), user))
    evening.gather(user)
    await evening.press_join(user)
    await settled(evening)
    assert room_of(evening, user), "tonight as well"


async def test_they_are_not_in_an_evening_that_is_started_from_where_they_sit() -> None:
    evening, user = await kept_out()
    await evening.run_for(minutes(90))
    evening.gather(user, *GUESTS)
    await evening.start()
    await settled(evening)
    assert user not in {guest.user_id for guest in evening.mixer.guests}


async def test_who_hosts_here_is_not_kept_out() -> None:
    evening, user, _ = await out()
    evening.store.communities[GUILD] = Community(guild_id=GUILD, host_role_id=ROLE)
    evening.venue.servers[GUILD].roles[user] = frozenset({ROLE})
    with pytest.raises(Refusal, match=r"hands\.host"):
        await press(evening, "keep_out", user)


async def test_what_hosts_did_stands_in_a_log_for_hosts() -> None:
    evening, user = await kept_out()
    noted = await evening.store.ledger.noted(GUILD)
    assert [(deed.kind, deed.host_id, deed.user_id) for deed in noted] == [
        (DeedKind.KEPT_OUT, HOST, user),
        (DeedKind.TAKEN_OUT, HOST, user),
    ]
    assert keys(await press(evening, "deeds")) == ["deeds.head", "deeds.kept_out", "deeds.taken_out", "deeds.out"]


async def test_who_was_taken_out_reads_that_and_not_by_whom_and_cannot_forget_it_away() -> None:
    evening, user = await kept_out()
    lines = await evening.members.show_me(evening.caller(user))
    assert {"privacy.out", "privacy.kept_out", "privacy.deeds"} <= {line.key for line in lines}
    assert str(HOST) not in repr([line for line in lines if line.key.startswith(("privacy.out", "privacy.deeds"))])
    told = await evening.ask(lambda _: evening.members.forget_me(evening.caller(user)))
    assert told == (Text("privacy.forgotten"), Text("privacy.kept_out"))
    assert await evening.store.ledger.noted(GUILD) == ()
    with pytest.raises(Refusal, match=r"join\.not_tonight"):
        await evening.press_join(user)
    assert not isinstance(told, Offer)
