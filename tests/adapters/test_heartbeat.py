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

PATIENCE = 10


async def sign(file: Path, *, connected: bool | None) -> None:
    """One sign of a bot that is connected, or not, or waits for another to end."""
    heart = Heartbeat(file)
    if connected is not None:
        heart.connected = lambda: connected
    beating = asyncio.create_task(heart.beat())
    async with asyncio.timeout(PATIENCE):
        while not file.exists():
            await asyncio.sleep(0.01)
    beating.cancel()
    await asyncio.wait({beating})


@pytest.mark.parametrize("connected", [True, False, None])
async def test_a_bot_that_has_just_begun_is_well(connected: bool | None, tmp_path: Path) -> None:
    await sign(tmp_path / "alive", connected=connected)
    assert told(tmp_path / "alive")[0]


async def test_one_that_leaves_no_more_signs_has_ended_or_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await sign(tmp_path / "alive", connected=True)
    began = time.monotonic()
    monkeypatch.setattr(module.time, "monotonic", lambda: began + HUNG + 1)
    assert not told(tmp_path / "alive")[0]
    assert "ended, or hangs" in told(tmp_path / "alive")[1]
    monkeypatch.setattr(module.time, "monotonic", lambda: began - 1000)
    assert not told(tmp_path / "alive")[0], "a sign from before the machine was started anew"


async def test_one_whose_loop_is_held_up_leaves_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BEAT", 0.0)
    file = tmp_path / "alive"
    heart = Heartbeat(file)
    heart.connected = lambda: True
    beating = asyncio.create_task(heart.beat())
    while not file.exists():
        await asyncio.sleep(0)
    before = file.read_text()
    end = time.monotonic() + 0.2
    while time.monotonic() < end:  # whatever holds the loop up
        assert file.read_text() == before
    beating.cancel()
    await asyncio.wait({beating})


async def test_one_that_is_cut_off_from_discord_is_told_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, file = time.monotonic(), tmp_path / "alive"
    heart = Heartbeat(file)
    heart.connected = lambda: False
    for later, well in ((CUT_OFF - 1, True), (CUT_OFF + 5, False)):
        monkeypatch.setattr(module.time, "monotonic", lambda later=later: began + later)
        file.unlink(missing_ok=True)
        beating = asyncio.create_task(heart.beat())
        while not file.exists():
            await asyncio.sleep(0)
        beating.cancel()
        await asyncio.wait({beating})
        assert told(file)[0] is well
    assert "has not been connected to Discord for 5 minutes" in told(file)[1]


async def test_a_place_where_nothing_can_be_written_is_told_once_and_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "BEAT", 0.0)
    beating = asyncio.create_task(Heartbeat(tmp_path / "nowhere" / "alive").beat())
    for _ in range(20):
        await asyncio.sleep(0)
    assert not beating.done()
    beating.cancel()
    await asyncio.wait({beating})
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
