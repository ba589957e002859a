"""Every call to Discord fails once in every way, and the evening goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.core.lifecycle.events import Event
from bot.core.lifecycle.mixer import Mixer
from bot.core.reconcile.acts import Act, OpenCategory, OpenRoom, Reword
from bot.ports import Busy, Forbidden, Missing, NameForbidden, NotDone, Unsure
from tests.engine.evening.test_kills import check_all, undisturbed, whole
from tests.evening import GUESTS, LATE, START, Evening, check, check_once, minutes
from tests.fake_venue import Failure
from tests.moments import share

KINDS: dict[str, Callable[[], Exception]] = {
    "forbidden": lambda: Forbidden("connect"),
    "busy": lambda: Busy(START + timedelta(seconds=90)),
    "missing": lambda: Missing("gone"),
    "unsure": lambda: Unsure("timeout"),
    "bug": lambda: RuntimeError("nobody thought of this"),
}


@pytest.mark.parametrize("kind", KINDS)
async def test_a_failure_at_any_call_loses_nothing(kind: str) -> None:
    await each_call(lambda: Failure(KINDS[kind]()), [*KINDS].index(kind), 3)


@pytest.mark.parametrize("kind", ["busy", "bug"])
async def test_a_call_that_fails_after_its_effect_is_not_repeated(kind: str) -> None:
    await each_call(lambda: Failure(KINDS[kind](), after=True), int(kind == "bug"), 2)


async def each_call(failure: Callable[[], Failure], part: int, of: int) -> None:
    """One evening for every call that fails."""
    for number in share(range(1, (await undisturbed()).venue.calls + 1), part, of):
        evening = Evening()
        evening.venue.failures = {number: failure()}
        try:
            await whole(evening)
            check_all(evening)
        except AssertionError as error:
            error.add_note(f"failure at call {number}")
            raise


async def test_a_room_whose_answer_got_lost_and_whose_event_comes_late_is_found_or_cleared_away() -> None:
    for number in share(range(1, (await undisturbed()).venue.calls + 1), 0, 2):
        evening = Evening()
        evening.venue.lag = timedelta(seconds=9)
        evening.venue.failures = {number: Failure(Unsure("timeout"), after=True)}
        try:
            await whole(evening)
            check(evening)
        except AssertionError as error:
            error.add_note(f"lost answer to call {number}")
            raise


async def test_a_full_disk_at_any_save_stops_nothing_for_good() -> None:
    for number in share(range(2, (await undisturbed()).saves.saves + 1), 0, 3):
        evening = Evening()
        evening.saves.failures = {number: Failure(OSError("disk full"))}
        try:
            await whole(evening)
            check(evening)
            check_once(evening)
        except AssertionError as error:
            error.add_note(f"save {number}")
            raise


async def test_nothing_is_done_that_could_not_be_saved_before() -> None:
    evening = Evening()
    evening.saves.failures = {number: Failure(OSError("disk full")) for number in range(2, 40)}
    evening.gather(*GUESTS)
    await evening.start()
    await evening.run_for(timedelta(seconds=30))
    assert evening.venue.calls == 0


async def test_a_disk_that_refuses_a_new_mixer_leaves_none() -> None:
    evening = Evening()
    evening.saves.failures = {1: Failure(OSError("disk full"))}
    evening.gather(*GUESTS)
    with pytest.raises(OSError, match="disk full"):
        await evening.start()
    await evening.run_for(minutes(30))
    assert evening.venue.calls == 0
    assert not evening.store.mixers


async def test_a_word_filter_gets_a_plain_category() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    evening.venue.failures = {number: Failure(NameForbidden("tea")) for number in (1, 2, 3)}
    await evening.start()
    await evening.run_for(minutes(1))
    mixer: Mixer = evening.mixer
    assert mixer.category_id
    assert evening.venue.servers[1].channels[mixer.category_id].name == "Engawa"
    await evening.run_for(minutes(30))
    check_all(evening)


async def test_rooms_that_discord_goes_on_refusing_are_told_to_the_host_once() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    evening.venue.failures = {number: Failure(NotDone("400 30013 full")) for number in (1, 2, 3)}
    await evening.start()
    await evening.run_for(minutes(1))
    assert evening.posts("missing") == [], "a refusal that passes is nobody's business"

    stuck = Evening()
    stuck.gather(*GUESTS)
    open_room = stuck.venue.act

    def full(mixer: Mixer, act: Act) -> Event | None:
        if isinstance(act, OpenCategory | OpenRoom):
            raise NotDone("400 30013 full")
        return open_room(mixer, act)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stuck.venue, "act", full)
        await stuck.start()
        await stuck.run_for(minutes(5))
    assert stuck.posts("missing") == ["missing:refused"]
    await stuck.run_for(minutes(2))
    assert stuck.mixer.category_id, "and it goes on by itself"


async def test_edits_that_discord_puts_off_hold_up_nothing_that_is_said_in_the_same_channel() -> None:
    evening = Evening()
    do, put_off = evening.venue.do, START + timedelta(hours=2)

    async def busy(mixer: Mixer, act: Act) -> Event | None:
        if isinstance(act, Reword):
            raise Busy(put_off)
        return await do(mixer, act)

    evening.gather(*GUESTS)
    await evening.start()
    evening.venue.do = busy
    evening.gather(LATE)
    await evening.press_join(LATE)
    await evening.run_for(minutes(30))
    end, said = evening.mixer.closes_at, {message.key: message.at for message in evening.venue.messages}
    assert said["goodbye"] == end
    for sign in (5, 1):
        assert {at for key, at in said.items() if key.startswith(f"sign:{sign}:")} == {end - minutes(sign)}
    assert all(len(message.texts) == 1 for message in evening.venue.messages), "no edit was done"
    await evening.run_until(put_off + minutes(1))
    check(evening)
