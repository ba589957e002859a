"""A moderator drags people about: they belong to the room that they were put in."""

from __future__ import annotations

from tests.end_to_end.account import check
from tests.end_to_end.person import Person
from tests.end_to_end.processes import until
from tests.end_to_end.town import Place


def drag(place: Place, person: Person, channel_id: str) -> None:
    """The admin moves somebody into a channel."""
    body = {"user_id": person.id, "channel_id": channel_id}
    place.town.ask("POST", f"/people/{place.admin.id}/moderate", body)


def test_who_is_dragged_into_a_room_sees_it_comes_back_to_it_and_is_not_taken_out(place: Place) -> None:
    place.mixer()
    until(place.seated, "everyone has a seat")
    first, second = (room["id"] for room in place.rooms())
    one, *_ = (person for person in place.people if person.room() == first)
    late = place.arrive("Late", "ja")
    late.enter(place.lobby)
    for person in (one, late):
        drag(place, person, second)
        until(lambda person=person: person.sees(second), "they see the room's chat, with its question and its buttons")
        assert person.room() == second
        assert person.press_join().says("join.there")
    one.leave()
    one.enter(second)
    assert one.room() == second
    place.wait_for_end()
    check(place)
