"""A PostgreSQL of the tests' own: made in a temporary folder, on loopback, and ended with them."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

import pytest

ABSENT = "initdb and pg_ctl are not installed (Debian: apt-get install postgresql), and ENGAWA_TEST_POSTGRES is not set"
"""Why tests on PostgreSQL are skipped."""
_FOLDERS = "/usr/lib/postgresql/*/bin"
"""Where Debian keeps what is not for everybody's path."""
_OTHERS = ("postgres", "nobody")
"""As whom it is run where the tests are root, whom it refuses."""
_PATIENCE = 60
"""Seconds that one of its programs may take."""
_HASTY = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": 0,
    "autovacuum": "off",
}
"""Nothing here has to outlive the machine, and nobody but the tests is to be in a database."""
_GUARD = 'cat; "$1" --pgdata="$2" --mode=immediate --wait stop; rm -rf "$3"'
"""What waits for the end of its input, which comes when nobody is left who could write to it."""


class _Rights(TypedDict, total=False):
    """As whom a program is run; as ourselves if empty."""

    user: int
    group: int
    extra_groups: list[int]


def programs() -> Path | None:
    """The folder that holds initdb and pg_ctl, the newest if there are several; None if they are not installed."""
    found = shutil.which("pg_ctl")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/").glob(_FOLDERS[1:]), key=lambda path: path.parent.name.zfill(4), reverse=True)
    return next((each for each in folders if (each / "initdb").exists() and (each / "pg_ctl").exists()), None)


class Cluster:
    """One server with its files, which both go with whoever made it; it does not wait for the disk."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries, self._folder, self._data = binaries, folder, folder / "data"
        self._user = _somebody_else() if os.geteuid() == 0 else None
        if self._user is not None:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)
        self._port = _free_port()

    @property
    def url(self) -> str:
        """Its address, for somebody who may make databases."""
        return f"postgresql+asyncpg://engawa@127.0.0.1:{self._port}/postgres"

    @contextmanager
    def running(self) -> Generator[None]:
        """Let it listen on loopback only, until the end."""
        with self._guard():
            self._run("initdb", "--username=engawa", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
            self.start()
            yield

    def start(self) -> None:
        """Let it listen, what it had committed before a crash and all."""
        address = {"listen_addresses": "127.0.0.1", "port": self._port, "unix_socket_directories": "''"}
        options = " ".join(f"-c {name}={value}" for name, value in {**address, **_HASTY}.items())
        self._run("pg_ctl", "--wait", f"--log={self._data}/log", f"--options={options}", "start")

    def crash(self) -> None:
        """Let it die in the middle of whatever it does: nobody gets an answer any more."""
        self._run("pg_ctl", "--wait", "--mode=immediate", "stop")

    @contextmanager
    def _guard(self) -> Generator[None]:
        """Another process that ends the server as soon as ours ends, even if it is killed and tidies nothing up."""
        guard = subprocess.Popen(
            ["/bin/sh", "-c", _GUARD, "sh", str(self._binaries / "pg_ctl"), str(self._data), str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # who ends the tests with all their group does not end it
            cwd="/",
            **self._rights(),
        )
        try:
            yield
        finally:
            guard.communicate()

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str] = (str(self._binaries / program), f"--pgdata={self._data}", *arguments)
        # To a file and not a pipe: the server inherits it, and a pipe would stay open as long as it runs.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(
                command, cwd=self._folder, stdout=said, stderr=said, check=False, timeout=_PATIENCE, **self._rights()
            )
            said.seek(0)
            assert done.returncode == 0, said.read().decode(errors="replace")

    def _rights(self) -> _Rights:
        return _Rights(user=self._user.pw_uid, group=self._user.pw_gid, extra_groups=[]) if self._user else _Rights()


@contextmanager
def cluster(binaries: Path) -> Generator[Cluster]:
    """A server that runs until the end, and leaves no file."""
    # Not below pytest's own folder, into which only the user of the tests may look.
    with tempfile.TemporaryDirectory(prefix="engawa-postgres-", ignore_cleanup_errors=True) as folder:
        server = Cluster(binaries, Path(folder))
        with server.running():
            yield server


def of_our_own() -> Generator[Cluster]:
    """For a fixture: a server that may die, as a foreign one is not ours to let die; skips where none can be made."""
    binaries = programs()
    if binaries is None:
        pytest.skip("initdb and pg_ctl are not installed (Debian: apt-get install postgresql)")
    with cluster(binaries) as server:
        yield server


def _somebody_else() -> pwd.struct_passwd:
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in _OTHERS if name in known)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
