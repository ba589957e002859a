"""The script of the evening: what should stand written where, given a mixer and the time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.mixer import RESEND, Mixer, Phase, Room
from bot.core.talk import ASKED, asking_key
from bot.core.words import Button, Moment, People, Phrase, Place, Question, Text

SIGNS = (10, 5, 1)
SIGN_STALE = timedelta(seconds=45)
"""A sign later than this is left out; the countdown in the room is right anyway."""


TALK_BUTTONS: tuple[Button, ...] = ("topic", "hush", "call")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text that should stand in a channel under a key. With `fresh` false it is only brought up to date."""

    key: str
    channel_id: int
    text: Text
    fresh: bool = True


def signs(mixer: Mixer) -> Iterator[tuple[datetime, int]]:
    """When the end is announced, and how many minutes it is away then. A short mixer has fewer signs."""
    for minutes in SIGNS:
        before = timedelta(minutes=minutes)
        if before < (mixer.closes_at - mixer.opens_at) / 2:
            yield mixer.closes_at - before, minutes


def wanted(mixer: Mixer, now: datetime) -> Iterator[Wanted]:
    """Everything that should stand written now."""
    if mixer.phase is Phase.OPEN:
        for room in mixer.standing:
            if room.channel_id is not None:
                yield from _in_room(mixer, room, room.channel_id, now)
        for room in mixer.rooms:
            if room.lost and now < mixer.last_call:
                yield Wanted(
                    f"lost:{room.number}", mixer.home_id, Text("mixer.room_lost", {"room": room.name}, ("join",))
                )
        yield from _cards(mixer, "open" if now < mixer.last_call else "late", fresh=now < mixer.last_call)
    elif mixer.phase is Phase.CLOSING and mixer.ending is not None:
        yield Wanted("goodbye", mixer.home_id, Text(f"goodbye.{mixer.ending}", {"title": mixer.title}))
        yield from _cards(mixer, "over", fresh=False)
    for permission in sorted(mixer.missing):
        values = {
            "host": People((mixer.host_id,)),
            "title": mixer.title,
            "permission": Phrase((f"permission.{permission}",)),
        }
        yield Wanted(f"missing:{permission}", mixer.home_id, Text("mixer.missing", values, calls=(mixer.host_id,)))


def _in_room(mixer: Mixer, room: Room, channel_id: int, now: datetime) -> Iterator[Wanted]:
    end = Moment(mixer.closes_at, relative=True)
    until = int(mixer.closes_at.timestamp())
    people = tuple(sorted(guest.user_id for guest in mixer.guests if guest.room == room.number))
    question = Question(room.question, mixer.common_ground)
    welcome = Text(
        "room.welcome", {"people": People(people), "question": question, "end": end}, TALK_BUTTONS, room.number
    )
    yield Wanted(f"welcome:{room.number}", channel_id, welcome)
    if room.listened:
        yield Wanted(f"ear:{room.number}", channel_id, Text("room.ear", buttons=("unheard",), place=room.number))
    for asking in room.askings:
        question = Question(asking.question, mixer.common_ground, asking.own)
        text = Text("room.ask", {"question": question}, TALK_BUTTONS, room.number)
        yield Wanted(asking_key(room.number, asking.nth), channel_id, text, fresh=now - asking.at <= ASKED)
    if room.called_at is not None and now - room.called_at <= RESEND:
        values = {"host": People((mixer.host_id,)), "room": room.name, "place": Place(channel_id)}
        call = Text("mixer.called", values, calls=(mixer.host_id,))
        yield Wanted(f"call:{room.calls}:{room.number}", mixer.home_id, call)
    if mixer.extended:
        yield Wanted(f"extended:{until}:{room.number}", channel_id, Text("room.extended", {"end": end}))
    for at, minutes in signs(mixer):
        if at <= now < at + SIGN_STALE:
            key = f"sign:{minutes}:{until}:{room.number}"
            yield Wanted(key, channel_id, Text(f"room.sign_{minutes}", {"end": end}))


def _cards(mixer: Mixer, state: str, *, fresh: bool) -> Iterator[Wanted]:
    values = {"title": mixer.title, "end": Moment(mixer.closes_at, relative=True), "lobby": Place(mixer.lobby_id)}
    buttons = ("join",) if state == "open" else ()
    yield Wanted("announcement", mixer.home_id, Text(f"announcement.{state}", values, buttons), fresh)
    if mixer.lobby_id != mixer.home_id:
        yield Wanted("lobby", mixer.lobby_id, Text(f"lobby.{state}", values, buttons), fresh)
