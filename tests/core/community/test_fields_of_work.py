"""A server's own fields of work, as they are typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.community.card import LONGEST_FIELD, Card
from bot.core.community.fields_of_work import LONGEST_TYPED, MOST_FIELDS, fields_of
from bot.core.text import Refusal, Text

LONG = "縁" * LONGEST_FIELD


def refusal(typed: str) -> Text:
    """Why this cannot be."""
    with pytest.raises(Refusal) as refused:
        fields_of(typed)
    return refused.value.text


def test_each_line_is_a_field_in_the_order_in_which_they_were_typed() -> None:
    assert fields_of("Tea\r\n  Rain\u3000and  wind \nお茶") == ("Tea", "Rain and wind", "お茶")


@pytest.mark.parametrize("typed", ["", "\n \n\t", "\u3000\n\u200b\n"])
def test_nothing_to_be_seen_is_no_field(typed: str) -> None:
    assert fields_of(typed) == ()


def test_what_is_there_twice_is_kept_once_as_it_was_first() -> None:
    assert fields_of("Tea\nRain\ntea\n Tea ") == ("Tea", "Rain")


def test_a_long_line_is_named_as_it_is_counted_on_the_screen() -> None:
    assert fields_of(f"Tea\n\n{LONG}") == ("Tea", LONG)
    assert refusal(f"Tea\n\n{LONG}x\nRain") == Text("refusal.fields.long", {"line": 3, "most": LONGEST_FIELD})


def test_as_many_as_a_menu_can_show_and_the_first_too_many_is_named() -> None:
    many = [f"Field {number}" for number in range(MOST_FIELDS)]
    assert fields_of("\n".join([*many, "field 3", ""])) == tuple(many)
    text = refusal("\n".join([*many, "Field 3", "One more", "And another"]))
    assert text == Text("refusal.fields.many", {"line": MOST_FIELDS + 2, "most": MOST_FIELDS})


def test_all_there_can_be_fit_into_the_form_that_shows_them() -> None:
    assert len("\n".join([LONG] * MOST_FIELDS)) <= LONGEST_TYPED


@given(st.lists(st.text(max_size=LONGEST_FIELD), max_size=MOST_FIELDS).map("\n".join))
def test_whatever_is_kept_can_be_shown_chosen_and_typed_again(typed: str) -> None:
    try:
        fields = fields_of(typed)
    except Refusal:
        return
    assert len(fields) == len(set(fields)) <= MOST_FIELDS
    assert fields_of("\n".join(fields)) == fields
    for field in fields:
        assert 1 <= len(field) <= LONGEST_FIELD
        assert Card.checked(field=field).field == field
