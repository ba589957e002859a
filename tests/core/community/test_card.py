"""What somebody typed becomes a card, or is kindly refused."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.community.card import LONGEST_ABOUT, LONGEST_ANSWER, LONGEST_FIELD, Card
from bot.core.seating import Comfort
from bot.core.text import Refusal, Text


def test_a_card_needs_nothing() -> None:
    assert Card.checked() == Card()
    assert Card.checked(about=" \n", answer="\u3000", field=" \t ") == Card()


def test_each_text_becomes_one_line() -> None:
    card = Card.checked(about=" I bake\n\nbread ", answer="猫が\u3000好き", field="\tFood  and drink")
    assert card == Card(about="I bake bread", answer="猫が 好き", field="Food and drink")


def test_what_was_chosen_stays() -> None:
    chosen = Card(may_show=True, languages=frozenset({"en", "ja"}), comfort=Comfort.TEXT, remind=True)
    assert Card.checked(may_show=True, languages=["ja", "en"], comfort=Comfort.TEXT, remind=True) == chosen


@pytest.mark.parametrize(
    ("name", "most"), [("about", LONGEST_ABOUT), ("answer", LONGEST_ANSWER), ("field", LONGEST_FIELD)]
)
def test_only_what_is_too_long_is_refused(name: str, most: int) -> None:
    def typed(text: str) -> dict[str, Any]:
        return {"about": "a", "answer": "b", "field": "c", name: text}

    assert Card.checked(**typed(f"  {'縁' * most}\n")) == Card(**typed("縁" * most))
    with pytest.raises(Refusal) as refused:
        Card.checked(**typed("縁" * (most + 1)))
    assert refused.value.text == Text("refusal.card.long", {"most": most})
