"""Servers go to another process and come back: nothing is decided meanwhile, and then the evening goes on."""

from __future__ import annotations

import pytest

from bot.core.lifecycle.phase import Phase
from bot.core.text import Refusal
from tests.engine.afterwards.goodbyes import DAY, over
from tests.engine.seating.rooms_in_view import SECOND
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes
from tests.usecases.hands import press


async def under_way(*, ears: int = 1) -> Evening:
    """An evening in its middle."""
    evening = Evening(ears=ears)
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


async def test_a_mute_is_lifted_by_the_process_whose_server_it_is_and_not_before_the_end() -> None:
    evening = await under_way()
    server, (ours, theirs) = evening.venue.servers[GUILD], GUESTS[:2]
    server.granted.add("mute_members")
    await press(evening, "mute", ours)
    await hand_over(evening, ours=False)
    await evening.store.ledger.keep_mute(GUILD, theirs, evening.now)  # by the other one
    server.silence(theirs)
    evening.venue.on_change(GUILD)
    await evening.run_for(SECOND)
    assert server.silenced == {ours, theirs}, "what of it is over only the other one knows"
    await hand_over(evening, ours=True)
    await evening.run_for(SECOND)
    assert server.silenced == {ours, theirs}, "the evening goes on"
    await evening.run_for(minutes(200))
    assert server.silenced == set()
    assert await evening.store.ledger.muted(GUILD) == {}


async def test_what_people_decided_meanwhile_counts_as_the_server_comes_back() -> None:
    evening = await under_way(ears=2)
    room = evening.people[GUESTS[0]]
    assert room in evening.ears.posts[GUILD]
    await hand_over(evening, ours=False)
    await evening.store.ledger.refuse(GUILD, GUESTS[0], refuses=True)  # by the other one
    await hand_over(evening, ours=True)
    await evening.run_for(minutes(1))
    assert room not in evening.ears.posts[GUILD], "an ear where somebody does not want to be heard"
    assert evening.ears.posts[GUILD], "but in another room"


async def test_what_comes_afterwards_is_told_by_the_process_whose_server_it_is() -> None:
    evening = await over(Evening())
    evening.store.others = {GUILD}
    await evening.run_for(2 * DAY)
    assert evening.venue.letters == []
    await hand_over(evening, ours=True)
    await evening.run_for(minutes(5))
    assert evening.venue.letters != []
