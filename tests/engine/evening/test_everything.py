"""Anything can happen in any order: people, hosts, admins, Discord and the power socket."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from bot.core.lifecycle.phase import Phase
from tests.engine.fate import Fate
from tests.evening import GUESTS, GUILD, HOST, Evening, check, minutes

people = st.sampled_from([HOST, *GUESTS, 107, 108])
PERMISSIONS = ("manage_channels", "move_members", "send_messages", "set_voice_channel_status")


class Anything(Fate):
    """One server, one evening or more, and everything that was ever reported."""

    @initialize(turns=st.integers(0, 3), lag=st.sampled_from([0, 3, 9]))
    def begin(self, turns: int, lag: int) -> None:
        """Seven people and a host who presses start."""

        async def begin() -> None:
            self.evening = evening = Evening(down_for=timedelta(seconds=10))
            evening.venue.turns, evening.venue.lag = turns, timedelta(seconds=lag)
            evening.gather(*GUESTS)
            await evening.start(15)

        self.run(begin())

    @rule(user=people, place=st.sampled_from(["lobby", "away", "room"]))
    def somebody_moves(self, user: int, place: str) -> None:
        """By themselves, at any time."""
        rooms = [
            id for id in sorted(self.evening.venue.ours(GUILD)) if self.evening.venue.created[id][1].lane == "build"
        ]
        voice = [id for id in rooms if not self.evening.venue.servers[GUILD].channels[id].is_category]
        lobby = self.evening.lobby if self.evening.lobby in self.evening.venue.servers[GUILD].channels else None
        there = {"lobby": lobby, "away": None, "room": voice[0] if voice else None}[place]
        self.later(lambda: self.evening.venue.go(GUILD, user, there))

    @rule(user=people)
    def somebody_presses_join(self, user: int) -> None:
        """On whatever card they find."""
        self.run(self.evening.press_join(user))

    @rule(more=st.integers(-1, 31))
    def host_extends(self, more: int) -> None:
        """Or tries to."""
        self.run(self.evening.ask(lambda r: r.extend(self.evening.caller(), more)))

    @rule(end=st.booleans())
    def host_ends_or_calls_off(self, end: bool) -> None:
        """At any time."""
        self.run(self.evening.end() if end else self.evening.cancel())

    @rule()
    def host_starts_again(self) -> None:
        """With whoever is in the lobby now."""
        if self.evening.lobby in self.evening.venue.servers[GUILD].channels:
            self.run(self.evening.start(5))

    @rule(which=st.integers(0, 6))
    def admin_deletes_something(self, which: int) -> None:
        """A room, a category, the lobby or the home channel."""
        channels = [*sorted(self.evening.venue.ours(GUILD)), self.evening.lobby, self.evening.home]
        channel = channels[which % len(channels)]
        if channel in self.evening.venue.servers[GUILD].channels:
            self.later(lambda: self.evening.venue.delete(GUILD, channel))

    @rule(permission=st.sampled_from(PERMISSIONS), has=st.booleans())
    def admin_gives_or_takes(self, permission: str, has: bool) -> None:
        """One permission."""
        lacking = self.evening.venue.servers[GUILD].lacking
        self.later(lambda: (lacking.discard if has else lacking.add)(permission))

    @rule(seen=st.booleans(), invited=st.booleans())
    def server_comes_and_goes(self, seen: bool, invited: bool) -> None:
        """An outage, or the bot is removed."""
        server = self.evening.venue.servers[GUILD]
        server.available, server.invited = seen, invited
        self.later(lambda: self.evening.venue.on_change(GUILD))

    @rule(seconds=st.sampled_from([1, 5, 30, 120, 600]))
    def time_passes(self, seconds: int) -> None:
        """A little or a lot."""
        self.run(self.evening.run_for(timedelta(seconds=seconds)))

    @invariant()
    def nothing_foreign_is_touched_and_nothing_said_twice(self) -> None:
        """At any moment."""
        assert self.evening.venue.wrongs == []
        posts = [(m.channel_id, m.mixer_id, m.key) for m in self.evening.venue.messages]
        assert len(posts) == len(set(posts))
        for mixer in self.evening.store.mixers.values():
            assert len({guest.user_id for guest in mixer.guests}) == len(mixer.guests)
            if mixer.phase is Phase.OPEN:
                assert mixer.closes_at + timedelta(minutes=20) >= self.evening.now or self.evening.life.killed.is_set()

    def end(self) -> None:
        """Everything comes back, time passes, and nothing of ours is left."""
        server = self.evening.venue.servers[GUILD]
        server.available = server.invited = True
        server.lacking.clear()
        self.evening.venue.failures.clear()
        self.run(self.evening.run_for(minutes(150)))
        check(self.evening)


TestAnything = Anything.TestCase
TestAnything.settings = settings(max_examples=30, stateful_step_count=14, deadline=None)
