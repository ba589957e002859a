"""The days before, in two minutes: an evening is announced, and people sign up."""

from __future__ import annotations

import asyncio
from itertools import count

from bot.demo.cast import COMMON_GROUND, ROOM_SIZE, TITLE
from bot.demo.server import CANNOT, JOIN, WHAT, Written
from bot.demo.stage import Stage
from bot.demo.telling import ends_at
from bot.demo.watch import Missed

MINUTE = 60
AHEAD, CROWD_AHEAD = 63, 120
"""Seconds needed before the hour: Discord's calendar takes nothing that begins within a minute, a crowd needs time."""
CROWD = 24
SIGNING = 26.0
"""Seconds in which everybody signs up, however many they are."""


def minutes_to(least: float, now: float) -> int:
    """What to type after "in", where the bot goes by whole minutes of the clock, so that so many seconds are left."""
    return next(n for n in count(1) if n * MINUTE - now % MINUTE >= least)


async def announce(stage: Stage) -> None:
    """The host plans an evening, sees it before anybody else does, and announces it; Discord's calendar has it too."""
    host, home = stage.cast.host, stage.home.id
    when = minutes_to(CROWD_AHEAD if len(stage.cast.early) > CROWD else AHEAD, stage.watch.chronicle.now())
    options = {"title": TITLE, "when": f"in {when} minutes", "length": stage.minutes}
    options |= {"common_ground": COMMON_GROUND, "room_size": ROOM_SIZE}
    preview = await stage.command(host, stage.home, "mixer schedule", **options)
    if stage.home.by_bot():
        raise Missed("the invitation was posted before the host had confirmed it")
    await stage.press(host, preview, preview.buttons[0])
    server = await stage.watch.until(
        "an invitation with its three buttons",
        lambda server: any({JOIN, CANNOT, WHAT} <= {*post.buttons} for post in server.places[home].by_bot()),
        stage.patience(),
    )
    hour = ends_at(stage.post_with(stage.home, JOIN).content)
    if hour is None or not 0 < hour - server.now < when * MINUTE:
        raise Missed(f"the invitation told no beginning within {when} minutes")
    stage.opened, stage.ends = hour, hour + MINUTE * stage.minutes
    await stage.watch.until(
        "the evening in Discord's calendar",
        lambda server: TITLE in {name for name, _ in server.calendar.values()},
        stage.patience(),
    )


async def sign_up(stage: Stage) -> None:
    """People press Join and say as much about themselves as they like; one looks what happens, one cannot come."""
    cast, dice = stage.cast, stage.cast.dice("sign up")
    curious = dice.choice([person for person in cast.early if stage.server.locales[person].startswith("en")])
    people = [*dice.sample(cast.early, len(cast.early)), cast.late[0]]
    for number, person in enumerate(people):
        await asyncio.sleep(dice.uniform(0.4, 1.2) * SIGNING / len(people))
        if person == curious:
            await stage.press(person, stage.post_with(stage.home, WHAT), WHAT)
        # What everybody is told alike is told once.
        answer = await _fill_in(stage, person, aloud=number == 0)
        if person == cast.open:
            # The first button below the answer lets the others see what brought this person here.
            await stage.press(person, answer, answer.buttons[0])
    await stage.press(cast.late[0], stage.post_with(stage.home, CANNOT), CANNOT)
    home, coming = stage.home.id, f": {len(cast.early)}"
    await stage.watch.until(
        f"{len(cast.early)} people on the invitation",
        lambda server: any(coming in post.content for post in server.places[home].by_bot() if JOIN in post.buttons),
        stage.patience(),
    )
    stage.facts["Signed up"] = f"{len(cast.early)} people, with as much about themselves as they liked"


async def _fill_in(stage: Stage, person: str, *, aloud: bool) -> Written:
    card = stage.cast.cards[person]
    form = await stage.open_form(person, stage.post_with(stage.home, JOIN), JOIN)
    stage.cards[person] = card
    return await stage.hand_in(person, form, card.filled, card.told, aloud=aloud)
