"""What stands written before the hour: the invitation, reminders, the lobby's welcome, and the way to one's room."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeVar

from bot.core.lifecycle.mixer import Mixer, Phase
from bot.core.lifecycle.parts import Delivery, Signup
from bot.core.lifecycle.signups import whom
from bot.core.lifecycle.wanted_post import PostKey, PostKind, WantedPost
from bot.core.text import Button, Moment, People, Place, Text, Value

T = TypeVar("T")
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
CALLS = frozenset({PostKind.REMIND, PostKind.MOVED, PostKind.LUCKY, PostKind.LINKS})
"""The posts that call people by name, where the server says who comes."""
EVERYBODY = Text("invitation.everybody")
"""Those whom a post is for, where nobody is named."""
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


def before_the_hour(mixer: Mixer, *, ears: bool = False) -> Iterator[WantedPost]:
    """Everything that should stand written while people can sign up; `ears` may come into its rooms."""
    if mixer.announce_at is not None:
        yield from (want.between(mixer.announce_at) for want in _announced(mixer, ears=ears))
        yield from _reminders(mixer)


def _announced(mixer: Mixer, *, ears: bool) -> Iterator[WantedPost]:
    card = Text("invitation.card", described(mixer, ears=ears), CARD_BUTTONS)
    yield WantedPost(PostKind.ANNOUNCEMENT.key(), mixer.channel_id, card)
    for signup in mixer.coming:
        if signup.moved_up:
            yield from _moved_up(mixer, signup)
    yield from _moved(mixer)
    if mixer.phase is Phase.GATHERING and mixer.lobby_id != mixer.channel_id:
        waits, key = mixer.opens_at + OPENING_TAKES, PostKind.LOBBY.key()
        yield WantedPost(key, mixer.lobby_id, Text("lobby.gathering", _facts(mixer)), until=waits)
        kept = mixer.capacity is not None and bool(mixer.coming)
        facts = {**_facts(mixer), "until": Moment(waits_until(mixer), relative=True)} if kept else _facts(mixer)
        waiting = Text("lobby.waiting_places" if kept else "lobby.waiting", facts)
        yield WantedPost(key, mixer.lobby_id, waiting, since=waits)


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


def calling(mixer: Mixer, key: PostKey, called: Sequence[int], named: Text, unnamed: Text) -> WantedPost:
    """A post that calls people by name and, once it is out, names nobody: later nobody sees who has left the list."""
    post = mixer.posts.get(key)
    out = post is not None and post.delivery is Delivery.SENT
    return WantedPost(key, mixer.channel_id, unnamed if out else replace(named, pings=tuple(called)))


def directly(mixer: Mixer, key: PostKey, ids: Collection[int], text: Callable[[People], Text]) -> Iterator[WantedPost]:
    """A text to each of these people who wants direct messages, which nobody else sees."""
    for signup in mixer.signups:
        if signup.remind and signup.user_id in ids:
            own = replace(key, parts=(*key.parts, str(signup.user_id)))
            yield WantedPost(own, 0, text(People((signup.user_id,))), to=signup.user_id)


def tidied(mixer: Mixer, standing: Collection[PostKey]) -> Iterator[WantedPost]:
    """What called people by name and is over, but for what is `standing`: should a name have stayed, it goes now."""
    for key, post in mixer.posts.items():
        if mixer.name_guests and key.kind in CALLS and key not in standing:
            yield WantedPost(key, post.channel_id, Text("invitation.tidied", {"title": mixer.title}), fresh=False)


def links(mixer: Mixer) -> Iterator[WantedPost]:
    """The way to their room for those who signed up and are not there, once the rooms are; or to the lobby."""
    rooms = {room.number: room.channel_id for room in mixer.standing}
    if None in rooms.values():
        return
    absent = sorted((rooms.get(g.room) or mixer.lobby_id, g.user_id) for g in mixer.guests if g.absent and g.waiting)
    unnamed = Text("links.unnamed", {"title": mixer.title})
    if absent and not mixer.name_guests:
        yield WantedPost(PostKind.LINKS.key(0), mixer.channel_id, unnamed)
        for way in absent:
            direct = PostKind.DIRECT.key("link")
            yield from directly(mixer, direct, way[1:], lambda _, way=way: _ways(mixer, [way]))
    elif absent:
        for part, some in enumerate(_parts(absent, MOST_LINKS)):
            called = [user for _, user in some]
            yield calling(mixer, PostKind.LINKS.key(part), called, _ways(mixer, some), unnamed)


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
    who, at = signup.user_id, int(signup.at.timestamp())
    key, unnamed = PostKind.LUCKY.key(who, at), Text("invitation.next_in_line", _facts(mixer))
    named = Text("invitation.moved_up", {"who": People((who,)), **_facts(mixer)})
    if mixer.name_guests:
        yield calling(mixer, key, [who], named, unnamed)
    else:
        yield WantedPost(key, mixer.channel_id, unnamed)
        yield from directly(mixer, PostKind.DIRECT.key("lucky", at), [who], lambda _: named)


def _moved(mixer: Mixer) -> Iterator[WantedPost]:
    """The new time, to those who signed up for the old one."""
    if mixer.moved_at is None:
        return
    at, until, ids = int(mixer.moved_at.timestamp()), mixer.moved_at + NEWS_STALE, _since(mixer, mixer.moved_at)

    def text(to: Value) -> Text:
        return Text("invitation.moved", {**_facts(mixer), "people": to})

    news = _published(mixer, PostKind.MOVED.key(at), ids, text)
    direct = () if mixer.name_guests else directly(mixer, PostKind.DIRECT.key("moved", at), ids, text)
    yield from (replace(want, until=until) for want in (*news, *direct))


def _reminders(mixer: Mixer) -> Iterator[WantedPost]:
    hour = int(mixer.opens_at.timestamp())
    for at, minutes in reminder_times(mixer):
        until, direct = min(at + REMINDER_STALE, mixer.opens_at), Text(f"remind.direct_{minutes}", _facts(mixer))
        ids, facts = _since(mixer, at), _facts(mixer)
        news = _published(
            mixer,
            PostKind.REMIND.key(minutes, hour),
            ids,
            lambda to, key=f"remind.{minutes}", facts=facts: Text(key, {**facts, "people": to}),
        )
        told = directly(mixer, PostKind.DIRECT.key(minutes, hour), ids, lambda _, direct=direct: direct)
        yield from (replace(want, since=at, until=until) for want in (*news, *told))


def _published(mixer: Mixer, key: PostKey, ids: Sequence[int], text: Callable[[Value], Text]) -> Iterator[WantedPost]:
    """News in the channel: to these people by name where the server says who comes, else to all whom it concerns."""
    if mixer.name_guests:
        for part, some in enumerate(_parts(ids, MOST_AT_ONCE)):
            own = replace(key, parts=(*key.parts, str(part)))
            yield calling(mixer, own, some, text(People(tuple(some))), text(EVERYBODY))
    elif ids:
        yield WantedPost(replace(key, parts=(*key.parts, "0")), mixer.channel_id, text(EVERYBODY))


def _since(mixer: Mixer, at: datetime) -> list[int]:
    """Those who come and had signed up by then: it is news to them."""
    return [signup.user_id for signup in mixer.coming if signup.at <= at]


def _parts(all_of_them: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """As many at a time as one post can call."""
    return (all_of_them[start : start + most] for start in range(0, len(all_of_them), most))
