"""What somebody may is their own in the whole server, and looked at when they press, not when they were shown it."""

from __future__ import annotations

from functools import partial
from unittest.mock import create_autospec

import discord
import pytest

from bot.core.text import custom_id
from bot.ui.catalogue import Messages
from bot.usecases import HostingUseCases
from cogs.setup.board import BoardPage
from cogs.setup.first import Panel
from cogs.setup.more import More
from tests.cogs.hall import EDIT, FORM, HOST_ROLE, MESSAGE, OWNER, opened
from tests.engine.planning.planned import planning, preview
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes

ONE = GUESTS[0]
EVENTS, SERVER = discord.Permissions(manage_events=True), discord.Permissions(manage_guild=True)


async def an_hour() -> Evening:
    evening = Evening(ids="c0ffee{}")
    evening.gather(*GUESTS)
    await evening.start(60)
    await evening.run_for(minutes(1))
    return evening


async def test_a_channel_that_gives_somebody_manage_events_makes_no_host_of_them() -> None:
    async with opened(await an_hour()) as hall:
        hall.channel_allows = EVENTS
        for button in ("more", "finish", "hand_over", "broadcast"):
            told = await hall.press(ONE, custom_id(button, hall.evening.mixer.id))
            assert told.says("refusal.not_host"), button


async def test_a_role_that_may_manage_events_hosts_from_every_channel() -> None:
    async with opened(await an_hour()) as hall:
        hall.roles[HOST_ROLE] = EVENTS
        told = await hall.press(ONE, custom_id("finish", hall.evening.mixer.id), roles=[HOST_ROLE])
        assert told.ids == [custom_id("end", hall.evening.mixer.id)]


async def test_whoever_may_no_longer_host_cannot_take_up_what_was_offered_before() -> None:
    async with opened(await an_hour()) as hall:
        hall.roles[HOST_ROLE] = EVENTS
        (end,) = (await hall.press(ONE, custom_id("finish", hall.evening.mixer.id), roles=[HOST_ROLE])).ids
        form = await hall.press(ONE, custom_id("broadcast", hall.evening.mixer.id), roles=[HOST_ROLE])
        assert (await hall.press(ONE, end)).says("refusal.not_host")
        assert (await hall.hand_in(ONE, form.data["custom_id"], text="Go home")).says("refusal.not_host")
        assert hall.evening.mixer.ending is None
        assert not hall.evening.posts("notice")


async def test_an_evening_is_not_announced_by_somebody_who_is_a_host_no_more() -> None:
    evening = planning()
    offer = await preview(evening, by=HOST)
    async with opened(evening) as hall:
        announce = dict(offer.choices)["offer.announce"]
        assert (await hall.press(HOST, announce)).says("refusal.not_host")
        assert not evening.store.mixers
        hall.roles[GUILD] = EVENTS
        assert (await hall.press(HOST, announce)).kind == EDIT, "who hosts again finds it as it was"
    assert len(evening.store.mixers) == 1


MENU, BUTTON, ROLES, CHANNELS = 3, 2, 6, 8
"""Kinds of components (Discord's API reference)."""
PRESSES: dict[str, tuple[int, tuple[str, ...]]] = {
    "setup:role": (ROLES, ()),
    "setup:lobby": (CHANNELS, ()),
    "setup:language": (MENU, ("ja",)),
    "setup:hearing": (MENU, ("none",)),
    "setup:ok": (BUTTON, ()),
    "setup:zone": (BUTTON, ()),
    "setup:more": (BUTTON, ()),
    "setup:announce": (CHANNELS, ()),
    "setup:days": (MENU, ("3",)),
    "setup:names": (MENU, ("names",)),
    "setup:reveal": (MENU, ("48",)),
    "setup:fields": (BUTTON, ()),
    "setup:back": (BUTTON, ()),
    "setup:board_page": (BUTTON, ()),
    "setup:board": (CHANNELS, ()),
    "setup:board_back": (BUTTON, ()),
}
"""Everything on the pages of the panel, and what is chosen there."""


async def test_all_that_is_on_the_panel_is_tried_below() -> None:
    reception = create_autospec(HostingUseCases, instance=True)
    more = partial(More, first=Panel)
    pages = (Panel(reception, Messages()), more(reception, Messages()), BoardPage(reception, Messages(), before=more))
    assert {str(getattr(part, "custom_id", "")) for page in pages for part in page.children} == PRESSES.keys()


@pytest.mark.parametrize("part", PRESSES)
async def test_the_panel_asks_at_every_press_whether_they_may_manage_the_server(part: str) -> None:
    kind, values = PRESSES[part]
    async with opened() as hall:
        hall.roles[HOST_ROLE], hall.channel_allows = SERVER, SERVER
        assert (await hall.press(ONE, part, *values, kind=kind)).says("refusal.not_manager")
        assert not hall.evening.store.communities
        told = await hall.press(ONE, part, *values, kind=kind, roles=[HOST_ROLE])
        assert told.kind in {MESSAGE, EDIT, FORM}
        assert not told.says("refusal.not_manager")


async def test_a_form_of_the_panel_is_kept_only_from_somebody_who_may_still_change_it() -> None:
    async with opened() as hall:
        hall.roles[HOST_ROLE] = SERVER
        form = await hall.press(ONE, "setup:fields", roles=[HOST_ROLE])
        refused = await hall.hand_in(ONE, form.data["custom_id"], fields="Tea\nCoffee")
        assert refused.says("refusal.not_manager")
        assert not hall.evening.store.communities
        assert (await hall.hand_in(ONE, form.data["custom_id"], fields="Tea\nCoffee", roles=[HOST_ROLE])).kind == EDIT
        assert hall.evening.store.communities[GUILD].fields == ("Tea", "Coffee")


async def test_the_owner_may_everything_and_an_unseen_server_is_no_reason_to_say_that_somebody_may_not() -> None:
    async with opened(await an_hour()) as hall:
        finish = custom_id("finish", hall.evening.mixer.id)
        assert (await hall.press(OWNER, finish)).ids == [custom_id("end", hall.evening.mixer.id)]
        hall.roles.clear()
        assert (await hall.press(HOST, finish)).says("refusal.unavailable")


async def test_the_time_zone_is_kept_by_the_city_and_what_is_none_is_said_and_changes_nothing() -> None:
    async with opened(planning()) as hall:
        hall.roles[GUILD] = SERVER
        form = await hall.press(ONE, "setup:zone")
        assert form.kind == FORM
        told = await hall.hand_in(ONE, form.data["custom_id"], zone="berlin")
        assert "Europe/Berlin" in told.data["content"]
        assert hall.evening.store.communities[GUILD].time_zone == "Europe/Berlin"
        told = await hall.hand_in(ONE, form.data["custom_id"], zone="Middle-earth")
        assert told.says("refusal.zone.unknown", zone="Middle-earth")
        assert hall.evening.store.communities[GUILD].time_zone == "Europe/Berlin"
        hall.roles[GUILD] = EVENTS
        assert (await hall.hand_in(ONE, form.data["custom_id"], zone="Tokyo")).says("refusal.not_manager")
