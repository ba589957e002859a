"""What Engawa is shipped with (words, questions, tables, the tone): a checkout's `data/`, a wheel's `bot/data/`."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")


class ShippedFileMissing(Exception):
    """A file of Engawa's own is not there or cannot be read; the message tells an operator which, and what to do."""


def shipped(name: str) -> str:
    """The text of one of them, such as "locales/en.toml". Raises ShippedFileMissing."""
    return _read(name, lambda file: file.read_text("utf-8"))


def shipped_bytes(name: str) -> bytes:
    """What is in one of them that is no text. Raises ShippedFileMissing."""
    return _read(name, Path.read_bytes)


def _read(name: str, read: Callable[[Path], T]) -> T:
    package = Path(str(files("bot")))
    # A wheel brings the files inside the package; an editable install reads the checkout's own, beside it.
    file = next((it for it in (package / "data" / name, package.parent / "data" / name) if it.is_file()), None)
    try:
        if file is not None:
            return read(file)
        reason = f"data/{name} is missing"
    except (OSError, UnicodeDecodeError) as error:
        reason = f"{file} cannot be read: {error}"
    raise ShippedFileMissing(
        f"A part of Engawa itself is not there ({reason}). Please install Engawa again, "
        "or in a checkout bring it back with: git checkout data"
    )
