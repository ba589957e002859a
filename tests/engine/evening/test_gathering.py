"""From the announcement to the goodbye: reminders, the lobby, the hour, and who comes to it."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import AsyncMock

import pytest

from bot.core.lifecycle.phase import Ending, Phase
from bot.core.text import People, Place, Refusal
from tests.engine.planning.planned import (
    HOUR,
    announce,
    edit,
    keys,
    labels,
    messages,
    planning,
    press,
    run_to,
    said,
    shown,
    sign_up,
)
from tests.evening import GUESTS, GUILD, START, Evening, check, minutes
from tests.fake_ledger import FakeLedger

DAY = timedelta(days=1)
FRIEND, MEMBERS = 150, 7
COURSE = (
    *("invitation.card", "remind.15", "lobby.gathering", "room.welcome", "room.sign_10", "room.sign_1"),
    "goodbye.time",
)


async def whole(evening: Evening, *present: int, length: int = 30) -> None:
    """These people sign up and come, and the evening goes to its end."""
    await announce(evening, length=length)
    await sign_up(evening, *present)
    await run_to(evening, HOUR - minutes(1))
    evening.gather(*present)
    await evening.run_until(HOUR + minutes(length + 5))


async def test_people_are_reminded_a_day_and_a_quarter_of_an_hour_before_in_one_post() -> None:
    evening = planning(name_guests=True)
    await announce(evening, "2000", capacity=4)
    hour = START + minutes(2000)
    await sign_up(evening, *GUESTS)
    await run_to(evening, hour + minutes(1))
    reminders = messages(evening, "remind")
    assert [(m.texts[0].key, m.at) for m in reminders] == [
        ("remind.1440", hour - DAY),
        ("remind.15", hour - minutes(15)),
    ]
    assert all(m.texts[0].pings == GUESTS[:4] for m in reminders), "those who wait are not called"
    assert all(m.channel_id == evening.home for m in reminders)


async def test_a_large_evening_is_reminded_in_posts_that_discord_takes() -> None:
    evening = planning(name_guests=True)
    await announce(evening)
    await sign_up(evening, *range(1000, 1120))
    await evening.run_for(minutes(46))
    called = [m.texts[0].pings for m in messages(evening, "remind")]
    assert [len(ids) for ids in called] == [50, 50, 20]
    assert [id for ids in called for id in ids] == [*range(1000, 1120)]


async def test_a_direct_message_only_for_those_who_asked_and_one_that_cannot_be_sent_hinders_nobody() -> None:
    evening = planning()
    await announce(evening, "2000")
    evening.venue.servers[GUILD].closed = {GUESTS[0]}
    offer = await sign_up(evening, *GUESTS[:3])
    assert "offer.reminder" in labels(offer)
    again = await press(evening, offer, "offer.reminder", by=GUESTS[2])
    assert "offer.no_reminder" in labels(again)
    await sign_up(evening, *GUESTS[:2], remind=True)
    await press(evening, await sign_up(evening, GUESTS[1]), "offer.no_reminder", by=GUESTS[1])
    await run_to(evening, START + minutes(2001))
    direct = messages(evening, "direct")
    assert [(m.texts[0].key, m.channel_id) for m in direct] == [("remind.direct_1440", 0), ("remind.direct_15", 0)]
    assert all(m.key.endswith(f":{GUESTS[2]}") for m in direct)
    assert len(messages(evening, "remind")) == 2
    assert not evening.mixer.missing_permissions


async def test_who_signs_up_after_a_reminder_is_not_reminded_at_once() -> None:
    evening = planning()
    await announce(evening, "2000")
    await run_to(evening, START + minutes(2000) - DAY + minutes(3))
    await sign_up(evening, GUESTS[0], remind=True)
    await evening.run_for(minutes(30))
    assert said(evening, "remind") == said(evening, "direct") == []


async def test_whose_card_cannot_be_kept_has_their_place_all_the_same_and_is_told_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    evening = planning()
    await announce(evening)
    with monkeypatch.context() as disk:
        disk.setattr(FakeLedger, "keep_card", AsyncMock(spec=FakeLedger.keep_card, side_effect=OSError("disk full")))
        assert keys(await sign_up(evening, GUESTS[0], about="I bake")) == [
            "signup.in",
            "signup.unkept",
            "signup.unnamed",
        ]
    assert [signup.user_id for signup in evening.mixer.signups] == [GUESTS[0]]
    assert keys(await sign_up(evening, GUESTS[0], about="I bake")) == ["signup.in", "signup.new", "signup.unnamed"]
    assert len(evening.mixer.signups) == 1


async def test_an_evening_planned_or_moved_at_short_notice_reminds_nobody() -> None:
    evening = planning()
    await announce(evening, "12")
    await sign_up(evening, *GUESTS)
    await evening.run_for(minutes(15))
    assert not messages(evening, "remind")
    evening = planning()
    await announce(evening, "200")
    await sign_up(evening, *GUESTS)
    await evening.run_for(minutes(30))
    await edit(evening, when="14")
    await evening.run_for(minutes(20))
    assert not messages(evening, "remind")
    assert said(evening, "moved") == ["invitation.moved"]


async def test_the_lobby_opens_ten_minutes_before_with_a_welcome() -> None:
    evening = planning()
    await announce(evening)
    await run_to(evening, HOUR - minutes(10) - timedelta(seconds=1))
    assert evening.mixer.phase is Phase.SCHEDULED
    assert not messages(evening, "lobby")
    await evening.run_for(timedelta(seconds=2))
    (welcome,) = messages(evening, "lobby")
    assert (welcome.channel_id, welcome.texts[0].key) == (evening.lobby, "lobby.gathering")
    assert welcome.at == HOUR - minutes(10)


# The hour.


async def test_at_the_hour_everybody_in_the_lobby_is_seated_and_the_evening_takes_its_course() -> None:
    evening = planning()
    await whole(evening, *GUESTS)
    assert [key for key in said(evening) if key in COURSE] == [
        *("invitation.card", "remind.15", "lobby.gathering"),
        *["room.welcome"] * 2,
        *["room.sign_10"] * 2,
        *["room.sign_1"] * 2,
        "goodbye.time",
    ]
    opened = messages(evening, "welcome")[0].at
    assert opened == HOUR
    assert evening.people == dict.fromkeys(GUESTS, evening.lobby)
    check(evening)


async def test_roles_given_and_taken_in_the_lobby_count_though_nobody_tells_of_them() -> None:
    evening = planning()
    await announce(evening, for_roles=(MEMBERS,))
    await run_to(evening, HOUR - minutes(1))
    evening.gather(*GUESTS)
    server = evening.venue.servers[GUILD]
    server.roles = dict.fromkeys(GUESTS[:4], frozenset({MEMBERS}))
    server.untold = {*GUESTS}
    await run_to(evening, HOUR + minutes(0.5))
    assert {user for user, place in evening.people.items() if place != evening.lobby} == {*GUESTS[:4]}
    assert evening.mixer.phase is Phase.OPEN


async def test_those_who_signed_up_and_are_not_there_get_their_link_and_are_brought_when_they_come() -> None:
    evening = planning(name_guests=True)
    await announce(evening)
    await sign_up(evening, *GUESTS)
    evening.gather(*GUESTS[:4])
    await run_to(evening, HOUR + minutes(1))
    (links,) = messages(evening, "links")
    assert links.channel_id == evening.home
    assert set(links.texts[0].pings) == set(GUESTS[4:])
    lines = links.texts[0].values["lines"]
    assert isinstance(lines, tuple)
    ways = {user: shown(line, "place") for line in lines for user in shown(line, "people").ids}
    for user in GUESTS[4:]:
        evening.gather(user)
        await evening.run_for(timedelta(seconds=2))
        assert evening.people[user] in {room.channel_id for room in evening.mixer.rooms}
        assert ways[user].id in {evening.people[user], evening.lobby}
    assert ways[GUESTS[4]] != Place(evening.lobby), "there was a seat left in the room"
    assert len(messages(evening, "links")) == 1


async def test_who_does_not_come_within_five_minutes_gives_their_place_free() -> None:
    evening = planning()
    await announce(evening, capacity=4)
    await sign_up(evening, *GUESTS[:4])
    evening.gather(*GUESTS[:3], FRIEND)
    await run_to(evening, HOUR + minutes(4))
    assert evening.people[FRIEND] == evening.lobby, "the place is kept"
    with pytest.raises(Refusal, match=r"join\.full"):
        await evening.press_join(FRIEND)
    await evening.run_for(minutes(1.5))
    assert (await evening.press_join(FRIEND)).key == "join.coming"
    await evening.run_for(timedelta(seconds=2))
    assert evening.people[FRIEND] in {room.channel_id for room in evening.mixer.rooms}
    evening.gather(GUESTS[3])
    with pytest.raises(Refusal, match=r"join\.taken"):
        await evening.press_join(GUESTS[3])


async def test_a_room_of_people_who_did_not_come_is_repaired() -> None:
    evening = planning()
    await announce(evening)
    await sign_up(evening, *GUESTS)
    evening.gather(*GUESTS)
    await run_to(evening, HOUR + minutes(1))
    alone = evening.mixer.rooms[0].channel_id
    there = [user for user, place in evening.people.items() if place == alone]
    for user in there[1:]:
        evening.venue.go(GUILD, user, None)
    await evening.run_for(minutes(2))
    places = list(evening.people.values())
    assert len(places) == 4
    assert len(set(places)) == 1, "the one who was alone sits with the others"


@pytest.mark.parametrize("number", [0, 1, 2])
async def test_with_fewer_than_three_people_it_is_called_off_kindly_and_once(number: int) -> None:
    evening = planning()
    await announce(evening)
    await sign_up(evening, *GUESTS)
    evening.gather(*GUESTS[:number])
    await run_to(evening, HOUR + minutes(4.9))
    assert messages(evening, "lobby")[0].texts[-1].key == "lobby.waiting"
    assert evening.mixer.phase is Phase.GATHERING
    await evening.run_for(minutes(60))
    assert (said(evening, "goodbye"), evening.mixer.ending) == (["goodbye.few"], Ending.FEW)
    assert messages(evening, "goodbye")[0].at == HOUR + minutes(5)
    assert [event.state for event in evening.venue.servers[GUILD].events.values()] == ["cancelled"]
    assert not evening.venue.created
    check(evening)


async def test_a_short_evening_waits_no_longer_than_half_of_it() -> None:
    evening = planning()
    await announce(evening, length=5)
    evening.gather(*GUESTS[:2])
    await run_to(evening, HOUR + minutes(10))
    (goodbye,) = messages(evening, "goodbye")
    assert (goodbye.texts[0].key, goodbye.at) == ("goodbye.few", HOUR + minutes(2.5))


async def test_three_are_enough_even_if_the_third_comes_late() -> None:
    evening = planning()
    await announce(evening)
    evening.gather(*GUESTS[:2])
    await run_to(evening, HOUR + minutes(4))
    evening.gather(GUESTS[2])
    await evening.run_for(minutes(1))
    assert evening.mixer.phase is Phase.OPEN
    assert set(evening.people.values()) == {evening.mixer.rooms[0].channel_id}


async def test_in_the_room_one_post_says_who_is_here_with_what_they_like_to_show() -> None:
    evening = planning()
    await announce(evening)
    one, two, three = GUESTS[:3]
    await sign_up(evening, one, about="I bake", answer="a new start", may_show=True)
    await sign_up(evening, two, answer="a secret")
    await sign_up(evening, three)
    evening.gather(*GUESTS[:3])
    await run_to(evening, HOUR + minutes(2))
    (welcome,) = messages(evening, "welcome")
    text = welcome.texts[-1]
    lines = text.values["people"]
    assert isinstance(lines, tuple)
    assert [line.key for line in lines] == ["room.guest_lines", "room.guest", "room.guest"]
    assert lines[0].values == {"who": People((one,)), "line": "I bake", "answer": "a new start"}
    assert "secret" not in repr(evening.venue.messages)
