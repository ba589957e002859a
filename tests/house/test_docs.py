"""The pages for operators: both languages say the same, and name only commands that there are."""

from __future__ import annotations

import re

import pytest

from bot.cli.parser import parser
from tests.house.reading import ROOT

PAGES = ("privacy", "terms", "operating", "scale")


def shape(text: str) -> list[str]:
    """What a page is made of, whatever its language: headings, rows, points, and what is typed."""
    lines = (line for line in text.splitlines() if line.strip())
    kinds = (line if line.startswith("    ") else re.match(r"#+ |\||\d+\. |- |", line).group() for line in lines)  # type: ignore[union-attr]
    return [re.sub(r" +#.*", "", kind) for kind in kinds if kind]


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_have_the_same_parts(page: str) -> None:
    english, japanese = ((ROOT / f"docs/{page}{end}").read_text("utf-8") for end in (".md", ".ja.md"))
    assert shape(english) == shape(japanese)
    assert shape(english)


@pytest.mark.parametrize("page", PAGES)
def test_the_readmes_lead_there(page: str) -> None:
    assert f"docs/{page}.md" in (ROOT / "README.md").read_text("utf-8")
    assert f"docs/{page}.ja.md" in (ROOT / "README.ja.md").read_text("utf-8")


def test_only_commands_that_there_are() -> None:
    commands = re.findall(r"^    ([a-z]+) ", parser().format_help(), re.M)
    named = re.findall(r"(?:`|^    |engawa )engawa ([a-z]+)", (ROOT / "docs/operating.md").read_text("utf-8"), re.M)
    assert {"backup", "check", "forget", "export"} <= set(named) <= set(commands)
