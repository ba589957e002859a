"""A room calls the host: somebody comes, or it is told kindly that nobody could be reached."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.community.settings import Community
from bot.core.lifecycle.host_calls import BETWEEN_CALLS, CALL_STALE, MOST_CALLS, UNANSWERED
from bot.core.text import Answer, Place, Refusal, RoomButton, Text
from tests.engine.seating.rooms_in_view import SECOND, channel, keys_in, seated, sitting
from tests.evening import GUILD, HOST, Evening, check, minutes
from tests.fake_venue import Crash, Failure

ROLE, CO_HOST, OTHER_CO_HOST, AWAY = 700, 200, 201, 202
OVER = minutes(90)


async def an_evening(*co_hosts: int) -> Evening:
    """Two rooms without the host in the first of them, and co-hosts in the lobby."""
    evening = await seated(6, Evening(ears=0))
    evening.store.communities[GUILD] = Community(guild_id=GUILD, host_role_id=ROLE)
    evening.venue.servers[GUILD].roles |= dict.fromkeys(co_hosts, frozenset({ROLE}))
    evening.gather(*co_hosts)
    await evening.quiet()
    return evening


def calling(evening: Evening) -> int:
    """The number of the room in which the host does not sit."""
    return next(number for number, users in sitting(evening).items() if HOST not in users)


async def press(evening: Evening, button: RoomButton, user: int, number: int) -> Answer:
    caller = evening.caller(user)
    return await evening.ask(lambda _: evening.roomside.press(caller, button, evening.mixer.id, number))


async def call(evening: Evening) -> int:
    """Somebody calls the host; from which room."""
    number = calling(evening)
    assert await press(evening, "call", min(sitting(evening)[number]), number) == Text("call.done")
    return number


def asked(evening: Evening) -> list[int]:
    """Who was pinged, in order."""
    return [user for m in evening.venue.messages if m.key.startswith("call:") for user in m.texts[0].pings]


def told(evening: Evening, number: int) -> list[str]:
    """What the room shows now because of its calls."""
    place = channel(evening, number)
    return [
        m.texts[-1].key
        for m in evening.venue.messages
        if m.channel_id == place and m.key.startswith(("unanswered:", "comes:"))
    ]


async def test_the_host_is_pinged_with_a_link_and_comes_by_button() -> None:
    evening = await an_evening(CO_HOST)
    number = await call(evening)
    (post,) = (m for m in evening.venue.messages if m.key.startswith("call:"))
    assert (post.channel_id, post.texts[0].values["place"]) == (evening.home, Place(channel(evening, number)))
    assert await press(evening, "coming", HOST, number) == Text(
        "call.coming", {"place": Place(channel(evening, number))}
    )
    assert told(evening, number) == ["room.host_comes"]
    await evening.run_for(minutes(10))
    assert asked(evening) == [HOST], "who has come need not be asked for again"
    assert told(evening, number) == ["room.host_comes"]


async def test_a_host_who_just_enters_has_answered() -> None:
    evening = await an_evening(CO_HOST)
    number = await call(evening)
    evening.venue.go(GUILD, HOST, channel(evening, number))
    await evening.run_for(minutes(5))
    assert asked(evening) == [HOST]
    assert told(evening, number) == ["room.host_comes"]


async def test_unanswered_for_a_minute_it_goes_to_the_next_and_at_last_says_so() -> None:
    evening = await an_evening(CO_HOST, OTHER_CO_HOST)
    number = await call(evening)
    await evening.run_for(UNANSWERED - SECOND)
    assert (asked(evening), told(evening, number)) == ([HOST], [])
    await evening.run_for(2 * SECOND)
    assert (asked(evening), told(evening, number)) == ([HOST, CO_HOST], ["room.call_goes_on"])
    await evening.run_for(UNANSWERED)
    assert asked(evening) == [HOST, CO_HOST, OTHER_CO_HOST]
    await evening.run_for(UNANSWERED)
    assert told(evening, number) == ["room.call_unanswered"]
    await evening.run_for(minutes(10))
    assert asked(evening) == [HOST, CO_HOST, OTHER_CO_HOST], "each is asked once"


async def test_the_next_one_answers_too() -> None:
    evening = await an_evening(CO_HOST)
    number = await call(evening)
    await evening.run_for(UNANSWERED + SECOND)
    await press(evening, "coming", CO_HOST, number)
    await evening.run_for(minutes(5))
    assert asked(evening) == [HOST, CO_HOST]
    assert told(evening, number) == ["room.call_goes_on", "room.host_comes"]


async def test_who_is_not_at_hand_or_does_not_host_is_not_asked() -> None:
    evening = await an_evening()
    evening.venue.servers[GUILD].roles[AWAY] = frozenset({ROLE})
    evening.gather(CO_HOST)
    number = await call(evening)
    await evening.run_for(minutes(4))
    assert asked(evening) == [HOST]
    assert told(evening, number) == ["room.call_unanswered"]


async def test_only_hosts_can_say_that_they_come() -> None:
    evening = await an_evening()
    number = await call(evening)
    with pytest.raises(Refusal) as refused:
        await press(evening, "coming", max(sitting(evening)[number]), number)
    assert refused.value.text.key == "refusal.not_host"
    assert not told(evening, number)


async def test_nobody_learns_who_called() -> None:
    posts: list[list[str]] = []
    for pick in (min, max):
        evening = await an_evening()
        number = calling(evening)
        await press(evening, "call", pick(sitting(evening)[number]), number)
        posts.append([repr(text) for m in evening.venue.messages for text in m.texts])
    assert posts[0] == posts[1]


async def test_a_room_cannot_tease() -> None:
    evening = await an_evening()
    number = await call(evening)
    for wait in (timedelta(0), BETWEEN_CALLS - SECOND):
        await evening.run_for(wait)
        with pytest.raises(Refusal) as refused:
            await press(evening, "call", min(sitting(evening)[number]), number)
        assert refused.value.text.key == "refusal.call.soon"
    await evening.run_for(SECOND)
    for _ in range(MOST_CALLS - 1):
        await press(evening, "call", min(sitting(evening)[number]), number)
        await evening.run_for(BETWEEN_CALLS)
    with pytest.raises(Refusal) as refused:
        await press(evening, "call", min(sitting(evening)[number]), number)
    assert refused.value.text.key == "refusal.call.enough"
    assert asked(evening) == [HOST] * MOST_CALLS


async def test_pressing_again_does_not_keep_the_call_from_the_next_one() -> None:
    evening = await an_evening(CO_HOST, OTHER_CO_HOST)
    number = await call(evening)
    for _ in range(8):
        await evening.run_for(30 * SECOND)
        with pytest.raises(Refusal):
            await press(evening, "call", min(sitting(evening)[number]), number)
        if len(asked(evening)) == 3:
            break
    assert asked(evening) == [HOST, CO_HOST, OTHER_CO_HOST]


@pytest.mark.parametrize("down", [timedelta(0), timedelta(seconds=20), minutes(1)], ids=str)
async def test_a_restart_in_between_asks_nobody_twice_and_forgets_nothing(down: timedelta) -> None:
    evening = await an_evening(CO_HOST, OTHER_CO_HOST)
    number = await call(evening)
    evening.down_for = down
    await evening.run_for(UNANSWERED - 10 * SECOND)
    await evening.kill()
    await evening.run_for(minutes(6))
    assert asked(evening) == [HOST, CO_HOST, OTHER_CO_HOST]
    assert told(evening, number) == ["room.call_unanswered"]
    await evening.run_for(OVER)
    check(evening)


AWAY_FOR = [minutes(number) for number in (1.2, 2.5, 5)]
"""Over the minute of the next one, of the one after, and of all of them."""


@pytest.mark.parametrize("down", AWAY_FOR, ids=str)
async def test_whose_minute_the_bot_was_away_is_called_when_it_is_back(down: timedelta) -> None:
    evening = await an_evening(CO_HOST, OTHER_CO_HOST)
    number = await call(evening)
    evening.down_for = down
    await evening.run_for(UNANSWERED - 10 * SECOND)
    await evening.kill()
    await evening.run_for(down + SECOND)
    assert asked(evening) == [HOST, CO_HOST]
    assert told(evening, number) == ["room.call_goes_on"]
    await evening.run_for(UNANSWERED)
    assert asked(evening) == [HOST, CO_HOST, OTHER_CO_HOST]
    await evening.run_for(UNANSWERED)
    assert told(evening, number) == ["room.call_unanswered"]
    await evening.run_for(OVER)
    assert asked(evening) == [HOST, CO_HOST, OTHER_CO_HOST]
    check(evening)


async def test_after_a_long_time_away_nobody_is_called_for_what_is_long_over() -> None:
    evening = await an_evening(CO_HOST, OTHER_CO_HOST)
    number = await call(evening)
    evening.down_for = CALL_STALE
    await evening.kill()
    await evening.run_for(CALL_STALE + minutes(5))
    assert (asked(evening), told(evening, number)) == ([HOST], [])
    await call(evening)
    assert asked(evening) == [HOST, HOST], "but it can be called for anew"


async def a_call_unanswered(evening: Evening) -> None:
    """A call that nobody answers; whoever dies in it comes back when the minute of somebody is over."""
    try:
        await call(evening)
    except Crash:
        await evening.run_for(evening.down_for)
    await evening.run_for(minutes(8))


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("what", ["calls", "saves"])
async def test_killed_at_any_moment_each_is_called_once_and_none_is_left_out(what: str, after: bool) -> None:
    undisturbed = await an_evening(CO_HOST, OTHER_CO_HOST)
    first = undisturbed.venue.calls if what == "calls" else undisturbed.saves.saves
    await a_call_unanswered(undisturbed)
    last = undisturbed.venue.calls if what == "calls" else undisturbed.saves.saves
    assert last - first >= 4
    for number in range(first + 1, last + 1):
        evening = await an_evening(CO_HOST, OTHER_CO_HOST)
        evening.down_for = minutes(1.5)
        script = evening.venue if what == "calls" else evening.saves
        script.failures = {number: Failure(Crash(), after=after)}
        await a_call_unanswered(evening)
        assert evening.deaths == 1, number
        pinged = asked(evening)
        assert len(pinged) == len(set(pinged)), number
        # What died just before it was sent may have been sent for all that is known, and is not sent again.
        known = {HOST, CO_HOST, OTHER_CO_HOST} if any(room.call.nth for room in evening.mixer.rooms) else set[int]()
        assert len(known - set(pinged)) <= len([key for key in evening.promised if key.startswith("call:")]), number


async def test_two_rooms_call_side_by_side() -> None:
    evening = await an_evening()
    for number in sorted(sitting(evening)):
        await press(evening, "call", max(sitting(evening)[number]), number)
    evening.venue.go(GUILD, HOST, channel(evening, calling(evening)))
    await evening.run_for(minutes(3))
    assert asked(evening) == [HOST, HOST]
    answers = [told(evening, number) for number in (1, 2)]
    assert sorted(answers) == [["room.call_unanswered"], ["room.host_comes"]]
    assert not keys_in(evening, 1, "call:"), "a ping belongs to the host, not to the room"
