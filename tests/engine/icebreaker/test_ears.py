"""Ears come where they may, say so, go at once where somebody does not want them, and rooms get on without them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.core.listening.ear_rota import STAY
from bot.core.listening.room_watch import CALM
from bot.core.listening.stall import STILL, Light
from bot.core.text import Text
from bot.engine.icebreaker.ears import AGAIN
from bot.ports.alarms import AfterwardsDue
from tests.engine.icebreaker.room import PEOPLE, Scene, seconds
from tests.evening import GUESTS, GUILD, HOST, Evening
from tests.fake_venue import Failure

UNHEARD = PEOPLE[2]


async def test_an_ear_comes_when_the_greetings_are_over() -> None:
    scene = Scene()
    scene.evening.gather(*PEOPLE)
    await scene.evening.start(60)
    await scene.wait(CALM - 1)
    assert scene.evening.ears.posts[GUILD] == ()
    await scene.wait(2)
    assert scene.evening.ears.posts[GUILD] == (scene.channel,)


async def test_a_room_is_told_once_that_an_ear_has_come_and_how_to_be_rid_of_it() -> None:
    scene = await Scene.begun()
    for _ in range(2):
        scene.evening.icebreaker.hears(scene.channel, False, scene.at)
        await scene.wait(5)
        await scene.ear_comes()
    assert scene.evening.posts("ear:") == ["ear:1"]
    told = next(m for m in scene.evening.venue.messages if m.key == "ear:1").texts[0]
    assert (told.key, told.buttons, told.place) == ("room.ear", ("unheard",), 1)


async def test_the_notice_stands_in_the_room_before_the_ear_sets_out() -> None:
    scene = Scene()
    scene.evening.gather(*PEOPLE)
    told: list[list[str]] = []
    attend = scene.evening.ears.attend

    def setting_out(guild_id: int, channel_ids: Sequence[int]) -> None:
        if channel_ids:
            told.append(scene.evening.posts("ear:"))
        attend(guild_id, channel_ids)

    scene.evening.ears.attend = setting_out
    await scene.evening.start(60)
    await scene.wait(CALM + 2)
    assert told
    assert told[0] == ["ear:1"]


async def test_where_the_notice_cannot_be_posted_no_ear_comes() -> None:
    scene = Scene()
    scene.evening.gather(*PEOPLE)
    await scene.evening.start(60)
    saves = scene.evening.saves
    saves.failures = {saves.saves + number: Failure(OSError("disk full")) for number in range(1, 100)}
    await scene.wait(CALM + 1)
    assert scene.evening.posts("ear:") == []
    assert scene.evening.ears.posts[GUILD] == ()
    saves.failures = {}
    await scene.wait(90)
    assert scene.evening.posts("ear:") == ["ear:1"]
    assert scene.evening.ears.posts[GUILD] == (scene.channel,)


async def test_a_moderator_who_deafens_the_ear_has_said_no_as_long_as_it_lasts() -> None:
    evening = Evening(ears=2)
    evening.gather(*GUESTS)
    await evening.start(60)
    await evening.run_for(seconds(CALM + 2))
    one, two = (room.channel_id for room in evening.mixer.rooms)
    assert one
    assert two
    assert set(evening.ears.posts[GUILD]) == {one, two}
    for room in (one, two):
        evening.icebreaker.hears(room, True, evening.now.timestamp())
    evening.ears.deaf = {one}
    evening.icebreaker.hears(one, False, evening.now.timestamp())
    await evening.run_for(seconds(2 * STAY))
    assert set(evening.ears.posts[GUILD]) == {one, two}, "it stays, and no other comes to its help"
    assert evening.icebreaker.light(evening.mixer, evening.mixer.rooms[0]) is None
    await evening.run_for(seconds(5))
    evening.ears.deaf = set()
    evening.icebreaker.hears(one, True, evening.now.timestamp())
    assert evening.icebreaker.light(evening.mixer, evening.mixer.rooms[0]) is not None


async def test_an_ear_that_cannot_enter_is_none_for_that_room() -> None:
    evening = Evening(ears=1)
    evening.gather(*GUESTS)
    await evening.start(60)
    one, two = (room.channel_id for room in evening.mixer.rooms)
    assert one
    evening.ears.locked = {one}
    await evening.run_for(seconds(CALM + 2))
    assert evening.ears.posts[GUILD] == (two,)
    await evening.run_for(seconds(4 * STAY))
    assert evening.ears.posts[GUILD] == (two,), "it takes no turns with a door"
    assert evening.posts("ear:") == ["ear:2"], "nobody is told of an ear that does not come"


async def test_a_locked_room_gets_its_ear_when_it_opens() -> None:
    scene = Scene()
    scene.evening.gather(*PEOPLE)
    await scene.evening.start(60)
    scene.evening.ears.locked = {scene.channel}
    await scene.wait(CALM + 2)
    assert scene.evening.ears.posts[GUILD] == ()
    scene.evening.ears.locked = set()
    await scene.wait(AGAIN + 1)
    assert scene.evening.ears.posts[GUILD] == (scene.channel,)


async def test_nobody_is_asked_because_of_a_silence_that_was_not_heard() -> None:
    scene = await Scene.begun()
    await scene.talk(90)
    scene.evening.ears.unsure = True
    await scene.wait(15)
    scene.evening.icebreaker.hears(scene.channel, False, scene.at)
    await scene.wait(10)
    assert scene.asked == []
    scene.evening.ears.unsure = False
    await scene.ear_comes()
    await scene.talk(60)
    await scene.until_asked()


async def test_one_who_does_not_want_it_is_enough_and_at_once() -> None:
    scene = await Scene.begun()
    text = await scene.press("unheard", UNHEARD)
    assert text.key == "privacy.unheard"
    assert scene.evening.ears.posts[GUILD] == ()
    await scene.wait(300)
    assert scene.evening.ears.posts[GUILD] == ()
    caller = scene.evening.caller(UNHEARD)
    await scene.evening.ask(lambda _: scene.evening.members.hear_me(caller, may=True))
    assert scene.evening.ears.posts[GUILD] == (scene.channel,)


async def test_the_ear_goes_when_somebody_comes_who_does_not_want_it_and_comes_back_after_them() -> None:
    scene = await Scene.begun()
    await scene.ledger.refuse(GUILD, 999, refuses=True)
    await scene.evening.icebreaker.changed(GUILD)
    assert scene.evening.ears.posts[GUILD] == (scene.channel,)
    scene.evening.venue.go(GUILD, 999, scene.channel)
    await scene.evening.quiet()
    assert scene.evening.ears.posts[GUILD] == ()
    scene.evening.icebreaker.hears(scene.channel, False, scene.at)
    scene.evening.venue.go(GUILD, 999, None)
    await scene.wait(CALM + 1)
    assert scene.evening.ears.posts[GUILD] == (scene.channel,)


async def test_a_refusal_is_remembered_over_a_restart() -> None:
    scene = await Scene.begun()
    await scene.press("unheard", UNHEARD)
    await scene.evening.kill()
    await scene.wait(120)
    assert scene.evening.ears.posts[GUILD] == ()


async def test_whoever_asks_to_be_forgotten_is() -> None:
    scene = await Scene.begun()
    await scene.press("unheard", UNHEARD)
    text = await scene.evening.ask(lambda _: scene.evening.members.forget_me(scene.evening.caller(UNHEARD)))
    assert text == Text("privacy.forgotten")
    assert await scene.ledger.refusers(GUILD) == frozenset()
    assert await scene.ledger.put(GUILD, [UNHEARD]) == {}


async def test_where_listening_is_off_no_ear_comes() -> None:
    scene = await Scene.begun(ear=False, listening=False)
    await scene.wait(300)
    assert scene.evening.ears.posts[GUILD] == ()
    assert scene.evening.ears.sent == []
    assert scene.evening.posts("ear:") == []


async def test_listening_switched_off_calls_the_ear_back_at_once() -> None:
    scene = await Scene.begun()
    settings = scene.evening.store.communities[GUILD]
    await scene.evening.ask(lambda r: r.set_up(replace(settings, listening=False)))
    assert scene.evening.ears.posts[GUILD] == ()


async def test_when_the_room_closes_the_ear_goes() -> None:
    scene = await Scene.begun()
    await scene.evening.end()
    assert scene.evening.ears.posts[GUILD] == ()
    await scene.wait(300)
    assert scene.evening.alarm.instants.keys() == {AfterwardsDue("mixer-1")}, "only what comes after an evening"
    scene.heard(HOST, True)
    scene.evening.icebreaker.hears(scene.channel, True, scene.at)
    scene.evening.icebreaker.wrote(scene.channel)
    await scene.evening.icebreaker.ring(scene.evening.mixer.id, 1)
    await scene.evening.icebreaker.ring("of nobody's", 1)
    assert scene.evening.alarm.instants.keys() == {AfterwardsDue("mixer-1")}, "what comes late does no harm"


async def test_an_ear_that_dies_leaves_the_room_to_gentle_questions() -> None:
    scene = await Scene.begun(gentle_minutes=10)
    scene.evening.icebreaker.hears(scene.channel, False, scene.at)
    await scene.wait(9 * 60)
    assert scene.asked == []
    assert scene.evening.icebreaker.light(scene.evening.mixer, scene.room) is None
    await scene.wait(61)
    assert [asking.why for asking in scene.room.askings] == ["gentle"]
    await scene.wait(120)
    assert scene.last.worked is None, "nobody heard what it did"


async def test_gentle_questions_come_as_often_as_the_server_has_chosen() -> None:
    scene = await Scene.begun(ear=False, listening=False, gentle_minutes=20)
    await scene.wait(54 * 60)
    minutes = [(asking.at - scene.evening.mixer.opens_at) / seconds(60) for asking in scene.room.askings]
    assert minutes == [20, 40]


async def test_and_never_if_it_wants_none() -> None:
    scene = await Scene.begun(ear=False, listening=False)
    await scene.wait(54 * 60)
    assert scene.asked == []


async def test_all_muted_and_no_chat_for_two_minutes_is_a_stall() -> None:
    scene = await Scene.begun(ear=False, listening=False)
    await scene.wait(120)
    scene.evening.venue.mute_themselves(GUILD, *PEOPLE)
    await scene.wait(60)
    scene.evening.icebreaker.wrote(scene.channel)
    await scene.wait(119)
    assert scene.asked == [], "who writes is not silent"
    await scene.wait(2)
    assert scene.last.why == "muted"


async def test_one_open_microphone_is_enough_to_be_left_alone() -> None:
    scene = await Scene.begun(ear=False, listening=False)
    scene.evening.venue.mute_themselves(GUILD, *PEOPLE)
    await scene.wait(60)
    scene.evening.venue.mute_themselves(GUILD, HOST, on=False)
    await scene.wait(600)
    assert scene.asked == []


async def test_somebody_muted_does_not_delay_a_question_in_a_room_that_is_heard() -> None:
    with_mute, without = await Scene.begun(), await Scene.begun()
    with_mute.evening.venue.mute_themselves(GUILD, PEOPLE[2])
    for scene in (with_mute, without):
        await scene.talk(90, PEOPLE[:2])
        for _ in range(60):
            scene.evening.conductor.look_again(GUILD)
            await scene.wait(1)
    # Every look at Discord shows the mute again, and it is no new sound.
    assert with_mute.last.at == without.last.at


async def test_more_rooms_than_ears_take_turns() -> None:
    evening = Evening(ears=1)
    evening.gather(*GUESTS)
    await evening.start(60)
    heard: dict[int, float] = {}
    here: int | None = None
    for _ in range(60 * 5):
        await evening.run_for(seconds(10))
        want = next(iter(evening.ears.posts[GUILD]), None)
        if want != here:
            for channel, able in ((here, False), (want, True)):
                if channel:
                    evening.icebreaker.hears(channel, able, evening.now.timestamp())
            here = want
        if here:
            heard[here] = heard.get(here, 0) + 10
    assert set(heard) == {room.channel_id for room in evening.mixer.rooms}
    assert min(heard.values()) > 600
    assert len(evening.ears.sent) <= 3000 / STAY + 1, "few hops"
    assert sorted(evening.posts("ear:")) == ["ear:1", "ear:2"]


async def test_the_board_says_how_a_room_sounds() -> None:
    scene = await Scene.begun()
    light = scene.evening.icebreaker.light
    assert light(scene.evening.mixer, scene.room) is Light.HARD_TO_HEAR
    await scene.wait(STILL)
    assert light(scene.evening.mixer, scene.room) is Light.QUIET
    scene.heard(HOST, True)
    assert light(scene.evening.mixer, scene.room) is Light.TALKING
    assert light(replace(scene.evening.mixer, id="another"), scene.room) is None
