"""The end: everyone is brought home, the rooms go, the bot says goodbye, and people leave."""

from __future__ import annotations

from bot.demo.cast import THANKS
from bot.demo.missing import Broke, Missed
from bot.demo.server import CATEGORY, JOIN, TOUCH, VOICE, Server, Written
from bot.demo.stage import Stage
from bot.demo.telling import listed, seconds

CLOSE = 3.0
"""Seconds before the end when it is looked who is still there."""
CLOSING = 60.0
"""Seconds after the end for which the bot waits for nobody any longer."""


async def stay_until_the_end(stage: Stage) -> None:
    """The rooms are there until the announced end; nothing in them was told that its writer keeps to themselves."""
    stage.need_rooms()
    last = stage.ends - CLOSE
    await stage.watch.until("the end of the evening", lambda s: s.now >= last, last - stage.now + stage.patience())
    server = stage.server
    if early := [at for at in stage.watch.gone_at.values() if at < stage.ends - 1]:
        raise Broke(f"a room went {seconds(stage.ends - min(early))} before the announced end")
    stage.stayed = {person for room in stage.rooms_in(server) for person in server.people_in(room.id)}
    if told := _told_on(stage):
        raise Broke(f"an answer was shown that nobody let be shown: {told}")
    home = {*server.people_in(stage.lobby.id)} if server.now >= stage.ends else set[str]()
    if away := [stage.name(person) for person in stage.cast.guests if person not in stage.stayed | home]:
        raise Missed(f"not in a room: {listed(away)}")


def _told_on(stage: Stage) -> str:
    """An answer from somebody's form that stood in a room though it was for the bot alone."""
    posted = "\n".join(post.content for room in stage.watch.ever_rooms for post in room.by_bot())
    secret = {card.answer for card in stage.cards.values()} - {"", stage.cast.cards[stage.cast.open].answer}
    return next((answer for answer in sorted(secret) if answer in posted), "")


async def come_home(stage: Stage) -> None:
    """Everyone who was in a room is back in the lobby."""
    stage.need_rooms()
    lobby, people = stage.lobby.id, stage.stayed
    server = await stage.watch.until(
        "everyone back in the lobby",
        lambda server: server.now >= stage.ends and people <= {*server.people_in(lobby)},
        CLOSING + stage.patience(len(stage.cast.guests)),
    )
    stage.facts["Home"] = f"{len(people)} people, within {seconds(server.now - stage.ends)} of the end"


async def clear_away(stage: Stage) -> None:
    """The rooms and their category are gone."""
    stage.need_rooms()
    before = stage.watch.before
    server = await stage.watch.until(
        "an empty place where the rooms had been",
        lambda server: not server.added_since(before, VOICE) and not server.added_since(before, CATEGORY),
        CLOSING + stage.patience(len(stage.cast.guests)),
    )
    stage.facts["Home"] = f"{stage.facts.get('Home', '')}; rooms gone after {seconds(server.now - stage.ends)}"


async def say_goodbye(stage: Stage) -> None:
    """The bot says goodbye once, and its announcement offers no seat any more."""
    stage.need_rooms()

    def goodbyes(server: Server) -> list[Written]:
        return [post for place in server.places.values() for post in place.by_bot() if TOUCH in post.buttons]

    server = await stage.watch.until(
        "a goodbye where it was announced, and no seat to be had any more",
        lambda server: (
            bool(goodbyes(server))
            and not any(JOIN in post.buttons for place in server.places.values() for post in place.by_bot())
        ),
        stage.patience(),
    )
    if len(goodbyes(server)) > 1:
        raise Broke("the bot said goodbye more than once")


async def leave(stage: Stage) -> None:
    """Some say thanks, and everybody goes."""
    dice, english = stage.cast.dice("leave"), {*stage.cast.english, *stage.cast.late} - {stage.cast.host}
    thankful = [person for person in stage.cast.guests if person in english]
    for person, words in zip(dice.sample(thankful, min(2, len(thankful))), dice.sample(THANKS, 2), strict=False):
        await stage.write(person, stage.home, words.format(host=stage.name(stage.cast.host)))
        await stage.sleep(0.5)
    for person in dice.sample(stage.cast.guests, len(stage.cast.guests)):
        await stage.sleep(dice.uniform(0.4, 1.2) * 3 / len(stage.cast.guests))
        if person in stage.server.inside:
            await stage.hang_up(person)
