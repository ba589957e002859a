"""The host's board: one message with a light for each room. No names, and nothing of who talks how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from bot.core.lifecycle import host_calls
from bot.core.lifecycle.apply_talk import on_show
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Room
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.lifecycle.wanted_post import PostKey, PostKind, WantedPost
from bot.core.listening.stall import Light
from bot.core.seating import FEWEST_PEOPLE
from bot.core.text import Button, Moment, Place, Question, Text, Value

BOARD_AFTER = timedelta(seconds=75)
"""How long after the beginning it is posted: first come those who are being seated."""
ROOMS_WITH_QUESTIONS = 6
"""With more rooms their questions are left out: they would not fit on a phone, nor into a message."""
INSTEAD = PostKind.BOARD.key("instead")
"""Another board, in the evening's own channel, where the first stands out of reach."""
BUTTONS: tuple[Button, ...] = ("broadcast", "more", "guests", "hand_over", "finish")
"""What the host can press below the board, in this order."""


def board(mixer: Mixer, seen: Snapshot) -> Iterator[WantedPost]:
    """The board as it should stand in the hour, another once a call is given up; `evening.py` says that it is over."""
    if mixer.phase is not Phase.OPEN:
        return
    begins = mixer.opens_at + BOARD_AFTER
    given_up = {at for room in mixer.standing if (at := host_calls.given_up_at(mixer, room)) and at > begins}
    for since, until in pairwise([begins, *sorted(given_up), None]):
        assert since is not None
        text = _text(mixer, seen, since)
        if seen.board_lost:
            text = Text("board.lost", {"board": text}, text.buttons)
        want = WantedPost(_key(mixer, seen), _place(mixer, seen), text, since=since, until=until)
        yield replace(want, pressing=_pressing(mixer, seen, since))


def board_key(mixer: Mixer) -> PostKey:
    """The key of the board that is read: the first or, where that cannot be reached any more, the one in its stead."""
    return INSTEAD if INSTEAD in mixer.posts else PostKind.BOARD.key()


def _key(mixer: Mixer, seen: Snapshot) -> PostKey:
    first = mixer.posts.get(PostKind.BOARD.key())
    stranded = seen.board_lost and first is not None and first.channel_id != mixer.channel_id
    return INSTEAD if stranded else board_key(mixer)


def _place(mixer: Mixer, seen: Snapshot) -> int:
    here = seen.board_id is None or seen.board_lost or INSTEAD in mixer.posts
    return mixer.channel_id if here else seen.board_id or mixer.channel_id


def wanted_board(mixer: Mixer, seen: Snapshot, now: datetime) -> Iterator[WantedPost]:
    """The board as it should stand now, if it should."""
    return (want for want in board(mixer, seen) if want.stands(now))


def _text(mixer: Mixer, seen: Snapshot, now: datetime) -> Text:
    rooms = [room for room in mixer.standing if room.channel_id is not None]
    lines = tuple(_line(mixer, room, seen, now, brief=len(rooms) > ROOMS_WITH_QUESTIONS) for room in rooms)
    values = {"title": mixer.title, "end": Moment(mixer.closes_at, relative=True), "lines": lines}
    return Text("board.open", values, BUTTONS)


def _pressing(mixer: Mixer, seen: Snapshot, now: datetime) -> frozenset[str]:
    """What a host can act on: which rooms there are, the end, and where something is amiss.

    That talk goes on, who comes or goes among several and what is being asked can wait. So can it that an ear has moved
    on to another room, for then nothing is amiss; such a room has no light.
    """
    rooms = [room.channel_id for room in mixer.standing if room.channel_id is not None]
    found = {f"until {mixer.closes_at.isoformat()}", f"rooms {rooms}", f"out of its place {seen.board_lost}"}
    for room in mixer.standing:
        inside, how = len(seen.inside(room.channel_id)), seen.lights.get(room.channel_id or 0)
        if host_calls.waits(mixer, room, now):
            found.add(f"{room.number} calls")
        if how not in {None, Light.TALKING}:
            found.add(f"{room.number} {how}")
        if inside < FEWEST_PEOPLE:
            found.add(f"{room.number} has {inside}")
    return frozenset(found)


def light(mixer: Mixer, room: Room, seen: Snapshot, now: datetime) -> str:
    """What shows at a glance how a room is."""
    if host_calls.waits(mixer, room, now):
        return "called"
    return seen.lights.get(room.channel_id or 0, "hard_to_hear")


def _line(mixer: Mixer, room: Room, seen: Snapshot, now: datetime, *, brief: bool) -> Text:
    values: dict[str, Value] = {
        "light": Text(f"light.{light(mixer, room, seen, now)}"),
        "place": Place(room.channel_id or 0),
        "people": len(seen.inside(room.channel_id)),
    }
    if brief:
        return Text("board.room_brief", values)
    question, own = on_show(mixer, room)
    return Text("board.room", {**values, "question": Question(question, mixer.common_ground, own)})
