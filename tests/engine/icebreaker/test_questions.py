"""A community's own questions: added, listed, removed, taken in from a file, and put to rooms."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import replace

import pytest

from bot.core.community.settings import GuestQuestions
from bot.core.questions.own import LARGEST_FILE, MOST_AT_ONCE, MOST_QUESTIONS
from bot.core.text import Refusal, Text
from bot.usecases.questions import PAGE
from tests.engine.icebreaker.room import PEOPLE, Scene
from tests.evening import GUESTS, GUILD, Evening


async def refusal(work: Awaitable[object]) -> Text:
    with pytest.raises(Refusal) as error:
        await work
    return error.value.text


async def texts_of(evening: Evening) -> list[str]:
    return [prompt.text for prompt in await evening.store.ledger.own_questions(GUILD)]


async def test_a_question_is_added_listed_and_removed() -> None:
    evening = Evening()
    desk, host = evening.questions, evening.caller()
    assert await desk.show(host, 1) == (Text("questions.none"),)
    assert await desk.add(host, " Your  cat? ") == Text("questions.added", {"question": "Your cat?"})
    await desk.add(host, "Your dog?")
    assert await desk.show(host, 1) == (
        Text("questions.head", {"count": 2, "page": 1, "pages": 1}),
        Text("questions.row", {"number": 1, "question": "Your cat?"}),
        Text("questions.row", {"number": 2, "question": "Your dog?"}),
    )
    assert await desk.remove(host, 1) == Text("questions.removed", {"question": "Your cat?"})
    assert await texts_of(evening) == ["Your dog?"]
    for number in (0, 2, -1):
        assert (await refusal(desk.remove(host, number))).key == "refusal.questions.number"


async def test_a_long_list_has_pages_and_no_page_is_out_of_reach() -> None:
    evening = Evening()
    desk, host = evening.questions, evening.caller()
    await evening.store.ledger.add_questions(GUILD, [f"Question {n}?" for n in range(1, PAGE + 3)])
    assert len(await desk.show(host, 1)) == 1 + PAGE
    last = await desk.show(host, 2)
    assert [text.values.get("number") for text in last] == [None, PAGE + 1, PAGE + 2]
    assert await desk.show(host, 99) == last
    assert await desk.show(host, -3) == await desk.show(host, 1)


async def test_a_file_is_taken_in_and_what_is_there_already_is_left_out() -> None:
    evening = Evening()
    desk, host = evening.questions, evening.caller()
    await desk.add(host, "Your cat?")
    answer = await desk.take_in(host, "Your cat?\nYour dog?\nお茶は好きですか。".encode())
    assert answer == Text("questions.taken_in_but", {"count": 2})
    assert await desk.take_in(host, b"Your bird?") == Text("questions.taken_in", {"count": 1})
    assert (await refusal(desk.take_in(host, b"your CAT?"))).key == "refusal.questions.known"
    assert (await refusal(desk.add(host, "Your dog?"))).key == "refusal.questions.known"


async def test_what_was_left_out_of_a_file_is_told() -> None:
    evening = Evening()
    desk, host = evening.questions, evening.caller()
    assert await desk.take_in(host, b"Your cat?\nYour cat?") == Text("questions.taken_in_but", {"count": 1})
    heading = Text("questions.heading", {"heading": "Question"})
    assert await desk.take_in(host, b"Question\nYour dog?") == (Text("questions.taken_in", {"count": 1}), heading)
    assert await texts_of(evening) == ["Your cat?", "Your dog?"]


async def test_a_full_list_takes_nothing_more_but_what_it_has() -> None:
    evening = Evening()
    desk, host = evening.questions, evening.caller()
    there = [f"Question {n}?" for n in range(MOST_QUESTIONS - 1)]
    await evening.store.ledger.add_questions(GUILD, there)
    text = await refusal(desk.take_in(host, b"New one?\nNew two?"))
    assert text == Text("refusal.questions.most", {"most": MOST_QUESTIONS, "count": MOST_QUESTIONS - 1})
    assert len(await texts_of(evening)) == MOST_QUESTIONS - 1, "nothing of it was added"
    corrected = "\n".join([*there[: MOST_AT_ONCE - 1], "New one?"]).encode()
    told = await desk.take_in(host, corrected)
    assert told == Text("questions.taken_in_but", {"count": 1}), "known lines take no place"


async def test_a_large_file_is_refused_before_it_is_fetched() -> None:
    evening = Evening()
    await evening.questions.check_file(evening.caller(), LARGEST_FILE)
    text = await refusal(evening.questions.check_file(evening.caller(), LARGEST_FILE + 1))
    assert text.key == "refusal.questions.file_size"


async def test_only_hosts_may() -> None:
    evening = Evening()
    desk, guest = evening.questions, evening.caller(GUESTS[0])
    for work in (
        desk.add(guest, "Your cat?"),
        desk.take_in(guest, b"Your cat?"),
        desk.check_file(guest, 1),
        desk.show(guest, 1),
        desk.remove(guest, 1),
    ):
        assert (await refusal(work)).key == "refusal.not_host"
    assert await texts_of(evening) == []


async def test_the_rooms_are_put_their_communitys_questions() -> None:
    scene = await Scene.begun()
    for number in range(6):
        await scene.ledger.learn(GUILD, PEOPLE, f"en-plain-{number}", scene.evening.now)
    await scene.press("topic")
    assert scene.last.question.startswith("own-")
    shown = next(m for m in scene.evening.venue.messages if m.key == "ask:1:1").texts[0].values["question"]
    assert getattr(shown, "own", "") == scene.last.own != ""


async def test_a_room_begins_with_one_of_the_hosts_own_that_can_open() -> None:
    evening = Evening()
    answer = await evening.questions.add(evening.caller(), "And your {common_ground}?", first=True)
    assert isinstance(answer, tuple)
    evening.gather(*GUESTS[:3])
    await evening.start(30)
    (room,) = evening.mixer.rooms
    assert evening.mixer.own_words(room.questions.now) == "", "it needs what all have in common, and there is nothing"

    evening = Evening()
    await evening.questions.add(evening.caller(), "And your cat?", first=True)
    evening.gather(*GUESTS[:3])
    await evening.start(30)
    (room,) = evening.mixer.rooms
    assert evening.mixer.own_words(room.questions.now) == "And your cat?"


@pytest.mark.parametrize("depth", [0, 4, -1])
async def test_a_depth_that_is_none_is_refused(depth: int) -> None:
    evening = Evening()
    assert (await refusal(evening.questions.add(evening.caller(), "Your cat?", depth=depth))).key.endswith("depth")
    assert await texts_of(evening) == []


async def test_the_whole_deck_can_be_seen_and_any_of_it_switched_off_and_on() -> None:
    evening = Evening()
    desk, host = evening.questions, evening.caller()
    head, *rows = await desk.deck(host, 1)
    assert head.values["count"] == len(rows) == 7
    assert (await desk.switch(host, 2)).key == "questions.switched_off"
    assert [row.key for row in await desk.deck(host, 1)][2] == "questions.row_off"
    assert await evening.store.ledger.switched_off(GUILD) == {"en-plain-1"}
    for number in (0, 8):
        assert (await refusal(desk.switch(host, number))).key == "refusal.questions.deck_number"
    evening.gather(*GUESTS)
    await evening.start(30)
    assert "en-plain-1" not in {room.questions.now for room in evening.mixer.rooms}
    assert (await desk.switch(host, 2)).key == "questions.switched_on"
    assert await evening.store.ledger.switched_off(GUILD) == frozenset()


async def test_only_hosts_decide_about_questions() -> None:
    evening = Evening()
    desk, guest = evening.questions, replace(evening.caller(GUESTS[0]), manages_events=False)
    for work in (
        desk.add(guest, "Your cat?"),
        desk.deck(guest, 1),
        desk.switch(guest, 1),
        desk.guests(guest, GuestQuestions.NONE),
        desk.let_show(guest, "m1", 1, ["guest-1"]),
    ):
        assert (await refusal(work)).key == "refusal.not_host"
