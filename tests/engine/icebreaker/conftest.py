"""Here every save and every call is counted, so the host's board, which changes all the time, stays away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.posts import board


@pytest.fixture(autouse=True)
def _no_board(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    monkeypatch.setattr(board, "BOARD_AFTER", timedelta(days=1))
