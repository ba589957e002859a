"""What people press in their rooms: a new topic, quiet for a while, no ear, the host."""

from __future__ import annotations

from collections.abc import Collection

from bot.demo.missing import Broke, LeftOut, Missed
from bot.demo.scenes.talking import question
from bot.demo.server import CALL, COMING, HUSH, RATHER_NOT, TOPIC, Place, Server, Written
from bot.demo.stage import Stage
from bot.demo.telling import ends_at, seconds

AWAY = 16.0
"""Seconds in which an ear that may not listen must not come back; one that may would have."""


def _somebody(stage: Stage, room: Place, scene: str) -> str:
    """Anyone in a room but those who have something else to do. Raises LeftOut if nobody is there."""
    busy = {stage.cast.host, stage.cast.restless, stage.cast.meddler}
    people = stage.in_time(room)
    if not people:
        raise LeftOut
    return stage.cast.dice(scene).choice([person for person in people if person not in busy] or people)


async def wish_for_a_topic(stage: Stage) -> None:
    """Somebody presses New topic: a question comes, and says nothing of who wished for it."""
    await stage.moment(0.55 if stage.parts.alone else 0.26)
    room = stage.part(stage.parts.lively)
    person, known = _somebody(stage, room, "topic"), {post.id for post in room.asked()}
    button = await stage.wait_for_post(room, TOPIC)
    stage.wished[room.id] = stage.now
    await stage.press(person, button, TOPIC)
    post = await question(stage, room, known, stage.patience())
    if person in post.content or post.silent:
        raise Broke(f"the new topic in {room.name} told who had wished for it, or was shown to nobody's eye")
    stage.facts["New topic"] = f"wished for in {room.name}; nobody was told by whom"


async def wish_for_peace(stage: Stage) -> None:
    """Somebody presses Quiet for a while, and is told until when it is kept."""
    await stage.moment(0.64 if stage.parts.alone else 0.32)
    room = stage.part(stage.parts.lively)
    person = _somebody(stage, room, "peace")
    answer = await stage.press(person, await stage.wait_for_post(room, HUSH), HUSH)
    if (ends_at(answer.content) or 0) < stage.server.now:
        raise Missed(f"{stage.name(person)} was not told that it would be quiet")


async def send_the_ear_away(stage: Stage) -> None:
    """Somebody would rather not have an ear in the room: it leaves, and comes back only when they allow it again."""
    await stage.moment(0.42)
    room = stage.part(stage.parts.shy)
    if not stage.server.is_heard(room.id):
        raise LeftOut
    person, began = _somebody(stage, room, "ear"), stage.now
    await stage.press(person, await stage.wait_for_post(room, RATHER_NOT), RATHER_NOT)
    server = await stage.watch.until(f"{room.name} without an ear", lambda s: not s.is_heard(room.id), stage.patience())
    left = seconds(server.now - began)
    await stage.sleep(AWAY)
    if stage.server.is_heard(room.id) and stage.server.inside.get(person) == room.id:
        raise Broke(f"the ear came back to {room.name}, where {stage.name(person)} would rather not have one")
    await stage.command(person, room, "privacy ears", allowed=True)
    await stage.watch.until(f"{room.name} with an ear again", lambda s: s.is_heard(room.id), 2 * stage.patience())
    stage.facts["No ear here"] = f"said {stage.name(person)}; the ear left {room.name} within {left}"


async def call_the_host(stage: Stage) -> None:
    """Somebody asks for the host, who is told where, says with one press that help is coming, and comes."""
    await stage.moment(0.6)
    host = stage.cast.host
    ours = [stage.part(id) for id in (stage.parts.lively, stage.parts.shy, stage.parts.quiet)]
    room = next((room for room in ours if stage.server.inside.get(host) != room.id), ours[0])
    known = {post.id for post in stage.home.by_bot()}
    await stage.press(_somebody(stage, room, "call"), await stage.wait_for_post(room, CALL), CALL)
    await stage.watch.until(
        f"a call for {stage.name(host)} that names {room.name}",
        lambda s: any(room.name in p.content and host in p.content for p in _new(s, stage.home.id, known)),
        stage.patience(),
    )
    await stage.sleep(2)
    heard = {post.id for post in stage.part(room.id).by_bot()}
    await stage.press(host, await stage.wait_for_post(stage.home, COMING), COMING)
    what = f"a word in {room.name} that the host is coming"
    await stage.watch.until(what, lambda server: bool(_new(server, room.id, heard)), stage.patience())
    if came := stage.server.inside.get(host) != room.id:
        await stage.enter(host, room)
    stage.facts["Host called"] = f"to {room.name}; {stage.name(host)} {'came' if came else 'was there already'}"


def _new(server: Server, place_id: str, known: Collection[str]) -> list[Written]:
    """What the bot has posted in a place beside the posts that are known by id."""
    place = server.places.get(place_id)
    return [post for post in place.by_bot() if post.id not in known] if place else []
