"""A guest tells the hosts quietly; nobody in the room notices, and nobody learns who told."""

from __future__ import annotations

import pytest

from bot.core.community.settings import Community
from bot.core.text import Answer, Panel, Refusal, Text
from tests.engine.seating.rooms_in_view import SECOND, channel, leave, sitting
from tests.evening import GUILD, HOST, Evening, minutes
from tests.fake_venue import Message
from tests.usecases.hands import an_evening, keys, named, press

ROLE, CO_HOST = 700, 200


async def ask(evening: Evening, user: int, number: int) -> Answer:
    reports, id = evening.use_cases.reports, evening.mixer.id
    return await evening.ask(lambda _: reports.ask(evening.caller(user), id, number))


async def tell(evening: Evening, user: int, number: int, about: int) -> Text:
    reports, id = evening.use_cases.reports, evening.mixer.id
    return await evening.ask(lambda _: reports.tell(evening.caller(user), id, number, about))


def called(evening: Evening) -> list[Message]:
    """What was posted for hosts because of it."""
    return [message for message in evening.venue.messages if message.key.startswith("quietly:")]


async def told() -> tuple[Evening, int, int, int]:
    """Somebody has told of somebody: the evening, who told, of whom, and in which room."""
    evening, one, number = await an_evening()
    other = max(sitting(evening)[number])
    assert await tell(evening, one, number, other) == Text("report.done")
    await evening.run_for(SECOND)
    return evening, one, other, number


async def test_the_host_is_called_to_the_list_and_reads_there_about_whom_and_where() -> None:
    evening, one, other, number = await told()
    (post,) = called(evening)
    text = post.texts[-1]
    assert (post.channel_id, text.pings, text.buttons) == (evening.home, (HOST,), ("guests",))
    panel = await press(evening, "guest_list")
    assert named(panel, "guest_list.report") == {other}
    (line,) = (text for text in panel.texts if text.key == "guest_list.report")
    assert line.values["room"] == evening.mixer.room(number).name  # type: ignore[union-attr]
    assert str(one) not in repr(line)


async def test_whom_it_is_about_reads_the_same_as_before_wherever_they_look() -> None:
    evening, one, number = await an_evening()
    other = max(sitting(evening)[number])
    before = await evening.members.show_me(evening.caller(other))
    await tell(evening, one, number, other)
    await evening.run_for(SECOND)
    assert await evening.members.show_me(evening.caller(other)) == before


async def test_nothing_is_said_in_the_room_and_nothing_anywhere_of_who_or_whom() -> None:
    evening, one, other, number = await told()
    place = channel(evening, number)
    assert not [m for m in evening.venue.messages if m.channel_id == place and m.at == evening.now - SECOND]
    (post,) = called(evening)
    assert not {str(one), str(other), "Room"} & set(repr(dict(post.texts[-1].values)).replace(",", " ").split())
    assert str(one) not in repr(evening.mixer.reports), "who told is kept nowhere"


async def test_told_again_at_once_it_calls_nobody_again() -> None:
    evening, one, other, number = await told()
    third = next(user for user in sitting(evening)[number] if user not in {one, other})
    assert await tell(evening, third, number, other) == Text("report.done")
    await evening.run_for(minutes(1))
    assert len(called(evening)) == 1


async def test_of_a_host_another_host_is_told_and_they_do_not_read_it() -> None:
    evening, _, _ = await an_evening()
    number = next(number for number, users in sitting(evening).items() if HOST in users)
    one = next(user for user in sitting(evening)[number] if user != HOST)
    with pytest.raises(Refusal, match=r"report\.nobody"):
        await tell(evening, one, number, HOST)
    evening.store.communities[GUILD] = Community(guild_id=GUILD, host_role_id=ROLE)
    evening.venue.servers[GUILD].roles[CO_HOST] = frozenset({ROLE})
    evening.gather(CO_HOST)
    await tell(evening, one, number, HOST)
    await evening.run_for(SECOND)
    assert called(evening)[0].texts[-1].pings == (CO_HOST,)
    assert not named(await press(evening, "guest_list"), "guest_list.report")


async def test_those_who_sit_there_are_to_be_chosen_and_nobody_else_tells_or_is_told_of() -> None:
    evening, one, number = await an_evening()
    panel = await ask(evening, one, number)
    assert isinstance(panel, Panel)
    (choice,) = panel.choices
    assert {int(option.value) for option in choice.options} == sitting(evening)[number] - {one}
    outsider = next(user for n, users in sitting(evening).items() if n != number for user in users)
    with pytest.raises(Refusal, match=r"report\.elsewhere"):
        await ask(evening, outsider, number)
    with pytest.raises(Refusal, match=r"report\.gone"):
        await tell(evening, one, number, outsider)


async def test_who_just_hung_up_can_still_be_told_of_and_tell() -> None:
    evening, one, number = await an_evening()
    other = max(sitting(evening)[number])
    leave(evening, one, other)
    assert await tell(evening, one, number, other) == Text("report.done")


async def test_once_they_are_taken_out_the_list_is_quiet_again() -> None:
    evening, _, other, _ = await told()
    assert "guest_list.report" not in keys(await press(evening, "take_out", other))
    assert not named(await press(evening, "guest_list"), "guest_list.report")
