"""FakeVenue as a stage for the contract tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.core.lifecycle.scheduled_event import SCHEDULED, ShownEvent
from bot.core.reconcile.acts import Say
from tests.adapters.stages import now
from tests.fake_venue import FakeVenue

GUILD = 1


class FakeStage:
    """FakeVenue."""

    guild_id = GUILD

    def __init__(self) -> None:
        self.venue = FakeVenue(now)
        self.channel_id = self.venue.add_channel(GUILD, "general", text=True)
        self.lobby_id = self.venue.add_channel(GUILD, "Lobby")
        self._server, self._people = self.venue.servers[GUILD], 100

    def role(self) -> int:
        """See Stage."""
        return self.person()

    def person(self, *roles: int) -> int:
        """See Stage."""
        self._people += 1
        self._server.roles[self._people] = frozenset(roles)
        return self._people

    def part(self, user_id: int) -> None:
        """See Stage."""
        self._server.gone.add(user_id)

    def close_messages(self, user_id: int) -> None:
        """See Stage."""
        self._server.closed.add(user_id)

    def go(self, user_id: int, channel_id: int | None) -> None:
        """See Stage."""
        self.venue.go(GUILD, user_id, channel_id)

    def where(self, user_id: int) -> int | None:
        """See Stage."""
        return self._server.people.get(user_id)

    def there(self, channel_id: int) -> bool:
        """See Stage."""
        return channel_id in self._server.channels

    def delete(self, channel_id: int) -> None:
        """See Stage."""
        self.venue.delete(GUILD, channel_id)

    def revoke(self, permission: str) -> None:
        """See Stage."""
        self._server.lacking.add(permission)

    def grant(self, permission: str) -> None:
        """See Stage."""
        self._server.granted.add(permission)

    def outage(self, *, on: bool) -> None:
        """See Stage."""
        self._server.available = not on

    def throw_out(self) -> None:
        """See Stage."""
        self._server.invited = False

    def messages(self, channel_id: int) -> list[int]:
        """See Stage."""
        return [message.id for message in self.venue.messages if message.channel_id == channel_id]

    def direct(self, user_id: int) -> int:
        """See Stage."""
        posts = {str(act.key) for _, act in self.venue.acts if isinstance(act, Say) and act.to == user_id}
        return len(posts) + sum(letter.to == user_id for _, letter in self.venue.letters)

    def calendar(self) -> dict[int, tuple[str, datetime, str]]:
        """See Stage."""
        return {id: (event.name, event.starts_at, event.state) for id, event in self._server.events.items()}

    def someone_plans(self, name: str, starts_at: datetime) -> int:
        """See Stage."""
        self._people += 1
        self._server.events[self._people] = ShownEvent(self._people, name, starts_at, SCHEDULED, ours=False)
        return self._people

    def someone_edits(self, event_id: int, name: str, starts_at: datetime) -> None:
        """See Stage."""
        events = self._server.events
        events[event_id] = replace(events[event_id], name=name, starts_at=starts_at)

    def someone_steps(self, event_id: int, state: str) -> None:
        """See Stage."""
        self._server.events[event_id] = replace(self._server.events[event_id], state=state)

    def someone_deletes(self, event_id: int) -> None:
        """See Stage."""
        del self._server.events[event_id]
