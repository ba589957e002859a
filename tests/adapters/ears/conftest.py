"""The pool of ears, which loses no time before it tries again."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.adapters.ears import ears
from tests.adapters.ears.pool import Pool, pooled


@pytest.fixture
async def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Pool]:
    """The ears still at home, and somebody in the first room."""
    monkeypatch.setattr(ears, "FIRST_RETRY", 0.1)
    async with pooled(tmp_path) as pool:
        yield pool
