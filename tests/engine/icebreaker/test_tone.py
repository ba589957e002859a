"""The soft tone: once with a question that a silence wanted, and never while anybody talks; it can be done without."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.core.community.settings import Community
from bot.core.listening.room_watch import CALM
from bot.core.text import Refusal
from bot.ports import Busy, Forbidden, Missing, NotDone, SoundboardFull, Unsure
from tests.engine.icebreaker.room import Scene, seconds
from tests.evening import GUILD, HOST, START, Evening, check
from tests.fakes import FakeTone

ON = Community(guild_id=GUILD, tone=True)
LASTING = [Forbidden("use_soundboard"), SoundboardFull("full"), Missing("sound")]
PASSING = [NotDone("500"), Unsure("timeout"), Busy(START)]


async def with_tone(*, switched_on: bool = True, ear: bool = True, gentle_minutes: int = 0) -> tuple[Scene, FakeTone]:
    """A room that an ear hears, in a server with the tone, after some talk."""
    scene = await Scene.begun(ear=ear, tone=switched_on, gentle_minutes=gentle_minutes)
    tone = scene.evening.tone
    kept = scene.evening.store.communities
    kept[GUILD] = replace(kept[GUILD], tone_id=await tone.put(GUILD))
    await scene.evening.icebreaker.changed(GUILD)
    await scene.talk(90)
    return scene, tone


async def test_the_tone_comes_once_with_each_question_that_a_silence_wanted() -> None:
    scene, tone = await with_tone()
    assert tone.played == [], "nobody hears one in the middle of talk, nor with the welcome"
    for times in (1, 2):
        await scene.until_asked()
        await scene.wait(120)
        assert tone.played == [scene.channel] * times
        await scene.talk(90)
    await scene.wait(3600)
    check(scene.evening)


async def test_where_it_is_not_switched_on_there_is_none() -> None:
    scene, tone = await with_tone(switched_on=False)
    await scene.until_asked()
    await scene.wait(60)
    assert tone.played == []


async def test_nobody_hears_it_who_has_begun_to_talk() -> None:
    scene, tone = await with_tone()
    tone.meanwhile = lambda: scene.heard(HOST, True)
    await scene.until_asked()
    assert tone.played == []
    tone.meanwhile = lambda: None
    scene.heard(HOST, False)
    await scene.wait(60)
    assert tone.played == [], "nor is it made up for when they have said their word"


async def test_a_word_between_the_question_and_its_tone_takes_the_tone_away() -> None:
    scene, tone = await with_tone()

    def word() -> None:
        scene.heard(HOST, True)
        scene.evening.now += seconds(2)
        scene.heard(HOST, False)

    tone.meanwhile = word
    await scene.until_asked()
    assert tone.played == []


async def test_a_tone_that_comes_late_is_none() -> None:
    scene, tone = await with_tone()

    def long_queue() -> None:
        scene.evening.now += seconds(6)

    tone.meanwhile = long_queue
    await scene.until_asked()
    assert tone.played == []


async def test_a_question_that_somebody_wished_for_makes_no_noise() -> None:
    scene, tone = await with_tone()
    await scene.press("topic")
    await scene.wait(5)
    assert scene.asked == ["ask:1:1"]
    assert tone.played == []


async def test_quiet_for_a_while_silences_it_too() -> None:
    scene, tone = await with_tone()
    await scene.press("hush")
    await scene.wait(300)
    assert (scene.asked, tone.played) == ([], [])


async def test_quiet_for_a_while_right_after_a_question_takes_its_tone_away() -> None:
    scene, tone = await with_tone()

    def hush() -> None:
        following = scene.evening.icebreaker.following(scene.evening.mixer.id, 1)
        assert following is not None
        following.restraint = following.restraint.quiet_for_a_while(scene.at)

    tone.meanwhile = hush
    await scene.until_asked()
    assert tone.played == []


async def test_a_room_without_an_ear_has_questions_and_no_tone() -> None:
    scene, tone = await with_tone(ear=False, gentle_minutes=5)
    await scene.until_asked(600)
    await scene.wait(10)
    assert tone.played == []


async def test_after_a_restart_no_old_question_is_sounded() -> None:
    scene, tone = await with_tone()
    await scene.until_asked()
    await scene.evening.kill()
    await scene.evening.resume()
    await scene.wait(CALM + 2)
    await scene.ear_comes()
    await scene.wait(20)
    assert tone.played == [scene.channel]


async def test_what_somebody_took_off_the_soundboard_is_put_there_once_more() -> None:
    scene, tone = await with_tone()
    tone.boards.clear()
    await scene.until_asked()
    assert (tone.puts, tone.played) == (2, [scene.channel])
    assert scene.evening.store.communities[GUILD].tone_id == tone.boards[GUILD]
    tone.boards.clear()
    await scene.talk(90)
    await scene.until_asked()
    assert (tone.puts, tone.played) == (2, [scene.channel]), "somebody does not want it there"
    assert scene.evening.posts("gone:") == ["gone:tone"]


@pytest.mark.parametrize("refusal", LASTING)
async def test_what_lasts_is_told_to_the_host_once_and_taken_back_when_it_is_mended(refusal: Exception) -> None:
    scene, tone = await with_tone()
    tone.refusal = refusal
    for _ in range(2):
        await scene.until_asked()
        await scene.talk(90)
    assert scene.evening.posts("gone:") == ["gone:tone"]
    message = next(m for m in scene.evening.venue.messages if m.key == "gone:tone")
    assert (message.channel_id, message.texts[-1].key) == (scene.evening.home, "broken.tone")
    assert message.texts[-1].pings == (HOST,)
    tone.refusal = None
    await scene.until_asked()
    await scene.wait(10)
    assert tone.played == [scene.channel]
    assert message.texts[-1].key == "broken.mended"
    await scene.wait(3600)
    check(scene.evening)


@pytest.mark.parametrize("refusal", PASSING)
async def test_what_passes_is_told_to_nobody(refusal: Exception) -> None:
    scene, tone = await with_tone()
    tone.refusal = refusal
    await scene.until_asked()
    await scene.wait(60)
    assert scene.evening.posts("gone:") == []
    assert len(scene.asked) == 1, "the question stands all the same"


async def test_switching_it_on_puts_it_on_the_soundboard_and_off_takes_it_away() -> None:
    evening = Evening()
    kept, tone = evening.store.communities, evening.tone
    await evening.reception.set_up(ON)
    assert kept[GUILD].tone_id == tone.boards[GUILD]
    await evening.reception.set_up(replace(kept[GUILD], language="ja"))
    assert tone.puts == 1
    await evening.reception.set_up(replace(kept[GUILD], tone=False))
    assert (kept[GUILD].tone_id, tone.boards) == (None, {})


async def test_what_is_chosen_while_it_is_put_there_is_not_undone_by_that() -> None:
    evening, gate = Evening(), asyncio.Event()
    put, admin = evening.tone.put, replace(evening.caller(), manages_server=True)

    async def slowly(guild_id: int) -> int:
        await gate.wait()
        return await put(guild_id)

    evening.tone.put = slowly
    chosen = evening.reception.choose(admin, tone=True), evening.reception.choose(admin, board_id=5)
    pressed = [asyncio.ensure_future(one) for one in (*chosen, evening.scheduling.live_in(admin, "Asia/Tokyo"))]
    for _ in range(20):  # as many turns of the loop as they need
        await asyncio.sleep(0)
    gate.set()
    await asyncio.gather(*pressed)
    kept = evening.store.communities[GUILD]
    assert (kept.tone, kept.board_id, kept.time_zone) == (True, 5, "Asia/Tokyo")


async def test_one_that_could_not_be_taken_away_is_when_something_is_chosen_next() -> None:
    evening = Evening()
    kept, tone = evening.store.communities, evening.tone
    await evening.reception.set_up(ON)
    tone.refusal = Unsure("timeout")
    await evening.reception.set_up(replace(kept[GUILD], tone=False))
    assert not kept[GUILD].tone
    tone.refusal = None
    await evening.reception.set_up(replace(kept[GUILD], language="ja"))
    assert tone.boards == {}


@pytest.mark.parametrize(
    ("refusal", "key"),
    [
        (Forbidden("create_expressions"), "refusal.tone.lacks"),
        (SoundboardFull("full"), "refusal.tone.full"),
        (Unsure("timeout"), "refusal.tone.later"),
        (NotDone("500"), "refusal.tone.later"),
    ],
)
async def test_where_it_cannot_be_it_is_not_switched_on(refusal: Exception, key: str) -> None:
    evening = Evening()
    evening.tone.refusal = refusal
    with pytest.raises(Refusal) as told:
        await evening.reception.set_up(ON)
    assert told.value.text.key == key
    assert GUILD not in evening.store.communities


async def test_a_missing_permission_is_named_before_anything_is_asked_of_discord() -> None:
    evening = Evening()
    evening.tone.lacking = ("create_expressions", "use_soundboard")
    with pytest.raises(Refusal) as told:
        await evening.reception.set_up(ON)
    assert told.value.text.key == "refusal.tone.lacks"
    assert "permission.use_soundboard" in str(told.value.text.values["permissions"])
    assert evening.tone.puts == 0
