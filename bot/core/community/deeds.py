"""What hosts have done about people, for hosts to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DEEDS_KEPT = timedelta(days=30)
"""How long it is kept what hosts have done."""
KEPT_OUT_FOR = timedelta(days=365)
"""How long somebody is kept from evenings, if nobody lets them in again before."""

MUTES_KEPT = timedelta(days=365)
"""How long it is kept that somebody was muted by us, who has sat in no voice channel of the server since."""


class DeedKind(StrEnum):
    """What a host has done about somebody. Saved: a word here stays as it is."""

    TAKEN_OUT = "taken_out"
    LET_BACK = "let_back"
    KEPT_OUT = "kept_out"
    READMITTED = "readmitted"
    MUTED = "muted"
    UNMUTED = "unmuted"


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that a host did about somebody, in an evening of that title ("" for none)."""

    kind: DeedKind
    host_id: int
    user_id: int
    at: datetime
    title: str = ""
