"""Has everything imported and forks bots, sandboxes and commands: each is a process of its own, and there at once.

It reads orders, a JSON line each, and answers each with a process id or an exit code. When its input ends, all its
children die.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
import traceback
from pathlib import Path
from typing import Any

from bot.__main__ import main as engawa
from bot.demo import quick_bot
from tests.end_to_end import quick_sandbox

for whatever_they_need in ("bot.app", "bot.cli.check", "bot.cli.run"):  # once
    importlib.import_module(whatever_they_need)

Order = dict[str, Any]
RUNS_ON = 1000
"""In place of the exit code of what has not ended."""


def _child(order: Order) -> int:
    for stream, path, flags in ((0, os.devnull, 0), (1, order["out"], os.O_WRONLY), (2, order["err"], os.O_WRONLY)):
        os.dup2(os.open(path, flags | (os.O_CREAT | os.O_APPEND if flags else 0)), stream)
    os.environ.update(order["settings"])
    if order["what"] == "command":
        os.chdir(order["folder"])
        return engawa(order["arguments"])
    clock = Path(order["clock"])
    if order["what"] == "sandbox":
        return quick_sandbox.main(clock, Path(order["log"]), order["world"])
    return quick_bot.main(clock)


def _bear(order: Order) -> int:
    pid = os.fork()
    if pid:
        return pid
    code: Any = 1
    try:
        code = _child(order)
    except SystemExit as end:
        code = end.code
    except BaseException:
        traceback.print_exc()
    finally:  # a child must not go on in its parent's loop
        sys.stdout.flush()
        os._exit(code)


def _end(pid: int, how: signal.Signals) -> int:
    """Its exit code, negative for the signal that ended it. Nobody else can have the number: it was not buried yet."""
    os.kill(pid, how)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _ended(pid: int) -> int:
    """Its exit code, if it has ended by itself."""
    buried, status = os.waitpid(pid, os.WNOHANG)
    return os.waitstatus_to_exitcode(status) if buried else RUNS_ON


def main() -> None:
    """Serve until the input ends."""
    children: set[int] = set()
    for line in sys.stdin:
        order: Order = json.loads(line)
        match order["what"]:
            case "look":
                answer = _ended(order["pid"])
            case "stop" | "kill":
                answer = _end(order["pid"], signal.SIGKILL if order["what"] == "kill" else signal.SIGTERM)
            case _:
                answer = _bear(order)
                children.add(answer)
        if order["what"] in {"stop", "kill"} or (order["what"] == "look" and answer != RUNS_ON):
            children.remove(order["pid"])
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
    for pid in children:
        _end(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
