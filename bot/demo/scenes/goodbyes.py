"""After the hour: how it was, who would like to stay in touch, and what the host looks back on."""

from __future__ import annotations

import asyncio

from bot.demo.cast import REMARK
from bot.demo.server import FEEDBACK, TOUCH
from bot.demo.stage import Stage
from bot.demo.telling import as_seen, listed
from bot.demo.watch import Missed

PNG = b"\x89PNG\r\n\x1a\n"
FACES = (0, 1, 0, 0)
"""What people choose, in turn: the first face is the best one."""


async def say_how_it_was(stage: Stage) -> None:
    """Some press a face, and one adds a sentence; neither carries a name."""
    cast, dice = stage.cast, stage.cast.dice("how it was")
    people = dice.sample([person for person in cast.guests if person != cast.host], min(4, len(cast.guests) - 1))
    # The sentence is written by somebody who writes English.
    people.sort(key=lambda person: person not in cast.english)
    for number, (person, face) in enumerate(zip(people, FACES, strict=False)):
        await asyncio.sleep(dice.uniform(0.2, 0.6))
        asked = await stage.press(person, stage.post_with(stage.home, FEEDBACK), FEEDBACK, aloud=number == 0)
        if len(asked.buttons) != 3:
            raise Missed(f"{stage.name(person)} was not shown three faces")
        thanked = await stage.press(person, asked, asked.buttons[face], aloud=number == 0)
        if number == 0:
            form = await stage.open_form(person, thanked, thanked.buttons[0])
            await stage.hand_in(person, form, {"remark": REMARK}, f"“{REMARK}”, without a name")
    stage.facts["How was it?"] = f"{len(people)} people said it with one tap, and one with a sentence; nobody by name"


async def stay_in_touch(stage: Stage) -> None:
    """Two who sat together tick each other, and one more ticks somebody; nothing of it is told to anybody yet."""
    dice, seats = stage.cast.dice("touch"), stage.watch.seats
    people = sorted(max(seats.values(), key=len))
    one, other, third = dice.sample(people, 3)
    before = [len(place.by_bot()) for place in stage.server.places.values()]
    for number, (person, chosen) in enumerate(((one, other), (other, one), (third, one))):
        await asyncio.sleep(dice.uniform(0.2, 0.6))
        menu = await stage.press(person, stage.post_with(stage.home, TOUCH), TOUCH, aloud=number == 0)
        together = {who for room in seats.values() if person in room for who in room} - {person}
        if chosen not in menu.options or not together >= {*menu.options}:
            raise Missed(f"{stage.name(person)} was not offered those they had sat with")
        await stage.choose(person, menu, menu.menu, chosen, "somebody in a list that nobody else sees")
    await stage.watch.look()
    if before != [len(place.by_bot()) for place in stage.server.places.values()]:
        raise Missed("something was posted when people ticked each other")
    stage.facts["Stay in touch?"] = (
        "three people ticked somebody. Two of them ticked each other, and are told so tomorrow, at the same moment; "
        "of the third tick nobody ever learns"
    )


async def look_back(stage: Stage) -> None:
    """The host asks for the recap: numbers, what people said, and a picture of the evening."""
    answer = await stage.command(stage.cast.host, stage.home, "mixer recap")
    shown = as_seen(answer.content, stage.server, stage.server.now)
    if REMARK not in shown or not answer.pictures:
        raise Missed("the recap had no picture, or did not tell what was said")
    picture = await stage.watch.control.fetch(answer.pictures[0])
    if not picture.startswith(PNG):
        raise Missed("the recap's picture is none")
    stage.picture.write_bytes(picture)
    named = [stage.name(person) for person in stage.cast.guests if stage.name(person) in shown]
    if named:
        raise Missed(f"the recap named {listed(named)}")
    stage.facts["Recap"] = f"shown to {stage.name(stage.cast.host)} alone, with a picture; nobody is named in it"
