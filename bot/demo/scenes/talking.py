"""Talk in the rooms: it flows, runs dry in one of them, and is helped on by a question."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from bot.demo.conversation import Mood, next_turn
from bot.demo.server import RATHER_NOT, Place, Server, Written
from bot.demo.stage import Parts, Stage
from bot.demo.telling import listed
from bot.demo.watch import Missed

STEP = 0.2
THINNING = 23.0
"""Seconds in which talk dies down."""
QUIET_AT = 0.36
"""The part of the evening after which a room falls silent."""
THINKING = (2.5, 4.0)
"""Seconds until somebody answers a question that has appeared."""
GOING = 2.5
"""Seconds before the end when the last word is said."""


async def meet_the_ears(stage: Stage) -> None:
    """As many rooms are heard as there are ears, and each of them says so; the rooms are given their parts."""

    def ready(server: Server) -> bool:
        rooms = [room for room in stage.rooms_in(server) if server.is_heard(room.id)]
        told = all(any(RATHER_NOT in post.buttons for post in room.by_bot()) for room in rooms)
        return told and len(rooms) == min(server.bots, len(stage.rooms_in(server)))

    server = await stage.watch.until("an ear in the rooms, with a word about it", ready, stage.patience())
    rooms = listed(room.name for room in stage.rooms if server.is_heard(room.id))
    stage.facts["Ears"] = f"{len(server.ears)}, in {rooms}, each with a post that says what it hears"
    stage.parts = parts(stage)


def parts(stage: Stage) -> Parts:
    """Where talk runs dry nobody comes or goes, and all that needs an ear happens where there is one."""

    def unfit(room: Place) -> tuple[bool, bool, int]:
        people = stage.server.people_in(room.id)
        return stage.cast.restless in people, stage.cast.host in people, -len(people)

    heard = sorted((room for room in stage.rooms if stage.server.is_heard(room.id)), key=unfit)
    return Parts(quiet=heard[0].id, lively=heard[len(heard) // 2].id, shy=heard[-1].id)


async def talk(stage: Stage) -> None:
    """In every room somebody speaks, then somebody else, until it is time to go. Who comes late mostly listens."""
    await asyncio.gather(*(_converse(stage, room) for room in stage.rooms))
    stage.watch.quiet.over = True


async def _converse(stage: Stage, room: Place) -> None:
    dice, last = stage.cast.dice(f"talk in {room.name}"), ""
    while (left := stage.ends - GOING - stage.watch.chronicle.now()) > 1:
        people, mood = stage.in_time(room), stage.moods[room.id]
        if mood is Mood.SILENT or len(people) < 2:
            await asyncio.sleep(STEP)
            continue
        turn = next_turn(dice, people, last, mood)
        last, length = turn.speaker, min(turn.length, left)
        await stage.speak(last, 0, length)
        if turn.nod is not None:
            await stage.speak(*turn.nod)
        await _while_there(stage, last, room, length + turn.pause)


async def _while_there(stage: Stage, person: str, room: Place, wait: float) -> None:
    """Wait, but not for somebody who has gone."""
    with suppress(Missed):
        await stage.watch.until("somebody gone", lambda server: server.inside.get(person) != room.id, wait)


async def run_dry(stage: Stage) -> None:
    """In one room talk dies down until nobody speaks; a question appears without a sound, and talk comes back."""
    room = stage.server.places[stage.parts.quiet]
    before = len(room.asked())
    silent_at = stage.opened + QUIET_AT * (stage.ends - stage.opened)
    await asyncio.sleep(silent_at - THINNING - stage.watch.chronicle.now())
    stage.moods[room.id] = Mood.THIN
    await asyncio.sleep(max(silent_at - stage.watch.chronicle.now(), THINNING / 2))
    stage.moods[room.id] = Mood.SILENT
    try:
        post = await question(stage, room, before, within=(stage.ends - stage.watch.chronicle.now()) / 2)
        await asyncio.sleep(stage.cast.dice("answer").uniform(*THINKING))
    finally:
        stage.moods[room.id] = Mood.LIVELY
    if not post.silent:
        raise Missed(f"the question in {room.name} was not silent")
    await stage.watch.until(f"talk in {room.name} again", _two_speak_in(room), stage.patience())


def _two_speak_in(room: Place) -> Callable[[Server], bool]:
    spoke: set[str] = set()

    def seen(server: Server) -> bool:
        spoke.update(person for person, place_id in server.speaking.items() if place_id == room.id)
        return len(spoke) > 1

    return seen


async def question(stage: Stage, room: Place, before: int, within: float) -> Written:
    """The next question in a room, once it stands there and on the status line."""

    def there(server: Server) -> bool:
        place = server.places.get(room.id, room)
        return len(place.asked()) > before and place.status in place.asked()[-1].content

    server = await stage.watch.until(f"a new question in {room.name} and on its status line", there, within)
    return server.places[room.id].asked()[before]
