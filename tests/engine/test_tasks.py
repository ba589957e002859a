"""What shells have under way: waited for, asked for by name, and never lost without a word."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.core.text import Refusal
from bot.engine.tasks import Tasks


def errands() -> Tasks:
    return Tasks(logging.getLogger("bot.test"), "something was lost")


async def fail(error: Exception) -> None:
    await asyncio.sleep(0)
    raise error


async def test_what_is_under_way_can_be_asked_for_by_name_and_is_waited_for() -> None:
    done, go = list[str](), asyncio.Event()

    async def wait() -> None:
        await go.wait()
        done.append("first")
        ours.begin(follow())

    async def follow() -> None:
        done.append("second")

    ours = errands()
    ours.begin(wait(), "m1")
    assert (ours.under_way("m1"), ours.under_way("m2")) == (True, False)
    go.set()
    await ours.idle()
    assert done == ["first", "second"]
    assert not ours.under_way("m1")


async def test_what_goes_wrong_is_logged_with_its_name_and_a_refusal_is_nothing_wrong(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ours = errands()
    ours.begin(fail(Refusal("over")), "m1")
    await ours.idle()
    assert not caplog.records
    ours.begin(fail(OSError("disk full")), "m2")
    await ours.idle()
    (record,) = caplog.records
    assert (record.levelname, record.getMessage()) == ("ERROR", "something was lost: m2")
    assert record.exc_info is not None
    assert not ours.under_way("m2"), "it can be begun again"


async def test_what_is_cancelled_is_not_complained_of(caplog: pytest.LogCaptureFixture) -> None:
    ours = errands()
    ours.begin(asyncio.Event().wait(), "m1")
    await asyncio.sleep(0)
    for task in asyncio.all_tasks() - {asyncio.current_task()}:
        task.cancel()
    await ours.idle()
    assert not caplog.records
