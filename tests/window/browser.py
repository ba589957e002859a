"""The window in a real browser, and a pane of it as somebody uses it: by what can be read, never by waiting a while."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

pytest.importorskip("playwright", reason="Playwright for Python is not installed (the dev dependencies have it)")

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

__all__ = ["Browser", "Pane", "Window", "chromium", "expect", "running"]

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PATIENCE = 30_000
"""Milliseconds until a test gives up: far more than a busy machine takes."""


def chromium() -> str | None:
    """Where a browser is installed; Playwright's own is never downloaded."""
    return os.environ.get("ENGAWA_TEST_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@asynccontextmanager
async def running() -> AsyncGenerator[Browser]:
    """A browser without a screen."""
    expect.set_options(timeout=PATIENCE)
    # As root Chromium has no sandbox of its own, and says so by not starting.
    flags = ["--no-sandbox"] if os.geteuid() == 0 else []
    async with async_playwright() as player:
        browser = await player.chromium.launch(executable_path=chromium(), args=flags)
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Window:
    """One page, and what went wrong in it."""

    page: Page
    link: str
    faults: list[str]

    @classmethod
    async def open(cls, browser: Browser, link: str, *people: str, width: int = 1280, **looks: str) -> Window:
        """Open it with a pane for each of these people; `looks` are as in the page's address."""
        page = await browser.new_page(viewport={"width": width, "height": 900}, locale="en-US")
        page.set_default_timeout(PATIENCE)
        window = cls(page, link, [])
        page.on("pageerror", lambda error: window.faults.append(str(error)))
        page.on("console", lambda said: window.faults.append(said.text) if said.type == "error" else None)
        asked = "&".join([f"people={','.join(people)}", *(f"{key}={value}" for key, value in looks.items())])
        await page.goto(f"{link}#{asked}")
        for number in range(len(people)):
            await expect(window.pane(number).messages).to_be_attached()
        return window

    def pane(self, number: int = 0) -> Pane:
        """One person's view, counted from 0."""
        return Pane(self.page.locator(".pane").nth(number))

    async def skip(self) -> None:
        """On to the next thing that somebody sees."""
        button = self.page.locator("[data-act=skip]")
        await button.click()
        await expect(button).to_be_enabled(timeout=3 * PATIENCE)

    async def skip_until(self, *seen: Locator, most: int = 40) -> None:
        """Skip until all of this is on the page."""
        for _ in range(most):
            if all([await one.count() for one in seen]):
                break
            await self.skip()
        for one in seen:
            await expect(one.first).to_be_attached()


@dataclass
class Pane:
    """One person's Discord on the page."""

    root: Locator

    @property
    def messages(self) -> Locator:
        """The messages of the channel that is open."""
        return self.root.locator(".messages")

    @property
    def title(self) -> Locator:
        """What the open channel is called."""
        return self.root.locator(".chat h3")

    @property
    def form(self) -> Locator:
        """The form that lies open."""
        return self.root.get_by_role("dialog")

    @property
    def private(self) -> Locator:
        """The newest answer that only this person sees."""
        return self.root.locator(".message.private").last

    def button(self, label: str) -> Locator:
        """The newest button under a message with these words on it."""
        return self.messages.get_by_role("button", name=label, exact=True).last

    async def open(self, channel: str) -> None:
        """Open a channel's chat; a voice channel is entered."""
        back = self.root.get_by_role("button", name="‹").or_(self.root.locator(".back"))
        if await back.first.is_visible():
            await back.first.click()
        await self.root.locator(".side [data-channel]", has_text=channel).first.click()
        await expect(self.title).to_contain_text(channel)

    async def command(self, name: str, **options: str) -> None:
        """Type a command, choose it, and fill in its options."""
        line = self.root.get_by_role("combobox")
        await line.fill(f"/{name}")
        await expect(self.root.get_by_role("option").first).to_be_visible()
        await line.press("Enter")
        for option, value in options.items():
            await self.root.locator(f"[data-option={option}]").fill(value)
        await self.root.locator(".command [type=submit]").click()
        await expect(self.root.locator(".command")).to_have_count(0)
