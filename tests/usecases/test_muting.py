"""A host mutes somebody for the evening; no mute of ours outlives it, and none of a moderator's is touched."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.community.deeds import DeedKind
from bot.core.lifecycle.phase import Phase
from bot.core.planning.start import Wish
from bot.core.text import Refusal
from bot.engine.mutes import RETRY, SHOWN
from bot.ports import Busy, NotDone, Unsure
from tests.engine.seating.rooms_in_view import SECOND, leave, room_of
from tests.evening import GUESTS, GUILD, HOST, START, Evening, minutes
from tests.fake_venue import OWNER, Failure
from tests.usecases.hands import an_evening, keys, labels, named, press, where

ELSEWHERE = "Games night"
OVER = minutes(90)


def silenced(evening: Evening) -> set[int]:
    return evening.venue.servers[GUILD].silenced


def by_a_moderator(evening: Evening, user: int, *, on: bool = True) -> None:
    """Somebody is muted, or unmuted, by somebody who may."""
    evening.venue.servers[GUILD].silence(user, on=on)
    evening.venue.on_change(GUILD)


async def listed(evening: Evening) -> set[int]:
    return {*await evening.store.ledger.muted(GUILD)}


def told(evening: Evening) -> list[int]:
    """Who was told that a mute of ours stays, because we may not lift it."""
    return [letter.to for _, letter in evening.venue.letters if keys(letter.texts) == ["hands.still_muted"]]


async def to_mute() -> tuple[Evening, int, int]:
    """An evening in a server that lets the bot mute: see `an_evening`."""
    evening, user, number = await an_evening()
    evening.venue.servers[GUILD].granted.add("mute_members")
    return evening, user, number


async def muted() -> tuple[Evening, int]:
    """An evening in which somebody has just been muted."""
    evening, user, _ = await to_mute()
    await press(evening, "mute", user)
    await evening.run_for(SHOWN)
    return evening, user


def elsewhere(evening: Evening) -> int:
    return evening.venue.add_channel(GUILD, ELSEWHERE)


async def test_somebody_is_muted_in_their_room_and_sits_there_as_before() -> None:
    evening, user, number = await to_mute()
    assert "offer.mute" in labels(await press(evening, "person", chosen=user))
    said = await press(evening, "mute", user)
    assert keys(said)[0] == "hands.mute_done"
    assert "hands.is_muted" in keys(said)
    assert "offer.unmute" in labels(said)
    assert "offer.mute" not in labels(said)
    assert silenced(evening) == {user}
    await evening.run_for(minutes(3))
    assert room_of(evening, user) == number
    assert silenced(evening) == {user}
    assert named(await press(evening, "guest_list"), "guest_list.muted") == {user}


async def test_the_mute_ends_with_the_evening_and_leaves_nothing_behind() -> None:
    evening, _ = await muted()
    await evening.run_for(OVER)
    assert evening.mixer.phase is Phase.CLOSED
    assert silenced(evening) == set()
    assert await listed(evening) == set()


async def test_it_lasts_while_they_still_sit_in_a_room_of_it() -> None:
    evening, user = await muted()
    lifted: list[int | None] = []
    before = evening.venue.on_change

    def watch(guild_id: int) -> None:
        if user not in silenced(evening):
            lifted.append(where(evening, user))
        before(guild_id)

    evening.venue.on_change = watch
    await evening.run_for(OVER)
    assert lifted
    assert set(lifted) == {evening.lobby}, "not in the room, while others bid each other farewell there"


async def test_who_has_hung_up_is_unmuted_at_the_next_sight_anywhere_after_a_restart_too() -> None:
    evening, user = await muted()
    leave(evening, user)
    await evening.run_for(OVER)
    assert (silenced(evening), await listed(evening)) == ({user}, {user})
    await evening.kill()
    await evening.run_for(minutes(1))
    evening.venue.go(GUILD, user, elsewhere(evening))
    await evening.run_for(SECOND)
    assert (silenced(evening), await listed(evening)) == (set(), set())


async def test_who_comes_to_a_later_evening_may_speak_there() -> None:
    evening, user = await muted()
    leave(evening, user)
    await evening.run_for(OVER)
    evening.people.update(dict.fromkeys((user, *GUESTS), evening.lobby))  # nobody sees them come
    await evening.start()
    await evening.run_for(minutes(1))
    assert room_of(evening, user)
    assert silenced(evening) == set()


async def test_it_lasts_as_long_as_the_own_evening_whatever_else_is_under_way() -> None:
    evening, _ = await muted()
    ends = evening.mixer.closes_at
    other = evening.lobbies[GUILD] = elsewhere(evening)
    second = 300
    for person in range(second, second + 6):
        evening.venue.go(GUILD, person, other)
    host = replace(evening.caller(second), manages_events=True)
    await evening.ask(lambda r: r.start(host, Wish(title="Games", length=90, room_size=3)), starting=True)
    await evening.run_until(ends + minutes(5))
    assert len([m for m in evening.store.mixers.values() if m.phase is Phase.OPEN]) == 1, "the second goes on"
    assert silenced(evening) == set()


async def test_a_host_lifts_it_and_two_hosts_at_once_do_it_once() -> None:
    evening, user = await muted()
    panel = await press(evening, "unmute", user)
    assert keys(panel)[0] == "hands.unmute_done"
    assert "offer.mute" in labels(panel)
    calls = evening.venue.calls
    await press(evening, "unmute", user)
    assert evening.venue.calls == calls
    assert (silenced(evening), await listed(evening)) == (set(), set())


async def test_pressed_twice_it_is_one_mute() -> None:
    evening, user = await muted()
    calls = evening.venue.calls
    assert keys(await press(evening, "mute", user))[0] == "hands.mute_done"
    assert evening.venue.calls == calls


async def test_what_a_moderator_has_set_is_neither_taken_over_nor_lifted() -> None:
    evening, user, _ = await to_mute()
    by_a_moderator(evening, user)
    await evening.run_for(SECOND)
    with pytest.raises(Refusal, match=r"hands\.muted_already"):
        await press(evening, "mute", user)
    assert await listed(evening) == set()
    await evening.run_for(OVER)
    assert silenced(evening) == {user}


async def test_what_a_moderator_has_lifted_stays_lifted_and_what_they_set_after_that_stays_set() -> None:
    evening, user = await muted()
    by_a_moderator(evening, user, on=False)
    await evening.run_for(SECOND)
    assert (silenced(evening), await listed(evening)) == (set(), set())
    by_a_moderator(evening, user)
    await evening.run_for(OVER)
    assert silenced(evening) == {user}


async def test_what_another_process_has_lifted_and_a_moderator_set_after_that_stays_set() -> None:
    evening, user = await muted()
    await evening.store.ledger.keep_mute(GUILD, user, None)
    by_a_moderator(evening, user)
    await evening.run(evening.app.servers_changed())
    await evening.run_for(OVER)
    assert silenced(evening) == {user}


async def test_without_the_permission_it_is_said_kindly_and_nothing_is_done_or_asked_for_before() -> None:
    evening, user, _ = await an_evening()
    assert "mute_members" not in evening.mixer.missing_permissions
    with pytest.raises(Refusal, match=r"hands\.no_mute"):
        await press(evening, "mute", user)
    assert (silenced(evening), await listed(evening)) == (set(), set())
    assert await evening.store.ledger.noted(GUILD) == ()


async def test_a_permission_taken_away_in_mid_evening_makes_the_mute_end_when_it_is_given_back() -> None:
    evening, user = await muted()
    evening.venue.servers[GUILD].granted.discard("mute_members")
    await evening.run_for(OVER)
    assert silenced(evening) == {user}
    assert told(evening) == [HOST], "once, and nobody else"
    evening.venue.servers[GUILD].granted.add("mute_members")
    evening.venue.go(GUILD, user, evening.lobby)
    await evening.run_for(SECOND)
    assert silenced(evening) == set()


@pytest.mark.parametrize("lifting", [False, True])
async def test_who_could_not_be_unmuted_after_one_evening_can_be_muted_for_the_next(lifting: bool) -> None:
    evening, user = await muted()
    evening.venue.servers[GUILD].granted.discard("mute_members")
    await evening.run_for(OVER)
    evening.gather(user, *GUESTS)
    await evening.start()
    if lifting:
        evening.venue.servers[GUILD].granted.add("mute_members")
        evening.venue.on_change(GUILD)
    assert keys(await press(evening, "mute", user))[0] == "hands.mute_done"
    evening.venue.servers[GUILD].granted.add("mute_members")
    evening.venue.on_change(GUILD)
    await evening.run_for(SHOWN)
    assert silenced(evening) == {user}, "as the host was told"
    await evening.run_for(OVER)
    assert (silenced(evening), await listed(evening)) == (set(), set())


async def test_where_the_host_takes_no_messages_the_owner_hears_of_a_mute_that_stays() -> None:
    evening, _ = await muted()
    evening.venue.servers[GUILD].granted.discard("mute_members")
    evening.venue.servers[GUILD].closed.add(HOST)
    await evening.run_for(OVER)
    assert told(evening) == [OWNER]


async def test_who_is_not_in_voice_or_no_guest_here_cannot_be_muted_nor_can_the_host() -> None:
    evening, user, _ = await to_mute()
    with pytest.raises(Refusal, match=r"hands\.mute_host"):
        await press(evening, "mute", HOST)
    assert "offer.mute" not in labels(await press(evening, "person", chosen=HOST))
    evening.venue.go(GUILD, user, elsewhere(evening))
    await evening.run_for(SECOND)
    with pytest.raises(Refusal, match=r"hands\.not_in_voice"):
        await press(evening, "mute", user)
    leave(evening, user)
    with pytest.raises(Refusal, match=r"hands\.not_in_voice"):
        await press(evening, "mute", user)
    with pytest.raises(Refusal, match="not_host"):
        await press(evening, "mute", user, by=GUESTS[0] if user != GUESTS[0] else GUESTS[1])
    assert silenced(evening) == set()


async def test_who_is_taken_out_while_muted_is_unmuted_where_they_go_next() -> None:
    evening, user = await muted()
    await press(evening, "take_out", user)
    await evening.run_for(SECOND)
    assert where(evening, user) is None
    evening.venue.go(GUILD, user, elsewhere(evening))
    await evening.run_for(SECOND)
    assert (silenced(evening), await listed(evening)) == (set(), set())


@pytest.mark.parametrize("after", [False, True])
async def test_an_unclear_answer_is_told_and_what_came_of_it_ends_all_the_same(after: bool) -> None:
    evening, user, _ = await to_mute()
    evening.venue.failures[evening.venue.calls + 1] = Failure(Unsure("?"), after=after)
    with pytest.raises(Refusal, match="unsure"):
        await press(evening, "mute", user)
    assert silenced(evening) == ({user} if after else set())
    await evening.run_for(SHOWN + minutes(1))
    assert await listed(evening) == silenced(evening)
    await evening.run_for(OVER)
    assert (silenced(evening), await listed(evening)) == (set(), set())


@pytest.mark.parametrize("error", [Unsure("?"), NotDone("500"), Busy(START)])
async def test_a_failure_at_the_end_is_tried_again_by_itself(error: Exception) -> None:
    evening, user = await muted()
    leave(evening, user)
    await evening.run_for(OVER)
    evening.venue.failures[evening.venue.calls + 1] = Failure(error)
    evening.venue.go(GUILD, user, elsewhere(evening))
    await evening.run_for(SECOND)
    assert silenced(evening) == {user}
    await evening.run_for(RETRY)
    assert (silenced(evening), await listed(evening)) == (set(), set())


async def test_it_stands_in_the_hosts_log() -> None:
    evening, user = await muted()
    await press(evening, "unmute", user)
    noted = await evening.store.ledger.noted(GUILD)
    assert [(deed.kind, deed.host_id, deed.user_id) for deed in noted] == [
        (DeedKind.UNMUTED, HOST, user),
        (DeedKind.MUTED, HOST, user),
    ]
    assert keys(await press(evening, "deeds")) == ["deeds.head", "deeds.unmuted", "deeds.muted"]


async def test_who_is_muted_reads_that_and_not_by_whom_and_forgetting_does_not_make_it_last() -> None:
    evening, user = await muted()
    lines = await evening.members.show_me(evening.caller(user))
    assert "privacy.muted" in keys(lines)
    assert str(HOST) not in repr([line for line in lines if line.key == "privacy.muted"])
    told = await evening.ask(lambda _: evening.members.forget_me(evening.caller(user)))
    assert keys(told) == ["privacy.forgotten", "privacy.muted"]
    await evening.run_for(OVER)
    assert (silenced(evening), await listed(evening)) == (set(), set())
    assert keys(await evening.ask(lambda _: evening.members.forget_me(evening.caller(user)))) == ["privacy.forgotten"]
