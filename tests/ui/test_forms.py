"""The form of whoever signs up: what all have in common is named in it, however long it is."""

from __future__ import annotations

import discord
import pytest

from bot.core.community.card import Card, Form
from bot.core.community.settings import LANGUAGES
from bot.core.planning.start import LONGEST_GROUND
from bot.ui.catalogue import Messages, texts
from bot.ui.forms import CardForm


async def asked(language: str, ground: str) -> tuple[str, str]:
    """What stands above and below the place for the answer."""
    form = CardForm(Messages(), language, Form(Card(), ground=ground), _never)
    form.stop()
    parts = [part for part in form.children if isinstance(part, discord.ui.Label)]
    (part,) = (part for part in parts if getattr(part.component, "custom_id", "") == "answer")
    return part.text, part.description or ""


async def _never(*_: object) -> None:
    """Nobody hands it in."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ground", ["changing careers", "転職", "*tea* _and_ cake", "x" * 30, "y" * LONGEST_GROUND])
async def test_what_all_have_in_common_is_named_within_discords_limits(language: str, ground: str) -> None:
    label, hint = await asked(language, ground)
    assert ground in f"{label} {hint}"
    assert len(label) <= 45
    assert len(hint) <= 100


@pytest.mark.parametrize("language", LANGUAGES)
async def test_without_anything_in_common_it_asks_as_for_a_card(language: str) -> None:
    assert await asked(language, "") == (texts(language)["card.answer"], texts(language)["card.answer_hint"])


async def test_a_common_ground_that_fits_stands_in_the_question() -> None:
    assert "changing careers" in (await asked("en", "changing careers"))[0]
