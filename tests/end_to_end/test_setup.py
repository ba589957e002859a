"""The settings panel, and doors that still open after the bot was away."""

from __future__ import annotations

from typing import Any

from bot.core.community.fields_of_work import MOST_FIELDS
from bot.sandbox.beginning import EVERYONE
from bot.sandbox.rules.permissions import Permission
from bot.ui.catalogue import texts
from tests.end_to_end.account import check
from tests.end_to_end.person import Answer, Form, Person, tells
from tests.end_to_end.processes import until
from tests.end_to_end.town import Place, Town, says

TEXT = 0


def label(person: Person, key: str) -> str:
    """What a button says to this person."""
    return texts(person.language)[f"setup.{key}"]


def second_page(admin: Person) -> str:
    """The message with the second page of the panel, fresh."""
    panel = str(admin.command("engawa setup").message_id)
    answer = admin.press(panel, label(admin, "more"))
    assert answer.says("setup.panel")
    assert answer.message_id == panel, "the same message"
    return panel


def schedule(place: Place, **options: Any) -> Answer:
    """The admin plans an evening, and sees it first."""
    wish = {"title": "Tea", "when": "in 3 hours"} | options
    return place.admin.command("mixer schedule", **wish)


def announce(place: Place, **options: Any) -> None:
    """The admin plans an evening and announces it."""
    preview = schedule(place, **options)
    assert preview.tells("schedule.preview"), preview
    announced = place.admin.press(str(preview.message_id), texts(place.admin.language)["offer.announce"])
    assert announced.says("schedule.done"), announced


def join(person: Person) -> Form:
    """Press Join under the invitation."""
    (card,) = until(person.place.cards, "it is announced")
    return person.open(card["id"], texts(person.place.admin.language)["button.join"])


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
    assert place.admin.command("mixer start").says("refusal.start.hidden")
    assert place.admin.press(panel, "OK").says("setup.kept_hidden")
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


def test_a_tone_that_may_not_be_played_is_not_switched_on(place: Place) -> None:
    everyone = f"/guilds/{place.id}/roles/{place.id}"
    place.town.ask("PATCH", everyone, {"permissions": EVERYONE & ~int(Permission.USE_SOUNDBOARD)})
    panel = str(place.admin.command("engawa setup").message_id)
    answer = place.admin.choose(panel, "setup:hearing", "tone")
    assert answer.says("refusal.tone.lacks")
    assert "Use Soundboard" in answer.content
    place.town.ask("PATCH", everyone, {"permissions": EVERYONE})
    until(lambda: place.admin.choose(panel, "setup:hearing", "tone").says("setup.panel"), "it has learned of it")
    assert texts("en")["hearing.tone"] in place.admin.command("engawa setup").content


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


def test_every_choice_on_the_second_page_is_kept_at_once(running: Town) -> None:
    for locale, shown in (
        ("en-US", ("3 days ahead", "how many come, and who", "48 hours after")),
        ("ja", ("3日前", "人数とお名前", "48時間後")),
    ):
        place = running.place(locale, people=0)
        admin, news = place.admin, place.add_channel("news", TEXT)
        panel = second_page(admin)
        menus = ("setup:days", "3"), ("setup:names", "names"), ("setup:reveal", "48"), ("setup:announce", news)
        for (custom_id, value), part in zip(menus, (*shown, f"<#{news}>"), strict=True):
            answer = admin.choose(panel, custom_id, value)
            assert answer.says("setup.panel")
            assert part in answer.content
        back = admin.press(panel, label(admin, "back"))
        assert back.says("setup.panel")
        assert admin.choose(panel, "setup:lobby", place.lobby).says("setup.panel"), "the first page is there again"
        content = admin.command("engawa setup").content
        assert all(part in content for part in (*shown, f"<#{news}>", f"<#{place.lobby}>"))
        assert f"<#{news}>" not in admin.choose(second_page(admin), "setup:announce").content, "and can be taken back"
        assert admin.choose(second_page(admin), "setup:days", "1").content != content


def test_fields_of_work_are_typed_corrected_chosen_and_given_up(place: Place) -> None:
    admin = place.admin
    place.choose_lobby()
    panel = second_page(admin)
    form = admin.open(panel, label(admin, "fields"))
    assert form.preset == {"fields": ""}
    wrong = f"Tea growing\n\n{'x' * 101}\n*Ceramics*"
    refused = form.hand_in(fields=wrong)
    assert refused.says("refusal.fields.long")
    assert "Line 3" in refused.content
    again = admin.open(panel, label(admin, "fields"))
    assert again.preset == {"fields": wrong}, "what was typed is not lost"
    many = "\n".join(f"Field {number}" for number in range(MOST_FIELDS + 1))
    assert again.hand_in(fields=many).says("refusal.fields.many")
    kept = admin.open(panel, label(admin, "fields")).hand_in(fields="Tea growing\n*Ceramics*\n\ntea growing")
    assert kept.says("setup.panel")
    assert "your own (2)" in kept.content
    assert admin.open(panel, label(admin, "fields")).preset == {"fields": "Tea growing\n*Ceramics*"}

    announce(place)
    guest = place.people[1]
    assert join(guest).hand_in(field=["*Ceramics*"]).tells("signup.in")
    assert "Ceramics" in guest.command("privacy show").content
    emptied = admin.open(panel, label(admin, "fields")).hand_in(fields=" \n")
    assert "the usual ones" in emptied.content
    assert join(place.people[3]).hand_in(field=["sales"]).tells("signup.in")


def test_as_many_fields_as_there_can_be_fit_into_the_form(place: Place) -> None:
    place.choose_lobby()
    fields = [f"{number:02}" + "縁" * 98 for number in range(MOST_FIELDS)]
    form = place.admin.open(second_page(place.admin), label(place.admin, "fields"))
    assert form.hand_in(fields="\n".join(fields)).says("setup.panel")
    announce(place)
    assert join(place.people[0]).hand_in(field=[fields[-1]]).tells("signup.in")


def test_the_card_names_who_comes_where_the_server_wants_it(place: Place) -> None:
    place.choose_lobby()
    announce(place)
    one, other = place.people[:2]
    place.admin.choose(second_page(place.admin), "setup:names", "names")
    assert join(one).hand_in().tells("signup.in", "signup.named")
    until(lambda: f"<@{one.id}>" in place.cards()[0]["content"], "they are named")
    assert join(other).hand_in().tells("signup.in", "signup.named")
    until(lambda: f"<@{other.id}>" in place.cards()[0]["content"], "the other is named")
    assert one.command("privacy forget").says("privacy.forgotten")
    until(lambda: f"<@{one.id}>" not in place.cards()[0]["content"], "who is forgotten is named no more")
    assert [other.pinged(), one.pinged()] == [[], []]
    place.admin.choose(second_page(place.admin), "setup:names", "number")
    until(lambda: f"<@{other.id}>" not in place.cards()[0]["content"], "nobody is named")
    assert join(one).hand_in().tells("signup.in")
    place.admin.choose(second_page(place.admin), "setup:names", "names")
    until(lambda: "Coming so far: 2" in place.cards()[0]["content"], "one is counted")
    assert one.id not in place.cards()[0]["content"], "who was not told so is not named"


def test_announcements_go_where_the_server_wants_them(place: Place) -> None:
    place.choose_lobby()
    deny: Any = {"id": place.town.bot_user, "type": 1, "deny": str(1 << 11), "allow": "0"}
    news, shut = place.add_channel("news", TEXT), place.add_channel("shut", TEXT, permission_overwrites=[deny])
    panel = second_page(place.admin)
    place.admin.choose(panel, "setup:announce", news)
    announce(place, title="In the news")
    until(lambda: tells("".join(place.texts(news)), "en", "invitation.card"), "it is announced there")
    place.admin.choose(panel, "setup:announce", shut)
    refused = schedule(place)
    assert refused.says("refusal.schedule.announce")
    assert f"<#{shut}>" in refused.content
    assert "Send Messages" in refused.content
    place.delete(shut)
    preview = schedule(place)
    assert preview.tells("schedule.preview")
    assert f"<#{place.home}>" in preview.content, "the host sees where it goes instead"
    assert place.cards() == [], "nothing is announced yet"


def test_the_second_page_works_after_a_restart(running: Town) -> None:
    place = running.place("ja", people=0)
    panel = second_page(place.admin)
    assert running.stop_bot() == 0
    running.start_bot()
    assert "12時間後" in place.admin.choose(panel, "setup:reveal", "12").content
    form = place.admin.open(panel, label(place.admin, "fields"))
    assert form.hand_in(fields="お茶").says("setup.panel")
    assert place.admin.press(panel, label(place.admin, "back")).says("setup.panel")
    assert place.admin.press(panel, label(place.admin, "ok")).says("setup.kept")
