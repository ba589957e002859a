"""A room is for those who sit in it."""

from __future__ import annotations

from tests.end_to_end.account import check
from tests.end_to_end.processes import until
from tests.end_to_end.town import CATEGORY, Place


def test_rooms_are_seen_and_entered_by_their_guests_and_the_host_only(place: Place) -> None:
    host = place.people[0]
    place.town.ask("PATCH", f"/people/{host.id}", {"roles": [place.hosts()], "guild_id": place.id})
    place.gather(*place.people)
    assert host.command("mixer start", length=30).says("start.done")
    until(place.seated, "everyone has a seat")
    until(lambda: all(room["messages"] for room in place.rooms()), "the rooms are welcomed")
    outsider = place.arrive("Outsider", "en-US")
    for room in place.rooms():
        for person in (*place.people, outsider):
            welcome = person is host or person.room() == room["id"]
            assert person.sees(room["id"]) == welcome
            if not welcome:
                body = {"channel_id": room["id"]}
                assert "cannot see" in place.town.refused("POST", f"/people/{person.id}/voice", body)
                assert "cannot see" in place.town.refused("POST", f"/people/{person.id}/message", body)
                assert place.written(room["id"])[0]["content"] not in str(person.screen())
    place.wait_for_end()
    check(place)


def test_the_category_hides_itself_and_what_is_put_into_it(place: Place) -> None:
    place.mixer()
    until(place.seated, "everyone has a seat")
    category = next(c for c in place.ours() if c["type"] == CATEGORY)
    everyone = next(o for o in category["permission_overwrites"] if o["id"] == place.id)
    assert int(everyone["deny"]) & (1 << 10 | 1 << 20) == 1 << 10 | 1 << 20
    place.wait_for_end()
    check(place)


def test_guests_can_talk_and_write_and_no_more(place: Place) -> None:
    place.mixer()
    until(place.seated, "everyone has a seat")
    guest = place.people[0]
    room = next(r for r in place.rooms() if r["id"] == guest.room())
    own = next(o for o in room["permission_overwrites"] if o["id"] == guest.id)
    view, write, history, connect, speak, voice_activity = (1 << n for n in (10, 11, 16, 20, 21, 25))
    assert int(own["allow"]) == view | write | history | connect | speak | voice_activity
    assert int(own["deny"]) == 0
    place.town.ask("POST", f"/people/{guest.id}/message", {"channel_id": room["id"], "content": "hello"})
    place.wait_for_end()
    check(place)
