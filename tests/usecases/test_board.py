"""The host's board over a whole evening: one message, quietly kept up to date, with buttons for hosts alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.core.community.settings import Community
from bot.core.lifecycle.closing import LONGEST_NOTICE
from bot.core.lifecycle.phase import Ending, Phase
from bot.core.text import Answer, Moment, Offer, Refusal, Text
from bot.engine.edits import BETWEEN, PASSED, PRESSING
from bot.usecases.board import MINUTES_MORE, Deed
from tests.engine.seating.rooms_in_view import SECOND, channel, leave, seated, sitting, take_up
from tests.evening import GUILD, HOST, Evening, check, minutes
from tests.usecases.the_board import an_evening, boards, hear, light, line, talking, written

GUEST = HOST + 1
OVER = minutes(90)


async def press(evening: Evening, button: Deed, user: int = HOST) -> Answer:
    caller = evening.caller(user)
    return await evening.ask(lambda _: evening.use_cases.board.press(caller, button, evening.mixer.id))


async def tell(evening: Evening, text: str, user: int = HOST) -> Text:
    caller = evening.caller(user)
    told = await evening.ask(lambda _: evening.use_cases.broadcasting.from_board(caller, evening.mixer.id, text))
    assert isinstance(told, Text)
    return told


def heard_in(evening: Evening) -> list[tuple[int, object]]:
    """Where a host's word was posted, and what it said."""
    told = [(m.channel_id, m.texts[-1].values["lines"]) for m in evening.venue.messages if m.key.startswith("notice")]
    return [(place, "\n".join(str(line.values["text"]) for line in lines)) for place, lines in told]  # type: ignore[union-attr]


async def test_a_room_that_asks_for_help_stands_out_until_a_host_comes() -> None:
    evening = await an_evening()
    caller = evening.caller(max(sitting(evening)[1]))
    await evening.ask(lambda _: evening.roomside.press(caller, "call", evening.mixer.id, 1))
    await evening.run_for(BETWEEN + SECOND)
    assert light(evening, 1) == "light.called"
    await evening.ask(lambda _: evening.roomside.press(evening.caller(), "coming", evening.mixer.id, 1))
    await evening.run_for(PASSED + SECOND)
    assert light(evening, 1) == "light.hard_to_hear"


async def test_it_survives_a_restart() -> None:
    evening = await an_evening()
    evening.down_for = minutes(2)
    await evening.kill()
    leave(evening, min(sitting(evening)[2] - {HOST}))
    await evening.run_for(minutes(3))
    assert line(evening, 2)["people"] == 2
    await evening.run_for(OVER)
    assert boards(evening)[-1].key == "board.over"
    check(evening)


async def just_edited() -> Evening:
    """The board has been edited a moment ago."""
    evening = await talking()
    hear(evening, 1, on=False)
    await evening.run_for(PRESSING + SECOND)
    assert evening.now - written(evening)[-1] <= SECOND
    return evening


async def test_it_says_at_last_that_it_is_over_however_fast_that_came() -> None:
    evening = await just_edited()
    await press_end(evening)
    await evening.run_for(minutes(5))
    assert (boards(evening)[-1].key, boards(evening)[-1].buttons) == ("board.over", ())
    assert evening.mixer.finished
    check(evening)


async def test_a_board_somebody_has_deleted_keeps_no_evening_open() -> None:
    evening = await just_edited()
    evening.venue.messages = [message for message in evening.venue.messages if message.key != "board"]
    await evening.run_for(OVER)
    assert not evening.posts("board")
    check(evening)


@pytest.mark.parametrize("button", ["more", "finish"])
async def test_its_buttons_are_for_hosts(button: Deed) -> None:
    evening = await an_evening()
    before = evening.mixer
    with pytest.raises(Refusal) as refused:
        await press(evening, button, GUEST)
    assert refused.value.text.key == "refusal.not_host"
    for ask in (lambda: tell(evening, "Hi", GUEST), lambda: check_first(evening, GUEST)):
        with pytest.raises(Refusal):
            await ask()
    assert evening.mixer == before


async def check_first(evening: Evening, user: int) -> None:
    caller = evening.caller(user)
    await evening.ask(lambda _: evening.use_cases.broadcasting.check(caller, evening.mixer.id))


async def test_a_host_may_open_the_form_and_one_of_another_server_nothing() -> None:
    evening = await an_evening()
    await check_first(evening, HOST)
    evening.furnish(2)
    stranger = evening.caller(HOST, guild_id=2)
    with pytest.raises(Refusal) as refused:
        await evening.ask(lambda _: evening.use_cases.board.press(stranger, "finish", evening.mixer.id))
    assert refused.value.text.key == "refusal.over"


async def test_ten_minutes_more_at_one_press() -> None:
    evening = await an_evening()
    end = evening.mixer.closes_at + minutes(MINUTES_MORE)
    answer = await press(evening, "more")
    assert answer == Text("extend.done", {"title": "Tea", "end": Moment(end)})
    await evening.run_for(BETWEEN + SECOND)
    assert boards(evening)[-1].values["end"] == Moment(end, relative=True)


async def press_end(evening: Evening) -> None:
    offer = await press(evening, "finish")
    assert isinstance(offer, Offer)
    assert (await take_up(evening, offer, 0)) == Text("end.done", {"title": "Tea"})


async def test_the_end_is_asked_about_once_more() -> None:
    evening = await an_evening()
    offer = await press(evening, "finish")
    assert isinstance(offer, Offer)
    assert evening.mixer.phase is Phase.OPEN
    with pytest.raises(Refusal):
        await take_up(evening, offer, 0, by=GUEST)
    await take_up(evening, offer, 0)
    assert evening.mixer.ending is Ending.HOST
    await evening.run_for(minutes(5))
    check(evening)


async def test_a_word_to_all_rooms_reaches_each_once() -> None:
    evening = await an_evening()
    done = await tell(evening, "  Snacks\n in  the lobby ")
    assert (done.key, done.values["rooms"], done.values["people"]) == (
        *("broadcast.done", 2),
        Text("people.many", {"count": 6}),
    )
    await evening.run_for(minutes(3))
    rooms = [channel(evening, number) for number in (1, 2)]
    assert heard_in(evening) == [(place, "Snacks\nin the lobby") for place in rooms]
    await tell(evening, "Snacks in the lobby")
    await evening.run_for(OVER)
    assert len(heard_in(evening)) == 4, "what is said again is said again"
    check(evening)


@pytest.mark.parametrize("down", [timedelta(seconds=30), minutes(5)], ids=str)
async def test_a_word_said_before_a_restart_is_said_once_and_not_much_later(down: timedelta) -> None:
    evening = await an_evening()
    evening.venue.servers[GUILD].lacking.add("send_messages")
    await tell(evening, "Snacks")
    evening.down_for = down
    await evening.kill()
    evening.venue.servers[GUILD].lacking.clear()
    await evening.run_for(minutes(20))
    assert len(heard_in(evening)) == (2 if down < minutes(2) else 0)


async def test_a_room_opened_much_later_is_not_told() -> None:
    evening = await an_evening()
    await tell(evening, "Snacks")
    await evening.run_for(minutes(3))
    newcomers = range(300, 305)
    for user in newcomers:
        evening.gather(user)
        await evening.press_join(user)
    await evening.run_for(minutes(1))
    assert len(evening.mixer.standing) > 2, "this test wants a new room"
    assert len(heard_in(evening)) == 2


@pytest.mark.parametrize("text", ["", " \n ", "x" * (LONGEST_NOTICE + 1)])
async def test_nothing_and_too_much_are_not_passed_on(text: str) -> None:
    evening = await an_evening()
    with pytest.raises(Refusal) as refused:
        await tell(evening, text)
    assert refused.value.text.key == "refusal.broadcast.length"
    assert not evening.mixer.notices


async def test_the_command_finds_the_evening_by_itself() -> None:
    evening = await an_evening()
    caller = evening.caller()
    await evening.ask(lambda _: evening.use_cases.broadcasting.broadcast(caller, None, "x" * LONGEST_NOTICE))
    assert len(evening.mixer.notices) == 1


async def test_after_the_end_its_buttons_do_nothing() -> None:
    evening = await an_evening()
    await press_end(evening)
    await evening.run_for(minutes(5))
    for button in ("more", "finish"):
        with pytest.raises(Refusal) as refused:
            await press(evening, button)
        assert refused.value.text.key == "refusal.over"


# In a channel that only hosts see.


async def with_a_place() -> tuple[Evening, int]:
    """An evening in a server that has chosen a channel for the board, and that channel."""
    evening = Evening(ears=0)
    place = evening.venue.add_channel(GUILD, "hosts", text=True)
    await evening.reception.set_up(Community(guild_id=GUILD, board_id=place))
    return await seated(6, evening), place


def stands(evening: Evening) -> list[tuple[str, int, str]]:
    """Every board that was posted: its key, its channel, and what it says now."""
    return [(m.key, m.channel_id, m.texts[-1].key) for m in evening.venue.messages if m.key.startswith("board")]


async def test_it_stands_where_the_server_wants_it_and_is_pressed_there() -> None:
    evening, place = await with_a_place()
    await evening.run_for(minutes(3))
    assert stands(evening) == [("board", place, "board.open")]
    assert await press(evening, "finish")
    await evening.run_for(OVER)
    assert stands(evening) == [("board", place, "board.over")]


@pytest.mark.parametrize("gone", [True, False])
async def test_where_that_cannot_be_it_stands_with_the_evening_and_says_why(gone: bool) -> None:
    evening, place = await with_a_place()
    shut_out(evening, place, gone=gone)
    await evening.run_for(minutes(3))
    assert stands(evening) == [("board", evening.home, "board.lost")]
    assert evening.mixer.missing_permissions == frozenset(), "nothing is missing for the evening"
    await evening.run_for(OVER)
    assert stands(evening) == [("board", evening.home, "board.over")]
    check(evening)


@pytest.mark.parametrize("gone", [True, False])
async def test_lost_in_mid_hour_another_stands_with_the_evening_to_the_end(gone: bool) -> None:
    evening, place = await with_a_place()
    await evening.run_for(minutes(3))
    shut_out(evening, place, gone=gone)
    await evening.run_for(minutes(2))
    assert stands(evening)[1:] == [("board:instead", evening.home, "board.lost")]
    evening.venue.servers[GUILD].shut.discard(place)
    evening.venue.on_change(GUILD)
    await evening.run_for(minutes(2))
    assert len(stands(evening)) == 2, "it does not go to and fro"
    await evening.run_for(OVER)
    assert stands(evening)[1:] == [("board:instead", evening.home, "board.over")]
    assert evening.mixer.missing_permissions == frozenset()
    check(evening)


def shut_out(evening: Evening, place: int, *, gone: bool) -> None:
    """The channel is deleted, or the bot may not write in it any more."""
    if gone:
        evening.venue.delete(GUILD, place)
    else:
        evening.venue.servers[GUILD].shut.add(place)
        evening.venue.on_change(GUILD)
