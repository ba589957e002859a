"""The guest list as a host sees it: who is where in an evening, one person, one room, and what hosts have done."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from bot.core.afterwards.farewell import Farewell, Sitting
from bot.core.community.deeds import Deed
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.signups import OPEN_FOR_SIGNUPS
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.posts.head_count import people as counted
from bot.core.seating import FEWEST_PEOPLE
from bot.core.text import Choice, CustomId, Moment, Option, Panel, People, PersonHand, Place, Text, Value, hand_id
from bot.engine.hands import waiting
from bot.engine.mutes import is_here

MOST_NAMED = 20
"""People named in one line; a message has 2,000 characters."""
MOST_DEEDS = 12
"""What hosts have done last, as far as it is shown."""
Buttons = tuple[tuple[str, CustomId], ...]


def evening(mixer: Mixer, seen: Snapshot | None, caller_id: int, *said: Text, muted: Collection[int] = ()) -> Panel:
    """Everybody of an evening, and what can be done with all of them; beneath what was just done."""
    title: dict[str, Value] = {"title": mixer.title}
    lines = [*said, Text("guest_list.head", title), *_reports(mixer, caller_id)]
    known = [*_lines(mixer, seen)] if seen else [Text("status.unseen")]
    lines += known or [Text("guest_list.nobody")]
    if muted:
        lines.append(Text("guest_list.muted", _some(sorted(muted))))
    person = Choice(hand_id("person", mixer.id), "guest_list.choose")
    rooms = _rooms(mixer)
    place = Choice(hand_id("place", mixer.id), "guest_list.choose_room", rooms)
    choices = (person, place) if mixer.phase is Phase.OPEN and len(rooms) > 1 else (person,)
    return Panel(tuple(lines), choices, tuple(_buttons(mixer, seen)))


def person(
    mixer: Mixer, seen: Snapshot | None, user_id: int, *said: Text, kept_out: bool, muted: bool = False
) -> Panel:
    """One person, and what can be done with them."""
    shut, about = user_id in mixer.shut_out, (mixer.id, user_id)
    guest, signup = mixer.guest(user_id), mixer.signup(user_id)
    listed = guest is not None or (signup is not None and mixer.phase in OPEN_FOR_SIGNUPS)
    where = Text(_state(mixer, seen, user_id, kept_out=kept_out), _place(mixer, user_id))
    lines = [*said, Text("guest_list.person", {"person": People((user_id,)), "where": where})]
    lines += [Text("hands.is_muted")] if muted else []
    choices: list[Choice] = []
    if not shut and mixer.phase is Phase.OPEN and (rooms := _rooms(mixer, but=guest.room if guest else 0)):
        choices.append(Choice(hand_id("move", *about), "hands.move", rooms))
    if listed:
        choices.append(Choice(hand_id("beside", *about), "hands.beside"))
        choices.append(Choice(hand_id("apart", *about), "hands.apart"))
    hands: list[tuple[PersonHand, bool]] = [
        ("add", not listed and not shut and not kept_out),
        ("strike", _can_be_struck(mixer, user_id)),
        ("take_out", not shut and user_id != mixer.host_id),
        ("let_back", shut and not kept_out),
        ("keep_out", shut and not kept_out),
        ("mute", not muted and _can_be_muted(mixer, seen, user_id)),
        ("unmute", muted and seen is not None and user_id in seen.people),
    ]
    buttons = tuple((f"offer.{name}", hand_id(name, *about)) for name, shown in hands if shown)
    return Panel(tuple(lines), tuple(choices), (*buttons, back_to_list(mixer)))


def back_to_list(mixer: Mixer) -> tuple[str, CustomId]:
    """The button that leads back to the list."""
    return "offer.guest_list", hand_id("guest_list", mixer.id)


def room(mixer: Mixer, seen: Snapshot | None, number: int) -> Panel:
    """One room, and whether it is to be closed."""
    place = next(room for room in mixer.standing if room.number == number)
    inside = len(seen.inside(place.channel_id)) if seen else 0
    sure = Text("hands.close_sure", {"room": place.name, "people": counted(inside)})
    return Panel((sure,), (), (("offer.close_room", hand_id("close_room", mixer.id, number)), back_to_list(mixer)))


def deeds(noted: Sequence[Deed], out: Collection[int], readmitting: Choice | None, back: Buttons) -> Panel:
    """What hosts have done about people, and who is kept out; whoever may let them in chooses whom."""
    lines = [Text("deeds.head")]
    for deed in noted[:MOST_DEEDS]:
        who: dict[str, Value] = {"host": People((deed.host_id,)), "person": People((deed.user_id,))}
        lines.append(Text(f"deeds.{deed.kind}", {**who, "at": Moment(deed.at, full=True)}))
    if not noted:
        lines.append(Text("deeds.none"))
    if out:
        lines.append(Text("deeds.out", {"people": People(tuple(sorted(out)[:MOST_NAMED]))}))
    return Panel(tuple(lines), (readmitting,) if readmitting else (), back)


def came(evening: Farewell, sittings: Collection[Sitting]) -> tuple[Text, ...]:
    """Who came to an evening that is over."""
    users = sorted({user for *_, user in sittings})
    head = Text("guest_list.came_head", {"title": evening.title, "at": Moment(evening.ended_at, full=True)})
    return head, Text("guest_list.came", _some(users)) if users else Text("guest_list.nobody")


def _buttons(mixer: Mixer, seen: Snapshot | None) -> Iterator[tuple[str, CustomId]]:
    if mixer.phase is Phase.OPEN and mixer.assembly is not None:
        yield "offer.back", hand_id("back", mixer.id)
    elif mixer.phase is Phase.OPEN:
        if len(mixer.standing) > 1:
            yield "offer.mix", hand_id("mix", mixer.id)
        if seen is not None and len(waiting(mixer, seen)) >= FEWEST_PEOPLE:
            yield "offer.pair", hand_id("pair", mixer.id)
        yield "offer.gather", hand_id("gather", mixer.id)
    yield "offer.deeds", hand_id("deeds", mixer.id)


def _reports(mixer: Mixer, caller_id: int) -> Iterator[Text]:
    """What guests have told hosts; whoever it is about does not read it."""
    for report in mixer.reports:
        room = mixer.room(report.room)
        if room is not None and report.user_id != caller_id and report.user_id not in mixer.shut_out:
            place = {"room": room.name, "person": People((report.user_id,))}
            yield Text("guest_list.report", {**place, "at": Moment(report.at, relative=True)})


def _lines(mixer: Mixer, seen: Snapshot) -> Iterator[Text]:
    shown = set[int]()
    for room in mixer.standing:
        inside = sorted(seen.inside(room.channel_id)) if room.channel_id else []
        shown |= {*inside}
        if inside:
            yield Text("guest_list.room", {"place": Place(room.channel_id or 0), **_some(inside)})
    groups: list[tuple[str, list[int]]] = [
        ("lobby", sorted(seen.inside(mixer.lobby_id))),
        ("waiting", [one.user_id for one in mixer.signups if one.waiting and mixer.phase in OPEN_FOR_SIGNUPS]),
        ("was_here", [guest.user_id for guest in mixer.guests if not guest.waiting]),
        ("awaited", [guest.user_id for guest in mixer.guests if guest.waiting]),
        ("awaited", [one.user_id for one in mixer.coming if mixer.phase in OPEN_FOR_SIGNUPS]),
        ("out", list(mixer.shut_out)),
    ]
    for name, users in groups:
        if left := [user for user in users if user not in shown]:
            shown |= {*left}
            yield Text(f"guest_list.{name}", _some(left))


def _some(users: Sequence[int]) -> dict[str, Value]:
    """As many as fit into a line, and how many they are."""
    return {"count": len(users), "people": People(tuple(users[:MOST_NAMED]))}


def _rooms(mixer: Mixer, but: int = 0) -> tuple[Option, ...]:
    return tuple(Option(str(room.number), room.name) for room in mixer.standing if room.number != but)


def _state(mixer: Mixer, seen: Snapshot | None, user_id: int, *, kept_out: bool) -> str:
    signup = mixer.signup(user_id)
    if kept_out:
        return "where.kept_out"
    if user_id in mixer.shut_out:
        return "where.out"
    if seen is not None and seen.room_of(mixer, user_id):
        return "where.inside"
    if (guest := mixer.guest(user_id)) is not None:
        return "where.seat" if guest.room else "where.place"
    if signup is not None and mixer.phase in OPEN_FOR_SIGNUPS:
        return "where.waiting" if signup.waiting else "where.place"
    return "where.unlisted"


def _place(mixer: Mixer, user_id: int) -> dict[str, Value]:
    guest = mixer.guest(user_id)
    room = mixer.room(guest.room) if guest else None
    return {"room": room.name if room else ""}


def _can_be_muted(mixer: Mixer, seen: Snapshot | None, user_id: int) -> bool:
    """Whether somebody other than the host is in voice at this evening: Discord mutes nobody elsewhere."""
    here = seen is not None and is_here(mixer, seen, user_id)
    return here and mixer.phase is Phase.OPEN and user_id != mixer.host_id


def _can_be_struck(mixer: Mixer, user_id: int) -> bool:
    """Whether somebody has a place that they do not sit in yet."""
    guest = mixer.guest(user_id)
    if mixer.phase in OPEN_FOR_SIGNUPS:
        return mixer.signup(user_id) is not None
    return guest is not None and guest.absent and guest.waiting
