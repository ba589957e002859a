"""The days before, in two minutes: an evening is announced, and people sign up."""

from __future__ import annotations

import asyncio
import re
from itertools import count

from bot.demo.cast import ROOM_SIZE, TITLE
from bot.demo.missing import Broke, LeftOut, Missed
from bot.demo.server import CANNOT, JOIN, WHAT, Server, Written
from bot.demo.stage import Stage
from bot.demo.telling import ends_at

MINUTE = 60
AHEAD, CROWD_AHEAD = 63, 120
"""Seconds needed before the hour: Discord's calendar takes nothing that begins within a minute, a crowd needs time."""
CROWD = 24
SIGNING = 26.0
"""Seconds in which everybody signs up, however many they are."""
LATEST, SETTLED = 20.0, 4.0
"""Seconds before the hour when nobody fills in a form any more, and when everybody is there."""


def minutes_to(least: float, now: float) -> int:
    """What to type after "in", where the bot goes by whole minutes of the clock, so that so many seconds are left."""
    return next(n for n in count(1) if n * MINUTE - now % MINUTE >= least)


async def announce(stage: Stage) -> None:
    """The host plans an evening, sees it before anybody else does, and announces it."""
    host, home = stage.cast.host, stage.home.id
    when = minutes_to(max(CROWD_AHEAD if len(stage.cast.early) > CROWD else AHEAD, stage.lead), stage.now)
    options = {"title": TITLE, "when": f"in {when} minutes", "length": stage.minutes}
    options |= {"common_ground": stage.cast.ground, "room_size": ROOM_SIZE}
    preview = await stage.command(host, stage.home, "mixer schedule", **options)
    await stage.watch.look()
    if stage.home.by_bot():
        raise Broke("the invitation was posted before the host had confirmed it")
    if not preview.buttons:
        raise Missed("the host was shown no preview")
    await stage.press(host, preview, preview.buttons[0])
    server = await stage.watch.until(
        "an invitation with its three buttons",
        lambda server: any({JOIN, CANNOT, WHAT} <= {*post.buttons} for post in server.places[home].by_bot()),
        stage.patience(),
    )
    invitation = next(post for post in server.places[home].by_bot() if JOIN in post.buttons)
    if (hour := ends_at(invitation.content)) is None:
        raise Missed("the invitation told no beginning")
    stage.opened, stage.ends = hour, hour + MINUTE * stage.minutes


async def see_the_calendar(stage: Stage) -> None:
    """Discord's own calendar has the evening too."""
    await stage.watch.until(
        "the evening in Discord's calendar",
        lambda server: TITLE in {name for name, _ in server.calendar.values()},
        stage.ends - stage.now,
    )


async def sign_up(stage: Stage) -> None:
    """People press Join and say as much about themselves as they like; one looks what happens, one cannot come."""
    if not stage.opened:
        raise LeftOut
    cast, dice = stage.cast, stage.cast.dice("sign up")
    people = [*dice.sample(cast.early, len(cast.early)), cast.late[0]]
    curious = dice.choice([person for person in cast.early if stage.server.locales[person].startswith("en")])
    share, at = SIGNING / len(people), 0.0
    moments = [at := at + dice.uniform(0.4, 1.2) * share for _ in people]
    failed: list[str] = []

    async def one(person: str, moment: float) -> None:
        await stage.sleep(moment)
        try:
            await _sign_up(stage, person, curious=person == curious, aloud=person == people[0])
        except Missed as missed:
            failed.append(str(missed))

    tasks = [asyncio.ensure_future(one(*pair)) for pair in zip(people, moments, strict=True)]
    try:
        _, late = await asyncio.wait(tasks, timeout=max(0.0, stage.opened - LATEST - stage.now) / stage.watch.pace)
    finally:
        for task in tasks:
            task.cancel()
    if failed or late:
        raise Missed("; ".join([*failed, *[f"{len(late)} had not done so when it was time to go"] * bool(late)]))
    await stage.watch.until(
        f"{len(cast.early)} people on the invitation",
        lambda server: any(JOIN in post.buttons and _coming(post) >= len(cast.early) for post in _posts(server)),
        stage.opened - SETTLED - stage.now,
    )
    stage.facts["Signed up"] = f"{len(cast.early)}, with as much about themselves as they liked"


def _coming(invitation: Written) -> int:
    """How many it says are coming: whoever sits in the window, too."""
    found = re.search(r"Coming so far: (\d+)", invitation.content)
    return int(found[1]) if found else 0


def _posts(server: Server) -> list[Written]:
    return [post for place in server.places.values() for post in place.by_bot()]


async def _sign_up(stage: Stage, person: str, *, curious: bool, aloud: bool) -> None:
    """One person; what everybody is told alike is told once."""
    if curious:
        await stage.press(person, await stage.wait_for_post(stage.home, WHAT), WHAT)
    try:
        answer = await _fill_in(stage, person, aloud=aloud)
    except Missed:
        answer = await _fill_in(stage, person, aloud=aloud)
    if person == stage.cast.late[0]:
        await stage.press(person, await stage.wait_for_post(stage.home, CANNOT), CANNOT)
        return
    stage.cards[person] = stage.cast.cards[person]
    if person == stage.cast.open:
        # The first button below the answer lets the others see what brought this person here.
        await stage.press(person, answer, answer.buttons[0])
        stage.shows = True


async def _fill_in(stage: Stage, person: str, *, aloud: bool) -> Written:
    form = await stage.open_form(person, await stage.wait_for_post(stage.home, JOIN), JOIN)
    card = stage.cast.cards[person]
    return await stage.hand_in(person, form, card.filled, card.told, aloud=aloud)
