"""The steps that a demo's window suggests name buttons and commands as the page and the bot call them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bot.demo import window
from bot.demo.window import BY_HAND, EVENING, HOST
from bot.ui.catalogue import texts
from tests.house.reading import ROOT

PAGE = (ROOT / "bot/sandbox/window/page/words.js").read_text("utf-8")
ELSEWHERE = {"Kei (admin)", "♪ Lobby", "# general"}
"""What the sandbox's first server and its owner are called."""
WHAT = {"arrived", "voice", "moved", "spoke", "message", "command", "click", "modal"}


@pytest.mark.parametrize("guide", [EVENING, BY_HAND, HOST])
@pytest.mark.parametrize("language", ["en", "ja"])
def test_what_is_to_be_pressed_is_called_so(guide: Path, language: str) -> None:
    steps = json.loads(guide.read_text("utf-8"))
    assert len(steps) == 6
    known = {*texts(language).values(), *texts("en").values(), *ELSEWHERE}
    named = [name for step in steps for name in re.findall(r"\*\*(.+?)\*\*", step["text"][language])]
    assert len(named) > len(steps)
    assert not [name for name in named if name not in known and f'"{name}"' not in PAGE]
    for step in steps:
        assert {one["what"] for one in step["done"]} <= WHAT


def test_a_short_evening_suggests_no_vote(tmp_path: Path) -> None:
    told = [json.loads(window.steps(minutes, tmp_path).read_text("utf-8")) for minutes in (6, 7)]
    assert [step["id"] for step in told[0]] == [step["id"] for step in told[1] if step["id"] != "vote"]
    assert len(told[0]) == len(told[1]) - 1


@pytest.mark.parametrize("guide", [EVENING, BY_HAND, HOST])
def test_each_step_is_ticked_by_something_of_its_own(guide: Path) -> None:
    steps = json.loads(guide.read_text("utf-8"))
    told = [json.dumps([step["done"], step.get("times")]) for step in steps]
    assert len(set(told)) == len({step["id"] for step in steps}) == len(steps)
