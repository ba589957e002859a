"""An ordinary hour on a clock turned by hand: what people do and say in it, for whoever counts what that costs.

Twelve people in three rooms, of whom two come late and one leaves; four questions are asked, and at the end it is voted
on who stays. It was announced an hour before, people were reminded, and the host is told how it was.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Collection, Iterator
from datetime import timedelta
from functools import partial

from bot.core.community.settings import Community
from bot.sandbox.voice.speech import Conversation, Times
from tests.engine.closing.voting import all_vote
from tests.engine.planning.planned import HOUR, announce, sign_up
from tests.engine.seating.rooms_in_view import crowd, sitting
from tests.evening import GUILD, HOST, START, Evening, check, minutes

PEOPLE, LATE, LEAVES = crowd(12), (110, 111), 104
LENGTH = 60
LATE_AFTER, LEAVES_AFTER = (4.0, 13.0), 40.0
"""Minutes after the beginning at which they come, and at which somebody leaves."""
SIGN_UPS = 4.0
"""Minutes from one to the next."""
ROOMS, SEATS = (1, 2, 3), 4
TALK, SEED = 0.8, 7
SILENCES = (10.3, 10.8, 11.4, 12.2, 13.0)
"""Seconds of each silence of ten and more in an hour of one room, but for those that are asked about. With these there
are as many, and as long, as in the meetings of the stall study: six of 10 s, four of 12 s, three of 14 s."""
LULLS = ((1, 24.0, 30.0), (2, 17.0, 30.0), (3, 33.0, 30.0), (3, 45.0, 30.0))
"""In which room, how many minutes after the beginning, and for how many seconds nobody knows what to say."""


async def ordinary_hour(ears: int = len(ROOMS), *, stays: bool = False, seed: int = SEED) -> Evening:
    """The whole evening, until the host has been told how it was; with so many ears, and a room that stays or not."""
    evening = Evening(ears=ears)
    evening.store.communities[GUILD] = Community(guild_id=GUILD, lobby_id=evening.lobby)
    await announce(evening, length=LENGTH, room_size=SEATS)
    for nth, user in enumerate(PEOPLE[1:], 1):
        evening.at(minutes(nth * SIGN_UPS), partial(sign_up, evening, user))
    _come_and_go(evening)
    _at(evening, (LENGTH - 2) * 60, partial(_vote, evening, stays=stays))
    _talk(evening, random.Random(seed))
    while evening.now < HOUR + minutes(3 * LENGTH):
        await evening.run_for(minutes(10))
    check(evening)
    return evening


def _at(evening: Evening, seconds: float, deed: Callable[[], Awaitable[object]]) -> None:
    """So many seconds after the hour."""
    evening.at(HOUR - START + timedelta(seconds=seconds), deed)


def _come_and_go(evening: Evening) -> None:
    async def come(*people: int) -> None:
        evening.gather(*people)

    async def leave() -> None:
        evening.venue.go(GUILD, LEAVES, None)

    for user in set(PEOPLE) - {*LATE}:
        _at(evening, 20.0 * (user - HOST) - 300, partial(come, user))

    async def come_and_join(user: int) -> None:
        evening.gather(user)
        await evening.press_join(user)

    for user, after in zip(LATE, LATE_AFTER, strict=True):
        _at(evening, after * 60, partial(come_and_join, user))
    _at(evening, LEAVES_AFTER * 60, leave)


async def _vote(evening: Evening, *, stays: bool) -> None:
    """Everybody in the first room would like to stay, or all but one."""
    first, *_ = sorted(sitting(evening)[ROOMS[0]])
    await all_vote(evening, ROOMS[0], no=() if stays else (first,))


class Talk:
    """Who says what in which room; each line is somebody's who sits there."""

    def __init__(self, evening: Evening) -> None:
        self._evening = evening
        self._speaking: dict[tuple[int, int], tuple[int, int]] = {}
        self._heard: set[int] = set()

    async def listen(self) -> None:
        """Ears that were sent hear from now on, and where none is any more nothing is heard."""
        sent = set(self._evening.ears.posts.get(GUILD, ()))
        for place in sorted(sent ^ self._heard):
            self._evening.icebreaker.hears(place, place in sent, self._evening.now.timestamp())
        self._heard = sent

    async def turn(self, number: int, nth: int, *, on: bool) -> None:
        """The n-th of a room begins to speak, or ceases."""
        if on:
            inside = sorted(sitting(self._evening).get(number, ()))
            room = self._evening.mixer.room(number)
            if len(inside) > nth and room and room.channel_id:
                self._speaking[number, nth] = room.channel_id, inside[nth]
        if said := self._speaking.get((number, nth)) if on else self._speaking.pop((number, nth), None):
            self._evening.icebreaker.heard(*said, on, self._evening.now.timestamp())


def _talk(evening: Evening, rng: random.Random) -> None:
    """An hour of talk in each room, and ten minutes more for those who stay."""
    talk, length = Talk(evening), (LENGTH + 10) * 60
    for second in range(0, length, 10):
        _at(evening, second, talk.listen)
    for number in ROOMS:
        quiet = [(minute * 60, seconds) for room, minute, seconds in LULLS if room == number]
        quiet += [(rng.uniform(120, length), seconds) for seconds in SILENCES]
        said = Conversation(minutes=length / 60, talk=TALK, seed=rng.randrange(1000)).parts("abcd")
        for nth, person in enumerate("abcd"):
            for start, end in _but(said[person], quiet):
                _at(evening, start, partial(talk.turn, number, nth, on=True))
                _at(evening, end, partial(talk.turn, number, nth, on=False))


def _but(times: Times, quiet: Collection[tuple[float, float]]) -> Iterator[tuple[float, float]]:
    """What is said, but for these silences: when each begins, and for how long it lasts."""
    for start, end in times:
        ends = min((since for since, lasts in quiet if start < since + lasts and since < end), default=end)
        begins = max((since + lasts for since, lasts in quiet if since <= start < since + lasts), default=start)
        if begins < (end if begins > start else ends):
            yield begins, end if begins > start else ends
