"""What a night took, and how late everything was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from bot.adapters.discord.request_queue import Urgency
from bot.adapters.sql.tables import metadata
from bot.core.posts.evening import SIGNS
from tests.bench.scale.jumping import EVE
from tests.bench.scale.night import Night


async def tell(night: Night, url: str) -> None:
    """Print all figures."""
    _evenings(night)
    _lateness(night)
    _requests(night)
    await _kept(night, url)
    _processor(night)


def _evenings(night: Night) -> None:
    city = night.city
    people = sum(plan.people for plan in night.mixers.values())
    print(f"{len(city.servers)} servers, {len(night.mixers)} evenings, {people} people,", end=" ")
    print(f"{city.rooms.total()} rooms; {night.most_live} evenings announced or under way at once")
    print(f"{len(city.goodbyes)} evenings said goodbye; refused: {dict(night.refused) or 'nobody'}", end="; ")
    wrongs = [wrong for server in city.servers.values() for wrong in server.wrongs]
    print(f"deeds that no evening may ever do: {wrongs[:3] or 'none'}")


def _lateness(night: Night) -> None:
    seated: dict[str, list[float]] = {}
    for (mixer_id, user), at in night.city.seated.items():
        if user not in night.late:
            after = (at - EVE).total_seconds() - 60 * night.mixers[mixer_id].begins
            seated.setdefault(mixer_id, []).append(after)
    print(_spread("people in the lobby were seated", [after for afters in seated.values() for after in afters]))
    print(_spread("the last of an evening was", [max(afters) for afters in seated.values()]))
    print(_spread("goodbyes", list(_goodbyes(night))))
    print(f"{night.city.signs_said} of {_signs(night)} signs of the end were posted")
    for urgency in Urgency:
        waits = [wait for of, wait in night.limits.waits if of is urgency]
        print(_spread(f"waited in the bot's queue: what is {urgency.name.lower()}", waits))


def _goodbyes(night: Night) -> Iterator[float]:
    for mixer_id, at in night.city.goodbyes.items():
        if (mixer := night.seen.get(mixer_id)) is not None:
            yield (at - mixer.closes_at) / timedelta(seconds=1)


def _signs(night: Night) -> int:
    """How many signs there would be, if every room lasted and nothing were late."""
    per_room = {id: sum(minutes * 2 < plan.length for minutes in SIGNS) for id, plan in night.mixers.items()}
    return sum(rooms * per_room[id] for id, rooms in night.city.rooms.items())


def _spread(what: str, seconds: Sequence[float]) -> str:
    if not seconds:
        return f"{what}: none"
    ordered = sorted(seconds)
    middle, most = ordered[len(ordered) // 2], ordered[int(0.95 * len(ordered))]
    return f"{what}: {middle:.1f} s in the middle, {most:.1f} s at the 95th of 100, {ordered[-1]:.1f} s at worst"


def _requests(night: Night) -> None:
    limits, evenings = night.limits, len(night.mixers)
    minute, most = max(limits.by_minute.items(), key=lambda one: one[1])
    at = f"{EVE + timedelta(minutes=minute):%H:%M}"
    print(f"{limits.requests.total()} requests, {limits.requests.total() / evenings:.0f} an evening;", end=" ")
    print(f"{most / 60:.1f} a second in the busiest minute ({at}); {limits.most_waiting} in the queue at most")
    for route, number in limits.requests.most_common():
        print(f"  {number / evenings:6.1f} an evening  {route}")
    print(f"{night.city.sent / 1e6:.1f} million characters; ears were sent {night.ears.steps.total()} times,", end=" ")
    print(f"{max(night.ears.steps.values(), default=0)} in the busiest minute")


async def _kept(night: Night, url: str) -> None:
    rows: dict[str, int] = {}
    async with night.database.engine.connect() as connection:
        for table in metadata.sorted_tables:
            rows[table.name] = (await connection.execute(select(func.count()).select_from(table))).scalar_one()
        if url.startswith("sqlite"):
            size = sum(file.stat().st_size for file in Path(url.partition("///")[2]).parent.iterdir())
        else:
            size = (await connection.execute(text("SELECT pg_database_size(current_database())"))).scalar_one()
    database, evenings = night.database, len(night.mixers)
    kept = ", ".join(f"{number} {name}" for name, number in sorted(rows.items(), key=lambda one: -one[1]) if number)
    print(f"{database.writes} transactions that write, {database.writes / evenings:.0f} an evening;", end=" ")
    print(f"{database.reads} that read")
    print(f"{size / 1e6:.1f} MB with {sum(rows.values())} rows: {kept}")


def _processor(night: Night) -> None:
    busiest, most = max(night.busy.items(), key=lambda one: one[1])
    whole, at = sum(night.busy.values()) / 1000, f"{EVE + timedelta(minutes=busiest):%H:%M}"
    print(f"the processor was busy for {whole:.0f} s of {len(night.busy)} minutes,", end=" ")
    print(f"{most / 1000:.1f} s in the busiest ({at}); looking through the database took {night.sweep:.2f} s at worst")
