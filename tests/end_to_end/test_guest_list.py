"""The guest list: somebody who disturbs is taken out and stays out; everybody is called in and sent back."""

from __future__ import annotations

from bot.ui.catalogue import texts
from tests.end_to_end.account import check
from tests.end_to_end.person import Answer, Person
from tests.end_to_end.processes import until
from tests.end_to_end.test_by_hand import drag
from tests.end_to_end.town import Place


def label(host: Person, key: str) -> str:
    """What a button says to the host."""
    return texts(host.language)[key]


def pressed(host: Person, answer: Answer, key: str) -> Answer:
    """The host presses a button of what only they see."""
    return host.press(str(answer.message_id), label(host, key))


def chosen(host: Person, answer: Answer, kind: str, value: str) -> Answer:
    """The host chooses in the menu of that kind."""
    menus = [item for row in answer.components for item in row["components"] if "custom_id" in item]
    menu = next(item for item in menus if item["custom_id"].startswith(f"hand:{kind}:"))
    return host.choose(str(answer.message_id), menu["custom_id"], value)


def test_who_is_taken_out_is_gone_in_silence_and_cannot_come_back(place: Place) -> None:
    place.mixer()
    until(place.seated, "everyone has a seat")
    host = place.admin
    one, *_ = (person for person in place.people if person.room() != host.room())
    room = str(one.room())
    told = place.written(room)
    listed = host.command("mixer guests")
    assert listed.tells("guest_list.head")
    about = chosen(host, listed, "person", one.id)
    place.town.kill_bot()
    place.town.start_bot()
    assert pressed(host, about, "offer.take_out").tells("hands.take_out_done"), "the menu works after a restart"
    until(lambda: one.room() is None and not one.sees(room), "they are nowhere, and the room is gone from their list")
    assert len(place.written(room)) == len(told)
    assert one.press_join().says("refusal.join.not_tonight")
    one.enter(place.lobby)
    drag(place, one, room)
    until(lambda: one.room() is None, "whoever drags them back")
    assert one.command("mixer guests").says("refusal.not_host")
    place.wait_for_end()
    check(place)


def test_everybody_is_called_in_and_goes_back(place: Place) -> None:
    place.mixer()
    until(place.seated, "everyone has a seat")
    host = place.admin
    before = {person.id: person.room() for person in (host, *place.people)}
    asked = pressed(host, host.command("mixer guests"), "offer.gather")
    assert asked.tells("hands.gather_sure")
    listed = pressed(host, asked, "offer.gather_still")
    until(lambda: all(person.room() == place.lobby for person in place.people), "everybody is in the lobby")
    pressed(host, listed, "offer.back")
    until(lambda: {person.id: person.room() for person in (host, *place.people)} == before, "everybody is back")
    place.wait_for_end()
    check(place)
