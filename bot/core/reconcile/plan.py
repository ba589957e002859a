"""The difference between what a mixer wants and what Discord shows, as acts that may each be done twice.

Acts of one lane are done one after another in the order given; lanes go on side by side.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from bot.core.lifecycle import closing, host_calls, scheduled_event
from bot.core.lifecycle.apply_talk import on_show
from bot.core.lifecycle.mixer import LONGEST_CLOSING, RESEND, Mixer
from bot.core.lifecycle.parts import Delivery, Guest, Post
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.lifecycle.wanted_post import WantedPost
from bot.core.posts.board import wanted_board
from bot.core.posts.evening import wanted
from bot.core.reconcile.acts import (
    MOVE,
    Act,
    Admit,
    Bring,
    LockOut,
    OpenCategory,
    OpenRoom,
    PutOut,
    Remove,
    Reword,
    Say,
    SendHome,
    ShowStatus,
)
from bot.core.reconcile.observe import borrowed, strays
from bot.core.text import Question


def plan(mixer: Mixer, seen: Snapshot, now: datetime, claimed: Collection[int] = ()) -> Iterator[Act]:
    """What to do now, most urgent first within each lane."""
    yield from _shut(mixer, seen)
    if mixer.phase is Phase.OPEN:
        yield from _build(mixer)
        yield from _bring(mixer, seen, now)
        yield from _call_in(mixer, seen)
        yield from _empty(mixer, seen, now)
        for number, channel in strays(mixer, seen, claimed):
            room = mixer.room(number) if number is not None else None
            # A second one is too many; the first has only not been recorded yet.
            if (room.channel_id if room else mixer.category_id) is not None:
                yield Remove(channel.id)
    elif mixer.phase is Phase.CLOSING:
        yield from _clear(mixer, seen, now, claimed)
    if not mixer.finished:
        yield from scheduled_event.acts(mixer, now)
        for want in (*wanted(mixer, now, ears=seen.ears), *wanted_board(mixer, seen, now)):
            yield from _write(mixer, want, seen, now)


def _build(mixer: Mixer) -> Iterator[Act]:
    missing = [room for room in mixer.standing if room.channel_id is None]
    if missing and mixer.category_id is None:
        yield OpenCategory(mixer.category_name)
    elif mixer.category_id is not None:
        for room in missing:
            members = {guest.user_id for guest in mixer.guests if _enters(guest, room.number)} | {mixer.host_id}
            yield OpenRoom(room.number, room.name, mixer.category_id, tuple(sorted(members)))
    for room in mixer.standing:
        question, own = on_show(mixer, room)
        if room.channel_id is not None and room.status != question:
            yield ShowStatus(room.number, room.channel_id, Question(question, mixer.common_ground, own))


def _shut(mixer: Mixer, seen: Snapshot) -> Iterator[Act]:
    """Who was taken out is nowhere in our rooms, and no room lets them in, whoever moves them there.

    The same holds for who may not come any more; they are brought to the lobby, as they have done nothing.
    """
    lobby = mixer.lobby_id if mixer.lobby_id in seen.channels else None
    for channel in filter(None, (seen.channels.get(room.channel_id or 0) for room in mixer.rooms)):
        for user in (*mixer.shut_out, *mixer.uninvited):
            if user in (channel.admits or ()):
                yield LockOut(user, channel.id)
            if seen.people.get(user) == channel.id:
                gently = lobby is not None and user not in mixer.shut_out
                yield SendHome(user, channel.id, lobby or 0) if gently else PutOut(user, channel.id)


def _call_in(mixer: Mixer, seen: Snapshot) -> Iterator[Act]:
    """Everybody to the lobby, while they are called together."""
    if mixer.assembly is not None and mixer.lobby_id in seen.channels:
        for room in mixer.standing:
            yield from (SendHome(user, room.channel_id or 0, mixer.lobby_id) for user in seen.inside(room.channel_id))


def _enters(guest: Guest, number: int) -> bool:
    """Whether a guest is let into a room by the request that creates it: in any round, so that later none is needed."""
    return number in guest.admitted_to or (number == guest.room and guest.admitted)


def _bring(mixer: Mixer, seen: Snapshot, now: datetime) -> Iterator[Act]:
    """Room by room, so that the first can begin to talk while the others fill; nobody who could not speak there."""
    for room in mixer.standing:
        if room.channel_id is not None:
            yield from (Admit(user, room.number, room.channel_id) for user in host_calls.locked_out(mixer, room))
        for guest in mixer.guests:
            if guest.room != room.number or room.channel_id is None:
                continue
            place = seen.people.get(guest.user_id)
            if not guest.admitted or _shut_out(mixer, seen, guest, room.channel_id, now):
                yield Admit(guest.user_id, room.number, room.channel_id)
            elif place is not None and seen.moves(mixer, guest):
                yield Bring(guest.user_id, place, room.channel_id)


def _shut_out(mixer: Mixer, seen: Snapshot, guest: Guest, channel_id: int, now: datetime) -> bool:
    """Whether a guest on the way is let in no more: Discord forgets the overwrites of whoever leaves the server."""
    channel = seen.channels.get(channel_id)
    if channel is None or channel.admits is None or guest.user_id in channel.admits:
        return False
    return seen.comes(mixer, guest, now)


def _clear(mixer: Mixer, seen: Snapshot, now: datetime, claimed: Collection[int]) -> Iterator[Act]:
    """Everyone home, then the rooms, then the category unless somebody put a channel of their own into it."""
    unrecorded = list(strays(mixer, seen, claimed))
    yield from _empty(mixer, seen, now)
    found = [channel.id for number, channel in unrecorded if number is not None]
    for room_id in found:
        yield from _empty_room(mixer, room_id, seen, late=now >= mixer.patience_ends)
    if not found and not any(room.channel_id in seen.channels for room in mixer.leaving):
        yield from (Remove(channel.id) for _, channel in unrecorded)
        if mixer.category_id in seen.channels and mixer.category_id and not borrowed(mixer, seen):
            yield Remove(mixer.category_id)


def _empty(mixer: Mixer, seen: Snapshot, now: datetime) -> Iterator[Act]:
    """Everyone home from the rooms whose time is over, and then the rooms."""
    for room in mixer.leaving:
        at = closing.closed_at(mixer, room) or now
        if room.channel_id in seen.channels and room.channel_id and not closing.held(mixer, room, now):
            yield from _empty_room(mixer, room.channel_id, seen, late=now >= at + LONGEST_CLOSING)


def _empty_room(mixer: Mixer, room_id: int, seen: Snapshot, *, late: bool) -> Iterator[Act]:
    lobby, inside = seen.channels.get(mixer.lobby_id), seen.inside(room_id)
    if lobby is not None:
        yield from (SendHome(user_id, room_id, lobby.id) for user_id in inside)
    if not inside or lobby is None:
        yield Remove(room_id)
    elif late:
        # After the moves, so that after a long sleep too everyone is brought home before their room goes.
        yield Remove(room_id, lane=MOVE)


def _write(mixer: Mixer, want: WantedPost, seen: Snapshot, now: datetime) -> Iterator[Act]:
    post = mixer.posts.get(want.key)
    if post is None or post.delivery is Delivery.TRIED:
        if want.fresh and (post is None or _may_send_again(post, seen, now)):
            yield Say(want.key, want.channel_id, want.text, want.to, want.pressing)
    elif post.delivery is Delivery.SENT and post.message_id and not want.to and post.shown != want.text.digest:
        yield Reword(want.key, post.channel_id, post.message_id, want.text, want.pressing)


def _may_send_again(post: Post, seen: Snapshot, now: datetime) -> bool:
    """A post that was tried may be there. Within the nonce's memory, or in a channel still blank, sending is safe."""
    channel = seen.channels.get(post.channel_id)
    return now - post.tried_at <= RESEND or (channel is not None and channel.blank)
