"""Whatever is sent to the sandbox, it answers as Discord would to nonsense, and goes on."""

import json
from contextlib import suppress

import aiohttp
import pytest
from yarl import URL

from bot.sandbox.actions import interactions
from bot.sandbox.interactions import Interaction
from bot.sandbox.rest.table import table
from bot.sandbox.rules.schema import Schema
from tests.sandbox.clients import Socket
from tests.sandbox.conftest import Build, Place
from tests.sandbox.keeper import Keeper, invited
from tests.sandbox.nonsense import STRANGE, Nonsense

TEA = "%F0%9F%8D%B5"
SPARED = {
    ("DELETE", "/channels/{channel_id}"), ("DELETE", "/users/@me/guilds/{guild_id}"),
    ("DELETE", "/guilds/{guild_id}/members/{user_id}"), ("PUT", "/guilds/{guild_id}/bans/{user_id}"),
    ("POST", "/guilds/{guild_id}/bulk-ban"),
}  # fmt: skip
"""What would leave too little to try the rest on."""


class Knowing:
    """What there is to name in a path, by the parameter's name."""

    def __init__(self, keeper: Keeper) -> None:
        self.keeper = keeper
        self.asked: Interaction | None = None

    def begin(self) -> None:
        """A command that waits for its answer."""
        box = self.keeper.place.box
        app, channel = box.world.applications[int(self.keeper.app)], box.world.channel(int(self.keeper.general))
        data = {"id": "1", "name": "x", "type": 1}
        self.asked = interactions.begin(
            box.world, app, box.world.users[int(self.keeper.person)], channel, kind=interactions.COMMAND, data=data
        )

    def __call__(self, name: str) -> list[str]:
        guild, asked = self.keeper.place.box.guild, self.asked
        return {
            "guild_id": [str(guild.id)],
            "channel_id": [*map(str, guild.channels), *map(str, guild.threads)],
            "parent_id": [*map(str, guild.channels)],
            "message_id": [str(m) for channel in guild.channels.values() for m in channel.messages][:20],
            "user_id": [*map(str, guild.members)],
            "recipient_id": [*map(str, guild.members)],
            "overwrite_id": [*map(str, guild.roles), *map(str, guild.members)],
            "role_id": [*map(str, guild.roles)],
            "event_id": [*map(str, guild.events)],
            "application_id": [self.keeper.app],
            "webhook_id": [self.keeper.app],
            "emoji_name": [TEA],
            "answer_id": ["1"],
            "token": [] if asked is None else [asked.token],
            "interaction_id": [] if asked is None else [str(asked.id)],
        }.get(name, [])


@pytest.mark.parametrize(("described", "many"), [(False, 500), (True, 250)])
async def test_no_request_is_too_strange(make: Build, described: bool, many: int) -> None:
    place: Place = await make(pace=1e9)
    if not described:
        place.box.pipeline.schema = Schema()
    keeper = await invited(place)
    knowing = Knowing(keeper)
    nonsense = Nonsense(17, knowing)
    bodies = nonsense.bodies()
    built = [route for route in table() if route.built and (route.method, route.template) not in SPARED]
    routes = built + [route for route in built if route.method != "GET"] * 2
    headers = {"Authorization": f"Bot {keeper.rest.token}", "Content-Type": "application/json"}
    for _ in range(many):
        route = nonsense.random.choice(routes)
        if "token}" in route.template:
            knowing.begin()
        body = (nonsense.spoilt(route.template) if nonsense.random.random() < 0.7 else None) or next(bodies)
        url = URL(place.facts["api"] + nonsense.path(route.template), encoded=True)
        async with place.http.request(route.method, url, params=nonsense.query(), data=body, headers=headers) as answer:
            raw = await answer.read()
        assert answer.status < 500, (route.method, str(url), body, place.box.pipeline.problems)
        assert answer.status == 204 or json.loads(raw) is not None
    assert place.box.pipeline.problems == []


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("multipart/form-data", b"x"),
        ("multipart/form-data; boundary=b", b"x"),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\nx"),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n"),
        ("multipart/form-data; boundary=b", b"--b\r\nno header\r\n\r\nx\r\n--b--\r\n"),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\nx"),
        ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="payload_json"\r\n\r\n{'),
        ("multipart/form-data; boundary=" + "b" * 200, b"x"),
        ("application/x-www-form-urlencoded", b"payload_json=%7B"),
        ("application/x-www-form-urlencoded", b"content=%FF&" + b"a=1&" * 2000),
        ("application/x-www-form-urlencoded", b"\xff\xfe"),
        ("application/json; charset=utf-16", b'{"content": "x"}'.decode().encode("utf-16")),
        ("text/html", b"x"),
        ("a/b/c;;", b"x"),
    ],
)  # fmt: skip
async def test_no_form_is_too_strange(quick: Place, kind: str, raw: bytes) -> None:
    url = f"{quick.facts['api']}/channels/{quick.channel('general')}/messages"
    headers = {"Authorization": f"Bot {quick.facts['token']}", "Content-Type": kind}
    async with quick.http.request("POST", url, data=raw, headers=headers) as answer:
        told = await answer.json()
    assert (answer.status, told["code"] in {50006, 50035, 50109}) == (400, True), told


@pytest.mark.parametrize("query", ["?before=%FF", "?limit=%00", "?%FF=1", "?limit", "?before=" + "9" * 5000])
async def test_no_query_is_too_strange(quick: Place, query: str) -> None:
    url = URL(f"{quick.facts['api']}/channels/{quick.channel('general')}/messages{query}", encoded=True)
    async with quick.http.get(url, headers={"Authorization": f"Bot {quick.facts['token']}"}) as answer:
        assert answer.status in {200, 400}


async def _end(socket: Socket) -> int | None:
    """The code it was closed with, None if it goes on: a heartbeat is answered after all that came before it."""
    with suppress(aiohttp.ClientError, ConnectionError):
        await socket.send(1, None)
    if socket.closed is None:
        await socket.over(lambda: any(frame["op"] == 11 for frame in socket.frames))
    code = socket.closed
    await socket.socket.close()
    return code


async def test_no_frame_is_too_strange(quick: Place) -> None:
    nonsense = Nonsense(5, lambda _name: [])
    for _ in range(60):
        socket = await quick.socket().open()
        if nonsense.random.random() < 0.7:
            await socket.identify(1 << 0)
        for _ in range(3):
            data = nonsense.random.choice((nonsense.object(), nonsense.random.choice(STRANGE)))
            with suppress(aiohttp.ClientError, ConnectionError):  # it may be closed already
                await socket.send(nonsense.random.choice((0, *range(2, 13), 31, 43, -1)), data)
        assert await _end(socket) in {None, 4001, 4002, 4003, 4004, 4005, 4007, 4010, 4012, 4013, 4014}
    assert (await quick.rest("GET", "/users/@me")).status == 200
    socket = await quick.socket().open()
    await socket.identify()


async def test_no_order_is_too_strange(quick: Place) -> None:
    nonsense = Nonsense(3, lambda name: {"user_id": quick.people(), "guild_id": [quick.guild]}.get(name, []))
    for _ in range(150):
        route = nonsense.random.choice([r for r in quick.box.desk.routes() if r.method != "DELETE"])
        url = URL(quick.facts["control"] + nonsense.path(route.template), encoded=True)
        async with quick.http.request(route.method, url, json=nonsense.object()) as answer:
            assert answer.status < 500, (route.method, str(url), await answer.text())
