"""What the sandbox has, what it has not, and that both can be looked up."""

import re

import pytest

from bot.sandbox.rest.table import table
from bot.sandbox.rules.routes import shape
from tests.sandbox.conftest import Place
from tests.sandbox.manual import MANUAL, rewritten


async def test_what_is_not_built_is_refused_by_name(quick: Place) -> None:
    for method, path, name in (
        ("POST", f"/channels/{quick.channel('general')}/webhooks", "webhooks"),
        ("POST", f"/channels/{quick.channel('general')}/invites", "invites"),
        ("GET", f"/guilds/{quick.guild}/emojis", "emoji"),
        ("GET", f"/guilds/{quick.guild}/audit-logs", "audit log"),
        ("GET", "/invites/abc", "invites"),
    ):
        reply = await quick.rest(method, path)
        assert (reply.status, reply.code) == (501, 0), path
        assert reply.body["message"].startswith(f"The sandbox has no {name}")
    listed = (await quick.control.state())["unknown_routes"]
    assert {"route": "GET /guilds/{id}/audit-logs", "times": 1} in listed


async def test_words_are_not_taken_for_ids(quick: Place) -> None:
    app = quick.facts["application_id"]
    commands = f"/applications/{app}/guilds/{quick.guild}/commands"
    assert (await quick.rest("GET", f"{commands}/permissions")).body == []
    made = (await quick.rest("POST", commands, {"name": "x", "description": "x"})).body["id"]
    assert (await quick.rest("GET", f"{commands}/{made}/permissions")).code == 10066
    assert (await quick.rest("GET", f"{commands}/1/permissions")).code == 10063
    counts = (await quick.rest("GET", f"/guilds/{quick.guild}/roles/member-counts")).body
    assert set(counts) == {str(role) for role in quick.box.guild.roles} - {quick.guild}


async def test_the_routes_are_listed_as_they_are(quick: Place) -> None:
    listed = await quick.control("GET", "/routes")
    assert [(r["method"], r["path"]) for r in listed["api"]] == [(r.method, r.template) for r in table()]
    by = {(route["method"], route["path"]): route for route in listed["api"]}
    assert by["POST", "/channels/{channel_id}/messages"]["built"] is True
    assert by["POST", "/channels/{channel_id}/webhooks"]["built"] is False
    assert all(route["does"] for route in [*listed["api"], *listed["control"]])
    assert ("POST", "/sandbox/people/{user_id}/click") in {(r["method"], r["path"]) for r in listed["control"]}


async def test_all_that_discord_publishes_is_built_or_refused_by_name(quick: Place) -> None:
    published = quick.box.pipeline.schema.operations
    if not published:
        pytest.skip("Discord's description is not at hand")
    known = {(route.method, shape(route.template)) for route in table()}
    assert set(published) - known == set()


def test_no_route_is_there_twice() -> None:
    every = [(route.method, re.sub(r"\{[^}]*\}", "{}", route.template)) for route in table()]
    assert sorted(every) == sorted(set(every))


def test_the_manual_has_the_routes_as_they_are() -> None:
    manual = MANUAL.read_text("utf-8")
    assert rewritten(manual) == manual, "python -m tests.sandbox.manual"
