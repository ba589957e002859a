"""What stands written before the hour: the invitation, reminders, the lobby's welcome, and the way to one's room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.core.mixer import Mixer, Phase
from bot.core.parts import Guest
from bot.core.signups import whom
from bot.core.words import Button, Moment, People, Place, Text, Value
from bot.core.written import Wanted

CARD_BUTTONS: tuple[Button, ...] = ("join", "cant", "what")
REMINDERS = (24 * 60, 15)
"""Minutes before the hour."""
REMINDER_STALE = timedelta(minutes=5)
MOST_AT_ONCE = 50
"""Members pinged by one post: Discord takes 100, and their mentions must fit into 2,000 characters."""
NEWS_STALE = timedelta(minutes=30)
PATIENCE = timedelta(minutes=5)
"""How long after the hour is waited for enough people, and places are kept for those who signed up."""
FEWEST = 3
"""With fewer an evening is called off."""


def reminder_times(mixer: Mixer) -> Iterator[tuple[datetime, int]]:
    """When people are reminded, and how many minutes that is before the hour; not of what was planned later."""
    for minutes in REMINDERS:
        at = mixer.opens_at - timedelta(minutes=minutes)
        if mixer.announce_at is not None and at > max(mixer.created_at, mixer.announce_at):
            yield at, minutes


def before_the_hour(mixer: Mixer, now: datetime) -> Iterator[Wanted]:
    """Everything that should stand written while people can sign up."""
    if mixer.announce_at is None or now < mixer.announce_at:
        return
    yield Wanted("announcement", mixer.home_id, Text("invitation.card", described(mixer), CARD_BUTTONS))
    for signup in mixer.coming:
        if signup.moved_up:
            text = Text(
                "invitation.moved_up", {"who": People((signup.user_id,)), **_facts(mixer)}, calls=(signup.user_id,)
            )
            yield Wanted(f"lucky:{signup.user_id}", mixer.home_id, text)
    yield from _moved(mixer, now)
    yield from _reminders(mixer, now)
    if mixer.phase is Phase.GATHERING and mixer.lobby_id != mixer.home_id:
        key = "lobby.waiting" if now >= mixer.opens_at else "lobby.gathering"
        yield Wanted("lobby", mixer.lobby_id, Text(key, _facts(mixer)))


def described(mixer: Mixer) -> dict[str, Value]:
    """What an invitation says."""
    lines = [Text("invitation.ground", {"ground": mixer.common_ground})] if mixer.common_ground else []
    if mixer.for_roles:
        lines.append(Text("invitation.whom", {"roles": whom(mixer)}))
    if mixer.rounds > 1:
        lines.append(Text("invitation.rounds", {"rounds": mixer.rounds}))
    counts: dict[str, Value] = {"count": len(mixer.coming), "waiting": len(mixer.signups) - len(mixer.coming)}
    if mixer.capacity is None:
        lines.append(Text("invitation.coming", counts))
    else:
        full = len(mixer.coming) >= mixer.capacity
        lines.append(Text("invitation.full" if full else "invitation.places", {**counts, "capacity": mixer.capacity}))
    return {**_facts(mixer), "lines": tuple(lines)}


def links(mixer: Mixer) -> Iterator[Wanted]:
    """The way to their room for those who signed up and are not there, once their rooms are."""
    absent = [guest for guest in mixer.guests if guest.absent and guest.waiting]
    if not absent or any(room.channel_id is None for room in mixer.standing):
        return
    lines = tuple(
        Text("links.room", {"place": Place(room.channel_id or 0), "people": People(_ids(absent, room.number))})
        for room in mixer.standing
        if _ids(absent, room.number)
    )
    called = tuple(guest.user_id for guest in absent[:MOST_AT_ONCE])
    yield Wanted("links", mixer.home_id, Text("links.head", {"title": mixer.title, "lines": lines}, calls=called))


def _ids(guests: Sequence[Guest], number: int) -> tuple[int, ...]:
    return tuple(guest.user_id for guest in guests[:MOST_AT_ONCE] if guest.room == number)


def _facts(mixer: Mixer) -> dict[str, Value]:
    return {
        "title": mixer.title,
        "at": Moment(mixer.opens_at, full=True),
        "in": Moment(mixer.opens_at, relative=True),
        "length": int(mixer.length / timedelta(minutes=1)),
        "size": mixer.room_size,
        "lobby": Place(mixer.lobby_id),
    }


def _moved(mixer: Mixer, now: datetime) -> Iterator[Wanted]:
    """The new time, to those who signed up for the old one."""
    if mixer.moved_at is None or now >= mixer.moved_at + NEWS_STALE:
        return
    for part, ids in _parts(mixer):
        key = f"moved:{int(mixer.opens_at.timestamp())}:{part}"
        text = Text("invitation.moved", {**_facts(mixer), "people": People(ids)}, calls=ids)
        yield Wanted(key, mixer.home_id, text)


def _reminders(mixer: Mixer, now: datetime) -> Iterator[Wanted]:
    hour = int(mixer.opens_at.timestamp())
    for at, minutes in reminder_times(mixer):
        if not at <= now < at + REMINDER_STALE:
            continue
        for part, ids in _parts(mixer):
            text = Text(f"remind.{minutes}", {**_facts(mixer), "people": People(ids)}, calls=ids)
            yield Wanted(f"remind:{minutes}:{hour}:{part}", mixer.home_id, text)
        for signup in mixer.coming:
            if signup.remind:
                text = Text(f"remind.direct_{minutes}", _facts(mixer))
                yield Wanted(f"direct:{minutes}:{hour}:{signup.user_id}", 0, text, to=signup.user_id)


def _parts(mixer: Mixer) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Those who come, as many at a time as one post can call."""
    ids = tuple(signup.user_id for signup in mixer.coming)
    for part, start in enumerate(range(0, len(ids), MOST_AT_ONCE)):
        yield part, ids[start : start + MOST_AT_ONCE]
