"""One performance: starts sandbox and bot, plays the story on them, ends them, and settles the account."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import aiohttp

from bot.demo.cast import draw
from bot.demo.children import BOT, PATIENCE, QUICK_BOT, QUICK_SANDBOX, SANDBOX, Child, bot_settings
from bot.demo.chronicle import Happening
from bot.demo.company import Company
from bot.demo.control import Control
from bot.demo.evidence import Evidence, entries_in, errors_in, requests_in
from bot.demo.heard import WAY, Spurt, Talk, questions_in, spurts_in
from bot.demo.quick_time import QuickTime
from bot.demo.server import Json
from bot.demo.stage import Stage
from bot.demo.story import Outcome, play
from bot.demo.watch import Watch
from bot.demo.window import steps

FAST = 3.0
"""How many times as fast the clock of a fast evening goes; packets of voice come as ever, and are read 20 times a real
second, which a pause between two words must outlast."""
MINUTES, BRISK = 7, 2.5
"""How long an evening is that also has the vote to stay, and how many times as fast its clock goes."""
TO_SIGN_UP = 60.0
"""Real seconds that somebody in the window has from the invitation to the hour."""
LINGER = 1.0
"""Seconds between two looks whether the window is closed."""
MINUTE, SETTING_UP = 60.0, 5.0
"""Seconds of a minute, and real ones from the beginning of a quick evening until it is announced."""
LEAST_LEAD = 63.0
"""Seconds from the announcement to the hour of a quick evening in which nobody real takes part."""


class View(Protocol):
    """Shows a performance while it runs."""

    def happened(self, happening: Happening) -> None:
        """Something has happened."""
        ...

    async def show(self, stage: Stage) -> None:
        """Show it until cancelled."""
        ...


@dataclass(slots=True)
class Performance:
    """What to play, where to keep files, and the commands that start the two processes."""

    people: int
    minutes: int
    seed: int
    folder: Path
    log: Path
    sandbox_command: Sequence[str] = SANDBOX
    bot_command: Sequence[str] = BOT
    picture: Path = Path("recap.png")
    """Where the picture of the host's recap is put."""
    world: str = "ordinary"
    """Which of the sandbox's worlds it is played in."""
    host: str = "127.0.0.1"
    """Where others may open the window."""
    opened: Callable[[str], None] = lambda _link: None
    """Is told the window's link."""
    quick: QuickTime | None = None
    """The clock of an evening that goes by faster; None for the real one."""
    lead: float = LEAST_LEAD
    """How many seconds of the clock there are at least from the announcement to the hour of a quick evening."""
    endings: dict[str, int] = field(default_factory=dict[str, int])

    @classmethod
    def fast(
        cls, people: int, minutes: int, seed: int, folder: Path, log: Path, *, picture: Path,
        pace: float = FAST, lead: float = LEAST_LEAD,
    ) -> Performance:  # fmt: skip
        """The same on a clock that goes faster, for bot, sandbox and people alike."""
        clock = folder / "clock"
        quick = QuickTime.make(clock, pace)
        box, bot = ((*command, str(clock)) for command in ((*QUICK_SANDBOX, "--unskipped"), QUICK_BOT))
        return cls(people, minutes, seed, folder, log, box, bot, picture=picture, quick=quick, lead=lead)

    @classmethod
    def for_newcomers(cls, people: int, seed: int, folder: Path, log: Path, *, picture: Path) -> Performance:
        """An evening long enough for everything that an hour has, in less than five minutes with a real guest."""
        return cls.fast(people, MINUTES, seed, folder, log, picture=picture, pace=BRISK, lead=BRISK * TO_SIGN_UP)

    async def run(self, view: View) -> Evidence:
        """Play it all. Raises Died if a process ends by itself, Missed if the bot never comes online."""
        # A log that the operator names may hold earlier evenings.
        start = self.log.stat().st_size if self.log.exists() else 0
        async with self._child("sandbox", self._sandbox(), {}) as sandbox:
            facts = await sandbox.facts()
            self.opened(str(facts["window"]))
            async with self._child("bot", self.bot_command, bot_settings(facts, self.folder)) as bot:
                stage, outcomes = await self._play(facts, view, (sandbox, bot))
                # What is cut off when it is told to stop is no error.
                errors = errors_in(bot.said())
        entries = entries_in(self.log, start=start)
        return Evidence(
            outcomes=outcomes,
            facts=stage.facts,
            before=stage.watch.before,
            after=stage.server,
            said=stage.watch.said,
            requests=requests_in(entries),
            endings=self.endings,
            errors=errors,
            talk=_talk(stage, spurts_in(entries)),
            company=_company(stage),
            stayed=stage.stayed,
            taken_home=stage.watch.taken_home,
            put_out=stage.watch.put_out,
        )

    def _sandbox(self) -> Sequence[str]:
        where = ("--people", str(self.people), "--world", self.world, "--log", str(self.log.absolute()))
        return (*self.sandbox_command, *where, "--host", self.host, "--guide", str(steps(self.minutes, self.folder)))

    @asynccontextmanager
    async def _child(self, name: str, command: Sequence[str], settings: Mapping[str, str]) -> AsyncGenerator[Child]:
        child = await Child.start(name, command, self.folder, settings, tells_facts=name == "sandbox")
        try:
            yield child
        finally:
            self.endings[name] = await child.stop()

    async def _play(self, facts: Json, view: View, children: Sequence[Child]) -> tuple[Stage, list[Outcome]]:
        async with aiohttp.ClientSession() as http:
            now, pace = (self.quick.seconds, self.quick.pace) if self.quick else (time.time, 1.0)
            watch = await Watch.begin(Control(http, facts["control"]), facts["guild_id"], now, pace)
            watch.chronicle.listeners.append(view.happened)
            here = watch.server
            # Everyone who is no bot comes, but the server's owner, who organises.
            people = [(person, locale) for person, locale in here.locales.items() if person != here.owner]
            stage = Stage(
                watch,
                draw(here.owner, people, self.seed),
                self.minutes,
                picture=self.picture,
                window=str(facts["window"]),
                lead=self.lead if self.quick else 0.0,
            )
            beside = [view.show(stage), watch.for_ever(), *(child.died() for child in children)]
            try:
                outcomes = await first(self._story(stage), beside)
                await watch.look()
                await self._linger(watch)
            except aiohttp.ClientError:
                # The sandbox does not answer: it most likely is just ending, which tells more.
                await asyncio.wait([asyncio.ensure_future(children[0].process.wait())], timeout=2)
                if children[0].process.returncode is not None:
                    await children[0].died()
                raise
        return stage, outcomes

    async def _linger(self, watch: Watch) -> None:
        """The evening is over, but nobody is put out who still sits in the window."""
        if (await watch.control.get("/state"))["pages"]:
            watch.chronicle.add("Engawa", "stays until the window is closed, or Ctrl-C is pressed")
        while (await watch.control.get("/state"))["pages"]:
            await watch.sleep(LINGER)

    async def _story(self, stage: Stage) -> list[Outcome]:
        await stage.watch.until(
            "the bot online with its commands",
            lambda server: server.connected and {"mixer", "engawa"} <= server.commands,
            PATIENCE * stage.watch.pace,
        )
        if self.quick:
            # Nothing has happened yet, and from here it is not long to a full minute, which the bot goes by.
            announced = self.quick.seconds() + SETTING_UP * self.quick.pace
            self.quick.jump((-announced - self.lead) % MINUTE)
            stage.watch.chronicle.began = self.quick.seconds()
        stage.watch.chronicle.add("Engawa", "is online in the server")
        outcomes = await play(stage)
        stage.facts = {"Came": f"{len(stage.cast.guests)} people", **stage.facts}
        return outcomes


def _talk(stage: Stage, spurts: Sequence[Spurt]) -> Talk:
    watch, rooms = stage.watch, stage.watch.ever_rooms
    asked = questions_in(rooms, stage.wished, watch.unheard)
    return Talk(spurts, asked, {room.id: room.name for room in rooms}, way=WAY * watch.pace)


def _company(stage: Stage) -> Company:
    rooms = {stage.watch.ever[id].name: people for id, people in stage.watch.seats.items()}
    return Company(rooms, stage.cards, stage.server.names)


async def first(work: Coroutine[Any, Any, list[Outcome]], beside: Sequence[Coroutine[Any, Any, None]]) -> list[Outcome]:
    """The result of the work. What runs beside it is stopped then, and its error ends the work at once."""
    main = asyncio.ensure_future(work)
    others = [asyncio.ensure_future(one) for one in beside]
    try:
        await asyncio.wait([main, *others], return_when=asyncio.FIRST_COMPLETED)
        for task in others:
            if task.done():
                task.result()
        return await main
    finally:
        for task in (main, *others):
            task.cancel()
        await asyncio.gather(main, *others, return_exceptions=True)
