"""Has everything imported and forks bots and sandboxes, so that each is a process of its own and there at once.

It reads orders, a JSON line each, and answers each with a process id. When its input ends, all its children die.
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

from bot.demo import quick_bot
from tests.end_to_end import quick_sandbox

importlib.import_module("bot.app")  # everything that a bot needs, once

Order = dict[str, Any]


def _child(order: Order) -> int:
    for stream, path, flags in ((0, os.devnull, 0), (1, order["out"], os.O_WRONLY), (2, order["err"], os.O_WRONLY)):
        os.dup2(os.open(path, flags | (os.O_CREAT | os.O_APPEND if flags else 0)), stream)
    os.environ.update(order["settings"])
    clock = Path(order["clock"])
    if order["what"] == "sandbox":
        return quick_sandbox.main(clock, Path(order["log"]), order["world"])
    return quick_bot.main(clock)


def _bear(order: Order) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        os._exit(_child(order))
    except BaseException:  # a child must not go on in its parent's loop
        traceback.print_exc()
        os._exit(1)


def _end(pid: int, how: signal.Signals) -> int:
    """Its exit code, negative for the signal that ended it. Nobody else can have the number: it was not buried yet."""
    os.kill(pid, how)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main() -> None:
    """Serve until the input ends."""
    children: set[int] = set()
    for line in sys.stdin:
        order: Order = json.loads(line)
        if order["what"] in {"sandbox", "bot"}:
            answer = _bear(order)
            children.add(answer)
        else:
            children.remove(order["pid"])
            answer = _end(order["pid"], signal.SIGKILL if order["what"] == "kill" else signal.SIGTERM)
        sys.stdout.write(f"{answer}\n")
        sys.stdout.flush()
    for pid in children:
        _end(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
