"""What can be offered and done later: each deed has all it needs in it, and is kept as JSON over a restart."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, TypeAlias, get_type_hints

from pydantic import Field, PlainSerializer, PlainValidator, TypeAdapter

from bot.core.lifecycle.mixer import Mixer
from bot.core.planning.schedule import Schedule
from bot.core.planning.start import Wish
from bot.core.questions.ground import GroundKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An evening that is planned under this id, and from where."""

    plan: Schedule
    mixer_id: str
    channel_id: int
    voice_id: int | None
    """The voice channel that the host was in."""
    ground_kind: GroundKind | None = None
    """How what all have in common is understood, if the host has said it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Announce:
    """Announce an evening, and perhaps ping the roles that it is for."""

    draft: Draft
    calls_roles: bool
    kind: Literal["announce"] = "announce"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Show an evening again before it is announced, put right in one thing."""

    draft: Draft
    kind: Literal["preview"] = "preview"


@dataclass(frozen=True, slots=True, kw_only=True)
class StartNew:
    """Start another evening than the one that gathers; `sure` if people may have to meet twice."""

    wish: Wish
    sure: bool = False
    kind: Literal["start_new"] = "start_new"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """Change an announced evening; of a series this one only, or all that follow."""

    mixer_id: str
    plan: Schedule
    once: bool = False
    kind: Literal["edit"] = "edit"


_OBJECT: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, Any])


@cache
def _of(name: str) -> TypeAdapter[Any]:
    """Reads and writes a field of a mixer. Raises ValueError if there is none of this name."""
    if name not in (hints := get_type_hints(Mixer)):
        raise ValueError(f"a mixer has no {name}")
    return TypeAdapter(hints[name])


def _write(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _write(value) if name == "usual" else _of(name).dump_python(value, mode="json")
        for name, value in values.items()
    }


def _read(values: object) -> dict[str, Any]:
    return {
        name: _read(value) if name == "usual" else _of(name).validate_python(value)
        for name, value in _OBJECT.validate_python(values).items()
    }


Values: TypeAlias = Annotated[Mapping[str, Any], PlainSerializer(_write), PlainValidator(_read)]
"""Some fields of a mixer, and what is in them; what its series goes on with has fields of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of some fields of an evening, and what was there before."""

    mixer_id: str
    ours: Values
    before: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Take an edit back: first of the evening that was meant, then of those that follow."""

    changes: tuple[Change, ...]
    kind: Literal["undo"] = "undo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Tell those who come to an evening these words."""

    mixer_id: str
    words: str
    kind: Literal["tell"] = "tell"


Deed: TypeAlias = Announce | Preview | StartNew | Edit | Undo | Tell
_DEEDS: TypeAdapter[tuple[Deed, ...]] = TypeAdapter(tuple[Annotated[Deed, Field(discriminator="kind")], ...])


def written(deeds: tuple[Deed, ...]) -> str:
    """The deeds of one offer as JSON, without half characters, which no JSON can hold and nothing is lost with."""
    text = json.dumps(_DEEDS.dump_python(deeds, mode="json"), ensure_ascii=False)
    return text.encode(errors="ignore").decode()


def read(text: str) -> tuple[Deed, ...]:
    """The deeds of one offer. Raises ValueError for what another version wrote and this one cannot read."""
    return _DEEDS.validate_json(text)
