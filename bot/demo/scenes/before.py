"""Until everyone sits in a room: the server is set up, people gather, the hour begins."""

from __future__ import annotations

from contextlib import suppress

from bot.demo.cast import COMING, TITLE
from bot.demo.missing import LeftOut, Missed
from bot.demo.scenes.inviting import SETTLED
from bot.demo.server import LOBBY, VOICE, Server
from bot.demo.stage import Stage
from bot.demo.telling import listed, seconds

HOST_ROLE, LIBRARY = "Host", "Library"


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
    writers = dice.sample(cast.english, min(4, len(cast.english)))
    words = dict(zip(writers, dice.sample(COMING, len(writers)), strict=True))
    began = stage.now
    left = max(0.0, stage.opened - SETTLED - began)
    for number, person in enumerate(cast.early, 1):
        await stage.sleep(began + left * (number - dice.random() / 2) / len(cast.early) - stage.now)
        with suppress(Missed):
            if person in words:
                await stage.write(person, stage.home, words[person])
            await stage.enter(person, stage.lobby)
    if not stage.opened:
        await _start_at_once(stage)
        return
    await stage.watch.until(
        "a welcome in the lobby and everyone who came in time there, or on the way to a room",
        lambda server: bool(server.places[lobby].by_bot()) and all(person in server.inside for person in cast.early),
        stage.patience(),
    )


async def _start_at_once(stage: Stage) -> None:
    """Without an invitation the host starts with whoever is there, so that there is an evening."""
    await stage.command(stage.cast.host, stage.home, "mixer start", title=TITLE, length=stage.minutes)
    stage.opened = stage.now
    stage.ends = stage.opened + 60 * stage.minutes


async def seat(stage: Stage) -> None:
    """Nobody is left in the lobby, and nobody is alone."""
    early = stage.cast.early

    def settled(server: Server) -> bool:
        rooms = [server.people_in(room.id) for room in stage.rooms_in(server)]
        return {*early} <= {person for people in rooms for person in people} and min(map(len, rooms)) > 1

    within = stage.opened - stage.now + stage.patience(len(early))
    server = await stage.watch.until("a seat in a room for everyone from the lobby, with somebody", settled, within)
    sizes = [str(len(server.people_in(room.id))) for room in stage.rooms_in(server)]
    took = seconds(server.now - stage.opened)
    stage.facts["Rooms"] = f"{len(sizes)}, of {listed(sizes)} people, seated {took} after the hour"


async def greet(stage: Stage) -> None:
    """Every room has a question, in its chat and as its status line, and says what people wrote about themselves."""
    if not stage.rooms:
        raise LeftOut
    said = [card.about for card in stage.cards.values()]
    if stage.shows:
        said.append(stage.cards[stage.cast.open].answer)

    def ready(server: Server) -> bool:
        rooms = stage.rooms_in(server)
        posted = "\n".join(post.content for room in rooms for post in room.by_bot())
        asked = all(room.status and any(room.status in post.content for post in room.by_bot()) for room in rooms)
        return asked and all(words in posted for words in said)

    what = "a question in each room, on its status line too, and there what people had written about themselves"
    await stage.watch.until(what, ready, stage.patience(len(stage.cast.early)))
