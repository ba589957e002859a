"""The command line of `engawa`: its words and their meaning. Scripts depend on it; what they do is in `__main__.py`."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    top = argparse.ArgumentParser(prog="engawa", description="Small online mixers in Discord.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _of_the_operator(commands.add_parser)
    demo = commands.add_parser("demo", help="a whole mixer on this machine, with simulated people and no token")
    demo.add_argument("--people", type=int, default=12, help="how many come (4 to 60)")
    demo.add_argument("--minutes", type=int, default=None, help="how long it lasts by the real clock (3 to 90)")
    demo.add_argument("--fast", action="store_true", help="the same in a minute and a half, on a faster clock")
    demo.add_argument("--by-hand", action="store_true", help="nobody comes by themselves: be everybody, in the window")
    demo.add_argument("--guests", type=int, default=0, help="by hand: how many come along and act by themselves")
    demo.add_argument("--seed", type=int, default=None, help="who does what, for seeing the same again")
    replay = commands.add_parser("replay", help="the live detector on recordings of who spoke when")
    replay.add_argument("files", nargs="+", type=Path, metavar="FILE.rttm")
    seat = commands.add_parser("seat", help="who sits with whom")
    seat.add_argument("file", type=Path, metavar="PEOPLE.json")
    seat.add_argument("--rounds", type=int, default=1, help="rounds within the hour")
    seat.add_argument("--size", type=int, default=4, help="people in a room")
    seat.add_argument("--seed", type=int, default=0, help="for another seating as good")
    for command in (replay, seat):
        command.add_argument("--json", action="store_true", help="for scripts")
    box = commands.add_parser("sandbox", help="a stand-in for Discord on this machine")
    box.add_argument("--port", type=_port, default=0, help="0 takes a free one")
    box.add_argument("--people", type=int, default=12, help="how many simulated people")
    box.add_argument("--servers", type=int, default=0, help="how many small servers beside the first")
    box.add_argument("--listeners", type=int, default=2, help="how many listener bots")
    box.add_argument("--pace", type=_above_zero, default=1.0, help="rate limits recover so many times faster")
    box.add_argument("--world", default="ordinary", help="kind, ordinary, harsh, or a file of facts")
    box.add_argument("--seed", type=int, default=0, help="for other luck in that world")
    box.add_argument("--guide", type=Path, default=None, metavar="FILE", help="steps that the window offers, as JSON")
    box.add_argument("--tls", action="store_true", help="API, gateway and files by https and wss, trusting `ca`")
    box.add_argument("--json", action="store_true", help="print one JSON line once it listens")
    for command in (demo, box):
        command.add_argument("--host", default="127.0.0.1", help="where others may open the window; this machine alone")
        command.add_argument("--log", type=_file, default=None, help="write what happened here, as JSON lines")
    return top


def _of_the_operator(add: Callable[..., argparse.ArgumentParser]) -> None:
    """What runs the bot, and what an operator does beside it."""
    codes = "Ends with 0 when told to (SIGTERM), 78 if only other settings help, 69 if it may work another time."
    add("run", help="run the bot", epilog=codes)
    check = add("check", help="say what is wrong with token, settings, database and permissions")
    check.add_argument("--json", action="store_true", help="for scripts")
    add("alive", help="say whether the running bot is well, by the signs of life in ENGAWA_ALIVE_FILE")
    forget = add("forget", help="delete everything kept about a person; the bot may run on")
    forget.add_argument("user_id", type=int, metavar="USER_ID")
    forget.add_argument("--server", type=int, default=None, metavar="ID", help="in one server only")
    export = add("export", help="everything kept about a person, as JSON")
    export.add_argument("user_id", type=int, metavar="USER_ID")
    backup = add("backup", help="a whole copy of the database, also of a running bot's")
    backup.add_argument("file", type=Path, metavar="FILE")
    move = add("move", help="carry everything over into another, empty database, such as one on PostgreSQL")
    move.add_argument("url", metavar="DATABASE_URL", help="as ENGAWA_DATABASE_URL has it")
    tryout = add("tryout", help="every act of a mixer once, in a test server, cleaned up again")
    tryout.add_argument("server_id", type=int, metavar="SERVER_ID", help="a server that has invited the bot")
    tryout.add_argument("--minutes", type=float, default=1, help="how long the ears stay; 10 says most")
    tryout.add_argument("--facts", type=Path, default=None, help="write here what the sandbox can learn from it")


def _port(typed: str) -> int:
    port = int(typed)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError("a port is from 0 to 65535")
    return port


def _above_zero(typed: str) -> float:
    number = float(typed)
    if not 0 < number < float("inf"):
        raise argparse.ArgumentTypeError("a number above 0 is needed")
    return number


def _file(typed: str) -> Path:
    if Path(typed).is_dir():
        raise argparse.ArgumentTypeError(f"{typed} is a folder, and a file is to be written")
    return Path(typed)
