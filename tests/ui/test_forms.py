"""Forms: what stands in them, and what is read of them as Discord sends it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import discord
import pytest

from bot.core.community.card import LONGEST_ABOUT, Card, Form
from bot.core.community.settings import LANGUAGES
from bot.core.planning.start import LONGEST_GROUND
from bot.core.seating import Comfort
from bot.core.text import Refusal
from bot.ui.catalogue import Messages, texts
from bot.ui.forms import CardForm, FieldsForm, NoticeForm, RemarkForm, card_of, filled, typed

CARD = Card(about="I bake", answer="Bread", field="it", languages=frozenset({"en", "ja"}), comfort=Comfort.LISTEN)


async def asked(language: str, ground: str) -> tuple[str, str]:
    """What stands above and below the place for the answer."""
    form = CardForm(Messages(), language, Form(Card(), ground=ground))
    parts = [part for part in form.children if isinstance(part, discord.ui.Label)]
    (part,) = (part for part in parts if getattr(part.component, "custom_id", "") == "answer")
    return part.text, part.description or ""


def handed_in(form: discord.ui.Modal, **changes: Any) -> list[dict[str, Any]]:
    """What Discord sends when a form is handed in as it was shown, but for these parts."""
    sent: list[dict[str, Any]] = []
    for row in form.to_dict()["components"]:
        part = row["component"]
        told = {"type": part["type"], "custom_id": part["custom_id"]}
        if part["type"] == discord.ComponentType.text_input.value:
            told["value"] = changes.get(part["custom_id"], part.get("value", ""))
        else:
            shown = [option["value"] for option in part["options"] if option.get("default")]
            told["values"] = changes.get(part["custom_id"], shown)
        sent.append({"type": 18, "component": told})
    return sent


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


@pytest.mark.parametrize("card", [CARD, Card()])
async def test_a_card_handed_in_as_it_was_shown_is_the_same_card(card: Card) -> None:
    form = CardForm(Messages(), "en", Form(card), "c0ffee")
    assert card_of(filled(handed_in(form)), card) == card


async def test_whoever_signs_up_is_asked_for_a_question_too_and_says_how_and_in_which_languages_in_one() -> None:
    form = CardForm(Messages(), "en", Form(CARD, question="And you?"), "c0ffee")
    assert len(form.children) == 5, "the most that Discord takes"
    given = filled(handed_in(form))
    assert typed(given, "question") == "And you?"
    assert card_of(given, CARD) == CARD
    assert card_of(filled(handed_in(form, ways=["ask_field"])), CARD).ask_field
    given = filled(handed_in(form, ways=["ja", "listen", "free"]))
    assert not card_of(given, replace(CARD, ask_field=True)).ask_field, "taken back like any other choice"
    assert card_of(given, CARD).languages == {"ja"}
    assert card_of(given, CARD).comfort is Comfort.LISTEN, "of two the first"
    given = filled(handed_in(form, ways=[]))
    assert (card_of(given, CARD).languages, card_of(given, CARD).comfort) == (frozenset(), None)


async def test_what_is_changed_in_the_form_is_changed_and_what_it_does_not_ask_stays() -> None:
    before = Card(about="I bake", may_show=True, remind=True)
    given = filled(handed_in(CardForm(Messages(), "en", Form(before)), about=" I \n paint", comfort=["listen"]))
    assert card_of(given, before) == Card(about="I paint", comfort=Comfort.LISTEN, may_show=True, remind=True)


async def test_a_card_that_is_too_long_is_refused_kindly() -> None:
    with pytest.raises(Refusal):
        card_of({"about": ["x" * (LONGEST_ABOUT + 1)]}, Card())


async def test_a_part_that_is_not_there_was_left_empty() -> None:
    assert typed(filled([]), "remark") == ""
    assert card_of({}, Card(about="before")) == Card()


async def test_nothing_of_an_opened_form_stays_in_memory() -> None:
    """discord.py keeps every form that is not finished when it has been sent."""
    words = Messages()
    for form in (
        CardForm(words, "en", Form(Card())),
        NoticeForm(words, "en", "c0ffee"),
        RemarkForm(words, "en", "c0ffee", ""),
        FieldsForm(words, "en", ""),
    ):
        assert form.is_finished()
