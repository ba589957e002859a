"""`engawa` where the machine is not Linux: `python -m tests.end_to_end.elsewhere COMMAND`, without what others lack.

`python -m tests.end_to_end.elsewhere modules` imports every module there is instead, and prints how many.
"""

from __future__ import annotations

import importlib
import pkgutil
import select
import signal
import sys


def _take_away() -> None:
    """What only Linux has, and signals in event loops, which Windows lacks."""
    for name in [name for name in vars(select) if name.lower().startswith("epoll")]:
        delattr(select, name)
    # only now: it brings selectors along, which take what is there
    del vars(importlib.import_module("socket"))["MSG_TRUNC"]
    sys.modules["resource"] = None  # type: ignore[assignment]
    asyncio = importlib.import_module("asyncio")

    def refuse(*_: object) -> None:
        raise NotImplementedError

    asyncio.SelectorEventLoop.add_signal_handler = refuse


def _import_all() -> int:
    packages = [importlib.import_module(name) for name in ("bot", "cogs")]
    found = [one for package in packages for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]
    names = [one.name for one in found if not one.name.endswith("migrations.env")]  # a script that Alembic runs
    for name in names:
        importlib.import_module(name)
    sys.stdout.write(f"{len(names)}\n")
    return 0


if __name__ == "__main__":
    _take_away()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs us in the background has it ignored
    if sys.argv[1:] == ["modules"]:
        sys.exit(_import_all())
    sys.exit(importlib.import_module("bot.__main__").main(sys.argv[1:]))
