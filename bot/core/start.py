"""From a host's wish to a mixer: what is checked, and with what words it is refused."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from unicodedata import category

from bot.core.mixer import LONGEST, SHORTEST, Guest, Mixer, Phase, Room
from bot.core.prompts import Prompt, first_questions
from bot.core.seating import FEWEST, LARGEST_ROOM, SMALLEST_ROOM, USUAL_ROOM, seat
from bot.core.seen import Seen
from bot.core.words import Moment, Place, Refusal

LONGEST_TITLE, LONGEST_GROUND = 80, 60
MOST_CHANNELS, MOST_CATEGORIES, MOST_ROOMS = 500, 50, 50
"""Discord's documented limits for a server and for one category."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a host typed; `length` in minutes, None where they left it to us."""

    title: str | None = None
    length: int | None = None
    common_ground: str | None = None
    room_size: int | None = None

    def checked(self, *, untitled: str) -> tuple[str, timedelta, str, int]:
        """Title, length, common ground and room size with the gaps filled. Raises Refusal for what cannot be."""
        title = " ".join((self.title or "").split())
        # Some characters show nothing at all.
        title = title if any(category(c) not in {"Cc", "Cf", "Zs"} for c in title) else untitled
        ground = " ".join((self.common_ground or "").split())
        if len(title) > LONGEST_TITLE:
            raise Refusal("start.title", most=LONGEST_TITLE)
        if len(ground) > LONGEST_GROUND:
            raise Refusal("start.common_ground", most=LONGEST_GROUND)
        fewest, most = (int(limit / timedelta(minutes=1)) for limit in (SHORTEST, LONGEST))
        length = 60 if self.length is None else self.length
        if not fewest <= length <= most:
            raise Refusal("start.length", fewest=fewest, most=most)
        size = USUAL_ROOM if self.room_size is None else self.room_size
        if not SMALLEST_ROOM <= size <= LARGEST_ROOM:
            raise Refusal("start.room_size", fewest=SMALLEST_ROOM, most=LARGEST_ROOM)
        return title, timedelta(minutes=length), ground, size


def gathered(
    seen: Seen, places: Iterable[int | None], running: Sequence[Mixer], now: datetime
) -> tuple[int, list[int]]:
    """The voice channel to start from, the first of `places` with enough people in it, and those people.

    Raises Refusal if nobody or one person is there, or a mixer is just starting from there.
    """
    there = [place for place in dict.fromkeys(places) if place is not None and place in seen.channels]
    if not there:
        raise Refusal("start.no_lobby")
    place = next((place for place in there if len(seen.inside(place)) >= FEWEST), there[0])
    for mixer in running:
        if place in mixer.channel_ids:
            raise Refusal("start.in_room")
        coming = any(guest.waiting and seen.people.get(guest.user_id) == place for guest in mixer.guests)
        if mixer.lobby_id == place and (coming or now - mixer.created_at < timedelta(seconds=15)):
            raise Refusal("start.already", title=mixer.title, end=Moment(mixer.closes_at, relative=True))
    people = sorted(seen.inside(place))
    if len(people) < FEWEST:
        raise Refusal("start.one_person" if people else "start.nobody", place=Place(place))
    return place, people


def check_space(seen: Seen, rooms: int) -> None:
    """Raises Refusal if the server has no place for the category and so many rooms."""
    categories = sum(channel.is_category for channel in seen.channels.values())
    if rooms > MOST_ROOMS:
        raise Refusal("start.too_many", most=MOST_ROOMS)
    if len(seen.channels) + rooms + 1 > MOST_CHANNELS or categories + 1 > MOST_CATEGORIES:
        raise Refusal("start.full")


def rooms_and_guests(
    mixer: Mixer, people: Sequence[int], deck: Sequence[Prompt], names: Sequence[str], known: Collection[str] = ()
) -> tuple[tuple[Room, ...], tuple[Guest, ...]]:
    """The rooms with their first questions, and everyone's seat."""
    seed = int.from_bytes(mixer.id.encode(), "big")
    seating = seat(people, mixer.room_size, seed)
    questions = first_questions(deck, len(seating), seed, common_ground=bool(mixer.common_ground), known=known)
    rooms = tuple(Room(n, name, question) for n, (name, question) in enumerate(zip(names, questions, strict=False), 1))
    return rooms, tuple(Guest(user, number) for number, users in enumerate(seating, 1) for user in users)


def new_mixer(
    *,
    id: str,
    guild_id: int,
    host_id: int,
    home_id: int,
    lobby_id: int,
    language: str,
    wish: Wish,
    untitled: str,
    now: datetime,
) -> Mixer:
    """A mixer that gathers now. Raises Refusal for what cannot be."""
    title, length, ground, size = wish.checked(untitled=untitled)
    return Mixer(
        id=id,
        guild_id=guild_id,
        host_id=host_id,
        home_id=home_id,
        lobby_id=lobby_id,
        title=title,
        common_ground=ground,
        language=language,
        room_size=size,
        length=length,
        created_at=now,
        opens_at=now,
        closes_at=now + length,
        category_name=title,
        phase=Phase.GATHERING,
    )
