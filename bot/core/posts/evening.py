"""The script of the evening: what should stand written where, given a mixer and the time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.core.afterwards.farewell import took_place
from bot.core.lifecycle import closing, host_calls, rounds
from bot.core.lifecycle.apply_talk import ASKED, asking_key
from bot.core.lifecycle.facts import REFUSED, TWO_FACTOR
from bot.core.lifecycle.mixer import Ending, Mixer, Phase
from bot.core.lifecycle.parts import Guest, Room
from bot.core.posts import invitation
from bot.core.text import Button, Moment, People, Phrase, Place, Question, Text, Value, WantedPost
from bot.core.times.recurrence import Repeat

SIGNS = (10, 5, 1)
CLOSING_ROUND = 5
"""The sign that comes with a question to end on."""
MINUTE = timedelta(minutes=1)
NOTICE_STALE = timedelta(minutes=2)
"""What all rooms are told because of a host, later than this, is left out where it could not be posted."""
SIGN_STALE = timedelta(seconds=45)
"""A sign later than this is left out; the countdown in the room is right anyway."""


TALK_BUTTONS: tuple[Button, ...] = ("topic", "hush", "call")
INTRODUCTIONS = 700
"""Characters for what people say about themselves; escaped they may double, and a message has 2,000."""
CONTENT: tuple[Button, ...] = ("content",)
OTHER_HINDRANCES = {TWO_FACTOR: "mixer.two_factor", REFUSED: "mixer.refused", "view_channel": "mixer.unseen"}
"""What is said where no permission is missing, or one that a role alone does not give."""
AFTERWARDS_BUTTONS: tuple[Button, ...] = ("touch", "feedback")


def signs(mixer: Mixer) -> Iterator[tuple[datetime, int]]:
    """When the end is announced, and how many minutes it is away then. A short mixer has fewer signs."""
    for minutes in SIGNS:
        before = timedelta(minutes=minutes)
        if before < (mixer.closes_at - mixer.opens_at) / 2:
            yield mixer.closes_at - before, minutes


def wanted(mixer: Mixer, now: datetime) -> Iterator[WantedPost]:
    """Everything that should stand written now, but for the host's board in the hour, which shows what is seen."""
    if mixer.phase in {Phase.SCHEDULED, Phase.GATHERING}:
        yield from invitation.before_the_hour(mixer, now)
    elif mixer.phase is Phase.OPEN:
        yield from invitation.links(mixer)
        for room in mixer.standing:
            if room.channel_id is not None:
                yield from _in_room(mixer, room, room.channel_id, now)
        for room in mixer.rooms:
            if room.lost and room.over_at is None and now < mixer.last_call:
                yield WantedPost(
                    f"lost:{room.number}", mixer.channel_id, Text("mixer.room_lost", {"room": room.name}, ("join",))
                )
        yield from _cards(mixer, "open" if now < mixer.last_call else "late", fresh=now < mixer.last_call)
    elif mixer.phase is Phase.CLOSING and mixer.ending is not None:
        if mixer.repeat is Repeat.ONCE or mixer.next_planned:
            yield from _goodbyes(mixer, mixer.ending)
        yield from _cards(mixer, "over", fresh=False)
        yield WantedPost("board", mixer.channel_id, Text("board.over", {"title": mixer.title}), fresh=False)
    if mixer.handed_over and mixer.phase is not Phase.CLOSING:
        told = Text("hand_over.told", {"host": People((mixer.host_id,)), "title": mixer.title}, pings=(mixer.host_id,))
        yield WantedPost(f"handed:{mixer.handed_over}", mixer.channel_id, told)
    for permission in sorted(mixer.missing_permissions):
        values = {
            "host": People((mixer.host_id,)),
            "title": mixer.title,
            "permission": Phrase((f"permission.{permission}",)),
        }
        text = OTHER_HINDRANCES.get(permission, "mixer.missing")
        yield WantedPost(f"missing:{permission}", mixer.channel_id, Text(text, values, pings=(mixer.host_id,)))


def _goodbyes(mixer: Mixer, ending: Ending) -> Iterator[WantedPost]:
    """One goodbye; of an evening that is called off those are told who would have come for nothing."""
    buttons = AFTERWARDS_BUTTONS if took_place(mixer) else ()
    goodbye = Text(f"goodbye.{ending}", {"title": mixer.title}, buttons)
    if mixer.next_at is not None:
        goodbye = Text("goodbye.next", {"goodbye": goodbye, "at": Moment(mixer.next_at, full=True)}, buttons)
    signed_up = mixer.signups if ending is Ending.CANCELLED else ()
    if not signed_up:
        yield WantedPost("goodbye", mixer.channel_id, goodbye)
    for start in range(0, len(signed_up), invitation.MOST_AT_ONCE):
        ids = tuple(signup.user_id for signup in signed_up[start : start + invitation.MOST_AT_ONCE])
        told = Text("invitation.called_off", {"goodbye": goodbye, "people": People(ids)}, buttons, pings=ids)
        yield WantedPost(f"goodbye:{start}" if start else "goodbye", mixer.channel_id, told)


def _in_room(mixer: Mixer, room: Room, channel_id: int, now: datetime) -> Iterator[WantedPost]:
    end = Moment(closing.ends_at(mixer, room), relative=True)
    question = Question(room.question, mixer.common_ground)
    if seated := [guest for guest in mixer.guests if guest.room == room.number]:
        key, people = _introduced(seated)
        welcome = Text(key, {"people": people, "question": question, "end": end}, TALK_BUTTONS, room.number)
        nth = f"{mixer.round}:" if mixer.round > 1 else ""
        yield WantedPost(f"welcome:{nth}{room.number}", channel_id, welcome)
    yield from _of_company(mixer, room, channel_id)
    if (change := rounds.change_at(mixer)) is not None and change - rounds.warning_of(mixer) <= now < change:
        key = f"change:{mixer.round}:{room.number}"
        yield WantedPost(key, channel_id, Text("room.change", {"at": Moment(change, relative=True)}))
    if room.listened:
        yield WantedPost(f"ear:{room.number}", channel_id, Text("room.ear", buttons=("unheard",), place=room.number))
    for asking in room.askings:
        question = Question(asking.question, mixer.common_ground, asking.own)
        text = Text("room.ask", {"question": question}, TALK_BUTTONS, room.number)
        yield WantedPost(asking_key(room.number, asking.nth), channel_id, text, fresh=now - asking.at <= ASKED)
    yield from host_calls.posts(mixer, room, channel_id, now)
    yield from _of_landing(mixer, room, channel_id, now)
    yield from _of_host(mixer, room, channel_id, now)
    counting = closing.to_count(mixer, now)  # whether a room stays is told first
    for at, minutes in signs(mixer):
        if at <= now < at + SIGN_STALE and not (room.stays and not mixer.stayed) and room not in counting:
            key = f"sign:{minutes}:{int(mixer.closes_at.timestamp())}:{room.number}"
            yield WantedPost(key, channel_id, _sign(mixer, room, minutes, key))


def _of_landing(mixer: Mixer, room: Room, channel_id: int, now: datetime) -> Iterator[WantedPost]:
    """The secret vote, and what the room learns of it: that it stays, or nothing at all."""
    more: dict[str, Value] = {"more": int(closing.EXTRA_TIME / MINUTE)}
    if closing.voting(mixer, room, now):
        # By the end it is about: where a host gives more time meanwhile, the vote begins anew.
        key = f"ballot:{int(mixer.closes_at.timestamp())}:{room.number}"
        yield WantedPost(key, channel_id, Text("room.ballot", more, ("ballot",), room.number))
    if room.stays and not mixer.stayed:
        yield WantedPost(f"stay:{room.number}", channel_id, Text("room.stays", more))


def _of_host(mixer: Mixer, room: Room, channel_id: int, now: datetime) -> Iterator[WantedPost]:
    """The host's words, and a sentence each time there is more time: a countdown that changes is easily missed."""
    for number, notice in enumerate(mixer.notices):
        if now - notice.at >= NOTICE_STALE:
            continue
        key, text = "notice", Text("room.notice", {"text": notice.text})
        if notice.end is not None:
            end = Moment(closing.ends_at(mixer, room, notice.end), relative=True)
            key, text = "extended", Text("room.extended", {"end": end})
        yield WantedPost(f"{key}:{number}:{room.number}", channel_id, text)


def _sign(mixer: Mixer, room: Room, minutes: int, key: str) -> Text:
    end = Moment(mixer.closes_at, relative=True)
    if minutes == CLOSING_ROUND and _had_its_last_round(mixer, room, key):
        return Text("room.nearly_over", {"end": end})
    if minutes == CLOSING_ROUND and room.closing:
        return Text("room.closing_round", {"end": end, "question": Question(room.closing, mixer.common_ground)})
    return Text(f"room.sign_{minutes}", {"end": end})


def _had_its_last_round(mixer: Mixer, room: Room, key: str) -> bool:
    """Whether a room has been asked what to end on before, towards an end that was put off: nobody asks that twice."""
    asked = (k for k in mixer.posts if k.startswith(f"sign:{CLOSING_ROUND}:") and k.endswith(f":{room.number}"))
    return any(other != key for other in asked)


def _introduced(guests: Sequence[Guest]) -> tuple[str, Value]:
    """Who is here, a line each if somebody says something about themselves."""
    here = sorted(guests, key=lambda guest: guest.user_id)
    if not any(guest.about or guest.answer for guest in here):
        return "room.welcome", People(tuple(guest.user_id for guest in here))
    most = INTRODUCTIONS // len(here)
    return "room.welcome_lines", tuple(_line(guest, most) for guest in here)


def _line(guest: Guest, most: int) -> Text:
    who, about = People((guest.user_id,)), _cut(guest.about, most // 2)
    answer = _cut(guest.answer, most - len(about))
    if not about and not answer:
        return Text("room.guest", {"who": who})
    if not (about and answer):
        return Text("room.guest_line", {"who": who, "line": about or answer})
    return Text("room.guest_lines", {"who": who, "line": about, "answer": answer})


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _of_company(mixer: Mixer, room: Room, channel_id: int) -> Iterator[WantedPost]:
    """A word to the few of a room before they are brought together with others, and to those others."""
    if room.few == 1 and room.content:
        yield WantedPost(f"few:{room.fews}:{room.number}", channel_id, Text("room.alone"))
    elif room.merge_at is not None:
        values = {"at": Moment(room.merge_at, relative=True)}
        text = Text(f"room.few_{room.few}", values, CONTENT if room.few > 1 else (), room.number)
        yield WantedPost(f"few:{room.fews}:{room.number}", channel_id, text)
    for few in mixer.standing:
        if few.number == room.number:
            continue
        key = f"joining:{few.fews}:{few.number}:{room.number}"
        if room.number in dict(few.merge).values():
            yield WantedPost(key, channel_id, Text("room.joining"))
        elif leaving := tuple(
            user for user, _ in few.merge if (guest := mixer.guest(user)) and guest.room == room.number
        ):
            yield WantedPost(key, channel_id, Text("room.parting", {"people": People(leaving)}))


def _cards(mixer: Mixer, state: str, *, fresh: bool) -> Iterator[WantedPost]:
    values = {"title": mixer.title, "end": Moment(mixer.closes_at, relative=True), "lobby": Place(mixer.lobby_id)}
    buttons = ("join",) if state == "open" else ()
    yield WantedPost("announcement", mixer.channel_id, Text(f"announcement.{state}", values, buttons), fresh)
    if mixer.lobby_id != mixer.channel_id:
        yield WantedPost("lobby", mixer.lobby_id, Text(f"lobby.{state}", values, buttons), fresh)
