"""Several mixers at once, in one server and in many."""

from __future__ import annotations

from tests.end_to_end.account import check
from tests.end_to_end.processes import until
from tests.end_to_end.town import CATEGORY, Place, Town, says


def test_two_in_one_server(place: Place) -> None:
    garden, hall = place.add_channel("Garden"), place.add_channel("hall", 0)
    host = place.arrive("Second host", "ja", roles=(place.hosts(),))
    mine, theirs = place.people[:4], place.people[4:]
    place.gather(place.admin, *mine)
    for person in theirs:
        person.enter(garden)
    assert place.admin.command("mixer start", length=30, title="Tea").says("start.done")
    assert host.command("mixer start", hall, length=40, title="Tea").says("start.done")
    until(lambda: set(place.where().values()) <= {room["id"] for room in place.rooms()}, "everyone has a seat")
    assert len([c for c in place.ours() if c["type"] == CATEGORY]) == 2
    together = [{p.room() for p in [place.admin, *mine]}, {p.room() for p in theirs}]
    assert not together[0] & together[1]

    assert place.admin.sure("mixer end").says("end.done")
    until(lambda: {p.room() for p in [place.admin, *mine]} == {place.lobby}, "the first is over")
    assert {p.room() for p in theirs} == together[1]
    assert host.command("mixer extend", hall, minutes=5).says("extend.done")
    place.town.time.jump(46 * 60)
    until(lambda: not place.ours(), "the second is over")
    assert {p.room() for p in theirs} == {garden}
    assert [says(text, "ja", "goodbye.time") for text in place.texts(hall)] == [False, True], "in their host's language"
    check(place, mixers=2, lobbies=[garden])


def test_in_several_servers(running: Town) -> None:
    places = [running.place(locale) for locale in ("en-US", "ja", "en-GB")]
    guest = places[0].people[0]
    for place in places:
        place.mixer(title="Everywhere")
    for place in places:
        until(place.seated, "everyone has a seat")
    assert places[1].admin.sure("mixer end").says("end.done")
    until(places[1].over, "the second is over")
    assert places[0].seated()
    assert guest.room() is not None
    for place in places:
        if place is not places[1]:
            place.wait_for_end()
        check(place)


def test_one_after_the_other(place: Place) -> None:
    for title in ("First", "Second"):
        place.mixer(title=title)
        until(place.seated, "everyone has a seat")
        assert place.admin.sure("mixer end").says("end.done")
        until(lambda: not place.ours() and place.admin.command("mixer status").says("status.none"), "it is over")
    check(place, mixers=2)
