"""An admin takes things away in mid-mixer: the evening goes on, or ends well."""

from __future__ import annotations

import pytest

from tests.end_to_end.account import check
from tests.end_to_end.person import Json
from tests.end_to_end.processes import until
from tests.end_to_end.town import CATEGORY, Place, says


def told(place: Place, key: str) -> int:
    """How many of the texts where the mixer was started say this."""
    return sum(says(text, "en", key) for text in place.texts(place.home))


def show_rooms_again(place: Place, ours: list[Json]) -> None:
    """Where Discord has forgotten what the bot gave itself, its rooms are hidden from it, and only people can help."""
    if place.ours()[0]["permission_overwrites"] == ours[0]["permission_overwrites"]:
        return
    until(lambda: told(place, "mixer.unseen") == 1, "the host is told what is missing")
    for channel in ours:
        body = {"permission_overwrites": channel["permission_overwrites"]}
        place.town.ask("PATCH", f"/channels/{channel['id']}", body)


@pytest.fixture
def evening(place: Place) -> Place:
    """Everyone has a seat."""
    place.mixer()
    until(place.seated, "everyone has a seat")
    return place


def test_a_room_is_deleted(evening: Place) -> None:
    room, other = evening.rooms()
    lost = [person for person in evening.people if person.room() == room["id"]]
    evening.delete(room["id"])
    until(lambda: told(evening, "mixer.room_lost") == 1, "people are told what to do")
    assert lost[0].press_join().says("join.go")
    lost[0].enter(evening.lobby)
    until(lambda: lost[0].room() == other["id"], "they sit in the other room")
    evening.wait_for_end()
    assert [person.room() for person in lost[1:]] == [None] * len(lost[1:])
    check(evening)


def test_every_room_is_deleted(evening: Place) -> None:
    for room in evening.rooms():
        evening.delete(room["id"])
    until(evening.over, "it is over")
    assert told(evening, "goodbye.rooms_gone") == 1
    check(evening)


def test_the_category_is_deleted(evening: Place) -> None:
    evening.delete(next(c["id"] for c in evening.ours() if c["type"] == CATEGORY))
    late = evening.arrive("Late", "ja")
    late.enter(evening.lobby)
    assert late.press_join().says("join.coming")
    until(lambda: late.room() != evening.lobby, "the late one has a seat")
    evening.wait_for_end()
    check(evening)


def test_somebody_puts_a_channel_of_their_own_into_the_category(evening: Place) -> None:
    category = next(c for c in evening.ours() if c["type"] == CATEGORY)
    own = evening.add_channel("our-notes", 0, parent_id=category["id"])
    evening.town.time.jump(evening.closes_at() - evening.town.time.seconds())
    until(lambda: told(evening, "goodbye.time") == 1 and not evening.rooms(), "it is over but for the category")
    until(lambda: not evening.admin.command("mixer status").content.count("closing"), "the mixer is finished")
    assert {c["id"] for c in evening.ours()} == {category["id"]}
    assert evening.channel("our-notes") == own
    evening.delete(category["id"])
    check(evening, deleted=[own])


def test_the_lobby_is_deleted(evening: Place) -> None:
    lobby = evening.lobby
    evening.delete(lobby)
    late = evening.arrive("Late", "ja")
    assert late.press_join().says("join.go"), "the room itself is the way in"
    until(lambda: any(late.sees(room["id"]) for room in evening.rooms()), "the late guest can see their room")
    evening.wait_for_end()
    assert evening.where() == {}
    check(evening, deleted=[lobby])


def test_the_announcement_is_deleted(evening: Place) -> None:
    for message in evening.written(evening.home):
        evening.town.ask("DELETE", f"/messages/{message['id']}")
    assert evening.admin.command("mixer extend", minutes=5).says("extend.done")
    assert evening.admin.sure("mixer end").says("end.done")
    until(evening.over, "it is over")
    assert [says(text, "en", "goodbye.host") for text in evening.texts(evening.home)] == [True]
    check(evening)


def test_the_channel_it_was_started_from_is_deleted(place: Place) -> None:
    hall = place.add_channel("hall", 0)
    place.gather()
    assert place.admin.command("mixer start", hall, length=30).says("start.done")
    until(place.seated, "everyone has a seat")
    place.delete(hall)
    place.town.time.jump(31 * 60)
    until(lambda: not place.ours(), "everything is tidy")
    until(lambda: place.admin.command("mixer status").says("status.none"), "the mixer is finished")
    assert set(place.where().values()) == {place.lobby}
    check(place, deleted=[hall])


def test_the_bot_may_not_move_people_for_a_while(place: Place) -> None:
    place.mixer()
    until(place.seated, "everyone has a seat")
    place.town.fault(revoke={"permission": "MOVE_MEMBERS"}, guild_id=place.id)
    late = place.arrive("Late", "ja")
    late.enter(place.lobby)
    assert late.press_join().says("join.coming")
    until(lambda: told(place, "mixer.missing") == 1, "the host is told what is missing")
    message = next(m for m in place.written(place.home) if says(m["content"], "en", "mixer.missing"))
    assert "Move Members" in message["content"]
    assert [one["id"] for one in message["mentions"]] == [place.admin.id]
    assert late.room() == place.lobby
    place.town.fault(grant={"permission": "MOVE_MEMBERS"}, guild_id=place.id)
    until(lambda: late.room() != place.lobby, "the late one has a seat")
    place.wait_for_end()
    check(place)


def test_the_bot_may_not_manage_channels_when_it_is_time_to_close(evening: Place) -> None:
    """Its own overwrite in the rooms still lets it; a role that is denied there does not."""
    for channel in evening.ours():
        evening.town.ask("PATCH", f"/channels/{channel['id']}", {"permission_overwrites": []})
    evening.town.fault(revoke={"permission": "MANAGE_CHANNELS"}, guild_id=evening.id)
    evening.town.time.jump(31 * 60)
    until(lambda: told(evening, "mixer.missing") == 1, "the host is told what is missing")
    until(lambda: set(evening.where().values()) == {evening.lobby}, "everyone is brought back all the same")
    assert evening.rooms()
    evening.town.fault(grant={"permission": "MANAGE_CHANNELS"}, guild_id=evening.id)
    until(evening.over, "it is over")
    check(evening)


def test_the_bot_is_thrown_out_and_invited_again(evening: Place) -> None:
    before, ours = evening.where(), evening.ours()
    evening.town.fault(kick_bot=True, guild_id=evening.id)
    evening.town.fault(invite_bot=True, guild_id=evening.id)
    late = evening.arrive("Late", "ja")
    late.enter(evening.lobby)
    until(lambda: late.press_join().says("join.coming"), "the bot is back")
    show_rooms_again(evening, ours)
    until(lambda: late.room() != evening.lobby, "the late one has a seat")
    assert {user: room for user, room in evening.where().items() if user != late.id} == before
    evening.wait_for_end()
    check(evening)


def test_the_bot_is_thrown_out_and_comes_back_after_the_end(evening: Place) -> None:
    ours = evening.ours()
    evening.town.fault(kick_bot=True, guild_id=evening.id)
    evening.town.time.jump(40 * 60)
    evening.town.fault(invite_bot=True, guild_id=evening.id)
    show_rooms_again(evening, ours)
    until(evening.over, "it is over")
    assert set(evening.where().values()) == {evening.lobby}
    check(evening)


def test_a_guest_leaves_the_server(evening: Place) -> None:
    gone = evening.people.pop()
    evening.town.ask("DELETE", f"/people/{gone.id}")
    evening.wait_for_end()
    assert gone.id not in evening.where()
    check(evening)


def test_a_guest_is_timed_out_and_comes_back_afterwards(evening: Place) -> None:
    guest, order = evening.people[0], {"user_id": evening.people[0].id, "guild_id": evening.id, "timeout_s": 300}
    room = guest.room()
    evening.town.ask("POST", f"/people/{evening.admin.id}/moderate", order)
    assert guest.room() is None, "Discord puts them out of voice"
    assert guest.press_join().says("refusal.join.timed_out")
    evening.town.time.jump(301)
    assert guest.press_join().says("join.go")
    guest.enter(evening.lobby)
    until(lambda: guest.room() == room, "they sit where they sat")
    evening.wait_for_end()
    check(evening)
