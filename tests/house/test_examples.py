"""The READMEs show a common ground of each kind, with a sentence of the deck that a room really begins with."""

from __future__ import annotations

import re

import pytest

from bot.core.questions.deck import GROUND
from bot.core.questions.ground import KINDS
from bot.ui.catalogue import deck
from tests.house.reading import ROOT

ROW = re.compile(r"^\| [^|]*?[：:] ?[“「](.+?)[”」] \| (.+?) \|$", re.MULTILINE)


@pytest.mark.parametrize(("file", "language"), [("README.md", "en"), ("README.ja.md", "ja")])
def test_each_kind_has_its_row_and_a_first_question_of_the_deck(file: str, language: str) -> None:
    rows: list[tuple[str, str]] = ROW.findall((ROOT / file).read_text("utf-8"))
    assert len(rows) == len(KINDS)
    for kind, (ground, sentence) in zip(KINDS, rows, strict=True):
        firsts = (prompt for prompt in deck(language) if prompt.first and prompt.needs_ground and prompt.bears(kind))
        assert sentence in {prompt.text.replace(GROUND, ground) for prompt in firsts}, kind
