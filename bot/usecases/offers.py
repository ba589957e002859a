"""What people were offered and have not decided yet: kept for a while, in memory only."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.core.text import Answer, Refusal

MOST_OFFERS = 5000
"""Drafts kept at a time; the oldest make room."""
Deed = Callable[[], Awaitable[Answer]]


@dataclass(frozen=True, slots=True)
class _Draft:
    user_id: int
    group: str
    deed: Deed


class Offers:
    """Deeds that wait for a button; of one offer only one is done, and only by whom it was made to."""

    def __init__(self, new_id: Callable[[], str] = lambda: secrets.token_hex(8)) -> None:
        self._new_id = new_id
        self._drafts: dict[str, _Draft] = {}

    def keep(self, user_id: int, *deeds: Deed) -> tuple[str, ...]:
        """A token for each deed of one offer."""
        group, tokens = self._new_id(), tuple(self._new_id() for _ in deeds)
        self._drafts |= {token: _Draft(user_id, group, deed) for token, deed in zip(tokens, deeds, strict=True)}
        for token in list(self._drafts)[:-MOST_OFFERS]:
            del self._drafts[token]
        return tokens

    def forget(self, user_id: int) -> None:
        """Keep nothing that was offered to somebody."""
        self._drafts = {token: draft for token, draft in self._drafts.items() if draft.user_id != user_id}

    async def take(self, user_id: int, token: str) -> Answer:
        """Do what was offered. Raises Refusal if that is too long ago, or has been decided."""
        draft = self._drafts.get(token)
        if draft is None or draft.user_id != user_id:
            raise Refusal("offer.old")
        self._drafts = {t: other for t, other in self._drafts.items() if other.group != draft.group}
        return await draft.deed()
