"""The secret vote to stay: kept blinded, counted once, and forgotten."""

from __future__ import annotations

import hmac
import logging
from secrets import token_hex

from bot.core.lifecycle import closing
from bot.core.lifecycle.events import Counted, Voted
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Room
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Snapshot
from bot.engine.conductor import Conductor
from bot.engine.tasks import Tasks
from bot.ports import Clock

log = logging.getLogger(__name__)


class StayVotes:
    """Takes votes and counts them.

    What is saved of one is worth nothing without `secret`, which is nowhere stored, and the mixer's own key, which is
    thrown away when they are counted.
    """

    def __init__(self, *, conductor: Conductor, secret: bytes, clock: Clock) -> None:
        self._conductor, self._secret, self._clock = conductor, secret, clock
        self._keys: dict[str, str] = {}
        """By mixer: the key that its first vote is about to be saved with, so that a second at once has the same."""
        self._tasks = Tasks(log, "votes could not be counted yet")

    async def vote(self, mixer: Mixer, user_id: int, *, yes: bool) -> None:
        """Keep somebody's vote in place of an earlier one. Raises Refusal when it is too late."""
        now = self._conductor.mixer(mixer.id) or mixer
        key = now.vote_key or self._keys.setdefault(mixer.id, token_hex(16))
        await self._conductor.tell(mixer.id, Voted(user_id, self._blinded(mixer, key, user_id, yes=yes), key))

    def settled(self, mixer: Mixer, seen: Snapshot | None) -> None:
        """A mixer has been looked at: count what is due."""
        if mixer.vote_key or mixer.phase is not Phase.OPEN:
            self._keys.pop(mixer.id, None)
        rooms = closing.to_count(mixer, self._clock()) if seen is not None else []
        if rooms and seen is not None and not self._tasks.under_way(mixer.id):
            stays = tuple(room.number for room in rooms if self._stays(mixer, room, seen))
            event = Counted(tuple(room.number for room in rooms), stays)
            self._tasks.begin(self._conductor.tell(mixer.id, event), mixer.id)

    async def idle(self) -> None:
        """Wait until nothing is being done."""
        await self._tasks.idle()

    def _stays(self, mixer: Mixer, room: Room, seen: Snapshot) -> bool:
        present = seen.guests_inside(mixer, room)
        ballots = {guest.user_id: guest.ballot for guest in mixer.guests if guest.room == room.number}
        yes = [
            user
            for user in present
            if hmac.compare_digest(ballots.get(user, ""), self._blinded(mixer, mixer.vote_key, user, yes=True))
        ]
        return closing.unanimous(present, yes)

    def _blinded(self, mixer: Mixer, key: str, user_id: int, *, yes: bool) -> str:
        said = f"{key}{mixer.id} {mixer.closes_at.isoformat()} {user_id} {yes}".encode()
        return hmac.digest(self._secret, said, "sha256").hex()[:16]
