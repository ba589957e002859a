"""What has happened so far, one line each, told to whoever listens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Happening:
    """Somebody did something; `at` is in seconds since the demo began."""

    at: float
    who: str
    what: str


@dataclass(slots=True)
class Chronicle:
    """The happenings in order. `now` is the sandbox's clock, so that all times agree."""

    now: Callable[[], float]
    began: float
    happenings: list[Happening] = field(default_factory=list[Happening])
    listeners: list[Callable[[Happening], None]] = field(default_factory=list[Callable[[Happening], None]])

    @property
    def elapsed(self) -> float:
        """Seconds since the demo began."""
        return self.now() - self.began

    def add(self, who: str, what: str) -> None:
        """Write down what happened just now."""
        happening = Happening(self.elapsed, who, what)
        self.happenings.append(happening)
        for listener in self.listeners:
            listener(happening)
