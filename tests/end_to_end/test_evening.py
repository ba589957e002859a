"""A mixer as people live it, bot and Discord as they are."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from tests.end_to_end.account import check
from tests.end_to_end.processes import until
from tests.end_to_end.town import Person, Place, Town, says


def everywhere(place: Place, language: str, key: str) -> bool:
    """Whether every room has been told this, once."""
    rooms = place.rooms()
    return bool(rooms) and all(sum(says(m["content"], language, key) for m in r["messages"]) == 1 for r in rooms)


def time_left(place: Place, minutes: float) -> None:
    """Put the clock forward until so much is left."""
    place.town.time.jump(place.closes_at() - minutes * 60 + 1 - place.town.time.seconds())


def in_a_room(person: Person) -> bool:
    """Whether somebody sits in a room of the mixer."""
    return person.room() in {room["id"] for room in person.place.rooms()}


def test_a_whole_evening(running: Town) -> None:
    place = running.place("ja")
    place.mixer(title="木曜の縁側", length=24, common_ground="転職")
    until(place.seated, "everyone has a seat")
    assert sorted(list(place.where().values()).count(room["id"]) for room in place.rooms()) == [3, 4]
    until(lambda: everywhere(place, "ja", "room.welcome"), "every room is welcomed")
    for room in place.rooms():
        inside = {user for user, channel in place.where().items() if channel == room["id"]}
        assert set(re.findall(r"<@(\d+)>", room["messages"][0]["content"])) == inside
        assert "転職" in room["status"]

    late, silent, leaver = place.arrive("Late", "en-US"), place.arrive("Silent", "ja"), place.people[0]
    late.enter(place.lobby)
    assert late.press_join(place.lobby).says("join.coming")
    assert silent.press_join().says("join.go")
    until(lambda: in_a_room(late), "the late one has a seat")
    silent.enter(place.lobby)
    until(lambda: in_a_room(silent), "the one who came into voice has a seat")
    assert sorted(list(place.where().values()).count(room["id"]) for room in place.rooms()) == [4, 5]
    assert late.press_join().says("join.there")
    leaver.leave()

    before = place.closes_at()
    assert place.admin.command("mixer extend", minutes=5).says("extend.done")
    until(lambda: everywhere(place, "ja", "room.extended"), "every room knows of the extension")
    until(lambda: place.closes_at() == before + 300, "the announcement tells the new end")
    for minutes, key in ((10, "room.sign_10"), (5, "room.closing_round"), (1, "room.sign_1")):
        time_left(place, minutes)
        until(lambda: everywhere(place, "ja", key), f"{minutes} minutes before the end")  # noqa: B023

    place.wait_for_end()
    people = {place.admin.id, *(p.id for p in place.people)} - {leaver.id}
    assert place.where() == dict.fromkeys(people, place.lobby)
    assert [says(text, "ja", "goodbye.time") for text in place.texts(place.home)] == [False, False, True]
    assert [says(text, "ja", "lobby.over") for text in place.texts(place.lobby)] == [True]
    check(place)


def test_a_healthy_evening_asks_discord_for_nothing_it_refuses(place: Place) -> None:
    place.mixer()
    until(place.seated, "everyone has a seat")
    place.wait_for_end()
    assert {line["status"] for line in place.requests()} <= {200, 201, 204}
    assert {line["bot"] for line in place.requests()} == {"Engawa"}
    check(place)


def test_no_process_is_given_an_address_outside_this_machine(running: Town) -> None:
    addresses = [value for value in running.settings().values() if "://" in value and "sqlite" not in value]
    assert len(addresses) == 2
    assert {urlsplit(address).hostname for address in addresses} == {"127.0.0.1"}


def test_late_people_are_turned_away_kindly_at_last_and_the_button_goes(place: Place) -> None:
    place.mixer(length=6)
    until(place.seated, "everyone has a seat")
    late = place.arrive("Late", "ja")
    message = place.written(place.home)[-1]
    time_left(place, 0.9)
    assert late.press(message["id"], "Join").says("refusal.join.late")
    until(lambda: not any(m["components"] for m in place.written(place.home)[:-1]), "only the goodbye has buttons")
    assert late.room() is None
    place.wait_for_end()
    check(place)


def test_somebody_who_goes_elsewhere_is_left_alone(place: Place) -> None:
    den = place.add_channel("Den")
    place.mixer(length=6)
    until(place.seated, "everyone has a seat")
    guest, other = place.people[:2]
    guest.enter(den)
    other.leave()
    place.wait_for_end()
    assert guest.room() == den
    assert other.room() is None
    check(place)


def test_who_drops_out_comes_back_by_themselves_or_by_the_button(place: Place) -> None:
    place.mixer(length=6)
    until(place.seated, "everyone has a seat")
    guest, other = place.people[:2]
    room, others = guest.room(), other.room()
    guest.leave()
    guest.enter(room)
    other.leave()
    assert other.press_join().says("join.go")
    other.enter(place.lobby)
    until(lambda: other.room() == others, "they are brought back to their own room")
    assert guest.room() == room
    place.wait_for_end()
    check(place)


def test_the_host_ends_it(place: Place) -> None:
    place.mixer()
    until(place.seated, "everyone has a seat")
    assert place.admin.command("mixer status").content.count("\n- Room ") == 2
    assert place.admin.sure("mixer end").says("end.done")
    until(place.over, "it is over")
    assert any(says(text, "en", "goodbye.host") for text in place.texts(place.home))
    assert set(place.where().values()) == {place.lobby}
    assert place.admin.command("mixer status").says("status.none")
    check(place)


def test_the_host_calls_it_off_before_the_rooms_are_there(place: Place) -> None:
    place.mixer()
    assert place.admin.sure("mixer cancel").says("cancel.open")
    until(place.over, "it is over")
    assert any(says(text, "en", "goodbye.cancelled") for text in place.texts(place.home))
    until(lambda: set(place.where().values()) == {place.lobby}, "everyone is in the lobby")
    check(place)


def test_public_words_are_in_the_servers_language_and_answers_in_the_askers(running: Town) -> None:
    place = running.place("ja", people=3)
    host = place.arrive("Host", "en-GB", roles=(place.hosts(),))
    place.gather(host, *place.people)
    assert host.command("mixer start", length=3).says("start.done")
    until(place.seated, "everyone has a seat")
    until(lambda: everywhere(place, "ja", "room.welcome"), "every room is welcomed in Japanese")
    assert says(place.texts(place.home)[0], "ja", "announcement.open")
    place.wait_for_end()
    check(place)
