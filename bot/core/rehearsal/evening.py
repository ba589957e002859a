"""A pretend evening: made-up guests go through the real script, and everything that is posted on their way comes out.

Who they are, when talk stalls and that a room calls the host is made up here; every word and every instant else is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.core.community.card import Card
from bot.core.lifecycle.apply_event import step
from bot.core.lifecycle.apply_time import catch_up
from bot.core.lifecycle.closing import COUNT
from bot.core.lifecycle.events import Asked, Counted, EarCame, Event, HostCalled, HostComes, Opened, SignedUp
from bot.core.lifecycle.facts import Absent, Arrived, RoomFound, RoomTried
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Room
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.lifecycle.wanted_post import PostKey, PostKind, WantedPost
from bot.core.listening.stall import Light, Why
from bot.core.planning.start import introduced, rooms_and_guests, seed_of, with_absent, with_closings
from bot.core.posts.board import wanted_board
from bot.core.posts.evening import wanted
from bot.core.questions.choice import Situation, next_question
from bot.core.questions.deck import Prompt
from bot.core.questions.firsts import Beginning
from bot.core.reconcile.deadlines import next_deadline
from bot.core.reconcile.observe import SEAT_KEPT
from bot.core.seating import Person, Request, solve
from bot.core.text import Text

GUESTS = range(1, 11)
"""The ids of those who sign up: ten made-up people."""
LATE = 10
"""The guest who has signed up and does not come."""
TALKATIVE = range(1, 8)
"""The guests who say something about themselves."""
FOLLOWED = 7
"""The guest with whose eyes the rooms are seen."""
HOST = 0
"""The host's id, which is nobody's."""
HOME = 1
"""The id of the channel it is started from, which is no channel's."""
LOBBY = 2
"""The lobby's id, which is no channel's."""
ROOM = 10
"""What is added to a room's number for its channel's id."""
MINUTE = timedelta(minutes=1)
"""What the instants of the pretend evening are told by."""
SECOND = timedelta(seconds=1)
"""The same, for what follows closely on something."""
Incidents = Mapping[datetime, Sequence[Event]]
"""What happens in the pretend evening, by when."""


@dataclass(frozen=True, slots=True)
class Language:
    """What the server's language has to offer: its texts, its questions, and its questions to end on."""

    words: Callable[[Text], str]
    deck: Sequence[Prompt]
    closings: Sequence[Prompt]


def evening(mixer: Mixer, language: Language, *, listening: bool) -> Iterator[tuple[datetime, WantedPost]]:
    """What is newly posted where the host looks, from the announcement to the goodbye, and when.

    The mixer has been planned for the ids here, and nobody knows of it yet.
    """
    posted, now, incidents = set[PostKey | str](), mixer.created_at, _incidents(mixer, language, listening=listening)
    while mixer.phase is not Phase.CLOSING:
        mixer = catch_up(mixer, now)
        for event in incidents.get(now, ()):
            mixer = step(mixer, event, now)
        followed = mixer.guest(FOLLOWED)
        watched = {HOME, LOBBY, ROOM + followed.room if followed else HOME}
        for want in (*wanted(mixer, now, ears=listening), *wanted_board(mixer, _seen(mixer, listening=listening), now)):
            # The announcement becomes another when the hour begins; all else is only brought up to date.
            key = want.text.key if want.key.kind == PostKind.ANNOUNCEMENT else want.key
            if want.fresh and key not in posted:
                posted.add(key)
                if want.channel_id in watched:
                    yield now, want
        now = min(at for at in (next_deadline(mixer, now), *incidents) if at is not None and at > now)


def _incidents(mixer: Mixer, language: Language, *, listening: bool) -> Incidents:
    """What people, ears and Discord do in the pretend evening, and when."""
    hour, opened = mixer.opens_at, _opened(mixer, language)
    number = next(guest.room for guest in opened.guests if guest.user_id == FOLLOWED)
    here, other = sorted(opened.rooms, key=lambda room: room.number != number)[:2]
    return {
        mixer.created_at + 60 * MINUTE: [SignedUp(guest) for guest in GUESTS],
        hour: [opened],
        hour + 3 * SECOND: [RoomTried(number), RoomFound(number, ROOM + number)],
        hour + 6 * SECOND: [
            *(RoomFound(room.number, ROOM + room.number) for room in opened.rooms),
            *(Arrived(guest) for guest in GUESTS if guest != LATE),
        ],
        hour + 45 * SECOND: [EarCame(number)] if listening else [],
        hour + SEAT_KEPT: [Absent(LATE)],
        hour + 12 * MINUTE: [*_rescue(mixer, here, language.deck)],
        hour + 23 * MINUTE: [HostCalled(other.number, (HOST,))],
        hour + 24 * MINUTE - SECOND: [HostComes(other.number)],
        mixer.closes_at - COUNT: [Counted(tuple(room.number for room in opened.rooms), ())],
    }


def _opened(mixer: Mixer, language: Language) -> Opened:
    people = tuple(Person(id=str(guest)) for guest in GUESTS if guest != LATE)
    seating = solve(Request(people=people), rounds=mixer.rounds, size=mixer.room_size, seed=seed_of(mixer))
    names = [language.words(Text("name.room", {"number": n + 1})) for n in range(len(seating.rounds[0]))]
    beginning = Beginning(now=mixer.opens_at, ground=mixer.ground)
    rooms, guests = rooms_and_guests(mixer, seating, language.deck, names, beginning)
    cards = {guest: Card(about=language.words(Text(f"rehearsal.line.{guest}"))) for guest in TALKATIVE}
    seated = tuple(introduced(guest, cards.get(guest.user_id)) for guest in guests)
    opened = Opened(with_closings(mixer, rooms, language.closings), seated, seating.summary)
    return replace(opened, guests=with_absent(mixer, opened, [LATE], cards, mixer.opens_at))


def _rescue(mixer: Mixer, room: Room, deck: Sequence[Prompt]) -> Iterator[Event]:
    """Nobody has spoken for a while."""
    situation = Situation(
        now=mixer.opens_at,
        begun=mixer.opens_at,
        elapsed=0.2,
        why=Why.NOBODY,
        ground=mixer.ground,
        here={room.questions.now, *room.questions.later},
        nth=0,
    )
    if question := next_question(deck, situation, {}, seed_of(mixer)):
        yield Asked(room.number, question.id, "", Why.NOBODY)


def _seen(mixer: Mixer, *, listening: bool) -> Snapshot:
    """Everybody in their room; how it sounds there is known only where ears may listen."""
    people = {guest.user_id: ROOM + guest.room for guest in mixer.guests if not guest.waiting}
    return Snapshot({}, people, lights=dict.fromkeys(people.values(), Light.TALKING) if listening else {})
