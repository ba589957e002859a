"""Choices and plans as JSON, to be kept over a restart, and read back."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Annotated, Any, get_type_hints

from pydantic import Field, TypeAdapter

from bot.core.lifecycle.mixer import Mixer
from bot.core.planning.offered import Change, Choice, Undo
from bot.core.planning.schedule import Schedule

log = logging.getLogger(__name__)
_CHOICES: TypeAdapter[tuple[Choice, ...]] = TypeAdapter(tuple[Annotated[Choice, Field(discriminator="kind")], ...])
_PLAN: TypeAdapter[Schedule] = TypeAdapter(Schedule)
_OBJECT: TypeAdapter[dict[str, object]] = TypeAdapter(dict[str, object])


def written(choices: tuple[Choice, ...]) -> str:
    """The choices of one offer, without half characters, which no JSON can hold and nothing is lost with."""
    return _text(_CHOICES.dump_python(choices, mode="json", fallback=dict))


def read(text: str) -> tuple[Choice, ...]:
    """The choices of one offer; none of what another version wrote and this one cannot read."""
    try:
        return tuple(_typed(choice) for choice in _CHOICES.validate_json(text))
    except ValueError:
        log.warning("another version of the bot wrote down an offer that this one cannot read")
        return ()


def written_plan(plan: Schedule) -> str:
    """A plan, without half characters as above."""
    return _text(_PLAN.dump_python(plan, mode="json"))


def read_plan(text: str) -> Schedule | None:
    """A plan; None for what another version wrote and this one cannot read."""
    try:
        return _PLAN.validate_json(text)
    except ValueError:
        log.warning("a plan that another version of the bot kept cannot be read, and is left out")
        return None


def _text(plain: object) -> str:
    return json.dumps(plain, ensure_ascii=False).encode(errors="ignore").decode()


def _typed(choice: Choice) -> Choice:
    return replace(choice, changes=tuple(map(_change, choice.changes))) if isinstance(choice, Undo) else choice


def _change(change: Change) -> Change:
    return replace(change, ours=_values(change.ours), before=_values(change.before))


def _values(written: Mapping[str, object]) -> dict[str, object]:
    """Fields of a mixer as they are in one; what its series goes on with has fields of its own."""
    return {
        name: _values(_OBJECT.validate_python(value)) if name == "usual" else _of(name).validate_python(value)
        for name, value in written.items()
    }


@cache
def _of(name: str) -> TypeAdapter[Any]:
    """Reads a field of a mixer. Raises ValueError if there is none of this name."""
    if name not in (hints := get_type_hints(Mixer)):
        raise ValueError(f"a mixer has no {name}")
    return TypeAdapter(hints[name])
