"""In how many rooms talk that runs dry is noticed, said alike wherever it is said."""

from __future__ import annotations

import pytest

from bot.core.community.hearing import heard
from bot.core.text import Text
from bot.ui.catalogue import Messages


@pytest.mark.parametrize(
    ("ears", "rooms", "said"),
    [
        (0, None, "none"),
        (0, 3, "none"),
        (2, None, "up to 2"),
        (3, 3, "3 of 3"),
        (5, 3, "3 of 3"),
        (1, 3, "1 of 3; they take turns"),
    ],
)
def test_how_many_rooms_can_be_heard(ears: int, rooms: int | None, said: str) -> None:
    assert said in Messages().render("en", heard(ears, rooms))


def test_as_many_ears_as_rooms_take_no_turns() -> None:
    assert heard(3, 3) == Text("heard.all", {"ears": 3, "rooms": 3})
