"""What stands written before the hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.events import Edited, Naming, SignedUp, Withdrew
from bot.core.lifecycle.mixer import LONGEST_TITLE, Mixer
from bot.core.lifecycle.parts import Delivery, Guest, Post, ScheduledEvent, Signup
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.wanted_post import PostKind, WantedPost
from bot.core.planning.start import LONGEST_GROUND
from bot.core.posts.calling import MOST_AT_ONCE
from bot.core.posts.evening import wanted
from bot.core.posts.head_count import people
from bot.core.posts.invitation import (
    FEWEST_GUESTS,
    MOST_LINKS,
    MOST_NAMED,
    OPENING_TAKES,
    described,
    links,
    reminder_times,
    waits_until,
)
from bot.core.text import Link, Moment, People, Place, Text
from bot.ui.catalogue import Messages
from tests.core.making import HOME, LOBBY, T0, a_mixer, after, an_open_mixer, built

DAY = timedelta(days=1)
HOUR = T0 + 3 * DAY


def planned(**changes: Any) -> Mixer:
    """An evening in three days, announced now."""
    times = {"opens_at": HOUR, "closes_at": HOUR + timedelta(hours=1), "announce_at": T0}
    return replace(a_mixer(), **{"phase": Phase.SCHEDULED, **times, **changes})


def signups(*users: int, at: datetime = T0, **changes: Any) -> tuple[Signup, ...]:
    """People on the list since then."""
    return tuple(replace(Signup(user, at), **changes) for user in users)


def by_key(mixer: Mixer, now: datetime) -> dict[str, WantedPost]:
    """What should stand written, by key."""
    return {str(want.key): want for want in wanted(mixer, now)}


def before(**hours: float) -> datetime:
    """So long before the hour."""
    return HOUR - timedelta(**hours)


def keys(mixer: Mixer, now: datetime, prefix: str) -> list[str]:
    """The keys that begin so."""
    return [key for key in by_key(mixer, now) if key.startswith(prefix)]


def test_nothing_is_written_before_it_is_announced_nor_for_one_that_never_is() -> None:
    assert not by_key(planned(announce_at=T0 + DAY), after(5))
    assert not by_key(planned(announce_at=None), after(5))
    assert [*by_key(planned(announce_at=T0 + DAY), T0 + DAY)] == ["announcement"]


def test_the_card_tells_what_when_for_whom_and_how_many() -> None:
    mixer = planned(common_ground="bakers", for_roles=(7, 8), rounds=3, capacity=3, signups=signups(201, 202))
    card = by_key(mixer, after(1))["announcement"]
    assert (card.channel_id, card.text.buttons) == (HOME, ("join", "cant", "what"))
    values = card.text.values
    assert (values["at"], values["in"]) == (Moment(HOUR, full=True), Moment(HOUR, relative=True))
    assert (values["title"], values["length"], values["size"], values["lobby"]) == ("Tea", 60, 4, Place(LOBBY))
    lines = values["lines"]
    assert isinstance(lines, tuple)
    assert [line.key for line in lines] == [
        *("invitation.host", "invitation.ground", "invitation.whom", "invitation.rounds", "invitation.unnamed"),
        *("invitation.how", "invitation.places"),
    ]
    assert lines[-1].values == {"people": people(2), "waiting": people(0), "capacity": 3}
    assert card.text.roles == ()
    assert by_key(replace(mixer, calls_roles=True), after(1))["announcement"].text.roles == (7, 8)
    told = described(replace(mixer, description="Bread, and *more*", picture="https://a.example/x.png"))["lines"]
    assert isinstance(told, tuple)
    assert (told[0].values["text"], told[-1].values["picture"]) == (
        "Bread, and *more*",
        Link("https://a.example/x.png"),
    )


def test_the_last_line_says_whether_there_are_places() -> None:
    def last(mixer: Mixer) -> Text:
        lines = described(mixer)["lines"]
        assert isinstance(lines, tuple)
        return lines[-1]

    one = signups(1)
    mixers = (planned(), planned(capacity=3), planned(signups=one), planned(capacity=3, signups=one))
    assert [last(mixer).key for mixer in mixers] == [
        *("invitation.first", "invitation.places_first", "invitation.coming", "invitation.places")
    ]
    assert last(planned(capacity=3, signups=signups(1, 2, 3))).key == "invitation.full_now"
    full = planned(capacity=3, signups=(*signups(1, 2, 3), *signups(4, waiting=True)))
    assert (last(full).key, last(full).values["waiting"]) == ("invitation.full", people(1))


def named(mixer: Mixer) -> list[tuple[str, object]]:
    """What the card says of who comes."""
    lines = by_key(mixer, after(1))["announcement"].text.values["lines"]
    assert isinstance(lines, tuple)
    return [(line.key, line.values["people"]) for line in lines if line.key.startswith("invitation.named")]


def test_who_comes_is_said_where_the_server_wants_it_and_nowhere_else() -> None:
    mixer = planned(capacity=3, signups=(*signups(3, 1, 2), *signups(4, waiting=True)))
    assert named(mixer) == []
    assert named(step(mixer, Naming(names=True), after(1))) == [], "they were promised a number"
    mixer = replace(mixer, name_guests=True)
    assert named(mixer) == [("invitation.named", People((3, 1, 2)))], "in their order, and nobody who waits"
    assert by_key(mixer, after(1))["announcement"].text.pings == (), "nobody is pinged"
    shown = by_key(mixer, after(1))["announcement"].text.digest
    mixer = step(mixer, Withdrew(1), after(1))
    assert named(mixer) == [("invitation.named", People((3, 2, 4)))]
    assert by_key(mixer, after(1))["announcement"].text.digest != shown, "the post is edited"
    assert named(step(mixer, Naming(names=False), after(1))) == []
    assert named(planned(name_guests=True)) == [], "nobody comes yet"
    assert step(planned(), Naming(names=True), after(1)).name_guests


def test_of_many_who_come_the_first_are_named_and_the_others_counted() -> None:
    some = planned(name_guests=True, signups=signups(*range(1, MOST_NAMED + 1)))
    assert named(some) == [("invitation.named", People(tuple(range(1, MOST_NAMED + 1))))]
    many = replace(some, signups=signups(*range(1, MOST_NAMED + 4)))
    assert named(many) == [("invitation.named_more", People(tuple(range(1, MOST_NAMED + 1))))]
    lines = described(many)["lines"]
    assert isinstance(lines, tuple)
    assert lines[-1].values["more"] == 3


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_longest_card_there_can_be_fits_into_a_message(language: str) -> None:
    biggest = 2**63 - 1
    mixer = planned(
        title="*" * LONGEST_TITLE,
        common_ground="_" * LONGEST_GROUND,
        for_roles=(biggest,) * 3,
        rounds=4,
        capacity=500,
        name_guests=True,
        signups=signups(*range(biggest - 500, biggest)),
    )
    assert len(Messages().render(language, by_key(mixer, after(1))["announcement"].text)) <= 2000


def test_the_lucky_one_is_told_each_time() -> None:
    mixer = planned(capacity=3, name_guests=True)
    for number, user in enumerate((1, 2, 3, 4)):
        mixer = step(mixer, SignedUp(user), after(number))
    assert not keys(mixer, after(5), "lucky")
    mixer = step(mixer, Withdrew(1), after(5))
    (first,) = keys(mixer, after(5), "lucky")
    want = by_key(mixer, after(5))[first]
    assert (want.text.key, want.text.pings, want.channel_id) == ("invitation.moved_up", (4,), HOME)
    mixer = step(step(mixer, Withdrew(4), after(6)), SignedUp(5), after(6))
    mixer = step(step(mixer, SignedUp(4), after(7)), Withdrew(2), after(7))
    (again,) = (key for key in keys(mixer, after(7), "lucky") if key.startswith("lucky:4"))
    assert again != first


@pytest.mark.parametrize(
    ("now", "key"),
    [
        (before(hours=24, seconds=1), ""),
        (before(hours=24), "remind.1440"),
        (before(hours=22, seconds=1), "remind.1440"),
        (before(hours=22), ""),
        (before(minutes=15, seconds=1), ""),
        (before(minutes=15), "remind.15"),
        (before(seconds=1), "remind.15"),
        (HOUR, ""),
    ],
)
def test_reminders_come_in_their_time_and_late_only_as_long_as_they_are_true(now: datetime, key: str) -> None:
    mixer = planned(signups=signups(1, 2))
    assert [want.text.key for name, want in by_key(mixer, now).items() if name.startswith("remind")] == [
        *filter(None, [key])
    ]


def test_a_reminder_is_for_those_who_come_and_knew_of_it_before() -> None:
    list_ = (*signups(1, 2), *signups(3, waiting=True), *signups(4, at=before(minutes=10)))
    mixer = planned(signups=list_, name_guests=True)
    (want,) = [want for key, want in by_key(mixer, before(minutes=9)).items() if key.startswith("remind")]
    assert (want.text.pings, want.text.values["people"]) == ((1, 2), People((1, 2)))
    assert not keys(planned(signups=list_[3:]), before(minutes=9), "remind")


def test_a_large_crowd_is_called_in_parts() -> None:
    mixer = planned(signups=signups(*range(2 * MOST_AT_ONCE + 1)), name_guests=True)
    calls = [want.text.pings for key, want in by_key(mixer, before(minutes=15)).items() if key.startswith("remind")]
    assert [len(ids) for ids in calls] == [MOST_AT_ONCE, MOST_AT_ONCE, 1]
    assert sorted(id for ids in calls for id in ids) == [*range(2 * MOST_AT_ONCE + 1)]


def test_a_direct_message_is_for_those_who_asked_for_it() -> None:
    mixer = planned(signups=(*signups(1), *signups(2, remind=True), *signups(3, remind=True, waiting=True)))
    direct = [want for key, want in by_key(mixer, before(hours=24)).items() if key.startswith("direct")]
    assert [(want.to, want.channel_id, want.text.key) for want in direct] == [(2, 0, "remind.direct_1440")]


def test_what_was_planned_or_moved_at_short_notice_reminds_nobody() -> None:
    assert [minutes for _, minutes in reminder_times(planned())] == [1440, 15]
    assert [minutes for _, minutes in reminder_times(planned(announce_at=before(hours=3)))] == [15]
    assert [minutes for _, minutes in reminder_times(planned(created_at=before(hours=3)))] == [15]
    assert [minutes for _, minutes in reminder_times(planned(moved_at=before(hours=3)))] == [15]
    assert not [*reminder_times(planned(announce_at=before(minutes=15)))]
    assert not [*reminder_times(planned(announce_at=None))]


def test_a_new_time_is_news_for_half_an_hour_to_those_who_knew_the_old_one() -> None:
    mixer = planned(signups=signups(1, 2), name_guests=True)
    moved = step(mixer, Edited({"opens_at": HOUR + DAY}), after(10))
    assert (moved.opens_at, moved.closes_at, moved.moved_at) == (HOUR + DAY, HOUR + DAY + mixer.length, after(11))
    assert not keys(moved, after(10.9), "moved"), "not while it can be taken back"
    later = replace(moved, signups=(*moved.signups, *signups(3, at=after(12))))
    (key,) = keys(later, after(12), "moved")
    assert by_key(later, after(12))[key].text.pings == (1, 2)
    assert not keys(later, after(41), "moved")
    back = step(moved, Edited({"opens_at": HOUR}), after(20))
    again = step(back, Edited({"opens_at": HOUR + DAY}), after(21))
    assert len({key, *keys(back, after(22), "moved"), *keys(again, after(22), "moved")}) == 3, "each time anew"


def test_the_lobby_welcomes_and_then_says_what_is_waited_for() -> None:
    mixer = planned(phase=Phase.GATHERING)
    assert by_key(mixer, before(minutes=5))["lobby"].text.key == "lobby.gathering"
    assert by_key(mixer, before(minutes=5))["lobby"].channel_id == LOBBY
    assert by_key(mixer, HOUR)["lobby"].text.key == "lobby.gathering"
    assert by_key(mixer, HOUR + OPENING_TAKES)["lobby"].text.key == "lobby.waiting"
    assert "lobby" not in by_key(planned(), before(minutes=20))
    assert "lobby" not in by_key(replace(mixer, channel_id=LOBBY), before(minutes=5))


def test_people_are_waited_for_no_longer_than_half_of_the_evening() -> None:
    assert waits_until(planned()) == HOUR + timedelta(minutes=5)
    assert waits_until(planned(length=timedelta(minutes=4))) == HOUR + timedelta(minutes=2)
    assert FEWEST_GUESTS == 3


def late(*seats: tuple[int, int]) -> Mixer:
    """An hour in which these people are on their way to these rooms."""
    mixer = built(an_open_mixer(rooms=3))
    guests = tuple(Guest(user, room, asked_at=T0, absent=True) for user, room in seats)
    return replace(mixer, guests=(*mixer.guests, *guests), name_guests=True)


def test_those_on_their_way_get_the_link_to_their_room_or_to_the_lobby() -> None:
    mixer = late((901, 2), (902, 1), (903, 2), (904, 0))
    (want,) = links(mixer)
    assert (str(want.key), want.channel_id) == ("links:0", HOME)
    lines = want.text.values["lines"]
    assert isinstance(lines, tuple)
    room = {number: Place(mixer.rooms[number - 1].channel_id or 0) for number in (1, 2)}
    assert [(line.values["place"], line.values["people"]) for line in lines] == [
        (Place(LOBBY), People((904,))),
        (room[1], People((902,))),
        (room[2], People((901, 903))),
    ]
    assert set(want.text.pings) == {901, 902, 903, 904}


def test_links_wait_until_there_is_a_room_at_the_end_of_each() -> None:
    mixer = late((901, 2))
    assert not [*links(mixer.with_room(3, channel_id=None))]
    assert [*links(mixer.with_room(3, channel_id=None, lost=True))]
    assert not [*links(built(an_open_mixer()))]
    arrived = mixer.with_guest(replace(mixer.guests[-1], waiting=False))
    assert not [*links(arrived)]
    assert not [*links(built(an_open_mixer()).with_guest(Guest(905, 1, asked_at=T0)))], "who pressed Join knows"


def test_many_links_go_into_several_posts() -> None:
    mixer = late(*((1000 + n, 1 + n % 3) for n in range(2 * MOST_LINKS + 1)))
    posts = [*links(mixer)]
    assert [str(want.key) for want in posts] == ["links:0", "links:1", "links:2"]
    assert [len(want.text.pings) for want in posts] == [MOST_LINKS, MOST_LINKS, 1]


def test_who_is_interested_in_the_calendar_stands_on_the_card_and_is_reminded_in_the_channel() -> None:
    soon, key = HOUR - timedelta(minutes=15), f"remind:15:{int(HOUR.timestamp())}:0"
    assert key not in by_key(planned(), soon), "nobody is to be reminded"
    mixer = planned(event=ScheduledEvent(id=5, interested=4))
    lines = described(mixer)["lines"]
    assert isinstance(lines, tuple)
    assert {line.key: line for line in lines}["invitation.interested"].values["people"] == people(4)
    assert by_key(mixer, soon)[key].text.values["people"] == Text("invitation.everybody_interested")
    named = replace(mixer, name_guests=True)
    assert by_key(named, soon)[key].text.values["people"] == Text("invitation.everybody_interested")
    assert by_key(replace(named, signups=signups(1)), soon)[key].text.pings == (1,)


def test_a_reminder_lets_people_off_at_once_and_shows_the_way_to_the_invitation() -> None:
    mixer = planned(signups=signups(1))
    soon = HOUR - timedelta(minutes=15)
    reminder = by_key(mixer, soon)[f"remind:15:{int(HOUR.timestamp())}:0"].text
    assert reminder.buttons == ("cant",)
    assert reminder.values["card"] == Text("invitation.above")
    key = PostKind.ANNOUNCEMENT.key()
    posted = replace(mixer, posts={key: Post(key, HOME, T0, Delivery.SENT, 77)})
    card = by_key(posted, soon)[f"remind:15:{int(HOUR.timestamp())}:0"].text.values["card"]
    assert card == Text("invitation.linked", {"card": Link(f"https://discord.com/channels/1/{HOME}/77")})
