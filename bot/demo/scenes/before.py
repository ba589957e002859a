"""Until everyone sits in a room: the server is set up, people gather, the host starts."""

from __future__ import annotations

import asyncio

from bot.demo.cast import COMING, COMMON_GROUND, INVITATION, TITLE
from bot.demo.server import LOBBY, VOICE, Server
from bot.demo.stage import Stage
from bot.demo.telling import listed, seconds
from bot.demo.watch import Missed

HOST_ROLE, LIBRARY = "Host", "Library"
GATHERING = 12.0
"""Seconds in which everybody gathers, however many they are."""


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
    """The host invites, people answer and come, one by one."""
    cast, dice = stage.cast, stage.cast.dice("gather")
    invitation = dice.choice(INVITATION).format(minutes=stage.minutes)
    await stage.write(cast.host, stage.home, invitation)
    answers = dict(zip(dice.sample(cast.early, min(4, len(cast.early))), dice.sample(COMING, 4), strict=False))
    for person in cast.early:
        await asyncio.sleep(dice.uniform(0.4, 1.2) * GATHERING / len(cast.early))
        if person in answers and person != cast.host:
            await stage.write(person, stage.home, answers[person])
        await stage.enter(person, stage.lobby)
    await stage.watch.until(
        "everyone who came in time in the lobby",
        lambda server: set(server.people_in(stage.lobby.id)) == set(cast.early),
        stage.patience(),
    )


async def announce(stage: Stage) -> None:
    """The host starts the evening, and the bot announces it with a button for those who come late."""
    options = {"title": TITLE, "length": stage.minutes, "common_ground": COMMON_GROUND}
    asked = stage.server.now
    await stage.command(stage.cast.host, stage.home, "mixer start", **options)
    home = stage.home.id
    await stage.watch.until(
        "an announcement with a Join button",
        lambda server: any("Join" in post.buttons for post in server.places[home].by_bot()),
        stage.patience(),
    )
    ends = stage.announced_end()
    if ends is None or abs(ends - asked - 60 * stage.minutes) > 15:
        raise Missed(f"the announcement told no end {stage.minutes} minutes away")
    stage.ends, stage.opened = ends, ends - 60 * stage.minutes


async def open_rooms(stage: Stage) -> None:
    """Every room has a question, in its chat and as its status line."""
    wanted = stage.patience(len(stage.cast.early))

    def ready(server: Server) -> bool:
        rooms = stage.rooms_in(server)
        return bool(rooms) and all(room.by_bot() and room.status for room in rooms)

    await stage.watch.until("a first post and a status line in each room", ready, wanted)
    for room in stage.rooms:
        if room.status not in room.by_bot()[0].content or room.status[-1:] not in "?.？。":
            raise Missed(f"the first post in {room.name} did not hold the question of its status line")


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
