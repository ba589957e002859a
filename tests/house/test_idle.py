"""An idle bot holds nothing that only a picture, a typed date, a change of tables or the command line needs."""

from __future__ import annotations

import subprocess
import sys

LATER = ("PIL", "dateparser", "alembic", "mako", "rich", "jsonschema_rs", "trustme", "asyncpg")
"""Loaded when first needed, or never by the bot."""


def test_the_composition_loads_nothing_for_later() -> None:
    code = f"import sys, bot.app; print(*sorted(set({LATER!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
