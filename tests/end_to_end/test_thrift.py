"""What an evening asks of Discord, as Discord sees it: nothing but what people see for it."""

from __future__ import annotations

from collections import Counter

from tests.end_to_end.account import check
from tests.end_to_end.processes import until
from tests.end_to_end.town import Town

SEEN = {
    "POST /guilds/{guild_id}/channels",
    "DELETE /channels/{channel_id}",
    "PATCH /guilds/{guild_id}/members/{user_id}",
    "PUT /channels/{channel_id}/permissions/{overwrite_id}",
    "PUT /channels/{channel_id}/voice-status",
    "POST /channels/{channel_id}/messages",
    "PATCH /channels/{channel_id}/messages/{message_id}",
    "POST /users/@me/channels",
}
"""Requests of which each shows: rooms, moves, doors, status lines, words and their edits, a way to the host."""


def test_an_evening_fetches_nothing_and_does_nothing_twice(running: Town) -> None:
    place = running.place(people=6)
    before = len(running.log())
    place.mixer(length=12, room_size=3)
    until(place.seated, "everyone has a seat")
    late = place.arrive("Late", "ja")
    late.enter(place.lobby)
    late.press_join()
    until(place.seated, "so has who came late")
    place.wait_for_end()
    check(place)
    lines = (line for line in running.log()[before:] if line["what"] == "rest")
    asked = [line for line in lines if not line["route"].startswith(("/interactions/", "/webhooks/"))]
    routes = Counter(f"{line['method']} {line['route']}" for line in asked)
    assert routes.keys() <= SEEN, routes
    assert [line["status"] for line in asked if line["status"] >= 400] == []
    made = routes["POST /guilds/{guild_id}/channels"]
    assert routes["DELETE /channels/{channel_id}"] == made
    assert routes["PUT /channels/{channel_id}/voice-status"] == made - 1, "one for each room's first question"
