"""Who avoids whom: nobody can read it from what is said."""

from __future__ import annotations

import logging

import pytest

from bot.core.lifecycle.parts import Smallness
from bot.core.lifecycle.wanted_post import PostKind
from bot.core.planning.offered import StartNew
from bot.core.planning.start import Wish
from bot.core.posts.board import wanted_board
from bot.core.posts.evening import wanted
from bot.core.text import Offer, Text
from tests.core.making import after, an_open_mixer, built
from tests.engine.afterwards.goodbyes import DAY
from tests.evening import GUESTS, HOST, Evening, minutes
from tests.promises.seen import letters, public

ONE, OTHER = GUESTS[:2]


async def told(people: tuple[int, ...], *avoids: tuple[int, int], size: int, rounds: int = 1) -> list[object]:
    """What a host is answered who starts with these people, looks at the status every few minutes, and looks back."""
    evening = Evening()
    for one, other in avoids:
        await evening.members.avoid(evening.caller(one), other, avoids=True)
    evening.gather(*people)
    wish = Wish(title="Tea", length=30, room_size=size, rounds=rounds)
    answers: list[object] = []
    for sure in (False, True) if rounds > 1 else (True,):
        deed = StartNew(mixer_id="mixer-1", wish=wish, sure=sure)
        answer = await evening.ask(lambda r, deed=deed: r.start_new(evening.caller(), deed), starting=True)
        answers.append(answer.texts if isinstance(answer, Offer) else answer)
    for _ in range(4):
        await evening.run_for(minutes(4))
        answers.append(await evening.ask(lambda r: r.status(evening.caller())))
    await evening.run_for(minutes(20))
    return [*answers, [texts for _, _, texts in letters(evening, to=HOST)], evening.drawn]


@pytest.mark.parametrize("avoids", [[(HOST, ONE)], [(ONE, HOST)], [(ONE, HOST), (HOST, ONE)]])
async def test_a1_two_people_at_start_read_the_same_whether_or_not_one_avoids_the_other(
    avoids: list[tuple[int, int]],
) -> None:
    worlds: list[object] = []
    for wishes in ([], avoids):
        evening = Evening()
        for one, other in wishes:
            await evening.members.avoid(evening.caller(one), other, avoids=True)
        evening.gather(ONE)
        answer = await evening.start(30, size=4)
        await evening.run_for(minutes(2))
        status = await evening.ask(lambda r: r.status(evening.caller()))  # noqa: B023
        await evening.run_for(2 * DAY)
        worlds.append((answer, status, public(evening), letters(evening), evening.drawn))
    assert worlds[0] == worlds[1]


@pytest.mark.parametrize(("people", "size", "rounds"), [(3, 3, 1), (4, 4, 1), (6, 3, 1), (6, 3, 2)])
async def test_a2_answers_summaries_and_the_look_back_follow_from_the_number_of_people(
    people: int, size: int, rounds: int
) -> None:
    crowd = (HOST, *GUESTS)[:people]
    everybody = [(one, other) for one in crowd for other in crowd if one < other]
    plain = await told(crowd, size=size, rounds=rounds)
    assert await told(crowd, (ONE, OTHER), size=size, rounds=rounds) == plain
    assert await told(crowd, *everybody, size=size, rounds=rounds) == plain, "not even where it cannot be kept"


async def test_a3_the_answer_is_one_for_whomever_it_names_and_they_find_nothing_about_themselves() -> None:
    evening = Evening()
    before = await evening.members.show_me(evening.caller(OTHER))
    evening.venue.servers[1].gone = {999}
    answers = {
        (await evening.members.avoid(evening.caller(ONE), other, avoids=True)).key for other in (OTHER, HOST, 999)
    }
    assert answers == {"avoid.kept"}
    assert await evening.members.show_me(evening.caller(OTHER)) == before


def test_a4_who_is_left_alone_reads_one_sentence_whatever_the_reason() -> None:
    mixer = built(an_open_mixer(rooms=2)).with_room(1, smallness=Smallness(count=1, stays=True, nth=1))
    (alone,) = (want.text for want in wanted(mixer, after(5)) if want.key.kind == PostKind.FEW)
    assert alone == Text("room.alone")


async def test_a5_no_line_of_the_log_tells_of_it(caplog: pytest.LogCaptureFixture) -> None:
    lines: list[list[str]] = []
    for avoids in ([], [(ONE, OTHER)]):
        caplog.clear()
        with caplog.at_level(logging.DEBUG):
            await told((HOST, ONE, OTHER), *avoids, size=3)
        lines.append([record.getMessage() for record in caplog.records])
    assert lines[0] == lines[1]
    assert not any(str(OTHER) in line for line in lines[1])


async def test_a6_the_board_counts_people_and_nothing_else() -> None:
    boards: list[object] = []
    for avoids in (False, True):
        evening = Evening()
        await evening.members.avoid(evening.caller(ONE), OTHER, avoids=avoids)
        evening.gather(ONE)
        await evening.start(30, size=4)
        await evening.run_for(minutes(3))
        seen = evening.venue.look(1)
        assert seen is not None
        boards.append([*wanted_board(evening.mixer, seen, evening.now)])
    assert boards[0]
    assert boards[0] == boards[1]
