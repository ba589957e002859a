"""How the bot stands at one instant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import FINISHED, Phase


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How the bot stands: counts alone, without a name or an id of anybody."""

    mixers: Mapping[str, int]
    """Unfinished mixers by phase."""
    rooms: int
    people: int
    servers: int
    ears: Mapping[str, int]
    """`hearing`, `deaf` for those that are sent and cannot be believed, `refused` for rooms kept away from."""
    waiting: Mapping[str, int]
    """Requests to Discord that wait for their turn, by urgency."""
    shards: Mapping[int, bool]
    """Whether each connection to Discord's gateway is up."""


def state_of(
    mixers: Sequence[Mixer],
    *,
    servers: int,
    ears: Mapping[str, int],
    waiting: Mapping[str, int],
    shards: Mapping[int, bool],
) -> State:
    """The state with these mixers under way."""
    phases = Counter(mixer.phase for mixer in mixers)
    return State(
        mixers={phase.value: phases[phase] for phase in Phase if phase not in FINISHED},
        rooms=sum(len(mixer.standing) for mixer in mixers if mixer.phase is Phase.OPEN),
        people=sum(
            bool(g.room) and not g.waiting for mixer in mixers if mixer.phase is Phase.OPEN for g in mixer.guests
        ),
        servers=servers,
        ears=ears,
        waiting=waiting,
        shards=shards,
    )
