"""Until everyone sits in a room: the server is set up, people gather, the hour begins."""

from __future__ import annotations

import asyncio

from bot.demo.cast import COMING
from bot.demo.server import LOBBY, VOICE, Server
from bot.demo.stage import Stage
from bot.demo.telling import listed, seconds
from bot.demo.watch import Missed

HOST_ROLE, LIBRARY = "Host", "Library"
SETTLED = 4.0
"""Seconds before the hour at which everybody is there."""


async def prepare(stage: Stage) -> None:
    """What an admin does by hand: a role for hosts, and one more channel, in which they stay all evening."""
    watch, admin = stage.watch, stage.cast.organiser
    guild = f"/guilds/{watch.guild_id}"
    async with watch.acting:
        await watch.control.patch(f"/people/{admin}", locale="en-US")
        await watch.control.post(f"{guild}/roles", name=HOST_ROLE)
        await watch.control.patch(f"/people/{stage.cast.host}", roles=[HOST_ROLE])
        await watch.control.post(f"{guild}/channels", name=LIBRARY, type=VOICE, parent_id=stage.lobby.parent)
        watch.take_as_given(await watch.see())
    await stage.tell(admin, f"makes the role {HOST_ROLE} and gives it to {stage.name(stage.cast.host)}")
    await stage.enter(admin, stage.server.named(LIBRARY))
    watch.take_as_given(await watch.look())


async def set_up(stage: Stage) -> None:
    """The admin chooses in the bot's panel: the host role, the lobby, English."""
    admin = stage.cast.organiser
    role = next(id for id, name in stage.server.roles.items() if name == HOST_ROLE)
    panel = await stage.command(admin, stage.home, "engawa setup")
    panel = await stage.choose(admin, panel, "setup:role", role, f"{HOST_ROLE} as the role that may host")
    panel = await stage.choose(admin, panel, "setup:lobby", stage.lobby.id, f"{LOBBY} as the lobby")
    panel = await stage.choose(admin, panel, "setup:language", "en", "English for what the bot posts")
    await stage.press(admin, panel, "OK")


async def gather(stage: Stage) -> None:
    """People write that they are coming, and come before the hour, one by one; the lobby says what will happen."""
    cast, dice, lobby = stage.cast, stage.cast.dice("gather"), stage.lobby.id
    await stage.watch.until("a welcome in the lobby", lambda s: bool(s.places[lobby].by_bot()), stage.patience())
    writers = dice.sample(cast.english, min(4, len(cast.english)))
    words = dict(zip(writers, dice.sample(COMING, len(writers)), strict=True))
    began = stage.watch.chronicle.now()
    left = max(0.0, stage.opened - SETTLED - began)
    for number, person in enumerate(cast.early, 1):
        at = began + left * (number - dice.random() / 2) / len(cast.early)
        await asyncio.sleep(at - stage.watch.chronicle.now())
        if person in words:
            await stage.write(person, stage.home, words[person])
        await stage.enter(person, stage.lobby)
    await stage.watch.until(
        "everyone who came in time in the lobby",
        lambda server: set(server.people_in(lobby)) == set(cast.early),
        SETTLED,
    )


async def open_rooms(stage: Stage) -> None:
    """On the hour: every room has a question, in its chat and as its status line, and says who is here."""
    wanted = stage.opened - stage.server.now + stage.patience(len(stage.cast.early))

    def ready(server: Server) -> bool:
        rooms = stage.rooms_in(server)
        return bool(rooms) and all(room.by_bot() and room.status for room in rooms)

    await stage.watch.until("a first post and a status line in each room", ready, wanted)
    for room in stage.rooms:
        if room.status not in room.by_bot()[0].content or room.status[-1:] not in "?.？。":
            raise Missed(f"the first post in {room.name} did not hold the question of its status line")
    _check_lines(stage)


def _check_lines(stage: Stage) -> None:
    """What people wrote for the others stands in a room, and what they did not let be shown stands in none."""
    posted = "\n".join(post.content for room in stage.rooms for post in room.by_bot())
    for person in stage.cast.early:
        card = stage.cards[person]
        if card.about not in posted:
            raise Missed(f"the line of {stage.name(person)} stood in no room")
    shown = {stage.cards[stage.cast.open].answer}
    answers = {card.answer for card in stage.cards.values() if card.answer}
    if {answer for answer in answers if answer in posted} != shown:
        raise Missed("another answer was shown than the one that its writer lets be shown")
    stage.facts["One-liners"] = "in the rooms of those who wrote them, with the one answer that was allowed to be shown"


async def seat(stage: Stage) -> None:
    """Nobody is left in the lobby, and nobody is alone."""
    early = stage.cast.early
    server = await stage.watch.until(
        "a seat in a room for everyone from the lobby",
        lambda server: {server.inside.get(person) for person in early} <= {r.id for r in stage.rooms_in(server)},
        stage.patience(len(early)),
    )
    sizes = {room.name: len(server.people_in(room.id)) for room in stage.rooms}
    if min(sizes.values()) < 2:
        raise Missed(f"somebody was alone in a room: {sizes}")
    stage.facts["Rooms"] = f"{len(sizes)}, of {listed(str(count) for count in sizes.values())} people"
    stage.facts["First questions"] = f"{len(sizes)}, one in each room's chat and on its status line"
    stage.facts["Seated"] = f"{len(early)} people, within {seconds(server.now - stage.opened)} of the start"
