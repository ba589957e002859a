"""Listeners that may move people share the moves with the bot, each by its own limit; without them all goes on."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field

import pytest

from bot.core.lifecycle.facts import Arrived
from bot.core.reconcile.acts import Bring, PutOut, SendHome
from bot.ports import Busy, Missing, Unsure
from bot.sandbox.actions import members, roles
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Json, Role
from tests.adapters.real_stage import RealStage, real_stage
from tests.adapters.stages import Scene, eventually, mixer_at, now

MOVE = "/guilds/{guild_id}/members/{user_id}"
EACH = 10
"""Moves that a bot has at once in a server."""


@dataclass
class Company:
    """A lobby full of people, a room, and three bots that may bring them."""

    stage: RealStage
    scene: Scene
    room: int = 0
    guests: list[int] = field(default_factory=list[int])
    asked: list[Json] = field(default_factory=list[Json])
    """Every request to move somebody, as Discord has got it."""

    async def gather(self, count: int) -> None:
        """So many come, and a room is there."""
        self.room = await self.scene.room()
        await eventually(self._all_see_it, "the listeners have been told of the room")
        self.guests = [self.stage.person() for _ in range(count)]
        for guest in self.guests:
            self.stage.go(guest, self.stage.lobby_id)
        await eventually(self._all_there, "all are seen in the lobby")
        self.stage.world.note = self._note

    def _all_see_it(self) -> bool:
        guilds = [one.get_guild(self.stage.guild_id) for one in self.stage.helpers]
        return all(guild is not None and guild.get_channel(self.room) for guild in guilds)

    def _all_there(self) -> bool:
        seen = self.stage.venue.look(self.stage.guild_id)
        return seen is not None and len(seen.inside(self.stage.lobby_id)) == len(self.guests)

    def _note(self, what: str, facts: Json) -> None:
        if what == "rest" and facts["route"] == MOVE:
            self.asked.append(facts)

    async def bring(self, *guests: int) -> None:
        """They are brought, one after the other."""
        for guest in guests:
            assert await self.scene.do(Bring(guest, self.stage.lobby_id, self.room)) == Arrived(guest)
            assert self.stage.where(guest) == self.room

    def by(self, status: int = 200) -> Counter[str]:
        """Which bot's moves were answered so, and how many."""
        return Counter(facts["bot"] for facts in self.asked if facts["status"] == status)

    def moved_once(self, count: int) -> None:
        """So many people were moved, nobody twice."""
        paths = [facts["path"] for facts in self.asked if facts["status"] == 200]
        assert len(paths) == len(set(paths)) == count

    def role(self, helper: int) -> Role:
        """The role that a listener brought along."""
        own = self.stage.box.listeners[helper].user.id
        return next(role for role in self.stage.guild.roles.values() if role.bot_id == own)


@pytest.fixture
async def company() -> AsyncGenerator[Company]:
    """Two listeners that may move people."""
    async with real_stage(hands=2) as stage:
        yield Company(stage, Scene(stage, mixer_at(stage)))


async def test_everybody_with_moves_left_moves_and_then_nobody(company: Company) -> None:
    await company.gather(3 * EACH + 1)
    await company.bring(*company.guests[:-1])
    assert company.by() == {"Engawa": EACH, "Engawa Ear 1": EACH, "Engawa Ear 2": EACH}
    with pytest.raises(Busy) as busy:
        await company.scene.do(Bring(company.guests[-1], company.stage.lobby_id, company.room))
    assert busy.value.until > now()
    assert company.stage.where(company.guests[-1]) == company.stage.lobby_id
    company.moved_once(3 * EACH)
    assert set(company.by(429)) == set()


async def test_all_begin_at_once_where_many_are_to_be_moved(company: Company) -> None:
    await company.gather(2 * EACH)
    await asyncio.gather(*map(company.bring, company.guests))
    assert {facts["bot"] for facts in company.asked[:3]} == {"Engawa", "Engawa Ear 1", "Engawa Ear 2"}
    company.moved_once(2 * EACH)
    assert not company.by(429)


async def test_more_at_once_than_there_are_moves_is_told_and_nobody_asks_in_vain(company: Company) -> None:
    await company.gather(3 * EACH + 2)
    done = await asyncio.gather(*map(company.bring, company.guests), return_exceptions=True)
    assert [type(one) for one in done if one is not None] == [Busy, Busy]
    company.moved_once(3 * EACH)
    assert not company.by(429)


async def test_one_that_is_refused_in_the_middle_is_not_asked_again_and_nobody_is_moved_twice(company: Company) -> None:
    await company.gather(2 * EACH)
    await company.bring(*company.guests[: EACH + 3])
    company.role(0).permissions &= ~Permission.MOVE_MEMBERS  # before the event comes that would tell it
    await company.bring(*company.guests[EACH + 3 :])
    assert company.by() == {"Engawa": EACH, "Engawa Ear 1": 3, "Engawa Ear 2": EACH - 3}
    assert company.by(403) == {"Engawa Ear 1": 1}
    company.moved_once(2 * EACH)


async def test_who_has_no_permission_is_not_asked_at_all(company: Company) -> None:
    await company.gather(EACH + 2)
    role = company.role(0)
    role.permissions &= ~Permission.MOVE_MEMBERS
    roles.updated(company.stage.world, company.stage.guild, role)
    first = company.stage.helpers[0].get_guild(company.stage.guild_id)
    assert first is not None
    await eventually(lambda: not first.me.guild_permissions.move_members, "it knows")
    await company.bring(*company.guests)
    assert company.by() == {"Engawa": EACH, "Engawa Ear 2": 2}
    assert not company.by(403)


async def test_who_has_left_the_server_or_is_gone_changes_only_the_time(company: Company) -> None:
    await company.gather(EACH + 1)
    stage = company.stage
    members.remove_bot(stage.world, stage.guild, stage.box.listeners[0])
    await eventually(lambda: stage.helpers[0].get_guild(stage.guild_id) is None, "it is noticed")
    await stage.helpers[1].close()
    await company.bring(*company.guests[:-1])
    with pytest.raises(Busy):
        await company.scene.do(Bring(company.guests[-1], stage.lobby_id, company.room))
    assert company.by() == {"Engawa": EACH}


async def test_no_clear_answer_is_told_and_the_next_is_moved_by_somebody_else(company: Company) -> None:
    await company.gather(EACH + 2)
    await company.bring(*company.guests[:EACH])
    company.stage.fault("PATCH /guilds/*/members/*", "timeout", after=True)
    with pytest.raises(Unsure):
        await company.scene.do(Bring(company.guests[-2], company.stage.lobby_id, company.room))
    await company.bring(company.guests[-1])
    assert company.by()["Engawa Ear 2"] == 1


async def test_what_is_true_of_the_person_is_nobodys_refusal(company: Company) -> None:
    await company.gather(EACH + 2)
    await company.bring(*company.guests[:EACH])
    company.stage.fault("PATCH /guilds/*/members/*", 400, code=40032)
    with pytest.raises(Missing):
        await company.scene.do(Bring(company.guests[-2], company.stage.lobby_id, company.room))
    await company.bring(company.guests[-1])
    assert company.by()["Engawa Ear 1"] == 1, "it is asked for the next one"


async def test_a_listener_sends_people_home_and_out_as_well(company: Company) -> None:
    await company.gather(EACH)
    await company.bring(*company.guests)
    lobby, room = company.stage.lobby_id, company.room
    await eventually(lambda: seen_in(company) == EACH, "all are seen in the room")
    assert await company.scene.do(SendHome(company.guests[0], room, lobby)) is None
    assert await company.scene.do(PutOut(company.guests[1], room)) is None
    assert (company.stage.where(company.guests[0]), company.stage.where(company.guests[1])) == (lobby, None)
    assert company.by()["Engawa Ear 1"] == 2


def seen_in(company: Company) -> int:
    """How many the venue sees in the room."""
    seen = company.stage.venue.look(company.stage.guild_id)
    return 0 if seen is None else len(seen.inside(company.room))
