"""A listener is another bot than the one that it listens for."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from bot.settings import Settings

MAIN, RESET, OTHER = "MTAwMQ.aaa.bbb", "MTAwMQ.ccc.ddd", "MTAwMg.aaa.bbb"


@pytest.fixture(autouse=True)
def _no_settings_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.chdir(str(tmp_path))
    monkeypatch.setenv("ENGAWA_TOKEN", MAIN)


def listeners(monkeypatch: pytest.MonkeyPatch, tokens: str) -> int:
    """How many listeners these tokens are."""
    monkeypatch.setenv("ENGAWA_LISTENER_TOKENS", tokens)
    return len(Settings().listener_tokens)  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize("tokens", [MAIN, f"{OTHER}, {MAIN}", RESET], ids=["the same", "among others", "an old one"])
def test_the_bots_own_token_is_no_listeners(monkeypatch: pytest.MonkeyPatch, tokens: str) -> None:
    with pytest.raises(ValidationError, match="one of them is the bot's own") as refused:
        listeners(monkeypatch, tokens)
    assert "aaa" not in str(refused.value.errors(include_input=False))


def test_one_listener_named_twice_is_refused_and_others_are_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    assert listeners(monkeypatch, f"{OTHER},MTAwMw.aaa.bbb") == 2
    with pytest.raises(ValidationError, match="two of them are of one bot"):
        listeners(monkeypatch, f"{OTHER},{OTHER}")
