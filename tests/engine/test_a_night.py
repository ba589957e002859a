"""Several servers' evenings in one app, on the real database, behind Discord's limits, in a time that jumps."""

from __future__ import annotations

from pathlib import Path

from tests.bench.scale.jumping import CountedDatabase, Jumping
from tests.bench.scale.night import Night
from tests.bench.scale.plans import plans


def night(folder: Path, rate: float) -> Night:
    """Four evenings at so many requests a second."""
    loop = Jumping()

    async def whole() -> Night:
        database = await loop.outside(CountedDatabase.made(loop, f"sqlite+aiosqlite:///{folder}/engawa.db"))
        one = Night(loop, database, rate=rate, seed=18)
        await one.run([*plans(4, 1, 18)], 4)
        await loop.outside(database.close())
        return one

    try:
        return loop.run_until_complete(whole())
    finally:
        loop.close()


def test_everybody_is_seated_and_all_ends_however_few_requests_there_may_be(tmp_path: Path) -> None:
    """One request a second is what 75 evenings at one hour leave each of them."""
    found = night(tmp_path, 1.0)
    assert len(found.mixers) == 4
    assert found.city.goodbyes.keys() == found.mixers.keys()
    assert not found.refused
    assert [wrong for server in found.city.servers.values() for wrong in server.wrongs] == []
    assert not any(server.ours(guild_id) for guild_id, server in found.city.servers.items())
    waits = [wait for _, wait in found.limits.waits]
    assert max(waits) > 5, "there was a queue"
    assert max(found.limits.by_minute.values()) <= 60 + 8
