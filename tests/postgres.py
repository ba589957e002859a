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

ABSENT = "initdb and pg_ctl are not installed (Debian: apt-get install postgresql), and ENGAWA_TEST_POSTGRES is not set"
"""Why tests on PostgreSQL are skipped."""
_FOLDERS = "/usr/lib/postgresql/*/bin"
"""Where Debian keeps what is not for everybody's path."""
_OTHERS = ("postgres", "nobody")
"""As whom it is run where the tests are root, whom it refuses."""


def programs() -> Path | None:
    """The folder that holds initdb and pg_ctl, the newest if there are several; None if they are not installed."""
    found = shutil.which("pg_ctl")
    folders = [Path(found).resolve().parent] if found else []
    folders += sorted(Path("/").glob(_FOLDERS[1:]), key=lambda path: path.parent.name.zfill(4), reverse=True)
    return next((each for each in folders if (each / "initdb").exists() and (each / "pg_ctl").exists()), None)


class Cluster:
    """One server with its files; it can be killed and started again on what it had written."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries, self._data = binaries, folder / "data"
        self._user = _somebody_else() if os.geteuid() == 0 else None
        if self._user is not None:
            os.chown(folder, self._user.pw_uid, self._user.pw_gid)
        self._port = _free_port()
        self._run("initdb", "--username=engawa", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")

    @property
    def url(self) -> str:
        """Its address, for somebody who may make databases."""
        return f"postgresql+asyncpg://engawa@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Let it listen on loopback only; it does not wait for the disk, as nothing here has to outlive the machine."""
        options = f"-F -c listen_addresses=127.0.0.1 -c port={self._port} -c unix_socket_directories=''"
        self._run("pg_ctl", "--wait", f"--log={self._data}/log", f"--options={options}", "start")

    def stop(self, how: str = "fast") -> None:
        """End it: `fast`, or `immediate` as a power cut would."""
        self._run("pg_ctl", "--wait", f"--mode={how}", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        command: Sequence[str] = (str(self._binaries / program), f"--pgdata={self._data}", *arguments)
        user = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []} if self._user else {}
        # To a file and not a pipe: the server inherits it, and a pipe would stay open as long as it runs.
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(command, cwd=self._data.parent, stdout=said, stderr=said, check=False, **user)
            said.seek(0)
            assert done.returncode == 0, said.read().decode(errors="replace")


@contextmanager
def cluster(binaries: Path) -> Generator[Cluster]:
    """A server that runs until the end, and leaves no file."""
    # Not below pytest's own folder, into which only the user of the tests may look.
    with tempfile.TemporaryDirectory(prefix="engawa-postgres-", ignore_cleanup_errors=True) as folder:
        server = Cluster(binaries, Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop("immediate")


def _somebody_else() -> pwd.struct_passwd:
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in _OTHERS if name in known)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
