"""What comes after an evening: whether it took place, who sat with whom, sealed words, and letters."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.afterwards.farewell import (
    Farewell,
    Rating,
    counted,
    farewell,
    mutual,
    next_of,
    recap_of,
    took_place,
)
from bot.core.afterwards.recap import Feedback, Mark
from bot.core.afterwards.sealing import Seal
from bot.core.community.settings import REVEAL_HOURS, Community
from bot.core.lifecycle import events as e
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Asking, Signup
from bot.core.lifecycle.phase import Ending, Phase
from bot.core.listening.room_watch import RoomWatch
from bot.core.posts import letters
from bot.core.posts.evening import wanted
from bot.core.text import Moment, People, Question, Text
from bot.core.times.recurrence import Repeat
from tests.core.making import HOME, HOST, a_mixer, after, an_open_mixer, built

DAY = timedelta(days=1)


def ended(mixer: Mixer | None = None) -> Mixer:
    """An evening whose host has ended it after forty minutes."""
    return step(mixer or built(an_open_mixer()), e.Ended(), after(40))


def over(**changes: object) -> Farewell:
    """What is to come after it."""
    found = farewell(ended())
    assert found is not None
    return replace(found, **changes)


# -- whether, and when


def test_the_host_is_told_after_ten_minutes_and_ticks_after_a_day() -> None:
    mixer = replace(ended(), signups=(Signup(101, after(0)), Signup(102, after(0), waiting=True)))
    found = farewell(mixer)
    assert found is not None
    assert (found.recap_at, found.reveal_at, found.signed_up) == (after(50), after(40) + DAY, 2)
    assert found.due == found.recap_at
    assert replace(found, recapped=True).due == found.reveal_at
    assert replace(found, recapped=True, revealed=True).due is None


@pytest.mark.parametrize("hours", REVEAL_HOURS)
def test_ticks_are_told_when_the_server_likes(hours: int) -> None:
    found = farewell(ended(), Community(guild_id=1, reveal_hours=hours))
    assert found is not None
    assert (found.recap_at, found.reveal_at) == (after(50), after(40) + timedelta(hours=hours))


def test_it_is_the_same_while_rooms_are_closing_and_when_they_are_gone() -> None:
    assert farewell(replace(ended(), phase=Phase.CLOSED)) == farewell(ended())


@pytest.mark.parametrize("ending", Ending)
def test_only_an_evening_that_took_place_has_something_to_come(ending: Ending) -> None:
    mixer = replace(ended(), ending=ending)
    there = ending in {Ending.TIME, Ending.HOST}
    assert took_place(mixer) == there
    assert (farewell(mixer) is not None) == there
    (goodbye,) = (want.text for want in wanted(mixer, after(40)) if want.key.kind == "goodbye")
    assert goodbye.buttons == (("touch", "feedback", "keepsake") if there else ())


def test_nothing_comes_after_what_never_opened_or_still_runs() -> None:
    called_off = step(a_mixer(), e.Ended(), after(1))
    assert (called_off.ending, farewell(called_off)) == (Ending.CANCELLED, None)
    assert farewell(built(an_open_mixer())) is None


def test_the_buttons_stay_where_the_next_evening_is_told() -> None:
    (goodbye,) = (
        want.text for want in wanted(replace(ended(), next_at=after(9999)), after(40)) if want.key.kind == "goodbye"
    )
    assert (goodbye.key, goodbye.buttons) == ("goodbye.next", ("touch", "feedback", "keepsake", "again", "always"))


def test_the_next_evening_is_the_nearest_of_the_series_wherever_it_was_moved() -> None:
    series: dict[str, Any] = {"repeat": Repeat.WEEKLY, "series_at": after(0)}
    mixer = a_mixer(**series)
    moved, later = (a_mixer(**series, id="n", opens_at=after(m), phase=Phase.SCHEDULED) for m in (9000, 20000))
    others = (
        replace(moved, series_at=after(5), opens_at=after(100)),
        replace(moved, channel_id=HOME + 1, opens_at=after(100)),
        replace(moved, phase=Phase.CLOSING, opens_at=after(100)),
    )
    assert next_of(mixer, [later, *others, moved]) == after(9000)
    assert next_of(mixer, others) is None
    assert next_of(replace(mixer, repeat=Repeat.ONCE), [moved]) is None


# -- who with whom

people = st.integers(1, 6)


@given(st.sets(st.tuples(people, people)))
def test_only_what_was_returned_is_mutual(ticked: set[tuple[int, int]]) -> None:
    for one, other in ticked:
        assert ((one, other) in mutual(ticked)) == ((other, one) in ticked)
    assert mutual(ticked) <= ticked


# -- sealed words


@given(st.sets(st.tuples(people, people).filter(lambda pair: pair[0] != pair[1])), st.data())
def test_what_was_sealed_is_read_again_and_looks_alike(met: set[tuple[int, int]], data: st.DataObject) -> None:
    seal, together = Seal(b"secret"), frozenset(met)
    ticked = data.draw(st.sets(st.sampled_from(sorted(together))) if together else st.just(set[tuple[int, int]]()))
    slips = seal.slips("m", together, ticked)
    assert seal.ticked("m", together, slips) == ticked
    assert slips == sorted(set(slips))
    assert len(slips) == len(together)
    assert all(len(slip) == 32 for slip in slips)
    for stranger, mixer_id in ((Seal(b"guessed"), "m"), (Seal(b""), "m"), (seal, "n")):
        assert stranger.ticked(mixer_id, together, slips) == frozenset()


def test_a_voice_is_somebodys_own_in_each_evening_and_the_same_again() -> None:
    seal = Seal(b"secret" * 50)
    names = {seal.voice(mixer_id, user) for mixer_id in ("m", "n") for user in (1, 2)}
    assert len(names) == 4
    assert seal.voice("m", 1) in names
    assert seal.voice("m", 11) != seal.voice("m1", 1)


# -- the recap


def with_questions() -> Mixer:
    """An evening with questions of every fate in two rooms."""
    asked = (
        Asking(1, "tea", "", "silence", after(10), worked=True),
        Asking(2, "own-1", "Rain?", "silence", after(20), worked=False),
        Asking(3, "hat", "", "wished", after(30)),
    )
    again = (Asking(1, "tea", "", "gentle", after(15), worked=True),)
    return ended(built(an_open_mixer()).with_room(1, askings=asked).with_room(2, askings=again))


def test_a_recap_counts_people_rooms_and_questions() -> None:
    sat = {(1, 1, 101), (1, 1, 102), (2, 1, 101), (2, 2, 102), (1, 2, 103)}
    recap = recap_of(with_questions(), sat, {1: (None, 0.5)}, 7, [Rating(0), Rating(2), Rating(0)])
    assert (recap.title, recap.seconds, recap.came, recap.signed_up) == ("Tea", 2400, 3, 7)
    assert (recap.rooms, recap.questions, recap.revived) == (2, 4, 2)
    assert recap.feedback == Feedback(2, 0, 1)
    assert [strip.density for strip in recap.strips] == [(None, 0.5), ()]
    assert recap.strips[0].questions == (Mark(600, True, False), Mark(1200, False, False), Mark(1800, None, True))


def test_a_room_that_was_never_built_is_no_room_of_the_evening() -> None:
    mixer = with_questions().with_room(2, tried_at=None)
    assert recap_of(mixer, (), {}).rooms == 1


def test_the_host_reads_numbers_what_helped_and_what_was_said() -> None:
    ratings = [Rating(0, "Lovely"), Rating(1), Rating(2, "Too loud")]
    mixer = with_questions()
    letter = letters.to_host(over(signed_up=5), mixer, recap_of(mixer, (), {}, 5), ratings, b"png")
    said = {text.key: text.values for text in letter.texts}
    assert (letter.to, letter.channel_id, letter.language, letter.picture) == (HOST, 0, "en", b"png")
    assert said["recap.came_of"]["signed_up"] == 5
    assert said["recap.revivers"]["lines"] == (Text("recap.question", {"question": Question("tea")}),)
    assert said["recap.feedback"] == {"good": 1, "so_so": 1, "not_for_me": 1}
    lines = said["recap.remarks"]["lines"]
    assert isinstance(lines, tuple)
    assert [text.values["text"] for text in lines] == ["Lovely", "Too loud"]
    assert letter.alt is not None


def test_where_nothing_was_asked_or_said_nothing_is_made_of_it() -> None:
    mixer = ended()
    letter = letters.to_host(over(), mixer, recap_of(mixer, (), {}), [], None)
    keys = [text.key for text in letter.texts]
    assert keys == ["recap.head", "recap.came", "recap.rooms", "recap.heard", "recap.no_questions", "recap.no_feedback"]
    assert letter.texts[-1].values == {"at": Moment(over().reveal_at, full=True)}, "when the rest is told"
    assert letter.alt is None


def test_in_public_nothing_is_told_of_how_it_was() -> None:
    mixer = with_questions()
    letter = letters.in_public(over(), recap_of(mixer, (), {}, 0, [Rating(2, "Too loud")]), b"png")
    (text,) = letter.texts
    assert (letter.to, letter.channel_id, text.pings) == (0, HOME, (HOST,))
    assert text.values.keys() == {"host", "title", "at", "came", "signed_up", "rooms", "questions", "revived"}


def test_more_voices_are_told_all_in_all_and_alone_if_nobody_wrote() -> None:
    letter = letters.later(over(), [Rating(0), Rating(0, told=True)])
    assert [text.key for text in letter.texts] == ["recap.later", "recap.feedback"]
    assert letter.to == HOST
    assert counted([]) == Feedback()


def test_each_reads_the_others_with_their_names_as_far_as_they_are_known() -> None:
    letter = letters.matched(over(), 101, [102, 103], {102: "Aki"})
    (text,) = letter.texts
    lines = (
        Text("touch.person", {"who": People((102,)), "name": "Aki"}),
        Text("touch.somebody", {"who": People((103,))}),
    )
    assert (letter.to, text.values["lines"]) == (101, lines)


def test_letters_of_one_evening_have_keys_of_their_own() -> None:
    mixer, one = with_questions(), over()
    recap = recap_of(mixer, (), {})
    written = [
        letters.to_host(one, mixer, recap, (), None),
        letters.in_public(one, recap, None),
        letters.later(one, [Rating(0)]),
        *(letters.matched(one, user, [103], {}) for user in (101, 102)),
    ]
    assert len({letter.key for letter in written}) == len(written)


# -- how much a room talked


def at(minutes: float, seconds: float = 0) -> float:
    """So long after the beginning, in the ears' seconds."""
    return after(minutes, seconds).timestamp()


def test_a_room_is_remembered_by_how_much_it_talked() -> None:
    mixer = built(an_open_mixer())
    following = RoomWatch(mixer, mixer.rooms[0], 0, at(1))
    following.hears(True, at(2))
    following.heard(101, True, at(2))
    following.heard(101, True, at(2))
    following.heard(101, False, at(2, 15))
    following.heard(101, False, at(2, 15))
    following.heard(102, True, at(2, 30))
    following.turn(replace(mixer, round=2), at(2, 45))
    following.hears(False, at(3))
    assert following.density.bins(at(3, 15)) == (*[None] * 8, 1, 0, 1, 0, None)
