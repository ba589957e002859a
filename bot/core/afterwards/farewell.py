"""What comes after an evening: who sat with whom, when it is told what, and how it was. Instants are UTC."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.afterwards.company import Pair
from bot.core.afterwards.recap import Feedback, Mark, Recap, Strip
from bot.core.community.settings import Community
from bot.core.lifecycle.apply_event import LONGEST_IN_ALL
from bot.core.lifecycle.apply_talk import WISHED
from bot.core.lifecycle.mixer import LONGEST_CLOSING, Mixer
from bot.core.lifecycle.parts import Room
from bot.core.lifecycle.phase import Ending, Phase
from bot.core.questions.deck import Put
from bot.core.times.recurrence import Repeat

RECAP = timedelta(minutes=10)
"""How long after the end the host gets the recap."""
FEEDBACK_KEPT = timedelta(days=30)
"""How long after all who ticked each other have been told it stays known who ticked each other, and how it was."""
REACHED = frozenset({Ending.TIME, Ending.HOST})
"""How an evening ends that took place."""
BELOW = frozenset({Phase.SCHEDULED, Phase.GATHERING})
"""The phases before the hour."""
MOST_CHOICES = 25
"""People who can be ticked: the most that Discord's menus can offer; more than anybody sits with in one evening."""
LONGEST_REMARK = 300
"""Characters of what somebody writes about how it was."""
FEWEST_VOICES = 3
"""Voices besides the host's own from which on the host is told how it was; with fewer, numbers are nearly names."""
FACES = ("good", "so_so", "not_for_me")
"""How it was, in the order of the buttons."""

Sitting = tuple[int, int, int]
"""A round, a room's number, and a user who sat there then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Farewell:
    """An evening that took place and is over, and what has been told of it."""

    guild_id: int
    mixer_id: str
    host_id: int
    """0 for somebody who is to be forgotten: the evening had a host, and nobody knows whom."""
    channel_id: int
    title: str
    language: str
    signed_up: int
    """How many had signed up when it ended; 0 for one that was started at once."""
    ended_at: datetime
    recap_at: datetime
    reveal_at: datetime
    recapped: bool = False
    """The host's recap is out."""
    revealed: bool = False
    """Who ticked each other has been found out, and all ticks are deleted."""
    began_at: datetime | None = None
    """When its hour began; None for one of an older version."""
    common_ground: str = ""
    """What everybody had in common, for the questions that are read again."""
    telling_at: datetime | None = None
    """Since when the host is being told something, until it is known what became of it."""

    @property
    def due(self) -> datetime | None:
        """When there is something to do next, None if all is done."""
        waiting = ((self.recap_at, self.recapped), (self.reveal_at, self.revealed), (self.telling_at, False))
        return min((at for at, done in waiting if at and not done), default=None)


def met_there(one: Farewell, user_id: int, put: Put) -> list[str]:
    """The questions, by id, that somebody was put in the rooms in which they sat that evening, in their order."""
    since, until = one.began_at or one.ended_at - LONGEST_IN_ALL, one.ended_at + LONGEST_CLOSING
    mine = ((put[question].get(user_id), question) for question in put)
    return [question for _, question in sorted((at, question) for at, question in mine if at and since <= at <= until)]


@dataclass(frozen=True, slots=True)
class Rating:
    """How an evening was for somebody, nobody knows for whom: the number of a face, and what they said, if anything."""

    face: int
    remark: str = ""
    told: bool = False
    """The host has been told it as it is now."""


def took_place(mixer: Mixer) -> bool:
    """Whether people really sat in rooms, until the time was over or the host thanked them."""
    return mixer.ending in REACHED and mixer.opened


def is_over(mixer: Mixer) -> bool:
    """Whether an evening took place and has ended, so that something comes after it."""
    return mixer.phase in {Phase.CLOSING, Phase.CLOSED} and mixer.ended_at is not None and took_place(mixer)


def farewell(mixer: Mixer, community: Community | None = None) -> Farewell | None:
    """What is to come after an evening, as its server likes it; None for one that is not over or never took place."""
    if mixer.ended_at is None or not is_over(mixer):
        return None
    reveal_hours = (community or Community(guild_id=mixer.guild_id)).reveal_hours
    return Farewell(
        guild_id=mixer.guild_id,
        mixer_id=mixer.id,
        host_id=0 if mixer.host_id in mixer.forgotten else mixer.host_id,
        channel_id=mixer.channel_id,
        title=mixer.title,
        language=mixer.language,
        signed_up=len(mixer.signups),
        ended_at=mixer.ended_at,
        recap_at=mixer.ended_at + RECAP,
        reveal_at=mixer.ended_at + timedelta(hours=reveal_hours),
        began_at=mixer.opens_at,
        common_ground=mixer.common_ground,
    )


def mutual(ticked: Collection[Pair]) -> frozenset[Pair]:
    """The ticks that were returned, in both orders."""
    given = frozenset(ticked)
    return frozenset((one, other) for one, other in given if (other, one) in given)


def next_of(mixer: Mixer, others: Iterable[Mixer]) -> datetime | None:
    """When the next evening of the same series begins, wherever it was moved to; None if none is planned."""
    if mixer.repeat is Repeat.ONCE:
        return None
    same = (
        other.opens_at
        for other in others
        if (other.series_at, other.channel_id) == (mixer.series_at, mixer.channel_id) and other.phase in BELOW
    )
    return min(same, default=None)


def recap_of(
    mixer: Mixer,
    sittings: Collection[Sitting],
    heard: Mapping[int, Sequence[float | None]],
    signed_up: int = 0,
    ratings: Collection[Rating] = (),
) -> Recap:
    """An evening in numbers; `heard` is how much each room talked, by its number, as far as it is still known."""
    began, ended = mixer.opens_at, mixer.ended_at or mixer.closes_at
    rooms = (room for room in mixer.rooms if room.tried_at)
    return Recap(
        title=mixer.title,
        seconds=(ended - began).total_seconds(),
        strips=tuple(Strip(room.name, tuple(heard.get(room.number, ())), _marks(room, began)) for room in rooms),
        came=len({user for _, _, user in sittings}),
        signed_up=signed_up,
        feedback=counted(ratings),
    )


def may_be_told(ratings: Collection[Rating], own: Rating | None) -> bool:
    """Whether the host can be told how it was: once in all, and from enough voices on besides the host's `own`."""
    return len(ratings) - (own is not None) >= FEWEST_VOICES and not any(voice.told for voice in ratings)


def counted(ratings: Collection[Rating]) -> Feedback:
    """How many chose each face."""
    return Feedback(*(sum(voice.face == face for voice in ratings) for face in range(len(FACES))))


def _marks(room: Room, began: datetime) -> tuple[Mark, ...]:
    return tuple(Mark((a.at - began).total_seconds(), a.worked, a.why == WISHED) for a in room.askings)
