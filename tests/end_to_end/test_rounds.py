"""Who sits with whom, bot and Discord as they are: tables that change, people who avoid each other, cards."""

from __future__ import annotations

import re
from itertools import combinations

from bot.ui.catalogue import texts
from tests.end_to_end.account import check
from tests.end_to_end.person import Person, says
from tests.end_to_end.processes import until
from tests.end_to_end.town import Place, Town


def tables(place: Place) -> dict[str, frozenset[str]]:
    """Who sits in each room of the mixer."""
    where = place.where()
    return {room["id"]: frozenset(u for u, channel in where.items() if channel == room["id"]) for room in place.rooms()}


def meetings(place: Place) -> set[tuple[str, str]]:
    """Who sits with whom."""
    return {pair for users in tables(place).values() for pair in combinations(sorted(users), 2)}


def welcomes(place: Place, room: str) -> list[frozenset[str]]:
    """Whom each welcome of a room names, the newest last."""
    said = (text for text in place.texts(room) if says(text, place.admin.language, "room.welcome"))
    return [frozenset(re.findall(r"<@(\d+)>", text)) for text in said]


def welcomed(place: Place, times: int) -> bool:
    """Whether every room has been welcomed so often, and named last just those who are there."""
    return all(
        len(welcomes(place, room)) == times and welcomes(place, room)[-1] == users
        for room, users in tables(place).items()
    )


def warned(place: Place, room: str) -> bool:
    """Whether a room has been told that tables are about to change."""
    return any(says(text, place.admin.language, "room.change") for text in place.texts(room))


def test_tables_change_and_nobody_meets_twice(running: Town) -> None:
    place, lines = running.place(people=8), len(running.log())
    place.mixer(length=6, rounds=2, room_size=3)
    until(place.seated, "everyone has a seat")
    until(lambda: welcomed(place, 1), "every room is welcomed")
    first = meetings(place)
    assert len(first) == 9

    running.go_to(place.closes_at() - 3 * 60 - 25)
    until(lambda: all(warned(place, room) for room in tables(place)), "every room is told that tables change")
    assert meetings(place) <= first, "and nobody is moved yet"
    until(lambda: not meetings(place) & first, "tables have changed")
    until(lambda: welcomed(place, 2), "every table is welcomed by its people's names")
    assert sorted(map(len, tables(place).values())) == [3, 3, 3]
    status = place.admin.command("mixer status")
    assert texts("en")["status.round"].format(round=2, rounds=2) in status.content
    assert running.refused_requests(lines) == []
    place.wait_for_end()
    check(place)


def test_a_host_who_would_have_people_meet_again_is_offered_smaller_rooms(place: Place) -> None:
    for n in range(5):
        place.arrive(f"Another {n}", "en-US")
    place.gather()
    offer = place.admin.command("mixer start", length=12, rounds=3, room_size=4)
    assert offer.says("start.repeats_smaller")
    assert offer.labels == [texts("en")["offer.smaller"], texts("en")["offer.as_is"]]
    assert not place.ours()
    assert place.admin.press(str(offer.message_id), offer.labels[0]).says("start.done")
    until(place.seated, "everyone has a seat")
    assert sorted(map(len, tables(place).values())) == [3, 3, 3, 3]
    assert place.admin.command("mixer status").tells("status.open", "seating.split")
    place.wait_for_end()
    check(place)


def apart(place: Place, one: Person, other: Person) -> bool:
    """Whether two people sit in two rooms."""
    rooms = {one.room(), other.room()}
    return len(rooms) == 2 and rooms <= tables(place).keys()


def test_two_of_whom_one_avoids_the_other_never_sit_together(running: Town) -> None:
    place = running.place(people=5)
    wishing, other, late = *place.people[:2], place.arrive("Late", "en-US")
    for who, whom in ((wishing, other), (late, place.admin)):
        assert who.command("privacy avoid", person=whom.id).says("avoid.kept")
    place.people.remove(late)
    evenings = 3
    for number in range(evenings):
        place.mixer(title=f"Evening {number}", length=12, room_size=3)
        until(place.seated, "everyone has a seat")
        assert apart(place, wishing, other)
        assert place.admin.sure("mixer end").says("end.done")
        until(lambda: not place.ours(), "it is over")
    place.mixer(length=12, room_size=3)
    until(place.seated, "everyone has a seat")
    place.people.append(late)
    late.enter(place.lobby)
    assert late.press_join().says("join.coming")
    until(lambda: late.room() in tables(place), "the late one has a seat")
    assert apart(place, late, place.admin)
    assert not any("avoid" in text or wishing.id in text for text in place.texts(place.home))
    place.wait_for_end()
    check(place, mixers=evenings + 1)


def test_what_somebody_says_about_themselves_is_kept_and_there_the_next_time(place: Place) -> None:
    person, other = place.people[:2]
    form = person.open_by("card")
    assert not any(form.preset.values())
    said = {"about": "I bake bread", "answer": "Tea", "field": ["care"], "languages": ["ja", "de"], "comfort": ["free"]}
    assert form.hand_in(**said).says("card.kept")
    kept = person.open_by("card")
    assert kept.preset == {**said, "languages": ["ja", "de"]}
    assert kept.hand_in(**{**said, "about": "", "field": []}).says("card.kept")
    assert [person.open_by("card").preset[name] for name in ("about", "field", "answer")] == ["", [], "Tea"]
    assert not any(other.open_by("card").preset.values()), "it is theirs alone"
    assert person.command("privacy forget").says("privacy.forgotten")
    assert not any(person.open_by("card").preset.values())
