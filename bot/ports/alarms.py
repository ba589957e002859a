"""What an alarm can be set for: each is a kind of its own, so that whoever is rung knows whose it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class MixerDue:
    """A mixer is to be looked at."""

    mixer_id: str


@dataclass(frozen=True, slots=True)
class SweepDue:
    """The database is to be looked through for mixers that nobody carries on."""


@dataclass(frozen=True, slots=True)
class RoomDue:
    """The talk of a room is to be judged."""

    mixer_id: str
    number: int


@dataclass(frozen=True, slots=True)
class EarsDue:
    """The ears of a server are to change rooms."""

    guild_id: int


@dataclass(frozen=True, slots=True)
class RoomEndDue:
    """A room whose time is over has had its pause."""

    mixer_id: str
    number: int


@dataclass(frozen=True, slots=True)
class AfterwardsDue:
    """Something that comes after an evening is to be told."""

    mixer_id: str


@dataclass(frozen=True, slots=True)
class LeftoversDue:
    """Rooms that belong to no evening any more are to be looked for."""


@dataclass(frozen=True, slots=True)
class MutesDue:
    """A mute of ours is to be lifted in a server."""

    guild_id: int


@dataclass(frozen=True, slots=True)
class RetentionDue:
    """What has been kept long enough is to be deleted."""


@dataclass(frozen=True, slots=True)
class SceneDue:
    """The next scene of this host's rehearsal is to be shown."""

    host_id: int


Due: TypeAlias = (
    MixerDue
    | SweepDue
    | RoomDue
    | EarsDue
    | RoomEndDue
    | AfterwardsDue
    | LeftoversDue
    | MutesDue
    | RetentionDue
    | SceneDue
)
