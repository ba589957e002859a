"""Who pressed *New topic* or *No ear here*: nothing that others see differs by person."""

from __future__ import annotations

import pytest

from bot.core.text import Refusal, RoomButton
from tests.engine.icebreaker.room import PEOPLE, Scene
from tests.evening import GUILD, HOST, minutes
from tests.promises.seen import letters, public

WHO, *OTHERS = PEOPLE[1], HOST, PEOPLE[2]


async def pressed(button: RoomButton, by: int) -> list[object]:
    """Everything that the others see of an evening in which somebody presses that button, until long after it."""
    scene = await Scene.begun(length=12)
    answer = await scene.press(button, by)
    await scene.evening.run_for(minutes(1))
    board = await scene.evening.ask(lambda r: r.status(scene.evening.caller()))
    ears = [*scene.evening.ears.sent]
    await scene.evening.run_for(minutes(40))
    return [answer, board, ears, public(scene.evening), letters(scene.evening), scene.evening.drawn]


@pytest.mark.parametrize("button", ["topic", "unheard"])
async def test_n1_whoever_of_a_room_presses_the_others_see_the_same(button: RoomButton) -> None:
    worlds = [await pressed(button, user) for user in PEOPLE[:2]]
    assert worlds[0] == worlds[1]


async def test_n2_a_question_that_was_wished_for_reads_in_the_room_like_one_that_comes_by_itself() -> None:
    scene = await Scene.begun(length=12)
    await scene.press("topic", PEOPLE[0])
    await scene.evening.run_for(minutes(1))
    (wished,) = (m for m in scene.evening.venue.messages if m.key == "ask:1:1")
    quiet = await Scene.begun(length=12)
    await quiet.evening.run_for(minutes(4))
    by_itself = next(m for m in quiet.evening.venue.messages if m.key == "ask:1:1")
    assert {text.key for text in wished.texts} == {text.key for text in by_itself.texts} == {"room.ask"}
    assert wished.texts[0].values.keys() == by_itself.texts[0].values.keys()
    assert wished.texts[0].pings == ()


async def test_n3_who_presses_too_soon_is_turned_away_in_the_same_words_as_who_pressed_before() -> None:
    scene = await Scene.begun(length=12)
    await scene.press("topic", PEOPLE[0])
    refusals: set[object] = set()
    for user in PEOPLE[:2]:
        with pytest.raises(Refusal) as refusal:
            await scene.press("topic", user)
        refusals.add(refusal.value.text)
    assert len(refusals) == 1


async def test_r1_the_wish_not_to_be_heard_is_shown_to_nobody_else() -> None:
    scene = await Scene.begun(length=12)
    before = [await scene.evening.members.show_me(scene.evening.caller(user)) for user in OTHERS]
    settings = scene.evening.store.communities[GUILD].described()
    await scene.press("unheard", WHO)
    assert [await scene.evening.members.show_me(scene.evening.caller(user)) for user in OTHERS] == before
    assert scene.evening.store.communities[GUILD].described() == settings


async def test_r2_the_notice_of_the_ear_stands_as_it_was_when_the_ear_has_been_sent_away() -> None:
    scene = await Scene.begun(length=12)
    await scene.evening.run_for(minutes(1))
    (notice,) = (m for m in scene.evening.venue.messages if m.key == "ear:1")
    await scene.press("unheard", WHO)
    await scene.evening.run_for(minutes(5))
    assert len(notice.texts) == 1
    assert scene.evening.ears.sent[-1] == ()
