"""A whole mixer by three people in three panes, from `/mixer schedule` to goodbye, with a crash in between."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.ui.catalogue import texts
from tests.end_to_end.town import Town
from tests.window.browser import Browser, Window, expect

WORDS = texts("en")
TITLE = "An evening on the porch"
PEOPLE = 3
PHONE = 375


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Sandbox and bot on a clock that goes as fast as the real one, and can be put forward."""
    town = Town(tmp_path, pace=1.0)
    try:
        town.start_bot()
        yield town
        assert town.ask("GET", "/state?guild_id=0")["schema_problems"] == []
    finally:
        town.close()


async def test_three_people_hold_a_mixer(town: Town, browser: Browser) -> None:
    place = town.place(people=PEOPLE - 1, languages=("en-US",))
    everyone = [place.owner_id, *(person.id for person in place.people)]
    window = await Window.open(browser, town.facts["window"], *everyone, width=PHONE * PEOPLE + 100, guide="off")
    await announce(window)
    await sign_up(window)
    for number in range(PEOPLE):
        await window.pane(number).open("Lobby")
    room = WORDS["name.room"].replace("{number}", "1")
    await window.skip_until(*(window.pane(n).title.filter(has_text=room) for n in range(PEOPLE)))
    await survive_a_crash(town, window)
    await vote(window)
    await window.skip_until(*(window.pane(n).title.filter(has_text="Lobby") for n in range(PEOPLE)))
    await stay_in_touch(window)
    await is_fit_for_a_phone(window)
    assert window.faults == []
    assert place.ours() == []


async def announce(window: Window) -> None:
    """The host sees the evening first, and then everybody does."""
    host, others = window.pane(0), [window.pane(n) for n in range(1, PEOPLE)]
    await host.open("Lobby")  # where an evening gathers is where its host sits, unless it was set up
    await host.open("general")
    await host.command("mixer schedule", title=TITLE, when="in 20 minutes", length="30")
    await expect(host.private).to_contain_text(TITLE)
    for other in others:
        await other.open("general")
        assert TITLE not in await other.root.inner_html(), "it is announced before the host has confirmed it"
    await host.button(WORDS["offer.announce"]).click()
    for pane in (host, *others):
        await expect(pane.button(WORDS["button.join"])).to_be_visible()


async def sign_up(window: Window) -> None:
    """Each hands in the form, and one line of theirs goes to nobody yet."""
    for number in range(PEOPLE):
        pane = window.pane(number)
        await pane.button(WORDS["button.join"]).click()
        await expect(pane.form).to_be_visible()
        await pane.form.locator("textarea, input[type=text]").first.fill(f"Line {number}")
        await pane.form.locator("[type=submit]").click()
        await expect(pane.form).to_have_count(0)
        await expect(pane.private).to_be_visible()
    await expect(window.pane(0).messages).to_contain_text(f": {PEOPLE}")
    for number in range(PEOPLE):
        assert "Line" not in await window.pane(number).messages.inner_text()


async def survive_a_crash(town: Town, window: Window) -> None:
    """With the bot gone a press fails and says so; once it is back the same button works."""
    pane = window.pane(1)
    topic = pane.button(WORDS["button.topic"])
    await expect(topic).to_be_visible()
    for number in range(PEOPLE):
        await expect(pane.messages).to_contain_text(f"Line {number}")
    town.kill_bot()
    await topic.click()
    await expect(pane.messages.locator(".failed")).to_be_visible()
    town.start_bot()
    asked = await pane.messages.locator(".message").count()
    await topic.click()
    await expect(pane.messages.locator(".message").nth(asked)).to_be_visible()


async def vote(window: Window) -> None:
    """Everybody is asked in private; one does not want to stay, and nobody is shown who."""
    asking = [window.pane(n).button(WORDS["button.ballot"]) for n in range(PEOPLE)]
    await window.skip_until(*asking)
    for number in range(PEOPLE):
        pane = window.pane(number)
        await asking[number].click()
        answer = WORDS["offer.not_stay" if number == 1 else "offer.stay"]
        await pane.private.get_by_role("button", name=answer, exact=True).click()
        await expect(pane.private).to_contain_text(WORDS["ballot.kept"][:20])


async def stay_in_touch(window: Window) -> None:
    """One ticks another in private; the other is shown nothing of it."""
    one, other = window.pane(1), window.pane(2)
    for pane in (one, other):
        await pane.open("general")
    await one.button(WORDS["button.touch"]).click()
    menu = one.private.locator(".menu")
    await menu.locator("summary").click()
    await menu.get_by_label("Guest 1").check()
    await menu.locator("[type=submit]").click()
    await expect(one.private.locator("summary")).to_have_text("Guest 1")
    await expect(other.root.locator(".message.private", has_text="Guest 0")).to_have_count(0)


async def is_fit_for_a_phone(window: Window) -> None:
    """Nothing of what has been said stands beside a phone's screen."""
    await window.page.set_viewport_size({"width": PHONE, "height": 700})
    await expect(window.page.locator(".pane:visible")).to_have_count(1)
    assert await window.page.evaluate("document.documentElement.scrollWidth") <= PHONE
