"""What a host decides about when, and whether, an evening takes place; `rescheduling.py` has what each makes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Begins:
    """A host lets an evening that people come to begin at this instant: now, or a little later than was said."""

    at: datetime


@dataclass(frozen=True, slots=True)
class CallingOff:
    """A host calls a planned evening off, with `series` all that would follow it; nobody is told before that instant.

    None takes it back.
    """

    at: datetime | None
    series: bool = False
