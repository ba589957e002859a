"""Which shards are a process's own, as an operator sets it."""

from __future__ import annotations

import pytest

from bot.core.shards import Shards
from bot.settings import Settings, SettingsUnusable, read_settings

SERVER = "postgresql+asyncpg://engawa@127.0.0.1/engawa"


@pytest.fixture(autouse=True)
def _no_settings_of_ours(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.chdir(str(tmp_path))
    monkeypatch.setenv("ENGAWA_TOKEN", "MTAwMQ.aaa.bbb")


def settings(monkeypatch: pytest.MonkeyPatch, shards: str, url: str = SERVER) -> Settings:
    monkeypatch.setenv("ENGAWA_SHARDS", shards)
    monkeypatch.setenv("ENGAWA_DATABASE_URL", url)
    return read_settings()


def test_they_are_numbered_or_go_by_the_number_of_the_pod(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch, "0-3/16").shards == Shards(range(0, 4), 16)
    monkeypatch.setattr("socket.gethostname", lambda: "engawa-2")
    assert settings(monkeypatch, "ordinal*4/16").shards == Shards(range(8, 12), 16)


def test_without_them_all_servers_are_this_processs(monkeypatch: pytest.MonkeyPatch) -> None:
    assert settings(monkeypatch, "").shards is None
    monkeypatch.delenv("ENGAWA_SHARDS")
    assert read_settings().shards is None


@pytest.mark.parametrize(
    ("shards", "url", "words"),
    [
        ("0-3/16", "sqlite:///engawa.db", "ENGAWA_SHARDS cannot be used: .*ENGAWA_DATABASE_URL to PostgreSQL"),
        ("0-3", SERVER, "ENGAWA_SHARDS cannot be used: .*please write 0-3/16"),
        ("ordinal*4/16", SERVER, "called “kitchen”"),
    ],
)
def test_what_cannot_be_is_told_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, shards: str, url: str, words: str
) -> None:
    monkeypatch.setattr("socket.gethostname", lambda: "kitchen")
    with pytest.raises(SettingsUnusable, match=words):
        settings(monkeypatch, shards, url)
