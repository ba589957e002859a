"""A host's rehearsal goes its way beside everything else, and ends quietly however it ends."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

import pytest

from bot.core.planning.start import Wish
from bot.core.rehearsal.scenes import LENGTH, Scene
from bot.core.text import Refusal, Text
from bot.ports import Missing
from tests.evening import GUESTS, HOST, START, Evening, check, usual


class Audience:
    """A host who watches, until they are gone; or who makes something go wrong."""

    def __init__(self, evening: Evening, *, sees: int = 1000, then: type[Exception] = Missing) -> None:
        self._evening, self._sees, self._then = evening, sees, then
        self.scenes: list[Scene] = []
        self.times: list[datetime] = []
        self.asked = 0

    async def show(self, scene: Scene) -> None:
        """See a scene."""
        self.asked += 1
        if len(self.scenes) == self._sees:
            raise self._then("10015")
        self.scenes.append(scene)
        self.times.append(self._evening.now)

    async def begin(self, user_id: int = HOST, wish: Wish | None = None) -> Text:
        """Ask for a rehearsal."""
        desk = self._evening.use_cases.rehearsal
        return await desk.begin(self._evening.caller(user_id), wish or Wish(), self.show)


async def test_every_scene_has_its_moment_within_a_minute() -> None:
    evening = Evening()
    audience = Audience(evening)
    assert (await audience.begin()).key == "rehearsal.begins"
    await evening.run_for(timedelta(hours=1))
    assert audience.times == [scene.at for scene in audience.scenes]
    assert audience.times[-1] == START + LENGTH
    assert audience.scenes[-1].head.key == "rehearsal.over"


async def test_nothing_is_saved_posted_or_made() -> None:
    evening = Evening()
    await Audience(evening).begin()
    await evening.run_for(LENGTH)
    assert not evening.store.mixers
    assert not evening.venue.messages
    assert not evening.venue.created
    assert evening.alarm.next() is None


async def test_one_at_a_time_for_each_host_and_another_afterwards() -> None:
    evening = Evening()
    audience = Audience(evening)
    await audience.begin()
    await evening.run_for(LENGTH / 2)
    with pytest.raises(Refusal) as refused:
        await Audience(evening).begin()
    assert refused.value.text.key == "refusal.rehearsal.running"
    await evening.run_for(LENGTH)
    assert audience.scenes[-1].head.key == "rehearsal.over"
    await Audience(evening).begin()


async def test_only_hosts_rehearse_and_only_what_can_be() -> None:
    evening = Evening()
    for user, wish, key in ((GUESTS[0], Wish(), "refusal.not_host"), (HOST, Wish(rounds=9), "refusal.start.rounds")):
        with pytest.raises(Refusal) as refused:
            await Audience(evening).begin(user, wish)
        assert refused.value.text.key == key
    assert evening.alarm.next() is None
    await Audience(evening).begin()


@pytest.mark.parametrize(("then", "level"), [(Missing, logging.INFO), (RuntimeError, logging.ERROR)])
async def test_who_cannot_be_shown_it_any_more_is_let_alone(
    then: type[Exception], level: int, caplog: pytest.LogCaptureFixture
) -> None:
    evening = Evening()
    audience = Audience(evening, sees=3, then=then)
    caplog.set_level(logging.INFO)
    await audience.begin()
    await evening.run_for(LENGTH)
    assert (len(audience.scenes), audience.asked) == (3, 4)
    assert [record.levelno for record in caplog.records if record.name.endswith("rehearsal")] == [level]
    await Audience(evening).begin()


async def test_an_evening_goes_on_beside_a_rehearsal_and_a_dead_bot_forgets_it() -> None:
    evening = Evening()
    audience = Audience(evening)
    await audience.begin()
    evening.at(timedelta(seconds=30), evening.kill)
    await usual(evening)
    await evening.run_for(timedelta(hours=1))
    assert audience.scenes
    assert audience.times[-1] < START + LENGTH / 2
    check(evening)
    await Audience(evening).begin()
