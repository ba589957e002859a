"""The process is killed at every call and every save around a question, or they fail: nothing is lost or said twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.lifecycle.parts import Delivery
from bot.core.text import RoomButton
from bot.ports import Unsure
from tests.engine.icebreaker.room import PEOPLE, Scene
from tests.evening import HOST, Evening, check, check_once
from tests.fake_venue import Crash, Failure
from tests.moments import share

kinds = pytest.mark.parametrize("after", [False, True], ids=["before", "after"])


async def story(scene: Scene) -> None:
    """A stall, a question, a button or two, another question. Whoever dies in it comes back, and an ear with it."""
    await scene.talk(60)
    await scene.wait(60)
    await scene.talk(65)
    await _press(scene, "call")
    await _press(scene, "topic")
    await scene.wait(30)
    await _revived(scene)
    await scene.talk(60)
    await scene.wait(40)
    await scene.wait(60 * 60)


async def _press(scene: Scene, button: RoomButton) -> None:
    try:
        await scene.press(button)
    except (Crash, OSError):
        return


async def _revived(scene: Scene) -> None:
    if scene.evening.icebreaker.light(scene.evening.mixer, scene.room) is None:
        scene.evening.icebreaker.hears(scene.channel, True, scene.at)
        await scene.wait(40)


def check_story(scene: Scene) -> None:
    """Everything of the evening, and of its talk."""
    check(scene.evening)
    check_once(scene.evening)
    (room,) = scene.evening.mixer.rooms
    assert [asking.nth for asking in room.askings] == list(range(1, len(room.askings) + 1))
    questions = [room.questions.now, *(asking.question for asking in room.askings)]
    assert len(questions) == len(set(questions))
    posts = scene.evening.mixer.posts
    said = [str(key) for key in posts if key.kind == "ask" and posts[key].delivery is Delivery.SENT]
    assert said == scene.asked


async def undisturbed() -> tuple[Scene, range, range]:
    """The scene, and the numbers of its calls and saves after the room was open."""
    scene = await Scene.begun()
    calls, saves = scene.evening.venue.calls, scene.evening.saves.saves
    await story(scene)
    check_story(scene)
    assert scene.asked == ["ask:1:1", "ask:2:1", "ask:3:1"]
    assert scene.evening.posts("call:") == ["call:1:0:1"]
    late = 8  # the last ones are of the closing, which tests/engine/closing kills
    return scene, range(calls + 1, scene.evening.venue.calls - late), range(saves + 1, scene.evening.saves.saves - late)


@kinds
async def test_a_kill_at_any_call(after: bool) -> None:
    for number in share((await undisturbed())[1], int(after), 2):
        scene = await Scene.begun()
        scene.evening.venue.failures = {number: Failure(Crash(), after=after)}
        await story(scene)
        assert scene.evening.deaths == 1, number
        check_story(scene)
        assert len(scene.asked) >= 2, f"killed at {number}: {scene.asked}"


@kinds
async def test_a_kill_at_any_save(after: bool) -> None:
    for number in share((await undisturbed())[2], int(after), 2):
        scene = await Scene.begun()
        scene.evening.saves.failures = {number: Failure(Crash(), after=after)}
        await story(scene)
        assert scene.evening.deaths == 1, number
        check_story(scene)
        assert len(scene.asked) >= 2, f"killed at {number}: {scene.asked}"


async def test_an_unclear_answer_to_any_call() -> None:
    for number in share((await undisturbed())[1], 0, 2):
        for after in (False, True):
            scene = await Scene.begun()
            scene.evening.venue.failures = {number: Failure(Unsure("timeout"), after=after)}
            await story(scene)
            check_story(scene)
            assert len(scene.asked) == 3, number


async def test_a_full_disk_at_any_save() -> None:
    for number in (await undisturbed())[2]:
        scene = await Scene.begun()
        scene.evening.saves.failures = {number: Failure(OSError("disk full"))}
        await story(scene)
        check_story(scene)
        assert len(scene.asked) >= 2, number


async def test_after_a_restart_a_room_remembers_what_it_was_asked_and_that_it_did_not_help() -> None:
    scene = await Scene.begun()
    for _ in range(2):
        await scene.talk(10, (HOST,))
        await scene.until_asked(240)
    await scene.say(HOST, 5)
    await scene.wait(60)
    assert [asking.worked for asking in scene.room.askings] == [False, False]
    asked = scene.last.at
    await scene.evening.kill()
    await scene.wait(12)
    await scene.ear_comes()
    while len(scene.asked) < 3:
        await scene.say(HOST, 5)
        await scene.wait(45)
    assert scene.last.at - asked >= timedelta(minutes=4)
    assert len({scene.room.questions.now, *(asking.question for asking in scene.room.askings)}) == 4


async def test_after_a_restart_six_are_still_enough() -> None:
    scene = await Scene.begun(length=90)
    while len(scene.asked) < 6:
        await scene.talk(90)
        await scene.wait(40)
    await scene.evening.kill()
    await scene.wait(12)
    await scene.ear_comes()
    for _ in range(10):
        await scene.talk(60)
        await scene.wait(40)
    assert len(scene.asked) == 6


async def test_a_bot_that_was_away_does_not_put_the_question_of_then() -> None:
    scene = Scene(Evening(down_for=timedelta(seconds=30)))
    evening = scene.evening
    evening.gather(*PEOPLE)
    await evening.start(60)
    await scene.wait(12)
    await scene.ear_comes()
    await scene.talk(60)
    evening.saves.failures = {evening.saves.saves + 1: Failure(Crash(), after=True)}
    await scene.wait(60)
    assert evening.deaths == 1
    assert len(scene.room.askings) == 1
    assert scene.asked == []
