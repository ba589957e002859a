"""Offers: taken once, by whom they were made to, within a quarter of an hour; nobody's push out another's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count

import pytest

from bot.core.community.settings import Asker
from bot.core.text import Answer, CustomId, Refusal, Text
from bot.usecases.offers import MOST_OFFERS, OFFERED_FOR, Offers
from tests.evening import GUILD, HOST, START, Evening

ME = Evening().caller(HOST)
OTHER, ELSEWHERE = replace(ME, user_id=HOST + 1), replace(ME, guild_id=GUILD + 1)


class Shop:
    """Offers on a clock turned by hand."""

    def __init__(self) -> None:
        self.now, numbers = START, count()
        self.offers = Offers(self._clock, lambda: f"{next(numbers):x}")
        self.done: list[tuple[str, Asker]] = []

    def _clock(self) -> datetime:
        return self.now

    def keep(self, who: Asker, *names: str) -> tuple[CustomId, ...]:
        return self.offers.keep(who, *(partial(self._do, name) for name in names))

    async def _do(self, name: str, who: Asker) -> Answer:
        self.done.append((name, who))
        return Text("done")

    async def take(self, who: Asker, id: CustomId) -> None:
        assert await self.offers.take(who, id.removeprefix("offer:")) == Text("done")

    async def refused(self, who: Asker, id: CustomId) -> None:
        with pytest.raises(Refusal, match=r"^offer\.old$"):
            await self.take(who, id)


async def test_of_one_offer_one_is_taken_once() -> None:
    shop = Shop()
    first, second = shop.keep(ME, "first", "second")
    await shop.take(ME, second)
    await shop.refused(ME, second)
    await shop.refused(ME, first)
    assert shop.done == [("second", ME)]


async def test_it_is_done_for_whoever_they_are_now() -> None:
    shop = Shop()
    (id,) = shop.keep(replace(ME, manages_events=True), "it")
    now = replace(ME, manages_events=False)
    await shop.take(now, id)
    assert shop.done == [("it", now)]


async def test_nobody_else_takes_it_nor_they_themselves_in_another_server() -> None:
    shop = Shop()
    (id,) = shop.keep(ME, "it")
    await shop.refused(OTHER, id)
    await shop.refused(ELSEWHERE, id)
    await shop.take(ME, id)


async def test_it_ends_after_a_quarter_of_an_hour() -> None:
    shop = Shop()
    (first,), (second,) = shop.keep(ME, "first"), shop.keep(ME, "second")
    shop.now += OFFERED_FOR - timedelta(seconds=1)
    await shop.take(ME, first)
    shop.now += timedelta(seconds=1)
    await shop.refused(ME, second)


async def test_however_many_one_person_is_offered_nobody_else_loses_theirs() -> None:
    shop = Shop()
    (mine,), (far,) = shop.keep(ME, "mine"), shop.keep(ELSEWHERE, "far")
    many = [shop.keep(OTHER, "x")[0] for _ in range(1800)]
    await shop.take(ME, mine)
    await shop.take(ELSEWHERE, far)
    await shop.refused(OTHER, many[-MOST_OFFERS - 1])
    await shop.take(OTHER, many[-1])


async def test_whoever_is_forgotten_has_nothing_left_to_take() -> None:
    shop = Shop()
    (mine,), (other,) = shop.keep(ME, "mine"), shop.keep(OTHER, "other")
    shop.offers.forget(ME.user_id)
    await shop.refused(ME, mine)
    await shop.take(OTHER, other)
