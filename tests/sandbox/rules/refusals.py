"""Runs a check that must refuse, and says how it did."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.sandbox.rules.errors import DiscordError


def refusal(check: Callable[..., object], *args: Any, **kwargs: Any) -> DiscordError:
    """The error that the check raises; the test fails when it raises none."""
    with pytest.raises(DiscordError) as caught:
        check(*args, **kwargs)
    return caught.value


def faults(error: DiscordError) -> dict[str, str]:
    """The faulty fields of a form by dotted path, each with the first code."""
    assert (error.status, error.code) == (400, 50035), error
    found: dict[str, str] = {}

    def walk(node: dict[str, Any], path: str) -> None:
        for key, value in node.items():
            if key == "_errors":
                found[path] = value[0]["code"]
            else:
                walk(value, f"{path}.{key}".lstrip("."))

    walk(error.errors or {}, "")
    return found


def fault(check: Callable[..., object], *args: Any, **kwargs: Any) -> str:
    """The path of the one faulty field that the check names."""
    (path,) = faults(refusal(check, *args, **kwargs))
    return path
