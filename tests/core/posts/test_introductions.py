"""In the room's chat: who is here, in one tidy post."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.community.card import LONGEST_ABOUT, LONGEST_ANSWER, Card
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Guest
from bot.core.lifecycle.phase import Phase
from bot.core.planning.start import introduced
from bot.core.posts.evening import INTRODUCTIONS, wanted
from bot.core.text import People, Text
from tests.core.making import after, an_open_mixer, built


def welcome(*cards: Card | None) -> Text:
    """What stands in a room of people who say this about themselves, of whom the last comes first in the list."""
    mixer: Mixer = built(an_open_mixer(rooms=1))
    guests = [introduced(Guest(100 + n, 1, waiting=False), said) for n, said in enumerate(cards)]
    mixer = replace(mixer, guests=tuple(reversed(guests)))
    (want,) = [want for want in wanted(mixer, after(1)) if str(want.key).startswith("welcome")]
    return want.text


def lines(text: Text) -> tuple[Text, ...]:
    """Its lines about people."""
    found = text.values["people"]
    assert isinstance(found, tuple)
    return found


def test_where_nobody_says_anything_names_are_enough() -> None:
    text = welcome(None, Card(), Card(answer="a secret"))
    assert (text.key, text.values["people"]) == ("room.welcome", People((100, 101, 102)))


def test_a_line_for_each_with_what_they_like_to_show() -> None:
    text = welcome(
        Card(about="I bake", answer="a new start", may_show=True),
        Card(about="I sing", answer="a secret"),
        Card(answer="curious", may_show=True),
        None,
    )
    assert text.key == "room.welcome_lines"
    assert [
        (line.key, {name: value for name, value in line.values.items() if name != "who"}) for line in lines(text)
    ] == [
        ("room.guest_lines", {"line": "I bake", "answer": "a new start"}),
        ("room.guest_line", {"line": "I sing"}),
        ("room.guest_line", {"line": "curious"}),
        ("room.guest", {}),
    ]
    assert [line.values["who"] for line in lines(text)] == [People((user,)) for user in (100, 101, 102, 103)]


def wordy(about: int, answer: int) -> Card:
    """A card with so many letters."""
    return Card(about="a" * about, answer="b" * answer, may_show=True)


@given(
    cards=st.lists(
        st.builds(wordy, st.integers(0, LONGEST_ABOUT), st.integers(0, LONGEST_ANSWER)), min_size=1, max_size=9
    )
)
def test_however_many_say_however_much_it_fits_into_one_post(cards: list[Card]) -> None:
    text = welcome(*cards)
    if text.key == "room.welcome":
        return
    said = [str(line.values.get(name, "")) for line in lines(text) for name in ("line", "answer")]
    assert sum(map(len, said)) <= INTRODUCTIONS
    assert len(lines(text)) == len(cards), "nobody is left out"


def test_what_is_too_long_is_cut_visibly() -> None:
    text = welcome(*[Card(about="a" * LONGEST_ABOUT, answer="b" * LONGEST_ANSWER, may_show=True)] * 5)
    first = lines(text)[0].values
    assert str(first["line"]).endswith("a…")
    assert str(first["answer"]).endswith("b…")


@pytest.mark.parametrize("phase", [Phase.CLOSED, Phase.CANCELLED, Phase.CLOSING])
def test_when_all_is_over_nothing_is_written(phase: Phase) -> None:
    assert not [*wanted(replace(built(an_open_mixer()), phase=phase), after(99))]
