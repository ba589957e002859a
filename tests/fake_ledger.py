"""A ledger in memory; it passes the same contract tests as the real one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.core.prompts import Prompt, Tally


class FakeLedger:
    """See ports.Ledger; everything is kept by server."""

    def __init__(self) -> None:
        self._tallies = defaultdict[int, dict[str, Tally]](dict)
        self._own = defaultdict[int, dict[str, Prompt]](dict)
        self._known = defaultdict[int, list[tuple[int, str, datetime]]](list)
        self._refusers = defaultdict[int, set[int]](set)

    async def tallies(self, guild_id: int) -> Mapping[str, Tally]:
        return dict(self._tallies[guild_id])

    async def count(self, guild_id: int, question: str, *, worked: bool) -> None:
        old = self._tallies[guild_id].get(question, Tally())
        self._tallies[guild_id][question] = Tally(old.put + 1, old.worked + worked)

    async def own_questions(self, guild_id: int) -> Sequence[Prompt]:
        return list(self._own[guild_id].values())

    async def add_questions(self, guild_id: int, texts: Sequence[str]) -> Sequence[Prompt]:
        lines = (" ".join(text.split()) for text in texts)
        asked = [Prompt(f"own-{line.casefold()}", 1, "open", line) for line in lines if line]
        return [prompt for prompt in asked if self._own[guild_id].setdefault(prompt.id, prompt) is prompt]

    async def remove_question(self, guild_id: int, question: str) -> bool:
        if self._own[guild_id].pop(question, None) is None:
            return False
        self._tallies[guild_id].pop(question, None)
        return True

    async def known(self, guild_id: int, user_ids: Collection[int]) -> frozenset[str]:
        return frozenset(question for user_id, question, _ in self._known[guild_id] if user_id in user_ids)

    async def learn(self, guild_id: int, user_ids: Collection[int], question: str, at: datetime) -> None:
        if user_ids and at.utcoffset() is None:
            raise ValueError(f"{at} has no time zone")
        self._known[guild_id] += [(user_id, question, at) for user_id in user_ids]

    async def refusers(self, guild_id: int) -> frozenset[int]:
        return frozenset(self._refusers[guild_id])

    async def refuse(self, guild_id: int, user_id: int, *, refuses: bool) -> None:
        (self._refusers[guild_id].add if refuses else self._refusers[guild_id].discard)(user_id)

    async def forget_person(self, guild_id: int, user_id: int) -> None:
        self._refusers[guild_id].discard(user_id)
        self._known[guild_id] = [row for row in self._known[guild_id] if row[0] != user_id]

    async def expire(self, now: datetime) -> None:
        for rows in self._known.values():
            rows[:] = [row for row in rows if now - row[2] < timedelta(days=180)]
