"""What people ask for and cannot have: a kind answer, in their language, for them alone, and nothing half-made."""

from __future__ import annotations

from typing import Any

import pytest

from tests.end_to_end.account import check
from tests.end_to_end.processes import until
from tests.end_to_end.town import CATEGORY, Place, Town, says

NASTY = "**Bold** @everyone <@&{guild}> <@{person}> <#{home}> `x` ||s|| # h\n> q\u202e\u200b[a](http://b)"


def nothing_made(place: Place) -> bool:
    """Whether the server is as it was, and nobody but the asker has heard anything."""
    untouched = not place.ours() and not place.texts(place.home) and not place.texts(place.lobby)
    return untouched and not list(place.requests("POST", "/channels"))


@pytest.mark.parametrize("locale", ["ja", "en-GB"])
def test_nonsense(place: Place, locale: str) -> None:
    host = place.arrive("Host", locale, roles=(place.hosts(),))
    place.gather(host, *place.people)
    nonsense: dict[str, tuple[Any, ...]] = {
        "length": (0, -5, 2, 91, 10_000, 2**53 - 1),
        "title": ("長" * 4000, "t" * 81),
        "common_ground": ("g" * 61,),
        "room_size": (0, -1, 6, 99),
    }
    for option, values in nonsense.items():
        for value in values:
            assert host.command("mixer start", **{option: value}).says(f"refusal.start.{option}"), value
    assert nothing_made(place)


def test_places_without_enough_people(place: Place) -> None:
    admin = place.admin
    assert admin.command("mixer start").says("refusal.start.no_lobby")
    panel = admin.command("engawa setup")
    admin.choose(str(panel.message_id), "setup:lobby", place.lobby)
    assert admin.command("mixer start").says("refusal.start.nobody")
    place.people[0].enter(place.lobby)
    assert admin.command("mixer start").says("refusal.start.one_person")
    assert nothing_made(place)


def test_without_the_right_to_host(place: Place) -> None:
    guest = place.people[0]
    place.gather()
    for command in ("start", "status", "end", "cancel"):
        assert guest.command(f"mixer {command}").says("refusal.not_host"), command
    assert guest.command("mixer extend", minutes=5).says("refusal.not_host")
    refused = {"channel_id": place.home, "name": "engawa setup"}
    assert "may not use" in place.town.refused("POST", f"/people/{guest.id}/command", refused)
    assert nothing_made(place)


def test_without_the_permissions_of_the_bot(place: Place) -> None:
    place.gather()
    for permission in ("MANAGE_CHANNELS", "MOVE_MEMBERS", "SEND_MESSAGES", "SET_VOICE_CHANNEL_STATUS"):
        place.town.fault(revoke={"permission": permission}, guild_id=place.id)
        answer = place.admin.command("mixer start")
        assert answer.says("refusal.start.permissions")
        assert permission.replace("_", " ").title() in answer.content
        place.town.fault(grant={"permission": permission}, guild_id=place.id)
    assert nothing_made(place)
    place.mixer()
    until(place.seated, "everyone has a seat")
    place.wait_for_end()
    check(place)


def test_a_channel_where_the_bot_may_not_write(place: Place) -> None:
    deny: Any = {"id": place.town.bot_user, "type": 1, "deny": str(1 << 11), "allow": "0"}
    hall = place.add_channel("hall", 0, permission_overwrites=[deny])
    place.gather()
    assert place.admin.command("mixer start", hall).says("refusal.start.permissions")
    assert nothing_made(place)


def test_start_twice(place: Place) -> None:
    # The second press comes before anybody has been moved.
    moves = {"route": f"PATCH /guilds/{place.id}/members/*", "answer": 429, "retry_after": 3, "times": 1}
    place.town.fault(requests=moves)
    place.mixer()
    assert place.admin.command("mixer start", length=3).says("refusal.start.already")
    until(place.seated, "everyone has a seat")
    assert place.admin.command("mixer start", length=3).says("refusal.start.in_room")
    place.wait_for_end()
    check(place)


def test_a_title_that_shows_nothing(place: Place) -> None:
    assert "**Mixer**" in place.mixer(title="\u200b\u2060 \u00ad").content
    assert [c["name"] for c in place.ours() if c["type"] == CATEGORY] in ([], ["Mixer"])
    assert place.admin.sure("mixer cancel").says("cancel.open")
    until(place.over, "it is over")
    check(place)


def test_two_starts_at_the_very_same_time(place: Place) -> None:
    place.gather()
    asked = [place.admin.begin("mixer start", length=3) for _ in range(3)]
    answers = [place.admin.answer(one) for one in asked]
    assert sorted(answer.says("start.done") for answer in answers) == [False, False, True]
    assert sum(answer.says("refusal.start.already") for answer in answers) == 2
    until(place.seated, "everyone has a seat")
    place.wait_for_end()
    check(place)


def test_a_title_that_wants_attention_gets_none(running: Town) -> None:
    place = running.place(people=4)
    title = NASTY.format(guild=place.id, person=place.people[0].id, home=place.home)[:80]
    place.mixer(title=title, common_ground="@here <@&1> **x**")
    until(place.seated, "everyone has a seat")
    until(lambda: all(room["messages"] for room in place.rooms()), "the room is welcomed")
    shown = [m for c in place.channels() for m in c["messages"]]
    assert len(shown) == 3  # announcement, lobby, room
    for message in shown:
        assert not message["mention_everyone"]
        assert not message["mention_roles"]
        assert not message["mentions"]
        assert "\u202e" not in message["content"]
        assert not any(f"{mark}**Bold" in message["content"] for mark in ("", " "))
    assert not any(m["pinged_you"] for guild in place.people[0].screen()["guilds"] for m in messages_in(guild))
    place.wait_for_end()
    check(place)


def messages_in(guild: dict[str, Any]) -> list[dict[str, Any]]:
    """All messages on somebody's screen of one server."""
    return [message for channel in guild["channels"] for message in channel["messages"]]


def test_extensions_that_cannot_be(place: Place) -> None:
    place.mixer()
    until(place.seated, "everyone has a seat")
    before = place.closes_at()
    for minutes in (0, -1, 31, 10_000):
        assert place.admin.command("mixer extend", minutes=minutes).says("refusal.extend.minutes"), minutes
    assert place.closes_at() == before
    place.wait_for_end()
    check(place)


def test_an_extension_beyond_two_hours(place: Place) -> None:
    place.mixer(length=90)
    assert place.admin.command("mixer extend", minutes=30).says("extend.done")
    assert place.admin.command("mixer extend", minutes=1).says("refusal.extend.total")
    assert place.admin.sure("mixer cancel").says("cancel.open")
    until(place.over, "it is over")
    check(place)


def test_commands_without_a_mixer(place: Place) -> None:
    for command in ("end", "cancel"):
        assert place.admin.command(f"mixer {command}").says("refusal.none_running")
    assert place.admin.command("mixer extend", minutes=5).says("refusal.none_running")
    assert place.admin.command("mixer status").says("status.none")


def test_a_button_of_an_evening_long_gone(place: Place) -> None:
    gone = {"route": f"PATCH /channels/{place.home}/messages/*", "answer": 404, "code": 10008, "times": 9}
    place.mixer()
    until(place.seated, "everyone has a seat")
    place.town.fault(requests=gone)
    assert place.admin.sure("mixer end").says("end.done")
    until(place.over, "it is over")
    late = place.arrive("Late", "ja")
    late.enter(place.lobby)
    card = next(m for m in place.written(place.home) if "join:" in str(m["components"]))
    assert late.press(card["id"], card["components"][0]["components"][0]["label"]).says("refusal.join.over")
    assert late.room() == place.lobby
    check(place)


def test_status_tells_where_people_are_but_no_names(place: Place) -> None:
    place.mixer()
    until(place.seated, "everyone has a seat")
    text = place.admin.command("mixer status").content
    assert says(text.split("\n")[0], "en", "status.open")
    assert [f": {n} people\n" in f"{text}\n" for n in (3, 4)] == [True, True]
    assert not any(name in text for name in ("<@", "Guest", "Aki"))
    place.wait_for_end()
    check(place)
