"""Which servers a process looks after: Discord tells of servers by shards, and each shard is one process's at a time.

Every process keeps its shards by leases that all of them see, renews them all the time, and acts for no shard whose
lease it has not. Whose lease runs out is dead or cut off, and another adopts its shards.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from math import gcd

_FORM = re.compile(r"(?:ordinal\*(?P<each>\d{1,5})|(?P<first>\d{1,5})(?:-(?P<last>\d{1,5}))?)/(?P<count>\d{1,5})")
_ORDINAL = re.compile(r"-(\d{1,5})$")
MOST = 16000
"""More shards than any bot has: a slip of the hand."""


@dataclass(frozen=True, slots=True)
class Shards:
    """The shards that are a process's own, and how many there are in all; others it adopts while they are nobody's."""

    own: range
    count: int


def shards_of(typed: str, host: str) -> Shards:
    """The shards that are typed as 0-3/16, 5/16, or ordinal*4/16 for the machine called `host`. Raises ValueError."""
    form = _FORM.fullmatch(typed.replace(" ", ""))
    if form is None:
        raise ValueError(f"“{typed}” names no shards; please write 0-3/16, or ordinal*4/16 in a StatefulSet")
    count = int(form["count"])
    if form["each"] is not None:
        ordinal = _ORDINAL.search(host)
        if ordinal is None:
            raise ValueError(
                f"this machine is called “{host}”, which does not end in a number as in engawa-0; "
                "please name its shards, as in 0-3/16"
            )
        each = int(form["each"])
        first = int(ordinal[1]) * each
        last = first + each - 1
    else:
        first = int(form["first"])
        last = int(form["last"] or first)
    if not 0 < count <= MOST or last < first:
        raise ValueError(f"“{typed}” names no shards; please write it like 0-3/16: of 16 the first is 0, the last 15")
    if last >= count:
        raise ValueError(f"of {count} shards the last is {count - 1}, and this asks for {first}-{last}")
    return Shards(range(first, last + 1), count)


def shard_of(guild_id: int, count: int) -> int:
    """Which of so many shards tells of a server, by Discord's rule; what is no server's (0) is the first one's."""
    return (guild_id >> 22) % count


def may_share(shard: int, count: int, other: int, other_count: int) -> bool:
    """Whether some server can be in both: a shard of so many, and another of another number of them."""
    return (shard - other) % gcd(count, other_count) == 0


@dataclass(frozen=True, slots=True)
class Lease:
    """Who looks after a shard, and until when if it is not renewed."""

    shard: int
    count: int
    holder: str
    until: datetime
    """UTC, by the clock of the database."""
    asked_until: datetime | None = None
    """Until when somebody asks for it whose own shard it is."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a process does about each shard."""

    held: frozenset[int] = frozenset()
    """Its to act for."""
    leaving: frozenset[int] = frozenset()
    """Still its, but it acts no more: whose own they are asks for them, and what is on its way has time to end."""
    released: frozenset[int] = frozenset()
    """Let go of now."""
    asked: frozenset[int] = frozenset()
    """Its own, and in somebody else's hands."""


def claims(
    leases: Collection[Lease], me: str, shards: Shards, now: datetime, *, leaving: Collection[int], steady: bool
) -> Claims:
    """What to claim, seeing all leases; only who is `steady` adopts: after a start or a gap others come back too."""
    standing = [lease for lease in leases if lease.until > now]
    known = {lease.shard: lease for lease in leases if lease.count == shards.count}
    wanted: dict[int, str] = {}
    for shard in range(shards.count):
        claim = _claim(shard, known, me, shards, now, leaving=shard in leaving, steady=steady)
        if claim == "held" and any(
            lease.count != shards.count and may_share(shard, shards.count, lease.shard, lease.count)
            for lease in standing
        ):
            continue  # a process of before the number was changed still looks after some of its servers
        wanted[shard] = claim
    return Claims(*(frozenset(n for n, claim in wanted.items() if claim == name) for name in Claims.__slots__))


def _claim(
    shard: int, known: Mapping[int, Lease], me: str, shards: Shards, now: datetime, *, leaving: bool, steady: bool
) -> str:
    lease = known.get(shard)
    standing = lease is not None and lease.until > now
    mine = standing and lease is not None and lease.holder == me
    asked = lease is not None and lease.asked_until is not None and lease.asked_until > now
    if shard in shards.own:
        return "held" if mine or not standing else "asked"
    if mine:
        return "released" if leaving else "leaving" if asked else "held"
    return "held" if steady and not standing and not asked else ""
