"""What Discord shows of a mixer and the mixer does not know yet, as facts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from bot.core.lifecycle import scheduled_event
from bot.core.lifecycle.events import Event, Fewer, HostComes, SatDown
from bot.core.lifecycle.facts import (
    LOBBY,
    ROLES,
    Absent,
    Arrived,
    Broken,
    CategoryFound,
    CategoryLost,
    Emptied,
    Mended,
    RoomFound,
    RoomLost,
    StatusShown,
)
from bot.core.lifecycle.merging import A_PAIR
from bot.core.lifecycle.mixer import RESEND, Mixer
from bot.core.lifecycle.parts import Delivery, Post
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.signups import OPEN_FOR_SIGNUPS
from bot.core.lifecycle.snapshot import Channel, Snapshot
from bot.core.lifecycle.wanted_post import PostKind
from bot.core.posts.evening import wanted
from bot.core.times.recurrence import Repeat

BIRTH_BEFORE = timedelta(minutes=1)
"""How long before the saved intent a channel with our marks may seem to be born; Discord's clock is not ours."""
SEAT_KEPT = timedelta(minutes=5)
"""How long a seat is kept for somebody who does not come."""
GIVEN_UP = timedelta(days=1)
"""How long after the end a server is waited for that cannot be seen or tidied."""
GOODBYE_WAITED_FOR = timedelta(minutes=10)
"""How long after the last room a goodbye is worth waiting for."""


def strays(mixer: Mixer, seen: Snapshot, claimed: Collection[int] = ()) -> Iterator[tuple[int | None, Channel]]:
    """Channels that we created for this mixer without coming to record them: (room number or None, channel).

    A channel is known by everything at once: our mark, the name and parent we meant, and a birth after the saved
    intent. Where one is recorded already, a stray must be older, made by an attempt whose answer was lost: a younger
    one is somebody's clone of ours. One that any mixer has recorded (`claimed`) is no stray.
    """
    for channel in sorted(seen.channels.values(), key=lambda c: c.id):
        if not channel.marked or channel.id in claimed or channel.id in mixer.channel_ids:
            continue
        if channel.is_category:
            if channel.name == mixer.category_name and _meant(channel, mixer.category_tried_at, mixer.category_id):
                yield None, channel
        elif channel.parent_id is not None and channel.parent_id == mixer.category_id:
            for room in mixer.rooms:
                if channel.name == room.name and _meant(channel, room.tried_at, room.channel_id):
                    yield room.number, channel


def _meant(channel: Channel, tried_at: datetime | None, recorded: int | None) -> bool:
    if tried_at is None or channel.created_at < tried_at - BIRTH_BEFORE:
        return False
    return recorded is None or channel.id < recorded


def others_own(mixer: Mixer, others: Collection[Mixer], seen: Snapshot) -> frozenset[int]:
    """What belongs to other mixers of the server: recorded, or a channel just made for one that will record it next.

    Two evenings may have one title. A category neither has recorded is for the one that lacks one and meant it latest.
    """
    events = frozenset(other.event.id for other in others if other.event and other.event.id)
    recorded = events.union(*(other.channel_ids for other in others))

    def claim(contender: Mixer, category: Channel) -> tuple[bool, timedelta, str]:
        meant = contender.category_tried_at or category.created_at
        return contender.category_id is not None, abs(category.created_at - meant), contender.id

    return recorded | {
        channel.id
        for other in others
        for number, channel in strays(other, seen, recorded | mixer.channel_ids)
        if number is None and claim(other, channel) < claim(mixer, channel)
    }


def new_facts(mixer: Mixer, seen: Snapshot, now: datetime, claimed: Collection[int] = ()) -> Iterator[Event]:
    """The facts about a mixer that Discord shows and the mixer does not know yet."""
    if mixer.category_id is not None and mixer.category_id not in seen.channels:
        yield CategoryLost()
    for room in mixer.standing:
        if room.channel_id is not None and room.channel_id not in seen.channels:
            yield RoomLost(room.number)
    if mixer.phase is Phase.OPEN:
        yield from (RoomLost(r.number) for r in mixer.leaving if r.channel_id and r.channel_id not in seen.channels)
    yield from _bare(mixer, seen)
    if mixer.phase in {*OPEN_FOR_SIGNUPS, Phase.OPEN}:
        yield from _needed(mixer, seen)
    for number, channel in strays(mixer, seen, claimed):
        if number is None and mixer.category_id is None:
            yield CategoryFound(channel.id)
        elif number is not None and (room := mixer.room(number)) and room.channel_id is None:
            yield RoomFound(number, channel.id)
    channels = {room.number: room.channel_id for room in mixer.standing if room.channel_id}
    for guest in mixer.guests:
        place = seen.people.get(guest.user_id)
        if guest.waiting and place is not None and place == channels.get(guest.room):
            yield Arrived(guest.user_id)
    yield from scheduled_event.changes(mixer, seen.events, claimed)
    if mixer.phase is Phase.OPEN and mixer.assembly is None:
        yield from _answered(mixer, seen)
        yield from _absent(mixer, seen, now)
        yield from _sat_down(mixer, seen, now)
        yield from _fewer(mixer, seen)
    if mixer.phase is Phase.CLOSING and _all_gone(mixer, seen, now, claimed):
        yield Emptied()


def _needed(mixer: Mixer, seen: Snapshot) -> Iterator[Event]:
    """What people have deleted that the evening cannot do without, and what is there again."""
    roles_there = seen.known_roles is None or seen.known_roles.issuperset(mixer.for_roles)
    for what, there in ((LOBBY, mixer.lobby_id in seen.channels), (ROLES, roles_there)):
        if there == (what in mixer.broken):
            yield Mended(what) if there else Broken(what)


def _bare(mixer: Mixer, seen: Snapshot) -> Iterator[Event]:
    """Rooms whose status line is gone, and is missed by somebody."""
    for room in mixer.standing:
        channel = seen.channels.get(room.channel_id or 0)
        if channel is not None and channel.bare and room.status is not None and seen.inside(channel.id):
            yield StatusShown(room.number, None)


def _answered(mixer: Mixer, seen: Snapshot) -> Iterator[Event]:
    """Rooms that called for a host, and have one with them who did not sit there anyway."""
    for room in mixer.standing:
        its = {guest.user_id for guest in mixer.guests if guest.room == room.number}
        here = set(room.call.chain) & set(seen.inside(room.channel_id)) - its
        if room.call.at is not None and not room.call.answered and here:
            yield HostComes(room.number)


def _absent(mixer: Mixer, seen: Snapshot, now: datetime) -> Iterator[Event]:
    """Guests who have not come: their places are free for others, and for them if they come after all."""
    there = {room.number for room in mixer.standing if room.channel_id is not None}
    for guest in mixer.guests:
        if guest.room not in there and guest.room:
            continue
        since = max(guest.asked_at or mixer.opens_at, mixer.round_at or mixer.opens_at)
        here = seen.room_of(mixer, guest.user_id) or seen.comes(mixer, guest, now)
        if guest.waiting and now - since >= SEAT_KEPT and not here:
            yield Absent(guest.user_id)


def _fewer(mixer: Mixer, seen: Snapshot) -> Iterator[Event]:
    """Rooms in which one or two are left, and those that have company again; none while people are brought there.

    A host or a helper who is there is company, too.
    """
    for room in mixer.standing:
        its = [guest for guest in mixer.guests if guest.room == room.number]
        if room.channel_id is None or any(seen.moves(mixer, guest) for guest in its):
            continue
        inside = 0 if seen.visited(mixer, room) else len(seen.guests_inside(mixer, room))
        left = inside if inside == 1 or (inside == A_PAIR and len(mixer.guests) > A_PAIR) else 0
        if left != room.smallness.count:
            yield Fewer(room.number, left)


def _sat_down(mixer: Mixer, seen: Snapshot, now: datetime) -> Iterator[Event]:
    """Guests who have been for a while in another room than theirs; of others more must be known first."""
    for user, number, at in seen.sitting_down(mixer):
        if now >= at and mixer.guest(user):
            yield SatDown(user, number)


def newcomers(mixer: Mixer, seen: Snapshot, now: datetime) -> Iterator[tuple[int, int]]:
    """Who has been for a while in a room of ours without being a guest, and in which."""
    for user, number, at in seen.sitting_down(mixer):
        if now >= at and mixer.guest(user) is None:
            yield user, number


def returned(mixer: Mixer, seen: Snapshot) -> Iterator[int]:
    """Guests without a seat who are back, or here at last: in one of our rooms, or in the lobby for the first time."""
    for guest in mixer.guests:
        in_lobby = guest.waiting and seen.people.get(guest.user_id) == mixer.lobby_id
        if not guest.room and (in_lobby or seen.room_of(mixer, guest.user_id)):
            yield guest.user_id


def abandoned(mixer: Mixer, now: datetime) -> bool:
    """The server has not been seen for a day after the end: the bot was thrown out, and nothing can be tidied."""
    return mixer.phase is Phase.CLOSING and now >= mixer.patience_ends + GIVEN_UP


def borrowed(mixer: Mixer, seen: Snapshot) -> bool:
    """Somebody put a channel of their own into the mixer's category, so it is no longer ours to delete."""
    return any(
        channel.parent_id == mixer.category_id and id not in mixer.channel_ids for id, channel in seen.channels.items()
    )


def _all_gone(mixer: Mixer, seen: Snapshot, now: datetime, claimed: Collection[int]) -> bool:
    left = {id for id in mixer.channel_ids if id in seen.channels}
    if mixer.repeat is not Repeat.ONCE and not mixer.next_planned:
        return False
    if not scheduled_event.settled(mixer) and now < mixer.patience_ends + (
        GOODBYE_WAITED_FOR if mixer.missing_permissions else GIVEN_UP
    ):
        return False
    if any(strays(mixer, seen, claimed)) or left - {mixer.category_id} or (left and not borrowed(mixer, seen)):
        return False
    return _all_said(mixer, now)


def _on_its_way(post: Post, now: datetime) -> bool:
    return post.delivery is Delivery.TRIED and now - post.tried_at <= RESEND


def _all_said(mixer: Mixer, now: datetime) -> bool:
    """The goodbye is out and no old Join button is left; a server that does not let us speak is not waited for."""
    if mixer.missing_permissions and now >= mixer.patience_ends + GOODBYE_WAITED_FOR:
        return True
    wishes = list(wanted(mixer, now))
    goodbyes = [mixer.posts.get(want.key) for want in wishes if want.key.kind == PostKind.GOODBYE]
    if not goodbyes or not all(post and not _on_its_way(post, now) for post in goodbyes):
        return False
    shown = ((mixer.posts.get(want.key), want.text.digest) for want in wishes)
    old = any(post and post.delivery is Delivery.SENT and post.shown != digest for post, digest in shown)
    return not old or now >= mixer.patience_ends
