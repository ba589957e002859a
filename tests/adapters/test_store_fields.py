"""Every field of what the store keeps comes back as it was."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import Phase as Step
from hypothesis import strategies as st

from bot.adapters import tables
from bot.core.community import Community
from bot.core.mixer import Ending, Mixer, Phase
from bot.core.parts import Asking, Delivery, Guest, Post, Room
from tests.adapters.conftest import BIG, NOW, Store, evening

ids = st.integers(1, BIG) | st.integers(1, 5)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
instants = st.datetimes(
    datetime(2015, 1, 1),  # noqa: DTZ001
    datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.sampled_from([UTC, timezone(timedelta(hours=9))]),
)
all_askings = st.lists(
    st.builds(
        Asking,
        nth=st.integers(1, 9),
        question=texts,
        own=texts,
        why=texts,
        at=instants,
        worked=st.none() | st.booleans(),
    ),
    max_size=3,
).map(tuple)
all_rooms = st.lists(
    st.builds(
        Room,
        number=st.integers(1, 5),
        name=texts,
        question=texts,
        channel_id=st.none() | ids,
        tried_at=st.none() | instants,
        status=st.none() | texts,
        lost=st.booleans(),
        askings=all_askings,
        peace_until=st.none() | instants,
        listened=st.booleans(),
        calls=st.integers(0, 3),
        called_at=st.none() | instants,
    ),
    unique_by=lambda room: room.number,
).map(lambda found: tuple(sorted(found, key=lambda room: room.number)))
all_guests = st.lists(
    st.builds(
        Guest,
        user_id=st.integers(BIG - 6, BIG),
        room=st.integers(1, 2),
        waiting=st.booleans(),
        asked_at=st.none() | instants,
    ),
    unique_by=lambda guest: guest.user_id,
).map(tuple)
all_posts = st.lists(
    st.builds(
        Post,
        key=st.sampled_from(["welcome:1", "sign:10:1800000000:2", "goodbye"]) | texts,
        channel_id=ids,
        tried_at=instants,
        delivery=st.sampled_from(Delivery),
        message_id=st.none() | ids,
        shown=texts,
    ),
    max_size=4,
).map(lambda found: {post.key: post for post in found})
all_mixers = st.builds(
    Mixer,
    id=st.just("replaced"),
    guild_id=ids,
    host_id=ids,
    home_id=ids,
    lobby_id=ids,
    title=texts,
    common_ground=texts,
    language=st.sampled_from(["en", "ja"]),
    room_size=st.integers(2, 25),
    length=st.timedeltas(timedelta(0), timedelta(hours=3)),
    created_at=instants,
    opens_at=instants,
    closes_at=instants,
    phase=st.sampled_from([phase for phase in Phase if phase not in {Phase.CLOSED, Phase.CANCELLED}]),
    ending=st.none() | st.sampled_from(Ending),
    ended_at=st.none() | instants,
    category_name=texts,
    category_id=st.none() | ids,
    category_tried_at=st.none() | instants,
    rooms=all_rooms,
    guests=all_guests,
    posts=all_posts,
    missing=st.frozensets(texts, max_size=3),
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
        (tables.posts, Post),
        (tables.communities, Community),
    ],
)
def test_every_field_has_its_column(table: tables.Table, kind: type[Mixer | Room | Guest | Post | Community]) -> None:
    elsewhere = {"rooms", "guests", "posts"} if kind is Mixer else set[str]()
    own = {column.name for column in table.columns} - {"mixer_id", "place"}
    assert own == {field.name for field in fields(kind)} - elsewhere


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
        mixer = evening(0, version=version, rooms=(Room(1, "a", "b", askings=askings), Room(2, "c", "d")))
        await store.save(mixer, before)
        assert await store.unfinished() == [mixer]
        before = mixer


@pytest.mark.parametrize(
    "room",
    [
        Room(1, "a", "b", askings=(Asking(1, "tea", "", "silence", NOW.replace(tzinfo=None)),)),
        Room(1, "a", "b", peace_until=NOW.replace(tzinfo=None)),
        Room(1, "a", "b", called_at=NOW.replace(tzinfo=None)),
    ],
    ids=["askings", "peace_until", "called_at"],
)
async def test_an_instant_without_its_time_zone_is_refused(store: Store, room: Room) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        await store.save(evening(rooms=(room,)), None)
    assert await store.unfinished() == []
