"""What keeps the bot from running is told apart: a bad address, a stranger at the address, no network, this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.end_to_end.processes import PATIENCE, ROOT

COMMANDS = ("run", "check")
NETWORK = "check the network"


def said(folder: Path, command: str, **settings: str) -> str:
    """What a command says that cannot go on."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ENGAWA_")}
    env = {**kept, "PYTHONPATH": str(ROOT), "ENGAWA_TOKEN": "x.y.z", **settings}
    done = subprocess.run(
        [sys.executable, "-m", "bot", command],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stdout + done.stderr


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


@pytest.mark.parametrize("command", COMMANDS)
def test_no_network(tmp_path: Path, command: str) -> None:
    words = said(tmp_path, command, ENGAWA_API_URL="http://127.0.0.1:1/api/v10")
    assert "http://127.0.0.1:1/api/v10 cannot be reached" in words
    assert NETWORK in words


@pytest.mark.parametrize(
    "address", ["discord.com/api/v10", "htps://discord.com", "https://", "http://[::1", "http://a:b"]
)
def test_an_address_that_is_none(tmp_path: Path, address: str) -> None:
    words = said(tmp_path, "run", ENGAWA_API_URL=address)
    assert f"ENGAWA_API_URL cannot be used: Value error, “{address}” is no address" in words
    assert "https://discord.com/api/v10" in words
    assert NETWORK not in words


def test_a_gateway_that_is_no_address(tmp_path: Path) -> None:
    words = said(tmp_path, "run", ENGAWA_GATEWAY_URL="https://gateway.discord.gg/")
    assert "ENGAWA_GATEWAY_URL cannot be used" in words


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("status", "kind", "body"),
    [(200, "text/html", b"<html>Welcome</html>"), (200, "application/json", b"[]"), (404, "text/plain", b"?")],
)
def test_a_stranger_answers(tmp_path: Path, command: str, status: int, kind: str, body: bytes) -> None:
    with stranger(status, kind, body) as address:
        words = said(tmp_path, command, ENGAWA_API_URL=address)
    assert f"{address} answers, but not as Discord does" in words
    assert "ENGAWA_API_URL" in words
    assert NETWORK not in words


@pytest.mark.parametrize("command", COMMANDS)
def test_a_certificate_that_is_not_there(tmp_path: Path, command: str) -> None:
    words = said(tmp_path, command, ENGAWA_CA_FILE=str(tmp_path / "ca.pem"))
    assert "ENGAWA_CA_FILE cannot be used" in words
    assert NETWORK not in words


@pytest.mark.parametrize("command", COMMANDS)
def test_the_database_is_named_with_its_whole_path(tmp_path: Path, command: str) -> None:
    (tmp_path / "data").write_text("no folder")
    words = said(tmp_path, command, ENGAWA_API_URL="http://127.0.0.1:1/api/v10")
    assert f"Engawa cannot use the database file {tmp_path}/data/state/engawa.db" in words
