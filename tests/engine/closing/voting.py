"""An evening of two rooms that comes to its end, and how people vote in it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.core.lifecycle.mixer import Mixer
from bot.core.text import Answer, Offer, Text
from tests.engine.seating.rooms_in_view import SECOND, channel, seated, sitting
from tests.evening import Evening, check, check_once, minutes

LENGTH, OVER = 12, minutes(40)
OPENS, COUNTS, END, STAYED = (minutes(number) for number in (9, 11, 12, 22))
"""When the vote opens and is counted, when the hour is over, and when it is for those who stayed."""


async def at_the_vote(evening: Evening | None = None, *, people: int = 6, ears: int = 0) -> Evening:
    """Two rooms or more of three, in which the vote has just been opened; without `ears` nobody is heard."""
    evening = await seated(people, evening or Evening(ears=ears), length=LENGTH)
    await until(evening, OPENS + SECOND)
    return evening


async def until(evening: Evening, since_beginning: timedelta) -> None:
    """Let time pass until then."""
    await evening.run_until(evening.mixer.opens_at + since_beginning)


async def open_ballot(evening: Evening, user: int, number: int) -> Offer:
    """Somebody presses the button under the vote of a room."""
    caller = evening.caller(user, channel_id=channel(evening, number))
    offer = await evening.ask(lambda _: evening.roomside.press(caller, "ballot", evening.mixer.id, number))
    assert isinstance(offer, Offer)
    return offer


async def choose(evening: Evening, user: int, offer: Offer, *, yes: bool) -> Answer:
    """Somebody answers what only they see."""
    return await evening.press_below(offer, "offer.stay" if yes else "offer.not_stay", by=user)


async def vote(evening: Evening, number: int, *users: int, yes: bool = True) -> None:
    """These people in a room vote."""
    for user in users:
        answer = await choose(evening, user, await open_ballot(evening, user, number), yes=yes)
        assert answer == Text("ballot.kept")


async def all_vote(evening: Evening, number: int, *, no: tuple[int, ...] = (), silent: tuple[int, ...] = ()) -> None:
    """Everybody in a room says yes, but for these."""
    users = sitting(evening)[number]
    await vote(evening, number, *sorted(users - {*no, *silent}))
    await vote(evening, number, *no, yes=False)


def said(evening: Evening, place: int) -> list[tuple[datetime, str]]:
    """What was said in a channel, and when, by catalogue key, with every edit."""
    there = [m for m in evening.venue.messages if m.channel_id == place]
    return [(m.at, text.key) for m in there for text in m.texts]


def stays(evening: Evening) -> set[int]:
    """The rooms that were told that they stay."""
    return {int(key.partition(":")[2]) for key in evening.posts("stay:")}


def emptied_at(evening: Evening, number: int) -> datetime:
    """When the last of a room's people were brought back."""
    place = channel(evening, number)
    return max(at for at, act in evening.venue.acts if getattr(act, "room_id", 0) == place and "SendHome" in repr(act))


async def to_the_end(evening: Evening) -> Mixer:
    """Let the evening end; nothing is left of it, and nothing of any vote."""
    await evening.run_for(OVER)
    check(evening)
    check_once(evening)
    assert not any(guest.ballot for guest in evening.mixer.guests)
    return evening.mixer
