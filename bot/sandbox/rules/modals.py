"""Modals: what a bot may open, and what a person may hand in (Discord's component reference)."""

from typing import Any

from bot.sandbox.rules import errors, modal_components
from bot.sandbox.rules.components import check_components
from bot.sandbox.rules.fields import Fields, Json, is_list, is_snowflake, length

Value = str | bool | list[str] | None


def check_modal(data: Json, path: errors.Path = ()) -> None:
    """The `data` of a modal answer: title 45, custom_id 100, one to five parts; `path` is where it stands."""
    modal = Fields(data, path)
    modal.text("title", 45, 1, required=True)
    modal.text("custom_id", 100, 1, required=True)
    check_components(data.get("components"), v2=False, modal=True, path=(*path, "components"))


def check_submission(modal: Json, fields: dict[str, object]) -> list[Json]:
    """What MODAL_SUBMIT carries when a person fills in `fields` by custom_id; refused where the client would refuse."""
    filled: set[str] = set()
    numbers = _Numbers(modal)
    handed_in = [_submit(part, fields, filled, numbers) for part in modal["components"]]
    for name in fields.keys() - filled:
        raise errors.form(("fields", name), "COMPONENT_NOT_FOUND", "This modal has no such field")
    return handed_in


class _Numbers:
    """Gives every component its `id`: the one it came with, else the next that is free."""

    def __init__(self, modal: Json) -> None:
        every = [p for part in modal["components"] for p in (part, *_children(part))]
        self.taken = {part["id"] for part in every if part.get("id")}
        self.next = 0

    def of(self, part: Json) -> int:
        """The number of one component."""
        if part.get("id"):
            return part["id"]
        self.next += 1
        while self.next in self.taken:
            self.next += 1
        return self.next


def _children(part: Json) -> list[Json]:
    return [part["component"]] if "component" in part else part.get("components", [])


def _submit(part: Json, fields: dict[str, object], filled: set[str], numbers: _Numbers) -> Json:
    answer: Json = {"type": part["type"], "id": numbers.of(part)}
    children: list[Json] = []
    for child in _children(part):
        name = child["custom_id"]
        filled.add(name)
        value = _value(child, fields.get(name), ("fields", name))
        key = "values" if isinstance(value, list) else "value"
        children.append({"type": child["type"], "id": numbers.of(child), "custom_id": name, key: value})
    if "component" in part:
        answer["component"] = children[0]
    elif children:
        answer["components"] = children
    return answer


def preset(child: Json) -> Value:
    """What a field of a modal holds before anybody has touched it."""
    kind = child["type"]
    if kind == modal_components.TEXT_INPUT:
        return str(child.get("value") or "")
    if kind == modal_components.CHECKBOX:
        return bool(child.get("default"))
    options: list[Json] = child.get("options") or []
    entities: list[Json] = child.get("default_values") or []
    chosen = [str(option["value"]) for option in options if option.get("default")]
    chosen = chosen or [str(entity["id"]) for entity in entities]
    if kind == modal_components.RADIO:
        return chosen[0] if chosen else None
    return chosen


def _value(child: Json, given: object, path: errors.Path) -> Value:
    given = preset(child) if given is None else given
    required = child.get("required") is not False
    kind = child["type"]
    if kind == modal_components.TEXT_INPUT:
        return _text(child, given, required, path)
    if kind == modal_components.CHECKBOX:
        if not isinstance(given, bool):
            raise errors.form(path, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
        return given
    chosen = _chosen(child, given, path)
    if not chosen and required:
        raise errors.required(path)
    low, high = _bounds(child)
    if chosen and not low <= len(chosen) <= high:
        raise errors.form(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
    if kind == modal_components.RADIO:
        return chosen[0] if chosen else None
    return chosen


def _text(child: Json, value: object, required: bool, path: errors.Path) -> str:
    if not isinstance(value, str):
        raise errors.form(path, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
    if not value.strip() and required:
        raise errors.required(path)
    low, high = int(child.get("min_length") or 0), int(child.get("max_length") or 4000)
    if value and not low <= length(value) <= high:
        raise errors.form(path, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
    if child["style"] == 1 and "\n" in value:
        raise errors.form(path, "TEXT_INPUT_SINGLE_LINE", "A short text input has one line.")
    return value


def _chosen(child: Json, given: object, path: errors.Path) -> list[str]:
    """What is ticked or picked."""
    options: list[Json] = child.get("options") or []
    values: list[Any] = given if is_list(given) else [] if given is None else [given]
    known = {option["value"] for option in options}
    for place, value in enumerate(values):
        if not isinstance(value, str) or (value not in known if options else not is_snowflake(value)):
            raise errors.form((*path, place), "BASE_TYPE_CHOICES", f'"{value}" is not among the choices.')
        if value in values[:place]:
            raise errors.form((*path, place), "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")
    return values


def _bounds(child: Json) -> tuple[int, int]:
    if child["type"] == modal_components.RADIO:
        return 1, 1
    most = len(child["options"]) if child["type"] == modal_components.CHECKBOXES else 1
    low = child.get("min_values")
    return 1 if low is None else int(low), int(child.get("max_values") or most)
