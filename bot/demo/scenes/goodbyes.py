"""After the hour: how it was, who would like to stay in touch, and what the host looks back on."""

from __future__ import annotations

import re

from bot.demo.cast import REMARK
from bot.demo.missing import Broke, LeftOut, Missed
from bot.demo.server import FEEDBACK, TOUCH, Written
from bot.demo.stage import Stage
from bot.demo.telling import as_seen, listed

PNG = b"\x89PNG\r\n\x1a\n"
FACES = (0, 1, 0, 0)
"""What people choose, in turn: the first face is the best one."""


async def _farewell(stage: Stage, label: str) -> Written:
    """The goodbye with its buttons. Raises LeftOut where there is none."""
    try:
        return await stage.wait_for_post(stage.home, label)
    except Missed:
        raise LeftOut from None


async def say_how_it_was(stage: Stage) -> None:
    """Some press a face, and one adds a sentence; neither carries a name."""
    cast, dice = stage.cast, stage.cast.dice("how it was")
    people = dice.sample([person for person in cast.guests if person != cast.host], min(4, len(cast.guests) - 1))
    # The sentence is written by somebody who writes English.
    people.sort(key=lambda person: person not in cast.english)
    post = await _farewell(stage, FEEDBACK)
    for number, (person, face) in enumerate(zip(people, FACES, strict=False)):
        await stage.sleep(dice.uniform(0.2, 0.6))
        asked = await stage.press(person, post, FEEDBACK, aloud=number == 0)
        if len(asked.buttons) != 3:
            raise Missed(f"{stage.name(person)} was not shown three faces")
        thanked = await stage.press(person, asked, asked.buttons[face], aloud=number == 0)
        if number == 0:
            form = await stage.open_form(person, thanked, thanked.buttons[0])
            await stage.hand_in(person, form, {"remark": REMARK}, f"“{REMARK}”, without a name")
    stage.facts["How was it?"] = f"{len(people)} people said so with one tap, nobody by name"


async def stay_in_touch(stage: Stage) -> None:
    """Two who sat together tick each other, and one more ticks somebody; nothing of it is told to anybody yet."""
    dice, together = stage.cast.dice("touch"), stage.watch.together
    people = sorted(max(stage.watch.seats.values(), key=len, default=set[str]()))
    if len(people) < 3:
        raise LeftOut
    post = await _farewell(stage, TOUCH)
    one, other, third = dice.sample(people, 3)
    known = {post.id for place in stage.server.places.values() for post in place.by_bot()}
    for number, (person, chosen) in enumerate(((one, other), (other, one), (third, one))):
        await stage.sleep(dice.uniform(0.2, 0.6))
        menu = await stage.press(person, post, TOUCH, aloud=number == 0)
        met = {who for room in together.values() if person in room for who in room} - {person}
        if strangers := [stage.name(who) for who in menu.options if who not in met]:
            raise Broke(f"{stage.name(person)} was offered {listed(strangers)}, whom they had not sat with")
        if chosen not in menu.options:
            raise Missed(f"{stage.name(person)} was not offered {stage.name(chosen)}, whom they had sat with")
        await stage.choose(person, menu, menu.menu, chosen, "somebody in a list that nobody else sees")
    await stage.watch.look()
    new = [p for place in stage.server.places.values() for p in place.by_bot() if p.id not in known]
    if any(person in post.content for post in new for person in (one, other, third)):
        raise Broke("it was posted who had ticked whom")
    stage.facts["Stay in touch?"] = "two ticked each other, told tomorrow; a third tick nobody ever learns of"


async def look_back(stage: Stage) -> None:
    """The host asks for the recap: numbers and a picture of the evening; what people said comes later, all at once."""
    stage.need_rooms()
    answer = await stage.command(stage.cast.host, stage.home, "mixer recap")
    shown = as_seen(answer.content, stage.server, stage.server.now)
    names = [stage.name(person) for person in stage.cast.guests]
    if named := [name for name in names if re.search(rf"\b{re.escape(name)}\b", shown)]:
        raise Broke(f"the recap named {listed(named)}")
    if REMARK in shown:
        raise Broke("the recap told what somebody said while others could still say something")
    if not answer.pictures:
        raise Missed("the recap had no picture")
    picture = await stage.watch.control.fetch(answer.pictures[0])
    if not picture.startswith(PNG):
        raise Missed("the recap's picture is none")
    stage.picture.write_bytes(picture)
