"""What stands written before the hour: the invitation, reminders, the lobby's welcome, and the way to one's room."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.core.lifecycle.mixer import Mixer, Phase
from bot.core.lifecycle.parts import Delivery, Signup
from bot.core.lifecycle.signups import whom
from bot.core.text import Button, Moment, People, Place, Text, Value, WantedPost

T = TypeVar("T")
CARD_BUTTONS: tuple[Button, ...] = ("join", "cant", "what")
REMINDERS = (24 * 60, 15)
"""Minutes before the hour."""
REMINDER_STALE = timedelta(hours=2)
"""How late a reminder can be if the bot was away, as long as it is before the hour: tomorrow must still be tomorrow."""
MOST_AT_ONCE = 50
"""Members pinged by one post: Discord takes 100, and their mentions must fit into 2,000 characters."""
MOST_NAMED = 20
"""Of those who come, in the invitation; a phone shows no more of them at a glance."""
MOST_LINKS = 30
"""The same where each may need a line with a link."""
NEWS_STALE = timedelta(minutes=30)
OPENING_TAKES = timedelta(seconds=20)
"""After the hour: until then rooms are being opened, and nobody need be told that others are waited for."""
WAIT_FOR_GUESTS = timedelta(minutes=5)
"""How long after the hour is waited for enough people, and places are kept for those who signed up."""
CALLS = ("remind:", "moved:", "lucky:", "links:")
"""How the keys of posts begin that call people by name, where the server says who comes."""
EVERYBODY = Text("invitation.everybody")
"""Those whom a post is for, where nobody is named."""
FEWEST_GUESTS = 3
"""With fewer an evening is called off."""


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


def before_the_hour(mixer: Mixer, now: datetime, *, ears: bool = False) -> Iterator[WantedPost]:
    """Everything that should stand written while people can sign up; `ears` may come into its rooms."""
    if mixer.announce_at is None or now < mixer.announce_at:
        return
    yield WantedPost(
        "announcement", mixer.channel_id, Text("invitation.card", described(mixer, ears=ears), CARD_BUTTONS)
    )
    for signup in mixer.coming:
        if signup.moved_up:
            yield from _moved_up(mixer, signup)
    yield from _moved(mixer, now)
    yield from _reminders(mixer, now)
    if mixer.phase is Phase.GATHERING and mixer.lobby_id != mixer.channel_id:
        key = "lobby.waiting" if now >= mixer.opens_at + OPENING_TAKES else "lobby.gathering"
        yield WantedPost("lobby", mixer.lobby_id, Text(key, _facts(mixer)))


def described(mixer: Mixer, *, ears: bool = False) -> dict[str, Value]:
    """What an invitation says; before anybody signs up they read who else sees it, and whether `ears` may come in."""
    lines = [Text("invitation.ground", {"ground": mixer.common_ground})] if mixer.common_ground else []
    if mixer.for_roles:
        lines.append(Text("invitation.whom", {"roles": whom(mixer)}))
    if mixer.rounds > 1:
        lines.append(Text("invitation.rounds", {"rounds": mixer.rounds}))
    lines += said_before(mixer, ears=ears)
    counts: dict[str, Value] = {"count": len(mixer.coming), "waiting": len(mixer.signups) - len(mixer.coming)}
    if mixer.capacity is None:
        lines.append(Text("invitation.coming", counts))
    else:
        full = len(mixer.coming) >= mixer.capacity
        lines.append(Text("invitation.full" if full else "invitation.places", {**counts, "capacity": mixer.capacity}))
    return {**_facts(mixer), "lines": (*lines, *_named(mixer))}


def said_before(mixer: Mixer, *, ears: bool) -> list[Text]:
    """What somebody should know before they sign up: what others will see of it, and whether an ear may come in."""
    shown = Text("invitation.naming" if mixer.name_guests else "invitation.unnamed")
    return [Text("invitation.ear"), shown] if ears else [shown]


def calling(mixer: Mixer, key: str, called: Sequence[int], named: Text, unnamed: Text) -> WantedPost:
    """A post that calls people by name and, once it is out, names nobody: later nobody sees who has left the list."""
    post = mixer.posts.get(key)
    out = post is not None and post.delivery is Delivery.SENT
    return WantedPost(key, mixer.channel_id, unnamed if out else replace(named, pings=tuple(called)))


def directly(mixer: Mixer, key: str, ids: Collection[int], text: Callable[[People], Text]) -> Iterator[WantedPost]:
    """A text to each of these people who wants direct messages, which nobody else sees."""
    for signup in mixer.signups:
        if signup.remind and signup.user_id in ids:
            yield WantedPost(f"{key}:{signup.user_id}", 0, text(People((signup.user_id,))), to=signup.user_id)


def tidied(mixer: Mixer, standing: Collection[str]) -> Iterator[WantedPost]:
    """What called people by name and is over, but for what is `standing`: should a name have stayed, it goes now."""
    for key, post in mixer.posts.items():
        if mixer.name_guests and key.startswith(CALLS) and key not in standing:
            yield WantedPost(key, post.channel_id, Text("invitation.tidied", {"title": mixer.title}), fresh=False)


def links(mixer: Mixer) -> Iterator[WantedPost]:
    """The way to their room for those who signed up and are not there, once the rooms are; or to the lobby."""
    rooms = {room.number: room.channel_id for room in mixer.standing}
    if None in rooms.values():
        return
    absent = sorted((rooms.get(g.room) or mixer.lobby_id, g.user_id) for g in mixer.guests if g.absent and g.waiting)
    unnamed = Text("links.unnamed", {"title": mixer.title})
    if absent and not mixer.name_guests:
        yield WantedPost("links:0", mixer.channel_id, unnamed)
        for way in absent:
            yield from directly(mixer, "direct:link", way[1:], lambda _, way=way: _ways(mixer, [way]))
    elif absent:
        for part, some in enumerate(_parts(absent, MOST_LINKS)):
            yield calling(mixer, f"links:{part}", [user for _, user in some], _ways(mixer, some), unnamed)


def _ways(mixer: Mixer, absent: Sequence[tuple[int, int]]) -> Text:
    """To which room these people go: its channel, and who they are."""
    ways: dict[int, list[int]] = {}
    for place, user in absent:
        ways.setdefault(place, []).append(user)
    lines = tuple(
        Text("links.room", {"place": Place(place), "people": People(tuple(users))}) for place, users in ways.items()
    )
    return Text("links.head", {"title": mixer.title, "lines": lines})


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


def _moved_up(mixer: Mixer, signup: Signup) -> Iterator[WantedPost]:
    """Somebody has waited, and got a place."""
    who = signup.user_id
    key, unnamed = f"lucky:{who}:{int(signup.at.timestamp())}", Text("invitation.next_in_line", _facts(mixer))
    named = Text("invitation.moved_up", {"who": People((who,)), **_facts(mixer)})
    if mixer.name_guests:
        yield calling(mixer, key, [who], named, unnamed)
    else:
        yield WantedPost(key, mixer.channel_id, unnamed)
        yield from directly(mixer, f"direct:{key}", [who], lambda _: named)


def _moved(mixer: Mixer, now: datetime) -> Iterator[WantedPost]:
    """The new time, to those who signed up for the old one."""
    if mixer.moved_at is None or now >= mixer.moved_at + NEWS_STALE:
        return

    def text(to: Value) -> Text:
        return Text("invitation.moved", {**_facts(mixer), "people": to})

    key, ids = f"moved:{int(mixer.moved_at.timestamp())}", _since(mixer, mixer.moved_at)
    yield from _published(mixer, key, ids, text)
    if not mixer.name_guests:
        yield from directly(mixer, f"direct:{key}", ids, text)


def _reminders(mixer: Mixer, now: datetime) -> Iterator[WantedPost]:
    hour = int(mixer.opens_at.timestamp())
    for at, minutes in reminder_times(mixer):
        if not at <= now < min(at + REMINDER_STALE, mixer.opens_at):
            continue
        ids, facts = _since(mixer, at), _facts(mixer)
        yield from _published(
            mixer,
            f"remind:{minutes}:{hour}",
            ids,
            lambda to, key=f"remind.{minutes}", facts=facts: Text(key, {**facts, "people": to}),
        )
        direct = Text(f"remind.direct_{minutes}", facts)
        yield from directly(mixer, f"direct:{minutes}:{hour}", ids, lambda _, direct=direct: direct)


def _published(mixer: Mixer, key: str, ids: Sequence[int], text: Callable[[Value], Text]) -> Iterator[WantedPost]:
    """News in the channel: to these people by name where the server says who comes, else to all whom it concerns."""
    if mixer.name_guests:
        for part, some in enumerate(_parts(ids, MOST_AT_ONCE)):
            yield calling(mixer, f"{key}:{part}", some, text(People(tuple(some))), text(EVERYBODY))
    elif ids:
        yield WantedPost(f"{key}:0", mixer.channel_id, text(EVERYBODY))


def _since(mixer: Mixer, at: datetime) -> list[int]:
    """Those who come and had signed up by then: it is news to them."""
    return [signup.user_id for signup in mixer.coming if signup.at <= at]


def _parts(all_of_them: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """As many at a time as one post can call."""
    return (all_of_them[start : start + most] for start in range(0, len(all_of_them), most))
