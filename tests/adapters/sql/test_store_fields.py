"""Every field of what the store keeps comes back as it was."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar, cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import Phase as Step
from hypothesis import strategies as st

from bot.adapters.sql import rows, tables
from bot.core.community.settings import Community
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import (
    Asking,
    Assembly,
    Delivery,
    FirstQuestions,
    Guest,
    HostCall,
    Notice,
    Post,
    Report,
    Room,
    RoomEnd,
    ScheduledEvent,
    Signup,
    Smallness,
)
from bot.core.lifecycle.phase import FINISHED, Ending, Phase
from bot.core.lifecycle.wanted_post import PostKey
from bot.core.questions.deck import Brought
from bot.core.questions.ground import KINDS
from bot.core.seating import Summary
from bot.core.times.recurrence import Repeat
from tests.adapters.conftest import BIG, NOW, Store, evening

K = TypeVar("K")


def every(kind: type[K], **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[K]:
    """Values of a dataclass of which no field is left at its default."""
    assert parts.keys() == {field.name for field in fields(cast("Any", kind))}, kind
    return st.builds(kind, **parts)


def tuples(part: st.SearchStrategy[K], most: int = 2) -> st.SearchStrategy[tuple[K, ...]]:
    """A few of these."""
    return st.lists(part, max_size=most).map(tuple)


ids = st.integers(1, BIG) | st.integers(1, 5)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
instants = st.datetimes(
    datetime(2015, 1, 1),  # noqa: DTZ001
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=9))]),
)
small = st.integers(0, 5)
spans = st.timedeltas(timedelta(0), timedelta(hours=3))
rooms_by_user = tuples(st.tuples(ids, small))
all_askings = tuples(
    every(
        Asking,
        nth=st.integers(1, 9),
        question=texts,
        own=texts,
        why=texts,
        at=instants,
        worked=st.none() | st.booleans(),
    )
)
all_rooms = st.lists(
    every(
        Room,
        number=st.integers(1, 5),
        name=texts,
        questions=every(FirstQuestions, now=texts, later=tuples(texts)),
        channel_id=st.none() | ids,
        tried_at=st.none() | instants,
        status=st.none() | texts,
        lost=st.booleans(),
        askings=all_askings,
        peace_until=st.none() | instants,
        listened=st.booleans(),
        call=every(HostCall, nth=small, at=st.none() | instants, chain=tuples(ids), answered=st.booleans()),
        let_in=tuples(ids),
        smallness=every(
            Smallness,
            count=small,
            since=st.none() | instants,
            nth=small,
            stays=st.booleans(),
            moves=rooms_by_user,
            at=st.none() | instants,
        ),
        end=every(
            RoomEnd,
            question=texts,
            counted=st.booleans(),
            stays=st.booleans(),
            over_at=st.none() | instants,
            released=st.booleans(),
        ),
    ),
    unique_by=lambda room: room.number,
).map(lambda found: tuple(sorted(found, key=lambda room: room.number)))
all_guests = st.lists(
    every(
        Guest,
        user_id=st.integers(BIG - 6, BIG),
        room=small,
        waiting=st.booleans(),
        asked_at=st.none() | instants,
        admitted=st.booleans(),
        next_rooms=tuples(small),
        admitted_to=tuples(small),
        about=texts,
        answer=texts,
        absent=st.booleans(),
        ballot=texts,
        brought_from=small,
    ),
    unique_by=lambda guest: guest.user_id,
).map(tuple)
all_signups = st.lists(
    every(
        Signup,
        user_id=st.integers(BIG - 6, BIG),
        at=instants,
        waiting=st.booleans(),
        remind=st.booleans(),
        moved_up=st.booleans(),
        standing=st.booleans(),
    ),
    unique_by=lambda signup: signup.user_id,
).map(tuple)
all_posts = st.lists(
    every(
        Post,
        key=(st.sampled_from(["welcome:1", "sign:10:1800000000:2", "goodbye"]) | texts).map(PostKey.read),
        channel_id=st.just(0) | ids,
        tried_at=instants,
        delivery=st.sampled_from(Delivery),
        message_id=st.none() | ids,
        shown=texts,
    ),
    max_size=4,
).map(lambda found: {post.key: post for post in found})
all_events = every(
    ScheduledEvent,
    id=st.none() | ids,
    tried_at=st.none() | instants,
    name=texts,
    starts_at=st.none() | instants,
    ends_at=st.none() | instants,
    state=st.sampled_from(["scheduled", "active", "completed", "cancelled", "gone"]),
    interested=small,
)
all_reports = tuples(every(Report, user_id=ids, room=small, at=instants, to=tuples(ids)))
all_pairs = tuples(st.tuples(ids, ids))
all_mixers = every(
    Mixer,
    id=st.just("replaced"),
    guild_id=ids,
    host_id=ids,
    channel_id=ids,
    lobby_id=ids,
    title=texts,
    common_ground=texts,
    language=st.sampled_from(["en", "ja"]),
    room_size=st.integers(2, 25),
    length=spans,
    created_at=instants,
    opens_at=instants,
    closes_at=instants,
    phase=st.sampled_from([phase for phase in Phase if phase not in FINISHED]),
    ending=st.none() | st.sampled_from(Ending),
    ended_at=st.none() | instants,
    category_name=texts,
    category_id=st.none() | ids,
    category_tried_at=st.none() | instants,
    rooms=all_rooms,
    guests=all_guests,
    posts=all_posts,
    for_roles=tuples(ids),
    capacity=st.none() | st.integers(3, 500),
    description=texts,
    picture=texts,
    calls_roles=st.booleans(),
    signups=all_signups,
    announce_at=st.none() | instants,
    name_guests=st.booleans(),
    moved_at=st.none() | instants,
    time_zone=st.sampled_from(["UTC", "Asia/Tokyo"]),
    repeat=st.sampled_from(Repeat),
    series_at=st.none() | instants,
    slot_at=st.none() | instants,
    last_slot_at=st.none() | instants,
    usual=st.fixed_dictionaries(
        {}, optional={"title": texts, "length": spans, "capacity": st.none() | small, "for_roles": tuples(ids)}
    ),
    next_planned=st.booleans(),
    next_at=st.none() | instants,
    event=st.none() | all_events,
    rounds=small,
    round=small,
    round_at=st.none() | instants,
    round_planned=small,
    notices=tuples(every(Notice, at=instants, text=texts, end=st.none() | instants, by=ids)),
    stayed=st.booleans(),
    broken=st.frozensets(texts, max_size=3),
    stand_ins=tuples(ids),
    handed_over=st.integers(0, 9),
    seating_summary=st.none() | every(Summary, key=texts, counts=st.dictionaries(texts, small, max_size=3)),
    missing_permissions=st.frozensets(texts, max_size=3),
    call_off_at=st.none() | instants,
    call_off_series=st.booleans(),
    vote_key=texts,
    shut_out=tuples(ids),
    uninvited=tuples(ids),
    reports=all_reports,
    beside=all_pairs,
    apart=all_pairs,
    friends=all_pairs,
    assembly=st.none() | every(Assembly, since=instants, until=instants, stopped=st.booleans()),
    forgotten=tuples(ids),
    ground_kind=st.none() | st.sampled_from(KINDS),
    brought=tuples(every(Brought, id=texts, text=texts, by=ids, shown=st.booleans())),
    version=st.just(0),
)
_numbers: Iterator[int] = itertools.count()


@settings(
    max_examples=30,
    deadline=None,
    database=None,
    phases=[Step.generate],  # shrinking a failure through a database takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(lives=st.lists(all_mixers, min_size=1, max_size=3))
async def test_every_field_comes_back_whatever_it_changes_to(store: Store, lives: list[Mixer]) -> None:
    before: Mixer | None = None
    id = f"m{next(_numbers)}"
    for version, life in enumerate(lives):
        mixer = replace(life, id=id, version=version)
        await store.save(mixer, before)
        (found,) = [kept for kept in await store.unfinished() if kept.id == id]
        assert found == mixer
        before = mixer


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (tables.mixers, Mixer),
        (tables.rooms, Room),
        (tables.guests, Guest),
        (tables.signups, Signup),
        (tables.posts, Post),
        (tables.communities, Community),
    ],
)
def test_every_field_has_its_column(table: tables.Table, kind: type[Mixer | rows.Child | Community]) -> None:
    elsewhere = rows.KEYS.keys() if kind is Mixer else set[str]()
    own = {column.key for column in table.columns} - {"mixer_id", "place"}
    parts = rows.PARTS if kind is Room else {}
    its = {f"{name}.{field.name}" for name, part in parts.items() for field in fields(part)}
    assert own == {field.name for field in fields(kind)} - elsewhere - parts.keys() | its


async def test_what_a_room_was_asked_grows_and_is_judged(store: Store) -> None:
    asked = Asking(1, "tea", "", "silence", NOW)
    own = Asking(2, "own-1", '縁側と茶、\0 or "tea"?', "one_voice", NOW.astimezone(timezone(timedelta(hours=9))))
    rooms = [
        (),
        (asked,),
        (replace(asked, worked=False), own),
        (replace(asked, worked=False), replace(own, worked=True)),
    ]
    before: Mixer | None = None
    for version, askings in enumerate(rooms):
        mixer = evening(
            0,
            version=version,
            rooms=(Room(1, "a", FirstQuestions("b"), askings=askings), Room(2, "c", FirstQuestions("d"))),
        )
        await store.save(mixer, before)
        assert await store.unfinished() == [mixer]
        before = mixer


NAIVE = NOW.replace(tzinfo=None)


@pytest.mark.parametrize(
    "changes",
    [
        {"announce_at": NAIVE},
        {"rooms": (Room(1, "a", FirstQuestions("b"), askings=(Asking(1, "tea", "", "silence", NAIVE),)),)},
        {"rooms": (Room(1, "a", FirstQuestions("b"), peace_until=NAIVE),)},
        {"rooms": (Room(1, "a", FirstQuestions("b"), smallness=Smallness(at=NAIVE)),)},
        {"guests": (Guest(1, 1, asked_at=NAIVE),)},
        {"signups": (Signup(1, NAIVE),)},
        {"event": ScheduledEvent(starts_at=NAIVE)},
        {"posts": {PostKey("a"): Post(PostKey("a"), 1, NAIVE)}},
    ],
    ids=["mixer", "asking", "room", "merge", "guest", "signup", "event", "post"],
)
async def test_an_instant_without_its_time_zone_is_refused(store: Store, changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        await store.save(evening(**changes), None)
    assert await store.unfinished() == []
