"""Discord's published description as a judge, where a copy of it is at hand."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.rules import errors
from bot.sandbox.rules.schema import Schema, find_spec
from tests.sandbox.rules.refusals import faults, refusal

ROOT = Path(__file__).parents[3]
SPEC = find_spec(ROOT, os.environ)
with_spec = pytest.mark.skipif(SPEC is None, reason="Discord's OpenAPI file is not here; ENGAWA_OPENAPI may name one")

CHANNELS, MESSAGES = "/guilds/{guild}/channels", "/channels/{channel}/messages"
CALLBACK, MESSAGE = "/interactions/{id}/{token}/callback", "/channels/{c}/messages/{m}"
ROOM: dict[str, Any] = {
    "name": "room 1",
    "type": 2,
    "parent_id": "210000000000000001",
    "permission_overwrites": [{"id": "200000000000000001", "type": 0, "allow": "0", "deny": "1049600"}],
}
BUTTONS: dict[str, Any] = {
    "content": "x",
    "nonce": "123",
    "components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "Join", "custom_id": "join"}]}],
}


@pytest.fixture(scope="module")
def schema() -> Schema:
    return Schema.load(SPEC)


def test_without_a_file_everything_passes() -> None:
    empty = Schema.load(None)
    empty.check_request("POST", MESSAGES, {"content": 5})
    assert empty.check_answer("POST", MESSAGES, 200, {"id": 5}) == []
    assert not empty.knows("POST", MESSAGES)


def test_the_file_is_looked_for_beside_the_repository_and_then_where_the_environment_says(tmp_path: Path) -> None:
    root, named = tmp_path / "repository", tmp_path / "named.json"
    root.mkdir()
    named.write_text("{}")
    assert find_spec(root, {}) is None
    assert find_spec(root, {"ENGAWA_OPENAPI": str(tmp_path / "nowhere.json")}) is None
    assert find_spec(root, {"ENGAWA_OPENAPI": str(named)}) == named
    beside = tmp_path / "shared" / "data" / "discord" / "openapi.json"
    beside.parent.mkdir(parents=True)
    beside.write_text("{}")
    assert find_spec(root, {"ENGAWA_OPENAPI": str(named)}) == beside


@with_spec
def test_operations_are_known_by_shape(schema: Schema) -> None:
    assert schema.knows("post", "/channels/{}/messages")
    assert schema.knows("PATCH", "/webhooks/{application}/{token}/messages/@original")
    assert not schema.knows("POST", "/channels/{channel}/nothing")
    schema.check_request("POST", "/channels/{channel}/nothing", {"anything": 1})


@with_spec
@pytest.mark.parametrize(
    ("method", "template", "body"),
    [
        ("POST", CHANNELS, ROOM),
        ("POST", CHANNELS, {**ROOM, "permission_overwrites": [{"id": "2", "type": 1, "allow": 8, "deny": 0}]}),
        ("POST", MESSAGES, BUTTONS),
        ("POST", MESSAGES, {"content": "x", "nonce": 123}),
        ("POST", CALLBACK, {"type": 5, "data": {"flags": 64}}),
        ("POST", CALLBACK, {"type": 6}),
        ("PUT", "/channels/{c}/permissions/{o}", {"type": 1, "allow": "1024", "deny": "0"}),
        ("DELETE", MESSAGE, None),
        ("POST", "/guilds/{g}/stickers", {"name": "multipart only"}),
    ],
)
def test_requests_that_pass(schema: Schema, method: str, template: str, body: object) -> None:
    schema.check_request(method, template, body)


@with_spec
@pytest.mark.parametrize(
    ("template", "body", "path"),
    [
        (CHANNELS, {**ROOM, "type": "voice"}, "type"),
        (CHANNELS, {**ROOM, "type": 99}, "type"),
        (CHANNELS, {**ROOM, "name": "x" * 101}, "name"),
        (CHANNELS, {**ROOM, "parent_id": 210000000000000001}, "parent_id"),
        (CHANNELS, {**ROOM, "parent_id": "9" * 23}, "parent_id"),
        (CHANNELS, {**ROOM, "position": 2**31}, "position"),
        (CHANNELS, {**ROOM, "user_limit": "many"}, "user_limit"),
        (CHANNELS, {**ROOM, "permission_overwrites": [{"id": "1", "allow": "all"}]}, "permission_overwrites.0.allow"),
        (CHANNELS, None, "name"),
        (CHANNELS, [], ""),
        (MESSAGES, {**BUTTONS, "nonce": "x" * 26}, "nonce"),
        (MESSAGES, {"components": [{"type": 99}]}, "components.0.type"),
        (
            MESSAGES,
            {"components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "x" * 81, "custom_id": "x"}]}]},
            "components.0.components.0.label",
        ),
        (MESSAGES, {"embeds": [{"fields": [{"name": "x"}]}]}, "embeds.0.fields.0.value"),
        (MESSAGES, {"allowed_mentions": {"users": [5]}}, "allowed_mentions.users.0"),
        (CALLBACK, {"type": 9, "data": {"custom_id": "m", "title": "t" * 46, "components": []}}, "data"),
        (CALLBACK, {"type": 4, "data": {"content": 5}}, "data.content"),
        (CALLBACK, {"type": 33}, "type"),
    ],
)
def test_requests_that_fail_name_the_field(schema: Schema, template: str, body: object, path: str) -> None:
    found = faults(refusal(schema.check_request, "POST", template, body))
    assert any(name == path or name.startswith(f"{path}.") for name in found), found


@with_spec
def test_a_field_that_may_be_null_is_blamed_for_what_it_should_hold(schema: Schema) -> None:
    error = refusal(schema.check_request, "POST", CHANNELS, {**ROOM, "type": "voice"})
    assert faults(error) == {"type": "NUMBER_TYPE_COERCE"}


@with_spec
def test_every_faulty_field_is_named(schema: Schema) -> None:
    found = faults(refusal(schema.check_request, "POST", CHANNELS, {"type": 2, "topic": 5, "nsfw": 1}))
    assert set(found) == {"name", "topic", "nsfw"}
    assert found["name"] == "BASE_TYPE_REQUIRED"


@with_spec
def test_integers_are_relaxed_for_requests_only(schema: Schema) -> None:
    schema.check_request("POST", CHANNELS, {**ROOM, "position": "3"})
    channel = {"id": "1", "type": 2, "position": "3"}
    assert any("position" in sentence for sentence in schema.check_answer("POST", CHANNELS, 201, channel))


@with_spec
def test_discords_own_error_bodies_are_good_answers(schema: Schema) -> None:
    form = errors.form(("components", 0, "label"), "BASE_TYPE_REQUIRED", "This field is required").body()
    slow = {"message": "You are being rate limited.", "retry_after": 0.5, "global": False}
    assert schema.check_answer("POST", MESSAGES, 400, form) == []
    assert schema.check_answer("POST", MESSAGES, 404, errors.unknown("channel").body()) == []
    assert schema.check_answer("POST", MESSAGES, 429, slow) == []
    assert schema.check_answer("POST", MESSAGES, 503, "anything") == []


@with_spec
@pytest.mark.parametrize(
    ("operation", "status", "body", "word"),
    [
        (("POST", MESSAGES), 400, {"code": 5}, "message"),
        (("POST", MESSAGES), 429, {"message": "slow", "global": False}, "retry_after"),
        (("POST", MESSAGES), 201, {}, "201"),
        (("POST", MESSAGES), 200, {"id": 5}, "author"),
        (("POST", MESSAGES), 200, None, "body"),
        (("DELETE", MESSAGE), 204, {}, "none belongs"),
        (("DELETE", MESSAGE), 200, None, "204"),
    ],
)
def test_wrong_answers_are_told_in_sentences(
    schema: Schema, operation: tuple[str, str], status: int, body: object, word: str
) -> None:
    sentences = schema.check_answer(*operation, status, body)
    assert any(word in sentence for sentence in sentences), sentences
    assert all(sentence.startswith(" ".join(operation)) for sentence in sentences)


@with_spec
def test_every_operation_compiles(schema: Schema) -> None:
    assert len(schema.operations) > 200
    for (method, template), (_, operation) in schema.operations.items():
        for status in operation["responses"]:
            schema.check_answer(method, template, 404 if status == "4XX" else int(status), {})
        with suppress(errors.DiscordError):
            schema.check_request(method, template, {})
