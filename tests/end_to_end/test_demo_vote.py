"""The secret vote in the demo: which evenings have one."""

from __future__ import annotations

import pytest

from bot.demo import story
from bot.demo.stage import Stage
from bot.demo.story import Outcome, Scene, play
from tests.end_to_end.demo_evening import NOW, server, stage


@pytest.mark.parametrize(("minutes", "promises"), [(6, ["talked"]), (7, ["talked", "voted"])])
async def test_only_an_evening_with_time_for_it_has_a_vote(
    monkeypatch: pytest.MonkeyPatch, minutes: int, promises: list[str]
):
    async def at_once(_: Stage) -> None:
        pass

    for name in ("BEFORE", "OPENING", "AFTER", "DURING"):
        monkeypatch.setattr(story, name, ())
    monkeypatch.setattr(story, "TALK", Scene("talked", at_once))
    monkeypatch.setattr(story, "VOTE", Scene("voted", at_once))
    here = stage(server())
    here.opened, here.ends, here.minutes = NOW + 60, NOW + 240, minutes
    assert await play(here) == [Outcome(promise) for promise in promises]
