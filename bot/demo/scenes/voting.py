"""The secret vote to stay longer: some would, two in each room would not, and nobody learns who."""

from __future__ import annotations

import asyncio

from bot.demo.missing import Broke, LeftOut, Missed
from bot.demo.server import SECRET, Place, Server, Written
from bot.demo.stage import Stage

YES, NO = 0, 1
"""Which of the two buttons is which."""
THINKING = (2.0, 14.0)
"""Seconds that somebody takes to make up their mind."""


async def vote(stage: Stage) -> None:
    """In each room everybody is asked in secret; two say no, so that the evening ends though one of them is moved."""
    rooms = [room.id for room in stage.rooms]
    if not rooms:
        raise LeftOut
    server = await stage.watch.until(
        "a secret vote in every room", lambda s: all(_ballot(s, room) for room in rooms), stage.ends - stage.now
    )
    votes = [_cast(stage, server, server.places[room], aloud=room == rooms[0]) for room in rooms]
    missed = [one for one in await asyncio.gather(*votes, return_exceptions=True) if one is not None]
    if missed:
        raise missed[0]
    stage.facts["Stay longer?"] = "asked in secret; some in each room would rather not, and nobody learns who"


def _ballot(server: Server, room_id: str) -> Written | None:
    place = server.places.get(room_id)
    return next((post for post in place.by_bot() if SECRET in post.buttons), None) if place else None


async def _cast(stage: Stage, server: Server, room: Place, *, aloud: bool) -> None:
    """Everybody in one room votes who plays a part; nobody else's screen changes by it."""
    ballot = _ballot(server, room.id)
    people = [person for person in server.people_in(room.id) if person in stage.cast.guests]
    if ballot is None or not people:
        return
    dice = stage.cast.dice(f"vote in {room.name}")
    steady = [one for one in people if one not in {stage.cast.host, stage.cast.restless, *stage.cast.late}]
    against = dice.sample(steady if len(steady) > 1 else people, min(2, len(people)))
    for number, person in enumerate(people):
        await stage.sleep(dice.uniform(*THINKING) / len(people))
        asked = await stage.press(person, ballot, SECRET, aloud=aloud and number == 0)
        if len(asked.buttons) != 2:
            raise Missed(f"{stage.name(person)} was not shown a yes and a no")
        await stage.press(person, asked, asked.buttons[NO if person in against else YES], aloud=False)
    now = _ballot(stage.server, room.id)
    if now is not None and now.content != ballot.content:
        raise Broke(f"the vote in {room.name} showed how it goes")
