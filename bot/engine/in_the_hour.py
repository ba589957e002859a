"""Who of an evening under way may be a guest no more, as far as what Discord tells anyway gives reason to ask."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.planning.start import may_come, may_stay

ONCE_MORE = timedelta(seconds=20)
"""How long after somebody went Discord is asked again: who leaves the server hangs up a moment before that (chosen)."""


@dataclass(slots=True)
class Doubts:
    """What was seen of one evening, in memory only: after a restart nobody is doubted for what they were before."""

    here: frozenset[int] = frozenset()
    """The host, and guests, who were in voice at the last look."""
    had_role: set[int] = field(default_factory=set[int])
    """Guests who were seen with a role that the evening is for."""
    calls: int = 0
    """How often a room had called for the host."""
    ask_at: dict[int, list[datetime]] = field(default_factory=dict[int, list[datetime]])
    """When Discord is to be asked about whom; the past once it is time."""

    def look(self, mixer: Mixer, seen: Snapshot, now: datetime) -> frozenset[int]:
        """About whom to ask now; `settle` says that they have been asked about."""
        guests = {guest.user_id for guest in mixer.guests}
        here = frozenset((guests | {mixer.host_id}) & seen.people.keys())
        roles = {user: seen.roles.get(user, frozenset()) for user in here}
        for user in self.here - here:
            self.ask_at[user] = [now, now + ONCE_MORE]
        for user in (guests & here) - {mixer.host_id}:
            if user in self.had_role and not may_stay(mixer, roles[user]):
                self.ask_at.setdefault(user, [now])
        calls = sum(room.call.nth for room in mixer.rooms)
        back = bool(mixer.stand_ins) and mixer.host_id in here - self.here
        if calls > self.calls or back:
            self.ask_at[mixer.host_id] = [now]
        self.here, self.calls = here, calls
        self.had_role |= {user for user, theirs in roles.items() if may_come(mixer, theirs)}
        return frozenset(user for user, instants in self.ask_at.items() if instants[0] <= now)

    def settle(self, now: datetime) -> None:
        """Discord has answered about all about whom it was to be asked by then."""
        left = {user: [at for at in instants if at > now] for user, instants in self.ask_at.items()}
        self.ask_at = {user: instants for user, instants in left.items() if instants}
