"""From a host's plan to an announced mixer, what of it can be changed later, and the next evening of a series."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.community.settings import Community
from bot.core.lifecycle.events import Cancelled, Event, NextPlanned
from bot.core.lifecycle.mixer import Mixer, Phase
from bot.core.planning.start import Wish
from bot.core.posts.invitation import FEWEST_GUESTS
from bot.core.questions.deck import Brought
from bot.core.questions.own import one, own_id
from bot.core.text import Refusal
from bot.core.times.recurrence import Repeat, slots_after

MOST_PLACES = 500
"""Places of one evening at most, where they are limited."""
MOST_PLANNED = 25
"""Evenings of one server at a time: the most that Discord lets choose from."""
SLOT_DIGITS = 8
"""Hexadecimal digits of the seconds that stand for a place in a series at the end of an evening's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What a host plans; None where they left it to us, or to what it was."""

    wish: Wish
    opens_at: datetime | None = None
    for_roles: tuple[int, ...] | None = None
    capacity: int | None = None
    repeat: Repeat | None = None
    first_question: str | None = None
    """What every room is to begin with, in this evening alone."""


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
    opens_at = plan.opens_at or now
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
        for_roles=plan.for_roles or (),
        capacity=_checked(plan.capacity),
        time_zone=community.time_zone,
        repeat=plan.repeat or Repeat.ONCE,
        brought=_opening(plan.first_question),
        series_at=opens_at,
        slot_at=opens_at,
    )


def changes(mixer: Mixer, plan: Schedule) -> dict[str, object]:
    """What a plan changes of an announced mixer. Raises Refusal for what cannot be, or if it is nothing."""
    given = {name for name in ("title", "length", "common_ground", "room_size", "rounds") if _given(plan.wish, name)}
    before = Wish(
        title=mixer.title,
        length=int(mixer.length / timedelta(minutes=1)),
        common_ground=mixer.common_ground,
        room_size=mixer.room_size,
        rounds=mixer.rounds,
    )
    wanted = replace(before, **{name: getattr(plan.wish, name) for name in given})
    checked = wanted.checked(untitled=mixer.title)._asdict()
    _checked(plan.capacity)
    new = {name: checked[name] for name in given if checked[name] != getattr(mixer, name)}
    if "title" in new:
        new["category_name"] = new["title"]
    if "common_ground" in new:
        new["ground_kind"] = None
    for name in ("opens_at", "for_roles", "capacity", "repeat"):
        value = getattr(plan, name)
        if value is not None and value != getattr(mixer, name):
            new[name] = value
    if "repeat" in new:
        new |= {"series_at": new.get("opens_at", mixer.opens_at), "slot_at": new.get("opens_at", mixer.opens_at)}
    if not new:
        raise Refusal("edit.nothing")
    return new


def next_evening(mixer: Mixer, community: Community, now: datetime) -> Mixer | None:
    """The next evening of a series, announced as long ahead as the server likes; None if it was the last.

    Always counted from the series' first, so that a skipped or moved evening leaves it as it is. The same evening of a
    series has the same id, whichever it is planned after, so that it cannot be planned twice.
    """
    if mixer.series_at is None or mixer.slot_at is None:
        return None
    slot = slots_after(mixer.series_at, mixer.repeat, ZoneInfo(mixer.time_zone), max(now, mixer.slot_at))
    if slot is None:
        return None
    kept = {
        name: getattr(mixer, name)
        for name in (
            *("guild_id", "host_id", "channel_id", "lobby_id", "title", "common_ground", "ground_kind", "room_size"),
            *("rounds", "length", "for_roles", "capacity", "time_zone", "repeat", "series_at", "category_name"),
        )
    }
    return Mixer(
        **kept,
        id=f"{series_of(mixer)}{int(slot.timestamp()):0{SLOT_DIGITS}x}",
        language=community.language,
        created_at=now,
        name_guests=community.name_guests,
        announce_at=max(now, slot - timedelta(days=community.announce_days)),
        opens_at=slot,
        closes_at=slot + mixer.length,
        slot_at=slot,
        phase=Phase.SCHEDULED,
    )


def series_of(mixer: Mixer) -> str:
    """The id of the evening that a series began with, which all its evenings' ids begin with."""
    return mixer.id if mixer.slot_at == mixer.series_at else mixer.id[:-SLOT_DIGITS]


def end_of_series(mixer: Mixer, others: Iterable[Mixer]) -> Iterator[tuple[str, Event]]:
    """What happens to other evenings of its series when it is called off with all that would follow: (id, event)."""
    if mixer.repeat is Repeat.ONCE:
        return
    for other in others:
        if other.repeat is Repeat.ONCE or series_of(other) != series_of(mixer) or other.id == mixer.id:
            continue
        later = other.slot_at and mixer.slot_at and other.slot_at > mixer.slot_at
        yield other.id, Cancelled(series=True) if later else NextPlanned(None)


def _opening(typed: str | None) -> tuple[Brought, ...]:
    """The evening's own first question, if it is to have one. Raises Refusal for what is no question."""
    if typed is None:
        return ()
    question = one(typed)
    return (Brought(own_id(question), question),)


def _given(wish: Wish, name: str) -> bool:
    assert name in {field.name for field in fields(wish)}
    return getattr(wish, name) is not None


def _checked(capacity: int | None) -> int | None:
    """The number of places. Raises Refusal for one that cannot be."""
    if capacity is not None and not FEWEST_GUESTS <= capacity <= MOST_PLACES:
        raise Refusal("schedule.capacity", fewest=FEWEST_GUESTS, most=MOST_PLACES)
    return capacity
