"""A moderator's hand on a name: what is offered to whom, and that it does what it says."""

from __future__ import annotations

from tests.sandbox.clients import until
from tests.sandbox.conftest import Place
from tests.window.browser import Browser, Pane, Window, expect


async def seated(place: Place, who: str) -> str | None:
    """Where somebody sits."""
    states = (await place.control.guild())["voice_states"]
    return next((one["channel_id"] for one in states if one["user_id"] == who), None)


async def opened(pane: Pane, name: str) -> None:
    """The sheet about somebody who sits in voice, opened by the keyboard."""
    button = pane.root.locator(".seated").get_by_role("button", name=name)
    await button.focus()
    await button.press("Enter")
    await expect(pane.form).to_be_visible()


async def test_the_owner_moves_mutes_times_out_and_sends_away(place: Place, browser: Browser) -> None:
    hana, owner = place.people()[0], str(place.box.guild.owner_id)
    lobby, room = place.channel("Lobby"), await place.room(name="Tea room")
    await place.control("POST", f"/people/{hana}/voice", channel_id=lobby)
    await place.control("PATCH", f"/people/{owner}", locale="en-US")
    window = await Window.open(browser, place.facts["window"], owner)
    pane = window.pane()
    await opened(pane, "Hana")
    await pane.form.get_by_label("Move to").select_option("Tea room")
    await pane.form.get_by_role("button", name="Move", exact=True).click()
    await expect(pane.root.locator("[data-person]", has_text="Hana").first).to_be_visible()
    await until(lambda: is_in(place, hana, room))
    mute = pane.form.get_by_role("button", name="Server mute")
    await mute.click()
    await expect(mute).to_have_attribute("aria-pressed", "true")
    assert place.box.guild.members[int(hana)].mute
    await pane.form.get_by_role("button", name="Disconnect").click()
    await until(lambda: is_in(place, hana, None))
    await expect(pane.form.get_by_label("Move to")).to_have_count(0)
    await pane.form.get_by_label("Time out for").select_option("10 minutes")
    await pane.form.get_by_role("button", name="Time out", exact=True).click()
    await expect(pane.form).to_contain_text("in 10 minutes")
    await pane.form.get_by_role("button", name="End the time-out").click()
    await expect(pane.form.get_by_label("Time out for")).to_be_visible()
    await pane.form.locator("[data-act=kick]").click()
    assert int(hana) in place.box.guild.members, "one press is not enough"
    await pane.form.get_by_role("button", name="Kick Hana? Press again").click()
    await expect(pane.form).to_have_count(0)
    assert int(hana) not in place.box.guild.members
    assert window.faults == []


async def is_in(place: Place, who: str, channel: str | None) -> bool:
    return await seated(place, who) == channel


async def test_who_may_do_nothing_is_offered_nothing(place: Place, browser: Browser) -> None:
    hana, tomas = place.people()[:2]
    await place.control("POST", f"/people/{hana}/voice", channel_id=place.channel("Lobby"))
    window = await Window.open(browser, place.facts["window"], tomas)
    pane = window.pane()
    await expect(pane.root.locator(".seated", has_text="Hana")).to_be_visible()
    await expect(pane.root.locator(".who")).to_have_count(0)
    # with the right to move people, and no other, just that; in their language
    await place.control("POST", f"/guilds/{place.guild}/roles", name="Usher", permissions=["MOVE_MEMBERS"])
    await place.control("PATCH", f"/people/{tomas}", roles=["Usher"], locale="ja")
    await opened(pane, "Hana")
    await expect(pane.form.get_by_role("button", name="切断する")).to_be_visible()
    await expect(pane.form.get_by_text("サーバーミュート")).to_have_count(0)
    await expect(pane.form.locator("[data-act]")).to_have_count(0)
    await pane.root.page.keyboard.press("Escape")
    await expect(pane.form).to_have_count(0)
    await expect(pane.root.locator(".seated .who")).to_be_focused()
    assert window.faults == []
