"""What comes after an evening, in memory; it passes the same contract tests as the real one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.afterwards.company import Pair, Stay, pairs
from bot.core.afterwards.farewell import Farewell, Rating, Sitting, counted, mutual
from bot.core.afterwards.weeks import TURNOUTS_KEPT, Turnout
from bot.core.planning.standing import Roll
from tests.fake_standing import FakeStanding


class FakeGuestbook(FakeStanding):
    """See ports.Guestbook; everything is kept by server, and nothing is sealed."""

    def __init__(self) -> None:
        FakeStanding.__init__(self)
        self._farewells = defaultdict[int, dict[str, Farewell]](dict)
        self._ticks = defaultdict[int, dict[str, frozenset[Pair]]](dict)
        self._matches = defaultdict[int, dict[tuple[str, int, int], bool]](dict)
        self._voices = defaultdict[int, dict[tuple[str, int], Rating]](dict)
        self._stays = defaultdict[int, dict[str, list[Stay]]](lambda: defaultdict(list))
        self._turnouts = defaultdict[int, dict[str, Turnout]](dict)

    async def keep_turnout(self, guild_id: int, turnout: Turnout) -> None:
        self._turnouts[guild_id].setdefault(turnout.mixer_id, replace(turnout, feedback=None))

    async def turnouts(self, guild_id: int, most: int) -> tuple[Turnout, ...]:
        return tuple(sorted(self._turnouts[guild_id].values(), key=lambda one: one.at)[-most:])

    async def say_farewell(self, farewell: Farewell, roll: Roll | None = None) -> None:
        guild_id, mixer_id = farewell.guild_id, farewell.mixer_id
        if mixer_id not in self._farewells[guild_id] and roll is not None:
            came = {user for _, _, user in await self.sittings(guild_id, mixer_id)}
            self._call(guild_id, roll, came, farewell.ended_at)
        self._farewells[guild_id].setdefault(mixer_id, farewell)

    async def farewell(self, guild_id: int, mixer_id: str) -> Farewell | None:
        return self._farewells[guild_id].get(mixer_id)

    async def farewells(self) -> list[Farewell]:
        known = [farewell for farewells in self._farewells.values() for farewell in farewells.values()]
        waiting = [f for f in known if f.due or await self.untold(f.guild_id, f.mixer_id)]
        return sorted(waiting, key=lambda farewell: farewell.ended_at)

    async def last_hosted(self, guild_id: int, host_id: int) -> Farewell | None:
        own = (farewell for farewell in self._farewells[guild_id].values() if farewell.host_id == host_id)
        return max(own, key=lambda farewell: farewell.ended_at, default=None)

    async def sittings(self, guild_id: int, mixer_id: str) -> frozenset[Sitting]:
        return frozenset(stay[:3] for stay in self._stays[guild_id][mixer_id])

    async def met(self, guild_id: int, mixer_id: str) -> frozenset[Pair]:
        return pairs(self._stays[guild_id][mixer_id])

    async def tick(self, guild_id: int, mixer_id: str, user_id: int, others: Collection[int]) -> bool:
        farewell = await self.farewell(guild_id, mixer_id)
        if farewell is None or farewell.revealed:
            return False
        own = {(user_id, other) for other in others} & await self.met(guild_id, mixer_id)
        before = self._ticks[guild_id].get(mixer_id, frozenset())
        self._ticks[guild_id][mixer_id] = frozenset(pair for pair in before if pair[0] != user_id) | own
        return True

    async def ticked(self, guild_id: int, mixer_id: str, user_id: int) -> frozenset[int]:
        ticks = self._ticks[guild_id].get(mixer_id, frozenset())
        return frozenset(other for one, other in ticks if one == user_id)

    async def reveal(self, guild_id: int, mixer_id: str) -> None:
        farewell = await self.farewell(guild_id, mixer_id)
        if farewell is not None and not farewell.revealed:
            both = mutual(self._ticks[guild_id].pop(mixer_id, frozenset()))
            self._matches[guild_id] |= {(mixer_id, *pair): False for pair in both}
            self._farewells[guild_id][mixer_id] = replace(farewell, revealed=True)

    async def matches(self, guild_id: int, mixer_id: str, user_id: int) -> frozenset[int]:
        return frozenset(other for id, one, other in self._matches[guild_id] if (id, one) == (mixer_id, user_id))

    async def untold(self, guild_id: int, mixer_id: str) -> frozenset[int]:
        matches = self._matches[guild_id].items()
        return frozenset(one for (id, one, _), told in matches if id == mixer_id and not told)

    async def mark_told(self, guild_id: int, mixer_id: str, user_id: int, *, told: bool = True) -> bool:
        matches = self._matches[guild_id]
        other = [key for key, was in matches.items() if key[:2] == (mixer_id, user_id) and was != told]
        matches |= dict.fromkeys(other, told)
        return bool(other)

    async def begin_telling(self, guild_id: int, mixer_id: str, at: datetime, *, voices: bool) -> bool:
        farewell = await self.farewell(guild_id, mixer_id)
        if farewell is None or farewell.telling_at:
            return False
        self._farewells[guild_id][mixer_id] = replace(farewell, telling_at=at)
        if voices:
            self._tell_voices(guild_id, mixer_id, told=True)
        return True

    async def end_telling(self, guild_id: int, mixer_id: str, *, told: bool) -> None:
        if farewell := await self.farewell(guild_id, mixer_id):
            self._farewells[guild_id][mixer_id] = replace(farewell, telling_at=None, recapped=True)
        if not told:
            self._tell_voices(guild_id, mixer_id, told=False)

    async def rate(self, guild_id: int, mixer_id: str, user_id: int, face: int) -> None:
        before = await self.voice(guild_id, mixer_id, user_id)
        if before is None or before.face != face:
            self._voices[guild_id][mixer_id, user_id] = Rating(face, before.remark if before else "")

    async def remark(self, guild_id: int, mixer_id: str, user_id: int, remark: str) -> bool:
        before = await self.voice(guild_id, mixer_id, user_id)
        if before is not None:
            self._voices[guild_id][mixer_id, user_id] = Rating(before.face, remark)
        return before is not None

    async def voice(self, guild_id: int, mixer_id: str, user_id: int) -> Rating | None:
        return self._voices[guild_id].get((mixer_id, user_id))

    async def ratings(self, guild_id: int, mixer_id: str, *, telling: bool = False) -> tuple[Rating, ...]:
        found = {key: voice for key, voice in self._voices[guild_id].items() if key[0] == mixer_id}
        if telling:
            self._tell_voices(guild_id, mixer_id, told=True)
        return tuple(voice for _, voice in sorted(found.items(), key=lambda item: hash(item[0])))

    def _tell_voices(self, guild_id: int, mixer_id: str, *, told: bool) -> None:
        voices = self._voices[guild_id]
        its = {key: voice for key, voice in voices.items() if key[0] == mixer_id}
        voices |= {key: replace(voice, told=told) for key, voice in its.items()}
        if turnout := self._turnouts[guild_id].get(mixer_id):
            faces = counted(its.values()) if told else None
            self._turnouts[guild_id][mixer_id] = replace(turnout, feedback=faces)

    def _forget(self, guild_id: int, user_id: int) -> None:
        for id, ticks in self._ticks[guild_id].items():
            self._ticks[guild_id][id] = frozenset(pair for pair in ticks if user_id not in pair)
        over = self._farewells[guild_id]
        over |= {id: replace(one, host_id=0) for id, one in over.items() if one.host_id == user_id}
        kept = self._matches[guild_id].items()
        self._matches[guild_id] = {key: told for key, told in kept if user_id not in key[1:]}
        self._voices[guild_id] = {key: voice for key, voice in self._voices[guild_id].items() if key[1] != user_id}

    def _expire(self, now: datetime) -> None:
        for guild_id, turnouts in self._turnouts.items():
            young = {id: one for id, one in turnouts.items() if now - one.at < TURNOUTS_KEPT}
            self._turnouts[guild_id] = young
        for guild_id, farewells in self._farewells.items():
            old = {id for id, farewell in farewells.items() if farewell.reveal_at <= now - timedelta(days=30)}
            for id in old:
                del farewells[id]
                self._ticks[guild_id].pop(id, None)
            for kept in (self._matches[guild_id], self._voices[guild_id]):
                for key in [key for key in kept if key[0] in old]:
                    del kept[key]  # pyright: ignore[reportArgumentType] - each has keys of its own kind
