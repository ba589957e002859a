"""Texts, questions and settings."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime

import pytest

from bot.core.community.settings import Community, language_for
from bot.core.text import Moment, People, Place, Question, Refusal, Text


def text(**values: int) -> Text:
    return Text("k", {"end": Moment(datetime(2026, 1, 1, tzinfo=UTC)), "who": People((1, 2)), **values})


def test_equal_texts_have_equal_digests_in_whatever_order_their_values_came() -> None:
    assert Text("k", {"a": 1, "b": 2}).digest == Text("k", {"b": 2, "a": 1}).digest
    assert Text("k", {"a": 1}).digest != Text("k", {"a": 2}).digest
    assert Text("k", buttons=("join",)).digest != Text("k").digest


def test_a_ping_is_no_part_of_what_a_post_shows() -> None:
    assert Text("k", pings=(1,)).digest == Text("k").digest


def test_a_digest_is_the_same_in_another_process() -> None:
    code = "from tests.core.test_text import text; print(text(n=1).digest)"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == text(n=1).digest


def test_texts_can_be_kept_in_sets_and_differ_by_their_values() -> None:
    assert len({text(n=1), text(n=1), text(n=2)}) == 2


def test_a_refusal_says_what_to_do_in_words_of_the_catalogue() -> None:
    refusal = Refusal("start.nobody", place=Place(3))
    assert refusal.text == Text("refusal.start.nobody", {"place": Place(3)})


@pytest.mark.parametrize(
    ("locale", "language"), [("ja", "ja"), ("en-GB", "en"), ("fr", "en"), (None, "en"), ("", "en")]
)
def test_everyone_reads_a_language_we_have(locale: str | None, language: str) -> None:
    assert language_for(locale) == language


def test_hosts_have_the_role_or_may_manage_events() -> None:
    plain, chosen = Community(guild_id=1), Community(guild_id=1, host_role_id=5)
    assert chosen.may_host([5], manages_events=False)
    assert plain.may_host([], manages_events=True)
    assert not chosen.may_host([6], manages_events=False)
    assert not plain.may_host([5], manages_events=False)


def test_a_question_keeps_its_common_ground() -> None:
    assert Question("q", "founders") != Question("q")
