"""What somebody takes home is theirs: what was asked where they sat, and whom they may meet again, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.text import Question, Refusal, Text
from bot.ports import Unsure
from tests.engine.afterwards.goodbyes import (
    DAY,
    SOON,
    ended_at,
    keys,
    letters_of,
    menu,
    named,
    over,
    press,
    tick,
    together,
)
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes
from tests.fake_venue import Failure

ONE = GUESTS[0]


async def taken_home(evening: Evening, user_id: int = ONE) -> tuple[Text, ...]:
    """What somebody reads who presses it."""
    return menu(await press(evening, user_id, "keepsake")).texts


def asked(texts: tuple[Text, ...]) -> list[str]:
    """The ids of the questions in it."""
    lines = next((text.values["lines"] for text in texts if text.key == "keepsake.questions"), ())
    assert isinstance(lines, tuple)
    found = [line.values["question"] for line in lines]
    assert all(isinstance(one, Question) and one.own for one in found), "in the words in which it was put"
    return [one.id for one in found if isinstance(one, Question)]


async def in_room_of(evening: Evening, user_id: int) -> list[str]:
    """What was put in the room in which somebody sat, by the evening's own account."""
    sat = await evening.store.ledger.sittings(GUILD, evening.mixer.id)
    (number,) = {room for _, room, user in sat if user == user_id}
    room = evening.mixer.room(number)
    assert room is not None
    return [room.questions.now, *(asking.question for asking in room.askings)]


async def test_they_read_what_was_asked_in_their_room_and_in_no_other() -> None:
    evening = await over(Evening(), HOST, *GUESTS)
    rooms = {user: await in_room_of(evening, user) for user in GUESTS}
    assert len({tuple(room) for room in rooms.values()}) > 1
    for user in GUESTS:
        texts = await taken_home(evening, user)
        assert asked(texts) == rooms[user]
        assert [text.key for text in texts] == ["keepsake.head", "keepsake.later", "keepsake.questions"]


async def test_whoever_did_not_sit_there_takes_nothing_home() -> None:
    evening = await over(Evening())
    for button in ("keepsake", "send_me"):
        with pytest.raises(Refusal, match=r"afterwards\.stranger"):
            await evening.ask(
                lambda _, b=button: evening.goodbyes.press(evening.caller(999), b, evening.mixer.id)  # type: ignore[arg-type]
            )


async def test_names_are_of_mutual_ticks_alone_and_only_once_they_are_told() -> None:
    evening = await over(Evening())
    friend, other, *_ = await together(evening, ONE)
    await tick(evening, ONE, [friend, other])
    await tick(evening, friend, [ONE])
    assert "keepsake.again" not in [text.key for text in await taken_home(evening)]
    await evening.run_until(ended_at(evening) + DAY + SOON)
    texts = await taken_home(evening)
    assert named([text for text in texts if text.key == "keepsake.again"]) == {friend}
    assert "keepsake.later" not in [text.key for text in texts]
    assert "keepsake.again" not in [text.key for text in await taken_home(evening, other)], "who was ticked in vain"


async def test_it_is_there_as_long_as_the_evening_is_kept() -> None:
    evening = await over(Evening())
    before = asked(await taken_home(evening))
    assert before
    await evening.run_until(ended_at(evening) + timedelta(days=8))
    await evening.run(evening.retention.ring())
    assert not evening.store.mixers
    assert asked(menu(await evening.goodbyes.press(evening.caller(ONE), "keepsake", "mixer-1")).texts) == before
    await evening.store.ledger.expire(evening.now + timedelta(days=30))
    with pytest.raises(Refusal, match=r"afterwards\.gone"):
        await evening.goodbyes.press(evening.caller(ONE), "keepsake", "mixer-1")


async def test_another_evening_s_questions_are_not_in_it() -> None:
    evening = await over(Evening())
    before = asked(await taken_home(evening))
    ledger, end = evening.store.ledger, ended_at(evening)
    (other,) = await ledger.add_questions(GUILD, ["What did you cook?"])
    for at in (end - timedelta(hours=1), end + timedelta(hours=1)):
        await ledger.learn(GUILD, [ONE], other.id, at)
        assert asked(await taken_home(evening)) == before
    await ledger.learn(GUILD, [GUESTS[1]], other.id, end - minutes(1))
    assert asked(await taken_home(evening)) == before, "what others were put"


async def test_the_server_s_own_question_is_in_it_as_long_as_it_is_kept() -> None:
    evening = await over(Evening())
    ledger, before = evening.store.ledger, asked(await taken_home(evening))
    (own,) = await ledger.add_questions(GUILD, ["What did you cook?"])
    await ledger.learn(GUILD, [ONE], own.id, ended_at(evening))
    assert asked(await taken_home(evening)) == [*before, own.id]
    await ledger.remove_question(GUILD, own.id)
    assert asked(await taken_home(evening)) == before


async def test_it_is_sent_only_to_whoever_asks_for_it() -> None:
    evening = await over(Evening())
    texts = await taken_home(evening)
    assert not letters_of(evening, "keepsake")
    told = await evening.ask(lambda _: evening.goodbyes.press(evening.caller(ONE), "send_me", evening.mixer.id))
    assert keys(told) == ["keepsake.sent"]
    ((_, letter),) = letters_of(evening, "keepsake")
    assert (letter.to, letter.texts) == (ONE, texts)


async def test_where_it_cannot_be_sent_they_read_what_helps() -> None:
    evening = await over(Evening())
    evening.venue.servers[GUILD].closed.add(ONE)
    with pytest.raises(Refusal, match=r"keepsake\.unsent"):
        await evening.ask(lambda _: evening.goodbyes.press(evening.caller(ONE), "send_me", evening.mixer.id))
    evening.venue.servers[GUILD].closed.clear()
    evening.venue.failures[evening.venue.calls + 1] = Failure(Unsure("answer lost"))
    with pytest.raises(Refusal, match=r"unavailable"):
        await evening.ask(lambda _: evening.goodbyes.press(evening.caller(ONE), "send_me", evening.mixer.id))


async def test_forgotten_they_take_nothing_home() -> None:
    evening = await over(Evening())
    await evening.ask(lambda _: evening.members.forget_me(evening.caller(ONE)))
    with pytest.raises(Refusal, match=r"afterwards\.stranger"):
        await taken_home(evening)
