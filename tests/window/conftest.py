"""A browser for each test that looks at the window; without one they say why they are skipped."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

import pytest

from tests.sandbox.conftest import make, place

if TYPE_CHECKING:
    from tests.window.browser import Browser

__all__ = ["make", "place"]


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A browser without a screen."""
    from tests.window.browser import chromium, running

    if chromium() is None:
        pytest.skip("no Chromium is installed (Debian: apt-get install chromium), and ENGAWA_TEST_CHROMIUM is not set")
    async with running() as browser:
        yield browser
