"""`engawa demo` as somebody new to it goes through it in a browser, by the steps beside the page: minutes to goodbye.

They read for some seconds before each thing they do, come in as somebody new, sign up, go to the lobby, are seated and
asked, write a line, vote, and press a button under the goodbye.
"""

from __future__ import annotations

import asyncio
import re
import signal
import sys
import time
from collections.abc import Callable

from bot.ui.catalogue import texts
from tests.window.browser import Browser, Locator, Window, expect, running

WORDS = texts("en")
MOST = 300.0
"""Seconds within which all of it is promised."""
READING = 5.0
"""Seconds that somebody new reads before doing anything (chosen)."""
EVENING = 400_000
"""Milliseconds after which nothing more is waited for."""


async def main() -> int:
    """Go through it once; 1 if it takes too long, or a step beside the page is left open."""
    began = time.monotonic()
    command = (sys.executable, "-m", "bot", "demo", *sys.argv[1:])
    demo = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert demo.stdout is not None
    link = ""
    while not link:
        link = "".join(re.findall(r"http://\S+", (await demo.stdout.readline()).decode()))
    rest = asyncio.create_task(demo.stdout.read())
    try:
        async with running() as browser:
            left = await go_through(browser, link, lambda what: tell(what, began))
        took = time.monotonic() - began
    finally:
        if demo.returncode is None:
            demo.send_signal(signal.SIGINT)
        await demo.wait()
        await rest
    print(f"{took / 60:.1f} minutes from the command to the goodbye; steps left open: {', '.join(left) or 'none'}")
    return int(took > MOST or bool(left))


def tell(what: str, began: float) -> None:
    """When something was reached."""
    print(f"{time.monotonic() - began:6.0f} s  {what}", flush=True)


async def go_through(browser: Browser, link: str, tell: Callable[[str], None]) -> list[str]:
    """The evening; which steps were not ticked."""
    window = await Window.open(browser, link)
    expect.set_options(timeout=EVENING)
    page, pane = window.page, window.pane()
    page.set_default_timeout(EVENING)
    await read()
    await page.get_by_label("Your name").fill("Robin")
    await page.get_by_role("button", name="Come in").click()
    tell("came in")
    await pane.open("general")
    await press(pane.button(WORDS["button.join"]))
    await read()
    await pane.form.get_by_role("button", name="Submit").click()
    await expect(pane.private).to_be_visible()
    tell("signed up")
    await read()
    await pane.open("Lobby")
    tell("in the lobby")
    await expect(pane.title).to_contain_text(re.compile("Room \\d"))
    tell("seated")
    await expect(pane.messages).to_contain_text("?")
    tell("asked")
    await read()
    await pane.root.get_by_role("combobox").fill("Hello, I am Robin")
    await pane.root.get_by_role("combobox").press("Enter")
    await press(pane.button(WORDS["button.ballot"]))
    await press(pane.private.get_by_role("button", name=WORDS["offer.not_stay"]))
    tell("voted")
    await expect(pane.title).to_contain_text("Lobby")
    tell("brought back")
    await pane.open("general")
    await press(pane.button(WORDS["button.touch"]))
    await expect(pane.private).to_be_visible()
    tell("said goodbye to")
    open_steps = page.locator("#guide li:not(.done)")
    return [str(await one.get_attribute("data-step")) for one in await open_steps.all()]


async def press(button: Locator) -> None:
    """Read, and press it."""
    await expect(button).to_be_visible()
    await read()
    await button.click()


async def read() -> None:
    """As somebody new does."""
    await asyncio.sleep(READING)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
