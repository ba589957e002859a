"""The buttons in a room: a new topic, quiet for a while, the host; and nobody learns who pressed."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.lifecycle.apply_talk import BETWEEN_TOPICS, WISHED
from bot.core.lifecycle.host_calls import BETWEEN_CALLS
from bot.core.text import Moment, People, Refusal, RoomButton
from tests.engine.icebreaker.room import PEOPLE, Scene
from tests.evening import GUESTS, GUILD, HOST


async def refused(scene: Scene, button: RoomButton) -> str:
    """The key of the refusal that pressing gives."""
    with pytest.raises(Refusal) as error:
        await scene.press(button)
    return error.value.text.key


async def test_a_new_topic_comes_at_once_even_while_people_talk() -> None:
    scene = await Scene.begun()
    scene.heard(HOST, True)
    text = await scene.press("topic")
    assert text.key == "topic.done"
    assert scene.asked == ["ask:1:1"]
    assert scene.last.why == WISHED
    scene.heard(PEOPLE[1], True)
    await scene.wait(5)
    assert len(scene.room.askings) == 1


async def test_talk_does_not_take_a_wished_question_away() -> None:
    scene = await Scene.begun()
    saves = scene.evening.saves
    planned = saves.saves + 1
    saves.meanwhile = lambda number: scene.heard(HOST, True) if number == planned else None
    await scene.press("topic")
    assert scene.asked == ["ask:1:1"]


async def test_another_within_twenty_seconds_is_refused() -> None:
    scene = await Scene.begun()
    await scene.press("topic")
    await scene.wait(BETWEEN_TOPICS.total_seconds() - 1)
    assert await refused(scene, "topic") == "refusal.topic.soon"
    await scene.wait(1)
    await scene.press("topic")
    assert scene.asked == ["ask:1:1", "ask:2:1"]


async def test_two_who_press_in_the_same_instant_get_one_question() -> None:
    scene = await Scene.begun()
    desk, caller, mixer = scene.evening.roomside, scene.evening.caller, scene.evening.mixer.id
    presses = (desk.press(caller(user), "topic", mixer, 1) for user in PEOPLE)

    async def all_at_once() -> list[object]:
        return list(await asyncio.gather(*presses, return_exceptions=True))

    answers = await scene.evening.ask(lambda _: all_at_once())
    assert sorted(type(answer).__name__ for answer in answers) == ["Refusal", "Refusal", "Text"]
    assert scene.asked == ["ask:1:1"]


async def test_nothing_says_who_pressed() -> None:
    scene = await Scene.begun()
    await scene.press("topic")
    await scene.press("call")
    shown = repr([m.texts for m in scene.evening.venue.messages if m.key.startswith(("ask", "call"))])
    assert str(PEOPLE[1]) not in shown


async def test_after_a_wish_the_room_is_left_to_it() -> None:
    scene = await Scene.begun()
    await scene.talk(60)
    await scene.press("topic")
    await scene.say(HOST, 3)
    await scene.wait(50)
    assert len(scene.asked) == 1


async def test_quiet_for_a_while_is_a_quarter_of_an_hour_and_a_new_topic_still_works() -> None:
    scene = await Scene.begun()
    await scene.talk(60)
    until = scene.evening.now + timedelta(minutes=15)
    text = await scene.press("hush")
    assert text.values["until"] == Moment(until)
    while scene.evening.now < until - timedelta(seconds=45):
        await scene.say(HOST, 5)
        await scene.wait(35)
        assert scene.asked == []
    await scene.press("topic")
    await scene.wait(130)
    await scene.talk(30)
    await scene.until_asked()


async def test_peace_survives_a_restart() -> None:
    scene = await Scene.begun()
    await scene.talk(60)
    await scene.press("hush")
    await scene.evening.kill()
    await scene.wait(12)
    await scene.ear_comes()
    for _ in range(10):
        await scene.say(HOST, 5)
        await scene.wait(40)
    assert scene.asked == []


async def test_the_host_is_called_in_the_home_channel_and_once_in_two_minutes() -> None:
    scene = await Scene.begun()
    text = await scene.press("call")
    assert text.key == "call.done"
    (call,) = (m for m in scene.evening.venue.messages if m.key.startswith("call:"))
    assert call.channel_id == scene.evening.home
    assert call.texts[0].pings == (HOST,)
    assert call.texts[0].values["host"] == People((HOST,))
    await scene.wait(BETWEEN_CALLS.total_seconds() - 1)
    assert await refused(scene, "call") == "refusal.call.soon"
    await scene.wait(1)
    await scene.press("call")
    assert scene.evening.posts("call:") == ["call:1:0:1", "call:2:0:1"]


async def test_two_who_call_in_the_same_instant_call_once() -> None:
    scene = await Scene.begun()
    desk, caller, mixer = scene.evening.roomside, scene.evening.caller, scene.evening.mixer.id
    presses = (desk.press(caller(user), "call", mixer, 1) for user in PEOPLE)

    async def all_at_once() -> None:
        await asyncio.gather(*presses)

    await scene.evening.ask(lambda _: all_at_once())
    assert scene.evening.posts("call:") == ["call:1:0:1"]


@pytest.mark.parametrize("button", ["topic", "hush", "call", "unheard"])
async def test_buttons_under_old_posts_say_that_it_is_over(button: RoomButton) -> None:
    scene = await Scene.begun()
    await scene.evening.end()
    await scene.wait(300)
    assert await refused(scene, button) == "refusal.join.over"
    assert await scene.ledger.refusers(GUILD) == frozenset()


async def test_the_buttons_of_another_server_do_nothing_here() -> None:
    scene = await Scene.begun()
    scene.evening.furnish(2)
    stranger = scene.evening.caller(GUESTS[5], guild_id=2)
    with pytest.raises(Refusal):
        await scene.evening.roomside.press(stranger, "topic", scene.evening.mixer.id, 1)
    assert scene.room.askings == ()


async def test_a_room_that_was_never_there_has_no_topic() -> None:
    scene = await Scene.begun()
    with pytest.raises(Refusal):
        await scene.evening.roomside.press(scene.evening.caller(), "topic", scene.evening.mixer.id, 9)
