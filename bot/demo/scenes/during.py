"""While the rooms are open: people talk, come late, hang up, come back, ask, and hear the sign."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.demo.cast import PARTING, TALK
from bot.demo.conversation import Mood
from bot.demo.server import Place, Server, Written
from bot.demo.stage import Stage
from bot.demo.telling import clock, listed
from bot.demo.watch import Missed

LINES = 9
SIGN = 60
"""Seconds before the end at which every room is told."""


async def write(stage: Stage) -> None:
    """People write a line in their room now and then, but not where talk has died down."""
    dice = stage.cast.dice("talk")
    lines = dice.sample(TALK, LINES)
    for number, words in enumerate(lines):
        await stage.moment(0.06 + 0.55 * number / len(lines))
        person = dice.choice(stage.cast.english)
        room = stage.room_of(person)
        if room is not None and stage.moods[room.id] is Mood.LIVELY:
            await stage.write(person, room, words)


async def come_late(stage: Stage) -> None:
    """Each late guest presses Join; the first reads the announcement first, the next goes to the lobby first."""
    late = stage.cast.late
    for number, person in enumerate(late):
        await stage.moment(0.1 + 0.1 * number / len(late))
        if number % 2:
            await stage.enter(person, stage.lobby)
            await asyncio.sleep(1)
            await stage.press(person, stage.post_with(stage.lobby, "Join"), "Join")
        else:
            await stage.write(person, stage.home, "Sorry, I only just got home!")
            await stage.press(person, stage.post_with(stage.home, "Join"), "Join")
            await stage.enter(person, stage.lobby)
    await stage.watch.until("a seat for everyone who came late", _in_rooms(stage, late), stage.patience(len(late)))
    rooms = {person: stage.room_of(person) for person in late}
    stage.facts["Late"] = listed(f"{stage.name(who)} ({room.name})" for who, room in rooms.items() if room)


def _in_rooms(stage: Stage, people: tuple[str, ...]) -> Callable[[Server], bool]:
    return lambda server: {server.inside.get(person) for person in people} <= {r.id for r in stage.rooms_in(server)}


async def hang_up_and_return(stage: Stage) -> None:
    """Somebody leaves without a word, and nobody minds; later a press on Join brings them back."""
    person = stage.cast.restless
    await stage.moment(0.18)
    await stage.hang_up(person, ", without a word")
    await stage.moment(0.54)
    if person in stage.server.inside:
        raise Missed(f"{stage.name(person)} was dragged back after hanging up")
    await stage.press(person, stage.post_with(stage.home, "Join"), "Join")
    await stage.enter(person, stage.lobby)
    within = stage.patience(len(stage.cast.late))
    await stage.watch.until(f"a seat for {stage.name(person)}, who came back", _in_rooms(stage, (person,)), within)
    stage.facts["Left and came back"] = stage.name(person)


async def ask_how_it_goes(stage: Stage) -> None:
    """The host asks for the status and gets a line for each room."""
    await stage.moment(0.22)
    answer = await stage.command(stage.cast.host, stage.home, "mixer status")
    for room in stage.rooms:
        if room.name not in answer.content:
            raise Missed(f"the status did not tell of {room.name}")


async def meddle(stage: Stage) -> None:
    """Somebody without the right tries to end it, gets a kind answer, and nothing changes."""
    person = stage.cast.meddler
    await stage.moment(0.5)
    rooms = {room.id for room in stage.rooms}
    answer = await stage.command(person, stage.home, "mixer end")
    await asyncio.sleep(2)
    if not answer.content or {room.id for room in stage.rooms} != rooms or stage.announced_end() != stage.ends:
        raise Missed(f"{stage.name(person)} could end the mixer, or was not answered")


def _is_sign(stage: Stage, post: Written) -> bool:
    return post.at >= stage.ends - SIGN - 2 and not post.buttons


async def hear_the_sign(stage: Stage) -> None:
    """A minute before the end every room is told, and people say goodbye to each other."""
    rooms = [room.id for room in stage.rooms]

    def told(place: Place) -> bool:
        return any(_is_sign(stage, post) for post in place.by_bot())

    await stage.watch.until(
        "a sign in every room a minute before the end",
        lambda server: all(told(server.places[id]) for id in rooms if id in server.places),
        stage.ends - stage.server.now,
    )
    at = [post.at for room in stage.rooms for post in room.by_bot() if _is_sign(stage, post)]
    if not rooms or len(stage.rooms) != len(rooms) or max(at) > stage.ends - SIGN + 10:
        raise Missed("the sign came at another time, or a room had gone")
    stage.facts["Sign"] = f"given in every room, {clock(stage.ends - max(at))} before the end"
    dice = stage.cast.dice("parting")
    for person, words in zip(dice.sample(stage.cast.english, min(5, len(stage.cast.english))), PARTING, strict=False):
        await asyncio.sleep(dice.uniform(2, 6))
        room = stage.room_of(person)
        if room is not None:
            await stage.write(person, room, words)
