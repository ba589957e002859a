"""Evenings planned ahead, to which anything happens in any order: hosts, members, admins, Discord, the power socket."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.scheduled_event import MakeEvent
from bot.core.planning.schedule import series_of
from bot.core.text import Refusal
from bot.core.times.recurrence import Repeat
from tests.engine.fate import Fate
from tests.engine.planning.planned import announce, cancel, edit, planning, run_to, sign_up, withdraw
from tests.evening import GUESTS, GUILD, minutes
from tests.fake_venue import Crash, Failure

people = st.sampled_from([*GUESTS, 107, 108])
which = st.integers(0, 9)
PERMISSIONS = ("manage_channels", "move_members", "send_messages", "create_events")


class AnyPlan(Fate):
    """One server with a series, perhaps more, and everything that was ever reported."""

    ENDURED = (Refusal, Crash, OSError)
    """People may also be told that it did not work."""

    def later(self, deed: Callable[[], object]) -> None:
        """The bot is told of it."""
        super().later(lambda: (deed(), self.evening.venue.on_change(GUILD)))

    def live(self, nth: int) -> Mixer | None:
        """One of the evenings that are not over."""
        there = [mixer for mixer in self.evening.store.mixers.values() if not mixer.finished]
        return there[nth % len(there)] if there else None

    @initialize(turns=st.integers(0, 3), repeat=st.sampled_from(Repeat), capacity=st.sampled_from([None, 3, 4]))
    def begin(self, turns: int, repeat: Repeat, capacity: int | None) -> None:
        """A host announces it, and some want to come, for whom there may not be places enough."""
        self.evening = planning(down_for=timedelta(seconds=10), hoard=True)
        self.evening.venue.turns = turns
        self.run(announce(self.evening, "90", repeat=repeat, capacity=capacity, length=30))
        self.run(sign_up(self.evening, *GUESTS))

    @rule(users=st.lists(people, min_size=1, max_size=6, unique=True), nth=which, come=st.booleans())
    def some_come_or_cannot(self, users: list[int], nth: int, come: bool) -> None:
        """On whatever card they find."""
        for user in users:
            if mixer := self.live(nth):
                self.run((sign_up if come else withdraw)(self.evening, user, mixer_id=mixer.id))

    @rule(users=st.lists(people, min_size=1, max_size=5), there=st.booleans())
    def some_go(self, users: list[int], there: bool) -> None:
        """Into the lobby, or home."""
        server = self.evening.venue.servers[GUILD]
        for user in users:
            if there:
                self.later(lambda user=user: server.people.update({user: self.evening.lobby}))
            else:
                self.later(lambda user=user: server.people.pop(user, None))

    @rule(
        nth=which,
        changes=st.sampled_from(
            [{"title": "Coffee"}, {"title": "Tea"}, {"length": 45}, {"capacity": 5}, {"repeat": Repeat.WEEKLY}]
        ),
    )
    def host_edits(self, nth: int, changes: dict[str, Any]) -> None:
        """Or tries to."""
        if mixer := self.live(nth):
            self.run(edit(self.evening, mixer.id, **changes))

    @rule(nth=which, when=st.sampled_from(["5", "30", "300", "3000", "20000"]))
    def host_moves(self, nth: int, when: str) -> None:
        """To soon or late."""
        if mixer := self.live(nth):
            self.run(edit(self.evening, mixer.id, when))

    @rule(nth=which, series=st.booleans())
    def host_calls_off(self, nth: int, series: bool) -> None:
        """One evening, or all."""
        if mixer := self.live(nth):
            self.run(cancel(self.evening, mixer.id, series=series))

    @rule()
    def host_plans_another(self) -> None:
        """Of the same title and hour."""
        self.run(announce(self.evening, "90", length=30))

    @rule(nth=which, deed=st.sampled_from(["rename", "move", "active", "completed", "cancelled", "delete"]))
    def admin_has_a_hand_in_the_calendar(self, nth: int, deed: str) -> None:
        """In Discord's own window, which allows only what leads onwards."""
        events = self.evening.venue.servers[GUILD].events
        left = [event for event in events.values() if event.state in {"scheduled", "active"}]
        if not left:
            return
        event = left[nth % len(left)]
        if deed == "delete":
            self.later(lambda: events.pop(event.id))
        elif deed == "rename":
            self.later(lambda: events.update({event.id: replace(event, name=f"Tea {nth}")}))
        elif deed == "move" and event.state == "scheduled":
            soon = self.evening.now + minutes(20 * (nth + 1))
            self.later(lambda: events.update({event.id: replace(event, starts_at=soon)}))
        elif (event.state, deed) in {("scheduled", "active"), ("scheduled", "cancelled"), ("active", "completed")}:
            self.later(lambda: events.update({event.id: replace(event, state=deed)}))

    @rule(permission=st.sampled_from(PERMISSIONS), has=st.booleans())
    def admin_gives_or_takes(self, permission: str, has: bool) -> None:
        """One permission."""
        lacking = self.evening.venue.servers[GUILD].lacking
        self.later(lambda: (lacking.discard if has else lacking.add)(permission))

    @rule(ahead=st.integers(1, 4), after=st.booleans(), crash=st.booleans())
    def a_save_will_fail(self, ahead: int, after: bool, crash: bool) -> None:
        """One of the next."""
        saves = self.evening.saves
        error: BaseException = Crash() if crash else OSError("disk full")
        saves.failures = {saves.saves + ahead: Failure(error, after=after and crash)}

    @rule(wait=st.sampled_from([1, 10, 45, 90, 1500, 10_000]))
    def time_passes(self, wait: int) -> None:
        """Minutes or days."""
        self.run(run_to(self.evening, self.evening.now + minutes(wait)))

    @invariant()
    def nobody_is_told_anything_twice_and_places_are_kept(self) -> None:
        """At any moment."""
        if not hasattr(self, "evening"):
            return
        assert self.evening.venue.wrongs == []
        posts = Counter((m.channel_id, m.mixer_id, m.key) for m in self.evening.venue.messages)
        assert max(posts.values(), default=1) == 1
        for mixer in self.evening.store.mixers.values():
            waits = [signup.waiting for signup in mixer.signups]
            assert waits == sorted(waits), "nobody overtakes"
            assert [signup.at for signup in mixer.signups] == sorted(signup.at for signup in mixer.signups)
            if mixer.capacity and any(waits) and mixer.phase in {Phase.SCHEDULED, Phase.GATHERING}:
                assert len(mixer.coming) >= mixer.capacity, "no place is empty while somebody waits"
            if mixer.phase is Phase.OPEN:
                assert mixer.capacity is None or len(mixer.guests) <= mixer.capacity
        slots = Counter((series_of(m), m.slot_at) for m in self.evening.store.mixers.values() if m.slot_at)
        assert max(slots.values(), default=1) == 1, "no evening twice"

    def end(self) -> None:
        """Everything comes back, every series is called off, and nothing is left."""
        server = self.evening.venue.servers[GUILD]
        server.lacking.clear()
        self.evening.venue.failures.clear()
        self.evening.saves.failures = None
        self.run(self.evening.run_for(minutes(5)))
        for _ in range(10):
            for mixer in [*self.evening.store.mixers.values()]:
                if not mixer.finished:
                    self.run(cancel(self.evening, mixer.id, series=True))
            self.run(self.evening.run_for(minutes(40)))
        assert not [mixer for mixer in self.evening.store.mixers.values() if not mixer.finished]
        assert not self.evening.venue.ours(GUILD)
        made = sum(isinstance(act, MakeEvent) for _, act in self.evening.venue.acts)
        assert made <= len(self.evening.store.mixers), "each has one event at most"
        mine = {mixer.event.id for mixer in self.evening.store.mixers.values() if mixer.event}
        ahead = [event for event in server.events.values() if event.starts_at > self.evening.now]
        assert not [event for event in ahead if event.id in mine and event.state not in {"completed", "cancelled"}]


TestAnyPlan = AnyPlan.TestCase
TestAnyPlan.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
