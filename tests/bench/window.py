"""The window's figures: how soon its first byte comes, how large it is, how soon a change of the bot is on it."""

from __future__ import annotations

import asyncio
import json
import statistics
import sys
import time

import aiohttp

from bot.sandbox.window.page import PAGE
from tests.window.browser import Window, expect, running

CHANGES = 30
MOST_FIRST_BYTE, MOST_CHANGE, MOST_SIZE = 1.0, 0.1, 150 * 1024
"""Seconds, seconds, bytes: what is promised."""
WATCH = """() => { window.seen = {}; new MutationObserver(() => {
  const told = document.querySelector('.messages')?.textContent.match(/change (\\d+)/)?.[1];
  if (told && !(told in window.seen)) window.seen[told] = Date.now() / 1000;
}).observe(document.body, { subtree: true, childList: true, characterData: true }); }"""


async def first_byte() -> tuple[float, dict[str, str], asyncio.subprocess.Process]:
    """Seconds from the start of the sandbox's process to the page's first byte; what it says of itself, and it."""
    began = time.monotonic()
    command = (sys.executable, "-m", "bot", "sandbox", "--json", "--people", "12")
    box = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert box.stdout is not None
    facts = json.loads(await box.stdout.readline())
    listening = time.monotonic()
    async with aiohttp.ClientSession() as http, http.get(facts["window"]) as answer:
        await answer.content.readany()
    now = time.monotonic()
    print(f"first byte: {now - began:.2f} s after the process, {1000 * (now - listening):.0f} ms after it listens")
    return now - began, facts, box


async def changes(facts: dict[str, str]) -> list[float]:
    """Seconds from the bot's request to each change on the page."""
    async with running() as browser, aiohttp.ClientSession() as http:
        async with http.get(facts["control"] + "/people") as answer:
            person = (await answer.json())["people"][1]["id"]
        window = await Window.open(browser, facts["window"], person)
        async with http.get(f"{facts['control']}/people/{person}/screen") as answer:
            channels = (await answer.json())["guilds"][0]["channels"]
        channel = next(one["id"] for one in channels if one["name"] == "general")
        headers = {"Authorization": f"Bot {facts['token']}"}
        where = f"{facts['api']}/channels/{channel}/messages"
        await window.page.evaluate(WATCH)
        asked: list[float] = []
        message = ""
        for number in range(CHANGES):
            asked.append(time.time())
            body = {"content": f"change {number}"}
            method, path = ("PATCH", f"{where}/{message}") if message else ("POST", where)
            async with http.request(method, path, json=body, headers=headers) as answer:
                message = (await answer.json()).get("id", message)
            await expect(window.pane().messages).to_contain_text(f"change {number}")
            await asyncio.sleep(1.05)  # a message takes five edits in five seconds
        seen = await window.page.evaluate("window.seen")
    return [seen[str(number)] - at for number, at in enumerate(asked)]


async def main() -> int:
    """Measure all three; 1 if a promise is not kept."""
    size = sum(len(file.read_bytes()) for file in PAGE.iterdir())
    print(f"the page's files: {size / 1024:.0f} KB")
    began, facts, box = await first_byte()
    try:
        took = sorted(await changes(facts))
    finally:
        box.terminate()
        await box.wait()
    median, slow = statistics.median(took), took[int(0.95 * len(took))]
    print(f"a change on the page: {1000 * median:.0f} ms in the middle, {1000 * slow:.0f} ms at the 95th of 100")
    return int(began > MOST_FIRST_BYTE or slow > MOST_CHANGE or size > MOST_SIZE)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
