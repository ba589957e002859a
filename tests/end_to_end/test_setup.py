"""The settings panel, and doors that still open after the bot was away."""

from __future__ import annotations

from tests.end_to_end.account import check
from tests.end_to_end.processes import until
from tests.end_to_end.town import Place, Town, says


def test_every_choice_in_the_panel_is_kept_at_once(place: Place) -> None:
    admin, role = place.admin, place.town.ask("POST", f"/guilds/{place.id}/roles", {"name": "Guides"})["id"]
    host = place.arrive("Host", "ja", roles=(role,))
    panel = admin.command("engawa setup")
    assert panel.says("setup.panel")
    assert "English" in panel.content
    for custom_id, value, shown in (
        ("setup:role", role, f"<@&{role}>"),
        ("setup:lobby", place.lobby, f"<#{place.lobby}>"),
        ("setup:language", "ja", "日本語"),
    ):
        answer = admin.choose(str(panel.message_id), custom_id, value)
        assert answer.says("setup.panel")
        assert shown in answer.content
    assert admin.press(str(panel.message_id), "OK").says("setup.kept")
    assert all(shown in admin.command("engawa setup").content for shown in (f"<@&{role}>", f"<#{place.lobby}>"))

    place.gather(*place.people)
    assert host.command("mixer start", length=30).says("start.done")
    until(lambda: [says(text, "ja", "announcement.open") for text in place.texts(place.home)], "it is announced")
    until(place.seated, "everyone has a seat")
    place.wait_for_end()
    check(place)


def test_a_choice_can_be_taken_back(place: Place) -> None:
    admin = place.admin
    panel = str(admin.command("engawa setup").message_id)
    assert f"<#{place.lobby}>" in admin.choose(panel, "setup:lobby", place.lobby).content
    assert "own voice channel" in admin.choose(panel, "setup:lobby").content
    assert "may manage events" in admin.choose(panel, "setup:role", place.id).content  # @everyone is no host role
    assert admin.command("mixer start").says("refusal.start.no_lobby")


def test_a_lobby_or_role_that_was_deleted_since(place: Place) -> None:
    den = place.add_channel("Den")
    panel = str(place.admin.command("engawa setup").message_id)
    place.admin.choose(panel, "setup:lobby", den)
    place.delete(den)
    assert place.admin.command("mixer start").says("refusal.start.no_lobby")
    assert place.admin.press(panel, "OK").says("setup.kept")
    place.mixer()
    until(place.seated, "everyone has a seat")
    place.wait_for_end()
    check(place, deleted=[den])


def test_the_panel_says_what_the_bot_lacks(place: Place) -> None:
    place.town.fault(revoke={"permission": "MOVE_MEMBERS"}, guild_id=place.id)
    panel = place.admin.command("engawa setup")
    answer = place.admin.press(str(panel.message_id), "OK")
    assert answer.says("setup.kept_but")
    assert "Move Members" in answer.content


def test_panel_and_join_button_work_after_a_restart(running: Town) -> None:
    place = running.place("ja")
    panel = place.admin.command("engawa setup")
    place.mixer()
    until(place.seated, "everyone has a seat")
    assert running.stop_bot() == 0
    running.start_bot()
    assert place.admin.choose(str(panel.message_id), "setup:lobby", place.lobby).says("setup.panel")
    assert place.admin.press(str(panel.message_id), "OK").says("setup.kept")
    late = place.arrive("Late", "en-US")
    late.enter(place.lobby)
    assert late.press_join().says("join.coming")
    until(lambda: late.room() != place.lobby, "the late one has a seat")
    place.wait_for_end()
    check(place)
