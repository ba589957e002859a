"""What a page lives on: one person's changes, the commands they are offered, and a clock that can be put forward."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager

import aiohttp

from tests.sandbox.clients import Json
from tests.sandbox.conftest import Build, Place
from tests.sandbox.stage import EPHEMERAL, MIXER, ROW, stand


@asynccontextmanager
async def changes(place: Place, person: str) -> AsyncGenerator[AsyncIterator[Json]]:
    """The changes of somebody's screen, the first of which is all of it."""
    async with place.http.get(f"{place.facts['control']}/people/{person}/changes") as stream:
        assert (stream.status, stream.content_type) == (200, "text/event-stream")
        yield _read(stream)


async def _read(stream: aiohttp.ClientResponse) -> AsyncIterator[Json]:
    async for line in stream.content:
        if line.startswith(b"data: "):
            yield json.loads(line[6:])


async def until_put(told: AsyncIterator[Json], key: str) -> Json:
    """The first change that puts up this part."""
    async for change in told:
        if key in change["put"]:
            return change
    raise AssertionError(f"the stream ended without {key}")


async def test_only_what_has_changed_is_told(place: Place) -> None:
    person, general = place.people()[0], place.channel("general")
    async with changes(place, person) as told:
        whole = await anext(told)
        screen = await place.control("GET", f"/people/{person}/screen")
        names = {channel["name"] for channel in screen["guilds"][0]["channels"]}
        assert {part["name"] for key, part in whole["put"].items() if key.startswith("channel/")} == names
        assert whole["put"]["me/"]["id"] == person
        assert whole["drop"] == []
        said = (await place.rest("POST", f"/channels/{general}/messages", {"content": "Hello"})).body["id"]
        change = await until_put(told, f"message/{said}")
        assert change["put"].keys() == {f"message/{said}"}
        assert change["put"][f"message/{said}"]["content"] == "Hello"
        await place.rest("DELETE", f"/channels/{general}/messages/{said}")
        async for change in told:
            if change["drop"]:
                assert (change["put"], change["drop"]) == ({}, [f"message/{said}"])
                break


async def test_nothing_of_anybody_else_is_told(place: Place) -> None:
    stage = await stand(place)
    message = await stage.post(content="Who is in?", components=[ROW])
    async with changes(place, place.people()[1]) as told:
        await anext(told)
        it = await stage.begun("click", message_id=message, label="Join")
        await stage.answer(it, 4, {"content": "You are in", "flags": EPHEMERAL})
        later = await stage.post(content="Later")
        seen: list[str] = []
        async for change in told:
            seen += change["put"]
            if f"message/{later}" in seen:
                break
        assert seen == [f"message/{later}"]


async def test_somebody_who_is_not_there_has_no_screen(place: Place) -> None:
    for person, status in (("1", 404), (place.bot, 403)):
        async with place.http.get(f"{place.facts['control']}/people/{person}/changes") as answer:
            assert answer.status == status


async def test_a_sandbox_stops_though_a_page_is_open(make: Build) -> None:
    place: Place = await make()
    async with changes(place, place.people()[0]) as told:
        await anext(told)
        assert (await place.control.state())["pages"] == 1
        await place.box.stop()
        rest = [change async for change in told]
        assert all(not change["put"] for change in rest)


async def test_commands_are_offered_by_right_and_in_their_language(place: Place) -> None:
    hana, general = place.people()[0], place.channel("general")
    start = {**MIXER["options"][0], "name_localizations": {"ja": "開始"}}
    end: Json = {"name": "end", "description": "End it", "default_member_permissions": str(1 << 33)}
    mixer = {**MIXER, "name_localizations": {"ja": "交流会"}, "options": [start]}
    await place.rest("PUT", f"/applications/{place.facts['application_id']}/commands", [mixer, end])
    (offered,) = await place.control("GET", f"/people/{hana}/commands?channel_id={general}")
    assert (offered["name"], offered["shown"]) == ("mixer start", "交流会 開始")
    assert [option["name"] for option in offered["options"]] == ["length", "title", "guest"]
    owner = str(place.box.guild.owner_id)
    found = await place.control("GET", f"/people/{owner}/commands?channel_id={general}")
    assert [one["name"] for one in found] == ["mixer start", "end"]


async def test_one_can_be_anybody_but_a_bot(place: Place) -> None:
    crowd = await place.control("GET", "/people")
    assert {one["id"] for one in crowd["people"]} == {*place.people(), str(place.box.guild.owner_id)}
    assert [one["id"] for one in crowd["people"] if one["owner"]] == [str(place.box.guild.owner_id)]
    assert [one["id"] for one in crowd["guilds"]] == [place.guild]


async def test_the_real_clock_is_not_put_forward(make: Build) -> None:
    place: Place = await make()
    assert "real clock" in await place.control.refused("POST", "/clock", skip=True)
    other: Place = await make(skip=lambda: 42.0)
    assert (await other.control("POST", "/clock", skip=True))["skipped"] == 42
