"""Where in its life a mixer stands, and the table that says which phase follows which."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Phase(StrEnum):
    """Where in its life a mixer stands."""

    SCHEDULED = "scheduled"
    GATHERING = "gathering"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Ending(StrEnum):
    """Why a mixer closes; each has its own goodbye."""

    TIME = "time"
    HOST = "host"
    CANCELLED = "cancelled"
    SLEPT = "slept"
    UNOPENED = "unopened"
    ROOMS_GONE = "rooms_gone"
    FEW = "few"
    NO_LOBBY = "no_lobby"


class Trigger(StrEnum):
    """What can bring a mixer into another phase."""

    GATHER = "gather"
    OPEN = "open"
    CLOSE = "close"
    CANCEL = "cancel"
    EMPTIED = "emptied"


TRANSITIONS: Mapping[tuple[Phase, Trigger], Phase] = MappingProxyType(
    {
        (Phase.SCHEDULED, Trigger.GATHER): Phase.GATHERING,
        (Phase.GATHERING, Trigger.OPEN): Phase.OPEN,
        (Phase.OPEN, Trigger.CLOSE): Phase.CLOSING,
        (Phase.SCHEDULED, Trigger.CANCEL): Phase.CLOSING,
        (Phase.GATHERING, Trigger.CANCEL): Phase.CLOSING,
        (Phase.OPEN, Trigger.CANCEL): Phase.CLOSING,
        (Phase.CLOSING, Trigger.EMPTIED): Phase.CLOSED,
    }
)
"""Which phase follows a phase after a trigger; no entry where the trigger comes too late."""
FINISHED = frozenset({Phase.CLOSED, Phase.CANCELLED})
"""The phases in which nothing is left to be done."""
