"""What a server has chosen shows in its evenings: who is named, when ticks are told, where is announced."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core.community.settings import Community
from bot.core.text import Moment, People, Phrase, Place, Refusal, Text
from bot.core.times.recurrence import Repeat
from tests.engine.afterwards import goodbyes
from tests.engine.planning.planned import (
    HOUR,
    announce,
    card,
    keys,
    lines_of,
    messages,
    planning,
    press,
    preview,
    run_to,
    shown,
    sign_up,
    withdraw,
)
from tests.evening import GUESTS, GUILD, Evening, check, minutes

EARLY = GUESTS[0]


async def choose(evening: Evening, **choice: Any) -> Text:
    """An admin chooses something in the panel."""
    community = replace(evening.store.communities[GUILD], **choice)
    return await evening.ask(lambda r: r.set_up(community), starting=True)


async def named(evening: Evening) -> tuple[int, ...]:
    """Who is named on the card, once it has been edited."""
    await evening.run_for(minutes(1))
    lines = lines_of(card(evening))
    if "invitation.named" not in lines:
        return ()
    people = lines["invitation.named"].values["people"]
    assert isinstance(people, People)
    return people.ids


# Who is named.


async def test_names_stand_on_the_card_only_while_the_server_wants_it() -> None:
    evening = planning()
    await announce(evening)
    await choose(evening, name_guests=True)
    await sign_up(evening, *GUESTS[:2])
    assert await named(evening) == GUESTS[:2]
    await choose(evening, name_guests=False)
    assert await named(evening) == ()


async def test_nobody_is_named_who_signed_up_without_being_told_so() -> None:
    evening = planning()
    await announce(evening)
    await sign_up(evening, *GUESTS[:2])
    await choose(evening, name_guests=True)
    assert await named(evening) == ()
    assert "signup.named" not in keys(await sign_up(evening, GUESTS[2]))
    assert await named(evening) == ()


async def test_who_withdraws_or_is_to_be_forgotten_is_named_no_more() -> None:
    evening = planning(name_guests=True)
    await announce(evening, capacity=3)
    await sign_up(evening, *GUESTS)
    assert await named(evening) == GUESTS[:3], "nobody who waits"
    await withdraw(evening, GUESTS[0])
    assert await named(evening) == GUESTS[1:4]
    await evening.ask(lambda _: evening.members.forget_me(evening.caller(GUESTS[1])))
    assert await named(evening) == GUESTS[2:5]
    evening.gather(*GUESTS[2:])
    await run_to(evening, HOUR + minutes(1))
    assert messages(evening, "announcement")[-1].texts[-1].key == "announcement.open", "in the hour nobody is named"


async def test_whoever_signs_up_is_told_that_they_are_named() -> None:
    evening = planning(name_guests=True)
    await announce(evening, capacity=3)
    assert keys(await sign_up(evening, *GUESTS[:3])) == ["signup.in", "signup.new", "signup.named"]
    assert keys(await sign_up(evening, GUESTS[3])) == ["signup.waiting", "signup.named"]
    await choose(evening, name_guests=False)
    assert keys(await sign_up(evening, GUESTS[4])) == ["signup.waiting", "signup.unnamed"]


@pytest.mark.parametrize("last", [False, True])
async def test_the_last_word_counts_where_the_host_still_hesitates(last: bool) -> None:
    evening = planning(name_guests=not last)
    offer = await preview(evening)
    await choose(evening, name_guests=last)
    await press(evening, offer)
    await sign_up(evening, EARLY)
    assert await named(evening) == ((EARLY,) if last else ())


async def test_the_evening_goes_on_as_ever_when_names_are_chosen_in_the_middle_of_it() -> None:
    evening = planning()
    await announce(evening)
    await sign_up(evening, *GUESTS)
    evening.gather(*GUESTS)
    await run_to(evening, HOUR + minutes(5))
    assert keys(await choose(evening, name_guests=True)) == ["setup.kept"]
    await run_to(evening, HOUR + minutes(80))
    check(evening)


# When ticks are told.


async def test_ticks_are_told_when_the_server_likes_as_it_was_at_the_end() -> None:
    evening = Evening()
    evening.store.communities[GUILD] = Community(guild_id=GUILD, reveal_hours=48)
    await goodbyes.over(evening)
    await choose(evening, reveal_hours=12)
    one = GUESTS[0]
    other = (await goodbyes.together(evening, one))[0]
    at = goodbyes.ended_at(evening) + timedelta(hours=48)
    asked = goodbyes.menu(await goodbyes.press(evening, one))
    assert asked.texts[0].values["at"] == Moment(at, full=True), "and people are told that"
    await goodbyes.tick(evening, one, [other])
    await goodbyes.tick(evening, other, [one])
    await evening.run_until(at - goodbyes.SOON)
    assert goodbyes.told(evening) == {}
    await evening.run_until(at)
    assert goodbyes.told(evening) == {one: {other}, other: {one}}


# Where evenings are announced.


async def with_news() -> tuple[Evening, int]:
    """A server with a channel for announcements."""
    evening = planning()
    news = evening.venue.add_channel(GUILD, "news", text=True)
    await choose(evening, announce_id=news)
    return evening, news


async def test_the_host_sees_where_it_will_be_announced_and_there_it_is() -> None:
    evening, news = await with_news()
    assert shown((await preview(evening)).texts[0], "home") == Place(news)
    await announce(evening)
    assert messages(evening, "announcement")[0].channel_id == news


async def test_where_the_channel_is_gone_it_is_announced_where_the_host_types_who_sees_that_first() -> None:
    evening, news = await with_news()
    evening.venue.delete(GUILD, news)
    assert shown((await preview(evening)).texts[0], "home") == Place(evening.home)
    await announce(evening)
    assert messages(evening, "announcement")[0].channel_id == evening.home


async def test_where_the_bot_may_not_write_the_host_is_told_which_channel_and_what_to_do() -> None:
    evening, news = await with_news()
    evening.venue.servers[GUILD].shut = {news}
    with pytest.raises(Refusal) as refused:
        await preview(evening)
    values = {"place": Place(news), "permissions": Phrase(("permission.send_messages",))}
    assert refused.value.text == Text("refusal.schedule.announce", values)  # type: ignore[arg-type]
    assert keys(await choose(evening, announce_id=news)) == ["setup.kept_but"], "and whoever chooses it, too"
    evening.venue.servers[GUILD].lacking = {"manage_channels"}
    with pytest.raises(Refusal, match=r"schedule\.announce"):
        await preview(evening)
    evening.venue.servers[GUILD].shut = set()
    with pytest.raises(Refusal, match=r"start\.permissions"):
        await preview(evening)


@pytest.mark.parametrize(("days", "key"), [(1, "setup.ahead_one"), (3, "setup.ahead")])
async def test_the_host_of_a_series_is_told_how_long_ahead_each_evening_is_announced(days: int, key: str) -> None:
    evening = planning(announce_days=days)
    (text,) = (t for t in (await preview(evening, repeat=Repeat.WEEKLY)).texts if t.key == "schedule.repeats")
    ahead = text.values["ahead"]
    assert isinstance(ahead, Text)
    assert (ahead.key, ahead.values) == (key, {} if days == 1 else {"days": days})
