"""An evening held by one person in the window, with guests who come along by themselves."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator

import pytest

from bot.ui.catalogue import texts
from tests.end_to_end.processes import ROOT
from tests.window.browser import Browser, Window, expect

WORDS = texts("en")
GUESTS = 3


@pytest.fixture
async def link(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[str]:
    """The link that the demo prints; its people speak English."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    command = (sys.executable, "-m", "bot", "demo", "--by-hand", "--guests", str(GUESTS))
    demo = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    assert demo.stdout is not None
    try:
        while not (found := re.findall(r"http://\S+", (line := await demo.stdout.readline()).decode())):
            assert line, "it ended without a link"
        yield found[0]
    finally:
        demo.send_signal(signal.SIGINT)
        await demo.communicate()


async def test_a_host_is_not_alone(link: str, browser: Browser) -> None:
    window = await Window.open(browser, link)
    pane, guide = window.pane(), window.page.locator("#guide")
    await window.page.get_by_role("button", name="Kei (admin)").click()
    await pane.open("Lobby")
    await expect(pane.root.locator(".tiles [data-person]")).to_have_count(1 + GUESTS)
    await pane.command("mixer start", length="30")
    await expect(pane.title).to_contain_text(WORDS["name.room"].replace("{number}", "1"))
    await expect(pane.root.locator(".tiles .speaking").first).to_be_visible()
    await pane.button(WORDS["button.topic"]).click()
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
