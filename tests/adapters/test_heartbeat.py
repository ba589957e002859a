"""A bot's sign of life: whoever reads it can tell one that is well from one that hangs, is cut off, or never was."""

from __future__ import annotations

import asyncio
import json
import time
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.adapters import heartbeat as module
from bot.adapters.heartbeat import CUT_OFF, HUNG, Heartbeat, told


async def beats(heart: Heartbeat, times: int = 1) -> None:
    """So many turns of the loop, in the first of which the first sign is left."""
    beating = asyncio.create_task(heart.beat())
    for _ in range(times):
        await asyncio.sleep(0)
    assert not beating.done()
    beating.cancel()
    await asyncio.wait({beating})


def heart_of(file: Path, *, connected: bool | None) -> Heartbeat:
    """That of a bot that is connected, or not, or waits for another to end."""
    heart = Heartbeat(file)
    heart.connected = None if connected is None else lambda: connected
    return heart


@pytest.mark.parametrize("connected", [True, False, None])
async def test_a_bot_that_has_just_begun_is_well(connected: bool | None, tmp_path: Path) -> None:
    await beats(heart_of(tmp_path / "alive", connected=connected))
    assert told(tmp_path / "alive")[0]


async def test_one_that_leaves_no_more_signs_has_ended_or_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await beats(heart_of(tmp_path / "alive", connected=True))
    began = time.monotonic()
    monkeypatch.setattr(module.time, "monotonic", lambda: began + HUNG + 1)
    well, words = told(tmp_path / "alive")
    assert not well
    assert "ended, or hangs" in words
    monkeypatch.setattr(module.time, "monotonic", lambda: began - 1000)
    assert not told(tmp_path / "alive")[0], "a sign from before the machine was started anew"


async def test_one_that_is_cut_off_from_discord_is_told_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, heart = time.monotonic(), heart_of(tmp_path / "alive", connected=False)
    for later, well in ((CUT_OFF - 1, True), (CUT_OFF + 5, False)):
        monkeypatch.setattr(module.time, "monotonic", lambda later=later: began + later)
        await beats(heart)
        assert told(tmp_path / "alive")[0] is well
    assert "has not been connected to Discord for 5 minutes" in told(tmp_path / "alive")[1]


async def test_a_place_where_nothing_can_be_written_is_told_once_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "BEAT", 0.0)
    await beats(Heartbeat(tmp_path / "nowhere" / "alive"), 20)
    assert len(caplog.records) == 1
    assert "ENGAWA_ALIVE_FILE" in caplog.text


@pytest.mark.parametrize("found", ["", "[]", '{"at": 1}', '{"at": "x", "connected_at": 1}', None])
def test_the_command_says_it_in_a_sentence(
    found: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "alive"
    monkeypatch.setenv("ENGAWA_TOKEN", "x.y.z")
    monkeypatch.delenv("ENGAWA_ALIVE_FILE", raising=False)
    assert main(["alive"]) == 1
    assert "ENGAWA_ALIVE_FILE is not set" in capsys.readouterr().err
    monkeypatch.setenv("ENGAWA_ALIVE_FILE", str(file))
    if found is not None:
        file.write_text(found)
    assert main(["alive"]) == 1
    assert "No Engawa has left a sign of life" in capsys.readouterr().err
    now = time.monotonic()
    file.write_text(json.dumps({"at": now, "connected_at": now}))
    assert main(["alive"]) == 0
    assert "Engawa runs" in capsys.readouterr().out
