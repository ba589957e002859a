"""`engawa demo --by-hand`, its link, and the clock that it lets people put forward."""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
import sys
import urllib.request
import webbrowser
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.demo import demo, window
from bot.demo.quick_bot import QuickAlarm
from bot.demo.quick_time import QuickTime
from bot.ports.alarms import Due, MixerDue, SweepDue
from tests.end_to_end.processes import ROOT, until

LINK = "http://127.0.0.1:1/window?key=k"


def test_it_prints_a_link_that_opens_and_ends_when_told_to() -> None:
    command = [sys.executable, "-m", "bot", "demo", "--by-hand"]
    demo = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert demo.stdout is not None
    try:
        link = ""
        while not link:
            line = demo.stdout.readline()
            assert line, "it ended without a link"
            link = "".join(re.findall(r"http://\S+", line))
        with urllib.request.urlopen(link) as page:
            assert b"/window/main.js" in page.read()

        def look() -> bool:
            with urllib.request.urlopen(link.split("/window")[0] + "/sandbox/state") as state:
                told: dict[str, Any] = json.load(state)
            return bool(told["applications"][0]["commands"])

        until(look, "the bot has told its commands")
        with urllib.request.urlopen(link.split("/window")[0] + "/window/guide.json") as guide:
            assert len(json.load(guide)) == 6
    finally:
        demo.send_signal(signal.SIGINT)
        demo.communicate()
    assert demo.returncode == 130


@pytest.mark.parametrize(("terminal", "desktop"), [(True, True), (True, False), (False, True)])
def test_a_browser_is_opened_only_for_somebody_before_a_desktop(
    monkeypatch: pytest.MonkeyPatch, terminal: bool, desktop: bool
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    if desktop:
        monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    out = StringIO()
    window.tell(Console(file=out, force_terminal=terminal, highlight=False), LINK)
    assert LINK in out.getvalue()
    assert opened == ([LINK] if terminal and desktop else [])


async def test_skipping_goes_to_what_people_see_and_no_further(tmp_path: Path) -> None:
    time = QuickTime.make(tmp_path / "clock", 1.0)
    rung: list[Due] = []
    soon = asyncio.Event()

    async def ring(due: Due) -> None:
        rung.append(due)
        if due == MixerDue("soon"):
            soon.set()

    alarm = QuickAlarm(ring, time)
    begun = time.now()
    alarm.set(SweepDue(), begun + timedelta(minutes=1))
    alarm.set(MixerDue("later"), begun + timedelta(hours=3))
    alarm.set(MixerDue("soon"), begun + timedelta(hours=2))
    assert time.skip() == 0, "nobody has looked yet"
    alarm.start()
    try:
        await asyncio.sleep(0)  # it looks at once
        assert time.skip() == pytest.approx(7200, abs=60)
        async with asyncio.timeout(60):
            await soon.wait()
        assert MixerDue("later") not in rung
    finally:
        await alarm.stop()


@pytest.mark.parametrize(("hands", "guests", "told"), [(False, 3, "--by-hand"), (True, 13, "from 0 to 12")])
def test_guests_who_could_not_come_are_refused_kindly(
    hands: bool, guests: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert demo(people=12, minutes=3, seed=None, log=None, hands=hands, guests=guests) == 2
    assert told in capsys.readouterr().err
