"""Offers: decided once they are done, by whom they were made to, in a quarter of an hour; none pushes out another's."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

import pytest

from bot.core.community.settings import Asker
from bot.core.planning.offered import Tell
from bot.core.text import CustomId, Refusal
from bot.usecases.offers import MOST_OFFERS, OFFERED_FOR, Offers
from tests.evening import GUILD, HOST, START, Evening
from tests.fake_ledger import FakeLedger

ME = Evening().caller(HOST)
OTHER, ELSEWHERE = replace(ME, user_id=HOST + 1), replace(ME, guild_id=GUILD + 1)


class Shop:
    """Offers on a clock turned by hand."""

    def __init__(self) -> None:
        self.now, numbers = START, count()
        self.book = FakeLedger()
        self.done: list[str] = []
        self.fails: Exception | None = None
        """What doing it ends with, if it does not go well."""
        self.offers = Offers(self.book, self._clock, lambda: f"{next(numbers):x}")

    def _clock(self) -> datetime:
        return self.now

    async def keep(self, who: Asker, *names: str) -> tuple[CustomId, ...]:
        return await self.offers.keep(who, *(Tell(mixer_id=name, words="Tea!", asked_at=START) for name in names))

    async def take(self, who: Asker, id: CustomId) -> str:
        _, token, number = id.split(":")
        async with self.offers.taking(who, token, int(number)) as choice:
            await asyncio.sleep(0)
            assert isinstance(choice, Tell)
            self.done.append(choice.mixer_id)
            if self.fails:
                raise self.fails
            return choice.mixer_id

    async def refused(self, who: Asker, id: CustomId) -> None:
        with pytest.raises(Refusal, match=r"^offer\.old$"):
            await self.take(who, id)


async def test_of_one_offer_one_is_taken_once() -> None:
    shop = Shop()
    first, second = await shop.keep(ME, "first", "second")
    assert await shop.take(ME, second) == "second"
    await shop.refused(ME, second)
    await shop.refused(ME, first)


@pytest.mark.parametrize("error", [Refusal("not_host"), OSError("the disk is full")])
async def test_what_was_not_done_can_be_asked_for_again_or_the_other_choice(error: Exception) -> None:
    shop = Shop()
    first, second = await shop.keep(ME, "first", "second")
    for id in (first, first, second):
        shop.fails = error
        with pytest.raises(type(error)):
            await shop.take(ME, id)
    shop.fails = None
    assert await shop.take(ME, second) == "second"
    await shop.refused(ME, first)


async def test_of_two_buttons_pressed_at_once_the_first_is_done() -> None:
    shop = Shop()
    first, second = await shop.keep(ME, "first", "second")
    both = await asyncio.gather(shop.take(ME, first), shop.take(ME, second), return_exceptions=True)
    assert shop.done == ["first"]
    assert isinstance(both[1], Refusal)


async def test_nobody_else_takes_it_nor_they_themselves_in_another_server() -> None:
    shop = Shop()
    (id,) = await shop.keep(ME, "it")
    await shop.refused(OTHER, id)
    await shop.refused(ELSEWHERE, id)
    assert await shop.take(ME, id) == "it"


async def test_it_ends_after_a_quarter_of_an_hour() -> None:
    shop = Shop()
    (first,), (second,) = await shop.keep(ME, "first"), await shop.keep(ME, "second")
    shop.now += OFFERED_FOR - timedelta(seconds=1)
    await shop.take(ME, first)
    shop.now += timedelta(seconds=1)
    await shop.refused(ME, second)


async def test_however_many_one_person_is_offered_nobody_else_loses_theirs() -> None:
    shop = Shop()
    (mine,), (far,) = await shop.keep(ME, "mine"), await shop.keep(ELSEWHERE, "far")
    many = [(await shop.keep(OTHER, "x"))[0] for _ in range(1800)]
    await shop.take(ME, mine)
    await shop.take(ELSEWHERE, far)
    await shop.refused(OTHER, many[-MOST_OFFERS - 1])
    for id in many[-MOST_OFFERS:]:
        await shop.take(OTHER, id)


async def test_half_a_character_hinders_nothing() -> None:
    shop = Shop()
    (id,) = await shop.keep(ME, "half \ud800 and \0")
    assert await shop.take(ME, id) == "half  and \0"


async def test_of_what_is_not_there_any_more_it_is_said_that_it_is_old() -> None:
    shop = Shop()
    (id,) = await shop.keep(ME, "it")
    await shop.refused(ME, CustomId(f"{id.removesuffix(':0')}:1"))
