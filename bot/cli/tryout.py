"""`engawa tryout`: how a first meeting with a real Discord went, as a table, and as facts for the sandbox."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import discord

from bot.adapters.alarm import now
from bot.adapters.discord.standing_up import say_goodbye
from bot.adapters.discord.tryout import Tryout
from bot.adapters.ears.attendance import Attendance
from bot.adapters.ears.connection import pause
from bot.adapters.wires import Wires
from bot.cli.run import until_told_to_stop
from bot.core.listening.census import Census
from bot.settings import Settings
from bot.ui.catalogue import Messages
from cogs.tree import tree_for

REFUSED = "refused"
YES, NO = frozenset({"y", "yes"}), frozenset({"n", "no"})
CLEANED_WITHIN = 60.0
"""Seconds in which a tryout that was told to stop has removed what it made, or is told again (chosen)."""


class Tried(Protocol):
    """One kind of act, how it went, and why."""

    @property
    def what(self) -> str:
        """The act."""
        ...

    @property
    def how(self) -> str:
        """In a word or two."""
        ...

    @property
    def words(self) -> str:
        """The reason, empty where none is needed."""
        ...


def tell(tried: Sequence[Tried]) -> int:
    """Print the table. Returns 1 if anything was refused, else 0."""
    width = max((len(one.what) for one in tried), default=0)
    for one in tried:
        print(f"{one.how:<9} {one.what:<{width}}  {one.words}".rstrip())
    return 1 if any(one.how == REFUSED for one in tried) else 0


def write_facts(path: Path, facts: Mapping[str, object]) -> None:
    """Keep what only a real server can tell where `engawa sandbox --world` finds it. Raises OSError."""
    path.write_text(json.dumps({"like": "ordinary", **facts}, indent=2) + "\n", "utf-8")


async def ask(question: str) -> bool | None:
    """Ask whoever sits at the terminal; None for anything but yes or no. Reading waits for them, and the bots go on."""
    print(f"{question} [y/n, Enter if you cannot tell] ", end="", flush=True)
    loop, typed = asyncio.get_running_loop(), asyncio.get_running_loop().create_future()
    loop.add_reader(sys.stdin, lambda: typed.done() or typed.set_result(sys.stdin.readline()))
    try:
        answer = str(await typed).strip().lower()
    finally:
        loop.remove_reader(sys.stdin)
    return True if answer in YES else False if answer in NO else None


def can_ask() -> bool:
    """Whether somebody sits at a terminal that can be waited for; event loops of Windows cannot wait for one."""
    return sys.stdin.isatty() and sys.platform != "win32"


class Meeting:
    """The parts of an evening without its bot: the gateway tells the venue what it shows, and nobody decides."""

    def __init__(self, settings: Settings) -> None:
        self.attendance, messages = Attendance(), Messages()
        whole = settings.model_copy(update={"shards": None})
        self.wires = Wires(whole, messages, now, self, self.attendance, tree=tree_for(messages))

    async def opened(self) -> None:
        """See GatewayObserver."""

    def seen(self, guild_id: int, /) -> None:
        """See GatewayObserver."""

    def shard_away(self, shard_id: int, away: bool, /) -> None:
        """See GatewayObserver."""
        self.wires.venue.shard_away(shard_id, away)

    def learning(self, guild_id: int, on: bool, /) -> None:
        """See GatewayObserver."""
        self.wires.venue.learning(guild_id, on)

    def wrote(self, channel_id: int, /) -> None:
        """See GatewayObserver."""

    def message_gone(self, guild_id: int, message_id: int, /) -> None:
        """See GatewayObserver."""

    def planned(self, event: discord.ScheduledEvent, /) -> None:
        """See GatewayObserver."""
        self.wires.venue.gateway_told(event)

    def counted(self, event_id: int, interested: int, /) -> None:
        """See GatewayObserver."""

    def liked(self, event_id: int, change: int, /) -> None:
        """See GatewayObserver."""

    def channel_told(self, channel_id: int, /) -> None:
        """See GatewayObserver."""
        self.wires.venue.channel_told(channel_id)

    def status_told(self, channel_id: int, status: str | None, /) -> None:
        """See GatewayObserver."""
        self.wires.venue.status_told(channel_id, status)

    async def servers(self, present: frozenset[int], /) -> None:
        """See GatewayObserver."""


async def try_out(settings: Settings, guild_id: int, minutes: float) -> Tryout:
    """Play a tryout with an evening's own parts. Raises as `run` does."""
    meeting = Meeting(settings)
    wires, tokens = meeting.wires, (settings.token, *settings.listener_tokens)
    census = Census()
    wires.ears.new_proof, wires.ears.new_spurts = census.proof, census.spurts
    trial = Tryout(
        wires.main,
        wires.venue,
        wires.ears,
        wires.tone,
        attendance=meeting.attendance,
        census=census,
        clock=now,
        ask=ask if can_ask() else None,
    )

    async def play() -> None:
        for one, token in zip(wires.clients, tokens, strict=False):
            await one.login(token.get_secret_value())
        async with asyncio.TaskGroup() as group:
            for one in wires.clients:
                group.create_task(one.connect())
            try:
                for one in wires.clients:
                    await one.wait_until_ready()
                await trial.play(guild_id, minutes, pause)
            finally:  # a client ends when it is closed; being cancelled it may swallow
                await wires.ears.stop()
                await say_goodbye(wires.clients)

    try:
        await until_told_to_stop(play(), CLEANED_WITHIN)
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from failures
    finally:
        await say_goodbye(wires.clients)
    return trial
