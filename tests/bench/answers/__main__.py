"""How soon people are answered by the real bot: fifty mixers under way, and a thousand who sign up within a minute.

Fifty servers with nine people each; in every one a mixer is under way, with an ear in a room where nobody speaks, and
another is announced. Then fifty interactions a second for a minute, mixed as people would, and after that the thousand.
The bot is `engawa run`. Discord's limits and its three seconds for an answer are the sandbox's, in real time, and so
are all times: from the press to the answer, as Discord has them. Two cores are used: one for the bot alone, the other
for the sandbox and for those who press. What those two need for themselves shows last: there a program of few lines,
in the bot's place and at the same rate, answers every command with the same text.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import asynccontextmanager, closing
from functools import partial
from itertools import islice, pairwise
from pathlib import Path

import aiohttp

from tests.bench.answers.load import CARD, FILLING_IN, Load, steadily
from tests.bench.answers.porches import Json, Porch, Told, Town, refusal
from tests.bench.answers.processes import Used, bot, cores, responder, sandbox

MOST = 1.0
"""Seconds within which everybody is to be answered."""
PEOPLE, MINUTES, CAPACITY = 8, 90, 100
AT_ONCE, FLAT_OUT = 24, 3000
AFTERWARDS = 6.0
"""Seconds after the last press in which the answers come and the card is edited once more."""


def main() -> None:
    """Read what is to be run, and run it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.answers", description=__doc__)
    for name, usual, told in (
        ("seconds", 60, "how long each part presses"),
        ("rate", 50, "interactions a second"),
        ("servers", 50, "mixers under way"),
        ("crowd", 1000, "members who sign up"),
    ):
        parser.add_argument(f"--{name}", type=int, default=usual, help=f"{told} ({usual})")
    chosen = parser.parse_args()
    own, others = cores()
    if others:
        os.sched_setaffinity(0, others)  # the sandbox inherits it
    asyncio.run(_all(chosen, own))


async def _all(chosen: argparse.Namespace, core: set[int]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with _town(folder / "sandbox.jsonl") as (town, box), bot(town.facts, folder, core) as pid:
            used = Used({"bot": pid, "sandbox": box})
            await town.ready()
            porches = await _porches(town, chosen.servers)
            found = await _evenly(town, used, folder, porches, chosen)
            await _rush(town, used, folder, chosen)
            print(f"Discord's schema has {len(await town.problems())} objections;", end=" ")
            errors = [line for line in (folder / "bot.err").read_text().splitlines() if " ERROR " in line]
            print(f"the bot's log has {len(errors)} errors{':' if errors else ''}", *errors[:3], sep="\n", flush=True)
        async with _town(folder / "baseline.jsonl") as (town, box), responder(town.facts, folder, core) as pid:
            await _baseline(town, Used({"answers": pid, "sandbox": box}), found, chosen)


@asynccontextmanager
async def _town(log: Path) -> AsyncGenerator[tuple[Town, int]]:
    connector = aiohttp.TCPConnector(limit=0)
    async with sandbox(log) as (facts, pid), aiohttp.ClientSession(connector=connector) as http:
        yield Town(http, facts), pid


async def _porches(town: Town, servers: int) -> list[Porch]:
    """Servers with a mixer under way and another one announced."""
    begun = time.monotonic()
    porches = [await town.porch(f"Porch {n}", PEOPLE) for n in range(servers)]
    some = asyncio.Semaphore(8)

    async def prepare(porch: Porch) -> None:
        async with some:
            await town.choose_lobby(porch)
            await town.open(porch, MINUTES)
            await town.plan(porch)

    await asyncio.gather(*map(prepare, porches))
    for porch in porches:
        await town.until(partial(town.seated, porch), "everybody is seated")
    took = time.monotonic() - begun
    people, ears = servers * (PEOPLE + 1), await town.ears(0.9 * servers)
    print(f"{servers} mixers under way with {people} people and {ears} ears, after {took:.0f} s", flush=True)
    return porches


async def _evenly(town: Town, used: Used, folder: Path, porches: list[Porch], chosen: argparse.Namespace) -> list[Told]:
    """So many a second, of every kind."""
    town.asked.clear()
    load, since, before, begun = Load(town, porches), time.time(), used.spent(), time.monotonic()
    await steadily(load.one, chosen.rate * chosen.seconds, chosen.rate)
    shares = used.since(before, time.monotonic() - begun)
    await asyncio.sleep(AFTERWARDS)
    found = await town.told(porches)
    print(f"\n{chosen.rate} a second for {chosen.seconds} s; {load.unopened} forms had not opened in time")
    print("\n".join(_table(found)))
    print(shares)
    _tell_refusals(folder, since, found)
    return found


async def _rush(town: Town, used: Used, folder: Path, chosen: argparse.Namespace) -> None:
    """Many sign up to one mixer with few places: each presses Join, and hands in the form a little later."""
    porch, chance = await town.porch("Terrace", chosen.crowd), random.Random(7)
    await town.plan(porch, capacity=CAPACITY)
    unopened: list[str] = []

    async def sign_up(n: int) -> None:
        who = porch.people[n]
        form = await town.person(who, "click", "Join: the form", message_id=porch.card, label="Join")
        await asyncio.sleep(chance.uniform(*FILLING_IN))
        if await town.form(form) is None:
            unopened.append(who)
        else:
            await town.person(who, "modal", "Join: handed in", interaction_id=form, fields=CARD)

    town.asked.clear()
    since, before, begun = time.time(), used.spent(), time.monotonic()
    await steadily(sign_up, chosen.crowd, chosen.crowd / chosen.seconds)
    shares = used.since(before, time.monotonic() - begun)
    await asyncio.sleep(AFTERWARDS)
    found = await town.told([porch])
    print(f"\n{chosen.crowd} sign up within {chosen.seconds} s for {CAPACITY} places;", end=" ")
    print(f"{len(unopened)} forms had not opened in time")
    print("\n".join(_table(found)))
    print(shares)
    _tell_refusals(folder, since, found)
    _tell_places(folder, porch, [one.user_id for one in found if one.kind == "Join: handed in"])
    card = await town.until(partial(town.post, porch, "cant:"), "the invitation stands")
    print(f"the card says: {card['content'].splitlines()[-1]}", flush=True)


async def _baseline(town: Town, used: Used, found: list[Told], chosen: argparse.Namespace) -> None:
    """The same rate for the least that can be done, the ratio to it, and how many the sandbox can serve at all."""
    await town.ready()
    porches = [await town.porch(f"Porch {n}", PEOPLE) for n in range(chosen.servers)]
    people = [(porch, who) for who in range(PEOPLE) for porch in porches]

    async def command(n: int) -> None:
        porch, who = people[n % len(people)]
        await town.person(porch.people[who], "command", "baseline", channel_id=porch.home, name="mixer")

    before, begun = used.spent(), time.monotonic()
    await steadily(command, chosen.rate * chosen.seconds, chosen.rate)
    shares = used.since(before, time.monotonic() - begun)
    await asyncio.sleep(1)
    least = await town.told(porches)
    print(f"\na program that does nothing else, {chosen.rate} a second")
    print("\n".join(_table(least)))
    bot_took, took = _sorted(one.first for one in found), _sorted(one.first for one in least)
    ratios = (
        f"{_at(bot_took, share) / _at(took, share):.1f} at {told}" for share, told in ((0.5, "p50"), (0.99, "p99"))
    )
    print(f"{shares}\nthe bot takes {', '.join(ratios)} times as long")

    turns, before, begun = iter(range(FLAT_OUT)), used.spent()["sandbox"], time.monotonic()

    async def hand() -> None:
        for n in turns:
            await command(n)

    await asyncio.gather(*(hand() for _ in range(AT_ONCE)))
    wall, spent = time.monotonic() - begun, used.spent()["sandbox"] - before
    print(f"flat out the sandbox serves {FLAT_OUT / wall:.0f} a second beside those who press", end=", ")
    print(f"{FLAT_OUT / spent:.0f} a second of a core's time")


def _table(found: Sequence[Told]) -> Iterator[str]:
    """A line for each kind, and one for all; times in milliseconds."""
    yield (
        f"{'ms until the first answer':25} {'sent':>6} {'answered':>8} {'in 1 s':>6} {'p50':>6} {'p99':>6} {'worst':>6}"
        f" {'deferred':>8} {'text p50':>8} {'text p99':>8} {'expired':>7}"
    )
    kinds = sorted({one.kind for one in found})
    for kind in [*kinds, *(["all"] if len(kinds) > 1 else [])]:
        rows = [one for one in found if kind in {one.kind, "all"}]
        first, text = _sorted(one.first for one in rows), _sorted(one.text for one in rows)
        in_time, late = sum(seconds <= MOST for seconds in first), sum(one.deferred for one in rows)
        yield (
            f"{kind:25} {len(rows):6} {len(first):8} {in_time:6} {_ms(first, 0.5):>6} {_ms(first, 0.99):>6}"
            f" {_ms(first, 1):>6} {late:8} {_ms(text, 0.5):>8} {_ms(text, 0.99):>8}"
            f" {sum(one.expired for one in rows):7}"
        )


def _sorted(found: Iterator[float | None]) -> list[float]:
    return sorted(seconds for seconds in found if seconds is not None)


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _ms(ordered: Sequence[float], share: float) -> str:
    return f"{1000 * _at(ordered, share):.0f}" if ordered else "-"


def _tell_refusals(folder: Path, since: float, found: Sequence[Told]) -> None:
    """What Discord would not take, and what people were kindly refused."""
    status: Counter[str] = Counter(
        f"{line['status']} to {line['method']} {line['route']}"
        for line in _rest(folder)
        if line["t"] >= since and line["status"] >= 400 and line["route"].startswith(("/interactions", "/webhooks"))
    )
    refused = ", ".join(f"{count} times {what}" for what, count in status.items())
    print(f"answers that Discord refused: {refused or 'none'}")
    texts = Counter(one.content for one in found)
    kindly: Counter[str] = Counter()
    for text, count in texts.items():
        if key := refusal(text):
            kindly[key] += count
    print(
        f"people refused in words: {', '.join(f'{n} {key}' for key, n in kindly.most_common()) or 'none'}", flush=True
    )


def _tell_places(folder: Path, porch: Porch, handed_in: list[int]) -> None:
    """Who got in, in which order, and how often the card was edited; as saved, and in Discord's log."""
    with closing(sqlite3.connect(f"file:{folder / 'bot.db'}?mode=ro", uri=True)) as file:
        query = "SELECT user_id, waiting FROM signups JOIN mixers ON id = mixer_id WHERE guild_id = ? ORDER BY place"
        kept: list[tuple[int, int]] = file.execute(query, [int(porch.id)]).fetchall()
    inside, waiting = ([user for user, waits in kept if waits == which] for which in (0, 1))
    arrived = {user: nth for nth, user in enumerate(handed_in)}
    early = sum(arrived[one] > arrived[other] for one, other in pairwise(user for user, _ in kept))
    first = "the first" if set(inside) == set(islice(handed_in, len(inside))) else "NOT just the first"
    print(f"{len(inside)} are in, {first} who handed in their form; {len(waiting)} wait; {early} were overtaken")
    edits = [line["t"] for line in _rest(folder) if line["path"].endswith(f"/messages/{porch.card}")]
    gaps = sorted(after - before for before, after in pairwise(edits)) or [0.0]
    print(
        f"{len(edits)} edits of the card, {gaps[0]:.1f} to {gaps[-1]:.1f} s apart, {_at(gaps, 0.5):.1f} s at the median"
    )


def _rest(folder: Path) -> Iterator[Json]:
    with (folder / "sandbox.jsonl").open(encoding="utf-8") as file:
        for line in file:
            if '"what": "rest"' in line:
                yield json.loads(line)


if __name__ == "__main__":
    main()
