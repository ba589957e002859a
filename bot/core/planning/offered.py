"""What can be offered and done later: each choice has all it needs in it, so that it can be kept over a restart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

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

    mixer_id: str
    """Under which it is started, so that it is not started twice."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became of some fields of an evening, and what was there before."""

    mixer_id: str
    ours: Mapping[str, object]
    before: Mapping[str, object]


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
    asked_at: datetime
    """When it was typed: who has told these words since then is not to tell them twice."""
    kind: Literal["tell"] = "tell"


Choice: TypeAlias = Announce | Preview | StartNew | Edit | Undo | Tell
