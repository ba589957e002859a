"""An evening held by one person in the window, with guests who come along by themselves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from random import Random

import aiohttp
import pytest

from bot.demo.asking import Asking
from bot.demo.control import Control
from bot.demo.guests import Guests
from bot.ui.catalogue import texts
from tests.end_to_end.town import Place, Town
from tests.window.browser import Browser, Window, expect

WORDS = texts("en")
GUESTS = 3


@pytest.fixture
async def place(tmp_path: Path) -> AsyncIterator[Place]:
    """A server whose people, but for its owner, are guests who act by themselves."""
    town = Town(tmp_path, pace=1.0)
    try:
        town.start_bot()
        place = town.place(people=GUESTS)
        async with aiohttp.ClientSession() as http:
            people = [person.id for person in place.people]
            asking = Asking(Control(http, town.facts["control"]), str)
            acting = asyncio.create_task(Guests(asking, place.id, people, Random(1)).for_ever())
            yield place
            assert not acting.done(), "a guest could not go on"
            acting.cancel()
            with suppress(asyncio.CancelledError):
                await acting
    finally:
        town.close()


async def test_a_host_is_not_alone_and_is_told_what_is_done(place: Place, browser: Browser) -> None:
    window = await Window.open(browser, place.town.facts["window"], place.owner_id)
    pane, guide = window.pane(), window.page.locator("#guide")
    await pane.open("Lobby")
    await expect(pane.root.locator(".tiles [data-person]")).to_have_count(1 + GUESTS)
    await expect(guide.locator("[aria-current=step]")).to_have_attribute("data-step", "begin")
    await pane.command("mixer start", length="30")
    await expect(pane.title).to_contain_text(WORDS["name.room"].replace("{number}", "1"))
    await expect(pane.root.locator(".tiles .speaking").first).to_be_visible()
    await pane.button(WORDS["button.topic"]).click()
    await expect(guide.locator("[aria-current=step]")).to_have_attribute("data-step", "vote")
    await window.skip_until(pane.button(WORDS["button.ballot"]))
    await pane.button(WORDS["button.ballot"]).click()
    await pane.private.get_by_role("button", name=WORDS["offer.not_stay"], exact=True).click()
    await window.skip_until(pane.title.filter(has_text="Lobby"))
    await pane.button(WORDS["button.touch"]).click()
    await pane.private.locator("summary").click()
    await expect(pane.private.locator(".tick")).to_have_count(GUESTS)
    await expect(guide.locator("li.done")).to_have_count(6)
    await pane.command("mixer recap")
    picture = pane.private.locator("img")
    await expect(picture).to_be_visible()
    await expect(picture).to_have_js_property("complete", True)
    assert await picture.evaluate("picture => picture.naturalWidth") > 0
    await pane.root.get_by_role("button", name="Leave").click()
    await expect(pane.root.locator(".side .seated [data-person]")).to_have_count(0)
    assert window.faults == []
