"""The host of an evening leaves the server: it takes place, and somebody else is asked to host it."""

from __future__ import annotations

from tests.end_to_end.account import check
from tests.end_to_end.processes import until
from tests.end_to_end.test_planning import MINUTE, TOKYO, announce, in_days, join, label, told
from tests.end_to_end.town import Town


def test_an_evening_outlives_its_host(running: Town) -> None:
    place = running.place("ja", people=6, languages=("ja",))
    place.choose_lobby()
    role = place.hosts()
    host, other = place.arrive("Host", "ja", roles=(role,)), place.arrive("Other", "ja", roles=(role,))
    at = in_days(place, 3, TOKYO)
    preview = host.command("mixer schedule", title="縁側", when=f"{at.month}月{at.day}日 20時")
    announce(host, preview)
    guests = place.people[:3]
    for guest in guests:
        assert join(guest).hand_in().tells("signup.in")
    running.ask("DELETE", f"/people/{host.id}")
    other.enter(place.lobby)
    running.go_to(at.timestamp() - 20 * MINUTE)
    until(lambda: told(place, "hand_over.wanted"), "others are asked to host it")
    asked = next(m for m in place.written(place.home) if m["components"] and "離れました" in m["content"])
    assert other.press(asked["id"], label(other, "button.take_over")).says("hand_over.done")
    until(lambda: told(place, "hand_over.found"), "nobody is asked any more")
    for guest in guests:
        guest.enter(place.lobby)
    running.go_to(at.timestamp() + 1)
    until(lambda: all(guest.room() not in {None, place.lobby} for guest in guests), "they have a seat")
    running.go_to(at.timestamp() + 61 * MINUTE)
    until(lambda: told(place, "goodbye.time") and not place.ours(), "it was an evening as any other")
    check(place)
