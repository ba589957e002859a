"""What can be changed of an announced evening, for once or for all that follow, and what was changed, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.series import KEPT
from bot.core.lifecycle.signups import whom
from bot.core.planning.schedule import Schedule, last_slot, places
from bot.core.planning.start import Wish
from bot.core.planning.telling import description_of, picture_of
from bot.core.posts.head_count import people
from bot.core.text import Moment, Refusal, Text
from bot.core.times.recurrence import Repeat


def changes(mixer: Mixer, plan: Schedule) -> dict[str, object]:
    """What a plan changes of an announced mixer. Raises Refusal for what cannot be, or if it is nothing."""
    given = [name for name in ("title", "length", "common_ground", "room_size", "rounds") if _given(plan.wish, name)]
    before = Wish(
        title=mixer.title,
        length=int(mixer.length / timedelta(minutes=1)),
        common_ground=mixer.common_ground,
        room_size=mixer.room_size,
        rounds=mixer.rounds,
    )
    wanted = replace(before, **{name: getattr(plan.wish, name) for name in given})
    checked = wanted.checked(untitled=mixer.title)._asdict()
    new = {name: checked[name] for name in given if checked[name] != getattr(mixer, name)}
    if "title" in new:
        new["category_name"] = new["title"]
    if "common_ground" in new and mixer.ground_kind:
        new["ground_kind"] = None
    if plan.capacity is not None and places(plan.capacity) != mixer.capacity:
        new["capacity"] = places(plan.capacity)
    said = {"description": (plan.description, description_of), "picture": (plan.picture, picture_of)}
    for name, (typed, read) in said.items():
        if typed is not None and read(typed) != getattr(mixer, name):
            new[name] = read(typed)
    for name in ("opens_at", "for_roles", "repeat"):
        value = getattr(plan, name)
        if value is not None and value != getattr(mixer, name):
            new[name] = value
    if "repeat" in new:
        new |= {"series_at": new.get("opens_at", mixer.opens_at), "slot_at": new.get("opens_at", mixer.opens_at)}
    new |= _end(replace(mixer, **{name: new[name] for name in ("repeat", "series_at", "slot_at") if name in new}), plan)
    if not new:
        raise Refusal("edit.nothing")
    return new


def of_series(mixer: Mixer, new: Mapping[str, object]) -> bool:
    """Whether it is to be asked if these changes are for once or for all that follow."""
    return mixer.repeat is not Repeat.ONCE and "repeat" not in new and not new.keys().isdisjoint(KEPT)


def changed(mixer: Mixer, new: Mapping[str, object]) -> Iterator[Text]:
    """What has become of an evening by these changes, a line each, and whoever holds a place above what there are."""
    for name in new:
        if line := _line(mixer, name):
            yield line
    if mixer.capacity is not None and len(mixer.coming) > mixer.capacity:
        yield Text("edit.held", {"people": people(len(mixer.coming)), "capacity": mixer.capacity})


def _line(mixer: Mixer, name: str) -> Text | None:  # noqa: PLR0912 - the table: a row for each field
    match name:
        case "title":
            return Text("edit.title", {"title": mixer.title})
        case "length":
            return Text("edit.length", {"length": int(mixer.length / timedelta(minutes=1))})
        case "common_ground" if mixer.common_ground:
            return Text("edit.ground", {"ground": mixer.common_ground})
        case "common_ground":
            return Text("edit.no_ground")
        case "room_size":
            return Text("edit.room_size", {"size": mixer.room_size})
        case "rounds":
            return Text("edit.rounds", {"rounds": mixer.rounds})
        case "for_roles" if mixer.for_roles:
            return Text("edit.for_roles", {"roles": whom(mixer)})
        case "for_roles":
            return Text("edit.for_everybody")
        case "capacity" if mixer.capacity is not None:
            return Text("edit.capacity", {"capacity": mixer.capacity})
        case "capacity":
            return Text("edit.no_capacity")
        case "description":
            return Text("edit.description" if mixer.description else "edit.no_description")
        case "picture":
            return Text("edit.picture" if mixer.picture else "edit.no_picture")
        case "repeat":
            return Text("edit.repeat", {"repeat": Text(f"repeat.{mixer.repeat}")})
        case "last_slot_at" if mixer.last_slot_at is not None:
            return Text("edit.until", {"at": Moment(mixer.last_slot_at, full=True)})
        case "last_slot_at":
            return Text("edit.no_until")
        case _:
            return None


def _end(mixer: Mixer, plan: Schedule) -> dict[str, object]:
    """When the series of a mixer is to meet for the last time, if that was said and is new."""
    if plan.evenings is None:
        return {}
    slot, first = mixer.slot_at or mixer.opens_at, mixer.series_at or mixer.opens_at
    last: datetime | None = last_slot(first, slot, mixer.repeat, ZoneInfo(mixer.time_zone), plan.evenings)
    return {"last_slot_at": last} if last != mixer.last_slot_at else {}


def _given(wish: Wish, name: str) -> bool:
    assert name in {field.name for field in fields(wish)}
    return getattr(wish, name) is not None
