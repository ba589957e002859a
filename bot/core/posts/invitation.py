"""What stands written before the hour: the invitation, reminders, the lobby's welcome, and the way to one's room."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.core.lifecycle.mixer import Mixer, Phase
from bot.core.lifecycle.parts import Signup
from bot.core.lifecycle.signups import whom
from bot.core.lifecycle.wanted_post import PostKind, WantedPost
from bot.core.text import Button, Moment, People, Place, Text, Value

CARD_BUTTONS: tuple[Button, ...] = ("join", "cant", "what")
"""What can be pressed below an invitation."""
REMINDERS = (24 * 60, 15)
"""Minutes before the hour at which people are reminded."""
REMINDER_STALE = timedelta(hours=2)
"""How late a reminder can be if the bot was away, as long as it is before the hour: tomorrow must still be tomorrow."""
MOST_AT_ONCE = 50
"""Members pinged by one post: Discord takes 100, and their mentions must fit into 2,000 characters."""
MOST_NAMED = 20
"""Names in the invitation of those who come; a phone shows no more of them at a glance."""
MOST_LINKS = 30
"""Members called by one post where each may need a line with a link."""
NEWS_STALE = timedelta(minutes=30)
"""How old news of a new time can be; later than this it is left out where it could not be posted."""
OPENING_TAKES = timedelta(seconds=20)
"""How long rooms are being opened after the hour; until then nobody need be told that others are waited for."""
WAIT_FOR_GUESTS = timedelta(minutes=5)
"""How long after the hour is waited for enough people, and places are kept for those who signed up."""
FEWEST_GUESTS = 3
"""Guests an evening needs; with fewer it is called off."""


def waits_until(mixer: Mixer) -> datetime:
    """Until when enough people are waited for; of a short evening no more than half of it."""
    return mixer.opens_at + min(WAIT_FOR_GUESTS, mixer.length / 2)


def reminder_times(mixer: Mixer) -> Iterator[tuple[datetime, int]]:
    """When people are reminded, and how many minutes that is before the hour; not of what was planned later."""
    for minutes in REMINDERS:
        at = mixer.opens_at - timedelta(minutes=minutes)
        known = [mixer.created_at, *([mixer.moved_at] if mixer.moved_at else [])]
        if mixer.announce_at is not None and at > max(mixer.announce_at, *known):
            yield at, minutes


def before_the_hour(mixer: Mixer) -> Iterator[WantedPost]:
    """Everything that should stand written while people can sign up."""
    if mixer.announce_at is not None:
        yield from (want.between(mixer.announce_at) for want in _announced(mixer))
        yield from _reminders(mixer)


def _announced(mixer: Mixer) -> Iterator[WantedPost]:
    card = Text("invitation.card", described(mixer), CARD_BUTTONS)
    yield WantedPost(PostKind.ANNOUNCEMENT.key(), mixer.channel_id, card)
    for signup in mixer.coming:
        if signup.moved_up:
            text = Text(
                "invitation.moved_up", {"who": People((signup.user_id,)), **_facts(mixer)}, pings=(signup.user_id,)
            )
            yield WantedPost(PostKind.LUCKY.key(signup.user_id, int(signup.at.timestamp())), mixer.channel_id, text)
    yield from _moved(mixer)
    if mixer.phase is Phase.GATHERING and mixer.lobby_id != mixer.channel_id:
        waits, key = mixer.opens_at + OPENING_TAKES, PostKind.LOBBY.key()
        yield WantedPost(key, mixer.lobby_id, Text("lobby.gathering", _facts(mixer)), until=waits)
        yield WantedPost(key, mixer.lobby_id, Text("lobby.waiting", _facts(mixer)), since=waits)


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
    return {**_facts(mixer), "lines": (*lines, *_named(mixer))}


def links(mixer: Mixer) -> Iterator[WantedPost]:
    """The way to their room for those who signed up and are not there, once the rooms are; or to the lobby."""
    rooms = {room.number: room.channel_id for room in mixer.standing}
    if None in rooms.values():
        return
    absent = sorted((rooms.get(g.room) or mixer.lobby_id, g.user_id) for g in mixer.guests if g.absent and g.waiting)
    for part, start in enumerate(range(0, len(absent), MOST_LINKS)):
        ways: dict[int, list[int]] = {}
        for place, user in absent[start : start + MOST_LINKS]:
            ways.setdefault(place, []).append(user)
        lines = tuple(
            Text("links.room", {"place": Place(place), "people": People(tuple(users))}) for place, users in ways.items()
        )
        called = tuple(user for users in ways.values() for user in users)
        text = Text("links.head", {"title": mixer.title, "lines": lines}, pings=called)
        yield WantedPost(PostKind.LINKS.key(part), mixer.channel_id, text)


def _facts(mixer: Mixer) -> dict[str, Value]:
    return {
        "title": mixer.title,
        "at": Moment(mixer.opens_at, full=True),
        "in": Moment(mixer.opens_at, relative=True),
        "length": int(mixer.length / timedelta(minutes=1)),
        "size": mixer.room_size,
        "lobby": Place(mixer.lobby_id),
    }


def _named(mixer: Mixer) -> Iterator[Text]:
    """Who comes, in the order in which they signed up, where the server likes that said; never who waits."""
    ids = tuple(signup.user_id for signup in mixer.coming)
    if not mixer.name_guests or not ids:
        return
    people, more = People(ids[:MOST_NAMED]), len(ids) - MOST_NAMED
    if more > 0:
        yield Text("invitation.named_more", {"people": people, "more": more})
    else:
        yield Text("invitation.named", {"people": people})


def _moved(mixer: Mixer) -> Iterator[WantedPost]:
    """The new time, to those who signed up for the old one."""
    if mixer.moved_at is None:
        return
    for part, ids in _parts(mixer, mixer.moved_at):
        key = PostKind.MOVED.key(int(mixer.moved_at.timestamp()), part)
        text = Text("invitation.moved", {**_facts(mixer), "people": People(ids)}, pings=ids)
        yield WantedPost(key, mixer.channel_id, text, until=mixer.moved_at + NEWS_STALE)


def _reminders(mixer: Mixer) -> Iterator[WantedPost]:
    hour = int(mixer.opens_at.timestamp())
    for at, minutes in reminder_times(mixer):
        until, direct = min(at + REMINDER_STALE, mixer.opens_at), Text(f"remind.direct_{minutes}", _facts(mixer))
        for part, ids in _parts(mixer, at):
            text = Text(f"remind.{minutes}", {**_facts(mixer), "people": People(ids)}, pings=ids)
            yield WantedPost(PostKind.REMIND.key(minutes, hour, part), mixer.channel_id, text, since=at, until=until)
        for signup in _since(mixer, at):
            if signup.remind:
                key = PostKind.DIRECT.key(minutes, hour, signup.user_id)
                yield WantedPost(key, 0, direct, to=signup.user_id, since=at, until=until)


def _since(mixer: Mixer, at: datetime) -> list[Signup]:
    """Those who come and had signed up by then: it is news to them."""
    return [signup for signup in mixer.coming if signup.at <= at]


def _parts(mixer: Mixer, at: datetime) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Those who come and had signed up by then, as many at a time as one post can call."""
    ids = tuple(signup.user_id for signup in _since(mixer, at))
    for part, start in enumerate(range(0, len(ids), MOST_AT_ONCE)):
        yield part, ids[start : start + MOST_AT_ONCE]
