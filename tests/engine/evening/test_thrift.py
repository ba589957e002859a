"""How much an evening asks of Discord: what a bot may ask is what limits how many evenings it can hold."""

from __future__ import annotations

import pytest

from tests.bench.thrift import MOST, requests
from tests.hour import ordinary_hour


@pytest.mark.parametrize("ears", [3, 1])
async def test_an_ordinary_hour_is_thrifty(ears: int) -> None:
    asked = requests(await ordinary_hour(ears))
    assert asked.total() <= MOST, asked
    if ears == 3:
        assert asked["questions"] == 4, "this hour has four questions"
