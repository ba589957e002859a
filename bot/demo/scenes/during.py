"""While the rooms are open: people talk, come late, hang up, come back, ask, and hear the sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from bot.demo.cast import PARTING, TALK
from bot.demo.conversation import Mood
from bot.demo.missing import Broke, LeftOut, Missed
from bot.demo.server import Server, Written
from bot.demo.stage import Stage
from bot.demo.telling import listed, seconds

LINES = 9
SIGN = 60
"""Seconds before the end at which every room is told."""
TOO_LATE, GONE = 10.0, 5.0
"""Seconds: by how much a sign may be late, and how long at least somebody stays away who has hung up."""
JOIN = "Join"


async def write(stage: Stage) -> None:
    """People write a line in their room now and then, but not where talk has died down."""
    dice = stage.cast.dice("talk")
    lines = dice.sample(TALK, LINES)
    for number, words in enumerate(lines):
        await stage.moment(0.06 + 0.55 * number / len(lines))
        person = dice.choice(stage.cast.english)
        room = stage.room_of(person)
        if room is not None and stage.moods[room.id] is Mood.LIVELY:
            with suppress(Missed):  # somebody who has just gone
                await stage.write(person, room, words)


async def come_late(stage: Stage) -> None:
    """Each late guest presses Join; the first reads the announcement first, the next goes to the lobby first."""
    if not stage.rooms:
        raise LeftOut
    late = stage.cast.late
    for number, person in enumerate(late):
        await stage.moment(0.1 + 0.1 * number / len(late))
        with suppress(Missed):  # it is said below if there is no seat
            await _come(stage, person, through_the_lobby=number % 2 == 1)
    await stage.watch.until("a seat for everyone who came late", _in_rooms(stage, late), stage.patience(len(late)))
    rooms = {person: stage.room_of(person) for person in late}
    stage.facts["Late"] = listed(f"{stage.name(who)} ({room.name})" for who, room in rooms.items() if room)


async def _come(stage: Stage, person: str, *, through_the_lobby: bool) -> None:
    if through_the_lobby:
        await stage.enter(person, stage.lobby)
        await stage.sleep(1)
        await stage.press(person, await stage.wait_for_post(stage.lobby, JOIN), JOIN)
    else:
        await stage.write(person, stage.home, "Sorry, I only just got home!")
        await stage.press(person, await stage.wait_for_post(stage.home, JOIN), JOIN)
        await stage.enter(person, stage.lobby)


def _in_rooms(stage: Stage, people: Sequence[str]) -> Callable[[Server], bool]:
    return lambda server: {server.inside.get(person) for person in people} <= {r.id for r in stage.rooms_in(server)}


async def hang_up_and_return(stage: Stage) -> None:
    """Somebody leaves without a word, and nobody minds; later a press on Join brings them back."""
    person = stage.cast.restless
    await stage.moment(0.18)
    if stage.room_of(person) is None:
        raise LeftOut
    await stage.hang_up(person, ", without a word")
    await stage.sleep(GONE)
    await stage.moment(0.54)
    if person in (await stage.watch.look()).inside:
        raise Broke(f"{stage.name(person)} was dragged back after hanging up")
    await stage.press(person, await stage.wait_for_post(stage.home, JOIN), JOIN)
    await stage.enter(person, stage.lobby)
    within = stage.patience(len(stage.cast.late))
    await stage.watch.until(f"a seat for {stage.name(person)}, who came back", _in_rooms(stage, (person,)), within)
    stage.facts["Left and came back"] = stage.name(person)


async def ask_how_it_goes(stage: Stage) -> None:
    """The host asks for the status and gets a line for each room."""
    await stage.moment(0.22)
    rooms = [room.name for room in stage.rooms]
    if not rooms:
        raise LeftOut
    answer = await stage.command(stage.cast.host, stage.home, "mixer status")
    if untold := [room for room in rooms if room not in answer.content]:
        raise Missed(f"the status did not tell of {listed(untold)}")


async def meddle(stage: Stage) -> None:
    """Somebody without the right tries to end it, gets a kind answer, and nothing changes."""
    person = stage.cast.meddler
    await stage.moment(0.5)
    rooms = {room.id for room in stage.rooms}
    answer = await stage.command(person, stage.home, "mixer end")
    await stage.sleep(2)
    if not answer.content:
        raise Missed(f"{stage.name(person)} was answered nothing")
    if stage.server.now < stage.ends and not rooms <= {room.id for room in stage.rooms}:
        raise Broke(f"{stage.name(person)} could end the mixer")


def _signs(stage: Stage, server: Server, rooms: Sequence[str]) -> list[Written]:
    """What was posted in the last minute, without a button, in each of these rooms alike."""
    places = [server.places[id] for id in rooms if id in server.places]
    last = [[p for p in place.by_bot() if p.at >= stage.ends - SIGN - 2 and not p.buttons] for place in places]
    alike = set[str].intersection(*({post.content for post in posts} for posts in last)) if last else set[str]()
    return [post for posts in last for post in posts if post.content in alike]


async def hear_the_sign(stage: Stage) -> None:
    """A minute before the end every room is told, and people say goodbye to each other."""
    rooms = [room.id for room in stage.rooms]
    if not rooms:
        raise LeftOut
    server = await stage.watch.until(
        "a sign in every room a minute before the end",
        lambda server: bool(_signs(stage, server, rooms)),
        stage.ends - stage.now,
    )
    dice = stage.cast.dice("parting")
    for person, words in zip(dice.sample(stage.cast.english, min(5, len(stage.cast.english))), PARTING, strict=False):
        await stage.sleep(dice.uniform(2, 6))
        room = stage.room_of(person)
        if room is not None:
            with suppress(Missed):
                await stage.write(person, room, words)
    late = max(post.at for post in _signs(stage, server, rooms)) - (stage.ends - SIGN)
    if late > TOO_LATE:
        raise Missed(f"the sign came {seconds(late)} late")
