"""Who may steer a sandbox: scripts of this machine and its own page, no page of somebody else's."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import web
from multidict import CIMultiDict

from bot.sandbox.rules.errors import DiscordError
from bot.sandbox.window.guard import Guard
from tests.sandbox.conftest import Build, Json, Place


async def asked(place: Place, path: str = "/guilds", **headers: str) -> int:
    """The status of an order that would make a guild, and that it was obeyed only if it is 200."""
    before = len((await place.control.state())["guilds"])
    url = place.facts["control"] + path
    async with place.http.post(url, json={"name": "Book Club"}, headers=headers) as answer:
        status = answer.status
    assert (len((await place.control.state())["guilds"]) > before) == (status == 200)
    return status


def port_of(place: Place) -> str:
    return place.facts["control"].split(":")[2].split("/")[0]


async def test_a_script_of_this_machine_needs_nothing(place: Place) -> None:
    assert await asked(place) == 200
    for name in ("localhost", "127.0.0.1", "127.0.0.2", "[::1]"):
        assert await asked(place, Host=f"{name}:{port_of(place)}") == 200, name


async def test_the_page_itself_may(place: Place) -> None:
    host = f"127.0.0.1:{port_of(place)}"
    assert await asked(place, **{"Origin": f"http://{host}", "Sec-Fetch-Site": "same-origin"}) == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.7", "[::", "a@localhost"]
)
async def test_a_name_that_is_not_ours_is_refused(place: Place, host: str) -> None:
    assert await asked(place, Host=host) == 403
    async with place.http.get(place.facts["control"] + "/state", headers={"Host": host}) as answer:
        assert answer.status == 403
    async with place.http.get(place.facts["window"], headers={"Host": host}) as answer:
        assert answer.status == 403


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1", ""])
async def test_another_page_is_refused_whatever_it_asks(place: Place, origin: str) -> None:
    assert await asked(place, Origin=origin) == 403
    person = place.people()[0]
    for path in ("/state", f"/people/{person}/screen", f"/people/{person}/changes", "/no/such/thing"):
        async with place.http.get(place.facts["control"] + path, headers={"Origin": origin}) as answer:
            assert answer.status == 403, path


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_nor_does_a_request_without_an_origin_help_it(place: Place, site: str) -> None:
    assert await asked(place, **{"Sec-Fetch-Site": site}) == 403


async def test_a_file_that_somebody_handed_in_is_no_page_of_ours(place: Place) -> None:
    person = place.people()[0]
    page: Json = {"filename": "a.html", "content": "<script>…</script>", "content_type": "text/html"}
    made = await place.control("POST", f"/people/{person}/files", **page)
    async with place.http.get(made["url"]) as answer:
        assert answer.headers["Content-Security-Policy"].startswith("sandbox;")


async def test_the_window_opens_with_its_key_only(make: Build) -> None:
    place, other = await make(), await make()
    bare, key = place.facts["window"].split("?key=")
    async with place.http.get(place.facts["window"]) as answer:
        assert answer.status == 200
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    for link in (bare, f"{bare}?key=", f"{bare}?key={key}x", f"{bare}?key={other.facts['window'].split('?key=')[1]}"):
        async with place.http.get(link) as answer:
            assert answer.status == 403
            assert "whole link" in await answer.text()


def request(guard_host: str, remote: str, **headers: str) -> web.Request:
    """A request as far as the guard looks at it; another machine cannot be had in a test."""
    given: Any = SimpleNamespace(headers=CIMultiDict({"Host": guard_host, **headers}), remote=remote, query={})
    return cast("web.Request", given)


def test_from_another_machine_everything_needs_the_key() -> None:
    guard = Guard("0.0.0.0")
    with pytest.raises(DiscordError, match="key"):
        guard.check_control(request("192.168.1.5:80", "192.168.1.9"))
    with pytest.raises(DiscordError, match="key"):
        guard.check_control(request("192.168.1.5:80", "192.168.1.9", Authorization="Bearer wrong"))
    guard.check_control(request("192.168.1.5:80", "192.168.1.9", Authorization=f"Bearer {guard.key}"))
    guard.check_control(request("localhost:80", "127.0.0.1"))
    with pytest.raises(DiscordError, match="Host"):
        guard.check_control(request("evil.example", "192.168.1.9", Authorization=f"Bearer {guard.key}"))


def test_where_it_listens() -> None:
    assert Guard().hosts == Guard("localhost").hosts == ["127.0.0.1"]
    assert Guard("0.0.0.0").hosts == ["0.0.0.0"]
    assert Guard("192.168.1.5").hosts == ["127.0.0.1", "192.168.1.5"]
