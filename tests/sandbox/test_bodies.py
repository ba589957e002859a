"""What a request may come as, and what is looked at before anything it says."""

import json
from typing import Any

import aiohttp
import pytest

from tests.sandbox.clients import Json, Reply
from tests.sandbox.conftest import Build, Place
from tests.sandbox.stage import stand


async def send(place: Place, method: str, path: str, data: Any, headers: dict[str, str] | None = None) -> Reply:
    """A request whose body and headers are just these."""
    told = {"Authorization": f"Bot {place.facts['token']}", **(headers or {})}
    base = path if path.startswith("http") else place.facts["api"] + path
    skipped = ["Content-Type"] if isinstance(data, bytes) else ["User-Agent"] if headers == {} else []
    async with place.http.request(method, base, data=data, headers=told, skip_auto_headers=skipped) as answer:
        raw = await answer.read()
        return Reply(answer.status, json.loads(raw) if raw else None, dict(answer.headers))


async def test_an_answer_as_a_plain_form_is_taken(place: Place) -> None:
    stage = await stand(place)
    it = await stage.command()
    form = {"payload_json": json.dumps({"type": 4, "data": {"content": "by form"}})}
    reply = await send(place, "POST", f"/interactions/{it['id']}/{it['token']}/callback", form)
    assert reply.status == 204
    found = await place.control("GET", f"/interactions/{it['id']}")
    assert found["original"]["content"] == "by form"


async def test_fields_of_a_plain_form_are_texts(place: Place) -> None:
    path = f"/channels/{place.channel('general')}/messages"
    reply = await send(place, "POST", path, {"content": "だれか&co"})
    assert (reply.status, reply.body["content"]) == (200, "だれか&co")
    form = aiohttp.FormData({"payload_json": json.dumps({"content": "x" * 2001})})
    assert (await send(place, "POST", path, form)).code == 50035


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
async def test_a_body_of_another_kind_is_a_wrong_form(place: Place, kind: str | None) -> None:
    told = {} if kind is None else {"Content-Type": kind}
    reply = await send(place, "PATCH", f"/channels/{place.channel('general')}", b'{"topic": "x"}', told)
    assert (reply.status, reply.code) == (400, 50035)
    assert reply.body["errors"]["_errors"][0]["code"] == "CONTENT_TYPE_INVALID"


@pytest.mark.parametrize("raw", [b"{", b'{"content": NaN}', b'{"content": "\\ud800"}', b"[" * 500, b"\xff", b"1e999"])
async def test_what_is_no_json_is_said_to_be_none(place: Place, raw: bytes) -> None:
    path = f"/channels/{place.channel('general')}/messages"
    reply = await send(place, "POST", path, raw, {"Content-Type": "application/json"})
    assert (reply.status, reply.code) == (400, 50109)


async def test_a_request_says_who_it_is_by(place: Place) -> None:
    assert (await send(place, "GET", "/users/@me", None, {})).code == 40333
    for told, status in (
        ("Mozilla/5.0 (X11; Linux x86_64)", 403), ("Python-urllib/3.11", 403), ("", 403),
        ("DiscordBot (https://example.com, 1.0)", 200), ("curl/8.0", 200),
    ):  # fmt: skip
        assert (await send(place, "GET", "/users/@me", None, {"User-Agent": told})).status == status, told


async def test_a_reason_has_512_characters_at_most(place: Place) -> None:
    path = f"/channels/{place.channel('general')}"
    body = b'{"topic": "x"}'
    for reason, status in (("%E3%81%82" * 512, 200), ("%E3%81%82" * 513, 400)):
        headers = {"Content-Type": "application/json", "X-Audit-Log-Reason": reason}
        assert (await send(place, "PATCH", path, body, headers)).status == status


async def test_faults_strike_whatever_version_of_the_api_is_asked(place: Place) -> None:
    root = place.facts["api"].removesuffix("/v10")
    for version in ("/v10", "/v9", ""):
        fault = {"route": "GET /users/@me", "answer": 429, "retry_after": 1.5}
        await place.control("POST", "/faults", requests=fault)
        reply = await send(place, "GET", root + version + "/users/@me", None)
        assert (reply.status, reply.body["retry_after"]) == (429, 1.5), version
        assert (reply.headers["X-RateLimit-Remaining"], reply.headers["Retry-After"]) == ("0", "2")
        assert (reply.headers["X-RateLimit-Reset-After"], reply.headers["X-RateLimit-Scope"]) == ("1.500", "shared")
        assert {"X-RateLimit-Bucket", "X-RateLimit-Limit", "X-RateLimit-Reset"} <= reply.headers.keys()
    assert (await send(place, "GET", root + "/v7/users/@me", None)).code == 50041


async def test_what_is_not_there_is_listed(place: Place) -> None:
    for _ in range(2):
        assert (await place.rest("GET", f"/guilds/{place.guild}/no-such-thing")).status == 404
    listed: list[Json] = (await place.control.state())["unknown_routes"]
    assert listed == [{"route": "GET /guilds/{id}/no-such-thing", "times": 2}]


async def test_problems_are_few_however_many_there_were(make: Build) -> None:
    place: Place = await make(pace=100_000.0)
    for n in range(500):
        place.box.pipeline.remember(f"{n % 250} " + "x" * 5000)
    told = await place.problems()
    assert len(told) == len(set(told)) == 100
    assert max(map(len, told)) <= 600
