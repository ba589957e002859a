"""Every row of docs/promises.md is kept by a test of its number, in both languages, and no test promises more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.reading import ROOT

PAGES = ("docs/promises.md", "docs/promises.ja.md")
TESTS = {
    number
    for path in Path(__file__).parent.glob("test_*.py")
    for number in re.findall(r"def test_([a-z]\d)_", path.read_text(encoding="utf-8"))
}
AGAINST = {
    "docs/promises.md": ("other guests", "host", "administrator", "operator", "thief of the database", "and token"),
    "docs/promises.ja.md": (
        "ほかの参加者",
        "主催者",
        "管理者",
        "運用者",
        "データベースを盗んだ人",
        "トークンも盗んだ人",
    ),
}


def rows(page: str) -> list[str]:
    """The numbers of what the page promises, in order."""
    return re.findall(r"^\| ([A-Z]\d) \|", (ROOT / page).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("page", PAGES)
def test_each_row_has_its_test_and_each_test_its_row(page: str) -> None:
    assert len(rows(page)) == len(set(rows(page)))
    assert {row.lower() for row in rows(page)} == TESTS


@pytest.mark.parametrize("page", PAGES)
def test_of_each_secret_it_is_said_against_whom_it_is_kept(page: str) -> None:
    sections = (ROOT / page).read_text(encoding="utf-8").split("\n## ")[2:]
    assert len(sections) == 7
    for section in sections:
        firsts = re.findall(r"^\| (?!\w\d |-)([^|]+) \|", section, re.MULTILINE)
        assert not [who for who in AGAINST[page] if not any(who in first for first in firsts)], section[:40]
