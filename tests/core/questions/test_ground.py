"""What kind of common ground a host has typed: guessed kindly."""

from __future__ import annotations

import pytest

from bot.core.questions.ground import GroundKind, guess
from tests.deck import GROUNDS


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("group", "career changers"),
        ("group", "sales people in manufacturing"),
        ("group", "Founders"),
        ("group", "members of Meet Career"),
        ("group", "女性管理職"),
        ("group", "地方で働く方"),
        ("group", "フリーランス"),
        ("topic", "careers"),
        ("topic", "second careers"),
        ("topic", "answering letters"),
        ("topic", "🍵"),
        ("topic", ""),
        ("topic", "働き方"),
        ("topic", "就職"),
        ("topic", "人生"),
        ("joined", "the evening book club"),
        ("joined", "Japanese course"),
        ("joined", "朝活"),
        ("joined", "データ分析サロン"),
        *((kind, typed) for grounds in GROUNDS.values() for kind in ("group", "topic") for typed in grounds[kind]),
    ],
)
def test_it_is_taken_for_what_it_most_likely_is(kind: GroundKind, typed: str) -> None:
    assert guess(typed) == kind
