"""The window as its people see it: what is shown to whom, in which language, and how it is used without a mouse."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from tests.sandbox.clients import Json
from tests.sandbox.conftest import Place
from tests.sandbox.stage import EPHEMERAL, ROW, Stage, stand
from tests.window.browser import Browser, Window, expect

LARGEST = 150 * 1024
COMMAND, PRESS, SUBMIT = 2, 3, 5


@pytest.fixture
async def stage(place: Place) -> Stage:
    return await stand(place)


async def begun(stage: Stage, kind: int) -> Json:
    """What the bot receives when somebody has done something on the page."""
    return await stage.socket.event("INTERACTION_CREATE", lambda it: it["type"] == kind)


def test_it_is_small() -> None:
    page = Path(str(files("bot") / "sandbox" / "window" / "page"))
    assert sum(file.stat().st_size for file in page.iterdir()) < LARGEST


async def test_somebody_new_comes_in_and_writes(place: Place, browser: Browser) -> None:
    window = await Window.open(browser, place.facts["window"])
    await window.page.get_by_label("Your name").fill("Robin")
    await window.page.get_by_role("button", name="Come in").click()
    pane = window.pane()
    await pane.open("introductions")
    await pane.root.get_by_role("combobox").fill("Hello, @Hana")
    await pane.root.get_by_role("combobox").press("Enter")
    await expect(pane.messages).to_contain_text("Hello, @Hana")
    (said,) = (await place.control.channel("introductions"))["messages"]
    assert said["author"]["global_name"] == "Robin"
    assert [user["global_name"] for user in said["mentions"]] == ["Hana"]
    await window.page.reload()
    await expect(pane.root).to_have_attribute("aria-label", "Robin")
    assert window.faults == []


async def test_what_is_hidden_from_somebody_is_not_on_their_page(place: Place, browser: Browser) -> None:
    hana, tomas = place.people()[:2]
    seen = str(1 << 10)
    only = [{"id": place.guild, "type": 0, "deny": seen}, {"id": hana, "type": 1, "allow": seen}]
    made = await place.control("POST", f"/guilds/{place.guild}/channels", name="staff", permission_overwrites=only)
    window = await Window.open(browser, place.facts["window"], hana, tomas)
    await place.control("POST", f"/people/{hana}/message", channel_id=made["id"], content="Between us")
    await window.pane(0).open("staff")
    await expect(window.pane(0).messages).to_contain_text("Between us")
    await place.control("POST", f"/people/{hana}/message", channel_id=place.channel("general"), content="To all")
    await expect(window.pane(1).messages).to_contain_text("To all")
    await expect(window.pane(1).root.get_by_text("staff")).to_have_count(0)
    assert "Between us" not in await window.pane(1).root.inner_html()
    # and what is taken away from them goes from their page
    await place.control("DELETE", f"/channels/{made['id']}")
    await expect(window.pane(0).root.get_by_text("staff")).to_have_count(0)


async def test_a_private_answer_is_on_one_page_only(stage: Stage, browser: Browser) -> None:
    other = stage.place.people()[1]
    message = await stage.post(content="Who is in?", components=[ROW])
    window = await Window.open(browser, stage.place.facts["window"], stage.person, other)
    await window.pane(0).button("Join").click()
    it = await begun(stage, PRESS)
    await stage.answer(it, 4, {"content": "You are in", "flags": EPHEMERAL})
    await expect(window.pane(0).private).to_contain_text("You are in")
    await stage.place.rest("PATCH", f"/channels/{stage.channel}/messages/{message}", {"content": "One is in"})
    await expect(window.pane(1).messages).to_contain_text("One is in")
    assert "You are in" not in await window.pane(1).root.inner_html()
    await window.pane(0).private.get_by_role("button").click()
    await expect(window.pane(0).root.locator(".message.private")).to_have_count(0)


async def test_words_are_never_a_page(stage: Stage, browser: Browser) -> None:
    attack = "<img src=x onerror=alert(1)> **<b>bold</b>** [a](javascript:alert(1)) `<i>` <t:0:R>"
    await stage.post(content=attack, embeds=[{"title": "<script>1</script>", "description": "<svg onload=alert(1)>"}])
    window = await Window.open(browser, stage.place.facts["window"], stage.place.people()[1])
    await expect(window.pane().messages).to_contain_text("<img src=x onerror=alert(1)>")
    await expect(window.pane().messages).to_contain_text("<svg onload=alert(1)>")
    assert await window.pane().messages.locator("img, script, b, i, a[href^=javascript]").count() == 0
    await expect(window.pane().messages.locator("time[data-seconds='0']")).to_contain_text("years ago")
    assert window.faults == []


async def test_a_button_that_nobody_answers_says_so(stage: Stage, browser: Browser) -> None:
    await stage.post(content="Who is in?", components=[ROW])
    window = await Window.open(browser, stage.place.facts["window"], stage.person)
    await window.pane().button("Join").click()
    await expect(window.pane().messages).to_contain_text("操作は失敗しました")


async def test_a_command_is_given_by_keyboard_in_their_language(stage: Stage, browser: Browser) -> None:
    window = await Window.open(browser, stage.place.facts["window"], stage.person)
    line = window.pane().root.get_by_role("combobox")
    await line.press_sequentially("/mix")
    await expect(line).to_have_attribute("aria-expanded", "true")
    await line.press("Enter")
    await window.pane().root.locator("[data-option=length]").fill("30")
    await window.pane().root.locator("[data-option=length]").press("Enter")
    it = await begun(stage, COMMAND)
    (sub,) = it["data"]["options"]
    assert (sub["name"], {o["name"]: o["value"] for o in sub["options"]}) == ("start", {"length": 30})
    await stage.answer(it, 4, {"content": "Begun"})
    await expect(window.pane().messages).to_contain_text("Begun")


FORM: Json = {
    "title": "About you",
    "custom_id": "about",
    "components": [
        {"type": 10, "content": "As much as **you** like."},
        {"type": 18, "label": "A line", "component": {"type": 4, "custom_id": "line", "style": 2, "value": "Hello"}},
        {"type": 18, "label": "Size", "component": {"type": 3, "custom_id": "size", "options": [
            {"label": "Three", "value": "3"}, {"label": "Four", "value": "4", "default": True}]}},
        {"type": 18, "label": "How", "component": {"type": 21, "custom_id": "how", "options": [
            {"label": "Talk", "value": "talk"}, {"label": "Listen", "value": "listen"}]}},
        {"type": 18, "label": "Days", "component": {"type": 22, "custom_id": "days", "required": False, "min_values": 0,
            "options": [{"label": "Monday", "value": "mo"}, {"label": "Friday", "value": "fr"}]}},
    ],
}  # fmt: skip


async def test_a_form_of_every_kind_is_filled_in_and_stays_private(stage: Stage, browser: Browser) -> None:
    other = stage.place.people()[1]
    await stage.post(content="Who is in?", components=[ROW])
    window = await Window.open(browser, stage.place.facts["window"], stage.person, other)
    pane = window.pane()
    await pane.button("Join").click()
    await stage.answer(await begun(stage, PRESS), 9, FORM)
    await expect(pane.form).to_be_visible()
    await expect(pane.form.get_by_label("A line")).to_be_focused()
    await expect(window.pane(1).form).to_have_count(0)
    await pane.form.get_by_label("A line").fill("I bake")
    await pane.form.get_by_label("Listen").check()
    await pane.form.get_by_label("Friday").check()
    await pane.form.locator("[type=submit]").click()
    await expect(pane.form).to_have_count(0)
    it = await begun(stage, SUBMIT)
    handed = [part["component"] for part in it["data"]["components"] if "component" in part]
    given = {one["custom_id"]: one.get("value", one.get("values")) for one in handed}
    assert given == {"line": "I bake", "size": ["4"], "how": "listen", "days": ["fr"]}


MENU: Json = {"type": 3, "custom_id": "days", "placeholder": "Days", "min_values": 0, "max_values": 2, "options": [
    {"label": "Monday", "value": "mo", "default": True}, {"label": "Friday", "value": "fr"}]}  # fmt: skip


async def test_a_menu_sends_what_is_ticked_and_shows_what_the_bot_says_is_chosen(
    stage: Stage, browser: Browser
) -> None:
    await stage.post(content="When?", components=[{"type": 1, "components": [MENU]}])
    window = await Window.open(browser, stage.place.facts["window"], stage.person)
    menu = window.pane().messages.locator("details.menu")
    await expect(menu.locator("summary")).to_have_text("Monday")
    await menu.locator("summary").click()
    await menu.get_by_label("Friday").check()
    await menu.locator("[type=submit]").click()
    it = await begun(stage, PRESS)
    assert it["data"]["values"] == ["mo", "fr"]
    options = [{**option, "default": option["value"] == "fr"} for option in MENU["options"]]
    await stage.answer(it, 7, {"components": [{"type": 1, "components": [{**MENU, "options": options}]}]})
    await expect(menu.locator("summary")).to_have_text("Friday")
    await menu.locator("summary").click()
    await expect(menu.get_by_label("Monday")).not_to_be_checked()


async def test_a_reaction_is_joined_and_taken_back(stage: Stage, browser: Browser) -> None:
    message = await stage.post(content="Tea?")
    other = stage.place.people()[1]
    await stage.place.control("POST", f"/people/{other}/react", message_id=message, emoji="🍵")
    window = await Window.open(browser, stage.place.facts["window"], stage.person)
    tea = window.pane().messages.locator(".reaction")
    await expect(tea).to_have_text("🍵 1")
    await tea.click()
    await expect(tea).to_have_text("🍵 2")
    await expect(tea).to_have_attribute("aria-pressed", "true")
    await tea.click()
    await expect(tea).to_have_text("🍵 1")


async def test_a_poll_is_voted_in(stage: Stage, browser: Browser) -> None:
    answers = [{"poll_media": {"text": text}} for text in ("Monday", "Friday")]
    await stage.post(poll={"question": {"text": "When?"}, "answers": answers, "duration": 1})
    window = await Window.open(browser, stage.place.facts["window"], stage.person)
    poll = window.pane().messages.get_by_role("form", name="When?")
    await poll.get_by_label("Friday").check()
    await poll.locator("[type=submit]").click()
    await expect(poll.locator(".tick").last).to_have_text("Friday 1")
    await expect(poll.locator(".tick").first).to_have_text("Monday 0")


async def test_a_direct_message_is_counted_until_it_is_read(place: Place, browser: Browser) -> None:
    hana, tomas = place.people()[:2]
    window = await Window.open(browser, place.facts["window"], hana, tomas)
    channel = (await place.rest("POST", "/users/@me/channels", {"recipient_id": tomas})).body["id"]
    await place.rest("POST", f"/channels/{channel}/messages", {"content": "Between us"})
    pane = window.pane(1)
    letters = pane.root.get_by_role("button", name="Direct messages, mentions: 1")
    await letters.click()
    await expect(pane.messages).to_contain_text("Between us")
    await expect(letters).to_have_count(0)
    assert "Between us" not in await window.pane(0).root.inner_html()


async def test_who_holds_the_key_is_seen_to_speak(place: Place, browser: Browser) -> None:
    hana, tomas = place.people()[:2]
    window = await Window.open(browser, place.facts["window"], hana, tomas)
    for number in (0, 1):
        await window.pane(number).open("Lobby")
    speaking = window.pane(1).root.locator(f".tiles .speaking[data-person='{hana}']")
    await window.pane(0).title.click()
    await window.page.keyboard.down("v")
    await expect(speaking).to_be_visible()
    await window.page.keyboard.up("v")
    await expect(speaking).to_have_count(0)


async def test_the_calendar_counts_who_is_interested(place: Place, browser: Browser) -> None:
    soon = place.box.world.clock() + 3600
    event = {"name": "Walk", "start": soon, "end": soon + 3600, "location": "Park"}
    await place.control("POST", f"/guilds/{place.guild}/events", **event)
    window = await Window.open(browser, place.facts["window"], place.people()[1])
    await window.pane().root.locator("[data-act=calendar]").click()
    await expect(window.pane().form).to_contain_text("0 interested")
    await window.pane().form.get_by_role("button", name="Interested", exact=True).click()
    await expect(window.pane().form).to_contain_text("1 interested")
    await window.page.keyboard.press("Escape")
    await expect(window.pane().form).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_a_phone_shows_one_thing_at_a_time_and_nothing_beside_the_screen(
    stage: Stage, browser: Browser, theme: str
) -> None:
    await stage.post(content="A long word: " + "x" * 300, components=[ROW])
    window = await Window.open(browser, stage.place.facts["window"], stage.person, width=375, theme=theme)
    pane = window.pane()
    await expect(pane.messages).to_be_hidden()
    await pane.open("general")
    await expect(pane.root.locator(".side")).to_be_hidden()
    await expect(pane.button("Join")).to_be_visible()
    wide = await window.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 375
    colours: list[int] = await window.page.evaluate(
        "getComputedStyle(document.querySelector('.pane')).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number)"
    )
    assert (sum(colours) > 3 * 128) == (theme == "light")
    await pane.root.locator(".back").click()
    await expect(pane.root.locator(".side")).to_be_visible()
