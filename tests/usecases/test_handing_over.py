"""A host hands the hour over from the board: to a member only, as by the command, and the new host can do all of it."""

from __future__ import annotations

import pytest

from bot.core.reconcile.acts import Admit
from bot.core.text import Answer, Members, People, Refusal, Text, custom_id
from bot.usecases.board import Deed
from tests.engine.seating.rooms_in_view import channel, seated, sitting
from tests.evening import GUILD, HOST, Evening, check, minutes

HEIR, GONE = 300, 301
"""Somebody of the server who sits in no room, and somebody who has left it."""
OVER = minutes(90)


async def an_evening() -> Evening:
    """Two rooms, and the board above them."""
    evening = await seated(6, Evening(ears=0))
    evening.venue.servers[GUILD].gone.add(GONE)
    await evening.run_for(minutes(1))
    return evening


async def press(evening: Evening, button: Deed, user: int = HOST, *, guild_id: int = GUILD) -> Answer:
    caller = evening.caller(user, guild_id=guild_id)
    return await evening.ask(lambda _: evening.use_cases.board.press(caller, button, evening.mixer.id))


async def choose(evening: Evening, heir: int, user: int = HOST, *, guild_id: int = GUILD) -> Text:
    caller = evening.caller(user, guild_id=guild_id)
    return await evening.ask(lambda _: evening.use_cases.board.hand_over(caller, evening.mixer.id, heir))


async def test_a_member_is_chosen_below_the_button_and_hosts_from_then_on() -> None:
    evening = await an_evening()
    asked = await press(evening, "hand_over")
    title = {"title": "Tea"}
    assert asked == Members((Text("hand_over.ask", title),), custom_id("heir", evening.mixer.id), "hand_over.hint")
    assert evening.mixer.host_id == HOST, "nothing has been chosen yet"
    assert await choose(evening, HEIR) == Text("hand_over.done", {**title, "host": People((HEIR,))})
    assert evening.mixer.host_id == HEIR
    assert isinstance(await press(evening, "more", HEIR), Text), "the board is theirs"
    await evening.run_for(OVER)
    check(evening)


def told(evening: Evening) -> list[tuple[int, ...]]:
    """Who has been called, by a post in the channel, because they are the host from now on."""
    return [m.texts[0].pings for m in evening.venue.messages if m.texts[0].key == "hand_over.told"]


async def test_a_new_host_is_told_once_and_so_is_the_next() -> None:
    evening = await an_evening()
    for heir, calls in ((HEIR, [(HEIR,)]), (HEIR, [(HEIR,)]), (HOST, [(HEIR,), (HOST,)])):
        await choose(evening, heir, evening.mixer.host_id)
        await evening.run_for(minutes(1))
        assert told(evening) == calls
    await evening.run_for(OVER)
    assert len(told(evening)) == 2
    check(evening)


async def test_the_answer_is_that_of_the_command() -> None:
    evening, other = await an_evening(), await an_evening()
    by_command = await other.ask(lambda _: other.scheduling.hand_over(other.caller(), None, HEIR))
    assert await choose(evening, HEIR) == by_command
    with pytest.raises(Refusal, match=r"hand_over\.stranger"):
        await choose(evening, GONE)
    assert evening.mixer.host_id == HEIR


async def refused(evening: Evening, user: int = HOST, *, guild_id: int = GUILD) -> set[str]:
    """The keys of the refusals, of the button and of the menu that may be open below it still; nothing has changed."""
    host, keys = evening.mixer.host_id, set[str]()
    for deed in (press(evening, "hand_over", user, guild_id=guild_id), choose(evening, HEIR, user, guild_id=guild_id)):
        with pytest.raises(Refusal) as error:
            await deed
        keys.add(error.value.text.key)
    assert evening.mixer.host_id == host
    return keys


async def test_it_is_for_hosts_of_this_server() -> None:
    evening = await an_evening()
    evening.furnish(2)
    assert await refused(evening, HOST + 1) == {"refusal.not_host"}
    assert await refused(evening, guild_id=2) == {"refusal.over"}


async def test_what_is_over_is_not_handed_over() -> None:
    evening = await an_evening()
    await evening.end()
    assert await refused(evening) == {"refusal.over"}, "while people are brought back"
    await evening.run_for(OVER)
    assert await refused(evening) == {"refusal.over"}


async def test_a_menu_from_before_a_restart_works() -> None:
    evening = await an_evening()
    await press(evening, "hand_over")
    await evening.kill()
    await evening.run_for(minutes(1))
    await choose(evening, HEIR)
    assert evening.mixer.host_id == HEIR


def admitted(evening: Evening) -> list[tuple[int, int]]:
    """Who was let into which channel after it had been made."""
    return [(act.user_id, act.channel_id) for _, act in evening.venue.acts if isinstance(act, Admit)]


async def test_the_links_of_the_board_open_for_whoever_hosts_now() -> None:
    evening = await an_evening()
    assert not admitted(evening), "who began it was let in when the rooms were made"
    heir = min(sitting(evening)[2] - {HOST})
    await choose(evening, heir)
    await evening.kill()
    await evening.run_for(minutes(2))
    assert admitted(evening) == [(heir, channel(evening, 1))], "and sits in the other anyway"
    await choose(evening, HOST, heir)
    await evening.run_for(minutes(2))
    assert len(admitted(evening)) == 1, "who was let in once stays so"
    await evening.run_for(OVER)
    check(evening)


async def test_a_room_calls_whoever_hosts_now() -> None:
    evening = await an_evening()
    await choose(evening, HEIR)
    number, users = min(sitting(evening).items())
    await evening.ask(lambda _: evening.roomside.press(evening.caller(max(users)), "call", evening.mixer.id, number))
    assert [m.texts[0].pings for m in evening.venue.messages if m.key.startswith("call:")] == [(HEIR,)]
