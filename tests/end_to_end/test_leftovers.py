"""A database that is lost: the rooms that stood are found again and offered for removal, and nothing else is."""

from __future__ import annotations

from pathlib import Path

from tests.end_to_end.person import says
from tests.end_to_end.processes import until
from tests.end_to_end.town import Json, Place, Town


def offers(place: Place) -> list[Json]:
    """The messages that offer it."""
    return [
        message
        for room in place.rooms()
        for message in place.written(room["id"])
        if says(message["content"], "en", "leftover.found")
    ]


def test_rooms_of_a_lost_database_are_offered_once_and_removed_by_a_host(tmp_path: Path) -> None:
    town = Town(tmp_path)
    try:
        town.start_bot()
        place = town.place()
        place.mixer()
        until(place.seated, "everyone has a seat")
        until(lambda: len(place.welcomes()) == len(place.rooms()), "each room has its question")
        standing = {channel["id"] for channel in place.ours()}
        town.kill_bot()
        for file in tmp_path.glob("bot.db*"):
            file.unlink()
        town.time.jump(15 * 60)
        town.start_bot()
        town.time.jump(3 * 60)
        until(lambda: offers(place), "it is offered")
        assert {channel["id"] for channel in place.ours()} == standing
        town.kill_bot()
        town.start_bot()
        since = len(town.log())
        town.time.jump(3 * 60)
        until(lambda: any(line.get("method") == "GET" for line in town.log()[since:]), "it has looked again")
        label = "Remove the rooms"
        (offer,) = offers(place)
        guest = next(person for person in place.people if person.room() == offer["channel_id"])
        assert guest.press(offer["id"], label).says("refusal.not_host")
        assert place.admin.press(offer["id"], label).says("refusal.leftover.inside")
        for person in (place.admin, *place.people):
            person.leave()
        place.town.ask("POST", f"/people/{place.admin.id}/click", {"message_id": offer["id"], "label": label})
        until(lambda: not place.ours(), "all is gone")
        before = {id: channel["name"] for id, channel in place.founded.items()}
        assert {channel["id"]: channel["name"] for channel in place.channels()} == before
        assert "ERROR" not in town.bot_says()
    finally:
        town.close()
