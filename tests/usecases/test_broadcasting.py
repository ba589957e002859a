"""A host's words beforehand: to those who signed up, with the sender's name, and hosts read them again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.core.community.settings import Asker
from bot.core.text import Answer, Offer, People, Refusal, Text
from bot.usecases.broadcasting import MOST_LINES, lines_of
from tests.engine.planning.planned import HOUR, announce, keys, messages, planning, run_to, shown, sign_up
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes

SECOND_HOST = 190
WORDS = "The lobby has a new name:\n\nPorch"


async def planned(**settings: Any) -> Evening:
    """An evening announced, with three who signed up, one of whom wants direct messages."""
    evening = planning(hoard=True, **settings)
    await announce(evening)
    await sign_up(evening, *GUESTS[:2])
    await sign_up(evening, GUESTS[2], remind=True)
    return evening


async def broadcast(
    evening: Evening, text: str = WORDS, *, by: Asker | None = None, mixer: str | None = None
) -> Answer:
    """A host types /mixer broadcast."""
    say, caller = evening.use_cases.broadcasting.broadcast, by or evening.caller()
    return await evening.ask(lambda _: say(caller, mixer, text))


def second_host(evening: Evening) -> Asker:
    """Another host than the one of this evening."""
    return replace(evening.caller(SECOND_HOST), manages_events=True)


def told(text: Text) -> tuple[object, list[str]]:
    """Whose words a post holds, line by line."""
    words = shown(text, "told")
    return words.values.get("who"), [line.values["text"] for line in words.values["lines"]]


async def test_it_is_asked_once_and_reaches_those_who_signed_up_with_the_senders_name() -> None:
    evening = await planned()
    offer = await broadcast(evening, by=second_host(evening))
    assert isinstance(offer, Offer)
    assert shown(offer.texts[0], "people") == Text("people.many", {"count": 3})
    await evening.run_for(minutes(1))
    assert not messages(evening, "word")
    done = await evening.press_below(offer, by=second_host(evening))
    assert keys(done) == ["broadcast.done_before"]
    await evening.run_for(minutes(1))
    (post,) = messages(evening, "word")
    assert post.channel_id == evening.home
    assert told(post.texts[-1]) == (People((SECOND_HOST,)), ["The lobby has a new name:", "", "Porch"])
    assert shown(post.texts[-1], "people") == Text("invitation.everybody"), "nobody is named where numbers are shown"
    (direct,) = messages(evening, "direct:word")
    assert direct.channel_id == 0


async def test_where_names_are_shown_each_is_called_once_and_then_nobody_is_named() -> None:
    evening = await planned(name_guests=True)
    await evening.press_below(await broadcast(evening))
    await evening.run_for(minutes(1))
    (post,) = messages(evening, "word")
    assert post.texts[0].pings == GUESTS[:3]
    assert shown(post.texts[-1], "people") == Text("invitation.everybody")
    await sign_up(evening, GUESTS[3])
    await evening.run_for(minutes(1))
    assert len(messages(evening, "word")) == 1, "it is no news for whoever signs up later"


async def test_who_gathers_reads_it_in_the_lobby_too() -> None:
    evening = await planned()
    await run_to(evening, HOUR - minutes(5))
    await evening.press_below(await broadcast(evening))
    await evening.run_for(minutes(1))
    assert {m.channel_id for m in messages(evening, "word")} == {evening.home, evening.lobby}


async def test_hosts_read_it_again_until_the_evening_is_over() -> None:
    evening = await planned()
    await evening.press_below(await broadcast(evening))
    lines = await evening.ask(lambda r: r.status(second_host(evening)))
    assert next(told(line) for line in lines if line.key == "status.word")[0] == People((HOST,))
    evening.gather(*GUESTS)
    await run_to(evening, HOUR + minutes(5))
    assert "status.word" in keys(await evening.ask(lambda r: r.status(evening.caller())))
    await run_to(evening, HOUR + minutes(80))
    assert evening.mixer.finished
    assert evening.mixer.notices == ()


async def test_with_nobody_signed_up_there_is_nobody_to_tell() -> None:
    evening = planning()
    await announce(evening)
    with pytest.raises(Refusal, match=r"broadcast\.nobody"):
        await broadcast(evening)


async def test_of_several_ahead_one_is_named_and_the_one_under_way_comes_first() -> None:
    evening = await planned()
    coffee = await announce(evening, "300", title="Coffee")
    with pytest.raises(Refusal, match="which_planned"):
        await broadcast(evening)
    await sign_up(evening, *GUESTS[:2], mixer_id=coffee.id)
    offer = await broadcast(evening, mixer=coffee.id)
    assert isinstance(offer, Offer)
    assert shown(offer.texts[0], "title") == "Coffee"
    evening.gather(*GUESTS)
    await run_to(evening, HOUR + minutes(5))
    assert keys(await broadcast(evening)) == ["broadcast.done"]


async def test_a_crash_before_it_is_out_says_it_once() -> None:
    evening = await planned()
    evening.venue.servers[GUILD].lacking.add("send_messages")
    await evening.press_below(await broadcast(evening))
    await evening.kill()
    evening.venue.servers[GUILD].lacking.clear()
    await evening.run_for(minutes(5))
    assert len(messages(evening, "word")) == 1


async def test_a_guest_and_a_host_no_more_tell_nobody() -> None:
    evening = await planned()
    with pytest.raises(Refusal, match="not_host"):
        await broadcast(evening, by=evening.caller(GUESTS[0]))
    offer = await broadcast(evening, by=second_host(evening))
    with pytest.raises(Refusal, match="not_host"):
        await evening.press_below(offer, by=evening.caller(SECOND_HOST))
    assert evening.mixer.notices == ()


async def test_a_host_who_is_forgotten_is_named_no_more() -> None:
    evening = await planned()
    await evening.press_below(await broadcast(evening, by=second_host(evening)), by=second_host(evening))
    await evening.ask(lambda _: evening.members.forget_me(evening.caller(SECOND_HOST)))
    await evening.run_for(minutes(1))
    assert str(SECOND_HOST) not in repr(evening.mixer.notices)
    assert told(messages(evening, "word")[0].texts[-1])[0] is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Snacks \n in  the lobby ", "Snacks\nin the lobby"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("a\r\nb", "a\nb"),
        ("\n".join("abcdefghijklmnop"), "\n".join("abcdefghijk") + "\nl m n o p"),
    ],
)
def test_lines_are_kept_and_no_wall_is_built_of_them(typed: str, kept: str) -> None:
    assert lines_of(typed) == kept
    assert lines_of(typed).count("\n") < MOST_LINES
