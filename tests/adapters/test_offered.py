"""Choices as JSON: what another version wrote is read where it can be, and otherwise nothing breaks by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import MappingProxyType

import pytest

from bot.adapters.offered import read, written
from bot.core.planning.offered import Change, Tell, Undo
from bot.core.questions.deck import Brought
from bot.core.times.recurrence import Repeat
from tests.adapters.conftest import NOW


def test_fields_of_a_mixer_come_back_as_they_are_in_one() -> None:
    ours = {"length": timedelta(minutes=30), "for_roles": (7, 8), "repeat": Repeat.WEEKLY, "slot_at": NOW}
    before = {
        "capacity": None,
        "brought": (Brought("own-1", "Rain?"),),
        "usual": MappingProxyType({"length": timedelta(minutes=20), "for_roles": (), "capacity": None}),
    }
    undo = Undo(changes=(Change(mixer_id="a", ours=ours, before=before), Change(mixer_id="b", ours={}, before={})))
    assert read(written((undo,))) == (undo,)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[4]",
        '[{"kind": "of another version"}]',
        '[{"kind": "tell", "mixer_id": "a"}]',
        '[{"kind": "undo", "changes": [{"mixer_id": "a", "ours": {"no_more": 1}, "before": {}}]}]',
        '[{"kind": "undo", "changes": [{"mixer_id": "a", "ours": {"length": "long"}, "before": {}}]}]',
        '[{"kind": "undo", "changes": [{"mixer_id": "a", "ours": {"usual": 4}, "before": {}}]}]',
    ],
)
def test_what_another_version_wrote_and_this_one_cannot_read_is_nothing(text: str) -> None:
    assert read(text) == ()


def test_what_another_version_added_hinders_nothing() -> None:
    told = '[{"kind": "tell", "mixer_id": "a", "words": "Tea", "asked_at": "2026-05-01T18:30:00Z", "loudly": true}]'
    at = datetime(2026, 5, 1, 18, 30, tzinfo=UTC)
    assert read(told) == (Tell(mixer_id="a", words="Tea", asked_at=at),)
