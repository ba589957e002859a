"""Evenings that are planned ahead, as hosts and members live them, bot and Discord as they are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.ui.catalogue import texts
from tests.end_to_end.account import check
from tests.end_to_end.person import Answer, Form, Json, Person, says, tells
from tests.end_to_end.processes import until
from tests.end_to_end.town import Place, Town

MINUTE, DAY = 60, 24 * 3600
TOKYO, BERLIN = ZoneInfo("Asia/Tokyo"), ZoneInfo("Europe/Berlin")
SCHEDULED, ACTIVE, COMPLETED, CANCELLED = 1, 2, 3, 4


def label(person: Person, key: str) -> str:
    """What a button says that only this person sees."""
    return texts(person.language)[key]


def in_days(place: Place, days: int, zone: ZoneInfo = TOKYO) -> datetime:
    """Eight in the evening, so many days ahead."""
    day = place.town.time.now().astimezone(zone) + timedelta(days=days)
    return day.replace(hour=20, minute=0, second=0, microsecond=0)


def announce(host: Person, preview: Answer) -> None:
    """Press the button under a preview."""
    assert preview.tells("schedule.preview", "invitation.card", "schedule.zone"), preview
    assert preview.labels[0] == label(host, "offer.announce")
    assert host.press(str(preview.message_id), preview.labels[0]).says("schedule.done")


def card(place: Place) -> Json:
    """The one invitation."""
    (found,) = until(place.cards, "it is announced")
    return found


def join(person: Person) -> Form:
    """Press Join under the invitation."""
    return person.open(card(person.place)["id"], texts(person.place.admin.language)["button.join"])


def press(person: Person, button: str) -> Answer:
    """Press another button under the invitation."""
    return person.press(card(person.place)["id"], texts(person.place.admin.language)[f"button.{button}"])


def take(person: Person, offer: Answer, key: str) -> Answer:
    """Press a button under an answer, which gives way to another."""
    return person.press(str(offer.message_id), label(person, f"offer.{key}"))


def planned(place: Place, nth: int = -1) -> tuple[str, float, int]:
    """An event of the calendar: name, start, status; nothing of all that if there is none yet."""
    if not (events := place.events()):
        return "", 0.0, 0
    event = events[nth]
    return event["name"], datetime.fromisoformat(event["scheduled_start_time"]).timestamp(), event["status"]


def told(place: Place, key: str) -> list[str]:
    """What has been said where mixers are announced."""
    return [text for text in place.texts(place.home) if tells(text, place.admin.language, key)]


@pytest.fixture
def porch(running: Town) -> Place:
    """A Japanese server with a lobby, and eight people who read Japanese and English in turn."""
    place = running.place("ja", people=8)
    place.choose_lobby()
    return place


EVENT = "PATCH /guilds/{guild_id}/scheduled-events/{event_id}"
EDIT = "PATCH /channels/{channel_id}/messages/{message_id}"
QUICKER = {
    (EVENT, 400, 180000),
    (EVENT, 400, 50035),
    (EDIT, 429, 30046),
    ("PUT /applications/{application_id}/commands", 429, 0),
}
"""At the hour and at the end Discord itself may have begun or ended an event; a clock that leaps makes
several posts old at once, whose edits are counted by themselves; and a bot is not started so often."""


def check_requests(place: Place, since: int, *allowed: tuple[str, int, int]) -> None:
    """Discord has refused nothing but these since a line of its log, and what comes of quick clocks."""
    assert set(place.town.refused_requests(since)) <= QUICKER | set(allowed)


SAID: Json = {"about": "パンです", "answer": "*新しい* 仕事", "question": "Tea?", "ways": ["listen", "en", "ja"]}


def sign_up(baker: Person, *others: Person) -> None:
    """One fills in everything, may be quoted and wants direct messages; the others fill in nothing."""
    form = join(baker)
    assert not any(form.preset.values())
    answer = form.hand_in(**SAID, field=["sales"])
    assert answer.tells("signup.in", "signup.unnamed", "signup.unshown")
    assert answer.labels == [label(baker, f"offer.{key}") for key in ("show", "reminder", "bring", "withdraw")]
    answer = take(baker, answer, "show")
    assert answer.tells("signup.in", "signup.unnamed", "signup.shown")
    answer = take(baker, answer, "reminder")
    assert answer.labels == [label(baker, f"offer.{key}") for key in ("hide", "no_reminder", "bring", "withdraw")]
    for person in others:
        assert join(person).hand_in().tells("signup.in", "signup.unnamed")


def reminded(place: Place, person: Person) -> tuple[list[str], list[str]]:
    """The reminders in the channel, which name nobody, and those that somebody has had by direct message."""
    keys = ("remind.1440", "remind.15", "remind.direct_1440", "remind.direct_15")

    def known(texts: list[str]) -> list[str]:
        return [key for text in texts for key in keys if tells(text, "ja", key)]

    assert not person.pinged()
    return known(place.texts(place.home)), known(person.direct())


def test_from_the_invitation_to_the_end(porch: Place) -> None:
    town, since = porch.town, len(porch.town.log())
    host = porch.arrive("Host", "ja", roles=(porch.hosts(),))
    at = in_days(porch, 3)
    hour = at.timestamp()
    options: Json = {"title": "木曜の縁側", "length": 30, "common_ground": "転職", "room_size": 3}
    preview = host.command("mixer schedule", when=f"{at.month}月{at.day}日 20時", **options)
    assert f"<t:{hour:.0f}:F>" in preview.content
    assert not porch.texts(porch.home) + porch.events()
    announce(host, preview)
    town.kill_bot()
    town.start_bot()
    until(porch.events, "it is in the calendar")
    assert planned(porch) == ("木曜の縁側", hour, SCHEDULED)

    baker, shut, late, reader, unsure, comer, other, *_ = porch.people
    assert press(baker, "what").says("what.happens")
    assert press(comer, "cant").says("signup.cannot")
    sign_up(baker, late, reader, unsure)
    take(shut, join(shut).hand_in(), "reminder")
    town.ask("PATCH", f"/people/{shut.id}", {"closed_dms": True})
    assert press(unsure, "cant").says("signup.withdrawn")
    until(lambda: "参加予定：4人" in card(porch)["content"], "the card counts those who come")
    town.kill_bot()
    town.start_bot()
    assert join(baker).preset == {**SAID, "field": ["sales"]}

    town.go_to(hour - DAY + 1)
    until(lambda: reminded(porch, baker) == (["remind.1440"], ["remind.direct_1440"]), "a reminder on the day before")
    town.go_to(hour - 15 * MINUTE + 1)
    twice = ["remind.1440", "remind.15"], ["remind.direct_1440", "remind.direct_15"]
    until(lambda: reminded(porch, baker) == twice, "a reminder shortly before")
    for person in (shut, late, reader, unsure, comer):
        assert reminded(porch, person) == (twice[0], [])
    town.go_to(hour - 10 * MINUTE + 1)
    until(lambda: [says(t, "ja", "lobby.gathering") for t in porch.texts(porch.lobby)] == [True], "the lobby opens")

    porch.gather(host, baker, shut, reader, comer, other)
    town.kill_bot()
    town.start_bot()
    assert not porch.rooms()
    town.go_to(hour + 1)
    until(porch.seated, "everyone has a seat")
    until(lambda: told(porch, "links.unnamed"), "who is not there is told the way")
    assert not late.pinged()
    late.enter(until(late.rooms_in_sight, "who is not there can go in by themselves")[0])
    until(lambda: any(introduces(text, baker) for text in porch.welcomes()), "people are introduced")
    until(lambda: planned(porch)[2] == ACTIVE, "the event has begun")

    porch.wait_for_end()
    until(lambda: planned(porch)[2] == COMPLETED, "the event has ended")
    assert set(porch.where().values()) == {porch.lobby}
    assert len(porch.events()) == 1
    check(porch)
    check_requests(porch, since, ("POST /channels/{channel_id}/messages", 403, 50007))


def introduces(welcome: str, baker: Person) -> bool:
    """Whether a room's welcome says what somebody said of themselves, harmlessly."""
    said = (f"<@{baker.id}>", "パンです", r"\*新しい\* 仕事")
    return says(welcome, "ja", "room.welcome_lines") and all(text in welcome for text in said)


@pytest.fixture
def terrace(running: Town) -> Place:
    """An English server in Berlin with a lobby, and six people."""
    place = running.place("en-US", people=6, languages=("en-US",))
    place.choose_lobby()
    admin = place.admin
    assert {"name": "Europe/Berlin", "value": "Europe/Berlin"} in admin.suggestions("engawa time-zone", "zone", "berl")
    assert admin.command("engawa time-zone", zone="Berlin").says("refusal.zone.unknown")
    assert admin.command("engawa time-zone", zone="Europe/Berlin").says("zone.kept")
    return place


def plan_tea(place: Place, **options: Any) -> datetime:
    """Announce an evening in three days; when it is."""
    at = in_days(place, 3, BERLIN)
    when = f"{at:%d %B} 20:00"
    announce(place.admin, place.admin.command("mixer schedule", title="Founders' tea", when=when, **options))
    until(lambda: planned(place) == ("Founders' tea", at.timestamp(), SCHEDULED), "it is in the calendar")
    return at


def test_who_may_come_who_waits_and_who_moves_up(terrace: Place) -> None:
    place, since, founders = terrace, len(terrace.town.log()), terrace.role("Founders")
    admin, (one, two, three, four, outsider, _) = place.admin, place.people
    for person in (one, two, three, four):
        place.town.ask("PATCH", f"/people/{person.id}", {"roles": [founders]})
    assert outsider.command("mixer schedule", title="Mine", when="tomorrow 20:00").says("refusal.not_host")
    assert admin.command("mixer schedule", title="Tea", when="8 o'clock-ish").says("refusal.when.unreadable")
    at = plan_tea(place, for_role=founders, capacity=3)
    assert f"<@&{founders}>" in card(place)["content"]
    refused = outsider.press(card(place)["id"], "Join")
    assert refused.says("refusal.join.roles")
    assert f"<@&{founders}>" in refused.content
    for person in (one, two, three):
        assert join(person).hand_in().tells("signup.in")
    assert join(four).hand_in().tells("signup.waiting")
    until(lambda: "All 3 places are taken;" in card(place)["content"], "the card says that it is full")

    later = at + timedelta(hours=1)
    preview = admin.command("mixer edit", title="Late tea", when=f"{later:%d %B} 21:00")
    assert preview.says("edit.preview")
    assert planned(place)[1] == at.timestamp()
    assert take(admin, preview, "move").tells("edit.done")
    until(lambda: planned(place) == ("Late tea", later.timestamp(), SCHEDULED), "the calendar follows")

    def news(key: str) -> list[str]:
        return [text for text in place.texts(place.home) if tells(text, "en", key)]

    until(lambda: len(news("invitation.moved")) == 1, "they are told")
    assert press(two, "cant").says("signup.withdrawn")
    until(lambda: len(news("invitation.next_in_line")) == 1, "the next moves up")
    assert not any(person.pinged() for person in (one, two, three, four)), "and nobody learns who they are"

    assert admin.sure("mixer cancel").tells("cancel.done")
    until(place.over, "it is called off")
    until(lambda: planned(place)[2] == CANCELLED, "the calendar follows")
    check(place)
    check_requests(place, since)


def test_changes_in_discords_own_window_another_host_and_being_forgotten(terrace: Place) -> None:
    place, since = terrace, len(terrace.town.log())
    admin, (one, two, three, *_, deputy) = place.admin, place.people
    assert admin.command("mixer list").says("list.none")
    moved = (plan_tea(place) + timedelta(days=1)).timestamp()
    for person in (one, two, three):
        assert join(person).hand_in(about=f"I am {person.id}").tells("signup.in")
    event = place.events()[0]["id"]
    place.town.ask("PATCH", f"/events/{event}", {"name": "Tea at last", "start": moved, "end": moved + 3600})
    until(lambda: f"<t:{moved:.0f}:F>" in card(place)["content"], "the card follows Discord's own window")
    assert "Tea at last" in card(place)["content"]
    until(lambda: any(tells(text, "en", "invitation.moved") for text in place.texts(place.home)), "they are told")
    assert not one.pinged(), "where numbers are shown, nobody is named"

    (choice,) = admin.suggestions("mixer hand-over", "mixer", "at last", member=deputy.id)
    assert choice["name"].startswith("Tea at last (")
    assert deputy.command("mixer edit", length=45).says("refusal.not_host")
    assert admin.command("mixer hand-over", member=deputy.id, mixer=choice["value"]).says("hand_over.done")
    assert deputy.command("mixer edit", length=45, mixer=choice["value"]).tells("edit.done")
    listed = two.command("mixer list")
    assert listed.says("list.line")
    assert "Tea at last" in listed.content

    assert f"I am {one.id}" in one.command("privacy show").content
    assert one.command("privacy forget").says("privacy.forgotten")
    assert not one.command("privacy show").tells("privacy.about")
    assert not any(join(one).preset.values())
    until(lambda: "Coming so far: 2" in card(place)["content"], "the card counts them no more")
    assert one.open_by("card").hand_in(about="Back again").says("card.kept")
    assert one.command("privacy show").tells("privacy.about")

    place.town.ask("PATCH", f"/events/{event}", {"status": CANCELLED})
    until(place.over, "it is called off")
    assert told(place, "goodbye.cancelled")
    until(lambda: not any(m["components"] for m in place.written(place.home)), "the buttons go")
    assert admin.command("mixer list").says("list.none")
    check(place)
    check_requests(place, since)


def test_a_series(porch: Place) -> None:
    since, admin = len(porch.town.log()), porch.admin
    first = in_days(porch, 3)
    hours = [(first + timedelta(weeks=week)).timestamp() for week in range(3)]
    when = f"{first.month}月{first.day}日 20時"
    preview = admin.command("mixer schedule", title="縁側", when=when, length=30, repeat="weekly")
    assert preview.tells("schedule.repeats")
    announce(admin, preview)
    until(lambda: planned(porch) == ("縁側", hours[0], SCHEDULED), "the first is in the calendar")
    assert admin.sure("mixer cancel").tells("cancel.skipped")
    until(lambda: len(told(porch, "goodbye.next")) == 1, "the first is skipped, the second is named")
    assert f"<t:{hours[1]:.0f}:F>" in told(porch, "goodbye.next")[0]
    until(lambda: planned(porch, 0)[2] == CANCELLED, "the calendar follows")
    assert admin.command("mixer list").content.count("縁側") == 1
    assert not porch.cards()

    porch.town.kill_bot()
    porch.town.start_bot()
    porch.town.go_to(hours[1] - 7 * DAY + 1)
    until(lambda: planned(porch) == ("縁側", hours[1], SCHEDULED), "a week before it is in the calendar")
    assert join(porch.people[0]).hand_in().tells("signup.in")
    porch.gather(porch.people[0], porch.people[1])
    porch.town.go_to(hours[1] + 1)
    until(lambda: any(says(text, "ja", "lobby.waiting") for text in porch.texts(porch.lobby)), "two are asked to wait")
    porch.town.go_to(hours[1] + 5 * MINUTE + 1)
    until(lambda: told(porch, "goodbye.few"), "it does not take place")
    until(lambda: planned(porch, 1)[2] in {COMPLETED, CANCELLED}, "the calendar follows")
    assert f"<t:{hours[2]:.0f}:F>" in told(porch, "goodbye.next")[1]

    until(lambda: planned(porch) == ("縁側", hours[2], SCHEDULED), "the third is in the calendar")
    assert admin.sure("mixer cancel", series=True).tells("cancel.all")
    until(lambda: planned(porch)[2] == CANCELLED, "the calendar follows")
    assert not porch.ours()
    until(lambda: len(told(porch, "goodbye.cancelled")) == 2, "it is called off")
    assert not tells(told(porch, "goodbye.cancelled")[-1], "ja", "goodbye.next"), "there is no next"
    assert admin.command("mixer list").says("list.none")
    check(porch)
    check_requests(porch, since)


def night_of_change(place: Place, zone: ZoneInfo) -> datetime:
    """Half past one in the next night but today's in which the clocks change at two or three."""
    night = place.town.time.now().astimezone(zone).replace(hour=1, minute=30, second=0, microsecond=0, fold=0)
    while True:
        night += timedelta(days=1)
        if night.utcoffset() != night.replace(hour=12).utcoffset():
            return night


def test_a_night_in_which_the_clocks_change(terrace: Place) -> None:
    place, since, admin = terrace, len(terrace.town.log()), terrace.admin
    hour = night_of_change(place, BERLIN)
    begins, again = hour.timestamp(), (hour + timedelta(weeks=1)).timestamp()
    assert abs(again - begins - 7 * DAY) == 3600, "by the clock on the wall it is the same time"
    options: Json = {"title": "Night tea", "length": 60, "repeat": "weekly"}
    announce(admin, admin.command("mixer schedule", when=f"{hour:%Y-%m-%d %H:%M}", **options))
    place.town.go_to(begins - 7 * DAY + 1)
    until(lambda: planned(place) == ("Night tea", begins, SCHEDULED), "it is in the calendar")
    guests = place.people[:3]
    for person in guests:
        assert join(person).hand_in().tells("signup.in")
    place.town.go_to(begins - DAY + 1)
    until(
        lambda: any(tells(text, "en", "remind.1440") for text in place.texts(place.home)),
        "a reminder on the day before",
    )
    place.gather(*guests)
    place.town.go_to(begins + 1)
    until(place.seated, "everyone has a seat")
    until(lambda: f"<t:{begins + 3600:.0f}:R>" in place.welcomes()[0], "an hour is an hour")
    place.town.kill_bot()
    place.town.start_bot()
    place.town.go_to(begins + 3600 + 1)
    until(lambda: told(place, "goodbye.time"), "it ends when an hour is over")
    until(lambda: planned(place) == ("Night tea", again, SCHEDULED), "the next one is a week later by the clock")
    assert f"<t:{again:.0f}:F>" in card(place)["content"]
    assert admin.sure("mixer cancel", series=True).tells("cancel.all")
    until(place.over, "the rooms are gone")
    check(place)
    check_requests(place, since)


def test_who_presses_interested_in_the_calendar_is_counted_on_the_card_over_a_restart_too(terrace: Place) -> None:
    place, since = terrace, len(terrace.town.log())
    plan_tea(place)
    event = place.events()[0]["id"]

    def press_interested(person: Person, on: bool = True) -> None:
        place.town.ask("POST", f"/people/{person.id}/interest", {"event_id": event, "interested": on})

    def card_says(words: str) -> None:
        until(
            lambda: f"Marked “Interested” in Discord's calendar: {words}." in card(place)["content"],
            f"the card says {words}",
        )

    one, two, three, *_ = place.people
    assert "Interested" not in card(place)["content"]
    press_interested(one)
    press_interested(two)
    card_says("2 people")
    place.town.kill_bot()
    press_interested(three)
    place.town.start_bot()
    card_says("3 people")
    press_interested(one, False)
    press_interested(two, False)
    card_says("one person")
    assert "Nobody has signed up yet" in card(place)["content"], "it gives nobody a place"
    check_requests(place, since)
