"""What stands written before the hour: the invitation, reminders, the lobby's welcome, and the way to one's room."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Signup
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.signups import whom
from bot.core.lifecycle.wanted_post import PostKey, PostKind, WantedPost
from bot.core.posts import words
from bot.core.posts.calling import EVERYBODY, calling, directly, parts, published
from bot.core.posts.head_count import people
from bot.core.text import Button, Link, Moment, People, Place, Text, Value

CARD_BUTTONS: tuple[Button, ...] = ("join", "cant", "what")
"""What can be pressed below an invitation."""
REMINDERS = (24 * 60, 15)
"""Minutes before the hour at which people are reminded."""
LOOKED_BEFORE = timedelta(minutes=1)
"""How long before people are reminded or seated it is asked who is still there, so that others have moved up."""
REMINDER_STALE = timedelta(hours=2)
"""How late a reminder can be if the bot was away, as long as it is before the hour: tomorrow must still be tomorrow."""
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
CALLS = frozenset({PostKind.WORD, PostKind.REMIND, PostKind.MOVED, PostKind.LUCKY, PostKind.LINKS})
"""The posts that call people by name, where the server says who comes."""
EVERYBODY_INTERESTED = Text("invitation.everybody_interested")
"""Those whom a reminder is for where some have only pressed Interested."""
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


def looks(mixer: Mixer) -> Iterator[datetime]:
    """When it is asked who is a member still: as it is announced, before each reminder, and before the hour."""
    if mixer.announce_at is not None:
        before = (at for at, _ in reminder_times(mixer))
        yield from (mixer.announce_at, *(at - LOOKED_BEFORE for at in (*before, mixer.opens_at)))


def before_the_hour(mixer: Mixer, *, ears: bool = False) -> Iterator[WantedPost]:
    """Everything that should stand written while people can sign up; `ears` may come into its rooms."""
    if mixer.announce_at is not None:
        yield from (want.between(mixer.announce_at) for want in _announced(mixer, ears=ears))
        yield from _reminders(mixer)


def _announced(mixer: Mixer, *, ears: bool) -> Iterator[WantedPost]:
    called = mixer.for_roles if mixer.calls_roles else ()
    card = Text("invitation.card", described(mixer, ears=ears), CARD_BUTTONS, roles=called)
    yield WantedPost(PostKind.ANNOUNCEMENT.key(), mixer.channel_id, card)
    for signup in mixer.coming:
        if signup.moved_up:
            yield from _moved_up(mixer, signup)
    yield from _moved(mixer)
    yield from words.before_the_hour(mixer)
    if mixer.phase is Phase.GATHERING and mixer.lobby_id != mixer.channel_id:
        waits, key = mixer.opens_at + OPENING_TAKES, PostKind.LOBBY.key()
        yield WantedPost(key, mixer.lobby_id, Text("lobby.gathering", _facts(mixer)), until=waits)
        kept = mixer.capacity is not None and bool(mixer.coming)
        facts = {**_facts(mixer), "until": Moment(waits_until(mixer), relative=True)} if kept else _facts(mixer)
        waiting = Text("lobby.waiting_places" if kept else "lobby.waiting", facts)
        yield WantedPost(key, mixer.lobby_id, waiting, since=waits)


def described(mixer: Mixer, *, ears: bool = False) -> dict[str, Value]:
    """What an invitation says; before anybody signs up they read who else sees it, and whether `ears` may come in."""
    lines = [Text("invitation.description", {"text": mixer.description})] if mixer.description else []
    lines.append(Text("invitation.host", {"who": People((mixer.host_id,))}))
    if mixer.common_ground:
        lines.append(Text("invitation.ground", {"ground": mixer.common_ground}))
    if mixer.for_roles:
        lines.append(Text("invitation.whom", {"roles": whom(mixer)}))
    if mixer.rounds > 1:
        lines.append(Text("invitation.rounds", {"rounds": mixer.rounds}))
    lines += said_before(mixer, ears=ears)
    lines.append(Text("invitation.how", {"lobby": Place(mixer.lobby_id)}))
    if liked := interested(mixer):
        lines.append(Text("invitation.interested", {"people": people(liked)}))
    picture = [Text("invitation.picture", {"picture": Link(mixer.picture)})] if mixer.picture else []
    return {**_facts(mixer), "lines": (*lines, _counted(mixer), *_named(mixer), *picture)}


def interested(mixer: Mixer) -> int:
    """How many have pressed Interested in Discord's own calendar, which gives nobody a place."""
    return mixer.event.interested if mixer.event else 0


def _counted(mixer: Mixer) -> Text:
    """How many come and wait, in words where they are few."""
    waiting = len(mixer.signups) - len(mixer.coming)
    counts: dict[str, Value] = {"people": people(len(mixer.coming)), "waiting": people(waiting)}
    if mixer.capacity is None:
        return Text("invitation.coming" if mixer.coming else "invitation.first", counts)
    values: dict[str, Value] = {**counts, "capacity": mixer.capacity}
    if len(mixer.coming) >= mixer.capacity:
        return Text("invitation.full" if waiting else "invitation.full_now", values)
    return Text("invitation.places" if mixer.coming else "invitation.places_first", values)


def said_before(mixer: Mixer, *, ears: bool) -> list[Text]:
    """What somebody should know before they sign up: what others will see of it, and whether an ear may come in."""
    shown = Text("invitation.naming" if mixer.name_guests else "invitation.unnamed")
    return [Text("invitation.ear"), shown] if ears else [shown]


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
        for part, some in enumerate(parts(absent, MOST_LINKS)):
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
    named, more = People(ids[:MOST_NAMED]), len(ids) - MOST_NAMED
    if more > 0:
        yield Text("invitation.named_more", {"people": named, "more": more})
    else:
        yield Text("invitation.named", {"people": named})


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

    news = published(mixer, PostKind.MOVED.key(at), ids, text)
    direct = () if mixer.name_guests else directly(mixer, PostKind.DIRECT.key("moved", at), ids, text)
    yield from (replace(want, since=mixer.moved_at, until=until) for want in (*news, *direct))


def _reminders(mixer: Mixer) -> Iterator[WantedPost]:
    hour = int(mixer.opens_at.timestamp())
    for at, minutes in reminder_times(mixer):
        ids, facts = _since(mixer, at), {**_facts(mixer), "card": _way_back(mixer)}
        until, direct = min(at + REMINDER_STALE, mixer.opens_at), Text(f"remind.direct_{minutes}", facts)
        news = published(
            mixer,
            PostKind.REMIND.key(minutes, hour),
            ids,
            everybody=EVERYBODY_INTERESTED if interested(mixer) else EVERYBODY,
            text=lambda to, key=f"remind.{minutes}", facts=facts: Text(key, {**facts, "people": to}, ("cant",)),
        )
        told = directly(mixer, PostKind.DIRECT.key(minutes, hour), ids, lambda _, direct=direct: direct)
        yield from (replace(want, since=at, until=until) for want in (*news, *told))


def _way_back(mixer: Mixer) -> Text:
    """Where the invitation stands, as a link if that is known."""
    post = mixer.posts.get(PostKind.ANNOUNCEMENT.key())
    if post is None or post.message_id is None:
        return Text("invitation.above")
    address = f"https://discord.com/channels/{mixer.guild_id}/{post.channel_id}/{post.message_id}"
    return Text("invitation.linked", {"card": Link(address)})


def _since(mixer: Mixer, at: datetime) -> list[int]:
    """Those who come and had signed up by then: it is news to them."""
    return [signup.user_id for signup in mixer.coming if signup.at <= at]
