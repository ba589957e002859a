"""What a host says of an evening: words that fit, and an address that Discord shows as a picture and nothing else."""

from __future__ import annotations

import pytest

from bot.core.planning.telling import LONGEST_ADDRESS, LONGEST_DESCRIPTION, description_of, picture_of
from bot.core.text import Link, Refusal, Text
from bot.ui.catalogue import Messages


@pytest.mark.parametrize(
    ("typed", "kept"), [(None, ""), (" Bread\n and  cake ", "Bread and cake"), ("なし", ""), ("\u200b", "")]
)
def test_a_description_is_kept_as_it_is_read(typed: str | None, kept: str) -> None:
    assert description_of(typed) == kept


def test_a_description_that_is_too_long_is_refused() -> None:
    assert len(description_of("x" * LONGEST_DESCRIPTION)) == LONGEST_DESCRIPTION
    with pytest.raises(Refusal, match=r"schedule\.description"):
        description_of("x" * (LONGEST_DESCRIPTION + 1))


@pytest.mark.parametrize(
    "typed",
    [
        "https://example.org/a.png",
        "<https://cdn.example.org/a/b_c.JPG>",
        "https://example.org/a.webp?width=600&height=300",
    ],
)
def test_a_picture_is_shown_by_its_address_as_it_is(typed: str) -> None:
    address = picture_of(typed)
    assert address == typed.strip("<>")
    assert Messages().render("en", Text("invitation.picture", {"picture": Link(address)})) == address


@pytest.mark.parametrize("typed", [None, "", " - ", "none", "なし"])
def test_no_picture_is_none(typed: str | None) -> None:
    assert picture_of(typed) == ""


@pytest.mark.parametrize(
    "typed",
    [
        "http://example.org/a.png",
        "https://example.org/a.exe",
        "https://example.org/",
        "javascript:alert(1)//a.png",
        "https://example.org/a.png @everyone",
        "https://example.org/**a**.png",
        "https://example.org/[a](b).png",
        "https://example.org/a.png\n# Head",
        "https://example.org/||a||.png",
        "https://user@example.org/a.png",
        f"https://example.org/{'a' * LONGEST_ADDRESS}.png",
        "a picture of a cake",
    ],
)
def test_what_is_no_picture_or_more_than_one_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match=r"schedule\.picture"):
        picture_of(typed)
