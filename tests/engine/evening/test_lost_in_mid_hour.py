"""Who loses the role or leaves the server in mid-hour gives the place to others; and a host who leaves is replaced."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import SITS_DOWN
from bot.core.text import Refusal
from bot.engine.in_the_hour import ONCE_MORE
from tests.engine.planning.planned import HOUR, announce, planning, run_to, sign_up
from tests.engine.seating.rooms_in_view import SECOND, channel, leave, room_of
from tests.evening import GUESTS, GUILD, HOST, Evening, check, minutes

ROLE, LATE = 7, 150
FIVE = GUESTS[:5]


async def with_role(capacity: int | None = None) -> Evening:
    """An evening for a role, under way: everybody has it."""
    evening = planning(hoard=True)
    await announce(evening, for_roles=(ROLE,), capacity=capacity)
    evening.venue.servers[GUILD].roles |= dict.fromkeys((*FIVE, LATE), frozenset({ROLE}))
    await sign_up(evening, *FIVE, roles=(ROLE,))
    evening.gather(*FIVE)
    await run_to(evening, HOUR + minutes(2))
    assert all(room_of(evening, user) for user in FIVE)
    return evening


def takes_away(evening: Evening, user: int) -> None:
    """A moderator takes the role away, and something that Discord tells brings it along."""
    evening.venue.servers[GUILD].roles[user] = frozenset()
    evening.venue.on_change(GUILD)


def doors(evening: Evening, user: int) -> int:
    """How many rooms let somebody in."""
    return sum(user in (one.admits or ()) for one in evening.venue.servers[GUILD].channels.values())


async def join(evening: Evening, user: int, *roles: int) -> None:
    caller = replace(evening.caller(user), role_ids=frozenset(roles))
    await evening.ask(lambda r: r.join(caller, evening.mixer.id))


async def test_who_loses_the_role_is_brought_to_the_lobby_and_no_room_lets_them_in() -> None:
    evening = await with_role()
    user = FIVE[0]
    takes_away(evening, user)
    await evening.run_for(SECOND)
    assert evening.mixer.guest(user) is None
    assert evening.people[user] == evening.lobby
    assert doors(evening, user) == 0
    with pytest.raises(Refusal, match=r"join\.roles"):
        await join(evening, user)
    await evening.run_for(minutes(2))
    assert evening.people[user] == evening.lobby, "and they are left there"
    await evening.run_for(minutes(90))
    check(evening)


async def test_their_place_goes_to_somebody_else() -> None:
    evening = await with_role(capacity=5)
    evening.gather(LATE)
    with pytest.raises(Refusal, match=r"join\.taken"):
        await join(evening, LATE, ROLE)
    takes_away(evening, FIVE[0])
    await evening.run_for(SECOND)
    await join(evening, LATE, ROLE)
    await evening.run_for(SITS_DOWN)
    assert room_of(evening, LATE)


async def test_who_has_it_again_comes_back_by_join() -> None:
    evening = await with_role()
    user = FIVE[0]
    takes_away(evening, user)
    await evening.run_for(SECOND)
    evening.venue.servers[GUILD].roles[user] = frozenset({ROLE})
    await join(evening, user, ROLE)
    await evening.run_for(SITS_DOWN)
    assert room_of(evening, user)
    assert evening.mixer.uninvited == ()


async def test_a_role_that_was_deleted_costs_nobody_their_place() -> None:
    evening = await with_role()
    server = evening.venue.servers[GUILD]
    server.known_roles, server.roles = frozenset({ROLE + 1}), {}
    evening.venue.on_change(GUILD)
    await evening.run_for(minutes(2))
    assert all(room_of(evening, user) for user in FIVE)
    leave(evening, FIVE[0])
    server.gone.add(FIVE[0])
    await evening.run_for(SECOND)
    assert evening.mixer.guest(FIVE[0]) is None, "who leaves the server still does"


async def test_who_signed_up_before_the_role_was_deleted_sits_at_the_hour_and_nobody_else() -> None:
    evening = planning(hoard=True)
    await announce(evening, for_roles=(ROLE,))
    await sign_up(evening, *FIVE, roles=(ROLE,))
    evening.venue.servers[GUILD].known_roles = frozenset({ROLE + 1})
    evening.gather(*FIVE[:4], LATE)
    await run_to(evening, HOUR + minutes(2))
    assert {guest.user_id for guest in evening.mixer.guests} == {*FIVE}
    assert all(room_of(evening, user) for user in FIVE[:4])
    assert evening.people[LATE] == evening.lobby


async def test_a_stale_sight_takes_nobodys_place_and_an_unclear_answer_is_asked_for_again() -> None:
    evening = await with_role()
    server = evening.venue.servers[GUILD]
    server.untold.add(FIVE[0])
    evening.venue.on_change(GUILD)
    await evening.run_for(SECOND)
    assert room_of(evening, FIVE[0]), "they have it, as Discord says when asked"
    takes_away(evening, FIVE[1])
    server.available = False
    await evening.run_for(SECOND)
    server.available = True
    await evening.run_for(minutes(1))
    assert evening.mixer.guest(FIVE[1]) is None
    assert evening.mixer.guest(FIVE[0]) is not None


async def test_who_never_had_it_and_was_brought_in_by_hand_stays() -> None:
    evening = await with_role()
    number = room_of(evening, FIVE[0]) or 0
    evening.venue.go(GUILD, 160, channel(evening, number))
    await evening.run_for(SITS_DOWN + minutes(2))
    assert room_of(evening, 160) == number
    assert evening.mixer.guest(160) is not None


async def test_who_leaves_the_server_frees_the_place_at_once_or_a_little_later() -> None:
    for late in (False, True):
        evening = await with_role(capacity=5)
        leave(evening, FIVE[0])
        if late:
            await evening.run_for(SECOND)
        evening.venue.servers[GUILD].gone.add(FIVE[0])
        await evening.run_for(ONCE_MORE + minutes(1) if late else SECOND)
        assert evening.mixer.guest(FIVE[0]) is None
        assert evening.mixer.guest(FIVE[1]) is not None


async def test_who_only_hangs_up_keeps_their_seat() -> None:
    evening = await with_role(capacity=5)
    number = room_of(evening, FIVE[0])
    leave(evening, FIVE[0])
    await evening.run_for(minutes(3))
    evening.gather(FIVE[0])
    await join(evening, FIVE[0], ROLE)
    await evening.run_for(SITS_DOWN)
    assert room_of(evening, FIVE[0]) == number


async def under_way() -> Evening:
    """An evening whose host sits in it."""
    evening = planning(hoard=True)
    await announce(evening)
    await sign_up(evening, HOST, *FIVE)
    evening.gather(HOST, *FIVE)
    await run_to(evening, HOUR + minutes(2))
    assert room_of(evening, HOST)
    return evening


async def test_a_host_who_leaves_in_mid_hour_is_noticed_as_they_go_and_others_are_asked() -> None:
    evening = await under_way()
    leave(evening, HOST)
    evening.venue.servers[GUILD].gone.add(HOST)
    await evening.run_for(SECOND)
    assert evening.mixer.stand_ins
    assert any(key.startswith("heir") for key in evening.posts())
    evening.venue.servers[GUILD].gone.discard(HOST)
    evening.gather(HOST)
    await evening.run_for(SECOND)
    assert evening.mixer.stand_ins == ()


async def test_a_host_who_was_not_there_is_looked_for_when_a_room_calls() -> None:
    evening = planning(hoard=True)
    await announce(evening)
    await sign_up(evening, *FIVE)
    evening.gather(*FIVE)
    await run_to(evening, HOUR + minutes(2))
    evening.venue.servers[GUILD].gone.add(HOST)
    await evening.run_for(minutes(5))
    assert evening.mixer.stand_ins == (), "nothing has told of it"
    user = FIVE[0]
    number = room_of(evening, user) or 0
    caller, id = evening.caller(user), evening.mixer.id
    await evening.ask(lambda _: evening.roomside.press(caller, "call", id, number))
    await evening.run_for(SECOND)
    assert evening.mixer.stand_ins
    assert evening.mixer.phase is Phase.OPEN


async def test_a_host_who_hangs_up_is_still_the_host() -> None:
    evening = await under_way()
    leave(evening, HOST)
    await evening.run_for(minutes(3))
    assert evening.mixer.stand_ins == ()
    assert not [key for key in evening.posts() if key.startswith("heir")]
