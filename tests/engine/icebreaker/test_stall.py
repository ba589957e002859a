"""Where talk stalls, one question appears; while anybody talks, or will at once, none does."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.core.listening.stall import Light
from bot.core.questions.deck import Tally
from bot.core.text import Refusal
from tests.engine.icebreaker.room import PEOPLE, Scene
from tests.evening import GUESTS, GUILD, HOST, check
from tests.fakes import FakeLedger


async def test_a_lull_gets_one_question_and_the_status_line_shows_it() -> None:
    scene = await Scene.begun()
    await scene.talk(120)
    assert scene.asked == []
    assert scene.evening.venue.statuses[scene.channel] == scene.room.questions.now
    await scene.until_asked()
    await scene.wait(300)
    assert scene.asked == ["ask:1:1"], "one silence, one question"
    assert scene.evening.venue.statuses[scene.channel] == scene.last.question != scene.room.questions.now
    message = next(m for m in scene.evening.venue.messages if m.key == "ask:1:1")
    assert message.channel_id == scene.channel
    assert message.texts[0].buttons == ("topic", "hush", "call")
    assert message.texts[0].pings == (), "nobody is pinged"


async def test_the_next_stall_gets_another_question() -> None:
    scene = await Scene.begun()
    for _ in range(3):
        await scene.talk(90)
        await scene.until_asked()
    questions = [scene.room.questions.now, *(asking.question for asking in scene.room.askings)]
    assert len(set(questions)) == 4


async def test_talk_that_begins_while_the_question_is_chosen_stops_it() -> None:
    scene = await Scene.begun()
    await scene.talk(90)
    scene.ledger.meanwhile = lambda: scene.heard(HOST, True)
    await scene.wait(60)
    scene.ledger.meanwhile = lambda: None
    scene.heard(HOST, False)
    assert scene.asked == []
    assert scene.room.askings == ()
    await scene.until_asked()


@pytest.mark.parametrize("save", [1, 2])
async def test_talk_that_begins_before_the_question_is_sent_holds_it_back(save: int) -> None:
    """While the question is being saved (1), or while the intent to send it is (2): then it is too late."""
    scene = await Scene.begun()
    await scene.talk(90)
    saves = scene.evening.saves
    planned = saves.saves + save
    saves.meanwhile = lambda number: scene.heard(HOST, True) if number == planned else None
    await scene.wait(60)
    held_back = save == 1
    assert (scene.asked == []) == held_back
    assert (scene.room.askings == ()) == held_back
    shown = scene.evening.venue.statuses[scene.channel]
    assert (shown == scene.room.questions.now) == held_back, "a question held back is not in the status line either"
    scene.heard(HOST, False)
    await scene.talk(90)
    await scene.until_asked()
    assert scene.asked[-1] == ("ask:1:1" if held_back else "ask:2:1"), "held back is not used up"


async def test_a_cough_holds_a_question_back_only_for_a_moment() -> None:
    scene = await Scene.begun()
    await scene.talk(90)
    await _busy_channel(scene)
    await scene.wait(40)
    assert len(scene.room.askings) == 1
    scene.heard(HOST, True)
    await scene.wait(0.2)
    scene.heard(HOST, False)
    assert scene.room.askings == ()
    scene.evening.venue.servers[GUILD].lacking.clear()
    await scene.until_asked(10)


async def _busy_channel(scene: Scene) -> None:
    scene.evening.venue.servers[GUILD].lacking.add("send_messages")


async def test_a_question_that_could_never_be_posted_is_not_judged() -> None:
    scene = await Scene.begun()
    await scene.talk(90)
    await _busy_channel(scene)
    await scene.wait(120)
    assert scene.last.worked is None
    assert await scene.ledger.tallies(GUILD) == {}
    assert scene.evening.venue.statuses[scene.channel] == scene.room.questions.now


async def test_never_while_somebody_transmits() -> None:
    scene = await Scene.begun()
    await scene.talk(90)
    await scene.say(HOST, 50)
    scene.heard(HOST, True)
    scene.heard(GUESTS[0], True)
    await scene.wait(55)
    assert scene.asked == []
    assert scene.evening.icebreaker.light(scene.evening.mixer, scene.room) is Light.TALKING


async def test_not_in_the_first_minute_nor_in_the_last_five() -> None:
    scene = await Scene.begun(length=30)
    await scene.wait(45)
    assert scene.asked == []
    await scene.until_asked(2)
    await scene.wait(23 * 60)
    await scene.talk(60)
    assert len(scene.asked) == 1
    await scene.wait(4 * 60)
    assert len(scene.asked) == 1


async def test_whoever_comes_is_greeted_first() -> None:
    scene = await Scene.begun()
    await scene.talk(90)
    await scene.wait(10)
    scene.evening.venue.go(GUILD, 999, scene.channel)
    joined = scene.at
    await scene.until_asked()
    assert scene.at - joined >= 30


async def test_one_person_alone_is_never_asked() -> None:
    scene = await Scene.begun()
    await scene.talk(60)
    for user in PEOPLE[1:]:
        scene.evening.venue.go(GUILD, user, None)
    await scene.wait(600)
    assert scene.asked == []
    assert scene.evening.ears.posts[GUILD] == (), "nor listened to"


async def test_at_most_six_questions_an_hour() -> None:
    scene = await Scene.begun(length=90)
    for _ in range(24):
        await scene.talk(90)
        await scene.wait(40)
    assert len(scene.asked) == 6


async def test_it_asks_less_where_asking_did_not_help() -> None:
    scene = await Scene.begun()
    while scene.at < scene.evening.mixer.closes_at.timestamp() - 200:
        await scene.say(HOST, 5)
        await scene.wait(45)
    askings = scene.room.askings
    assert [asking.worked for asking in askings] == [False] * 6
    gaps = [(b.at - a.at).total_seconds() for a, b in pairwise(askings)]
    assert all(gap >= least for gap, least in zip(gaps, (120, 240, 480, 900, 900), strict=True)), gaps
    assert await scene.ledger.tallies(GUILD) == {asking.question: Tally(1, 0) for asking in askings}


async def test_ten_minutes_of_flow_forgive_it() -> None:
    scene = await Scene.begun()
    await scene.talk(60)
    await scene.until_asked()
    await scene.wait(70)
    assert scene.last.worked is False
    await scene.talk(610)
    await scene.until_asked()
    asked = scene.at
    await scene.talk(30)
    await scene.until_asked()
    assert scene.at - asked < 120


async def test_peace_is_no_flow() -> None:
    scene = await Scene.begun()
    await scene.talk(60)
    await scene.until_asked()
    await scene.press("hush")
    while len(scene.asked) < 3:
        await scene.say(HOST, 5)
        await scene.wait(45)
    first, second, third = (asking.at.timestamp() for asking in scene.room.askings)
    assert second - first >= 900
    assert third - second >= 240, "the waits are still doubled"


async def test_a_question_that_revived_the_talk_is_counted() -> None:
    scene = await Scene.begun()
    await scene.talk(60)
    await scene.until_asked()
    question = scene.last.question
    await scene.talk(65)
    assert scene.last.worked is True
    assert await scene.ledger.tallies(GUILD) == {question: Tally(1, 1)}


async def test_whoever_was_there_knows_the_question_and_whoever_was_not_does_not() -> None:
    scene = await Scene.begun()
    assert set(await scene.ledger.put(GUILD, [PEOPLE[1]])) == {scene.room.questions.now}
    await scene.talk(60)
    await scene.until_asked()
    for user in PEOPLE:
        assert set(await scene.ledger.put(GUILD, [user])) == {scene.room.questions.now, scene.last.question}
    assert await scene.ledger.put(GUILD, [999]) == {}


async def test_when_everything_has_been_asked_it_asks_nothing_and_tries_again_later() -> None:
    scene = await Scene.begun()
    await scene.ledger.learn(GUILD, PEOPLE, "en-plain-0", scene.evening.now)
    for prompt in [*await scene.ledger.own_questions(GUILD)]:
        await scene.ledger.learn(GUILD, PEOPLE, prompt.id, scene.evening.now)
    for number in range(6):
        await scene.ledger.learn(GUILD, PEOPLE, f"en-plain-{number}", scene.evening.now)
    await scene.talk(60)
    await scene.wait(300)
    assert scene.asked == []
    with pytest.raises(Refusal) as refused:
        await scene.press("topic")
    assert refused.value.text.key == "refusal.topic.none"
    await scene.ledger.add_questions(GUILD, ["And your cat?"])
    await scene.until_asked()


async def test_a_ledger_that_cannot_be_read_delays_a_question_by_a_second() -> None:
    scene = await Scene.begun()
    await scene.talk(60)
    failures = iter([OSError("disk"), OSError("disk")])

    def fail() -> None:
        for error in failures:
            raise error

    scene.ledger.meanwhile = fail
    await scene.until_asked()
    assert next(failures, None) is None


async def test_a_disk_that_cannot_save_the_question_delays_it_by_a_second() -> None:
    from tests.fake_venue import Failure

    scene = await Scene.begun()
    await scene.talk(60)
    saves = scene.evening.saves
    saves.failures = {saves.saves + number: Failure(OSError("disk full")) for number in (1, 2)}
    await scene.until_asked()
    assert scene.asked == ["ask:1:1"]
    await scene.wait(60 * 60)
    check(scene.evening)


async def test_settings_that_cannot_be_read_are_read_again() -> None:
    class Broken(FakeLedger):
        broken = 1

        async def refusers(self, guild_id: int) -> frozenset[int]:
            if self.broken:
                self.broken -= 1
                raise OSError("disk")
            return await super().refusers(guild_id)

    from tests.evening import Evening

    scene = Scene(Evening(ledger=Broken()))
    scene.evening.gather(*PEOPLE)
    await scene.evening.start(60)
    await scene.wait(90)
    assert scene.evening.ears.posts[GUILD] == (scene.channel,)
