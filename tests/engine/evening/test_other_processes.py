"""Servers go to another process and come back: nothing is decided meanwhile, and then the evening goes on."""

from __future__ import annotations

import pytest

from bot.core.lifecycle.phase import Phase
from bot.core.text import Refusal
from tests.engine.afterwards.goodbyes import DAY, over
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes


async def under_way() -> Evening:
    """An evening in its middle."""
    evening = Evening()
    evening.gather(HOST, *GUESTS)
    await evening.start()
    await evening.run_for(minutes(5))
    assert evening.mixer.phase is Phase.OPEN
    return evening


async def hand_over(evening: Evening, *, ours: bool) -> None:
    """The server is another process's from now on, or ours again."""
    evening.store.others = set() if ours else {GUILD}
    await evening.run(evening.app.servers_changed())


async def test_nothing_is_done_in_a_server_that_may_be_anothers_by_now() -> None:
    evening = await under_way()
    kept, said = evening.mixer, len(evening.venue.messages)
    evening.store.others = {GUILD}
    with pytest.raises(Refusal, match="unsure"):
        await evening.end()
    await evening.run_for(minutes(200))
    assert evening.mixer == kept
    assert len(evening.venue.messages) == said
    evening.store.others = set()
    await evening.run(evening.app.servers_changed())
    await evening.run_for(minutes(5))
    assert evening.mixer.finished, "with what it held before, whoever is certain again goes on"


async def test_another_process_carries_an_evening_on_and_gives_it_back() -> None:
    evening = await under_way()
    assert evening.ears.posts[GUILD]
    await hand_over(evening, ours=False)
    assert evening.conductor.running(GUILD) == []
    assert evening.ears.posts.get(GUILD, ()) == (), "no ear of ours stays"
    await evening.run_for(minutes(5))
    await hand_over(evening, ours=True)
    assert [mixer.id for mixer in evening.conductor.running(GUILD)] == [evening.mixer.id]
    await evening.run_for(minutes(200))
    assert evening.mixer.finished
    assert len(evening.posts("goodbye")) == 1


async def test_what_was_decided_in_another_process_counts_when_the_server_is_back() -> None:
    evening = await under_way()
    assert evening.ears.posts[GUILD]
    await hand_over(evening, ours=False)
    for person in (HOST, *GUESTS):
        await evening.store.ledger.refuse(GUILD, person, refuses=True)
    await hand_over(evening, ours=True)
    await evening.run_for(minutes(5))
    assert evening.mixer.phase is Phase.OPEN
    assert evening.ears.posts.get(GUILD, ()) == (), "nobody wants an ear any more"


async def test_what_comes_afterwards_is_told_by_the_process_whose_server_it_is() -> None:
    evening = await over(Evening())
    evening.store.others = {GUILD}
    await evening.run_for(2 * DAY)
    assert evening.venue.letters == []
    await hand_over(evening, ours=True)
    await evening.run_for(minutes(5))
    assert evening.venue.letters != []
