"""What keeps the bot from running is told apart: a bad address, a stranger at the address, no network, this machine."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy import create_engine

from bot.adapters.sql.migrations import upgrade
from tests.adapters.discord.moody import Moody
from tests.end_to_end.nursery import RUNS_ON
from tests.end_to_end.processes import PATIENCE, Nursery, until

COMMANDS = ("run", "check")
NETWORK = "check the network"
CONFIGURATION, UNAVAILABLE = 78, 69
LONGEST_STOP = 20.0
"""Seconds that a supervisor gives the bot to end after SIGTERM."""


@pytest.fixture(scope="module")
def nursery() -> Generator[Nursery]:
    """Bears commands that need not import everything first."""
    nursery = Nursery()
    yield nursery
    nursery.close()


class Commands:
    """Commands that cannot go on, in a folder of their own."""

    def __init__(self, nursery: Nursery, folder: Path) -> None:
        self.nursery, self.folder = nursery, folder
        self.out = folder.with_name(f"{folder.name}.said")
        """Beside the folder: some look whether there is anything in it."""

    def begin(self, *arguments: str, settings: Mapping[str, str] = MappingProxyType({})) -> int:
        """A command's process id."""
        self.out.write_text("")
        out, facts = str(self.out), {"folder": str(self.folder), "arguments": arguments}
        return self.nursery.ask("command", **facts, settings={"ENGAWA_TOKEN": "x.y.z", **settings}, out=out, err=out)

    def code(self, pid: int) -> list[int]:
        """The exit code of what has ended."""
        code = self.nursery.ask("look", pid=pid)
        return [] if code == RUNS_ON else [code]

    def said(
        self, command: str, *arguments: str, code: int = 0, settings: Mapping[str, str] = MappingProxyType({})
    ) -> str:
        """What a command says, and ends with this code; without one, with the one for settings."""
        pid = self.begin(command, *arguments, settings=settings)
        ended = until(lambda: self.code(pid), "it ends")
        assert ended == [code or (CONFIGURATION if command == "run" else 1)], self.out.read_text()
        return self._words()

    def goes_on(self, words: str, settings: Mapping[str, str]) -> str:
        """What a bot says until it has said these words and is told to end, as it must in time and without a fault."""
        pid = self.begin("run", settings=settings)

        def told() -> bool:
            assert not self.code(pid), self.out.read_text()
            return words in self.out.read_text()

        until(told, words)
        self.stop(pid)
        return self._words()

    def stop(self, pid: int) -> None:
        """End a bot that goes on; in time."""
        begun = time.monotonic()
        assert self.nursery.ask("stop", pid=pid) == 0, self.out.read_text()
        assert time.monotonic() - begun < LONGEST_STOP

    def _words(self) -> str:
        words = self.out.read_text()
        assert "Traceback" not in words
        return words


@pytest.fixture
def commands(nursery: Nursery, tmp_path: Path) -> Commands:
    """In the folder of the test."""
    folder = tmp_path / "folder"
    folder.mkdir()
    return Commands(nursery, folder)


@contextmanager
def stranger(status: int, kind: str, body: bytes) -> Generator[str]:
    """Something on this machine that is not Discord; its address."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/api"
        finally:
            server.shutdown()
            thread.join()


def test_no_network(commands: Commands) -> None:
    words = commands.said("check", settings={"ENGAWA_API_URL": "http://127.0.0.1:1/api/v10"})
    assert "http://127.0.0.1:1/api/v10 cannot be reached" in words
    assert NETWORK in words


def test_without_a_network_the_bot_tries_again(commands: Commands) -> None:
    words = commands.goes_on("tries again until it works", settings={"ENGAWA_API_URL": "http://127.0.0.1:1/api/v10"})
    assert "http://127.0.0.1:1/api/v10 cannot be reached" in words
    assert NETWORK in words


@pytest.mark.parametrize(
    "address", ["discord.com/api/v10", "htps://discord.com", "https://", "http://[::1", "http://a:b"]
)
def test_an_address_that_is_none(commands: Commands, address: str) -> None:
    words = commands.said("run", settings={"ENGAWA_API_URL": address})
    assert f"ENGAWA_API_URL cannot be used: Value error, “{address}” is no address" in words
    assert "https://discord.com/api/v10" in words
    assert NETWORK not in words


def test_a_gateway_that_is_no_address(commands: Commands) -> None:
    words = commands.said("run", settings={"ENGAWA_GATEWAY_URL": "https://gateway.discord.gg/"})
    assert "ENGAWA_GATEWAY_URL cannot be used" in words


@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [(200, "text/html", b"<html>Welcome</html>"), (200, "application/json", b"[]"), (404, "text/plain", b"?")],
)
def test_a_stranger_answers(commands: Commands, status: int, kind: str, body: bytes) -> None:
    with stranger(status, kind, body) as address:
        words = commands.said("check", settings={"ENGAWA_API_URL": address})
    assert f"{address} answers, but not as Discord does" in words
    assert "ENGAWA_API_URL" in words
    assert NETWORK not in words


def test_a_stranger_may_be_gone_tomorrow(commands: Commands) -> None:
    """The page of a hotel's network, before somebody has agreed to its terms."""
    with stranger(200, "text/html", b"<html>Welcome</html>") as address:
        words = commands.goes_on("tries again until it works", settings={"ENGAWA_API_URL": address})
    assert f"{address} answers, but not as Discord does" in words


@pytest.mark.parametrize("command", COMMANDS)
def test_a_token_that_discord_does_not_know(commands: Commands, command: str) -> None:
    with stranger(401, "application/json", b'{"message": "401: Unauthorized", "code": 0}') as address:
        words = commands.said(command, settings={"ENGAWA_API_URL": address})
    assert "ENGAWA_TOKEN" in words
    assert "x.y.z" not in words


@pytest.mark.parametrize(
    ("moody", "sentence"), [({"closes_with": 4004}, "does not know this token"), ({"closes_with": 4014}, "an intent")]
)
async def test_what_the_gateway_refuses_ends_the_bot(commands: Commands, moody: dict[str, Any], sentence: str) -> None:
    async with Moody(**moody).open() as discord:
        urls = {"ENGAWA_API_URL": discord.url, "ENGAWA_GATEWAY_URL": discord.gateway}
        words = await asyncio.to_thread(commands.said, "run", settings=urls)
    assert sentence in words


@pytest.mark.parametrize("moody", [{"quiet": True}, {"invalid": True}])
async def test_the_bot_ends_in_time_while_the_gateway_is_silent(commands: Commands, moody: dict[str, Any]) -> None:
    """At the first connection, and while a session is opened anew."""
    async with Moody(**moody).open() as discord:
        urls = {"ENGAWA_API_URL": discord.url, "ENGAWA_GATEWAY_URL": discord.gateway}
        pid = commands.begin("run", settings=urls)
        async with asyncio.timeout(PATIENCE):
            await discord.silent.wait()
        await asyncio.to_thread(commands.stop, pid)


def test_the_gateway_is_looked_at(commands: Commands) -> None:
    async def looked(gateway: str | None) -> str:
        async with Moody().open() as discord:
            urls = {"ENGAWA_API_URL": discord.url, "ENGAWA_GATEWAY_URL": gateway or discord.gateway}
            return await asyncio.to_thread(commands.said, "check", settings=urls)

    assert re.search(r"ok +gateway: \S+ greets", asyncio.run(looked(None)))
    words = asyncio.run(looked("ws://127.0.0.1:1/"))
    assert "WRONG  gateway: ws://127.0.0.1:1/ cannot be used" in words
    assert "ENGAWA_GATEWAY_URL" in words


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("ENGAWA_TOKEN", "abc\ndef", "a token is one word on one line"),
        ("ENGAWA_LISTENER_TOKENS", "abc,d f", "a token is one word on one line"),
        ("ENGAWA_API_URL", "https://me:secret@proxy.example/api", "a user's name or password"),
        ("ENGAWA_CA_FILE", ".", "no certificates can be read"),
        ("ENGAWA_CA_FILE", __file__, "no certificates can be read"),
    ],
)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_setting_that_cannot_be(commands: Commands, command: str, name: str, value: str, sentence: str) -> None:
    words = commands.said(command, settings={name: value})
    assert f"{name} cannot be used" in words
    assert sentence in words
    assert "secret" not in words


def test_a_database_url_with_a_port_that_is_none(commands: Commands) -> None:
    words = commands.said(
        "run", code=UNAVAILABLE, settings={"ENGAWA_DATABASE_URL": "postgresql://me:secret@host:port/engawa"}
    )
    assert "The database URL must begin with" in words
    assert "secret" not in words


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("ENGAWA_LOG_LEVEL=INFO".encode("utf-16"), "is no UTF-8 text"),
        (b"ENGAWA_TOKEN=\xff\xfe\xfa", "is no UTF-8 text"),
        (None, "is a folder, so nothing was read from it"),
        (b"ENGAWA_TOKN=a.b.c\nENGAWA_LOG_LEVEL=loud", "sets ENGAWA_TOKN, which Engawa does not know. Is ENGAWA_TOKEN"),
    ],
)
def test_a_dotenv_that_is_not_as_it_was_meant(commands: Commands, content: bytes | None, sentence: str) -> None:
    dotenv = commands.folder / ".env"
    if content is None:
        dotenv.mkdir()
    else:
        dotenv.write_bytes(content)
    words = commands.said("check", settings={"ENGAWA_API_URL": "http://127.0.0.1:1/"})
    assert str(dotenv) in words
    assert sentence in words


def test_check_makes_and_changes_nothing(commands: Commands) -> None:
    nowhere = {"ENGAWA_API_URL": "http://127.0.0.1:1/"}
    assert "is not there yet, and is made when the bot is run" in commands.said("check", settings=nowhere)
    assert not list(commands.folder.iterdir())
    commands.goes_on("tries again until it works", settings=nowhere)
    before = {path: path.read_bytes() for path in commands.folder.rglob("*") if path.is_file()}
    assert "can be opened, and is up to date" in commands.said("check", settings=nowhere)
    assert {path: path.read_bytes() for path in commands.folder.rglob("*") if path.is_file()} == before


def test_check_leaves_an_older_database_as_it_is(commands: Commands) -> None:
    file = commands.folder / "old.db"
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        upgrade(connection, "0001")
    engine.dispose()
    before = file.read_bytes()
    settings = {"ENGAWA_API_URL": "http://127.0.0.1:1/", "ENGAWA_DATABASE_URL": f"sqlite:///{file}"}
    assert "is brought up to date when the bot is run" in commands.said("check", settings=settings)
    assert file.read_bytes() == before
    assert [path.name for path in commands.folder.iterdir()] == ["old.db"]


@pytest.mark.parametrize(
    "arguments", [("sandbox", "--port", "99999"), ("sandbox", "--pace", "0"), ("demo", "--log", ".")]
)
def test_what_stands_beside_the_bot_refuses_in_words(commands: Commands, arguments: tuple[str, ...]) -> None:
    words = commands.said(*arguments, code=2)
    assert arguments[1] in words


def test_a_port_that_is_taken_is_said(commands: Commands) -> None:
    with stranger(200, "text/plain", b"") as address:
        port = address.split(":")[2].split("/")[0]
        assert port in commands.said("sandbox", "--port", port, code=2)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_certificate_that_is_not_there(commands: Commands, command: str) -> None:
    words = commands.said(command, settings={"ENGAWA_CA_FILE": str(commands.folder / "ca.pem")})
    assert "ENGAWA_CA_FILE cannot be used" in words
    assert NETWORK not in words


@pytest.mark.parametrize(("command", "code"), [("run", UNAVAILABLE), ("check", 1)])
def test_the_database_is_named_with_its_whole_path(commands: Commands, command: str, code: int) -> None:
    (commands.folder / "data").write_text("no folder")
    words = commands.said(command, code=code, settings={"ENGAWA_API_URL": "http://127.0.0.1:1/api/v10"})
    assert f"Engawa cannot use the database file {commands.folder}/data/state/engawa.db" in words
