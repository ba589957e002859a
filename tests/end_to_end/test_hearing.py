"""Ears in rooms, as people see them: they come, say so, leave when asked, and come back from everything."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import pytest

from bot.core.lifecycle.apply_talk import BETWEEN_TOPICS
from bot.core.listening.ear_rota import STAY
from bot.core.listening.room_watch import SOUNDS
from tests.end_to_end.listening import (
    ListeningTown,
    all_heard,
    calmly,
    carry,
    ears,
    evening,
    guests,
    heard,
    room_ids,
    saying,
    speak,
    told_of_ears,
)
from tests.end_to_end.processes import until
from tests.end_to_end.town import Json, Place, Town
from tests.end_to_end.truth import Truth

GENTLE = 15 * 60.0
TROUBLE: list[Any] = ["crash", "crash_hard", "move", {"close": 4006}, {"close": 4014}, {"close": 4022}]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Generator[Town]:
    """A town at real speed with two listeners, and a token that belongs to nobody between theirs."""
    town = ListeningTown(tmp_path_factory.mktemp("listening"))
    town.tokens.insert(1, "no.such.bot")
    try:
        yield town
        assert town.ask("GET", "/state?guild_id=0")["schema_problems"] == []
    finally:
        town.close()


def comes_back(place: Place, trouble: Callable[[], object]) -> None:
    """The ears go through something, and every room is heard again."""
    before = len(calls(place))
    trouble()
    until(lambda: len(calls(place)) > before and all_heard(place), "every room is heard again")


def calls(place: Place) -> list[str]:
    """What has become of the server's voice calls, in order."""
    return [line["state"] for line in place.town.log() if line["what"] == "voice call" and line["guild"] == place.id]


def test_every_room_has_an_ear_and_is_told_once(running: Town) -> None:
    place = evening(running, people=8, size=3)
    calmly(place, lambda: all_heard(place), "three ears hear three rooms")
    rooms = room_ids(place)
    until(lambda: told_of_ears(place, rooms), "every room is told")
    assert len(set(ears(place))) == 3
    assert "a listener cannot be used" in running.bot_says()
    comes_back(place, lambda: running.fault(voice={"close": 4006}, guild_id=place.id))
    assert [len(saying(place, room, "room.ear")) for room in rooms] == [1, 1, 1]
    outsider = place.arrive("Outsider", "en-US")
    assert not any(outsider.sees(room) for room in rooms), "listeners come in, and the rooms stay private"


def test_whoever_would_rather_not_is_not_heard(running: Town) -> None:
    place = evening(running)
    calmly(place, lambda: all_heard(place), "the rooms are heard")
    first, second = room_ids(place)
    until(lambda: told_of_ears(place, [first, second]), "every room is told")
    guest, other = guests(place, first)[-1], guests(place, second)[-1]
    assert guest.press(saying(place, first, "room.ear")[0]["id"], "No ear here").content
    until(lambda: heard(place) == [second], "the ear has left")
    assert other.command("privacy ears", allowed=False).says("privacy.unheard")
    until(lambda: heard(place) == [], "the other has left too")
    assert guest.command("privacy ears", allowed=True).says("privacy.heard")
    until(lambda: heard(place) == [first], "it is back where it may be")
    other.leave()
    calmly(place, lambda: all_heard(place), "nobody is left who would rather not")


def test_a_server_that_wants_no_ears(running: Town) -> None:
    place = running.place()
    panel = str(place.admin.command("engawa setup").message_id)
    place.admin.choose(panel, "setup:hearing", "gentle")
    place.mixer()
    until(place.seated, "everyone has a seat")
    until(lambda: all(saying(place, room, "room.welcome") for room in room_ids(place)), "the rooms are welcomed")
    running.time.jump(20)
    place.admin.choose(panel, "setup:hearing", "on")
    until(lambda: all_heard(place), "the ears come at once")
    assert calls(place) == ["connected", "connected"]
    place.admin.choose(panel, "setup:hearing", "none")
    until(lambda: heard(place) == [], "the ears leave at once")


def test_too_few_ears_take_turns(running: Town) -> None:
    place = evening(running, people=11, size=3)
    rooms = set(room_ids(place))
    calmly(place, lambda: len(heard(place)) == 3, "three ears hear three of four rooms")
    left, before = (rooms - {*heard(place)}).pop(), len(calls(place))
    running.time.jump(2 * STAY + 5)
    until(lambda: left in heard(place) and len(heard(place)) == 3, "the fourth room has its turn")
    assert sorted(calls(place)[before:]) == ["connected", "ended"], "one ear moves, the others stay"


def test_ears_come_back_and_no_question_comes_of_it(running: Town) -> None:
    """One server for each kind of trouble, and a region's outage for all; gentle questions would long be due."""
    places = [running.place(people=3) for _ in TROUBLE]
    for place in places:
        place.mixer(length=60)
    for place in places:
        until(place.seated, "everyone has a seat")
        calmly(place, lambda place=place: all_heard(place), "the room is heard")
    truths = [Truth(place, room_ids(place)[0]) for place in places]
    running.time.jump(GENTLE)
    for truth in truths:
        until(lambda truth=truth: questions(truth), "nobody has spoken yet: that is a stall")
    running.time.jump(GENTLE + 60)
    for place, trouble in zip(places, TROUBLE, strict=True):
        running.fault(voice=trouble, guild_id=place.id)
    for place in places:
        until(lambda place=place: len(calls(place)) > 1 and all_heard(place), f"back after {calls(place)}")
    gone = [len(calls(place)) for place in places]
    running.fault(voice={"outage": 1})
    for place, before in zip(places, gone, strict=True):
        until(lambda place=place, before=before: len(calls(place)) > before and all_heard(place), "back again")
    assert [len(questions(truth)) for truth in truths] == [1] * len(truths)


def questions(truth: Truth) -> list[float]:
    """When the room was asked, by now."""
    return Truth(truth.place, truth.room).read().asked


def test_an_ear_that_a_moderator_moves_or_throws_out(running: Town) -> None:
    place = evening(running, people=3)
    calmly(place, lambda: all_heard(place), "the room is heard")
    [ear], [room] = ears(place), room_ids(place)
    for channel in (place.lobby, None):
        comes_back(place, lambda channel=channel: carry(place, ear, channel))
    assert heard(place) == [room]


def test_ears_after_a_death_and_before_an_orderly_stop(running: Town) -> None:
    place = evening(running)
    calmly(place, lambda: all_heard(place), "the rooms are heard")
    running.kill_bot()
    running.start_bot()
    calmly(place, lambda: "connected" in calls(place)[2:] and all_heard(place), "they are heard again")
    people = {person.id for person in (place.admin, *place.people)}
    assert running.stop_bot() == 0
    assert set(place.where()) == people, "no ear is left in a room"
    assert calls(place)[-2:] == ["ended", "ended"]


def test_a_question_where_the_truth_gives_one_and_held_back_while_somebody_talks(running: Town) -> None:
    """Real packets at real speed; the clock is put forward only in silence, a few looks at the sockets before talk."""
    place = evening(running, people=3, size=4)
    calmly(place, lambda: all_heard(place), "the room is heard")
    truth = Truth(place, room_ids(place)[0]).read()
    opened, clock = truth.restraint().opened, running.time
    clock.jump(opened + 59 - clock.seconds())
    [first] = until(lambda: questions(truth), "after a minute without a word")
    clock.jump(first + 50 - clock.seconds())
    one, two, three, _ = guests(place, truth.room)
    for person in (one, two, three):
        speak(person, intervals=[[0.5, 6.5]])
    speak(two, intervals=[[8.9, 9.9]])
    second = until(lambda: questions(truth)[1:], "three seconds after the last word")[0]
    truth = Truth(place, truth.room).read()
    assert len(truth.asked) == len(truth.expected(second + 1)), "each stall, and none other; how soon is for the soak"
    assert second > max(spurt.end for spurt in truth.spurts)
    assert truth.interrupted() == []


def tones(place: Place) -> list[Json]:
    """What was played in the server, in order."""
    return [line for line in place.town.log() if line["what"] == "sound" and line["guild"] == place.id]


def soundboard(place: Place) -> list[int]:
    """How it was answered when something was put on the server's soundboard, or taken off."""
    lines = (line for line in place.town.log() if line["what"] == "rest" and line["method"] in {"POST", "DELETE"})
    return [line["status"] for line in lines if f"{place.id}/soundboard-sounds" in line["path"]]


def transmitting(place: Place) -> list[str]:
    """Who is sending more than silence."""
    return [one["user_id"] for one in place.town.ask("GET", f"/state?guild_id={place.id}")["transmitting"]]


def test_the_soft_tone_comes_once_with_a_question_and_never_into_talk(running: Town) -> None:
    place = running.place(people=3)
    panel = str(place.admin.command("engawa setup").message_id)
    assert place.admin.choose(panel, "setup:hearing", "tone").says("setup.panel")
    place.mixer(length=60)
    until(place.seated, "everyone has a seat")
    calmly(place, lambda: all_heard(place), "the room is heard")
    (room,) = room_ids(place)
    running.time.jump(GENTLE)
    until(lambda: tones(place), "the stall has its tone")
    (tone,) = tones(place)
    (asked,) = Truth(place, room).read().asked
    assert asked <= tone["t"] <= asked + SOUNDS
    assert set(tone["heard_by"]) == {person.id for person in guests(place, room)}
    assert tone["user"] == next(iter(ears(place)))

    running.time.jump(BETWEEN_TOPICS.total_seconds() + 1)
    speaker, other, *_ = guests(place, room)
    speak(speaker, intervals=[[0, 6]])
    until(lambda: transmitting(place) == [speaker.id], "somebody talks")
    other.press(saying(place, room, "room.welcome")[0]["id"], "New topic")
    until(lambda: len(Truth(place, room).read().asked) == 2, "a question that was wished for comes into talk")
    until(lambda: not transmitting(place), "they have said it")
    assert len(tones(place)) == 1, "and no tone with it"
    running.time.jump(GENTLE)
    until(lambda: len(tones(place)) == 2, "the next stall has its tone")
    truth = Truth(place, room).read()
    assert len(truth.asked) == 3
    assert not [s for s in truth.spurts for t in tones(place) if s.start < t["t"] < s.end]
    place.admin.choose(panel, "setup:hearing", "on")
    until(lambda: soundboard(place) == [201, 204], "it was put on the soundboard once, and is taken off again")
