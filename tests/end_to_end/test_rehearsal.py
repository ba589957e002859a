"""A host rehearses an evening, for their eyes only."""

from __future__ import annotations

from typing import Any

from tests.end_to_end.person import ONLY_THEY_SEE
from tests.end_to_end.processes import until
from tests.end_to_end.town import Place, Town, says

STATIONS = [
    *("invitation.card", "remind.15", "lobby.gathering", "announcement.open", "room.welcome_lines", "room.ask"),
    *("mixer.called", "room.change", "room.sign_10", "room.ballot", "room.sign_1", "goodbye.time"),
]
MINUTE, TOKEN = 60, 900
"""Seconds: how long a rehearsal takes, and how long Discord takes answers."""


def shown(place: Place, rehearsal: str) -> list[dict[str, Any]]:
    """What the host has been shown since the answer to the command, with its time."""
    answers = place.town.ask("GET", f"/interactions/{rehearsal}")["answers"]
    return [answer for answer in answers if answer["kind"] == "followup"]


def over(place: Place, rehearsal: str, language: str = "en") -> bool:
    """Whether the last word has been said."""
    scenes = shown(place, rehearsal)
    return bool(scenes) and says(scenes[-1]["message"]["content"], language, "rehearsal.over")


def nothing_made(place: Place) -> bool:
    """Whether the server is as it was."""
    return not place.ours() and not any(place.texts(id) for id in place.founded)


def test_a_host_sees_the_whole_evening_and_nobody_else_anything(running: Town) -> None:
    place = running.place("en-GB")
    host = place.arrive("Host", "ja", roles=(place.hosts(),))
    rehearsal = host.begin("mixer rehearse", rounds=2, common_ground="tea")
    assert host.answer(rehearsal).says("rehearsal.begins")
    until(lambda: over(place, rehearsal, "ja"), "the rehearsal is over")

    *scenes, last = shown(place, rehearsal)
    parts = [scene["message"]["content"].split("\n>>> ") for scene in scenes]
    assert all(says(head, "ja", "rehearsal.head_note") for head, _ in parts)
    found = [next((key for key in STATIONS if says(post, "en", key)), "") for _, post in parts]
    assert [key for n, key in enumerate(found) if key and key not in found[:n]] == STATIONS
    assert any("tea" in post for _, post in parts)
    assert MINUTE / 2 < last["at"] - scenes[0]["at"] < TOKEN / 3

    assert all(scene["message"]["flags"] & ONLY_THEY_SEE for scene in scenes)
    for person in (place.admin, *place.people):
        seen = person.screen()
        assert len(seen["only_you"]) == (len(scenes) + 2 if person.id == host.id else 0)
        assert not seen["direct_messages"]
    assert nothing_made(place)


def test_the_buttons_of_a_rehearsal_do_nothing(place: Place) -> None:
    rehearsal = place.admin.begin("mixer rehearse")
    card = until(lambda: shown(place, rehearsal)[:1], "the first scene")[0]["message"]
    buttons = card["components"][0]["components"]
    assert [button["label"] for button in buttons] == ["Join", "Can't make it", "What happens?"]
    assert all(button["disabled"] for button in buttons)
    for button in buttons:
        press = {"message_id": card["id"], "custom_id": button["custom_id"]}
        assert place.town.refused("POST", f"/people/{place.admin.id}/click", press) == "that is greyed out"


def test_one_at_a_time_and_only_for_hosts(place: Place) -> None:
    rehearsal = place.admin.begin("mixer rehearse")
    assert place.admin.answer(rehearsal).says("rehearsal.begins")
    assert place.admin.command("mixer rehearse").says("refusal.rehearsal.running")
    assert place.people[0].command("mixer rehearse").says("refusal.not_host")
    place.town.time.jump(MINUTE)
    until(lambda: over(place, rehearsal), "the rehearsal is over")
    assert place.admin.command("mixer rehearse", rounds=9).says("refusal.start.rounds")
    assert nothing_made(place)


def test_a_host_whom_discord_shows_no_more_is_let_alone(place: Place) -> None:
    rehearsal = place.admin.begin("mixer rehearse")
    until(lambda: shown(place, rehearsal), "the first scene")
    place.town.fault(requests={"route": "POST /webhooks/*/*", "answer": 404, "code": 10015, "times": 1})
    until(lambda: not place.admin.command("mixer rehearse").says("refusal.rehearsal.running"), "it has ended")
    assert not over(place, rehearsal)


def test_a_bot_that_stops_in_the_middle_leaves_nothing(running: Town) -> None:
    place = running.place()
    rehearsal = place.admin.begin("mixer rehearse")
    until(lambda: shown(place, rehearsal), "the first scene")
    assert running.stop_bot() == 0
    running.start_bot()
    assert place.admin.command("mixer rehearse").says("rehearsal.begins")
    assert not over(place, rehearsal)
    assert nothing_made(place)
