"""Reads a JSON body field by field and refuses in Discord's words, with the place of the fault."""

import re
from collections.abc import Collection
from typing import Any, TypeAlias, TypeGuard

from bot.sandbox.rules import errors
from bot.sandbox.rules.errors import Path

Json: TypeAlias = dict[str, Any]

SNOWFLAKE = re.compile(r"(0|[1-9][0-9]{0,19})", re.ASCII)
WHOLE = re.compile(r"-?[0-9]{1,40}", re.ASCII)


def length(text: str) -> int:
    """How long a text is in UTF-16 units, as the client counts: never less than by characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def is_snowflake(value: object) -> bool:
    """Whether this is an id as Discord writes ids: a decimal string of at most 64 bits."""
    return isinstance(value, str) and SNOWFLAKE.fullmatch(value) is not None and int(value) < 1 << 64


def is_object(value: object) -> TypeGuard[Json]:
    """Whether this is a JSON object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether this is a JSON list."""
    return isinstance(value, list)


def without_nulls(value: Any) -> Any:
    """The same JSON without what is null in it: Discord keeps no field that was sent empty."""
    if is_object(value):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [without_nulls(inner) for inner in value] if is_list(value) else value


class Fields:
    """One JSON object of a request and where it stands in it; null counts as absent, as Discord does."""

    def __init__(self, body: object, path: Path = ()) -> None:
        if not is_object(body):
            raise errors.form(path, "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        self.body: Json = body
        self.path = path

    def has(self, key: str) -> bool:
        """Whether the field is there and not null."""
        return self.body.get(key) is not None

    def fault(self, key: str, code: str, message: str) -> errors.DiscordError:
        """The refusal of one field, for the caller to raise; an empty key means the object itself."""
        return errors.form((*self.path, key) if key else self.path, code, message)

    def need(self, *keys: str) -> None:
        """Refuse when one of these is missing."""
        for key in keys:
            if not self.has(key):
                raise errors.required((*self.path, key))

    def forbid(self, code: str, message: str, *keys: str) -> None:
        """Refuse when one of these is there."""
        for key in keys:
            if self.has(key):
                raise self.fault(key, code, message)

    def text(self, key: str, high: int, low: int = 0, *, required: bool = False) -> str | None:
        """A string of that length, counted without the blanks around it at the short end."""
        if not self._there(key, required):
            return None
        value = self.body[key]
        if not isinstance(value, str):
            raise self.fault(key, "STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')
        if required and low and not value.strip():
            raise errors.required((*self.path, key))
        if length(value) > high or len(value.strip()) < low:
            if low:
                raise self.fault(key, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
            raise self.fault(key, "BASE_TYPE_MAX_LENGTH", f"Must be {high} or fewer in length.")
        return value

    def whole(self, key: str, low: int, high: int, *, required: bool = False) -> int | None:
        """A whole number in the range; Discord reads a string of digits as one."""
        if not self._there(key, required):
            return None
        value = self.body[key]
        if isinstance(value, str) and WHOLE.fullmatch(value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fault(key, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
        if value < low:
            raise self.fault(key, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {low}.")
        if value > high:
            raise self.fault(key, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {high}.")
        return value

    def number(self, key: str, *, whole: bool) -> float | None:
        """A number within what a double holds exactly."""
        if whole:
            return self.whole(key, -(2**53) + 1, 2**53 - 1)
        value = self.body.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= 2**53:
            raise self.fault(key, "NUMBER_TYPE_COERCE", f'Value "{value}" is not float.')
        return value

    def switch(self, key: str) -> bool:
        """A boolean, false when absent."""
        value = self.body.get(key)
        if value is not None and not isinstance(value, bool):
            raise self.fault(key, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
        return bool(value)

    def pick(self, key: str, allowed: Collection[object], *, required: bool = False) -> Any:
        """One of a few values, of the same type too: true is not 1."""
        if not self._there(key, required):
            return None
        value = self.body[key]
        if not any(value == known and type(value) is type(known) for known in allowed):
            choices = ", ".join(map(str, allowed))
            raise self.fault(key, "BASE_TYPE_CHOICES", f"Value must be one of ({choices}).")
        return value

    def picks(self, key: str, high: int, allowed: Collection[object], low: int = 0) -> list[Any]:
        """A list of such values, none of them twice."""
        values = self.items(key, high, low)
        for place, value in enumerate(values):
            Fields({str(place): value}, (*self.path, key)).pick(str(place), allowed, required=True)
            if value in values[:place]:
                raise self.twice(key, place)
        return values

    def snowflakes(self, key: str, high: int) -> list[int]:
        """A list of ids, none of them twice."""
        values = self.items(key, high)
        for place, value in enumerate(values):
            Fields({str(place): value}, (*self.path, key)).snowflake(str(place), required=True)
            if value in values[:place]:
                raise self.twice(key, place)
        return [int(value) for value in values]

    def snowflake(self, key: str, *, required: bool = False) -> int | None:
        """An id, written as Discord writes ids."""
        if not self._there(key, required):
            return None
        value = self.body[key]
        if not is_snowflake(value):
            raise self.fault(key, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
        return int(value)

    def items(self, key: str, high: int, low: int = 0, *, required: bool = False) -> list[Any]:
        """A list of so many things, empty when absent."""
        if not self._there(key, required):
            return []
        value = self.body[key]
        if not is_list(value):
            raise self.fault(key, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        if not low <= len(value) <= high:
            raise self.fault(key, "BASE_TYPE_BAD_LENGTH", f"Must be between {low} and {high} in length.")
        return value

    def parts(self, key: str, high: int, low: int = 0, *, required: bool = False) -> list["Fields"]:
        """A list of objects, each knowing its place."""
        values = self.items(key, high, low, required=required)
        return [Fields(value, (*self.path, key, place)) for place, value in enumerate(values)]

    def part(self, key: str, *, required: bool = False) -> "Fields | None":
        """A nested object."""
        return Fields(self.body[key], (*self.path, key)) if self._there(key, required) else None

    def twice(self, key: str, place: int) -> errors.DiscordError:
        """The refusal of a list's entry that stands there a second time."""
        path = (*self.path, key, place)
        return errors.form(path, "SET_TYPE_ALREADY_CONTAINS_VALUE", "The set already contains this value")

    def _there(self, key: str, required: bool) -> bool:
        if required:
            self.need(key)
        return self.has(key)
