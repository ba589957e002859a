"""The evening goes on whatever becomes of a save: a lost answer, somebody else who writes, a database put back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.lifecycle.mixer import Mixer
from bot.core.text import Refusal
from tests.engine.evening.test_kills import check_all, undisturbed, whole
from tests.engine.planning.planned import planning
from tests.engine.planning.test_planned_kills import check_series, two_evenings
from tests.engine.planning.test_planned_kills import whole as planned
from tests.evening import GUESTS, Evening, check, check_once, minutes, usual
from tests.fake_venue import Failure
from tests.moments import share

LOST = OSError("connection reset by peer")
GIVEN = timedelta(minutes=2)


async def test_a_lost_answer_at_any_save_ends_with_the_same_evening() -> None:
    calm = await undisturbed()
    for number in share(range(1, calm.saves.saves + 1), 0, 2):
        evening = Evening()
        evening.saves.failures = {number: Failure(LOST, after=True)}
        try:
            await whole(evening)
            check_all(evening)
            assert evening.store.mixers == calm.store.mixers
            assert evening.posts() == calm.posts()
            assert not evening.unmet, "nobody was told that anything was wrong"
        except AssertionError as error:
            error.add_note(f"lost answer to save {number}")
            raise


@pytest.mark.parametrize("mute", [1, 4])
async def test_nobody_is_told_that_nothing_was_changed_while_nobody_knows(mute: int) -> None:
    for number in share(range(1, (await undisturbed()).saves.saves + 1), mute, 4):
        evening = Evening()
        evening.saves.failures, evening.saves.mute = {number: Failure(LOST, after=True)}, mute
        try:
            try:
                await usual(evening)
            except Refusal as refused:
                evening.unmet.append(refused)
            await evening.run_for(minutes(90))
            check(evening)
            check_once(evening)
            assert evening.posts("goodbye") == ["goodbye"]
            assert {str(error) for error in evening.unmet} <= {"unsure"}
        except AssertionError as error:
            error.add_note(f"lost answer to save {number}")
            raise


async def test_what_another_process_changes_in_between_holds_and_nothing_of_ours_is_lost() -> None:
    calm = await undisturbed()
    for number in share(range(2, calm.saves.saves // 2), 0, 2):
        evening = Evening()

        def write(save: int, number: int = number, evening: Evening = evening) -> None:
            if save == number:
                kept = evening.mixer
                later = replace(kept, version=kept.version + 1, closes_at=kept.closes_at + GIVEN)
                evening.store.mixers[kept.id] = later

        evening.saves.meanwhile = write
        try:
            await whole(evening)
            check_all(evening)
            assert evening.mixer.closes_at == calm.mixer.closes_at + GIVEN
            assert [g.user_id for g in evening.mixer.guests] == [g.user_id for g in calm.mixer.guests]
            assert not evening.unmet
        except AssertionError as error:
            error.add_note(f"somebody else was faster at save {number}")
            raise


async def test_a_lost_answer_at_any_save_changes_nothing_of_a_planned_evening() -> None:
    calm = await planned(planning())
    for number in share(range(1, calm.saves.saves + 1), 0, 6):
        evening = planning()
        evening.saves.failures = {number: Failure(LOST, after=True)}
        try:
            await planned(evening)
            assert evening.store.mixers == calm.store.mixers
            assert evening.posts() == calm.posts()
            assert not evening.unmet
        except AssertionError as error:
            error.add_note(f"lost answer to save {number}")
            raise


@pytest.mark.parametrize("mute", [0, 2])
async def test_a_lost_answer_at_any_save_breaks_no_series(mute: int) -> None:
    calm = await two_evenings(planning(hoard=True))
    for number in share(range(1, calm.saves.saves + 1), mute, 8):
        evening = planning(hoard=True)
        evening.saves.failures, evening.saves.mute = {number: Failure(LOST, after=True)}, mute
        try:
            await two_evenings(evening)
            check_series(evening)
            assert len(evening.store.mixers) == len(calm.store.mixers)
        except AssertionError as error:
            error.add_note(f"lost answer to save {number}")
            raise


async def begun_elsewhere(evening: Evening) -> Mixer:
    """A mixer that another process has saved, and then ended."""
    other = Evening()
    other.gather(*GUESTS)
    await other.start()
    mixer = replace(other.mixer, version=1, rooms=tuple(replace(room, channel_id=None) for room in other.mixer.rooms))
    await evening.store.save(mixer, None)
    return mixer


async def test_a_mixer_in_nobodys_hands_is_taken_up_within_five_minutes() -> None:
    evening = Evening()
    await evening.resume()
    evening.gather(*GUESTS)
    await begun_elsewhere(evening)
    assert not evening.conductor.running(1)
    await evening.run_for(minutes(5.1))
    assert evening.conductor.running(1)
    await evening.run_for(minutes(60))
    check(evening)
    assert evening.posts("goodbye") == ["goodbye"]


async def test_a_look_that_fails_is_taken_again(caplog: pytest.LogCaptureFixture) -> None:
    evening = Evening()
    await evening.resume()
    evening.gather(*GUESTS)
    await begun_elsewhere(evening)
    evening.saves.unread = 4  # whoever else reads then fails first
    await evening.run_for(minutes(6))
    assert evening.conductor.running(1)
    assert "unfinished mixers" in caplog.text


@pytest.mark.parametrize("to", [0, 3], ids=["emptied", "put back"])
async def test_a_database_that_was_put_back_is_told_what_we_know(to: int) -> None:
    evening = Evening()
    await evening.resume()
    await usual(evening)
    await evening.run_for(minutes(2.5))
    kept = evening.mixer
    evening.store.mixers = {kept.id: replace(kept, version=to, rooms=(), guests=(), category_id=None)} if to else {}
    await evening.run_for(minutes(1.1))
    assert {guest.user_id for guest in evening.mixer.guests} > set(GUESTS), "one has come late since then"
    await evening.run_for(minutes(60))
    check_all(evening)
    assert evening.posts("goodbye") == ["goodbye"]
