"""What people press in their rooms: a new topic, quiet for a while, no ear, the host."""

from __future__ import annotations

import asyncio

from bot.demo.scenes.talking import question
from bot.demo.server import CALL, COMING, HUSH, RATHER_NOT, TOPIC, Place, Server, Written
from bot.demo.stage import Stage
from bot.demo.telling import ends_at, seconds
from bot.demo.watch import Missed

AWAY = 16.0
"""Seconds in which an ear that may not listen must not come back; one that may would have."""


def _somebody(stage: Stage, room: Place, scene: str) -> str:
    """Anyone in a room but those who have something else to do."""
    busy = {stage.cast.host, stage.cast.restless, stage.cast.meddler}
    people = stage.in_time(room)
    return stage.cast.dice(scene).choice([person for person in people if person not in busy] or people)


async def wish_for_a_topic(stage: Stage) -> None:
    """Somebody presses New topic: a question comes, and says nothing of who wished for it."""
    await stage.moment(0.55 if stage.parts.alone else 0.26)
    room = stage.server.places[stage.parts.lively]
    person, before = _somebody(stage, room, "topic"), len(room.asked())
    await stage.press(person, stage.post_with(room, TOPIC), TOPIC)
    post = await question(stage, room, before, stage.patience())
    stage.wished.add(post.id)
    if person in post.content or not post.silent:
        raise Missed(f"the new topic in {room.name} told who had wished for it, or made a sound")
    stage.facts["New topic"] = f"wished for in {room.name} by {stage.name(person)}, and nobody was told by whom"


async def wish_for_peace(stage: Stage) -> None:
    """Somebody presses Quiet for a while, and is told that it is kept."""
    await stage.moment(0.64 if stage.parts.alone else 0.32)
    room = stage.server.places[stage.parts.lively]
    person = _somebody(stage, room, "peace")
    answer = await stage.press(person, stage.post_with(room, HUSH), HUSH)
    if (ends_at(answer.content) or 0) < stage.server.now:
        raise Missed(f"{stage.name(person)} was not told that it would be quiet")
    stage.facts["Peace"] = f"wished for in {room.name} by {stage.name(person)}"


async def send_the_ear_away(stage: Stage) -> None:
    """Somebody would rather not have an ear in the room: it leaves, and comes back only when they allow it again."""
    await stage.moment(0.42)
    room = stage.server.places[stage.parts.shy]
    person = _somebody(stage, room, "ear")
    began = stage.watch.chronicle.now()
    await stage.press(person, stage.post_with(room, RATHER_NOT), RATHER_NOT)
    server = await stage.watch.until(f"{room.name} without an ear", lambda s: not s.is_heard(room.id), stage.patience())
    left = seconds(server.now - began)
    await asyncio.sleep(AWAY)
    if stage.server.is_heard(room.id):
        raise Missed(f"the ear came back to {room.name}")
    await stage.command(person, room, "privacy ears", allowed=True)
    await stage.watch.until(f"{room.name} with an ear again", lambda s: s.is_heard(room.id), 2 * stage.patience())
    stage.facts["Rather not"] = (
        f"said {stage.name(person)}; the ear left {room.name} within {left}, until it might return"
    )


async def call_the_host(stage: Stage) -> None:
    """Somebody asks for the host, who is told where, says with one press that help is coming, and comes."""
    await stage.moment(0.6)
    host = stage.cast.host
    ours = [stage.server.places[id] for id in (stage.parts.lively, stage.parts.shy, stage.parts.quiet)]
    room = next((room for room in ours if stage.server.inside.get(host) != room.id), ours[0])
    before = len(stage.home.by_bot())
    await stage.press(_somebody(stage, room, "call"), stage.post_with(room, CALL), CALL)
    await stage.watch.until(
        f"a call for {stage.name(host)} that names {room.name}",
        lambda s: any(room.name in post.content and host in post.content for post in _posts(stage, s)[before:]),
        stage.patience(),
    )
    await asyncio.sleep(2)
    told = len(stage.server.places[room.id].by_bot())
    await stage.press(host, stage.post_with(stage.home, COMING), COMING)
    await stage.watch.until(
        f"a word in {room.name} that the host is coming",
        lambda server: len(server.places[room.id].by_bot()) > told,
        stage.patience(),
    )
    came = stage.server.inside.get(host) != room.id
    if came:
        await stage.enter(host, room)
    stage.facts["Host called"] = f"to {room.name}; {stage.name(host)} {'came' if came else 'was there already'}"


def _posts(stage: Stage, server: Server) -> list[Written]:
    return server.places[stage.home.id].by_bot()
