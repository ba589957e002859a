"""Writes what happened as JSON lines, without a token in any of them."""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO, Any, cast

from bot.sandbox.things import Json

SECRET_KEYS = {"token", "access_token"}
LONG_SECRET = re.compile(r"aW50ZXJhY3Rpb246[\w-]+")


class Log:
    """Keeps a file of one JSON object a line, each with its time; without a path it keeps nothing."""

    def __init__(self, path: Path | None, clock: Callable[[], float], secrets: Callable[[], Iterable[str]]) -> None:
        self._file: IO[str] | None = (
            None if path is None else path.open("a", encoding="utf-8", errors="replace", buffering=1)
        )
        self._clock = clock
        self._secrets = secrets

    def write(self, what: str, facts: Json) -> None:
        """Add one line."""
        if self._file is None:
            return
        line = json.dumps({"t": self._clock(), "what": what, **cast("Json", _scrub(facts))}, ensure_ascii=False)
        line = LONG_SECRET.sub("…", line)
        for secret in self._secrets():
            line = line.replace(secret, "…")
        self._file.write(line + "\n")

    def close(self) -> None:
        """No more lines."""
        if self._file is not None:
            self._file.close()
            self._file = None


def _scrub(value: Any) -> Any:
    if isinstance(value, dict):
        known = cast("Json", value)
        return {key: "…" if key in SECRET_KEYS and inner else _scrub(inner) for key, inner in known.items()}
    if isinstance(value, list):
        return [_scrub(inner) for inner in cast("list[Any]", value)]
    return value
