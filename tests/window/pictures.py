"""`make pictures`: the pictures in the READMEs, taken from the window while a real evening is played in it."""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from PIL import Image

from bot.ui.catalogue import texts
from tests.end_to_end.town import Place, Town
from tests.window.browser import Pane, Window, expect, running

OUT = Path(__file__).parents[2] / "docs" / "pictures"
NAMES = {"en": ("Aki", "Robin", "Lena", "Noor"), "ja": ("亜紀", "美咲", "健太", "陽菜")}
LINES = {
    "en": (
        "left a bank to bake bread",
        "between two jobs, and rather enjoying it",
        "draws maps of places that do not exist",
    ),
    "ja": ("パン屋で修業中です", "転職活動のお休み中です", "地図を描いています"),
}
TITLE = {"en": "An evening on the porch", "ja": "縁側の夜"}
GROUND = {"en": "changing careers", "ja": "転職"}
WHEN = {"en": "in 20 minutes", "ja": "20分後"}
SAID = {"en": "Oh, I thought it was only me.", "ja": "わたしだけかと思っていました。"}
WIDE, HIGH = 1180, 720
FRAME = 2200
"""Milliseconds that the animation stays on each picture."""


async def main() -> int:
    """Take them in both languages."""
    OUT.mkdir(parents=True, exist_ok=True)
    for language in ("en", "ja"):
        with tempfile.TemporaryDirectory() as folder:
            town = await asyncio.to_thread(Town, Path(folder), 1.0)
            try:
                await asyncio.to_thread(town.start_bot)
                await evening(town, language)
            finally:
                town.close()
    return 0


async def evening(town: Town, language: str) -> None:
    """One evening by four people, two of whom are in the picture."""
    locale = {"en": "en-US", "ja": "ja"}[language]
    place = town.place(locale=locale, people=0)
    host, *guests = NAMES[language]
    town.ask("PATCH", f"/people/{place.owner_id}", {"nick": host, "guild_id": place.id})
    for name in guests:
        place.arrive(name, locale)
    async with running() as browser:
        people = (place.owner_id, place.people[0].id)
        window = await Window.open(
            browser, town.facts["window"], *people, width=WIDE, lang=language, theme="light", guide="off"
        )
        await window.page.set_viewport_size({"width": WIDE, "height": HIGH})
        frames = [frame async for frame in played(window, place, language)]
    kept = [Image.open(io.BytesIO(frame)).convert("RGB") for frame in frames]
    small = [picture.quantize(128) for picture in kept]
    small[-2].save(OUT / f"window.{language}.png", optimize=True)
    half = [picture.resize((WIDE * 2 // 3, HIGH * 2 // 3), Image.Resampling.LANCZOS).quantize(64) for picture in kept]
    half[0].save(
        OUT / f"window.{language}.gif", save_all=True, append_images=half[1:], duration=FRAME, loop=0, optimize=True
    )


async def played(window: Window, place: Place, language: str) -> AsyncIterator[bytes]:
    """The moments of the evening, each as a picture: invitation, form, lobby, room, talk, goodbye."""
    words, host, guest = texts(language), window.pane(0), window.pane(1)
    await host.open("Lobby")
    await host.open("general")
    await guest.open("general")
    await host.command(
        "mixer schedule", title=TITLE[language], when=WHEN[language], length="30", common_ground=GROUND[language]
    )
    await host.button(words["offer.announce"]).click()
    await expect(guest.button(words["button.join"])).to_be_visible()
    yield await window.page.screenshot()
    await guest.button(words["button.join"]).click()
    await guest.form.locator("input[type=text], textarea").first.fill(LINES[language][0])
    yield await window.page.screenshot()
    await guest.form.locator("[type=submit]").click()
    await expect(guest.private).to_be_visible()
    for person, line in zip(place.people[1:], LINES[language][1:], strict=True):
        await asyncio.to_thread(sign_up, place, person.id, line, words["button.join"])
    for person in place.people[1:]:
        person.enter(place.lobby)
    for pane in (host, guest):
        await pane.open("Lobby")
    yield await window.page.screenshot()
    room = words["name.room"].replace("{number}", "1")
    await window.skip_until(host.title.filter(has_text=room), guest.title.filter(has_text=room))
    await expect(guest.messages).to_contain_text(LINES[language][1])
    await talk(place, guest)
    await window.page.locator("#notices button").click()
    yield await window.page.screenshot()
    await window.skip_until(guest.title.filter(has_text="Lobby"), most=200)
    await guest.open("general")
    await window.page.locator("#notices button").click()
    await guest.button(words["button.touch"]).click()
    await expect(guest.private.locator(".menu")).to_be_visible()
    yield await window.page.screenshot()


def sign_up(place: Place, person: str, line: str, label: str) -> None:
    """Somebody who is not in the picture hands in the form with a line about themselves."""
    one = next(each for each in place.people if each.id == person)
    form = one.open(place.cards()[0]["id"], label)
    first = next(iter(form.preset))
    form.hand_in(**{first: line})


async def talk(place: Place, guest: Pane) -> None:
    """Somebody speaks, and somebody has written."""
    town, speaker, writer = place.town, place.people[1], place.people[2]
    said = SAID[place.locale[:2]]
    town.ask("POST", f"/people/{writer.id}/message", {"channel_id": writer.room(), "content": said})
    town.ask("POST", f"/people/{speaker.id}/speak", {"intervals": [[0, 20]]})
    await expect(guest.root.locator(".tiles .speaking")).to_be_visible()
    await expect(guest.messages).to_contain_text(said)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
