"""Which shards a process has, and what it does about each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.shards import Lease, Shards, claims, may_share, shard_of, shards_of

NOW = datetime(2026, 5, 1, tzinfo=UTC)
AGO, SOON = NOW - timedelta(seconds=1), NOW + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("typed", "host", "own", "count"),
    [
        ("0-3/16", "anything", range(0, 4), 16),
        (" 12 - 15 / 16 ", "anything", range(12, 16), 16),
        ("0/1", "anything", range(0, 1), 1),
        ("ordinal*4/16", "engawa-3", range(12, 16), 16),
        ("ordinal*1/2", "my-bot-0", range(0, 1), 2),
    ],
)
def test_shards_as_typed(typed: str, host: str, own: range, count: int) -> None:
    assert shards_of(typed, host) == Shards(own, count)


@pytest.mark.parametrize(
    ("typed", "host", "words"),
    [
        ("all", "engawa-0", "please write .*0-3/16"),
        ("3-0/16", "engawa-0", "please write .*0-3/16"),
        ("0/0", "engawa-0", "please write .*0-3/16"),
        ("0-16/16", "engawa-0", "of 16 shards the last is 15, and this asks for 0-16"),
        ("ordinal*4/16", "engawa-4", "this asks for 16-19"),
        ("ordinal*4/16", "kitchen", "called “kitchen”, which does not end in a number"),
        ("ordinal*0/16", "engawa-0", "please write .*0-3/16"),
    ],
)
def test_what_names_no_shards_is_told_kindly(typed: str, host: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        shards_of(typed, host)


@given(st.integers(0, 1 << 62), st.integers(1, 40), st.integers(1, 40))
def test_shards_that_have_a_server_in_common_are_known_to(guild: int, count: int, other: int) -> None:
    assert may_share(shard_of(guild, count), count, shard_of(guild, other), other)


@given(st.integers(1, 12), st.integers(1, 12), st.data())
def test_shards_that_are_said_to_have_one_do(count: int, other: int, data: st.DataObject) -> None:
    one, two = data.draw(st.integers(0, count - 1)), data.draw(st.integers(0, other - 1))
    common = any(n % count == one and n % other == two for n in range(count * other))
    assert may_share(one, count, two, other) == common


def lease(holder: str, until: datetime, asked: datetime | None = None, shard: int = 0, count: int = 1) -> Lease:
    return Lease(shard, count, holder, until, asked)


@pytest.mark.parametrize(
    ("known", "own", "leaving", "steady", "does"),
    [
        (None, True, False, False, "held"),
        (lease("other", AGO), True, False, False, "held"),
        (lease("other", SOON), True, False, False, "asked"),
        (lease("me", SOON), True, False, False, "held"),
        (lease("me", SOON, SOON), True, False, False, "held"),
        (None, False, False, False, ""),
        (None, False, False, True, "held"),
        (lease("other", AGO), False, False, False, ""),
        (lease("other", AGO), False, False, True, "held"),
        (lease("other", AGO, SOON), False, False, True, ""),
        (lease("other", SOON), False, False, True, ""),
        (lease("me", SOON), False, False, False, "held"),
        (lease("me", SOON, AGO), False, False, False, "held"),
        (lease("me", SOON, SOON), False, False, True, "leaving"),
        (lease("me", SOON, SOON), False, True, True, "released"),
        (lease("other", SOON, shard=1, count=2), True, False, True, ""),
        (lease("other", AGO, shard=1, count=2), True, False, True, "held"),
    ],
)
def test_what_is_done_about_a_shard(known: Lease | None, own: bool, leaving: bool, steady: bool, does: str) -> None:
    shards = Shards(range(1) if own else range(0), 1)
    claimed = claims([known] if known else [], "me", shards, NOW, leaving={0} if leaving else (), steady=steady)
    for name in ("held", "leaving", "released", "asked"):
        assert getattr(claimed, name) == ({0} if name == does else set()), name
