"""Evenings at one hour: whose lobby is another's too, which of them goes first, and who is wanted at both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.core.lifecycle.mixer import GATHERING, Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Snapshot

COMING = frozenset({Phase.SCHEDULED, Phase.GATHERING, Phase.OPEN})
"""The phases of evenings that are still to be reckoned with."""


def at_one_hour(mixer: Mixer, others: Iterable[Mixer]) -> Iterator[Mixer]:
    """The other evenings that last at some time when this one does."""
    for other in others:
        meets = other.opens_at < mixer.closes_at and mixer.opens_at < other.closes_at
        if other.id != mixer.id and other.phase in COMING and meets:
            yield other


def goes_first(mixer: Mixer, others: Iterable[Mixer]) -> bool:
    """Whether another evening gathers in this one's lobby, and opens its rooms before it."""
    order = (mixer.opens_at, mixer.created_at, mixer.id)
    return any(
        other.lobby_id == mixer.lobby_id
        and other.phase is Phase.GATHERING
        and (other.opens_at, other.created_at, other.id) < order
        and mixer.opens_at - other.opens_at < GATHERING
        for other in at_one_hour(mixer, others)
    )


def taken(mixer: Mixer, others: Iterable[Mixer], seen: Snapshot) -> frozenset[int]:
    """Who sits in another evening's room, or is about to be brought to one: they cannot be here as well."""
    running = [other for other in others if other.id != mixer.id and other.phase is Phase.OPEN]
    brought = {g.user_id for other in running for g in other.guests if seen.moves(other, g)}
    inside = {user for other in running for room in other.standing for user in seen.inside(room.channel_id)}
    return frozenset(brought | inside)
