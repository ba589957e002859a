"""The keys that posts are recorded under."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.lifecycle.wanted_post import PostKey, PostKind


@given(kind=st.sampled_from(PostKind), parts=st.lists(st.integers(0) | st.sampled_from(["speak", "connect"])))
def test_a_key_that_was_saved_is_the_key_that_is_looked_for(kind: PostKind, parts: list[int | str]) -> None:
    key = kind.key(*parts)
    assert PostKey.read(str(key)) == key
    assert {key: "posted"}[PostKey.read(str(key))] == "posted"


@given(text=st.text())
def test_what_another_version_has_saved_stays_as_it_is(text: str) -> None:
    assert str(PostKey.read(text)) == text


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (PostKind.GOODBYE.key(), "goodbye"),
        (PostKind.SIGN.key(5, 1800000000, 2), "sign:5:1800000000:2"),
        (PostKind.MISSING.key("speak"), "missing:speak"),
    ],
)
def test_the_text_is_the_one_that_evenings_under_way_have_saved(key: PostKey, text: str) -> None:
    assert str(key) == text


@pytest.mark.parametrize(
    ("text", "person"), [("lucky:201:5", "201"), ("direct:15:1:201", "201"), ("sign:5:1:201", ""), ("lucky", "")]
)
def test_only_posts_about_one_person_have_a_person(text: str, person: str) -> None:
    assert PostKey.read(text).person == person
