"""What people do at a steady rate: every kind of interaction, as often as it comes in an evening."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from heapq import heappop, heappush

from tests.bench.answers.porches import Json, Porch, Town

FILLING_IN = (1.0, 5.0)
"""Seconds that somebody takes over a form."""
CARD: Json = {"about": "Bread, mostly", "answer": "A new job", "ways": ["listen", "en"]}


async def steadily(deed: Callable[[int], Awaitable[None]], count: int, rate: float) -> None:
    """So many a second, whether or not those before are done."""
    begun, tasks = time.monotonic(), list[asyncio.Task[None]]()
    for n in range(count):
        await asyncio.sleep(max(0.0, begun + n / rate - time.monotonic()))
        tasks.append(asyncio.ensure_future(deed(n)))
    await asyncio.gather(*tasks)


@dataclass(order=True, frozen=True)
class Form:
    """A form before somebody, and when they will have filled it in."""

    due: float
    who: str
    interaction_id: str
    kind: str


@dataclass
class Load:
    """Somebody somewhere does something; whoever opened a form hands it in a little later, which counts as well."""

    town: Town
    porches: list[Porch]
    forms: list[Form] = field(default_factory=list["Form"])
    unopened: int = 0
    """Forms that had not opened when they should have been handed in."""

    def __post_init__(self) -> None:
        self._random = random.Random(5)
        self._often: dict[Callable[[Porch, str], Awaitable[None]], float] = {
            self.status: 12,
            self.topic: 10,
            self.quiet: 5,
            self.sign_up: 14,
            self.seat: 8,
            self.what: 8,
            self.cannot: 8,
            self.privacy: 8,
            self.card: 4,
            self.upcoming: 6,
            self.complete: 16,
            self.broadcast: 0.5,
        }

    async def one(self, _: int) -> None:
        """The next thing that somebody does."""
        if self.forms and self.forms[0].due <= time.monotonic():
            await self._hand_in(heappop(self.forms))
            return
        (deed,) = self._random.choices([*self._often], [*self._often.values()])
        porch = self._random.choice(self.porches)
        await deed(porch, self._random.choice(porch.people))

    async def status(self, porch: Porch, _who: str) -> None:
        """The host asks how it goes."""
        await self._command(porch, porch.owner, "mixer status")

    async def broadcast(self, porch: Porch, _who: str) -> None:
        """The host tells all rooms something."""
        await self._command(porch, porch.owner, "mixer broadcast", text="There is tea.")

    async def upcoming(self, porch: Porch, who: str) -> None:
        """What is planned?"""
        await self._command(porch, who, "mixer list")

    async def privacy(self, porch: Porch, who: str) -> None:
        """What is kept about me?"""
        await self._command(porch, who, "privacy show")

    async def complete(self, porch: Porch, _who: str) -> None:
        """The host types a letter more of which mixer to hand over."""
        typed: Json = {"channel_id": porch.home, "name": "mixer hand-over", "options": {"mixer": "Te"}}
        await self.town.person(porch.owner, "autocomplete", "typing /mixer hand-over", **typed, focused="mixer")

    async def topic(self, porch: Porch, who: str) -> None:
        """New topic."""
        await self._press(porch.rooms[who], who, "New topic")

    async def quiet(self, porch: Porch, who: str) -> None:
        """Quiet for a while."""
        await self._press(porch.rooms[who], who, "Quiet for a while")

    async def seat(self, porch: Porch, who: str) -> None:
        """Join, in the hour."""
        await self._press(porch.announcement, who, "Join", "Join: a seat")

    async def what(self, porch: Porch, who: str) -> None:
        """What happens?"""
        await self._press(porch.card, who, "What happens?")

    async def cannot(self, porch: Porch, who: str) -> None:
        """Can't make it."""
        await self._press(porch.card, who, "Can't make it")

    async def sign_up(self, porch: Porch, who: str) -> None:
        """Join, before the hour, opens a form."""
        self._open(who, await self._press(porch.card, who, "Join", "Join: the form"), "Join: handed in")

    async def card(self, porch: Porch, who: str) -> None:
        """/card opens a form."""
        self._open(who, await self._command(porch, who, "card", "/card: the form"), "/card: handed in")

    def _open(self, who: str, interaction_id: str, kind: str) -> None:
        due = time.monotonic() + self._random.uniform(*FILLING_IN)
        heappush(self.forms, Form(due, who, interaction_id, kind))

    async def _hand_in(self, form: Form) -> None:
        if await self.town.form(form.interaction_id) is None:
            self.unopened += 1
            return
        await self.town.person(form.who, "modal", form.kind, interaction_id=form.interaction_id, fields=CARD)

    async def _command(self, porch: Porch, who: str, name: str, kind: str = "", **options: str) -> str:
        order: Json = {"channel_id": porch.home, "name": name, "options": options}
        return await self.town.person(who, "command", kind or f"/{name}", **order)

    async def _press(self, message_id: str, who: str, label: str, kind: str = "") -> str:
        return await self.town.person(who, "click", kind or label, message_id=message_id, label=label)
