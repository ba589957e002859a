"""What use cases need from outside."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.ports import Alarm, Catalogue, Clock, Ledger, Store, Tone, TypedTimes, Venue
from bot.ports.meter import Meter


def _token() -> str:
    return secrets.token_hex(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """The ports behind every use case; `new_id` makes the ids of new mixers."""

    store: Store
    ledger: Ledger
    venue: Venue
    tone: Tone
    times: TypedTimes
    catalogue: Catalogue
    alarm: Alarm
    clock: Clock
    meter: Meter = field(default_factory=Meter)
    new_id: Callable[[], str] = field(default=_token)
