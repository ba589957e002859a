"""Messages within and beyond Discord's limits."""

from typing import Any

import pytest

from bot.sandbox.rules.messages import check_message
from tests.sandbox.rules.refusals import fault, refusal

Json = dict[str, Any]
V2 = 1 << 15
TEXT = {"type": 10, "content": "hello"}
ROW = {"type": 1, "components": [{"type": 2, "style": 1, "label": "Go", "custom_id": "go"}]}
POLL: Json = {"question": {"text": "When?"}, "answers": [{"poll_media": {"text": "Now"}}], "duration": 24}


@pytest.mark.parametrize(
    "body",
    [
        {"content": "x" * 2000},
        {"embeds": [{"title": "x", "type": "rich", "flags": 0}]},
        {"components": [ROW]},
        {"components": [TEXT], "flags": V2, "content": None, "embeds": []},
        {"sticker_ids": ["1"]},
        {"poll": POLL},
        {"content": "x", "nonce": "x" * 25, "enforce_nonce": True},
        {"content": "x", "nonce": 2**62},
        {"content": "x", "flags": 64 | 4 | 4096},
        {"content": "x", "allowed_mentions": {"parse": []}},
        {"content": "x", "allowed_mentions": {"parse": ["roles"], "users": ["1"], "replied_user": False}},
        {"content": "x", "allowed_mentions": {"parse": ["users"], "users": []}},
        {"message_reference": {"type": 1, "message_id": "1", "channel_id": "2"}},
        {"content": "x", "message_reference": {"message_id": "1"}},
    ],
)
def test_messages_that_discord_takes(body: Json) -> None:
    check_message(body)


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({"content": "x" * 2001}, "content"),
        ({"content": 5}, "content"),
        ({"content": "x", "nonce": "x" * 26}, "nonce"),
        ({"content": "x", "nonce": 1.5}, "nonce"),
        ({"content": "x", "flags": 128}, "flags"),
        ({"content": "x", "tts": "yes"}, "tts"),
        ({"content": "x", "message_reference": {}}, "message_reference.message_id"),
        ({"message_reference": {"type": 1, "message_id": "1"}}, "message_reference.channel_id"),
        ({"content": "x", "attachments": [{"id": 0, "filename": "a.txt"}]}, "attachments"),
        ({"content": "x", "attachments": [{"filename": "a.txt"}]}, "attachments.0.id"),
        ({"content": "x", "embeds": [{"title": "x"}] * 11}, "embeds"),
        ({"content": "x", "sticker_ids": ["1", "2", "3", "4"]}, "sticker_ids"),
        ({"sticker_ids": ["x"]}, "sticker_ids.0"),
        ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "allowed_mentions"),
        ({"content": "x", "allowed_mentions": {"parse": ["roles"], "roles": ["1"]}}, "allowed_mentions"),
        ({"content": "x", "allowed_mentions": {"parse": ["here"]}}, "allowed_mentions.parse.0"),
        ({"content": "x", "allowed_mentions": {"users": [str(n) for n in range(101)]}}, "allowed_mentions.users"),
        ({"content": "x", "allowed_mentions": {"users": ["1", "1"]}}, "allowed_mentions.users.1"),
        ({"content": "x", "allowed_mentions": {"users": [1]}}, "allowed_mentions.users.0"),
        ({"content": "x", "components": [TEXT]}, "components.0.type"),
        ({"content": "x", "components": [TEXT], "flags": V2}, "content"),
        ({"embeds": [{"title": "x"}], "components": [TEXT], "flags": V2}, "embeds"),
        ({"poll": POLL, "components": [TEXT], "flags": V2}, "poll"),
        ({"poll": {**POLL, "duration": 769}}, "poll.duration"),
        ({"poll": {**POLL, "answers": POLL["answers"] * 11}}, "poll.answers"),
        ({"poll": {**POLL, "question": {"text": "x" * 301}}}, "poll.question.text"),
    ],
)
def test_messages_that_discord_refuses(body: Json, path: str) -> None:
    assert fault(check_message, body) == path


@pytest.mark.parametrize(
    "body", [{}, {"content": ""}, {"content": " \n"}, {"embeds": [], "components": []}, {"flags": V2}, {"tts": True}]
)
def test_nothing_to_show_is_its_own_error(body: Json) -> None:
    assert refusal(check_message, body).code == 50006


def test_an_answer_to_an_interaction_names_fields_under_data() -> None:
    assert fault(check_message, {"content": "x" * 2001}, path=("data",)) == "data.content"
    assert fault(check_message, {"components": [TEXT]}, path=("data",)) == "data.components.0.type"


def test_files_alone_are_a_message() -> None:
    check_message({"attachments": [{"id": 0, "description": "A cat"}]}, files=1)
    check_message({}, files=1)
    check_message({"attachments": [{"id": "9"}]}, editing=True)


def test_an_edit_may_leave_everything_as_it_is() -> None:
    check_message({}, editing=True)
    check_message({"content": None, "components": []}, editing=True)
    assert fault(check_message, {"poll": POLL}, editing=True) == "poll"


def test_components_v2_stays_with_a_message() -> None:
    check_message({"components": [TEXT]}, editing=True, was_v2=True)
    assert fault(check_message, {"content": "x"}, editing=True, was_v2=True) == "content"
    assert refusal(check_message, {"components": []}, editing=True, was_v2=True).code == 50006


def test_an_edit_to_components_v2_answers_for_what_stands_there_already() -> None:
    current: Json = {"content": "x", "embeds": [], "poll": None, "components": []}
    edit: Json = {"components": [TEXT], "flags": V2}
    assert fault(check_message, edit, editing=True, current=current) == "content"
    check_message({**edit, "content": None}, editing=True, current=current)
    assert refusal(check_message, {"flags": V2, "content": None}, editing=True, current=current).code == 50006
    check_message({}, editing=True, current=current)


@pytest.mark.parametrize(
    ("embed", "path"),
    [
        ({"title": "x" * 257}, "title"),
        ({"description": "x" * 4097}, "description"),
        ({"color": 5}, "description"),
        ({}, "description"),
        ({"title": "x", "color": 1 << 24}, "color"),
        ({"title": "x", "url": "example.com"}, "url"),
        ({"title": "x", "image": {"url": "nowhere"}}, "image.url"),
        ({"fields": [{"name": "a", "value": "b"}] * 26}, "fields"),
        ({"fields": [{"name": "x" * 257, "value": "b"}]}, "fields.0.name"),
        ({"fields": [{"name": "a", "value": "x" * 1025}]}, "fields.0.value"),
        ({"fields": [{"name": "a", "value": ""}]}, "fields.0.value"),
        ({"footer": {"text": "x" * 2049}}, "footer.text"),
        ({"author": {"name": "x" * 257}}, "author.name"),
    ],
)
def test_embeds_that_discord_refuses(embed: Json, path: str) -> None:
    assert fault(check_message, {"embeds": [embed]}) == f"embeds.0.{path}"


def test_six_thousand_characters_over_all_embeds() -> None:
    parts = {
        "footer": {"text": "x" * 1000},
        "author": {"name": "x" * 100},
        "fields": [{"name": "x" * 100, "value": "x" * 800}],
    }
    full = [{"description": "x" * 3800, "title": "x" * 200}, parts]
    check_message({"embeds": full})
    assert fault(check_message, {"embeds": [*full, {"title": "x"}]}) == "embeds"
