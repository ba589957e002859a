"""The host's board as people see and press it, bot and Discord as they are."""

from __future__ import annotations

from bot.ui.catalogue import texts
from tests.end_to_end.account import check
from tests.end_to_end.person import says
from tests.end_to_end.processes import until
from tests.end_to_end.town import Json, Place, Town


def board(place: Place) -> Json:
    """The message with a light for each room."""
    language = place.admin.language
    boards = until(lambda: [m for m in place.written(place.home) if says(m["content"], language, "board.open")], "it")
    return boards[0]


def test_a_host_visits_a_room_by_its_link_and_hands_over_after_a_restart(running: Town) -> None:
    place = running.place()
    place.mixer(length=30, room_size=3)
    until(place.seated, "everyone has a seat")
    running.time.jump(80)
    shown = board(place)
    rooms = {str(room["id"]) for room in place.rooms()}
    assert all(f"<#{id}>" in shown["content"] for id in rooms), "each line links to its room"

    heir = place.arrive("Heir", "ja")
    label = texts(place.admin.language)["button.hand_over"]
    assert heir.press(str(shown["id"]), label).says("refusal.not_host")
    asked = place.admin.press(str(shown["id"]), label)
    assert asked.says("hand_over.ask"), asked
    (row,) = asked.components
    (menu,) = row["components"]
    running.kill_bot()
    running.start_bot()
    assert not heir.rooms_in_sight()
    done = place.admin.choose(str(asked.message_id), str(menu["custom_id"]), heir.id)
    assert done.says("hand_over.done"), done
    until(lambda: set(heir.rooms_in_sight()) == rooms, "the new host can visit every room")
    more = heir.press(str(shown["id"]), texts(place.admin.language)["button.more"])
    assert more.says("extend.done"), more
    place.wait_for_end()
    check(place)
