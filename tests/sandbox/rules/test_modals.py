"""Modals: what may be opened, and what a person may hand in."""

from typing import Any

import pytest

from bot.sandbox.rules.modals import check_modal, check_submission
from tests.sandbox.rules.refusals import fault

Json = dict[str, Any]


def field(custom_id: str = "a", **more: Any) -> Json:
    return {"type": 4, "custom_id": custom_id, "style": 1, **more}


def label(component: Any, **more: Any) -> Json:
    return {"type": 18, "label": "Question", "component": component, **more}


def group(kind: int, count: int = 3, **more: Any) -> Json:
    options = [{"label": str(n), "value": str(n)} for n in range(count)]
    return {"type": kind, "custom_id": "g", "options": options, **more}


def modal(*components: Json, **more: Any) -> Json:
    return {"custom_id": "m", "title": "Sign up", "components": list(components), **more}


OLD = {"type": 1, "components": [field(label="Name")]}


@pytest.mark.parametrize(
    "part",
    [
        label(field(min_length=0, max_length=4000, required=False, value="x")),
        label(field(style=2), description="x" * 100, label="x" * 45),
        label(group(3, min_values=1, max_values=3)),
        label(group(3, min_values=0, required=False, disabled=False)),
        label({"type": 5, "custom_id": "u"}),
        label({"type": 19, "custom_id": "f", "max_values": 10, "file_types": ["image", ".pdf"]}),
        label(group(21)),
        label(group(22, 10, min_values=0, required=False)),
        label({"type": 23, "custom_id": "c", "default": True}),
        {"type": 10, "content": "Read this"},
        OLD,
    ],
)
def test_modals_that_discord_opens(part: Json) -> None:
    check_modal(modal(part))


@pytest.mark.parametrize(
    ("data", "path"),
    [
        (modal(OLD, title="x" * 46), "title"),
        (modal(OLD, title=" "), "title"),
        (modal(OLD, custom_id="x" * 101), "custom_id"),
        (modal(), "components"),
        (modal(*(label(field(str(n))) for n in range(6))), "components"),
        (modal(label(field()), label(field())), "components.1.component.custom_id"),
        (modal(field()), "components.0.type"),
        (modal(label(field(), label="x" * 46)), "components.0.label"),
        (modal(label(field(), label="")), "components.0.label"),
        (modal(label(field(), description="x" * 101)), "components.0.description"),
        (modal(label(None)), "components.0.component"),
        (modal(label({"type": 2, "style": 1, "label": "x", "custom_id": "b"})), "components.0.component.type"),
        (modal(label(field(label="Name"))), "components.0.component.label"),
        (modal(label(field(style=3))), "components.0.component.style"),
        (modal(label(field(min_length=5, max_length=4))), "components.0.component.min_length"),
        (modal(label(field(max_length=4001))), "components.0.component.max_length"),
        (modal(label(field(min_length=3, value="ab"))), "components.0.component.value"),
        (modal(label(field(max_length=3, value="abcd"))), "components.0.component.value"),
        (modal(label(field(placeholder="x" * 101))), "components.0.component.placeholder"),
        (modal(label(group(3, disabled=True))), "components.0.component.disabled"),
        (modal(label(group(3, min_values=0))), "components.0.component.min_values"),
        (modal(label(group(21, 1))), "components.0.component.options"),
        (modal(label(group(21, 11))), "components.0.component.options"),
        (modal(label(group(22, 11))), "components.0.component.options"),
        (modal(label(group(22, 2, max_values=3))), "components.0.component.max_values"),
        (modal(label({"type": 19, "custom_id": "f", "max_values": 11})), "components.0.component.max_values"),
        (modal(label({"type": 19, "custom_id": "f", "file_types": ["pdf"]})), "components.0.component.file_types.0"),
        (modal({**OLD, "components": [field("a", label="x"), field("b", label="x")]}), "components.0.components"),
        (modal({**OLD, "components": [field()]}), "components.0.components.0.label"),
        (modal({**OLD, "components": [group(3)]}), "components.0.components.0.type"),
    ],
)
def test_modals_that_discord_refuses(data: Json, path: str) -> None:
    assert fault(check_modal, data) == path


def test_a_fault_is_named_where_the_modal_stands() -> None:
    assert fault(check_modal, modal(field()), ("data",)) == "data.components.0.type"
    assert fault(check_modal, modal(OLD, title=""), ("data",)) == "data.title"


def test_a_submission_has_the_shape_of_modal_submit() -> None:
    data = modal({"type": 10, "content": "Hi"}, label(field("name"), id=2), OLD, label(group(22)))
    assert check_submission(data, {"name": "Mika", "a": "x", "g": ["0", "2"]}) == [
        {"type": 10, "id": 1},
        {"type": 18, "id": 2, "component": {"type": 4, "id": 3, "custom_id": "name", "value": "Mika"}},
        {"type": 1, "id": 4, "components": [{"type": 4, "id": 5, "custom_id": "a", "value": "x"}]},
        {"type": 18, "id": 6, "component": {"type": 22, "id": 7, "custom_id": "g", "values": ["0", "2"]}},
    ]


@pytest.mark.parametrize(
    ("component", "given", "key", "value"),
    [
        (field("x", value="as it was"), None, "value", "as it was"),
        (field("x", required=False), None, "value", ""),
        (field("x", required=False, min_length=5), "", "value", ""),
        (group(3, custom_id="x"), "1", "values", ["1"]),
        (group(3, custom_id="x", required=False), None, "values", []),
        (group(21, custom_id="x"), "2", "value", "2"),
        (group(21, custom_id="x", required=False), None, "value", None),
        (group(22, custom_id="x"), ["0", "1", "2"], "values", ["0", "1", "2"]),
        ({"type": 23, "custom_id": "x", "default": True}, None, "value", True),
        ({"type": 23, "custom_id": "x"}, None, "value", False),
        ({"type": 5, "custom_id": "x"}, ["7"], "values", ["7"]),
        ({"type": 6, "custom_id": "x", "default_values": [{"id": "8", "type": "role"}]}, None, "values", ["8"]),
    ],
)
def test_what_a_field_hands_in(component: Json, given: object, key: str, value: object) -> None:
    (part,) = check_submission(modal(label(component)), {} if given is None else {"x": given})
    assert part["component"][key] == value


@pytest.mark.parametrize(
    ("component", "given", "path"),
    [
        (field("x"), None, "fields.x"),
        (field("x"), "  ", "fields.x"),
        (field("x", min_length=3), "ab", "fields.x"),
        (field("x", max_length=3), "abcd", "fields.x"),
        (field("x"), "two\nlines", "fields.x"),
        (field("x"), 5, "fields.x"),
        (group(3, custom_id="x"), None, "fields.x"),
        (group(3, custom_id="x"), ["0", "1"], "fields.x"),
        (group(3, custom_id="x"), ["9"], "fields.x.0"),
        (group(3, custom_id="x", max_values=2), ["1", "1"], "fields.x.1"),
        (group(21, custom_id="x"), ["0", "1"], "fields.x"),
        (group(22, custom_id="x", min_values=2), ["0"], "fields.x"),
        ({"type": 23, "custom_id": "x"}, "yes", "fields.x"),
        ({"type": 5, "custom_id": "x"}, ["Mika"], "fields.x.0"),
    ],
)
def test_what_the_client_would_not_hand_in(component: Json, given: object, path: str) -> None:
    assert fault(check_submission, modal(label(component)), {} if given is None else {"x": given}) == path


def test_a_field_that_is_not_there_cannot_be_filled() -> None:
    assert fault(check_submission, modal(label(field("x"))), {"x": "1", "y": "2"}) == "fields.y"
