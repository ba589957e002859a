"""What may stand in a message, and what may not."""

from typing import Any

import pytest

from bot.sandbox.rules.components import check_components
from tests.sandbox.rules.refusals import fault, faults, refusal

Json = dict[str, Any]


def button(custom_id: str = "go", **more: Any) -> Json:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": custom_id, **more}


def row(*children: Json) -> Json:
    return {"type": 1, "components": list(children)}


def select(**more: Any) -> Json:
    return {"type": 3, "custom_id": "s", "options": [{"label": c, "value": c} for c in "abc"], **more}


def text(content: str = "hello") -> Json:
    return {"type": 10, "content": content}


LINK = {"type": 2, "style": 5, "label": "Site", "url": "https://example.com"}
PREMIUM = {"type": 2, "style": 6, "sku_id": "1"}
SECTION = {"type": 9, "components": [text()], "accessory": button()}


@pytest.mark.parametrize(
    "components",
    [
        [row(button(), LINK, PREMIUM)],
        [row(*(button(str(n)) for n in range(5)))],
        [row(button(str(n))) for n in range(5)],
        [row(button(label=None, emoji={"name": "🎉"}))],
        [row(button(label="x" * 80, custom_id="x" * 100))],
        [row(select(min_values=0, max_values=3, required=False))],
        [row({"type": 5, "custom_id": "u", "max_values": 25, "default_values": [{"id": "1", "type": "user"}]})],
        [row({"type": 8, "custom_id": "c", "channel_types": [2, 13]})],
        [],
    ],
)
def test_legacy_layouts_that_discord_takes(components: list[Json]) -> None:
    check_components(components, v2=False, modal=False)


@pytest.mark.parametrize(
    ("components", "path"),
    [
        ([row(*(button(str(n)) for n in range(6)))], "components.0.components"),
        ([row(button(str(n))) for n in range(6)], "components"),
        ([row()], "components.0.components"),
        ([row(button("a"), button("a"))], "components.0.components.1.custom_id"),
        ([row(button("a")), row(select(custom_id="a"))], "components.1.components.0.custom_id"),
        ([row(button("a", id=7), button("b", id=7))], "components.0.components.1.id"),
        ([row(select(), button())], "components.0.components"),
        ([row(button(label="x" * 81))], "components.0.components.0.label"),
        ([row(button(label="🎉" * 41))], "components.0.components.0.label"),
        ([row(button(label=" "))], "components.0.components.0.label"),
        ([row(button(custom_id="x" * 101))], "components.0.components.0.custom_id"),
        ([row(button(custom_id=""))], "components.0.components.0.custom_id"),
        ([row(button(style=7))], "components.0.components.0.style"),
        ([row(button(url="https://example.com"))], "components.0.components.0.url"),
        ([row({**LINK, "custom_id": "x"})], "components.0.components.0.custom_id"),
        ([row({**LINK, "url": None})], "components.0.components.0.url"),
        ([row({**LINK, "url": "https://"})], "components.0.components.0.url"),
        ([row({**LINK, "url": "javascript:alert(1)"})], "components.0.components.0.url"),
        ([row({**LINK, "url": "https://e.com/" + "x" * 512})], "components.0.components.0.url"),
        ([row({**PREMIUM, "label": "Buy"})], "components.0.components.0.label"),
        ([row({**PREMIUM, "sku_id": None})], "components.0.components.0.sku_id"),
        ([row(button(emoji={}))], "components.0.components.0.emoji.name"),
        ([row(row(button()))], "components.0.components.0.type"),
        ([button()], "components.0.type"),
        ([text()], "components.0.type"),
        ([{"type": 99}], "components.0.type"),
        ([{"type": "1", "components": [button()]}], "components.0.type"),
        ([{"components": [button()]}], "components.0.type"),
        ([None], "components.0"),
        ("row", "components"),
    ],
)
def test_legacy_layouts_that_discord_refuses(components: Any, path: str) -> None:
    assert fault(check_components, components, v2=False, modal=False) == path


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"min_values": 4}, "min_values"),
        ({"min_values": 0, "required": True}, "min_values"),
        ({"max_values": 4}, "max_values"),
        ({"max_values": 0}, "max_values"),
        ({"min_values": 2}, "min_values"),
        ({"min_values": 3, "max_values": 2}, "min_values"),
        ({"options": []}, "options"),
        ({"options": [{"label": str(n), "value": str(n)} for n in range(26)]}, "options"),
        ({"options": [{"label": "a", "value": "1"}, {"label": "b", "value": "1"}]}, "options.1.value"),
        ({"options": [{"label": "x" * 101, "value": "1"}]}, "options.0.label"),
        ({"options": [{"label": "x", "value": "1", "description": "x" * 101}]}, "options.0.description"),
        ({"options": [{"label": c, "value": c, "default": True} for c in "ab"]}, "options"),
        ({"placeholder": "x" * 151}, "placeholder"),
        ({"custom_id": None}, "custom_id"),
        ({"type": 5}, "options"),
        ({"type": 5, "options": None, "default_values": [{"id": "1", "type": "role"}]}, "default_values.0.type"),
        ({"type": 5, "options": None, "default_values": [{"id": "1", "type": "user"}] * 2}, "default_values"),
        ({"type": 8, "options": None, "channel_types": [99]}, "channel_types.0"),
    ],
)
def test_menus_that_discord_refuses(more: Json, path: str) -> None:
    assert fault(check_components, [row(select(**more))], v2=False, modal=False) == f"components.0.components.0.{path}"


def test_components_v2_opens_the_newer_ones() -> None:
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}
    inner = [text(), SECTION, gallery, {"type": 13, "file": {"url": "attachment://a"}}, {"type": 14, "spacing": 2}]
    container = {"type": 17, "accent_color": 0xFFFFFF, "components": [*inner, row(select())]}
    thumbnail = {"type": 11, "media": {"url": "https://example.com/a.png"}}
    check_components([container, {**SECTION, "accessory": thumbnail}, row(LINK)], v2=True, modal=False)


@pytest.mark.parametrize(
    ("component", "path"),
    [
        ({"type": 17, "components": [{"type": 17, "components": [text()]}]}, "components.0.components.0.type"),
        ({"type": 17, "components": []}, "components.0.components"),
        ({"type": 17, "components": [text()], "accent_color": 1 << 24}, "components.0.accent_color"),
        ({**SECTION, "components": [text()] * 4}, "components.0.components"),
        ({**SECTION, "components": [button()]}, "components.0.components.0.type"),
        ({**SECTION, "accessory": text()}, "components.0.accessory.type"),
        ({**SECTION, "accessory": None}, "components.0.accessory"),
        ({"type": 12, "items": []}, "components.0.items"),
        ({"type": 13, "file": {"url": "https://example.com/a"}}, "components.0.file.url"),
        ({"type": 14, "spacing": 3}, "components.0.spacing"),
        (text(""), "components.0.content"),
        (text("x" * 4001), "components.0.content"),
        ({"type": 11, "media": {"url": "https://example.com"}}, "components.0.type"),
        ({"type": 18, "label": "x", "component": select()}, "components.0.type"),
    ],
)
def test_v2_layouts_that_discord_refuses(component: Json, path: str) -> None:
    assert fault(check_components, [component], v2=True, modal=False) == path


def test_forty_components_in_all_however_deep() -> None:
    check_components([text("x") for _ in range(40)], v2=True, modal=False)
    nested = [{"type": 17, "components": [text("x") for _ in range(39)]}]
    check_components(nested, v2=True, modal=False)
    over = refusal(check_components, [*nested, text("x")], v2=True, modal=False)
    assert faults(over) == {"components": "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"}


def test_four_thousand_characters_over_all_texts() -> None:
    check_components([text("x" * 2000), text("x" * 2000)], v2=True, modal=False)
    assert fault(check_components, [text("x" * 2000), text("x" * 2001)], v2=True, modal=False) == "components.1.content"
