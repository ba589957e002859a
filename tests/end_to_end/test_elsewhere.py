"""The bot where the machine is not Linux: it runs without ears, says so once, promises none, and stops when asked."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.adapters.ears.udp import DEAF
from bot.ui.catalogue import texts
from tests.end_to_end.listening import ListeningTown, ears, room_ids, saying
from tests.end_to_end.processes import PATIENCE, ROOT, until

COMMAND = (sys.executable, "-m", "tests.end_to_end.elsewhere")


class Elsewhere(ListeningTown):
    """A town whose bot runs on such a machine, at the real time."""

    process: subprocess.Popen[bytes] | None = None

    def start_bot(self, *, wait: bool = True) -> None:
        """See Town."""
        if self.process is None:
            with (self.folder / "bot.err").open("ab") as err:
                env = os.environ | self.settings()
                self.process = subprocess.Popen([*COMMAND, "run"], cwd=ROOT, env=env, stdout=err, stderr=err)
        if wait:
            until(self._bot_is_ready, "the bot is connected and has told its commands")

    def stop_bot(self) -> int:
        """Ctrl+C."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(PATIENCE)
        self.process = None
        return code

    def close(self) -> None:
        """See Town."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        super().close()


@pytest.fixture
def town(tmp_path: Path) -> Generator[Elsewhere]:
    town = Elsewhere(tmp_path, listeners=1)
    try:
        yield town
    finally:
        town.close()


def test_every_module_can_be_imported() -> None:
    done = subprocess.run(
        [*COMMAND, "modules"], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE, check=False
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 200


def test_the_bot_runs_without_ears_says_so_once_and_stops_when_asked(town: Elsewhere) -> None:
    town.start_bot()
    place = town.place()
    admins = place.role("Admins", "MANAGE_GUILD")
    for person in (place.admin, place.arrive("Admin", "ja", roles=(admins,))):
        panel = person.command("engawa setup")
        assert texts(person.language)["setup.deaf"] in panel.content
        assert texts(person.language)["hearing.on"] not in panel.content
    place.mixer()
    until(place.seated, "everyone has a seat")
    room = room_ids(place)[0]
    until(lambda: saying(place, room, "room.welcome_lines") or place.written(room), "the room is welcomed")
    assert ears(place) == {}
    assert not saying(place, room, "room.ear"), "nobody is told of an ear that cannot come"
    assert {s["bot"] for s in town.ask("GET", "/state?guild_id=0")["sessions"]} == {"Engawa"}, "listeners stay at home"
    assert town.stop_bot() == 0
    said = town.bot_says()
    assert said.count(DEAF) == 1
    assert "stopping, as asked" in said
    assert "Traceback" not in said
    assert not [line for line in town.log() if line["what"] == "voice call"]
    town.start_bot()
    assert place.admin.command("mixer end").content, "and takes up what it left"


def test_the_sandbox_stops_when_asked() -> None:
    command = [*COMMAND, "sandbox", "--json", "--people", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as box:
        assert box.stdout is not None
        assert box.stdout.readline().startswith("{")
        box.send_signal(signal.SIGINT)
        try:
            assert box.communicate(timeout=PATIENCE)[1] == ""
        finally:
            box.kill()
    assert box.returncode == 0


def test_ctrl_c_before_anything_has_begun_is_no_traceback(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def slow(_: object) -> int:
        signal.raise_signal(signal.SIGINT)
        await asyncio.Event().wait()
        return 1

    def quiet(*_: object) -> None:
        """The tests have a log of their own."""

    monkeypatch.setenv("ENGAWA_TOKEN", "x")
    monkeypatch.setattr("bot.__main__._run_with", slow)
    monkeypatch.setattr("bot.cli.logs.log_to_stderr", quiet)
    with caplog.at_level("INFO"):
        assert main(["run"]) == 0
    assert "stopping, as asked" in caplog.text


@pytest.mark.parametrize("as_json", [False, True])
def test_the_check_counts_on_no_ears(town: Elsewhere, as_json: bool) -> None:
    env = os.environ | town.settings()
    command = [*COMMAND, "check", *(["--json"] if as_json else [])]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert DEAF in done.stdout
    assert "can hear" not in done.stdout
