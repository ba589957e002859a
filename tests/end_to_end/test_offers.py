"""What a command offered is taken after kill -9 as it would have been before."""

from __future__ import annotations

from datetime import timedelta

from bot.ui.catalogue import texts
from tests.end_to_end.person import Answer, Person
from tests.end_to_end.processes import until
from tests.end_to_end.town import Place, Town


def take(person: Person, offer: Answer, key: str) -> Answer:
    """Press a button under an answer, which gives way to another."""
    return person.press(str(offer.message_id), texts(person.language)[f"offer.{key}"])


def titles(place: Place) -> list[str]:
    """What is in the calendar."""
    return [event["name"] for event in place.events()]


def test_what_was_offered_before_a_kill_is_taken_after_it(running: Town) -> None:
    place = running.place("ja", people=2)
    place.choose_lobby()
    host, day = place.admin, running.time.now() + timedelta(days=3)
    when = f"{day.month}月{day.day}日 20時"
    preview = host.command("mixer schedule", when=when, title="木曜の縁側", common_ground="転職", length=30)
    assert preview.tells("schedule.preview", "invitation.card"), preview
    running.kill_bot()
    running.start_bot()
    assert not place.texts(place.home) + titles(place)
    assert take(host, preview, "announce").says("schedule.done")
    until(lambda: titles(place) == ["木曜の縁側"], "it is in the calendar")
    (card,) = until(place.cards, "it is announced")
    assert "転職" in card["content"]

    changed = host.command("mixer edit", title="金曜の縁側")
    assert changed.tells("edit.done", "edit.title"), changed
    running.kill_bot()
    running.start_bot()
    assert take(host, changed, "undo").tells("edit.undone")
    until(lambda: titles(place) == ["木曜の縁側"], "the calendar has it back")
