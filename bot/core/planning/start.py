"""From a host's wish to a mixer: what is checked, and with what words it is refused."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from bot.core.community.card import Card
from bot.core.lifecycle.apply_hand import side_by_side
from bot.core.lifecycle.events import Opened
from bot.core.lifecycle.facts import ROLES, TWO_FACTOR
from bot.core.lifecycle.mixer import LONGEST_MIXER, LONGEST_TITLE, SHORTEST_MIXER, Mixer
from bot.core.lifecycle.parts import FirstQuestions, Guest, Room, RoomEnd
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.rounds import MOST_ROUNDS, SHORTEST_ROUND
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.questions.deck import Prompt
from bot.core.questions.firsts import Beginning, first_questions
from bot.core.seating import FEWEST_PEOPLE, LARGEST_ROOM, SMALLEST_ROOM, USUAL_ROOM, Seating, room_most_in_need
from bot.core.text import Moment, Phrase, Place, Refusal, plain, shows_anything

FORUM = "forum"
"""What may be lacking beside permissions and the bot's owner's second factor: a channel that takes plain posts."""
LONGEST_GROUND = 60
"""Characters of what all have in common."""
NOTHING = frozenset({"-", "–", "—", "ー", "0", "none", "nothing", "no", "なし", "無し", "ない", "無い"})
"""What is typed to say that there is nothing of the kind, or no longer."""
MOST_CHANNELS = 500
"""Channels of a server, categories among them (Discord's documented limit)."""
MOST_CATEGORIES = 50
"""Categories of a server (Discord's documented limit)."""
MOST_ROOMS = 50
"""Channels of one category (Discord's documented limit)."""


class Checked(NamedTuple):
    """A wish that can be, with its gaps filled."""

    title: str
    length: timedelta
    common_ground: str
    room_size: int
    rounds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a host typed; `length` in minutes, None where they left it to us."""

    title: str | None = None
    length: int | None = None
    common_ground: str | None = None
    room_size: int | None = None
    rounds: int | None = None

    def checked(self, *, untitled: str) -> Checked:
        """The wish with its gaps filled. Raises Refusal for what cannot be."""
        title = plain(self.title or "")
        # Some characters show nothing at all.
        title = title if shows_anything(title) else untitled
        ground = plain(self.common_ground or "")
        ground = "" if ground.casefold() in NOTHING or not shows_anything(ground) else ground
        if len(title) > LONGEST_TITLE:
            raise Refusal("start.title", most=LONGEST_TITLE)
        if len(ground) > LONGEST_GROUND:
            raise Refusal("start.common_ground", most=LONGEST_GROUND)
        fewest, most = (int(limit / timedelta(minutes=1)) for limit in (SHORTEST_MIXER, LONGEST_MIXER))
        length = 60 if self.length is None else self.length
        if not fewest <= length <= most:
            raise Refusal("start.length", fewest=fewest, most=most)
        size = USUAL_ROOM if self.room_size is None else self.room_size
        if not SMALLEST_ROOM <= size <= LARGEST_ROOM:
            raise Refusal("start.room_size", fewest=SMALLEST_ROOM, most=LARGEST_ROOM)
        rounds = 1 if self.rounds is None else self.rounds
        shortest = int(SHORTEST_ROUND / timedelta(minutes=1))
        if not 1 <= rounds <= MOST_ROUNDS:
            raise Refusal("start.rounds", most=MOST_ROUNDS)
        if rounds > 1 and length < rounds * shortest:
            raise Refusal("start.short_rounds", rounds=rounds, shortest=shortest, length=rounds * shortest)
        return Checked(title, timedelta(minutes=length), ground, size, rounds)


def gathered(
    seen: Snapshot, places: Iterable[int | None], running: Sequence[Mixer], now: datetime
) -> tuple[int, list[int]]:
    """The voice channel to start from, the first of `places` with enough people in it, and those people.

    Raises Refusal if nobody or one person is there, or a mixer is just starting from there.
    """
    there = [place for place in dict.fromkeys(places) if place is not None and place in seen.channels]
    if not there:
        raise Refusal("start.no_lobby")
    place = next((place for place in there if len(seen.inside(place)) >= FEWEST_PEOPLE), there[0])
    for mixer in running:
        if place in mixer.channel_ids:
            raise Refusal("start.in_room")
        coming = any(guest.waiting and seen.people.get(guest.user_id) == place for guest in mixer.guests)
        started = mixer.announce_at is None and mixer.phase is not Phase.CLOSING
        just_now = started and now - mixer.created_at < timedelta(seconds=15)
        if mixer.lobby_id == place and (coming or just_now):
            raise Refusal("start.already", title=mixer.title, end=Moment(mixer.closes_at, relative=True))
    people = sorted(seen.inside(place))
    if len(people) < FEWEST_PEOPLE:
        raise Refusal("start.one_person" if people else "start.nobody", place=Place(place))
    return place, people


def check_lacks(lacks: Collection[str]) -> None:
    """Raises Refusal if the bot lacks something (ports.Venue.lacks) that a mixer cannot be without."""
    if TWO_FACTOR in lacks:
        raise Refusal("start.two_factor")
    if FORUM in lacks:
        raise Refusal("start.forum")
    if lacks:
        raise Refusal("start.permissions", permissions=Phrase(tuple(f"permission.{name}" for name in lacks)))


def check_space(seen: Snapshot, rooms: int) -> None:
    """Raises Refusal if the server has no place for the category and so many rooms."""
    categories = sum(channel.is_category for channel in seen.channels.values())
    if rooms > MOST_ROOMS:
        raise Refusal("start.too_many", most=MOST_ROOMS)
    if len(seen.channels) + rooms + 1 > MOST_CHANNELS or categories + 1 > MOST_CATEGORIES:
        raise Refusal("start.full")


def rooms_and_guests(
    mixer: Mixer, seating: Seating, deck: Sequence[Prompt], names: Sequence[str], beginning: Beginning
) -> tuple[tuple[Room, ...], tuple[Guest, ...]]:
    """The rooms with a first question for each round, and everyone's seats."""
    sitting = [[tuple(map(int, room)) for room in rooms] for rooms in seating.rounds]
    rooms = _with_firsts(
        mixer, names[: len(seating.rounds[0])], first_questions(deck, sitting, seed_of(mixer), beginning)
    )
    return rooms, tuple(_guest(int(user), next_rooms) for user, next_rooms in itineraries(seating).items())


def more_rooms(mixer: Mixer, deck: Sequence[Prompt], names: Sequence[str], now: datetime) -> tuple[Room, ...]:
    """Rooms beside those that are there, with a first question for this round and each that is to come."""
    spent = [question for room in mixer.rooms for question in (room.questions.now, *room.questions.later)]
    beginning = Beginning(now=now, ground=mixer.ground, spent=spent, round=mixer.round)
    nobody: list[tuple[int, ...]] = [() for _ in names]
    rounds = [nobody] * (mixer.rounds - mixer.round + 1)
    return _with_firsts(mixer, names, first_questions(deck, rounds, seed_of(mixer), beginning))


def _with_firsts(mixer: Mixer, names: Sequence[str], firsts: Sequence[Sequence[str]]) -> tuple[Room, ...]:
    """Rooms beside those that are there, with these questions, round by round."""
    before = len(mixer.rooms)
    # In a later round there can be more rooms than names, or fewer: who comes into one that is new is seen then.
    questions = [tuple(ids[n] for ids in firsts if n < len(ids)) for n in range(len(names))]
    return tuple(
        Room(before + n + 1, name, FirstQuestions(questions[n][0], questions[n][1:])) for n, name in enumerate(names)
    )


def with_closings(mixer: Mixer, rooms: Sequence[Room], closings: Sequence[Prompt]) -> tuple[Room, ...]:
    """The rooms with a question each for their last minutes; they differ while they can."""
    ids = sorted(prompt.id for prompt in closings)
    Random(seed_of(mixer)).shuffle(ids)
    if not ids:
        return tuple(rooms)
    return tuple(replace(room, end=RoomEnd(ids[number % len(ids)])) for number, room in enumerate(rooms))


def itineraries(seating: Seating) -> dict[str, tuple[int, ...]]:
    """Each one's room number in every round, in the order of the first round's rooms."""
    numbers: dict[str, list[int]] = {}
    for rooms in seating.rounds:
        for number, room in enumerate(rooms, 1):
            for user in room:
                numbers.setdefault(user, []).append(number)
    return {user: tuple(next_rooms) for user, next_rooms in numbers.items()}


def _guest(user_id: int, next_rooms: tuple[int, ...]) -> Guest:
    room, *later = next_rooms
    return Guest(user_id, room, next_rooms=tuple(later), admitted_to=tuple(sorted({*later} - {room})))


def introduced(guest: Guest, card: Card | None) -> Guest:
    """The guest with what they say about themselves, as far as it may be shown."""
    if card is None:
        return guest
    return replace(guest, about=card.about, answer=card.answer if card.may_show else "")


def may_come(mixer: Mixer, role_ids: Collection[int]) -> bool:
    """Whether a mixer is for somebody with these roles."""
    return not mixer.for_roles or not set(mixer.for_roles).isdisjoint(role_ids)


def may_stay(mixer: Mixer, role_ids: Collection[int]) -> bool:
    """Whether somebody who has a place in it keeps that: nobody loses theirs by a role that was deleted."""
    return ROLES in mixer.broken or may_come(mixer, role_ids)


def invited(mixer: Mixer, seen: Snapshot, kept: int = 0) -> list[int]:
    """Who of those in the lobby gets a seat: first those who signed up, in their order, then as many as have places.

    So many places are `kept` for others who signed up.
    """
    order = [signup.user_id for signup in sorted(mixer.signups, key=lambda signup: signup.waiting)]
    known = {user: place for place, user in enumerate(order)}
    may = {user: may_stay if user in known else may_come for user in seen.inside(mixer.lobby_id)}
    inside = [user for user, check in may.items() if check(mixer, seen.roles.get(user, frozenset()))]
    inside = [user for user in inside if user not in mixer.shut_out]
    inside.sort(key=lambda user: (known.get(user, len(known)), user))
    if mixer.capacity is None:
        return inside
    expected = sum(signup.user_id in inside for signup in mixer.coming)
    return inside[: min(mixer.capacity, max(expected, mixer.capacity - kept))]


def away(mixer: Mixer, seen: Snapshot) -> list[int]:
    """Those who signed up and have a place, and are not in the lobby."""
    inside = seen.inside(mixer.lobby_id)
    return [signup.user_id for signup in mixer.coming if signup.user_id not in inside]


def with_absent(
    mixer: Mixer,
    opened: Opened,
    late: Sequence[int],
    cards: Mapping[int, Card],
    now: datetime,
    *,
    avoided: Collection[tuple[int, int]] = (),
) -> tuple[Guest, ...]:
    """The guests, and with them those who signed up and are not there, while there are places.

    Where all rooms are full, or hold somebody of an `avoided` pair with them (the smaller id first), they have a place
    but no seat yet: they are given one when they come.
    """
    guests = list(opened.guests)
    places = len(late) if mixer.capacity is None else max(0, mixer.capacity - len(guests))
    for user in late[:places]:
        crowd = Counter(guest.room for guest in guests)
        apart = {g.room for g in guests if _pair(user, g.user_id) in {*avoided, *mixer.apart}}
        free = {room.number: crowd[room.number] for room in opened.rooms if crowd[room.number] < LARGEST_ROOM}
        free = {number: people for number, people in free.items() if number not in apart}
        friends = {g.room for g in guests if _pair(user, g.user_id) in side_by_side(mixer)}
        number = room_most_in_need({room: free[room] for room in friends & free.keys()} or free)
        guest = Guest(user, number or 0, asked_at=now, admitted=number is not None, absent=True)
        guests.append(introduced(guest, cards.get(user)))
    return tuple(guests)


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def seed_of(mixer: Mixer) -> int:
    """What makes a mixer's choices its own, and the same again after a crash."""
    return int.from_bytes(mixer.id.encode(), "big")


def new_mixer(
    *,
    id: str,
    guild_id: int,
    host_id: int,
    channel_id: int,
    lobby_id: int,
    language: str,
    wish: Wish,
    untitled: str,
    now: datetime,
) -> Mixer:
    """A mixer that gathers now. Raises Refusal for what cannot be."""
    title, length, ground, size, rounds = wish.checked(untitled=untitled)
    return Mixer(
        id=id,
        guild_id=guild_id,
        host_id=host_id,
        channel_id=channel_id,
        lobby_id=lobby_id,
        title=title,
        common_ground=ground,
        language=language,
        room_size=size,
        rounds=rounds,
        length=length,
        created_at=now,
        opens_at=now,
        # What people are shown has no parts of a second, and it is a promise.
        closes_at=(now + length).replace(microsecond=0),
        category_name=title,
        phase=Phase.GATHERING,
    )
