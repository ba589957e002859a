"""`engawa tryout` against a sandbox of every world: what works, what is refused, and that nothing stays."""

from __future__ import annotations

import asyncio
import json
import os
import pty
import re
import sys
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest

from bot.adapters.discord.leftovers import NAME
from bot.sandbox import Sandbox
from bot.sandbox.actions import channels, voice
from bot.sandbox.rules.permissions import Overwrite, Permission
from bot.sandbox.worlds import WORLDS, load
from tests.adapters.stages import eventually

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=WORLDS)
async def box(request: pytest.FixtureRequest) -> AsyncGenerator[Sandbox]:
    """A sandbox with one listener."""
    made = Sandbox(people=0, listeners=1, world=request.param, pace=10)
    await made.start()
    yield made
    await made.stop()


async def begin(box: Sandbox, folder: Path, *more: str, terminal: int | None = None) -> asyncio.subprocess.Process:
    """A tryout as an operator starts it, at a terminal or not."""
    facts = box.facts()
    env = {name: value for name, value in os.environ.items() if not name.startswith("ENGAWA_")} | {
        "PYTHONPATH": str(ROOT),
        "ENGAWA_TOKEN": facts["token"],
        "ENGAWA_LISTENER_TOKENS": ",".join(facts["listener_tokens"]),
        "ENGAWA_API_URL": facts["api"],
        "ENGAWA_GATEWAY_URL": facts["gateway"],
        "ENGAWA_CA_FILE": facts["ca"],
    }
    command = (sys.executable, "-m", "bot", "tryout", str(box.guild.id), *more)
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(*command, cwd=folder, env=env, stdin=terminal, stdout=pipe, stderr=pipe)


async def said(process: asyncio.subprocess.Process) -> str:
    """Everything it says, once it is over."""
    async with asyncio.timeout(60):
        out, err = await process.communicate()
    return out.decode() + err.decode()


def left(box: Sandbox) -> list[str]:
    """What a tryout made and has not removed."""
    made = [c.name for c in box.guild.channels.values() if c.name in {NAME, "Room 1", "Room 2"}]
    return made + [thing.name for thing in (*box.guild.events.values(), *box.guild.sounds.values())]


async def test_every_act_works_and_nothing_stays(box: Sandbox, tmp_path: Path) -> None:
    den = channels.create(box.world, box.guild, {"name": "Den", "type": 2})
    for id in (box.guild.id, box.bot.user.id):
        overwrite = Overwrite(id, int(id != box.guild.id), 0, int(Permission.VIEW_CHANNEL))
        channels.set_overwrite(box.world, den, overwrite, id)
    commands = list(box.bot.global_commands)
    process = await begin(box, tmp_path, "--minutes", "0.02", "--facts", "facts.json")
    told = await said(process)
    assert process.returncode == 0, told
    works = [line for line in told.splitlines() if line.startswith("works")]
    for act in (
        "letting a late guest in",
        "a menu in which",
        "calling the event off",
        "moving somebody",
        "heard for",
        "the soft tone in a room",
    ):
        assert any(act in line for line in works), told
    assert left(box) == []
    assert box.bot.global_commands == commands, "the bot's commands are as they were"
    written = tmp_path / "facts.json"
    world = load(str(written))
    assert world.hidden_channels == box.world.nature.climate.hidden_channels
    assert abs(world.late_channels - box.world.nature.climate.late_channels / box.world.pace) < 0.5
    assert not any(str(id) in written.read_text() for id in (box.guild.id, box.bot.user.id, den.id))
    assert set(json.loads(written.read_text())) == {"like", "late_channels", "hidden_channels", "unanswered_pings"}


async def test_what_only_a_real_server_can_tell_is_counted_and_makes_a_world(box: Sandbox, tmp_path: Path) -> None:
    """The owner sits in voice and talks; the second room's ear hears nobody."""
    owner, lobby = box.guild.owner_id, next(c for c in box.guild.channels.values() if c.name == "Lobby")
    voice.enter(box.world, box.guild, owner, lobby)
    spans = [[at * 0.7, at * 0.7 + 0.5] for at in range(60)]
    box.voice.speak(owner, {"intervals": spans, "video": True})
    process = await begin(box, tmp_path, "--minutes", "0.2", "--facts", "facts.json")
    told = await said(process)
    assert process.returncode == 0, told
    assert box.guild.voice[owner].channel_id == lobby.id, "the owner is brought back"
    weather, world = box.world.nature.climate, load(str(tmp_path / "facts.json"))
    pings = re.findall(r"works +ear \d: (\d+) of (\d+) pings answered", told)
    assert len(pings) == 2
    # Some answers are lost on the way, and the last may come too late.
    assert all(int(sent) >= 2 and int(answers) <= int(sent) for answers, sent in pings), told
    silent = sum(answers == "0" for answers, _ in pings)
    assert world.unanswered_pings == silent / 2
    assert world.sealed_silence == weather.sealed_silence
    assert world.padding == pytest.approx(weather.padding, abs=0.08)
    assert world.loss == pytest.approx(weather.loss, abs=0.03)
    assert (world.padding_bursts > 0) == (weather.padding_bursts > 0)
    if weather.padding_bursts == 1:
        low, high = weather.padding_bytes
        assert low <= world.padding_bytes[0] < world.padding_bytes[1] <= high
    kept = (tmp_path / "facts.json").read_text()
    assert not any(str(id) in kept for id in (box.guild.id, box.bot.user.id, owner, lobby.id))


async def test_whoever_plays_it_is_asked_what_their_phone_showed(box: Sandbox, tmp_path: Path) -> None:
    """The owner sits in voice; asked at a terminal, they saw the post, heard nothing, and cannot tell of the line."""
    owner, lobby = box.guild.owner_id, next(c for c in box.guild.channels.values() if c.name == "Lobby")
    voice.enter(box.world, box.guild, owner, lobby)
    at_hand, terminal = pty.openpty()
    os.write(at_hand, b"y\nNo\n\n")
    process = await begin(box, tmp_path, "--minutes", "0", "--facts", "facts.json", terminal=terminal)
    told = await said(process)
    os.close(terminal)
    os.close(at_hand)
    assert process.returncode == 0, told
    hows = {line.split("  ")[0]: line for line in told.splitlines() if "a phone" in line}
    assert [how.strip() for how in hows] == ["works", "differs", "left out"], told
    written = tmp_path / "facts.json"
    assert json.loads(written.read_text())["phone"] == {"preview": True, "tone": False}
    assert load(str(written)).unheard_sounds


async def test_without_its_permission_the_tone_is_left_out_and_nothing_is_refused(box: Sandbox, tmp_path: Path) -> None:
    box.guild.roles[box.guild.id].permissions &= ~int(Permission.USE_SOUNDBOARD)
    process = await begin(box, tmp_path, "--minutes", "0")
    told = await said(process)
    assert process.returncode == 0, told
    (tone,) = [line for line in told.splitlines() if "the soft tone" in line]
    assert tone.startswith("left out")
    assert "Use Soundboard" in tone


async def test_what_is_refused_is_told_with_discords_code_and_our_words(box: Sandbox, tmp_path: Path) -> None:
    box.faults.order({"route": "PUT /channels/*/voice-status", "answer": 403, "code": 50013})
    box.faults.order({"route": "POST /channels/*/messages", "answer": 400, "code": 50035})
    process = await begin(box, tmp_path, "--minutes", "0")
    told = await said(process)
    assert process.returncode == 1
    (status,) = [line for line in told.splitlines() if "a status line" in line]
    assert status.startswith("refused")
    assert "403/50013" in status
    assert "Set Voice Channel Status" in status
    assert left(box) == []


async def test_killed_in_the_middle_the_next_one_cleans_up(box: Sandbox, tmp_path: Path) -> None:
    process = await begin(box, tmp_path, "--minutes", "10")
    await eventually(lambda: len(box.guild.voice) == 2, "the ears are in their rooms")
    process.kill()
    await said(process)
    assert NAME in left(box)
    process = await begin(box, tmp_path, "--minutes", "0")
    told = await said(process)
    assert process.returncode == 0, told
    assert left(box) == []


async def test_asked_to_stop_in_the_middle_it_cleans_up_first(box: Sandbox, tmp_path: Path) -> None:
    process = await begin(box, tmp_path, "--minutes", "10")
    await eventually(lambda: len(box.guild.voice) == 2, "the ears are in their rooms")
    process.terminate()
    await said(process)
    assert left(box) == []
