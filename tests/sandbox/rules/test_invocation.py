"""Commands as people send them."""

from typing import Any

import pytest

from bot.sandbox.rules.commands import resolve
from tests.sandbox.rules.refusals import fault, refusal

Json = dict[str, Any]


def option(name: str, kind: int, **more: Any) -> Json:
    return {"name": name, "description": "x", "type": kind, **more}


START = [
    option("size", 4, required=True, min_value=2, max_value=9),
    option("topic", 3, min_length=2, max_length=5),
    option("mood", 3, choices=[{"name": "Calm", "value": "calm"}]),
    option("loud", 5),
    option("guest", 6),
    option("pace", 10, max_value=1.5),
]
COMMANDS: list[Json] = [
    {"id": "1", "name": "ping", "type": 1, "description": "x"},
    {"id": "2", "name": "mixer", "type": 1, "options": [option("start", 1, options=START), option("stop", 1)]},
    {
        "id": "3",
        "name": "rooms",
        "options": [option("host", 2, options=[option("add", 1, options=[option("who", 6)])])],
    },
    {"id": "4", "name": "Profile", "type": 2},
]


def test_a_plain_command() -> None:
    assert resolve(COMMANDS, "ping", {}) == {"id": "1", "name": "ping", "type": 1}


def test_a_sub_command_in_a_group() -> None:
    who = {"name": "who", "type": 6, "value": "77"}
    inner = {"name": "host", "type": 2, "options": [{"name": "add", "type": 1, "options": [who]}]}
    assert resolve(COMMANDS, "rooms host add", {"who": "77"}) == {
        "id": "3",
        "name": "rooms",
        "type": 1,
        "options": [inner],
    }


def test_a_sub_command_without_options() -> None:
    data = resolve(COMMANDS, "mixer stop", {})
    assert data["options"] == [{"name": "stop", "type": 1, "options": []}]


def test_options_come_in_the_commands_order_with_their_types() -> None:
    given: dict[str, object] = {"loud": False, "mood": "calm", "size": 4, "pace": 1, "guest": "5", "topic": "cats"}
    (start,) = resolve(COMMANDS, "mixer start", given)["options"]
    assert [(o["name"], o["type"], o["value"]) for o in start["options"]] == [
        ("size", 4, 4),
        ("topic", 3, "cats"),
        ("mood", 3, "calm"),
        ("loud", 5, False),
        ("guest", 6, "5"),
        ("pace", 10, 1),
    ]


@pytest.mark.parametrize("name", ["", "nothing", "Profile", "Ping"])
def test_a_command_that_is_not_there(name: str) -> None:
    assert refusal(resolve, COMMANDS, name, {}).code == 10063


@pytest.mark.parametrize("name", ["mixer", "mixer pause", "mixer start now", "rooms host", "ping pong"])
def test_a_path_that_leads_nowhere(name: str) -> None:
    assert fault(resolve, COMMANDS, name, {}) == "name"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"size": None}, "size"),
        ({"sise": 4}, "sise"),
        ({"size": "4"}, "size"),
        ({"size": True}, "size"),
        ({"size": 2.5}, "size"),
        ({"size": 1}, "size"),
        ({"size": 10}, "size"),
        ({"topic": "x"}, "topic"),
        ({"topic": "x" * 6}, "topic"),
        ({"topic": ""}, "topic"),
        ({"topic": 5}, "topic"),
        ({"mood": "wild"}, "mood"),
        ({"mood": "Calm"}, "mood"),
        ({"loud": "yes"}, "loud"),
        ({"guest": "Mika"}, "guest"),
        ({"guest": 5}, "guest"),
        ({"pace": 1.6}, "pace"),
        ({"pace": float("nan")}, "pace"),
    ],
)
def test_what_the_client_would_not_send(given: dict[str, object], name: str) -> None:
    assert fault(resolve, COMMANDS, "mixer start", {"size": 4, **given}) == f"options.{name}"
