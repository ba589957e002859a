"""What the alert rules and the board ask for is what a running bot tells."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.adapters.metrics.counts import Counts
from bot.adapters.metrics.state import State

WATCHING = Path("docs/watching")
OURS = re.compile(r"\b(engawa_\w+|process_\w+)")
STATE = State(
    mixers={"open": 1}, rooms=1, people=1, servers=1, ears={"hearing": 1}, waiting={"due": 0}, shards={0: True}
)


def told() -> set[str]:
    """The name of every value there is."""
    counts = Counts(lambda: STATE)
    counts.answered("GET", "/gateway", 200, 0.1)
    families = text_string_to_metric_families(counts.text().decode())
    return {sample.name for family in families for sample in family.samples}


@pytest.mark.parametrize("file", sorted(WATCHING.glob("*.*")), ids=lambda file: file.name)
def test_every_value_asked_for_is_told(file: Path) -> None:
    asked = set(OURS.findall(file.read_text()))
    assert asked
    assert asked <= told()


def test_the_board_is_one_that_can_be_imported() -> None:
    board = json.loads((WATCHING / "grafana.json").read_text())
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
    assert all(target["expr"] for panel in board["panels"] for target in panel["targets"])
