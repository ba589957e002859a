"""The line to Discord is bad: cut gateways, lost answers, refusals by chance."""

from __future__ import annotations

from typing import Any

import pytest

from tests.end_to_end.account import check
from tests.end_to_end.processes import until
from tests.end_to_end.town import Place, Town, says

ASKED = {
    "category and rooms": ("POST", "/guilds/{guild}/channels", 3),
    "moves": ("PATCH", "/guilds/{guild}/members/*", 2),
    "posts": ("POST", "/channels/*/messages", 2),
    "edits": ("PATCH", "/channels/*/messages/*", 2),
    "statuses": ("PUT", "/channels/*/voice-status", 2),
    "removals": ("DELETE", "/channels/*", 2),
}
WRONG: dict[str, dict[str, Any]] = {
    "too many": {"answer": 429, "retry_after": 0.2},
    "broken": {"answer": 500},
    "broken after it was done": {"answer": 500, "after": True},
    "overloaded after it was done": {"answer": 503, "after": True},
    "cut off": {"answer": "timeout"},
    "cut off after it was done": {"answer": "timeout", "after": True},
    "slow and then cut off after it was done": {"answer": "timeout", "after": True, "seconds": 0.2},
}


@pytest.mark.parametrize("how", WRONG)
def test_every_kind_of_request_goes_wrong(place: Place, how: str) -> None:
    place.gather()
    for method, path, times in ASKED.values():
        route = f"{method} {path.format(guild=place.id)}"
        place.town.fault(requests={"route": route, "times": times, **WRONG[how]})
    answer = place.admin.command("mixer start", length=30)
    assert answer.says("start.done")
    until(place.seated, "everyone has a seat")
    until(lambda: all(room["status"] for room in place.rooms()), "the rooms have their status")
    until(lambda: told(place) == {place.home, place.lobby, *(r["id"] for r in place.rooms())}, "all is said and known")
    place.wait_for_end()
    until(lambda: not any(m["components"] for m in place.written(place.home)[:-1]), "only the goodbye has buttons")
    assert set(place.where().values()) == {place.lobby}
    check(place)


def told(place: Place) -> set[str]:
    """The channels where the bot has written and had its answer."""
    sent = place.requests("POST", "/messages")
    return {line["path"].split("/")[2] for line in sent if line["status"] == 200}


@pytest.mark.parametrize("status", [429, 500])
def test_an_answer_that_discord_does_not_take_at_once(place: Place, status: int) -> None:
    place.gather()
    place.town.fault(requests={"route": "POST /interactions/*/*/callback", "answer": status, "retry_after": 0.2})
    assert place.admin.command("mixer start", length=30).says("start.done")
    until(place.seated, "everyone has a seat")
    place.wait_for_end()
    check(place)


def test_somebody_goes_while_a_move_is_being_tried_again(place: Place) -> None:
    """discord.py would repeat the old decision; by then they may sit with somebody else."""
    den = place.add_channel("Den")
    guest = place.people[0]
    route = f"PATCH /guilds/{place.id}/members/{guest.id}"
    place.town.fault(requests={"route": route, "answer": 500})
    place.mixer()
    until(lambda: any(place.requests("PATCH", "/members/")) and tried(place, guest.id), "the move was tried")
    guest.enter(den)
    until(lambda: set(place.where().values()) & {den, place.lobby} == {den}, "everyone else has a seat")
    place.wait_for_end()
    assert guest.room() == den
    check(place)


def tried(place: Place, user_id: str) -> bool:
    """Whether a move of this person has been asked for."""
    return any(line["path"].endswith(user_id) for line in place.requests("PATCH", "/members/"))


@pytest.mark.parametrize("how", ["drop", "reconnect"])
def test_the_gateway_is_cut_and_resumed(place: Place, how: str) -> None:
    place.mixer()
    until(place.seated, "everyone has a seat")
    place.town.fault(gateway=how)
    guest = place.people[0]
    guest.leave()
    late = place.arrive("Late", "ja")
    late.enter(place.lobby)
    until(lambda: late.press_join().says("join.coming"), "the bot hears again")
    until(lambda: late.room() != place.lobby, "the late one has a seat")
    place.wait_for_end()
    assert guest.room() is None
    check(place)


def test_the_session_is_lost_in_mid_opening_and_again_at_the_end(place: Place) -> None:
    place.gather()
    begun = place.admin.begin("mixer start", length=30)
    until(place.ours, "the category is there")
    place.town.fault(gateway="invalid_session")
    assert place.admin.answer(begun).says("start.done")
    until(place.seated, "everyone has a seat")
    place.wait_for_end()
    check(place)


def test_an_outage_of_the_server_is_no_empty_server(place: Place) -> None:
    place.mixer()
    until(place.seated, "everyone has a seat")
    before = place.where()
    place.town.fault(outage=True, guild_id=place.id)
    place.town.time.jump(10 * 60)
    until(lambda: place.admin.command("mixer status").content.endswith(unseen()), "the bot says that it sees nothing")
    place.town.fault(outage=False, guild_id=place.id)
    until(lambda: place.admin.command("mixer status").tells("status.room"), "the bot sees again")
    assert place.where() == before
    assert not any(says(text, "en", "mixer.room_lost") for text in place.texts(place.home))
    place.wait_for_end()
    check(place)


def unseen() -> str:
    """What status says of a server that cannot be seen."""
    return "I keep trying."


def test_slow_events(place: Place) -> None:
    place.town.fault(gateway={"delay_ms": 50})
    place.mixer()
    until(place.seated, "everyone has a seat")
    place.wait_for_end()
    check(place)


def test_a_whole_server_full_of_trouble(running: Town) -> None:
    """All that can go wrong with a request goes wrong here and there, in two servers at once."""
    places = [running.place(), running.place("ja")]
    for place in places:
        place.gather()
    for wrong in WRONG.values():
        for method, path, _ in ASKED.values():
            running.fault(requests={"route": f"{method} {path.format(guild='*')}", "times": 1, **wrong})
    for place in places:
        assert place.admin.command("mixer start", length=30).says("start.done")
    for place in places:
        until(place.seated, "everyone has a seat")
    for place in places:
        place.wait_for_end()
        check(place)
