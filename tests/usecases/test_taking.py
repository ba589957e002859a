"""Taking up what was offered: after a restart as before it, once, and only while it may still be done."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any
from unittest.mock import AsyncMock

import pytest

from bot.core.lifecycle.events import HandedOver
from bot.core.lifecycle.mixer import Mixer
from bot.core.planning.start import Wish
from bot.core.text import Answer, Offer, Refusal
from bot.core.times.recurrence import Repeat
from bot.usecases.offers import OFFERED_FOR
from tests.engine.planning.planned import HOUR, announce, keys, labels, plan_of, planning, preview, run_to, sign_up
from tests.evening import GUESTS, GUILD, HOST, START, Evening, minutes
from tests.fake_ledger import FakeLedger
from tests.fake_venue import Crash, Failure

Asking = Callable[[Evening], Awaitable[Answer]]
FULL: dict[str, Any] = {
    "title": "縁側のお茶",
    "length": 30,
    "common_ground": "changing jobs",
    "room_size": 4,
    "rounds": 2,
    "for_roles": (7, 8),
    "capacity": 40,
    "description": "Bring *tea*.",
    "picture": "https://example.org/tea.png",
    "repeat": Repeat.WEEKLY,
    "evenings": 5,
    "first_question": "What is *your* tea?",
}
"""Everything that can be said of an evening."""


async def a_schedule(evening: Evening) -> Answer:
    """Before an evening is announced, from the host's own voice channel."""
    evening.store.communities[GUILD] = replace(evening.store.communities[GUILD], lobby_id=None)
    evening.gather(HOST)
    offer = await preview(evening, **FULL)
    evening.venue.servers[GUILD].people.pop(HOST)
    return offer


async def another_start(evening: Evening) -> Answer:
    """Where an evening gathers, and the host may mean another one."""
    await announce(evening)
    await sign_up(evening, *GUESTS[:5])
    await run_to(evening, HOUR - minutes(20))
    evening.gather(HOST, *GUESTS[:3])
    wish = Wish(title="Coffee", length=20, room_size=3)
    return await evening.ask(lambda r: r.start(evening.caller(), wish))


async def a_start_with_repeats(evening: Evening) -> Answer:
    """Where people would have to meet twice."""
    evening.gather(*range(HOST, HOST + 12))
    wish = Wish(title="Tea", room_size=4, rounds=3)
    return await evening.ask(lambda r: r.start(evening.caller(), wish), starting=True)


async def an_edit(evening: Evening, when: str | None = None, **changes: Any) -> Answer:
    """Before a series is changed."""
    await announce(evening, repeat=Repeat.WEEKLY)
    edit, caller = evening.use_cases.editing.edit, evening.caller()
    return await evening.ask(lambda _: edit(caller, None, plan_of(**changes), when))


async def an_edit_of_all(evening: Evening) -> Answer:
    """Before everything of a series is changed."""
    all_of_it = {name: value for name, value in FULL.items() if name not in {"repeat", "evenings", "first_question"}}
    return await an_edit(evening, **all_of_it)


async def a_move(evening: Evening) -> Answer:
    """Before an evening gets another time."""
    return await an_edit(evening, "90")


async def a_move_done(evening: Evening) -> Answer:
    """After an evening got another time, of which nobody has been told yet: it can be taken back."""
    offer = await a_move(evening)
    await sign_up(evening, *GUESTS[:2])
    return await evening.press_below(offer, "offer.move")


async def an_edit_done_once(evening: Evening) -> Answer:
    """After this evening of a series was changed, which had been changed before: it can be taken back."""
    first = await an_edit(evening, length=20, for_roles=(7,), capacity=9)
    await evening.press_below(first, "offer.edit_one")
    edit, caller = evening.use_cases.editing.edit, evening.caller()
    again = await evening.ask(lambda _: edit(caller, None, plan_of(title="Cake", length=30, evenings=3), None))
    return await evening.press_below(again, "offer.edit_one")


async def a_series_begun(evening: Evening) -> Answer:
    """After an evening was made a series: it can be taken back."""
    await announce(evening)
    edit, caller = evening.use_cases.editing.edit, evening.caller()
    return await evening.ask(lambda _: edit(caller, None, plan_of(repeat=Repeat.MONTHLY, length=30), None))


async def a_broadcast(evening: Evening) -> Answer:
    """Before those who signed up are told something."""
    await announce(evening)
    await sign_up(evening, *GUESTS[:2])
    say, caller = evening.use_cases.broadcasting.broadcast, evening.caller()
    return await evening.ask(lambda _: say(caller, None, "The lobby is *upstairs*.\n\n縁側へ"))


KINDS: list[tuple[Asking, str, str]] = [
    (a_schedule, "offer.announce", "schedule.done"),
    (a_schedule, "offer.announce_ping", "schedule.done"),
    (another_start, "offer.anew", "start.done"),
    (a_start_with_repeats, "offer.smaller", "start.done"),
    (a_start_with_repeats, "offer.as_is", "start.done"),
    (an_edit_of_all, "offer.edit_one", "edit.done"),
    (an_edit_of_all, "offer.edit_all", "edit.done"),
    (a_move, "offer.move", "edit.done"),
    (a_move_done, "offer.undo", "edit.undone"),
    (an_edit_done_once, "offer.undo", "edit.undone"),
    (a_series_begun, "offer.undo", "edit.undone"),
    (a_broadcast, "offer.send", "broadcast.done_before"),
]
"""What is offered, what is pressed below it, and what is answered first."""
EACH = pytest.mark.parametrize(
    ("asking", "label", "done"), KINDS, ids=[f"{asking.__name__}-{label}" for asking, label, _ in KINDS]
)


async def asked(asking: Asking) -> tuple[Evening, Offer]:
    """A server in which something is offered."""
    evening = planning(hoard=True)
    offer = await asking(evening)
    assert isinstance(offer, Offer)
    return evening, offer


async def restart(evening: Evening) -> None:
    """kill -9, and another process."""
    await evening.kill()
    await evening.resume()
    await evening.quiet()


def mixers(evening: Evening) -> list[Mixer]:
    """Every evening as the disk has it, without how often it was saved and how far Discord has been told of it."""
    return [replace(mixer, posts={}, event=None, version=0) for mixer in evening.store.mixers.values()]


def posted(evening: Evening) -> list[str]:
    """The keys of all that people were told, whichever mixer it is of."""
    return sorted(evening.posts())


def failing(call: str) -> AsyncMock:
    """What a call to the database is while it is busy."""
    return AsyncMock(spec=getattr(FakeLedger, call), side_effect=OSError("busy"))


def test_everything_that_can_be_offered_is_tried() -> None:
    assert {label for _, label, _ in KINDS} > {"offer.announce", "offer.anew", "offer.move", "offer.undo", "offer.send"}


@EACH
async def test_after_a_restart_it_is_what_it_would_have_been(asking: Asking, label: str, done: str) -> None:
    stayed, offer = await asked(asking)
    expected = await stayed.press_below(offer, label)
    assert keys(expected)[0] == done
    evening, offer = await asked(asking)
    before = mixers(evening)
    await restart(evening)
    assert mixers(evening) == before, "a restart alone does nothing"
    answer = await evening.press_below(offer, label)
    assert without_ids(answer) == without_ids(expected)
    assert mixers(evening) == mixers(stayed)
    assert mixers(evening) != before


def without_ids(answer: Answer) -> object:
    """The texts of an answer and what can be pressed below it."""
    return (answer.texts, labels(answer)) if isinstance(answer, Offer) else answer


@EACH
async def test_pressed_twice_or_beside_it_it_is_done_once(asking: Asking, label: str, done: str) -> None:
    evening, offer = await asked(asking)
    await evening.press_below(offer, label)
    after = mixers(evening)
    await restart(evening)
    for each in [name for name, id in offer.choices if id.startswith("offer:")]:
        with pytest.raises(Refusal, match=r"^offer\.old$"):
            await evening.press_below(offer, each)
    assert mixers(evening) == after


@EACH
async def test_somebody_else_does_not_take_it_and_a_host_no_more_does_nothing(
    asking: Asking, label: str, done: str
) -> None:
    evening, offer = await asked(asking)
    await restart(evening)
    with pytest.raises(Refusal, match=r"^offer\.old$"):
        await evening.press_below(offer, label, by=replace(evening.caller(GUESTS[0]), manages_events=True))
    for mixer in evening.conductor.running(GUILD):
        await evening.conductor.tell(mixer.id, HandedOver(GUESTS[0]))
    before = mixers(evening)
    with pytest.raises(Refusal, match=r"^not_host$"):
        await evening.press_below(offer, label, by=replace(evening.caller(), manages_events=False))
    assert mixers(evening) == before


async def test_after_a_quarter_of_an_hour_it_is_over_and_nothing_of_it_is_kept() -> None:
    evening, offer = await asked(a_schedule)
    await restart(evening)
    assert HOST in await evening.store.ledger.known_people(GUILD)
    await evening.run_until(START + OFFERED_FOR + minutes(1))
    assert HOST not in await evening.store.ledger.known_people(GUILD), "not even in the database"
    with pytest.raises(Refusal, match=r"^offer\.old$"):
        await evening.press_below(offer, "offer.announce")


async def test_a_preview_put_right_after_a_restart_is_what_is_announced_after_another() -> None:
    evening, offer = await asked(a_schedule)
    await restart(evening)
    again = await evening.press_below(offer, "offer.ground_joined")
    assert keys(again)[:2] == ["schedule.preview", "schedule.ground_joined"]
    await restart(evening)
    with pytest.raises(Refusal, match=r"^offer\.old$"):
        await evening.press_below(offer, "offer.announce")
    await evening.press_below(again, "offer.announce")
    assert (evening.mixer.ground_kind, evening.mixer.title) == ("joined", "縁側のお茶")


async def test_an_evening_whose_hour_has_come_meanwhile_is_not_announced() -> None:
    evening = planning()
    offer = await preview(evening, "5")
    await restart(evening)
    evening.now += minutes(5)
    with pytest.raises(Refusal, match=r"^when\.past$"):
        await evening.press_below(offer)
    assert not evening.store.mixers


@EACH
@pytest.mark.parametrize("save", [1, 2])
@pytest.mark.parametrize("after", [False, True])
async def test_killed_at_a_save_of_it_the_button_does_it_once_when_pressed_again(
    asking: Asking, label: str, done: str, save: int, after: bool
) -> None:
    stayed, offer = await asked(asking)
    await stayed.press_below(offer, label)
    evening, offer = await asked(asking)
    evening.saves.failures = {evening.saves.saves + save: Failure(Crash(), after=after)}
    with suppress(Crash):
        await evening.press_below(offer, label)
    evening.saves.failures = None
    await restart(evening)
    with suppress(Refusal):  # it was done before
        assert keys(await evening.press_below(offer, label))[0] == done
    assert mixers(evening) == mixers(stayed)
    assert posted(evening) == posted(stayed)


@EACH
async def test_when_the_database_is_busy_nothing_of_it_is_lost(asking: Asking, label: str, done: str) -> None:
    evening, offer = await asked(asking)
    before = mixers(evening)
    evening.saves.failures = {evening.saves.saves + 1: Failure(OSError("busy"))}
    with pytest.raises(OSError, match="busy"):
        await evening.press_below(offer, label)
    assert mixers(evening) == before
    assert keys(await evening.press_below(offer, label))[0] == done
    assert mixers(evening) != before


@EACH
async def test_an_offer_that_is_done_and_cannot_be_deleted_is_not_done_twice(
    asking: Asking, label: str, done: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening, offer = await asked(asking)
    with monkeypatch.context() as busy:
        busy.setattr(evening.store.ledger, "drop_offer", failing("drop_offer"))
        assert keys(await evening.press_below(offer, label))[0] == done
    after, told = mixers(evening), posted(evening)
    with suppress(Refusal):
        await evening.press_below(offer, label)
    assert (mixers(evening), posted(evening)) == (after, told)


@EACH
@pytest.mark.parametrize("call", ["find_offer", "offer", "learn", "kept_out"])
async def test_whichever_call_to_the_database_fails_what_is_answered_is_true_and_it_is_done_once(
    asking: Asking, label: str, done: str, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stayed, offer = await asked(asking)
    await stayed.press_below(offer, label)
    evening, offer = await asked(asking)
    before, answer = mixers(evening), None
    with monkeypatch.context() as busy, suppress(OSError):
        busy.setattr(evening.store.ledger, call, failing(call))
        answer = await evening.press_below(offer, label)
    if answer is None:
        assert mixers(evening) == before, "nothing was changed, as it is said then"
        answer = await evening.press_below(offer, label)
    assert keys(answer)[0] == done
    assert mixers(evening) == mixers(stayed)


async def test_whoever_lost_the_right_to_host_and_has_it_again_finds_the_offer_as_it_was() -> None:
    evening, offer = await asked(a_schedule)
    with pytest.raises(Refusal, match=r"^not_host$"):
        await evening.press_below(offer, by=replace(evening.caller(), manages_events=False))
    assert keys(await evening.press_below(offer)) == ["schedule.done"]
    assert evening.mixer.title == "縁側のお茶"


async def test_two_who_press_at_once_announce_it_once_and_both_are_answered() -> None:
    evening, offer = await asked(a_schedule)
    told = await asyncio.gather(*(evening.press_below(offer) for _ in range(2)), return_exceptions=True)
    assert [isinstance(answer, Refusal) for answer in told] == [False, True]
    assert len(evening.store.mixers) == len(evening.posts("announcement")) == 1


async def test_whoever_is_forgotten_has_nothing_left_to_take_and_sees_before_that_there_is() -> None:
    evening, offer = await asked(a_schedule)
    shown = await evening.members.show_me(evening.caller())
    assert next(text.values for text in shown if text.key == "privacy.offers") == {"count": 1}
    await evening.ask(lambda _: evening.members.forget_me(evening.caller()), starting=True)
    assert "縁側のお茶" not in repr(vars(evening.store.ledger))
    assert "privacy.offers" not in keys(await evening.members.show_me(evening.caller()))
    with pytest.raises(Refusal, match=r"^offer\.old$"):
        await evening.press_below(offer, "offer.announce")
