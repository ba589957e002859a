"""`engawa tryout`: how a first meeting with a real Discord went, as a table, and as facts for the sandbox."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

REFUSED = "refused"


class Tried(Protocol):
    """One kind of act, how it went, and why."""

    @property
    def what(self) -> str:
        """The act."""
        ...

    @property
    def how(self) -> str:
        """In a word or two."""
        ...

    @property
    def words(self) -> str:
        """The reason, empty where none is needed."""
        ...


def tell(tried: Sequence[Tried]) -> int:
    """Print the table. Returns 1 if anything was refused, else 0."""
    width = max((len(one.what) for one in tried), default=0)
    for one in tried:
        print(f"{one.how:<9} {one.what:<{width}}  {one.words}".rstrip())
    return 1 if any(one.how == REFUSED for one in tried) else 0


def write_facts(path: Path, facts: Mapping[str, object]) -> None:
    """Keep what only a real server can tell where `engawa sandbox --world` finds it. Raises OSError."""
    path.write_text(json.dumps({"like": "ordinary", **facts}, indent=2) + "\n", "utf-8")
