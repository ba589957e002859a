"""The end: everyone is brought home, the rooms go, the bot says goodbye, and people leave."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.demo.cast import THANKS
from bot.demo.server import CATEGORY, JOIN, VOICE
from bot.demo.stage import Stage
from bot.demo.telling import seconds
from bot.demo.watch import Missed


async def stay_until_the_end(stage: Stage) -> None:
    """The rooms are there until the announced end, and not a second less."""
    rooms = {room.id for room in stage.rooms}
    left = stage.ends - stage.server.now
    server = await stage.watch.until("the end of the evening", lambda server: server.now >= stage.ends - 1, left + 5)
    alone = [stage.name(person) for person in stage.cast.guests if server.inside.get(person) not in rooms]
    if not rooms or rooms != {room.id for room in stage.rooms_in(server)} or alone:
        raise Missed(f"not in a room: {', '.join(alone)}" if alone else "the rooms went too early")


async def come_home(stage: Stage) -> None:
    """Everyone is back in the lobby."""
    guests, lobby = stage.cast.guests, stage.lobby.id
    server = await stage.watch.until(
        "everyone back in the lobby",
        lambda server: all(server.inside.get(person) == lobby for person in guests),
        60 + stage.patience(len(guests)),
    )
    stage.facts["Home"] = f"{len(guests)} people, within {seconds(server.now - stage.ends)} of the end"


async def clear_away(stage: Stage) -> None:
    """The rooms and their category are gone."""
    before = stage.watch.before
    server = await stage.watch.until(
        "an empty place where the rooms had been",
        lambda server: not server.added_since(before, VOICE) and not server.added_since(before, CATEGORY),
        60 + stage.patience(len(stage.cast.guests)),
    )
    ended = f"{datetime.fromtimestamp(stage.ends).astimezone():%H:%M:%S}"
    stage.facts["Closed"] = f"at {ended}, as announced; rooms gone {seconds(server.now - stage.ends)} later"


async def say_goodbye(stage: Stage) -> None:
    """The bot says goodbye once, and its announcement offers no seat any more."""
    home = stage.home.id
    await stage.watch.until(
        "a goodbye where it was announced, and no seat to be had any more",
        lambda server: (
            any(post.at >= stage.ends - 1 for post in server.places[home].by_bot())
            and not any(JOIN in post.buttons for place in server.places.values() for post in place.by_bot())
        ),
        stage.patience(),
    )
    if sum(post.at >= stage.ends - 1 for post in stage.home.by_bot()) != 1:
        raise Missed("the bot said goodbye more than once")


async def leave(stage: Stage) -> None:
    """Some say thanks, and everybody goes."""
    dice, english = stage.cast.dice("leave"), {*stage.cast.english, *stage.cast.late} - {stage.cast.host}
    speakers = dice.sample([person for person in stage.cast.guests if person in english], 2)
    for person, words in zip(speakers, dice.sample(THANKS, 2), strict=True):
        await stage.write(person, stage.home, words.format(host=stage.name(stage.cast.host)))
        await asyncio.sleep(0.5)
    for person in dice.sample(stage.cast.guests, len(stage.cast.guests)):
        await asyncio.sleep(dice.uniform(0.4, 1.2) * 3 / len(stage.cast.guests))
        await stage.hang_up(person)
