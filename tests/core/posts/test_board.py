"""The host's board: a light and a few numbers for each room, and nobody in particular."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.lifecycle import events as e
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.facts import PostSent, PostTried
from bot.core.lifecycle.host_calls import UNANSWERED
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import FirstQuestions, Notice, Room, RoomEnd
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.lifecycle.wanted_post import PostKey, PostKind
from bot.core.posts.board import BOARD_AFTER, ROOMS_WITH_QUESTIONS, light, wanted_board
from bot.core.posts.evening import NOTICE_STALE, wanted
from bot.core.reconcile.acts import Reword, Say
from bot.core.reconcile.deadlines import next_deadline
from bot.core.reconcile.plan import plan
from bot.core.text import Moment, People, Place, Question, Refusal, Text
from tests.core.making import FIRST_ROOM, HOME, HOST, T0, a_mixer, a_sight, after, an_open_mixer, built

BOARD = PostKind.BOARD.key()
MICRO = timedelta(microseconds=1)
PEOPLE = {101: FIRST_ROOM, 102: FIRST_ROOM, 201: FIRST_ROOM + 1}


def room(mixer: Mixer) -> Room:
    found = mixer.room(1)
    assert found is not None
    return found


def board(mixer: Mixer, seen: Snapshot | None = None, minute: float = 10) -> Text:
    (want,) = wanted_board(mixer, seen or a_sight(mixer, PEOPLE), after(minute))
    assert (want.key, want.channel_id) == (BOARD, HOME)
    return want.text


def lines(text: Text) -> list[Text]:
    found = text.values["lines"]
    assert isinstance(found, tuple)
    return list(found)


def test_it_comes_when_people_have_been_seated_and_with_the_hour() -> None:
    mixer = built(an_open_mixer())
    seen = a_sight(mixer)
    assert not list(wanted_board(mixer, seen, T0 + BOARD_AFTER - MICRO))
    assert list(wanted_board(mixer, seen, T0 + BOARD_AFTER))
    assert next_deadline(mixer, T0) == T0 + BOARD_AFTER
    assert not list(wanted_board(a_mixer(), seen, after(10)))


def test_it_shows_light_link_count_and_question_of_every_room_and_the_end() -> None:
    mixer = built(an_open_mixer())
    text = board(mixer, replace(a_sight(mixer, PEOPLE), lights={FIRST_ROOM: "talking"}))
    assert text.values["end"] == Moment(after(60), relative=True)
    assert text.buttons == ("broadcast", "more", "guests", "hand_over", "finish")
    assert not text.pings, "nobody is pinged by a board"
    first, second = lines(text)
    assert first.values == {
        "light": Text("light.talking"),
        "place": Place(FIRST_ROOM),
        "people": 2,
        "question": Question("q1"),
    }
    assert (second.values["light"], second.values["people"]) == (Text("light.hard_to_hear"), 1)


def test_of_many_rooms_only_light_link_and_count_are_shown() -> None:
    few, many = (an_open_mixer(rooms=count) for count in (ROOMS_WITH_QUESTIONS, ROOMS_WITH_QUESTIONS + 1))
    assert {line.key for line in lines(board(built(few), a_sight(built(few))))} == {"board.room"}
    brief = lines(board(built(many), a_sight(built(many))))
    assert len(brief) == ROOMS_WITH_QUESTIONS + 1
    assert {line.key for line in brief} == {"board.room_brief"}
    assert brief[0].values.keys() == {"light", "place", "people"}


def test_no_member_is_on_it() -> None:
    mixer = built(an_open_mixer())
    assert "People" not in repr(board(mixer))
    assert board(mixer, a_sight(mixer, {101: FIRST_ROOM})) == board(mixer, a_sight(mixer, {102: FIRST_ROOM}))


@pytest.mark.parametrize("shown", ["talking", "quiet", "hard_to_hear"])
def test_a_light_is_how_the_room_sounds(shown: str) -> None:
    mixer = built(an_open_mixer())
    assert light(mixer, room(mixer), replace(a_sight(mixer), lights={FIRST_ROOM: shown}), after(10)) == shown


def test_a_room_that_calls_shows_it_until_somebody_comes_or_all_were_asked() -> None:
    mixer = step(built(an_open_mixer()), e.HostCalled(1, (HOST,)), after(10))
    seen = replace(a_sight(mixer), lights={FIRST_ROOM: "talking"})
    assert light(mixer, room(mixer), seen, after(10)) == "called"
    assert light(mixer, room(mixer), seen, after(10) + 2 * UNANSWERED) == "called", "nobody has been called yet"
    mixer = step(mixer, PostTried(PostKey.read("call:1:0:1"), HOME), after(10))
    assert light(mixer, room(mixer), seen, after(10) + 2 * UNANSWERED) == "talking"
    there = step(mixer, e.HostComes(1), after(11))
    assert light(there, room(there), seen, after(11)) == "talking"


def pressing(mixer: Mixer, seen: Snapshot, minute: float = 10) -> frozenset[str]:
    (want,) = wanted_board(mixer, seen, after(minute))
    assert want.pressing is not None
    return want.pressing


def test_what_a_host_can_act_on_presses_and_the_rest_of_it_does_not() -> None:
    mixer = built(an_open_mixer())
    people = {101: FIRST_ROOM, 102: FIRST_ROOM, 201: FIRST_ROOM + 1, 202: FIRST_ROOM + 1}
    seen = replace(a_sight(mixer, people), lights={FIRST_ROOM: "talking", FIRST_ROOM + 1: "talking"})
    calm = pressing(mixer, seen)

    def adds(mixer: Mixer, seen: Snapshot) -> int:
        assert board(mixer, seen) != board(built(an_open_mixer()), a_sight(mixer, people))
        return len(pressing(mixer, seen) - calm)

    assert adds(mixer, replace(seen, people={**people, 103: FIRST_ROOM})) == 0
    asked = step(mixer, e.Asked(1, "q9", "", "lull"), after(9))
    assert adds(step(asked, PostSent(PostKey.read("ask:1:1"), 7, ""), after(9)), seen) == 0
    assert adds(mixer, replace(seen, lights={FIRST_ROOM: "talking"})) == 0, "its ear is in another room by turns"
    for how in ("quiet", "hard_to_hear"):
        assert adds(mixer, replace(seen, lights={**seen.lights, FIRST_ROOM: how})) == 1
    assert adds(mixer, replace(seen, people={user: people[user] for user in (101, 201, 202)})) == 1
    assert adds(mixer, replace(seen, people={user: people[user] for user in (201, 202)})) == 1
    assert adds(step(mixer, e.HostCalled(1, (HOST,)), after(10)), seen) == 1
    assert adds(step(mixer, e.Extended(10), after(10)), seen) == 1
    assert adds(mixer.with_room(2, lost=True), seen) == 1


def test_rooms_that_are_not_there_are_not_on_it() -> None:
    mixer = built(an_open_mixer(rooms=4))
    mixer = mixer.with_room(1, lost=True).with_room(2, end=RoomEnd(over_at=after(9))).with_room(3, channel_id=None)
    assert [line.values["place"] for line in lines(board(mixer))] == [Place(FIRST_ROOM + 3)]
    assert light(mixer, Room(1, "", FirstQuestions("")), a_sight(mixer), after(10)) == "hard_to_hear"


def test_it_is_edited_in_place_and_says_at_last_that_it_is_over() -> None:
    mixer = built(an_open_mixer())
    seen = a_sight(mixer, PEOPLE)
    (say,) = (act for act in plan(mixer, seen, after(2)) if isinstance(act, Say) and act.key.kind == "board")
    mixer = step(
        step(mixer, PostTried(BOARD, HOME), after(2)),
        PostSent(BOARD, 500, say.text.digest),
        after(2),
    )
    assert not [act for act in plan(mixer, seen, after(2)) if isinstance(act, Say | Reword) and act.key == BOARD]
    left = replace(seen, people={})
    (edit,) = (act for act in plan(mixer, left, after(3)) if isinstance(act, Say | Reword) and act.key == BOARD)
    assert isinstance(edit, Reword)
    assert edit.message_id == 500
    over = step(mixer, e.Ended(), after(4))
    (last,) = (act for act in plan(over, left, after(4)) if isinstance(act, Say | Reword) and act.key == BOARD)
    assert isinstance(last, Reword)
    assert (last.text.key, last.text.buttons) == ("board.over", ())


def test_a_board_that_never_was_is_not_begun_at_the_end() -> None:
    over = step(built(an_open_mixer()), e.Ended(), after(1))
    assert not [
        act for act in plan(over, a_sight(over), after(1)) if isinstance(act, Say | Reword) and act.key == BOARD
    ]


def notices(mixer: Mixer, minute: float) -> list[tuple[int, Text]]:
    return [(w.channel_id, w.text) for w in wanted(mixer, after(minute)) if str(w.key).startswith("notice") and w.fresh]


def test_what_a_host_tells_reaches_every_room_that_is_there_and_none_opened_much_later() -> None:
    mixer = step(built(an_open_mixer()), e.Broadcast("Snacks!\nIn the lobby", 7), after(10))
    assert mixer.notices == (Notice(after(10), "Snacks!\nIn the lobby", by=7),)
    lines = tuple(Text("room.notice_line", {"text": line}) for line in ("Snacks!", "In the lobby"))
    text = Text("room.notice", {"who": People((7,)), "lines": lines})
    assert notices(mixer, 10) == [(FIRST_ROOM, text), (FIRST_ROOM + 1, text)]
    assert not notices(mixer, 10 + NOTICE_STALE / timedelta(minutes=1))
    twice = step(mixer, e.Broadcast("Snacks!"), after(11))
    keys = [w.key for w in wanted(twice, after(11)) if str(w.key).startswith("notice")]
    assert len(keys) == len(set(keys)) == 4


def test_there_is_nobody_to_tell_after_the_hour() -> None:
    with pytest.raises(Refusal):
        step(a_mixer(phase=Phase.CLOSING), e.Broadcast("Hello?"), after(1))
