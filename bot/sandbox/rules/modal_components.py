"""Components of a modal: labels around one field each, plain texts, and the old row with a text input."""

import re
from collections.abc import Callable

from bot.sandbox.rules import selects
from bot.sandbox.rules.fields import Fields, length
from bot.sandbox.rules.tally import Tally

ROW, TEXT_INPUT, TEXT, LABEL, UPLOAD, RADIO, CHECKBOXES, CHECKBOX = 1, 4, 10, 18, 19, 21, 22, 23
FILE_TYPE = re.compile(r"image|video|audio|\.[a-z0-9]+", re.ASCII | re.IGNORECASE)


def check_top(part: Fields, tally: Tally) -> None:
    """One component at the top of a modal."""
    kind = tally.component(part)
    if kind == TEXT:
        tally.prose(part, "content")
    elif kind == LABEL:
        _check_label(part, tally)
    elif kind == ROW:
        (child,) = part.parts("components", 1, 1, required=True)
        if tally.component(child) != TEXT_INPUT:
            raise child.fault("type", "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (4,).')
        child.text("label", 45, 1, required=True)
        _check_text_input(child, tally)
    else:
        raise part.fault("type", "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1, 10, 18).')


def _check_label(part: Fields, tally: Tally) -> None:
    part.text("label", 45, 1, required=True)
    part.text("description", 100, 1)
    part.need("component")
    child = Fields(part.body["component"], (*part.path, "component"))
    kind = tally.component(child)
    child.switch("required")
    if child.switch("disabled"):
        raise child.fault("disabled", "COMPONENT_DISABLED_IN_MODAL", "Modals cannot have disabled components")
    if kind in selects.KINDS:
        selects.check_select(child, kind, tally, modal=True)
    elif kind in FIELDS:
        child.forbid("TEXT_INPUT_LABEL_NOT_ALLOWED", "The label around it has the text", "label")
        FIELDS[kind](child, tally)
    else:
        raise child.fault("type", "UNION_TYPE_CHOICES", 'Value of field "type" is none that a label takes.')


def _check_text_input(part: Fields, tally: Tally) -> None:
    tally.custom_id(part)
    part.pick("style", (1, 2), required=True)
    part.switch("required")
    part.text("placeholder", 100)
    low = part.whole("min_length", 0, 4000) or 0
    high = part.whole("max_length", 1, 4000) or 4000
    if low > high:
        raise part.fault("min_length", "NUMBER_TYPE_MAX", f"int value should be less than or equal to {high}.")
    value = part.text("value", high)
    if value and length(value) < low:
        raise part.fault("value", "BASE_TYPE_MIN_LENGTH", f"Must be {low} or more in length.")


def _check_upload(part: Fields, tally: Tally) -> None:
    tally.custom_id(part)
    selects.check_bounds(part, 10, 10, 1, modal=True)
    for place, name in enumerate(part.items("file_types", 10)):
        if not isinstance(name, str) or not FILE_TYPE.fullmatch(name):
            raise Fields({}, (*part.path, "file_types")).fault(str(place), "BASE_TYPE_CHOICES", "No such file type.")


def _check_radio(part: Fields, tally: Tally) -> None:
    tally.custom_id(part)
    options = selects.check_options(part, 10, 2)
    if sum(option.switch("default") for option in options) > 1:
        raise part.fault("options", "BASE_TYPE_BAD_LENGTH", "At most one option is the default.")


def _check_checkboxes(part: Fields, tally: Tally) -> None:
    tally.custom_id(part)
    options = selects.check_options(part, 10, 1)
    _, high = selects.check_bounds(part, len(options), 10, len(options), modal=True)
    if sum(option.switch("default") for option in options) > high:
        raise part.fault("options", "BASE_TYPE_BAD_LENGTH", f"At most {high} options are defaults.")


def _check_checkbox(part: Fields, tally: Tally) -> None:
    tally.custom_id(part)
    part.switch("default")


FIELDS: dict[int, Callable[[Fields, Tally], None]] = {
    TEXT_INPUT: _check_text_input,
    UPLOAD: _check_upload,
    RADIO: _check_radio,
    CHECKBOXES: _check_checkboxes,
    CHECKBOX: _check_checkbox,
}
