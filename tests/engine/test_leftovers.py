"""Rooms of ours that no evening knows any more: offered once, removed by a person alone, and nothing else with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.text import Letter, Refusal, Text
from bot.ports import NotDone
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes
from tests.fake_venue import Crash, Failure

HOUR = timedelta(hours=1)
STRANGER = 900


async def lost(evening: Evening) -> Evening:
    """Rooms stand with people in them, and the database that knew of them is another one when the bot is back."""
    evening.gather(*GUESTS)
    await evening.start(40)
    await evening.run_for(minutes(11))
    await evening.kill()
    evening.store.mixers.clear()
    await evening.resume()
    return evening


def offers(evening: Evening) -> list[Letter]:
    """What has been offered."""
    return [letter for _, letter in evening.venue.letters if "leftover" in letter.key]


def leave(evening: Evening) -> None:
    """Everybody hangs up."""
    for user in (HOST, *GUESTS):
        evening.venue.go(GUILD, user, None)


async def press(evening: Evening, user: int = HOST, *, manages_server: bool = False) -> Text:
    """Somebody presses the button below the offer."""
    (letter,) = offers(evening)
    caller = replace(evening.caller(user), manages_server=manages_server)
    return await evening.use_cases.leftovers.remove(caller, letter.about)


async def test_they_are_offered_once_in_their_own_chat_and_stay() -> None:
    evening = await lost(Evening())
    before = evening.venue.ours(GUILD)
    await evening.run_for(3 * HOUR)
    (letter,) = offers(evening)
    assert letter.channel_id in before
    assert (letter.texts[0].key, letter.texts[0].values["rooms"]) == ("leftover.found", len(before) - 1)
    await evening.kill()
    await evening.resume()
    await evening.run_for(3 * HOUR)
    assert offers(evening) == [letter], "nor is it said again after a restart"
    assert evening.venue.ours(GUILD) == before


@pytest.mark.parametrize("after", [False, True])
async def test_a_bot_that_dies_while_it_offers_has_offered_once(after: bool) -> None:
    evening = await lost(Evening())
    evening.venue.failures = {evening.venue.calls + 1: Failure(Crash(), after=after)}
    await evening.run_for(3 * HOUR)
    assert evening.deaths == 2
    assert len(offers(evening)) == 1
    assert evening.venue.wrongs == []


async def test_an_offer_that_fails_is_made_an_hour_later() -> None:
    evening = await lost(Evening())
    evening.venue.failures = {evening.venue.calls + 1: Failure(NotDone("500"))}
    await evening.run_for(2 * HOUR)
    assert len(offers(evening)) == 1


async def test_who_may_host_or_manage_the_server_has_them_removed_once_nobody_is_inside() -> None:
    for user, manages in ((HOST, False), (STRANGER, True)):
        evening = await lost(Evening())
        await evening.run_for(minutes(5))
        before = evening.venue.ours(GUILD)
        with pytest.raises(Refusal, match=r"leftover\.inside"):
            await press(evening, user, manages_server=manages)
        leave(evening)
        with pytest.raises(Refusal, match="not_host"):
            await press(evening, GUESTS[0])
        assert evening.venue.ours(GUILD) == before
        assert (await press(evening, user, manages_server=manages)).values == {"rooms": len(before) - 1}
        assert not evening.venue.ours(GUILD)
        assert evening.venue.wrongs == []
        with pytest.raises(Refusal, match=r"leftover\.gone"):
            await press(evening, user, manages_server=manages)


async def test_what_anybody_else_has_put_there_stays_and_their_category_with_it() -> None:
    evening = await lost(Evening())
    category, room, *_ = sorted(evening.venue.ours(GUILD))
    copy = evening.venue.add_channel(GUILD, "a copy of a room", category, marked=True, own=True)
    theirs = evening.venue.add_channel(GUILD, "Board games", category)
    alike = evening.venue.add_channel(GUILD, "a category copied", category=True, marked=True, own=True)
    evening.venue.servers[GUILD].channels[room] = replace(
        evening.venue.servers[GUILD].channels[room], parent_id=None, own=False
    )
    await evening.run_for(HOUR)
    leave(evening)
    await press(evening)
    assert {category, room, copy, theirs, alike} <= evening.venue.servers[GUILD].channels.keys()
    assert evening.venue.wrongs == []


async def test_rooms_without_a_category_are_found_too() -> None:
    evening = await lost(Evening())
    evening.venue.delete(GUILD, min(evening.venue.ours(GUILD)))
    leave(evening)
    await evening.run_for(HOUR)
    for letter in offers(evening):
        await evening.use_cases.leftovers.remove(evening.caller(), letter.about)
    assert not evening.venue.ours(GUILD)


async def test_the_rooms_of_an_evening_are_never_offered_nor_removed() -> None:
    evening = Evening()
    await evening.resume()
    evening.gather(*GUESTS)
    await evening.start(90)
    await evening.run_for(HOUR)
    assert not offers(evening)
    leave(evening)
    with pytest.raises(Refusal, match=r"leftover\.gone"):
        await evening.use_cases.leftovers.remove(evening.caller(), str(evening.mixer.category_id))
    await evening.quiet()


async def test_an_evening_that_is_in_the_database_and_in_nobodys_hands_is_an_evening() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    await evening.start(90)
    await evening.run_for(minutes(11))
    await evening.kill()
    evening.saves.unread = 1  # when it is resumed
    with pytest.raises(OSError, match="restarting"):
        await evening.resume()
    assert not evening.conductor.running(GUILD)
    await evening.app.leftovers.ring()
    assert not offers(evening)
    evening.saves.unread = 1
    await evening.app.leftovers.ring()
    assert not offers(evening), "a database that cannot be read says nothing of whose a room is"


async def test_a_refusal_of_discords_is_told_and_can_be_pressed_again() -> None:
    evening = await lost(Evening())
    await evening.run_for(minutes(5))
    leave(evening)
    evening.venue.servers[GUILD].lacking = {"manage_channels"}
    with pytest.raises(Refusal, match=r"leftover\.stuck"):
        await press(evening)
    evening.venue.servers[GUILD].lacking = set()
    await press(evening)
    assert not evening.venue.ours(GUILD)
