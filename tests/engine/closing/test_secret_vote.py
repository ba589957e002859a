"""The vote is secret: each way in which somebody could learn how another voted is tried, and leads nowhere."""

from __future__ import annotations

import logging

import pytest

from bot.core.lifecycle.mixer import Mixer
from tests.engine.closing.voting import COUNTS, OVER, all_vote, at_the_vote, choose, open_ballot, said, until, vote
from tests.engine.seating.rooms_in_view import SECOND, channel, sitting
from tests.evening import START, Evening, minutes

WAYS = {"no": False, "yes": True, "silent": None}


async def with_the_first_saying(way: str) -> tuple[Evening, list[str], list[str]]:
    """An evening in which all of room 1 say yes but one, who says this; what they were told, and every save."""
    evening = await at_the_vote()
    # The same in each evening, so that nothing but the votes can make a difference.
    evening.stay_votes._keys[evening.mixer.id] = "the evening's own"  # pyright: ignore[reportPrivateUsage]
    answers, saved, keep = list[str](), list[str](), evening.store.save

    async def save(mixer: Mixer, before: Mixer | None) -> None:
        await keep(mixer, before)
        saved.append(repr(mixer))

    evening.store.save = save  # type: ignore[method-assign]
    first, second, third = sorted(sitting(evening)[1])
    if (yes := WAYS[way]) is not None:
        offer = await open_ballot(evening, first, 1)
        answers = [repr(offer.texts), *(label for label, _ in offer.choices)]
        answers += [repr(await choose(evening, first, offer, yes=yes))]
    await vote(evening, 1, second, yes=True)
    await vote(evening, 1, third, yes=False)
    await evening.run_for(OVER)
    return evening, answers, saved


def shown(evening: Evening) -> list[object]:
    """Everything that anybody can see: posts and edits with their times, statuses and moves."""
    posts = [(m.at, m.channel_id, m.key, [repr(text) for text in m.texts]) for m in evening.venue.messages]
    return [posts, evening.venue.statuses, evening.venue.letters, [(at, repr(act)) for at, act in evening.venue.acts]]


async def test_a_yes_a_no_and_silence_look_the_same_to_everybody() -> None:
    (yes, told, _), (no, told_too, _), (silent, _, _) = [
        await with_the_first_saying(way) for way in ("yes", "no", "silent")
    ]
    assert shown(yes) == shown(no) == shown(silent)
    assert told == told_too, "not even the answer on the own screen"


async def test_a_yes_and_a_no_look_alike_on_the_disk_and_are_gone_after_counting() -> None:
    evening = await at_the_vote()
    first, second, _ = sorted(sitting(evening)[1])
    await vote(evening, 1, first, yes=True)
    await vote(evening, 1, second, yes=False)
    kept = {g.user_id: g.ballot for g in evening.mixer.guests if g.ballot}
    assert kept.keys() == {first, second}
    assert len({len(ballot) for ballot in kept.values()}) == 1
    for ballot in kept.values():
        assert set(ballot) <= set("0123456789abcdef")
    await vote(evening, 1, second, yes=True)
    others = {g.user_id: g.ballot for g in evening.mixer.guests if g.ballot}
    assert others[first] == kept[first]
    assert others[second] != kept[second]
    assert others[second] != others[first], "who says the same has not the same on the disk"
    await until(evening, COUNTS + SECOND)
    assert not any(guest.ballot for guest in evening.mixer.guests)


async def test_what_the_disk_has_says_nothing_to_who_does_not_know_the_secret() -> None:
    first, second = [await at_the_vote() for _ in range(2)]
    second.stay_votes._secret = b"another"  # pyright: ignore[reportPrivateUsage]
    user = min(sitting(first)[1])
    ballots: list[str] = []
    for evening in (first, second):
        for yes in (True, False):
            await vote(evening, 1, user, yes=yes)
            guest = evening.mixer.guest(user)
            assert guest is not None
            ballots.append(guest.ballot)
    assert len(set(ballots)) == 4


async def test_no_save_says_how_anybody_voted() -> None:
    """Apart from the ballots themselves, all that is ever saved is the same whatever one of them says."""
    runs = {way: await with_the_first_saying(way) for way in ("yes", "no")}
    for of_yes, of_no in zip(runs["yes"][2], runs["no"][2], strict=True):
        if of_yes != of_no:
            differing = [
                a for a, b in zip(of_yes.split("'ballot': "), of_no.split("'ballot': "), strict=True) if a != b
            ]
            assert len(differing) == 1
    assert runs["yes"][2][-1] == runs["no"][2][-1]
    assert any(a != b for a, b in zip(runs["yes"][2], runs["no"][2], strict=True)), "or nothing was voted"


async def test_no_log_says_how_anybody_voted(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    logs: list[list[tuple[str, int, str]]] = []
    for way in ("yes", "no"):
        caplog.clear()
        await with_the_first_saying(way)
        logs.append([(record.name, record.levelno, record.getMessage()) for record in caplog.records])
    assert logs[0] == logs[1]


async def test_the_room_is_told_at_the_count_however_early_all_had_answered() -> None:
    for waits in (SECOND, minutes(1.5)):
        evening = await at_the_vote()
        await evening.run_for(waits)
        await all_vote(evening, 1)
        place = channel(evening, 1)
        await until(evening, COUNTS - SECOND)
        assert not [key for _, key in said(evening, place) if "stay" in key]
        await until(evening, COUNTS + SECOND)
        assert [(at, key) for at, key in said(evening, place) if "stay" in key] == [(START + COUNTS, "room.stays")]


async def test_nobody_who_stays_is_told_first_that_it_is_over() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 1)
    ones = [channel(evening, number) for number in (1, 2)]
    await until(evening, COUNTS + SECOND)
    staying, going = ({key for _, key in said(evening, place)} for place in ones)
    assert "room.stays" in staying
    assert "room.sign_1" in going
    assert "room.sign_1" not in staying
    assert "room.stays" not in going
