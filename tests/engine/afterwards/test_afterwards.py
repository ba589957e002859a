"""After the evening: the buttons under the goodbye, how it was, and the recap for the host."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.core.afterwards.farewell import Rating
from bot.core.lifecycle.events import Ended
from bot.core.planning.offered import StartNew
from bot.core.planning.schedule import Schedule
from bot.core.planning.start import Wish
from bot.core.text import AfterwardsButton, Moment, People, Refusal, Text
from bot.core.times.recurrence import Repeat
from bot.ports import NotDone, Unsure
from tests.engine.afterwards.goodbyes import (
    DAY,
    EVERYBODY,
    SOON,
    ended_at,
    keys,
    letters_of,
    menu,
    over,
    press,
    rate,
    sat_there,
    tick,
    ticked,
    together,
    told,
)
from tests.engine.icebreaker.room import Scene
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes
from tests.fake_venue import Failure

STRANGER = 900


async def refused(evening: Evening, user: int, button: AfterwardsButton) -> str:
    """In what words somebody is turned away."""
    with pytest.raises(Refusal) as refusal:
        await press(evening, user, button)
    return refusal.value.text.key


# -- who may press what


async def test_the_goodbye_carries_both_buttons_for_days() -> None:
    evening = await over(Evening())
    (goodbye,) = (message for message in evening.venue.messages if message.key == "goodbye")
    assert goodbye.texts[-1].buttons == ("touch", "feedback", "keepsake")
    await evening.run_for(timedelta(days=6))
    assert len(goodbye.texts) == 1


async def test_everybody_finds_those_they_sat_with_by_name_and_nobody_else() -> None:
    evening = await over(Evening())
    evening.venue.servers[GUILD].names = {GUESTS[0]: "zoe", GUESTS[1]: "Adam"}
    for user in EVERYBODY:
        others = await together(evening, user)
        options = menu(await press(evening, user)).options
        assert sorted(int(option.value) for option in options) == others
        labels = [option.label for option in options]
        assert labels == sorted(labels, key=str.casefold)
        assert not any(option.chosen for option in options)


async def test_all_rounds_count() -> None:
    evening = Evening()
    evening.gather(HOST, *GUESTS[:5])
    wish = Wish(title="Tea", length=30, room_size=3, rounds=2)
    deed = StartNew(mixer_id="mixer-1", wish=wish, sure=True)
    await evening.ask(lambda r: r.start_new(evening.caller(), deed), starting=True)
    await evening.run_for(minutes(40))
    for user in (HOST, *GUESTS[:5]):
        assert len(menu(await press(evening, user)).options) == len(await together(evening, user)) > 2


async def test_who_did_not_sit_there_hears_a_kind_word() -> None:
    evening = await over(Evening())
    for button in ("touch", "feedback", "keepsake"):
        assert await refused(evening, STRANGER, button) == "refusal.afterwards.stranger"
    for deed in (tick(evening, STRANGER, [HOST]), rate(evening, STRANGER, 0), rate(evening, STRANGER, 0, "Hm")):
        with pytest.raises(Refusal):
            await deed
    assert await evening.store.ledger.ratings(GUILD, evening.mixer.id) == ()


async def test_who_has_left_cannot_be_ticked_and_alone_there_is_nobody_to_tick() -> None:
    evening = await over(Evening(), *GUESTS[:2])
    evening.venue.servers[GUILD].gone = {GUESTS[1]}
    assert [option.value for option in menu(await press(evening, GUESTS[0])).options] == [str(HOST)]
    evening.venue.servers[GUILD].gone = {GUESTS[1], HOST}
    assert await refused(evening, GUESTS[0], "touch") == "refusal.afterwards.alone"


async def test_a_server_that_cannot_be_seen_is_told_as_that() -> None:
    evening = await over(Evening())
    evening.venue.servers[GUILD].available = False
    assert await refused(evening, HOST, "touch") == "refusal.unavailable"


async def test_buttons_of_another_server_or_of_no_evening_do_nothing() -> None:
    evening = await over(Evening())
    evening.furnish(2)
    for guild_id, mixer_id in ((2, evening.mixer.id), (GUILD, "ffff")):
        for button in ("touch", "feedback", "keepsake"):
            with pytest.raises(Refusal) as refusal:
                await evening.goodbyes.press(evening.caller(guild_id=guild_id), button, mixer_id)
            assert refusal.value.text.key == "refusal.afterwards.gone"


async def test_they_work_after_a_restart_and_while_the_rooms_are_still_closing() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    await evening.start()
    await evening.run_for(minutes(5))
    await evening.conductor.tell(evening.mixer.id, Ended())
    others = await together(evening, HOST)
    await tick(evening, HOST, others)
    await evening.kill()
    await evening.resume()
    assert ticked(await press(evening, HOST)) == set(others)


async def test_a_farewell_that_the_disk_refused_is_said_when_somebody_presses() -> None:
    evening = await over(Evening())
    evening.store.ledger._farewells.clear()  # pyright: ignore[reportPrivateUsage]
    assert menu(await press(evening, HOST)).options
    await evening.run_until(ended_at(evening) + minutes(11))
    assert len(letters_of(evening, "recap")) == 1


# -- how it was


async def test_a_face_is_one_tap_and_brings_thanks() -> None:
    evening = await over(Evening())
    asked = menu(await press(evening, GUESTS[0], "feedback"))
    assert asked.buttons == tuple((f"face.{face}", f"face:{n}:mixer-1") for n, face in enumerate(FACES))
    thanked = menu(await rate(evening, GUESTS[0], 1))
    assert (keys(thanked), thanked.buttons) == (["feedback.thanks"], (("feedback.add", "remark:mixer-1"),))
    assert keys(await rate(evening, GUESTS[0], 2, "  Too\n loud ")) == ["feedback.kept"]
    assert await evening.goodbyes.remark_before(evening.caller(GUESTS[0]), "mixer-1") == "Too loud"
    assert await evening.goodbyes.remark_before(evening.caller(GUESTS[1]), "mixer-1") == ""
    assert await evening.store.ledger.ratings(GUILD, "mixer-1") == (Rating(2, "Too loud"),)


FACES = ("good", "so_so", "not_for_me")


async def test_a_word_without_a_face_is_asked_for_one() -> None:
    evening = await over(Evening())
    answer = await evening.goodbyes.remark(evening.caller(GUESTS[0]), evening.mixer.id, "Nice")
    assert keys(answer) == ["feedback.ask"]


async def test_thanks_come_with_the_next_date_of_a_series_wherever_it_was_moved() -> None:
    evening = Evening()
    evening.gather(HOST, *GUESTS)
    plan = Schedule(wish=Wish(title="Tea", length=12, room_size=3), repeat=Repeat.WEEKLY)
    offer = await evening.ask(lambda _: evening.scheduling.schedule(evening.caller(), plan, "15"), starting=True)
    await evening.press_below(offer)
    await evening.run_for(minutes(40))
    first, second = evening.store.mixers.values()
    assert first.finished
    mine = evening.caller(GUESTS[0])
    answer = await evening.goodbyes.rate(mine, first.id, 0)
    assert menu(answer).texts[1] == Text("feedback.next", {"at": Moment(second.opens_at, full=True)})
    await evening.cancel(series=True)
    await evening.run_for(minutes(1))
    answer = await evening.goodbyes.remark(mine, first.id, "Lovely")
    assert keys(answer) == ["feedback.kept"], "there is no next one any more"


async def test_once_the_host_is_told_nobody_can_add_to_it() -> None:
    evening = await over(Evening())
    for user, face in ((GUESTS[0], 0), (GUESTS[1], 0), (GUESTS[2], 2)):
        await rate(evening, user, face)
    await evening.run_until(ended_at(evening) + minutes(10))
    for user in (HOST, GUESTS[0], GUESTS[3]):
        assert keys(await press(evening, user, "feedback")) == ["feedback.over"]
    assert keys(await rate(evening, GUESTS[3], 0)) == ["feedback.over"]
    assert keys(await rate(evening, GUESTS[0], 0, "Hm")) == ["feedback.over"]
    await evening.run_for(2 * DAY)
    assert not letters_of(evening, "later")


async def test_a_host_who_did_not_sit_there_is_told_when_it_is_told() -> None:
    evening = Evening()
    await sat_there(evening, GUESTS, evening.now)
    caller = evening.caller(HOST)
    before = await evening.goodbyes.press(caller, "feedback", "mixer-1")
    assert keys(before) == ["feedback.host"]
    for user in GUESTS:
        await evening.goodbyes.rate(evening.caller(user), "mixer-1", 0)
    assert await evening.goodbyes.press(caller, "feedback", "mixer-1") == before


async def test_people_can_see_what_is_kept_about_them() -> None:
    evening = await over(Evening())
    first, second, *_ = await together(evening, HOST)

    async def kept() -> dict[str, object]:
        texts = await evening.members.show_me(evening.caller())
        return {text.key: text.values.get("people", text.values.get("count")) for text in texts}

    assert kept_of_goodbye(await kept()) == {}
    await tick(evening, HOST, [first, second])
    await tick(evening, first, [HOST])
    await rate(evening, HOST, 0)
    assert kept_of_goodbye(await kept()) == {"privacy.ticked": People((first, second)), "privacy.voices": 1}
    await evening.run_for(2 * DAY)
    assert kept_of_goodbye(await kept()) == {"privacy.matches": People((first,)), "privacy.voices": 1}


def kept_of_goodbye(told: dict[str, object]) -> dict[str, object]:
    """What of it comes from the buttons under a goodbye."""
    return {key: value for key, value in told.items() if key in {"privacy.ticked", "privacy.matches", "privacy.voices"}}


# -- the recap


async def test_the_host_gets_the_recap_ten_minutes_after_the_end() -> None:
    evening = await over(Evening())
    for user, face in ((GUESTS[0], 0), (GUESTS[1], 1), (GUESTS[2], 1)):
        await rate(evening, user, face)
    await evening.run_until(ended_at(evening) + minutes(10) - SOON)
    assert evening.venue.letters == []
    await evening.run_until(ended_at(evening) + minutes(10))
    ((at, letter),) = evening.venue.letters
    assert (at, letter.to) == (ended_at(evening) + minutes(10), HOST)
    said = {text.key: text.values for text in letter.texts}
    assert said["recap.came"]["came"] == len(EVERYBODY)
    assert said["recap.rooms"]["rooms"] == len(evening.mixer.rooms)
    assert said["recap.feedback"] == {"good": 1, "so_so": 2, "not_for_me": 0}
    assert letter.picture == b"picture"
    ((drawn, language),) = evening.drawn
    assert (drawn.title, drawn.seconds, drawn.came, language) == ("Tea", 720, len(EVERYBODY), "en")


async def test_a_host_with_closed_messages_finds_it_where_the_evening_was_started() -> None:
    evening = await over(Evening())
    evening.venue.servers[GUILD].closed = {HOST}
    await rate(evening, GUESTS[0], 2, "Too loud")
    await evening.run_until(ended_at(evening) + minutes(11))
    ((_, letter),) = evening.venue.letters
    assert (letter.to, letter.channel_id) == (0, evening.home)
    assert [text.key for text in letter.texts] == ["recap.here"]
    assert "Too loud" not in repr(letter.texts)
    assert letter.picture is not None


@pytest.mark.parametrize(
    ("error", "after"), [(Unsure("timeout"), True), (Unsure("timeout"), False), (NotDone("400"), False)]
)
async def test_a_recap_is_sent_at_most_once(error: Exception, after: bool) -> None:
    evening = await over(Evening())
    evening.venue.failures = {evening.venue.calls + 1: Failure(error, after=after)}
    await evening.run_for(2 * DAY)
    recaps = [letter.key for _, letter in evening.venue.letters]
    assert recaps == (["mixer-1 recap"] if after else [] if isinstance(error, Unsure) else ["mixer-1 recap here"])


async def test_what_too_few_had_said_by_the_recap_is_told_a_day_after_the_end() -> None:
    evening = await over(Evening())
    await rate(evening, GUESTS[0], 0, "Lovely")
    await evening.run_for(minutes(30))
    await rate(evening, GUESTS[1], 1)
    await rate(evening, GUESTS[2], 1)
    await evening.run_for(2 * DAY)
    ((at, letter),) = letters_of(evening, "later")
    assert (at, letter.to) == (ended_at(evening) + DAY, HOST)
    assert letter.texts[1].values == {"good": 1, "so_so": 2, "not_for_me": 0}


async def test_where_too_few_said_it_nothing_more_is_told() -> None:
    evening = await over(Evening())
    await rate(evening, GUESTS[0], 0)
    await rate(evening, GUESTS[1], 2)
    await evening.run_for(3 * DAY)
    assert [letter.key for _, letter in evening.venue.letters] == ["mixer-1 recap"]


async def test_how_much_a_room_talked_is_in_the_recap() -> None:
    scene = await Scene.begun(length=12)
    await scene.talk(60)
    await scene.evening.run_for(minutes(25))
    ((drawn, _),) = scene.evening.drawn
    density = drawn.strips[0].density
    assert density[1:4] == (1, 1, 1), "they talked"
    assert density[6:20] == (0,) * 14, "and then they did not"


async def test_after_a_crash_there_is_what_was_heard_since() -> None:
    scene = await Scene.begun(length=12)
    await scene.talk(60)
    await scene.evening.kill()
    await scene.evening.resume()
    await scene.wait(30)
    await scene.ear_comes()
    await scene.evening.run_for(minutes(25))
    ((drawn, _),) = scene.evening.drawn
    density = drawn.strips[0].density
    assert density[:5] == (None,) * 5, "what was heard before is not known any more"
    assert density[10:20] == (0,) * 10


async def test_an_evening_that_did_not_take_place_has_nothing_after_it() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    await evening.start()
    await evening.cancel()
    await evening.run_for(2 * DAY)
    assert evening.venue.letters == []
    assert await refused(evening, HOST, "touch") == "refusal.afterwards.gone"


async def test_a_recap_of_a_mixer_that_is_kept_no_more_is_left_out() -> None:
    evening = await over(Evening())
    await evening.kill()
    evening.now += timedelta(days=8)
    evening.store.mixers.clear()
    await evening.resume()
    await evening.run_for(minutes(1))
    assert evening.venue.letters == []
    assert await evening.store.ledger.farewells() == []


async def test_a_disk_that_fails_is_tried_again_in_a_minute() -> None:
    evening = await over(Evening())
    begin, failures = evening.store.ledger.begin_telling, [OSError("full")]

    async def failing(guild_id: int, mixer_id: str, at: datetime, *, voices: bool) -> bool:
        if failures:
            raise failures.pop()
        return await begin(guild_id, mixer_id, at, voices=voices)

    evening.store.ledger.begin_telling = failing
    await evening.run_until(ended_at(evening) + minutes(12))
    ((at, _),) = letters_of(evening, "recap")
    assert at == ended_at(evening) + minutes(11)
    assert told(evening) == {}
