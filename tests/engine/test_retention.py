"""Nothing is kept for longer than it is needed: old evenings, old memories, and servers that have removed the bot."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.community.card import Card
from bot.core.community.settings import Community
from bot.core.times.recurrence import Repeat
from bot.engine.retention import Retention
from bot.ports.alarms import RetentionDue
from tests.engine.planning.planned import HOUR, announce, cancel, planning, run_to, sign_up
from tests.evening import GUESTS, GUILD, Evening, minutes
from tests.fakes import FakeAlarm

DAY = timedelta(days=1)
ELSEWHERE = 2


class Watch:
    """The deletion of what is old, and its alarm."""

    def __init__(self, evening: Evening) -> None:
        self.evening, self.alarm = evening, FakeAlarm()
        self.retention = Retention(
            conductor=evening.conductor,
            store=evening.store,
            ledger=evening.store.ledger,
            venue=evening.venue,
            alarm=self.alarm,
            clock=lambda: evening.now,
        )

    async def days(self, number: float) -> int:
        """Let days pass; how often it went on its round."""
        until, rounds = self.evening.now + number * DAY, 0
        while (at := self.alarm.next()) is not None and at <= until:
            await run_to(self.evening, at)
            for _ in self.alarm.due(self.evening.now):
                await self.retention.ring()
                rounds += 1
        await run_to(self.evening, until)
        return rounds

    async def servers(self, *present: int) -> None:
        """The bot learns which servers it is in."""
        await self.retention.servers(present)


async def lived_in() -> tuple[Evening, Watch]:
    """A server with settings, people and a series, of which one evening is over, and another server."""
    evening = planning()
    evening.furnish(ELSEWHERE)
    await evening.members.keep_card(evening.caller(GUESTS[0], guild_id=ELSEWHERE), Card(about="I bake"))
    await announce(evening, repeat=Repeat.WEEKLY)
    await sign_up(evening, *GUESTS[:4], about="I bake")
    evening.gather(*GUESTS[:4])
    await run_to(evening, HOUR + minutes(75))
    watch = Watch(evening)
    watch.retention.start()
    return evening, watch


async def test_it_goes_on_its_round_soon_and_then_every_day() -> None:
    evening, watch = await lived_in()
    assert watch.alarm.next() == evening.now + minutes(1)
    assert await watch.days(10) == 10
    assert watch.alarm.instants.keys() == {RetentionDue()}


async def test_an_evening_that_is_over_is_deleted_after_a_week_and_one_to_come_is_not() -> None:
    evening, watch = await lived_in()
    await cancel(evening, evening.mixer.id, series=True)
    later = await announce(evening, f"{20 * 24 * 60}")
    await watch.days(6.9)
    assert len(evening.store.mixers) == 3
    await watch.days(2)
    assert len(evening.store.mixers) == 2, "the one called off was to be held today"
    await watch.days(7)
    assert [*evening.store.mixers] == [later.id]


async def test_who_sat_with_whom_is_kept_for_half_a_year() -> None:
    evening, watch = await lived_in()
    await cancel(evening, evening.mixer.id, series=True)
    ledger = evening.store.ledger
    assert (await ledger.kept(GUILD, GUESTS[0])).sittings == 1
    await watch.days(178)
    assert (await ledger.kept(GUILD, GUESTS[0])).sittings == 1
    await watch.days(3)
    kept = await ledger.kept(GUILD, GUESTS[0])
    assert (kept.sittings, kept.questions) == (0, 0)
    assert kept.card is not None, "what people say about themselves stays until they change it"


def remains(evening: Evening, guild_id: int) -> bool:
    """Whether anything is kept of a server."""
    rows = [guild_id in kept for kept in vars(evening.store.ledger).values()]
    mixers = [mixer.guild_id == guild_id for mixer in evening.store.mixers.values()]
    return any((*rows, *mixers, guild_id in evening.store.communities))


async def test_thirty_days_after_a_server_has_removed_the_bot_its_data_is_deleted() -> None:
    evening, watch = await lived_in()
    await watch.servers(GUILD, ELSEWHERE)
    evening.venue.servers[GUILD].invited = False
    await watch.servers(ELSEWHERE)
    await watch.days(29.9)
    assert evening.store.communities[GUILD].left_at is not None
    assert (await evening.store.ledger.kept(GUILD, GUESTS[0])).card is not None
    await watch.days(1.2)
    assert not remains(evening, GUILD)
    assert remains(evening, ELSEWHERE), "that one has not removed it"
    messages = len(evening.venue.messages)
    await watch.days(30)
    assert not remains(evening, GUILD), "and no series goes on in it"
    assert len(evening.venue.messages) == messages
    assert not evening.conductor.running(GUILD)
    assert await evening.store.guilds() == {ELSEWHERE}


async def test_a_bot_that_is_invited_again_in_time_knows_everything_and_the_days_begin_anew() -> None:
    evening, watch = await lived_in()
    before = evening.store.communities[GUILD]
    evening.venue.servers[GUILD].invited = False
    await watch.servers(ELSEWHERE)
    await watch.days(20)
    await watch.servers(ELSEWHERE)
    left_at = evening.store.communities[GUILD].left_at
    assert left_at == evening.now - 20 * DAY, "asked again, the days go on"
    evening.venue.servers[GUILD].invited = True
    await watch.servers(GUILD, ELSEWHERE)
    assert evening.store.communities[GUILD] == before
    await watch.days(15)
    assert remains(evening, GUILD)
    evening.venue.servers[GUILD].invited = False
    await watch.servers(ELSEWHERE)
    await watch.days(20)
    assert remains(evening, GUILD)
    await watch.days(11)
    assert not remains(evening, GUILD)


async def test_the_series_of_a_server_goes_on_when_the_bot_is_back() -> None:
    evening, watch = await lived_in()
    evening.venue.servers[GUILD].invited = False
    await watch.days(16)
    evening.venue.servers[GUILD].invited = True
    await watch.days(1)
    live = [mixer for mixer in evening.store.mixers.values() if not mixer.finished]
    assert [mixer.opens_at for mixer in live] == [HOUR + timedelta(weeks=3)]


async def test_a_server_that_never_chose_anything_is_deleted_too() -> None:
    evening = planning()
    evening.store.communities.clear()
    await evening.members.keep_card(evening.caller(GUESTS[0]), Card(about="I bake"))
    watch = Watch(evening)
    watch.retention.start()
    await watch.servers()
    await watch.days(31)
    assert not remains(evening, GUILD)


async def test_a_round_that_fails_is_made_up_for_the_next_day(caplog: pytest.LogCaptureFixture) -> None:
    evening, watch = await lived_in()
    evening.venue.servers[GUILD].invited = False
    evening.store.communities[GUILD] = replace(evening.store.communities[GUILD], left_at=evening.now - 30 * DAY)
    forget = evening.store.forget_guild

    async def broken(guild_id: int) -> None:
        raise OSError("disk full")

    evening.store.forget_guild = broken  # type: ignore[method-assign]
    assert await watch.days(0.5) == 1
    assert "could not be deleted" in caplog.text
    assert remains(evening, GUILD)
    evening.store.forget_guild = forget  # type: ignore[method-assign]
    await watch.days(1)
    assert not remains(evening, GUILD)


async def test_settings_changed_meanwhile_are_not_lost() -> None:
    evening, watch = await lived_in()
    await watch.servers(GUILD)
    evening.store.communities[GUILD] = Community(guild_id=GUILD, language="ja")
    await watch.servers(GUILD, ELSEWHERE)
    assert evening.store.communities[GUILD].language == "ja"


async def test_who_left_the_server_is_forgotten_after_thirty_days_and_who_comes_back_is_not() -> None:
    evening, watch = await lived_in()
    await cancel(evening, evening.mixer.id, series=True)
    gone, back = GUESTS[:2]
    ledger, server = evening.store.ledger, evening.venue.servers[GUILD]
    await ledger.avoid(GUILD, back, gone, avoids=True)
    server.gone |= {gone, back}
    await watch.days(20)
    server.gone -= {back}
    await watch.days(9)
    assert gone in await ledger.known_people(GUILD)
    await watch.days(15)
    assert gone not in await ledger.known_people(GUILD)
    assert await ledger.avoids_of(GUILD, back) == frozenset()
    assert back in await ledger.known_people(GUILD)
    server.gone |= {back}
    await watch.days(25)
    assert back in await ledger.known_people(GUILD), "the days begin anew"


async def test_a_server_that_cannot_be_seen_has_lost_nobody() -> None:
    evening, watch = await lived_in()
    await cancel(evening, evening.mixer.id, series=True)
    known = await evening.store.ledger.known_people(GUILD)
    evening.venue.servers[GUILD].available = False
    await watch.days(60)
    assert known
    assert await evening.store.ledger.known_people(GUILD) == known


async def test_a_series_of_a_server_that_another_process_acts_in_is_not_ended_from_here() -> None:
    evening, watch = await lived_in()
    ledger, other = evening.store.ledger, 77
    for guild_id in (ELSEWHERE, other):
        await ledger.stand(guild_id, "long over", GUESTS[0], evening.now, most=None)
    evening.store.others = {other}
    await watch.days(1)
    assert await ledger.series_stood_for() == {(other, "long over")}, "there its evenings cannot be seen"
