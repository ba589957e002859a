"""Talk in the rooms: it flows, runs dry in one of them, and is helped on by a question."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress

from bot.demo.conversation import Mood, next_turn
from bot.demo.missing import Broke, LeftOut, Missed
from bot.demo.server import RATHER_NOT, Place, Server, Written
from bot.demo.stage import Parts, Stage

STEP = 0.2
THINNING = 23.0
"""Seconds in which talk dies down."""
QUIET_AT = 0.36
"""The part of the evening after which a room falls silent."""
THINKING = (2.5, 4.0)
"""Seconds until somebody answers a question that has appeared."""
GOING = 4.0
"""Seconds before the end when the last word is said."""


async def meet_the_ears(stage: Stage) -> None:
    """As many rooms are heard as there are ears, and each of them says so; the rooms are given their parts."""

    def ready(server: Server) -> bool:
        rooms = [room for room in stage.rooms_in(server) if server.is_heard(room.id)]
        told = all(any(RATHER_NOT in post.buttons for post in room.by_bot()) for room in rooms)
        return told and len(rooms) == min(server.bots, len(stage.rooms_in(server)))

    if not stage.rooms:
        raise LeftOut
    try:
        server = await stage.watch.until("an ear in the rooms, with a word about it", ready, stage.patience())
    finally:
        stage.parts = parts(stage)
    stage.facts["Ears"] = f"{len(server.ears)}; their rooms were told what an ear hears, and what not"


def parts(stage: Stage) -> Parts:
    """Where talk runs dry nobody comes or goes, and all that needs an ear happens where there is one."""

    def unfit(room: Place) -> tuple[bool, bool, int]:
        people = stage.server.people_in(room.id)
        return stage.cast.restless in people, stage.cast.host in people, -len(people)

    heard = sorted([room for room in stage.rooms if stage.server.is_heard(room.id)] or stage.rooms, key=unfit)
    return Parts(quiet=heard[0].id, lively=heard[len(heard) // 2].id, shy=heard[-1].id)


async def talk(stage: Stage) -> None:
    """In every room somebody speaks, then somebody else, until it is time to go. Who comes late mostly listens."""
    talks: dict[str, asyncio.Task[None]] = {}
    try:
        while stage.now < stage.ends - GOING:
            for room in stage.rooms:
                if room.id not in talks:
                    talks[room.id] = asyncio.create_task(_converse(stage, room))
            await stage.sleep(STEP)
    finally:
        stage.watch.quiet.over = True
        for task in talks.values():
            task.cancel()
    await asyncio.gather(*talks.values(), return_exceptions=True)
    if not talks:
        raise LeftOut


async def _converse(stage: Stage, room: Place) -> None:
    dice, last = stage.cast.dice(f"talk in {room.name}"), ""
    while (left := stage.ends - GOING - stage.now) > 1:
        people, mood = stage.in_time(room), stage.moods[room.id]
        if mood is Mood.SILENT or len(people) < 2:
            await stage.sleep(STEP)
            continue
        turn = next_turn(dice, people, last, mood)
        last, length = turn.speaker, min(turn.length, left)
        with suppress(Missed):  # somebody who has just gone
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
    room = stage.part(stage.parts.quiet)
    known = {post.id for post in room.asked()}
    silent_at = stage.opened + QUIET_AT * (stage.ends - stage.opened)
    await stage.sleep(silent_at - THINNING - stage.now)
    stage.moods[room.id] = Mood.THIN
    await stage.sleep(max(silent_at - stage.now, THINNING / 2))
    stage.moods[room.id] = Mood.SILENT
    try:
        post = await question(stage, room, known, within=(stage.ends - stage.now) / 2)
        await stage.sleep(stage.cast.dice("answer").uniform(*THINKING))
    finally:
        stage.moods[room.id] = Mood.LIVELY
    if post.silent:
        raise Broke(f"the question in {room.name} was sent so that no preview of it is shown")
    await stage.watch.until(f"talk in {room.name} again", _two_speak_in(room), stage.patience())


def _two_speak_in(room: Place) -> Callable[[Server], bool]:
    spoke: set[str] = set()

    def seen(server: Server) -> bool:
        spoke.update(person for person, place_id in server.speaking.items() if place_id == room.id)
        return len(spoke) > 1

    return seen


async def question(stage: Stage, room: Place, known: Collection[str], within: float) -> Written:
    """The next question in a room beside those that are known by id, once it stands on the status line too."""

    def new(server: Server) -> list[Written]:
        place = server.places.get(room.id, room)
        return [post for post in place.asked() if post.id not in known and place.status in post.content]

    what = f"a new question in {room.name} and on its status line"
    return new(await stage.watch.until(what, lambda server: bool(new(server)), within))[-1]
