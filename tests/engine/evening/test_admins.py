"""What admins, other mixers and Discord itself do to an evening."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.lifecycle.phase import Ending, Phase
from bot.core.text import Refusal
from bot.ports import Forbidden
from tests.engine.evening.test_evening import begun, rooms
from tests.engine.evening.test_kills import check_all
from tests.evening import GUESTS, GUILD, HOST, START, Evening, check, check_once, minutes
from tests.fake_venue import Failure

OTHER = 2


async def finished(evening: Evening) -> None:
    await evening.run_for(minutes(90))
    check_all(evening)


async def test_a_deleted_room_is_told_and_its_guests_may_sit_elsewhere() -> None:
    evening = await begun()
    gone, other = rooms(evening)
    dropped = [user for user, place in evening.people.items() if place == gone]
    evening.venue.delete(GUILD, gone)
    await evening.run_for(timedelta(seconds=1))
    assert evening.posts("lost") == ["lost:1"]
    evening.gather(dropped[0])
    await evening.press_join(dropped[0])
    await evening.run_for(timedelta(seconds=1))
    assert evening.people[dropped[0]] == other
    await finished(evening)


async def test_without_any_room_the_evening_is_over() -> None:
    evening = await begun()
    for room in rooms(evening):
        evening.venue.delete(GUILD, room)
    await evening.run_for(minutes(1))
    assert evening.mixer.ending is Ending.ROOMS_GONE
    assert evening.mixer.finished
    check(evening)


async def test_a_deleted_category_leaves_the_rooms_to_talk_in_and_nothing_behind() -> None:
    evening = await begun()
    evening.venue.delete(GUILD, evening.mixer.category_id or 0)
    people = dict(evening.people)
    await evening.run_for(minutes(5))
    assert evening.people == people
    await finished(evening)


async def test_a_deleted_lobby_or_home_keeps_nobody_from_ending() -> None:
    for place in ("lobby", "home"):
        evening = await begun()
        channel = getattr(evening, place)
        evening.venue.delete(GUILD, channel)
        await evening.run_for(minutes(90))
        check(evening)


async def test_a_permission_taken_away_is_told_once_and_its_return_is_noticed() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    await evening.start()
    await evening.run_for(minutes(1))
    evening.venue.servers[GUILD].lacking = {"move_members", "manage_channels"}
    await evening.end()
    await evening.run_for(minutes(20))
    assert evening.mixer.phase is Phase.CLOSING
    assert evening.posts("missing") == ["missing:move_members", "missing:manage_channels"]
    evening.venue.servers[GUILD].lacking = set()
    await evening.run_for(minutes(3))
    check_all_but_end(evening)


def check_all_but_end(evening: Evening) -> None:
    check(evening)
    assert evening.posts("goodbye") == ["goodbye"]


async def test_a_server_that_allows_nothing_gets_no_rooms_and_a_word_to_the_host() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    evening.venue.failures = {number: Failure(Forbidden("manage_channels")) for number in range(1, 20)}
    await evening.start()
    await evening.run_for(minutes(3))
    assert evening.posts("direct") == [f"direct:missing:manage_channels:{HOST}"], "nothing could be posted either"
    assert evening.mixer.category_id
    await finished(evening)


async def test_somebody_who_leaves_between_choice_and_move_is_left_in_peace() -> None:
    evening = Evening()
    evening.gather(*GUESTS)

    def slip_away(guild_id: int) -> None:
        evening.people.pop(GUESTS[2], None)
        evening.conductor.look_again(guild_id)

    evening.venue.on_change = slip_away
    await evening.start()
    await evening.run_for(minutes(2))
    assert GUESTS[2] not in evening.people
    await finished(evening)


async def test_an_unseen_server_is_left_alone_and_not_thought_empty() -> None:
    evening = await begun(12)
    await evening.run_for(minutes(2))
    before, posted = evening.venue.calls, evening.posts()
    evening.venue.servers[GUILD].available = False
    await evening.run_for(minutes(2))
    assert evening.venue.calls == before
    evening.venue.servers[GUILD].available = True
    await evening.run_for(minutes(1))
    assert evening.posts() == [*posted, "ear:2"], "the notice that an ear comes, which fell due meanwhile, and no more"
    assert evening.venue.calls == before + 1
    await finished(evening)


async def test_a_bot_that_is_removed_cleans_up_when_it_is_invited_back() -> None:
    evening = await begun(12)
    evening.venue.servers[GUILD].invited = False
    await evening.run_for(minutes(200))
    assert evening.mixer.phase is Phase.CLOSING
    evening.venue.servers[GUILD].invited = True
    await evening.run_for(minutes(2))
    assert evening.mixer.finished
    assert set(evening.people.values()) == {evening.lobby}, "everyone is brought home before their room goes"
    check(evening)


async def test_a_channel_somebody_put_into_our_category_stays_with_it() -> None:
    evening = await begun()
    theirs = evening.venue.add_channel(GUILD, "Theirs", evening.mixer.category_id)
    await evening.run_for(minutes(90))
    channels = evening.venue.servers[GUILD].channels
    assert channels[theirs].parent_id == evening.mixer.category_id
    assert evening.venue.ours(GUILD) == {evening.mixer.category_id}
    assert evening.mixer.finished
    assert not evening.venue.wrongs


async def test_a_bot_thrown_out_for_good_gives_up_after_a_day() -> None:
    evening = await begun()
    evening.venue.servers[GUILD].invited = False
    await evening.run_for(timedelta(hours=24))
    assert evening.mixer.phase is Phase.CLOSING, "it may yet be invited back, and tidy up"
    await evening.run_for(timedelta(hours=2))
    assert evening.mixer.phase is Phase.CLOSED
    assert evening.alarm.next() is None, "nobody looks for a server that is gone"


async def test_an_admins_clone_of_a_room_and_of_the_category_is_left_alone() -> None:
    evening = await begun()
    await evening.run_for(minutes(5))
    clones = {
        evening.venue.add_channel(GUILD, "Tea", category=True, marked=True),
        evening.venue.add_channel(GUILD, evening.mixer.rooms[0].name, evening.mixer.category_id, marked=True),
    }
    await evening.run_for(minutes(90))
    assert clones <= evening.venue.servers[GUILD].channels.keys()
    assert not evening.venue.wrongs


async def test_two_mixers_of_one_title_in_one_server_do_not_disturb_each_other() -> None:
    for gap in (0, 1, 30, 90, 170):
        for turns in (1, 4):
            evening = Evening()
            evening.venue.turns = turns
            evening.gather(*GUESTS)
            await evening.start()
            await evening.run_for(timedelta(seconds=gap))
            second = evening.venue.add_channel(GUILD, "Second lobby")
            for user in (HOST, *range(201, 207)):
                evening.venue.go(GUILD, user, second)
            await evening.start_from_here()
            await evening.run_for(minutes(8))
            first, other = evening.store.mixers.values()
            assert not first.channel_ids & other.channel_ids
            assert len(first.channel_ids) == len(other.channel_ids) == 3
            await evening.run_for(minutes(90))
            check(evening)
            check_once(evening)


async def test_mixers_in_two_servers_do_not_disturb_each_other() -> None:
    evening = Evening()
    evening.furnish(OTHER)
    evening.gather(*GUESTS)
    evening.gather(*GUESTS, guild_id=OTHER)
    await evening.start()
    await evening.start(guild_id=OTHER)
    await evening.cancel()
    await evening.run_for(minutes(1))
    assert [mixer.phase for mixer in evening.store.mixers.values()] == [Phase.CANCELLED, Phase.OPEN]
    await evening.run_for(minutes(60))
    check(evening)


async def test_a_host_of_two_says_which_by_where_they_ask() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    await evening.start()
    second = evening.venue.add_channel(GUILD, "Second lobby")
    for user in (HOST, 201, 202, 203):
        evening.venue.go(GUILD, user, second)
    await evening.start_from_here()
    with pytest.raises(Refusal, match="which"):
        await evening.end()
    await evening.end(evening.caller(channel_id=second))
    await evening.run_for(minutes(2))
    assert [mixer.finished for mixer in evening.store.mixers.values()] == [False, True]


async def test_a_host_without_the_role_any_more_rules_their_own_mixer_only() -> None:
    evening = await begun()
    stranger = evening.caller(GUESTS[0], channel_id=evening.mixer.rooms[0].channel_id)
    with pytest.raises(Refusal, match="not_host"):
        await evening.end(stranger)
    assert evening.now > START


async def test_coming_back_twice_does_nothing_twice() -> None:
    evening = await begun()
    calls = evening.venue.calls
    await evening.run(evening.conductor.resume())
    await evening.run(evening.conductor.resume())
    assert evening.venue.calls == calls
    await finished(evening)
