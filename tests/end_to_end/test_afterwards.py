"""After the evening: ticks that were returned, how it was, and the recap with its picture; restarts in between."""

from __future__ import annotations

from bot.ui.catalogue import texts
from tests.end_to_end.account import check
from tests.end_to_end.processes import until
from tests.end_to_end.town import Answer, Json, Person, Place, Town, says

DAY = 24 * 3600


def letters(person: Person) -> list[Json]:
    """The direct messages somebody has from the bot."""
    return [message for channel in person.screen()["direct_messages"] for message in channel["messages"]]


def told(person: Person) -> list[str]:
    """What somebody has been told of those who ticked them as well."""
    return [letter["content"] for letter in letters(person) if says(letter["content"], "en", "touch.told")]


def goodbye(place: Place) -> str:
    """The message with the buttons."""
    return next(str(m["id"]) for m in reversed(place.written(place.home)) if m["components"])


def press(person: Person, button: str) -> Answer:
    """Somebody presses one of the buttons under the goodbye, which is in the server's language."""
    return person.press(goodbye(person.place), texts("en")[f"button.{button}"])


def menu(answer: Answer) -> Json:
    """The list to tick in."""
    (row,) = answer.components
    (select,) = row["components"]
    return select


def tick(person: Person, *others: Person) -> Answer:
    """Somebody ticks these, and nobody else."""
    answer = press(person, "touch")
    assert answer.says("touch.ask"), answer
    return person.choose(str(answer.message_id), str(menu(answer)["custom_id"]), *(other.id for other in others))


def test_ticks_faces_and_a_recap_with_its_picture(running: Town) -> None:
    place = running.place()
    everybody = [place.admin, *place.people]
    place.mixer(title="Tea", room_size=5)
    until(place.seated, "everyone has a seat")
    rooms = {person.id: person.room() for person in everybody}
    host, room = place.admin, rooms[place.admin.id]
    one, other, *_ = [person for person in place.people if rooms[person.id] == room]
    stranger = place.arrive("Stranger", "en-US")
    place.wait_for_end()

    answer = press(host, "touch")
    options = {option["value"] for option in menu(answer)["options"]}
    assert options == {person.id for person in everybody if rooms[person.id] == room} - {host.id}
    assert press(stranger, "touch").says("refusal.afterwards.stranger")
    kept = tick(host, one, other)
    assert kept.says("touch.kept"), kept
    assert {option["value"] for option in menu(kept)["options"] if option.get("default")} == {one.id, other.id}
    assert tick(one, host).says("touch.kept")
    assert tick(other, host).says("touch.kept")
    cleared = other.choose(str(press(other, "touch").message_id), str(menu(answer)["custom_id"]))
    assert cleared.says("touch.cleared"), "with nothing ticked all is taken back"

    asked = press(one, "feedback")
    assert asked.says("feedback.ask"), asked
    thanked = one.press(str(asked.message_id), texts(one.language)["face.good"])
    assert thanked.says("feedback.thanks"), thanked
    form = one.open(str(thanked.message_id), texts(one.language)["feedback.add"])
    assert form.hand_in(remark="It was *lovely*").says("feedback.kept")
    for person in [person for person in everybody if person not in (host, one)][:2]:
        good = texts(person.language)["face.good"]
        assert person.press(str(press(person, "feedback").message_id), good).says("feedback.thanks")

    assert running.stop_bot() == 0
    running.start_bot()
    running.time.jump(11 * 60)
    recap = until(lambda: letters(host), "the recap")[0]
    assert says(recap["content"].splitlines()[0], "en", "recap.head")
    assert "It was \\*lovely\\*" in recap["content"]
    (picture,) = recap["attachments"]
    assert picture["content_type"] == "image/png"
    assert picture["width"] == 1000
    assert "Tea" in picture["description"]

    running.time.jump(DAY - 3600)
    assert press(other, "touch").says("touch.ask")
    assert [person.id for person in everybody if told(person)] == []
    running.time.jump(3600)
    until(lambda: told(host) and told(one), "both are told")
    assert f"<@{one.id}>" in told(host)[0]
    assert f"<@{other.id}>" not in told(host)[0]
    assert f"<@{host.id}>" in told(one)[0]
    assert [person.id for person in everybody if told(person)] == [host.id, one.id]
    assert press(host, "touch").says("touch.told")
    assert press(other, "touch").says("touch.nobody")
    check(place)


def test_a_host_who_takes_no_letters_finds_the_picture_where_it_began(running: Town) -> None:
    place = running.place("ja")
    place.mixer()
    until(place.seated, "everyone has a seat")
    running.ask("PATCH", f"/people/{place.admin.id}", {"closed_dms": True})
    place.wait_for_end()
    running.time.jump(11 * 60)
    line = until(lambda: [m for m in place.written(place.home) if says(m["content"], "ja", "recap.here")], "the line")[
        0
    ]
    assert line["mentions"][0]["id"] == place.admin.id
    assert len(line["attachments"]) == 1
    assert letters(place.admin) == []
    check(place)
