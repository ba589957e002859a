"""The end of the hour: who stays is voted in secret, and nobody is brought away in the middle of a sentence."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime, timedelta

import pytest

from bot.core.landing import PAUSE
from bot.core.mixer import Ending, Mixer, Phase
from bot.core.words import Refusal
from tests.conductor.tables import SECOND, channel, leave, seated, sitting
from tests.conductor.voting import (
    COUNTS,
    END,
    LENGTH,
    OPENS,
    STAYED,
    all_vote,
    at_the_vote,
    choose,
    open_ballot,
    said,
    until,
    vote,
)
from tests.evening import GUILD, HOST, START, Evening, check, check_once, minutes
from tests.fake_venue import Crash, Failure

LATE = 150
OVER = minutes(40)


def stays(evening: Evening) -> set[int]:
    """The rooms that were told that they stay."""
    return {int(key.partition(":")[2]) for key in evening.posts("stay:")}


def emptied_at(evening: Evening, number: int) -> datetime:
    """When the last of a room's people were brought back."""
    place = channel(evening, number)
    return max(at for at, act in evening.venue.acts if getattr(act, "room_id", 0) == place and "SendHome" in repr(act))


async def to_the_end(evening: Evening) -> Mixer:
    await evening.run_for(OVER)
    check(evening)
    check_once(evening)
    assert not any(guest.ballot for guest in evening.mixer.guests)
    return evening.mixer


async def test_the_room_where_all_said_yes_stays_ten_minutes_more_and_the_other_closes_in_time() -> None:
    evening = await at_the_vote()
    staying, going = channel(evening, 1), channel(evening, 2)
    people = sitting(evening)
    await all_vote(evening, 1)
    await until(evening, END + minutes(1.5))
    assert sitting(evening) == {1: people[1]}
    assert {evening.people[user] for user in people[2]} == {evening.lobby}
    assert going not in evening.venue.servers[GUILD].channels
    assert staying in evening.venue.servers[GUILD].channels
    await until(evening, STAYED - SECOND)
    assert sitting(evening) == {1: people[1]}
    assert not evening.posts("goodbye")
    mixer = await to_the_end(evening)
    assert (mixer.ending, mixer.ended_at) == (Ending.TIME, START + STAYED)
    assert stays(evening) == {1}
    assert evening.posts("goodbye") == ["goodbye"]
    assert {evening.people[user] for users in people.values() for user in users} == {evening.lobby}


async def test_if_all_rooms_say_yes_all_stay_once() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 1)
    await all_vote(evening, 2)
    await until(evening, STAYED - minutes(2))
    with pytest.raises(Refusal):
        await open_ballot(evening, min(sitting(evening)[1]), 1)
    assert stays(evening) == {1, 2}
    assert len(evening.posts("ballot")) == 2, "there is no second vote"
    assert (await to_the_end(evening)).ended_at == START + STAYED


async def one_no(evening: Evening) -> None:
    await all_vote(evening, 1, no=(min(sitting(evening)[1]),))


async def one_silent(evening: Evening) -> None:
    await all_vote(evening, 1, silent=(min(sitting(evening)[1]),))


async def all_silent(evening: Evening) -> None:
    del evening


async def one_changed_to_no(evening: Evening) -> None:
    await all_vote(evening, 1)
    await vote(evening, 1, min(sitting(evening)[1]), yes=False)


async def one_came_and_said_nothing(evening: Evening) -> None:
    await all_vote(evening, 1)
    await all_vote(evening, 2)
    evening.gather(LATE)
    await evening.press_join(LATE)
    await evening.quiet()
    (number,) = (number for number, users in sitting(evening).items() if LATE in users)
    leave(evening, *sitting(evening)[3 - number])


@pytest.mark.parametrize("happens", [one_no, one_silent, all_silent, one_changed_to_no, one_came_and_said_nothing])
async def test_without_a_yes_of_everybody_it_closes_in_time_and_nothing_is_said(
    happens: Callable[[Evening], Awaitable[None]],
) -> None:
    evening = await at_the_vote()
    await happens(evening)
    mixer = await to_the_end(evening)
    assert (mixer.ended_at, stays(evening)) == (START + END, set())


async def test_who_comes_back_during_the_vote_and_does_not_answer_is_a_no() -> None:
    evening = await at_the_vote()
    silent = min(sitting(evening)[1])
    leave(evening, silent)
    await vote(evening, 1, *(sitting(evening)[1] - {silent}))
    await until(evening, COUNTS - SECOND)
    evening.venue.go(GUILD, silent, channel(evening, 1))
    await to_the_end(evening)
    assert not stays(evening)


async def test_who_comes_back_and_says_yes_is_one_of_them() -> None:
    evening = await at_the_vote()
    back = min(sitting(evening)[1])
    leave(evening, back)
    await vote(evening, 1, *(sitting(evening)[1] - {back}))
    evening.venue.go(GUILD, back, channel(evening, 1))
    await evening.quiet()
    await vote(evening, 1, back)
    await to_the_end(evening)
    assert stays(evening) == {1}


@pytest.mark.parametrize("said_yes", [True, False])
async def test_the_answer_of_somebody_who_left_does_not_count(said_yes: bool) -> None:
    evening = await at_the_vote()
    gone = min(sitting(evening)[1])
    await all_vote(evening, 1, no=() if said_yes else (gone,))
    leave(evening, gone)
    await to_the_end(evening)
    assert stays(evening) == {1}


async def test_one_left_alone_stays_nowhere() -> None:
    evening = await at_the_vote()
    alone, *others = sorted(sitting(evening)[1])
    await all_vote(evening, 1)
    await until(evening, COUNTS - SECOND)
    leave(evening, *others)
    await to_the_end(evening)
    assert not stays(evening)
    assert evening.people[alone] == evening.lobby


@pytest.mark.parametrize("answers", [True, False])
async def test_who_is_brought_into_another_room_during_the_vote_decides_with_those_there(answers: bool) -> None:
    evening = await at_the_vote(people=9)
    alone, *others = sorted(sitting(evening)[1])
    leave(evening, *others)
    await until(evening, COUNTS - 10 * SECOND)
    (number,) = (number for number, users in sitting(evening).items() if alone in users)
    assert number != 1
    await all_vote(evening, number, silent=() if answers else (alone,))
    await to_the_end(evening)
    assert stays(evening) == ({number} if answers else set())


async def test_an_answer_can_be_changed_until_it_is_counted() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 1, no=(wavering := min(sitting(evening)[1]),))
    await vote(evening, 1, wavering)
    await vote(evening, 1, wavering, yes=False)
    await vote(evening, 1, wavering)
    await to_the_end(evening)
    assert stays(evening) == {1}


async def test_nobody_can_answer_too_early_or_too_late() -> None:
    evening = await seated(6, Evening(ears=0), length=LENGTH)
    user = min(sitting(evening)[1])
    await until(evening, OPENS - SECOND)
    with pytest.raises(Refusal):
        await open_ballot(evening, user, 1)
    await until(evening, OPENS)
    offer = await open_ballot(evening, user, 1)
    await until(evening, COUNTS)
    with pytest.raises(Refusal) as refused:
        await choose(evening, user, offer, yes=True)
    assert refused.value.text.key == "refusal.ballot.over"
    with pytest.raises(Refusal):
        await open_ballot(evening, user, 1)
    assert not any(guest.ballot for guest in evening.mixer.guests), "what comes late is not kept"


async def test_only_those_who_sit_in_a_room_vote_there_and_only_for_themselves() -> None:
    evening = await at_the_vote()
    stranger, other = min(sitting(evening)[2]), min(sitting(evening)[1])
    for nobody in (stranger, LATE):
        with pytest.raises(Refusal) as refused:
            await open_ballot(evening, nobody, 1)
        assert refused.value.text.key == "refusal.ballot.over"
    offer = await open_ballot(evening, other, 1)
    with pytest.raises(Refusal):
        await choose(evening, stranger, offer, yes=True)
    assert not any(guest.ballot for guest in evening.mixer.guests)


async def test_more_time_from_the_host_during_the_vote_puts_it_off() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 1)
    await evening.ask(lambda r: r.extend(evening.caller(), 5))
    await until(evening, END + minutes(2.5))
    assert len(evening.posts("ballot")) == 4, "both rooms are asked anew"
    mixer = await to_the_end(evening)
    assert (mixer.ended_at, stays(evening)) == (START + END + minutes(5), set()), "what was said of another end is void"


# -- the secret

WAYS = {"no": False, "yes": True, "silent": None}


async def with_the_first_saying(way: str) -> tuple[Evening, list[str], list[str]]:
    """An evening in which all of room 1 say yes but one, who says this; what they were told, and every save."""
    evening = await at_the_vote()
    answers, saved, keep = list[str](), list[str](), evening.store.save

    async def save(mixer: Mixer, before: Mixer | None) -> None:
        await keep(mixer, before)
        saved.append(repr(asdict(mixer)))

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
    second.ballots._secret = b"another"  # pyright: ignore[reportPrivateUsage]
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


# -- the close

HEARD = timedelta(seconds=7.25)


async def heard_at_the_end(*, talks: bool = True) -> tuple[Evening, int, int]:
    """One room of three whom an ear hears; the end is a second away."""
    evening = await seated(3, Evening(ears=1), length=LENGTH)
    place = channel(evening, 1)
    evening.attention.hears(place, True, evening.now.timestamp())
    await until(evening, END - SECOND)
    user = min(sitting(evening)[1])
    if talks:
        evening.attention.heard(place, user, True, evening.now.timestamp())
    await until(evening, END)
    return evening, place, user


async def test_nobody_is_brought_away_in_the_middle_of_a_sentence() -> None:
    evening, place, user = await heard_at_the_end()
    await evening.run_for(HEARD)
    assert len(sitting(evening)[1]) == 3
    assert evening.mixer.phase is Phase.CLOSING
    evening.attention.heard(place, user, False, evening.now.timestamp())
    await evening.run_for(PAUSE - timedelta(milliseconds=100))
    assert len(sitting(evening)[1]) == 3
    await evening.run_for(timedelta(seconds=1))
    assert not sitting(evening)
    await to_the_end(evening)
    assert START + END + HEARD + PAUSE <= emptied_at(evening, 1) <= START + END + HEARD + PAUSE + SECOND


async def test_a_breath_between_two_words_is_no_pause() -> None:
    evening, place, user = await heard_at_the_end()
    for _ in range(10):
        evening.attention.heard(place, user, False, evening.now.timestamp())
        await evening.run_for(timedelta(seconds=1))
        evening.attention.heard(place, user, True, evening.now.timestamp())
        await evening.run_for(timedelta(seconds=1))
    assert len(sitting(evening)[1]) == 3
    await to_the_end(evening)


async def test_whoever_talks_on_has_a_minute() -> None:
    evening, _, _ = await heard_at_the_end()
    await evening.run_for(timedelta(seconds=59))
    assert len(sitting(evening)[1]) == 3
    await to_the_end(evening)
    assert START + END + minutes(1) <= emptied_at(evening, 1) <= START + END + minutes(1) + 2 * SECOND
    assert {evening.people[user] for user in (HOST, HOST + 1, HOST + 2)} == {evening.lobby}


async def test_where_nobody_talks_they_are_brought_back_after_a_moment() -> None:
    evening, _, _ = await heard_at_the_end(talks=False)
    await to_the_end(evening)
    assert START + END < emptied_at(evening, 1) <= START + END + PAUSE + SECOND


async def test_without_an_ear_the_close_waits_half_a_minute() -> None:
    evening = await seated(3, Evening(ears=0), length=LENGTH)
    await until(evening, END + timedelta(seconds=29))
    assert len(sitting(evening)[1]) == 3
    await to_the_end(evening)
    assert START + END + 30 * SECOND <= emptied_at(evening, 1) <= START + END + 31 * SECOND


async def test_an_ear_that_dies_in_mid_sentence_leaves_half_a_minute() -> None:
    evening, place, _ = await heard_at_the_end()
    await evening.run_for(10 * SECOND)
    evening.attention.hears(place, False, evening.now.timestamp())
    await to_the_end(evening)
    assert START + END + 30 * SECOND <= emptied_at(evening, 1) <= START + END + 31 * SECOND


async def test_when_a_host_ends_it_nobody_waits() -> None:
    evening, _, _ = await heard_at_the_end(talks=False)
    other = await seated(3, Evening(ears=1), length=LENGTH)
    other.attention.hears(channel(other, 1), True, other.now.timestamp())
    other.attention.heard(channel(other, 1), HOST, True, other.now.timestamp())
    ended = other.now
    await other.ask(lambda r: r.end(other.caller()))
    await to_the_end(other)
    assert emptied_at(other, 1) - ended <= SECOND
    await to_the_end(evening)


async def test_a_room_that_closes_while_others_stay_waits_for_its_pause_too() -> None:
    evening = await at_the_vote(ears=1)
    await all_vote(evening, 2)
    place = channel(evening, 1)
    evening.attention.hears(place, True, evening.now.timestamp())
    user = min(sitting(evening)[1])
    await until(evening, END - SECOND)
    evening.attention.heard(place, user, True, evening.now.timestamp())
    await until(evening, END + timedelta(seconds=40))
    assert set(sitting(evening)) == {2}
    assert len([p for p in evening.people.values() if p == place]) == 3
    evening.attention.heard(place, user, False, evening.now.timestamp())
    await evening.run_for(3 * SECOND)
    assert place not in evening.people.values()
    await to_the_end(evening)
    assert stays(evening) == {2}


async def test_in_a_room_that_is_over_nobody_is_promised_a_question_or_a_host() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 2)
    caller = evening.caller(min(sitting(evening)[1]))
    await until(evening, END + SECOND)
    for button in ("topic", "call"):
        with pytest.raises(Refusal):
            await evening.ask(lambda _, b=button: evening.roomside.press(caller, b, evening.mixer.id, 1))
    await to_the_end(evening)


# -- the bot away, and dying


async def dead_from(evening: Evening, since: timedelta, down: timedelta) -> None:
    evening.down_for = down
    await until(evening, since)
    await evening.kill()


async def test_away_over_the_vote_everything_ends_in_time() -> None:
    evening = await seated(6, Evening(ears=0), length=LENGTH)
    await dead_from(evening, OPENS - SECOND, minutes(2.5))
    assert (await to_the_end(evening)).ended_at == START + END
    assert not evening.posts("ballot"), "a vote that can hardly be answered is not opened"


async def test_votes_outlive_a_restart() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 1)
    await dead_from(evening, OPENS + 30 * SECOND, minutes(1))
    await to_the_end(evening)
    assert stays(evening) == {1}


async def test_away_over_the_count_it_is_made_up_for_before_the_end() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 1)
    await dead_from(evening, COUNTS - SECOND, timedelta(seconds=20))
    assert (await to_the_end(evening)).ended_at == START + STAYED
    assert stays(evening) == {1}


async def test_away_until_after_the_end_nobody_stays_and_the_votes_are_gone() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 1)
    await dead_from(evening, COUNTS - SECOND, minutes(3))
    mixer = await to_the_end(evening)
    assert (mixer.ending, stays(evening)) == (Ending.TIME, set())
    assert mixer.ended_at == START + COUNTS - SECOND + minutes(3)


async def test_away_over_the_close_the_others_are_brought_home_and_those_who_stay_stay() -> None:
    evening = await at_the_vote()
    people = sitting(evening)
    await all_vote(evening, 1)
    await dead_from(evening, COUNTS + 10 * SECOND, minutes(4))
    await until(evening, COUNTS + minutes(6))
    assert sitting(evening) == {1: people[1]}
    assert {evening.people[user] for user in people[2]} == {evening.lobby}
    assert (await to_the_end(evening)).ended_at == START + STAYED


async def test_away_over_both_ends_all_are_brought_home_at_once() -> None:
    evening = await at_the_vote()
    await all_vote(evening, 1)
    await dead_from(evening, COUNTS + 10 * SECOND, minutes(15))
    mixer = await to_the_end(evening)
    assert mixer.ended_at == START + COUNTS + 10 * SECOND + minutes(15)
    assert set(evening.people.values()) == {evening.lobby}


async def the_whole_vote(evening: Evening) -> None:
    """Room 1 says yes, room 2 does not; whoever's answer is not taken presses again."""
    for user in sorted(sitting(evening)[1]):
        evening.at(OPENS + (user - HOST + 1) * 5 * SECOND, lambda u=user: persistently(evening, u))
    await evening.run_for(OVER)


async def persistently(evening: Evening, user: int) -> None:
    try:
        await vote(evening, 1, user)
    except (Crash, Refusal, AssertionError):
        evening.at(evening.now - START + 5 * SECOND, lambda: persistently(evening, user))


async def before_the_vote(down_for: timedelta = timedelta(0)) -> Evening:
    evening = await seated(6, Evening(ears=0, down_for=down_for), length=LENGTH)
    await until(evening, OPENS - SECOND)
    return evening


def check_all(evening: Evening) -> None:
    check(evening)
    check_once(evening)
    mixer = evening.mixer
    assert stays(evening) == {1} or "stay:1" in evening.promised
    assert mixer.ended_at is not None
    assert START + STAYED <= mixer.ended_at <= START + STAYED + evening.down_for
    assert not any(guest.ballot for guest in mixer.guests)
    homeward = [repr(act) for _, act in evening.venue.acts if "SendHome" in repr(act)]
    assert len(homeward) == len(set(homeward)), "somebody was moved twice"
    assert set(evening.people.values()) == {evening.lobby}


@pytest.mark.parametrize("down_for", [timedelta(0), timedelta(seconds=20)], ids=str)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_kill_at_any_act_between_vote_and_end_loses_no_vote(down_for: timedelta, after: bool) -> None:
    evening = await before_the_vote()
    first = evening.venue.calls + 1
    await the_whole_vote(evening)
    check_all(evening)
    assert not evening.unmet
    for number in range(first, evening.venue.calls + 1):
        evening = await before_the_vote(down_for=down_for)
        evening.venue.failures = {number: Failure(Crash(), after=after)}
        await the_whole_vote(evening)
        try:
            check_all(evening)
            assert evening.deaths == 1
        except AssertionError as error:
            error.add_note(f"killed {'after' if after else 'before'} call {number}")
            raise


@pytest.mark.parametrize(("down_for", "after"), [(timedelta(0), False), (timedelta(seconds=20), True)], ids=str)
async def test_a_kill_at_any_save_between_vote_and_end_loses_no_vote(down_for: timedelta, after: bool) -> None:
    evening = await before_the_vote()
    first = evening.saves.saves + 1
    await the_whole_vote(evening)
    for number in range(first, evening.saves.saves + 1):
        evening = await before_the_vote(down_for=down_for)
        evening.saves.failures = {number: Failure(Crash(), after=after)}
        await the_whole_vote(evening)
        try:
            check_all(evening)
            assert evening.deaths == 1
        except AssertionError as error:
            error.add_note(f"killed {'after' if after else 'before'} save {number}")
            raise
