"""What an evening looked like, for its host: talk and silence by room, and nothing of anybody. Times are seconds."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Mark:
    """A question put: seconds from the start, whether talk came back (None: not known), whether somebody wished it."""

    at: float
    worked: bool | None
    wished: bool


@dataclass(frozen=True, slots=True)
class Strip:
    """One room over the evening: of each BIN the share, 0 to 1, of its heard time with talk; None: no ear was there."""

    room: str
    density: tuple[float | None, ...]
    questions: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Feedback:
    """How many chose each of the three faces."""

    good: int = 0
    so_so: int = 0
    not_for_me: int = 0


@dataclass(frozen=True, slots=True)
class Recap:
    """An evening in numbers that name nobody; `signed_up` is 0 where that is not known."""

    title: str
    seconds: float
    strips: tuple[Strip, ...]
    came: int
    signed_up: int = 0
    feedback: Feedback = field(default_factory=Feedback)

    @property
    def rooms(self) -> int:
        """How many rooms there were."""
        return len(self.strips)

    @property
    def questions(self) -> int:
        """How many questions were put, in all rooms."""
        return sum(len(strip.questions) for strip in self.strips)

    @property
    def revived(self) -> int:
        """How many of the questions are known to have brought talk back."""
        return sum(mark.worked is True for strip in self.strips for mark in strip.questions)
