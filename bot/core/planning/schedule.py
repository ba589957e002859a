"""From a host's plan to an announced mixer, what of it can be changed later, and the next evening of a series."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.core.community.settings import Community
from bot.core.lifecycle import series
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.planning.start import Wish
from bot.core.planning.telling import description_of, picture_of
from bot.core.posts.invitation import FEWEST_GUESTS
from bot.core.questions.deck import Brought
from bot.core.questions.own import one, own_id
from bot.core.text import Refusal
from bot.core.times.recurrence import Repeat, slots_after

T = TypeVar("T", "Schedule", Wish)
MOST_PLACES = 500
"""Places of one evening at most, where they are limited."""
MOST_PLANNED = 25
"""Evenings of one server at a time: the most that Discord lets choose from."""
MOST_EVENINGS = 100
"""Evenings of a series at most, where they are limited: two years of weeks."""
MOST_TEMPLATES, TEMPLATE_KEPT = 25, timedelta(days=365)
"""Evenings of one server that a new one can be like, and how long after the last of that title took place."""
SLOT_DIGITS = 8
"""Hexadecimal digits of the seconds that stand for a place in a series at the end of an evening's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What a host plans; None where they left it to us, or to what it was."""

    wish: Wish
    opens_at: datetime | None = None
    for_roles: tuple[int, ...] | None = None
    capacity: int | None = None
    description: str | None = None
    picture: str | None = None
    repeat: Repeat | None = None
    first_question: str | None = None
    """What every room is to begin with, in this evening alone."""
    evenings: int | None = None
    """How many a series has, from this one on; 0 for one without an end."""


def planned_mixer(
    plan: Schedule,
    *,
    id: str,
    community: Community,
    host_id: int,
    channel_id: int,
    lobby_id: int,
    untitled: str,
    now: datetime,
) -> Mixer:
    """A mixer that is announced now. Raises Refusal for what cannot be."""
    title, length, ground, size, rounds = plan.wish.checked(untitled=untitled)
    opens_at, repeat = plan.opens_at or now, plan.repeat or Repeat.ONCE
    return Mixer(
        id=id,
        guild_id=community.guild_id,
        host_id=host_id,
        channel_id=channel_id,
        lobby_id=lobby_id,
        title=title,
        common_ground=ground,
        language=community.language,
        room_size=size,
        rounds=rounds,
        length=length,
        created_at=now,
        announce_at=now,
        opens_at=opens_at,
        closes_at=opens_at + length,
        category_name=title,
        phase=Phase.SCHEDULED,
        **_invited(plan),
        time_zone=community.time_zone,
        repeat=repeat,
        last_slot_at=last_slot(opens_at, opens_at, repeat, ZoneInfo(community.time_zone), plan.evenings or 0),
        series_at=opens_at,
        slot_at=opens_at,
    )


def _invited(plan: Schedule) -> dict[str, Any]:
    """Whom it is for and what the invitation says of it. Raises Refusal for what cannot be."""
    said = {"description": description_of(plan.description), "picture": picture_of(plan.picture)}
    return {"for_roles": plan.for_roles or (), "capacity": places(plan.capacity), **said}


def template_of(mixer: Mixer) -> Schedule:
    """What a new evening has of this one that is to be like it: neither when it was, nor how it came back."""
    wish = Wish(
        title=mixer.title,
        length=int(mixer.length / timedelta(minutes=1)),
        common_ground=mixer.common_ground,
        room_size=mixer.room_size,
        rounds=mixer.rounds,
    )
    return Schedule(
        wish=wish,
        for_roles=mixer.for_roles,
        capacity=mixer.capacity or 0,
        description=mixer.description,
        picture=mixer.picture,
    )


def like(template: Schedule, plan: Schedule) -> Schedule:
    """The plan with all it leaves open as it is in the template, and its title."""
    wish = replace(_without_gaps(plan.wish, template.wish), title=template.wish.title)
    return replace(_without_gaps(plan, template), wish=wish)


def _without_gaps(plan: T, template: T) -> T:
    open_yet = (one.name for one in fields(plan) if getattr(plan, one.name) is None)
    return replace(plan, **{name: getattr(template, name) for name in open_yet})


def next_evening(mixer: Mixer, community: Community, now: datetime) -> Mixer | None:
    """The next evening of a series, announced as long ahead as the server likes; None if it was the last.

    Always counted from the series' first, so that a skipped or moved evening leaves it as it is. The same evening of a
    series has the same id, whichever it is planned after, so that it cannot be planned twice.
    """
    if mixer.series_at is None or mixer.slot_at is None:
        return None
    slot = slots_after(mixer.series_at, mixer.repeat, ZoneInfo(mixer.time_zone), max(now, mixer.slot_at))
    if slot is None or (mixer.last_slot_at is not None and slot > mixer.last_slot_at):
        return None
    names = ("guild_id", "host_id", "channel_id", "lobby_id", "time_zone", "repeat", "series_at", "last_slot_at")
    same: dict[str, Any] = {**{name: getattr(mixer, name) for name in names}, **series.kept(mixer)}
    return Mixer(
        **same,
        id=f"{series_of(mixer)}{int(slot.timestamp()):0{SLOT_DIGITS}x}",
        language=community.language,
        created_at=now,
        name_guests=community.name_guests,
        announce_at=max(now, slot - timedelta(days=community.announce_days)),
        opens_at=slot,
        closes_at=slot + same["length"],
        slot_at=slot,
        phase=Phase.SCHEDULED,
    )


def series_of(mixer: Mixer) -> str:
    """The id of the evening that a series began with, which all its evenings' ids begin with."""
    return mixer.id if mixer.slot_at == mixer.series_at else mixer.id[:-SLOT_DIGITS]


def others_of_series(mixer: Mixer, others: Iterable[Mixer]) -> list[Mixer]:
    """The other evenings of its series, as long as it comes back."""
    if mixer.repeat is Repeat.ONCE:
        return []
    again = (other for other in others if other.repeat is not Repeat.ONCE and other.id != mixer.id)
    return [other for other in again if series_of(other) == series_of(mixer)]


def opening(typed: str | None) -> tuple[Brought, ...]:
    """The evening's own first question, if it is to have one. Raises Refusal for what is no question."""
    if typed is None:
        return ()
    question = one(typed)
    return (Brought(own_id(question), question),)


def places(capacity: int | None) -> int | None:
    """How many places there are; None for as many as come, also typed as 0. Raises Refusal for what cannot be."""
    if (capacity and not FEWEST_GUESTS <= capacity <= MOST_PLACES) or (capacity is not None and capacity < 0):
        raise Refusal("schedule.capacity", fewest=FEWEST_GUESTS, most=MOST_PLACES)
    return capacity or None


def last_slot(series_at: datetime, slot: datetime, repeat: Repeat, zone: ZoneInfo, evenings: int) -> datetime | None:
    """When the last of so many evenings is, of which the first is at `slot`; None for a series without an end.

    Raises Refusal for a number that cannot be, or where there is no series; 0 is without an end.
    """
    if not 0 <= evenings <= MOST_EVENINGS:
        raise Refusal("schedule.evenings", most=MOST_EVENINGS)
    if evenings and repeat is Repeat.ONCE:
        raise Refusal("schedule.evenings_once")
    if not evenings:
        return None
    last: datetime | None = slot
    for _ in range(evenings - 1):
        assert last is not None
        last = slots_after(series_at, repeat, zone, last)
    return last
