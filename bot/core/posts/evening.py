"""The script of the evening: what should stand written where, given a mixer and the time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.core.afterwards.farewell import took_place
from bot.core.lifecycle import closing, host_calls, rounds
from bot.core.lifecycle.apply_talk import ASKED, asking_key
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Guest, Room
from bot.core.lifecycle.phase import Ending, Phase
from bot.core.lifecycle.wanted_post import PostKey, PostKind, WantedPost
from bot.core.posts import calling, invitation
from bot.core.posts.board import board_key
from bot.core.posts.hands import of_hands
from bot.core.posts.hosts import to_hosts
from bot.core.posts.words import told
from bot.core.text import Button, Moment, People, Place, Question, Text, Value
from bot.core.times.recurrence import Repeat

SIGNS = (10, 5, 1)
"""Minutes before the end at which it is announced in the rooms."""
CLOSING_ROUND = 5
"""The sign, in minutes before the end, that comes with a question to end on."""
MINUTE = timedelta(minutes=1)
"""What the minutes of a text are counted by."""
NOTICE_STALE = timedelta(minutes=2)
"""What all rooms are told because of a host, later than this, is left out where it could not be posted."""
SIGN_STALE = timedelta(seconds=45)
"""A sign later than this is left out; the countdown in the room is right anyway."""
TALK_BUTTONS: tuple[Button, ...] = ("topic", "hush", "call")
"""What a room can press below each question."""
WELCOME_BUTTONS: tuple[Button, ...] = (*TALK_BUTTONS, "quietly")
"""What it can press below its welcome."""
INTRODUCTIONS = 700
"""Characters for what people say about themselves; escaped they may double, and a message has 2,000."""
CONTENT: tuple[Button, ...] = ("content",)
"""What two who are left in a room can press if they like it so."""
AFTERWARDS_BUTTONS: tuple[Button, ...] = ("touch", "feedback", "keepsake")
"""What can be pressed below the goodbye of an evening that took place."""


def signs(mixer: Mixer) -> Iterator[tuple[datetime, int]]:
    """When the end is announced, and how many minutes it is away then. A short mixer has fewer signs."""
    for minutes in SIGNS:
        before = timedelta(minutes=minutes)
        if before < (mixer.closes_at - mixer.opens_at) / 2:
            yield mixer.closes_at - before, minutes


def wanted(mixer: Mixer, now: datetime, *, ears: bool = False) -> Iterator[WantedPost]:
    """Everything that should stand written now, but for the host's board in the hour, which shows what is seen.

    With `ears` the invitation says that one may come in.
    """
    return (want for want in script(mixer, ears=ears) if want.stands(now))


def script(mixer: Mixer, *, ears: bool = False) -> Iterator[WantedPost]:
    """Everything that should stand written at some time, from when and until when, if nothing but time goes on."""
    if mixer.phase in {Phase.SCHEDULED, Phase.GATHERING}:
        yield from invitation.before_the_hour(mixer, ears=ears)
    elif mixer.phase is Phase.OPEN:
        links = [*invitation.links(mixer)]
        yield from (*links, *invitation.tidied(mixer, {want.key for want in links}))
        yield from of_hands(mixer)
        for room in mixer.standing:
            if room.channel_id is not None:
                yield from _in_room(mixer, room, room.channel_id)
        for room in mixer.rooms:
            if room.lost and room.end.over_at is None:
                text = Text("mixer.room_lost", {"room": room.name}, ("join",))
                yield WantedPost(PostKind.LOST.key(room.number), mixer.channel_id, text, until=mixer.last_call)
        stuck_at = _stuck_at(mixer)
        yield from (want.between(until=stuck_at or mixer.last_call) for want in _cards(mixer, "open"))
        if stuck_at is None:
            yield from (want.between(mixer.last_call) for want in _cards(mixer, "late", fresh=False))
        else:
            yield from (want.between(stuck_at) for want in _cards(mixer, "stuck"))
    elif mixer.phase is Phase.CLOSING and mixer.ending is not None:
        yield from invitation.tidied(mixer, ())
        if mixer.repeat is Repeat.ONCE or mixer.next_planned:
            yield from _goodbyes(mixer, mixer.ending)
        happened = mixer.opened and mixer.ending not in {Ending.SLEPT, Ending.UNOPENED}
        yield from _cards(mixer, "over" if happened else "off", fresh=False)
        over = Text("board.over", {"title": mixer.title})
        yield WantedPost(board_key(mixer), mixer.channel_id, over, fresh=False)
    yield from to_hosts(mixer)


def _stuck_at(mixer: Mixer) -> datetime | None:
    """From when it is said that it cannot begin: what hinders it has to last for a while; None where nothing does."""
    tried_at = mixer.category_tried_at
    hindered = mixer.missing_permissions and not mixer.opened
    return tried_at + invitation.OPENING_TAKES if hindered and tried_at else None


def _goodbyes(mixer: Mixer, ending: Ending) -> Iterator[WantedPost]:
    """One goodbye; of an evening that is called off those are told who would have come for nothing."""
    again: tuple[Button, ...] = ("again", "always") if mixer.next_at is not None else ()
    buttons = (*AFTERWARDS_BUTTONS, *again) if took_place(mixer) else ()
    goodbye = Text(f"goodbye.{ending}", {"title": mixer.title}, buttons)
    if mixer.next_at is not None:
        goodbye = Text("goodbye.next", {"goodbye": goodbye, "at": Moment(mixer.next_at, full=True)}, buttons)
    signed_up = [signup.user_id for signup in mixer.signups] if ending is Ending.CANCELLED else []
    named = [signup.user_id for signup in mixer.coming] if signed_up and mixer.name_guests else []

    def sorry(to: People) -> Text:
        return Text("invitation.called_off", {"goodbye": goodbye, "people": to}, buttons)

    if not named:
        yield WantedPost(PostKind.GOODBYE.key(), mixer.channel_id, goodbye)
    for start in range(0, len(named), calling.MOST_AT_ONCE):
        key, some = PostKind.GOODBYE.key(*((start,) if start else ())), named[start : start + calling.MOST_AT_ONCE]
        yield calling.calling(mixer, key, some, sorry(People(tuple(some))), goodbye)
    yield from calling.directly(mixer, PostKind.GOODBYE.key("to"), set(signed_up) - set(named), sorry)


def _in_room(mixer: Mixer, room: Room, channel_id: int) -> Iterator[WantedPost]:
    end = Moment(closing.ends_at(mixer, room), relative=True)
    question = Question(room.questions.now, mixer.common_ground, mixer.own_words(room.questions.now))
    if seated := [guest for guest in mixer.guests if guest.room == room.number]:
        key, people = _introduced(seated)
        welcome = Text(key, {"people": people, "question": question, "end": end}, WELCOME_BUTTONS, room.number)
        nth = (mixer.round,) if mixer.round > 1 else ()
        yield WantedPost(PostKind.WELCOME.key(*nth, room.number), channel_id, welcome)
    yield from _of_company(mixer, room, channel_id)
    if (change := rounds.change_at(mixer)) is not None:
        key = PostKind.CHANGE.key(mixer.round, room.number)
        text, since = Text("room.change", {"at": Moment(change, relative=True)}), change - rounds.warning_of(mixer)
        yield WantedPost(key, channel_id, text, since=since, until=change)
    if room.listened:
        ear = Text("room.ear", buttons=("unheard",), place=room.number)
        yield WantedPost(PostKind.EAR.key(room.number), channel_id, ear)
    for asking in room.askings:
        question = Question(asking.question, mixer.common_ground, asking.own)
        text = Text("room.ask", {"question": question}, TALK_BUTTONS, room.number)
        yield from WantedPost(asking_key(room.number, asking.nth), channel_id, text).fading(asking.at + ASKED)
    yield from host_calls.posts(mixer, room, channel_id)
    yield from _of_landing(mixer, room, channel_id)
    yield from _of_host(mixer, room, channel_id)
    if not room.end.stays or mixer.stayed:
        yield from _signs(mixer, room, channel_id)


def _signs(mixer: Mixer, room: Room, channel_id: int) -> Iterator[WantedPost]:
    """That the end comes near; whether a room stays is told before its last sign."""
    vote = None if room.end.counted else closing.ballot(mixer)
    for at, minutes in signs(mixer):
        key = PostKind.SIGN.key(minutes, int(mixer.closes_at.timestamp()), room.number)
        sign = WantedPost(key, channel_id, _sign(mixer, room, minutes, key), since=at, until=at + SIGN_STALE)
        yield sign.between(until=vote[1]) if vote else sign


def _of_landing(mixer: Mixer, room: Room, channel_id: int) -> Iterator[WantedPost]:
    """The secret vote, and what the room learns of it: that it stays, or nothing at all."""
    more: dict[str, Value] = {"more": int(closing.EXTRA_TIME / MINUTE)}
    if not room.end.counted and (vote := closing.ballot(mixer)):
        # By the end it is about: where a host gives more time meanwhile, the vote begins anew.
        key = PostKind.BALLOT.key(int(mixer.closes_at.timestamp()), room.number)
        asked = "room.ballot_two" if closing.tells(mixer, room) else "room.ballot"
        text = Text(asked, more, ("ballot",), room.number)
        yield WantedPost(key, channel_id, text, since=vote[0], until=vote[1])
    if room.end.stays and not mixer.stayed:
        yield WantedPost(PostKind.STAY.key(room.number), channel_id, Text("room.stays", more))


def _of_host(mixer: Mixer, room: Room, channel_id: int) -> Iterator[WantedPost]:
    """The host's words, and a sentence each time there is more time: a countdown that changes is easily missed."""
    for number, notice in enumerate(mixer.notices):
        kind, text = PostKind.NOTICE, told(notice)
        if notice.end is not None:
            end = Moment(closing.ends_at(mixer, room, notice.end), relative=True)
            kind, text = PostKind.EXTENDED, Text("room.extended", {"end": end})
        yield WantedPost(kind.key(number, room.number), channel_id, text, until=notice.at + NOTICE_STALE)


def _sign(mixer: Mixer, room: Room, minutes: int, key: PostKey) -> Text:
    end = Moment(mixer.closes_at, relative=True)
    if minutes == CLOSING_ROUND and _had_its_last_round(mixer, key):
        return Text("room.nearly_over", {"end": end})
    if minutes == CLOSING_ROUND and room.end.question:
        return Text("room.closing_round", {"end": end, "question": Question(room.end.question, mixer.common_ground)})
    return Text(f"room.sign_{minutes}", {"end": end})


def _had_its_last_round(mixer: Mixer, key: PostKey) -> bool:
    """Whether a room has been asked what to end on before, towards an end that was put off: nobody asks that twice."""
    minutes, _, number = key.parts
    same = (k for k in mixer.posts if k.kind == key.kind and (*k.parts[:1], *k.parts[2:]) == (minutes, number))
    return any(other != key for other in same)


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
    few = room.smallness
    if few.count == 1 and few.stays:
        yield WantedPost(PostKind.FEW.key(few.nth, room.number), channel_id, Text("room.alone"))
    elif few.at is not None:
        values = {"at": Moment(few.at, relative=True)}
        text = Text(f"room.few_{few.count}", values, CONTENT if few.count > 1 else (), room.number)
        yield WantedPost(PostKind.FEW.key(few.nth, room.number), channel_id, text)
    for other in mixer.standing:
        moves = other.smallness.moves
        if other.number == room.number or not moves:
            continue
        key = PostKind.JOINING.key(other.smallness.nth, other.number, room.number)
        if room.number in dict(moves).values():
            yield WantedPost(key, channel_id, Text("room.joining"))
        elif leaving := tuple(user for user, _ in moves if (guest := mixer.guest(user)) and guest.room == room.number):
            yield WantedPost(key, channel_id, Text("room.parting", {"people": People(leaving)}))


def _cards(mixer: Mixer, state: str, *, fresh: bool = True) -> Iterator[WantedPost]:
    values = {"title": mixer.title, "end": Moment(mixer.closes_at, relative=True), "lobby": Place(mixer.lobby_id)}
    buttons = ("join",) if state == "open" else ()
    yield WantedPost(
        PostKind.ANNOUNCEMENT.key(), mixer.channel_id, Text(f"announcement.{state}", values, buttons), fresh
    )
    if mixer.lobby_id != mixer.channel_id:
        yield WantedPost(PostKind.LOBBY.key(), mixer.lobby_id, Text(f"lobby.{state}", values, buttons), fresh)
