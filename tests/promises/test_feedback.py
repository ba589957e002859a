"""Who wrote which sentence: told once, from three voices on, in an order that tells nothing."""

from __future__ import annotations

from itertools import permutations

import pytest

from bot.core.text import Illustrated
from tests.engine.afterwards.goodbyes import DAY, ended_at, keys, letters_of, over, press, rate
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes
from tests.promises.seen import letters, public

REMARKS = ("Lovely", "Too loud", "Ah, good")


async def asked(evening: Evening) -> list[object]:
    """Everything that a host can ask for about how it was; that fewer are known to have come is told in docs."""
    recap = await evening.ask(lambda _: evening.goodbyes.recap(evening.caller()))
    assert isinstance(recap, Illustrated)
    weeks = await evening.ask(lambda _: evening.goodbyes.weeks(evening.caller()))
    return [await press(evening, HOST, "feedback"), [text for text in recap.texts if "came" not in text.values], weeks]


async def forget(evening: Evening, user: int) -> None:
    """Somebody types /privacy forget."""
    await evening.ask(lambda _: evening.members.forget_me(evening.caller(user)))


async def test_f1_before_the_recap_the_host_sees_nothing_of_how_many_have_said_what() -> None:
    worlds: list[list[object]] = []
    for voices in range(5):
        evening = await over(Evening())
        for user in GUESTS[:voices]:
            await rate(evening, user, 2, "Too loud")
        worlds.append(await asked(evening))
    assert all(world == worlds[0] for world in worlds)


@pytest.mark.parametrize("voices", [1, 2])
@pytest.mark.parametrize("own", [False, True])
async def test_f2_fewer_than_three_besides_the_hosts_own_are_never_told_and_look_like_none(
    voices: int, own: bool
) -> None:
    worlds: list[object] = []
    for number in (0, voices):
        evening = await over(Evening())
        for user in (*GUESTS[:number], *([HOST] if own else [])):
            await rate(evening, user, 2, "Too loud")
        seen: list[object] = []
        for after in (minutes(11), DAY / 2, 2 * DAY, 20 * DAY):
            await evening.run_until(ended_at(evening) + after)
            seen.append(await press(evening, HOST, "feedback"))
        worlds.append((seen, letters(evening), public(evening)))
    assert worlds[0] == worlds[1]


async def test_f3_the_order_of_sentences_tells_neither_who_wrote_them_nor_when() -> None:
    told: list[object] = []
    for order in permutations(zip(GUESTS[:3], REMARKS, strict=True)):
        evening = await over(Evening())
        for user, remark in order:
            await rate(evening, user, 0, remark)
            await evening.run_for(minutes(1))
        await evening.run_until(ended_at(evening) + minutes(10))
        told.append(letters(evening, to=HOST))
    for order in permutations(REMARKS):
        evening = await over(Evening())
        for user, remark in zip(GUESTS[:3], order, strict=True):
            await rate(evening, user, 0, remark)
        await evening.run_until(ended_at(evening) + minutes(10))
        told.append(letters(evening, to=HOST))
    assert all(letter == told[0] for letter in told)
    assert "Too loud" in repr(told[0])


async def test_f4_after_it_was_told_forgetting_changes_nothing_that_the_host_sees() -> None:
    evening = await over(Evening())
    for user in GUESTS[:3]:
        await rate(evening, user, 0, "Lovely")
    await evening.run_until(ended_at(evening) + minutes(11))
    before = await asked(evening)
    await forget(evening, GUESTS[0])
    assert await asked(evening) == before
    await evening.run_until(ended_at(evening) + 2 * DAY)
    assert [letter.key for _, letter in letters_of(evening, "later")] == []
    await forget(evening, GUESTS[1])
    assert keys(await press(evening, HOST, "feedback")) == ["feedback.over"]


async def test_f5_who_forgets_before_it_is_told_has_said_nothing() -> None:
    evening = await over(Evening())
    for user in GUESTS[:3]:
        await rate(evening, user, 0, "Lovely")
    before = await asked(evening)
    await forget(evening, GUESTS[0])
    assert await asked(evening) == before
    await evening.run_until(ended_at(evening) + 2 * DAY)
    assert "Lovely" not in repr(letters(evening))


async def test_f6_a_host_with_closed_messages_is_shown_it_once_and_not_at_a_moment_of_their_choice() -> None:
    evening = await over(Evening())
    evening.venue.servers[GUILD].closed = {HOST}
    for user in GUESTS[:3]:
        await rate(evening, user, 0, "Lovely")
    for after in (minutes(11), DAY / 2):
        await evening.run_until(ended_at(evening) + after)
        assert "Lovely" not in repr(await asked(evening))
    await evening.run_until(ended_at(evening) + 2 * DAY)
    assert keys(await press(evening, HOST, "feedback")) == ["recap.feedback", "recap.remarks", "feedback.shown_once"]
    assert "Lovely" not in repr(await asked(evening))
    assert "Lovely" not in repr(public(evening))


async def test_f7_to_everybody_else_the_button_says_the_same_whoever_has_answered() -> None:
    evening = await over(Evening())
    before = await press(evening, GUESTS[5], "feedback")
    for user in GUESTS[:4]:
        await rate(evening, user, 2, "Too loud")
        assert await press(evening, GUESTS[5], "feedback") == before
        assert await press(evening, user, "feedback") == before
