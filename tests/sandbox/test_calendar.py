"""The event calendar: what a bot plans, what an admin does to it by hand, and what Discord does by itself."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.sandbox import server
from tests.sandbox.clients import Json, Socket, until
from tests.sandbox.conftest import Build, Place

EVENTS = 1 << 16
VIEW, CONNECT = 1 << 10, 1 << 20
NAMES = ("GUILD_SCHEDULED_EVENT_CREATE", "GUILD_SCHEDULED_EVENT_UPDATE", "GUILD_SCHEDULED_EVENT_DELETE")


def later(seconds: float) -> str:
    return datetime.fromtimestamp(int(time.time() + seconds), UTC).isoformat()


def voice(place: Place, **more: Any) -> Json:
    event: Json = {"name": "Mixer", "privacy_level": 2, "entity_type": 2, "channel_id": place.channel("Lobby")}
    return {**event, "scheduled_start_time": later(3600), **more}


def outside(**more: Any) -> Json:
    event: Json = {"name": "Walk", "privacy_level": 2, "entity_type": 3, "entity_metadata": {"location": "Park"}}
    return {**event, "scheduled_start_time": later(3600), "scheduled_end_time": later(7200), **more}


async def plan(place: Place, body: Json) -> tuple[str, Json]:
    path = f"/guilds/{place.guild}/scheduled-events"
    made = await place.rest("POST", path, body)
    assert made.status == 200, made.body
    return f"{path}/{made.body['id']}", made.body


async def listening(place: Place, intents: int = 1 | EVENTS) -> Socket:
    socket = await place.socket().open()
    await socket.identify(intents)
    return socket


async def test_a_voice_event_lives_from_plan_to_end(place: Place) -> None:
    socket = await listening(place)
    path, made = await plan(place, voice(place, description="Bring tea"))
    assert (made["status"], made["entity_metadata"], made["creator_id"]) == (1, None, place.bot)
    assert "user_count" not in made
    moved = await place.rest("PATCH", path, {"name": "Big mixer", "scheduled_start_time": later(1800)})
    assert (moved.body["name"], moved.body["description"]) == ("Big mixer", "Bring tea")
    for status in (2, 3):
        assert (await place.rest("PATCH", path, {"status": status})).body["status"] == status
    assert (await place.rest("PATCH", path, {"name": "Again"})).code == 180000
    assert (await place.rest("GET", path)).code == 10070
    await socket.settle()
    told = [(f["t"], f["d"]["status"]) for f in socket.frames if f["t"] in NAMES]
    assert told == [(NAMES[0], 1), (NAMES[1], 1), (NAMES[1], 2), (NAMES[1], 3)]
    (over,) = (await place.control.guild())["past_scheduled_events"]
    assert (over["id"], over["status"]) == (made["id"], 3)


async def test_an_outside_event_is_cancelled_and_another_deleted(place: Place) -> None:
    socket = await listening(place)
    path, made = await plan(place, outside())
    assert (made["entity_metadata"], made["channel_id"]) == ({"location": "Park"}, None)
    assert (await place.rest("PATCH", path, {"status": 4})).body["status"] == 4
    assert (await place.rest("DELETE", path)).code == 10070
    path, made = await plan(place, outside())
    assert (await place.rest("DELETE", path)).status == 204
    assert (await socket.event(NAMES[2]))["id"] == made["id"]
    assert (await place.rest("GET", f"/guilds/{place.guild}/scheduled-events")).body == []


async def test_times_come_back_in_utc(place: Place) -> None:
    _, made = await plan(place, voice(place, scheduled_start_time="2029-01-01T21:00:00+09:00"))
    assert made["scheduled_start_time"] == "2029-01-01T12:00:00+00:00"


async def test_a_refused_change_changes_nothing(place: Place) -> None:
    path, made = await plan(place, voice(place))
    for change in ({"channel_id": place.channel("general")}, {"channel_id": "1"}, {"entity_type": 3}):
        assert (await place.rest("PATCH", path, {"name": "Other", **change})).status in {400, 404}, change
    hidden = [{"id": place.guild, "type": 0, "allow": "0", "deny": str(CONNECT)}]
    order: Json = {"name": "staff", "type": 2, "permission_overwrites": hidden}
    staff = await place.control("POST", f"/guilds/{place.guild}/channels", **order)
    assert (await place.rest("PATCH", path, {"channel_id": staff["id"]})).code == 50001
    assert (await place.rest("GET", path)).body == made


async def test_only_who_listens_to_the_calendar_hears_of_it(place: Place) -> None:
    deaf = await listening(place, 1)
    path, _ = await plan(place, voice(place))
    await place.rest("DELETE", path)
    await deaf.settle()
    assert not {name for name in deaf.names() if name.startswith("GUILD_SCHEDULED")}


async def test_events_of_others_take_more_than_ones_own(place: Place) -> None:
    path, _ = await plan(place, voice(place))
    others = await place.control(
        "POST",
        f"/guilds/{place.guild}/events",
        name="Theirs",
        start=time.time() + 60,
        channel_id=place.channel("Lobby"),
    )
    theirs = f"/guilds/{place.guild}/scheduled-events/{others['id']}"
    for method, body in (("PATCH", {"name": "Mine"}), ("DELETE", None)):
        assert (await place.rest(method, theirs, body)).code == 50013
    assert (await place.rest("PATCH", path, {"name": "Mine"})).status == 200
    await place.control("POST", "/faults", grant={"permission": "MANAGE_EVENTS"})
    await place.control("POST", "/faults", revoke={"permission": "CREATE_EVENTS"})
    for mine in (path, theirs):
        assert (await place.rest("PATCH", mine, {"name": "Ours"})).status == 200
    assert (await place.rest("POST", f"/guilds/{place.guild}/scheduled-events", voice(place))).code == 50013


async def test_what_happens_in_a_hidden_channel_is_hidden(place: Place) -> None:
    socket = await listening(place)
    hidden = [{"id": place.guild, "type": 0, "allow": "0", "deny": str(VIEW)}]
    order: Json = {"name": "staff", "type": 2, "permission_overwrites": hidden}
    staff = await place.control("POST", f"/guilds/{place.guild}/channels", **order)
    when: Json = {"start": time.time() + 60, "channel_id": staff["id"]}
    secret = await place.control("POST", f"/guilds/{place.guild}/events", name="Secret", **when)
    path = f"/guilds/{place.guild}/scheduled-events"
    assert (await place.rest("GET", path)).body == []
    assert (await place.rest("GET", f"{path}/{secret['id']}")).code == 50001
    screen = await place.control("GET", f"/people/{place.people()[0]}/screen")
    assert screen["guilds"][0]["events"] == []
    refused = await place.control.refused("POST", f"/people/{place.people()[0]}/interest", event_id=secret["id"])
    assert "cannot see" in refused
    await socket.settle()
    assert NAMES[0] not in socket.names()


async def test_a_hundred_events_fill_the_calendar(make: Build) -> None:
    place: Place = await make(pace=100_000.0)
    paths = [(await plan(place, voice(place)))[0] for _ in range(100)]
    path = f"/guilds/{place.guild}/scheduled-events"
    assert (await place.rest("POST", path, voice(place))).code == 30038
    await place.rest("PATCH", paths[0], {"status": 4})
    assert (await place.rest("POST", path, voice(place))).status == 200


async def test_an_admin_does_by_hand_what_the_window_offers(place: Place) -> None:
    socket = await listening(place)
    path, made = await plan(place, voice(place))
    changed = await place.control("PATCH", f"/events/{made['id']}", name="Moved", start=time.time() + 7200)
    assert (changed["name"], changed["channel_id"]) == ("Moved", place.channel("Lobby"))
    assert (await socket.event(NAMES[1]))["name"] == "Moved"
    await place.control("PATCH", f"/events/{made['id']}", status=2)
    assert (await place.rest("GET", path)).body["status"] == 2
    await place.control("DELETE", f"/events/{made['id']}")
    assert (await socket.event(NAMES[2]))["id"] == made["id"]
    await place.control.refused("DELETE", f"/events/{made['id']}")


@pytest.mark.parametrize(
    "wrong",
    [
        {"start": 1.0, "channel_id": "Lobby"},
        {"start": "tomorrow", "channel_id": "Lobby"},
        {"start": later(60), "location": "Park"},
        {"start": later(60), "channel_id": "general"},
        {"channel_id": "Lobby"},
    ],
)
async def test_by_hand_nothing_is_possible_that_discord_refuses(place: Place, wrong: Json) -> None:
    named = {"channel_id": place.channel(wrong["channel_id"])} if "channel_id" in wrong else {}
    await place.control.refused("POST", f"/guilds/{place.guild}/events", **{"name": "x", **wrong, **named})
    assert (await place.control.guild())["guild_scheduled_events"] == []


async def test_people_say_that_they_are_interested(place: Place) -> None:
    socket = await listening(place)
    path, made = await plan(place, voice(place))
    one, two = place.people()[:2]
    for person in (one, two, one):
        await place.control("POST", f"/people/{person}/interest", event_id=made["id"])
    await place.control("POST", f"/people/{two}/interest", event_id=made["id"], interested=False)
    users = (await place.rest("GET", f"{path}/users", with_member="true")).body
    assert [(u["user"]["id"], u["member"]["roles"]) for u in users] == [(one, [])]
    assert (await place.rest("GET", path, with_user_count="true")).body["user_count"] == 1
    (seen,) = (await place.control("GET", f"/people/{one}/screen"))["guilds"][0]["events"]
    assert (seen["interested"], seen["user_count"], seen["name"]) == (True, 1, "Mixer")
    await socket.settle()
    assert [e["user_id"] for e in socket.events("GUILD_SCHEDULED_EVENT_USER_ADD")] == [one, two]
    assert socket.events("GUILD_SCHEDULED_EVENT_USER_REMOVE") == [
        {"guild_scheduled_event_id": made["id"], "user_id": two, "guild_id": place.guild}
    ]
    await place.control("DELETE", f"/people/{one}")
    assert (await place.rest("GET", f"{path}/users")).body == []


async def test_discord_keeps_the_calendar_itself(make: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    """An outside event begins and ends on time; a running voice event ends when its channel has been empty."""
    monkeypatch.setattr(server, "CALENDAR_PAUSE", 0.01)
    gone = 0.0
    place: Place = await make(clock=lambda: time.time() + gone)
    socket, guest = await listening(place), place.people()[0]
    _, walk = await plan(place, outside())
    path, mixer = await plan(place, voice(place, scheduled_start_time=later(9000)))
    await place.rest("PATCH", path, {"status": 2})
    await place.control("POST", f"/people/{guest}/voice", channel_id=place.channel("Lobby"))
    for status, later_by in ((2, 3700.0), (3, 7300.0)):
        gone = later_by
        await socket.event(NAMES[1], lambda e, wanted=status: (e["id"], e["status"]) == (walk["id"], wanted))
    assert (await place.rest("GET", path)).body["status"] == 2, "somebody is still there"
    await place.control("POST", f"/people/{guest}/voice", channel_id=None)
    await until(lambda: _is_quiet(place))
    gone += 130.0
    await socket.event(NAMES[1], lambda e: (e["id"], e["status"]) == (mixer["id"], 3))


async def _is_quiet(place: Place) -> bool:
    return any(event.quiet_since is not None for event in place.box.guild.events.values())


async def test_a_deleted_channel_takes_its_events_along(place: Place) -> None:
    socket = await listening(place)
    room = await place.room()
    path, made = await plan(place, voice(place, channel_id=room))
    await place.rest("DELETE", f"/channels/{room}")
    assert (await socket.event(NAMES[2]))["id"] == made["id"]
    assert (await place.rest("GET", path)).code == 10070
