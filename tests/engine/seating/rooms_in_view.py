"""Who sits where in an evening of several rooms, as anybody could see it in Discord."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import combinations

from bot.core.lifecycle.phase import Phase
from bot.core.planning.start import Wish
from bot.core.reconcile.acts import OpenRoom
from bot.core.text import Answer, Offer, People
from tests.evening import GUILD, HOST, Evening
from tests.fakes import FakeLedger

SECOND = timedelta(seconds=1)
Pair = tuple[int, int]


def crowd(number: int) -> tuple[int, ...]:
    """A host and so many others that it makes this number."""
    return tuple(range(HOST, HOST + number))


async def begin(
    people: int, evening: Evening | None = None, *, rounds: int = 1, size: int = 3, length: int = 60
) -> Evening:
    """An evening that has just been asked for just so, with nobody missing."""
    evening = evening or Evening()
    wish = Wish(title="Tea", length=length, room_size=size, rounds=rounds)
    if isinstance(offer := await start(evening, crowd(people), wish), Offer):
        await take_up(evening, offer, -1)
    return evening


async def seated(
    people: int = 9, evening: Evening | None = None, *, rounds: int = 1, size: int = 3, length: int = 60
) -> Evening:
    """An evening that has been under way for a minute."""
    evening = await begin(people, evening, rounds=rounds, size=size, length=length)
    await evening.run_for(timedelta(minutes=1))
    return evening


async def start(evening: Evening, people: Collection[int], wish: Wish) -> Answer:
    """These people gather, and the host among them asks for a mixer."""
    evening.gather(*people)
    return await evening.ask(lambda r: r.start(evening.caller(), wish), starting=True)


async def take_up(evening: Evening, offer: Offer, choice: int, by: int = HOST) -> Answer:
    """Somebody presses the button of a choice."""
    return await evening.press_below(offer, offer.choices[choice][0], by=by)


def channel(evening: Evening, number: int) -> int:
    """The channel of a room."""
    room = evening.mixer.room(number)
    assert room is not None
    assert room.channel_id is not None
    return room.channel_id


def sitting(evening: Evening) -> dict[int, frozenset[int]]:
    """Who is in each room that has anybody in it, by its number."""
    channels = {room.channel_id: room.number for room in evening.mixer.standing}
    there: dict[int, set[int]] = {}
    for user, place in evening.people.items():
        if place in channels:
            there.setdefault(channels[place], set()).add(user)
    return {number: frozenset(users) for number, users in sorted(there.items())}


def room_of(evening: Evening, user: int) -> int | None:
    """The number of the room that somebody is in."""
    return next((number for number, users in sitting(evening).items() if user in users), None)


def together(evening: Evening, one: int, other: int) -> bool:
    """Whether two people sit in one room."""
    return any({one, other} <= users for users in sitting(evening).values())


def pairs(groups: Iterable[Collection[int]]) -> Counter[Pair]:
    """How often each pair sits together in these rooms."""
    return Counter(pair for group in groups for pair in combinations(sorted(group), 2))


def named(evening: Evening, key: str) -> frozenset[int]:
    """Whom a post names now."""
    text = next(message.texts[-1] for message in evening.venue.messages if message.key == key)
    people = text.values["people"]
    return frozenset(people.ids if isinstance(people, People) else ())


def said_at(evening: Evening, key: str) -> datetime:
    """When something was posted."""
    return next(message.at for message in evening.venue.messages if message.key == key)


def keys_in(evening: Evening, number: int, prefix: str) -> list[str]:
    """What was said of this kind in a room, by catalogue key as it was said at first."""
    place = channel(evening, number)
    return [m.texts[0].key for m in evening.venue.messages if m.channel_id == place and m.key.startswith(prefix)]


class Shaky(FakeLedger):
    """A register whose disk can be away."""

    away = False

    async def avoided(self, guild_id: int, user_ids: Collection[int]) -> frozenset[tuple[int, int]]:
        """See ports.Register."""
        self._look()
        return await super().avoided(guild_id, user_ids)

    async def sat(
        self, guild_id: int, mixer_id: str, round: int, rooms: Mapping[int, Collection[int]], at: datetime
    ) -> None:
        """See ports.Register."""
        self._look()
        await super().sat(guild_id, mixer_id, round, rooms, at)

    def _look(self) -> None:
        if self.away:
            raise OSError("the disk is away")


@dataclass
class Solitude:
    """Measures how long anybody is alone in a room while others sit in other rooms of the evening."""

    evening: Evening
    longest: timedelta = timedelta(0)
    since: dict[int, datetime] = field(default_factory=dict[int, datetime])

    def __post_init__(self) -> None:
        told = self.evening.venue.on_change

        def changed(guild_id: int) -> None:
            self.look()
            told(guild_id)

        self.evening.venue.on_change = changed

    def look(self) -> None:
        """Somebody has come or gone, or the evening is over."""
        venue, people = self.evening.venue, self.evening.people
        rooms = [id for id, (_, act) in venue.created.items() if isinstance(act, OpenRoom)]
        inside = Counter(place for place in people.values() if place in rooms)
        on = any(mixer.phase is Phase.OPEN for mixer in self.evening.store.mixers.values())
        lonely = {user for user, place in people.items() if on and len(inside) > 1 and inside[place] == 1}
        for user in [user for user in self.since if user not in lonely]:
            self.longest = max(self.longest, self.evening.now - self.since.pop(user))
        self.since |= dict.fromkeys(lonely - self.since.keys(), self.evening.now)


def leave(evening: Evening, *users: int) -> None:
    """People hang up."""
    for user in users:
        evening.venue.go(GUILD, user, None)


async def left(evening: Evening, number: int, *, of: int = 1) -> list[int]:
    """All of a room but `of` people hang up; those who stay."""
    users = sorted(sitting(evening)[of])
    leave(evening, *users[number:])
    await evening.quiet()
    return users[:number]
