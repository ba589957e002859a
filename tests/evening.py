"""An evening on a clock turned by hand: conductor and reception on the fakes, which can be killed and started again."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any, TypeVar, get_args

from bot.app import App
from bot.core.afterwards.recap import Recap
from bot.core.afterwards.weeks import Weeks
from bot.core.community.settings import Asker
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Delivery
from bot.core.planning.start import Wish
from bot.core.text import Answer, Offer, Refusal, SignupButton, StandingButton, Text
from bot.ports import Catalogue, Stale
from bot.usecases import HostingUseCases, Ports
from tests.fake_venue import Crash, FakeVenue
from tests.fakes import FakeAlarm, FakeCatalogue, FakeEars, FakeLedger, FakeStore, FakeTimes, FakeTone
from tests.one_life import Life, SaveScript

T = TypeVar("T")
START = datetime(2026, 5, 7, 20, 0, tzinfo=UTC)
GUILD, HOST = 1, 100
GUESTS = tuple(range(101, 107))
ENDLESS = 5000


def minutes(number: float) -> timedelta:
    """So many minutes."""
    return timedelta(minutes=number)


class Evening:
    """Time, people, one process after another, and a Discord and a disk that outlive them."""

    def __init__(
        self,
        *,
        down_for: timedelta = timedelta(0),
        ears: int = 1,
        ledger: FakeLedger | None = None,
        words: Catalogue | None = None,
        ids: str = "mixer-{}",
    ) -> None:
        """`ids` is how mixers are called, by their numbers."""
        self._ids = ids
        self.now, self.words = START, words or FakeCatalogue()
        self.store, self.saves, self.ear_count = FakeStore(), SaveScript(), ears
        self.store.ledger = ledger or self.store.ledger
        self.venue, self.tone = FakeVenue(lambda: self.now), FakeTone()
        self.venue.on_change = self._changed
        self.down_for = down_for
        self.clock_wrong = False
        self.deaths = 0
        self.unmet: list[BaseException] = []
        """What the planned requests ended with that did not succeed."""
        self.promised: set[str] = set()
        """Keys of what was about to be posted at the last death, and had not been."""
        self.drawn: list[tuple[Recap, str]] = []
        self.picture: bytes | None = b"picture"
        self.looked_back: list[tuple[Weeks, str]] = []
        self._script: list[tuple[datetime, int, Callable[[], Awaitable[object]]]] = []
        self._order, self._mixers = count(), count(1)
        self._resume_at: datetime | None = None
        self._be_born()
        self.homes: dict[int, int] = {}
        self.lobbies: dict[int, int] = {}
        self.furnish(GUILD)
        self.foreign = set(self.venue.servers[GUILD].channels)

    def furnish(self, guild_id: int) -> None:
        """A server with a text channel, a lobby and a category of its own."""
        self.homes[guild_id] = self.venue.add_channel(guild_id, "general", text=True)
        self.lobbies[guild_id] = self.venue.add_channel(guild_id, "Lobby")
        category = self.venue.add_channel(guild_id, "Games", category=True)
        self.venue.add_channel(guild_id, "Room 1", category)

    def _be_born(self) -> None:
        self.life = Life(self.store, self.venue, self.saves)
        self.alarm = FakeAlarm()
        self.ears, ledger = FakeEars(self.ear_count), self.store.ledger
        outside = Ports(
            store=self.life,
            ledger=ledger,
            venue=self.life,
            tone=self.tone,
            times=FakeTimes(),
            catalogue=self.words,
            alarm=self.alarm,
            clock=lambda: self.now,
            new_id=lambda: self._ids.format(next(self._mixers)),
        )
        self.app = app = App(
            outside, ears=self.ears, draw=self.draw, secret=b"secret", clock_wrong=lambda: self.clock_wrong
        )
        self.conductor, self.icebreaker, self.seater = app.conductor, app.icebreaker, app.seater
        self.stay_votes, self.afterwards = app.stay_votes, app.afterwards
        self.retention, self.use_cases = app.retention, app.use_cases
        self.reception, self.roomside = self.use_cases.hosting, self.use_cases.room
        self.members, self.questions = self.use_cases.member, self.use_cases.questions
        self.scheduling, self.invitations = self.use_cases.planning, self.use_cases.invitation
        self.goodbyes = self.use_cases.afterwards

    async def draw(self, recap: Recap | Weeks, language: str) -> bytes | None:
        """See ports.Draw: what is to be drawn is written down instead."""
        if isinstance(recap, Recap):
            self.drawn.append((recap, language))
        else:
            self.looked_back.append((recap, language))
        return self.picture

    def _changed(self, guild_id: int) -> None:
        if not self.life.killed.is_set():
            self.conductor.look_again(guild_id)
            self.app.leftovers.seen(guild_id)
            self.app.mutes.seen(guild_id)

    @property
    def home(self) -> int:
        """The text channel of the first server."""
        return self.homes[GUILD]

    @property
    def lobby(self) -> int:
        """The voice channel people gather in."""
        return self.lobbies[GUILD]

    @property
    def mixer(self) -> Mixer:
        """The newest mixer, as the disk has it."""
        return list(self.store.mixers.values())[-1]

    @property
    def people(self) -> dict[int, int]:
        """Who is where in the first server."""
        return self.venue.servers[GUILD].people

    def posts(self, prefix: str = "") -> list[str]:
        """The keys of everything posted, in order."""
        return [message.key for message in self.venue.messages if message.key.startswith(prefix)]

    def caller(self, user_id: int = HOST, *, guild_id: int = GUILD, channel_id: int | None = None) -> Asker:
        """Somebody who asks from where they are; the host may manage events."""
        return Asker(
            user_id=user_id,
            guild_id=guild_id,
            channel_id=channel_id or self.homes[guild_id],
            voice_id=self.venue.servers[guild_id].people.get(user_id),
            role_ids=frozenset(),
            manages_events=user_id == HOST,
            language="en",
        )

    def gather(self, *people: int, guild_id: int = GUILD) -> None:
        """People come into the lobby."""
        for user_id in people:
            self.venue.go(guild_id, user_id, self.lobbies[guild_id])

    async def start(
        self, length: int | None = 12, *, size: int = 3, guild_id: int = GUILD, title: str = "Tea"
    ) -> Answer:
        """The host, in the lobby, starts a mixer."""
        self.gather(HOST, guild_id=guild_id)
        wish = Wish(title=title, length=length, room_size=size)
        return await self.ask(lambda r: r.start(self.caller(guild_id=guild_id), wish), starting=True)

    async def start_from_here(self) -> Answer:
        """The host, wherever they are, starts another mixer of the same title."""
        return await self.ask(lambda r: r.start(self.caller(), Wish(title="Tea", length=12, room_size=3)))

    async def ask(self, request: Callable[[HostingUseCases], Coroutine[Any, Any, T]], *, starting: bool = False) -> T:
        """A request to the reception, and everything it sets going. Raises Refusal, and Crash in a dying process."""
        if self.life.killed.is_set() or not (self.store.mixers or starting):
            raise Crash
        return await self._run(request(self.reception))

    async def press_join(self, user_id: int, mixer_id: str | None = None) -> Text:
        """Somebody presses the Join button."""
        return await self.ask(lambda r: r.join(self.caller(user_id), mixer_id or self.mixer.id))

    async def end(self, caller: Asker | None = None) -> Answer:
        """A host types /mixer end, and says that they are sure."""
        asked = await self.ask(lambda _: self.use_cases.ending.end(caller or self.caller()))
        return await self.press_below(asked, by=caller or HOST)

    async def cancel(self, mixer_id: str | None = None, *, series: bool = False, caller: Asker | None = None) -> Answer:
        """A host types /mixer cancel, and says that they are sure."""
        who = caller or self.caller()
        asked = await self.ask(lambda _: self.use_cases.ending.cancel(who, mixer_id, series=series))
        return await self.press_below(asked, by=who)

    async def press_below(self, answer: Answer, label: str | None = None, *, by: int | Asker = HOST) -> Answer:
        """Somebody presses a button of what only they see: the one of this label, or the first."""
        assert isinstance(answer, Offer)
        chosen = dict(answer.choices)[label] if label else answer.choices[0][1]
        kind, _, id = chosen.partition(":")
        caller, use_cases = by if isinstance(by, Asker) else self.caller(by), self.use_cases
        deeds: dict[str, Callable[[], Coroutine[Any, Any, Answer]]] = {
            "offer": lambda: use_cases.taking.take(caller, id.partition(":")[0], int(id.partition(":")[2])),
            "end": lambda: use_cases.ending.end_now(caller, id),
            "cancel": lambda: use_cases.ending.call_off(caller, id),
            "cancel_all": lambda: use_cases.ending.call_off(caller, id, series=True),
            "undo": lambda: use_cases.ending.take_back(caller, id),
            "begin": lambda: use_cases.gathering.begin(caller, id),
            "wait": lambda: use_cases.gathering.wait(caller, id),
            "stay": lambda: use_cases.room.vote(caller, id, yes=True),
            "not_stay": lambda: use_cases.room.vote(caller, id, yes=False),
            **{choice: partial(use_cases.invitation.choose, caller, choice, id) for choice in get_args(SignupButton)},
            **{
                choice: partial(use_cases.coming_again.press, caller, choice, id) for choice in get_args(StandingButton)
            },
        }
        return await self.ask(lambda _: deeds[kind](), starting=True)

    def at(self, after: timedelta, deed: Callable[[], Awaitable[object]]) -> None:
        """Do this so long after the beginning; in a dead process requests come to nothing."""
        self._script.append((START + after, next(self._order), deed))
        self._script.sort()

    async def run_for(self, time: timedelta) -> None:
        """Let time pass."""
        await self.run_until(self.now + time)

    async def run_until(self, until: datetime) -> None:
        """Let time pass: alarms ring, people do what is planned, a dead process comes back."""
        sweeps = max(0, (until - self.now) // minutes(1))  # each minute the database is looked through, for ever
        for _ in range(ENDLESS + sweeps):
            await self.quiet()
            instants = [at for server in self.venue.servers.values() for at in server.hidden.values() if at > self.now]
            instants += [at for at in (self._resume_at, self.alarm.next()) if at]
            instants += [at for at, _, _ in self._script[:1]]
            if (instant := min(instants, default=until)) > until or not instants:
                self.now = until
                return
            self.now = max(self.now, instant)
            await self._happen()
        raise AssertionError(f"time stands still at {self.now}")

    async def _happen(self) -> None:
        if self._resume_at and self._resume_at <= self.now:
            await self.resume()
        for guild_id, server in self.venue.servers.items():
            if self.now in server.hidden.values():
                self._changed(guild_id)
        for due in self.alarm.due(self.now):
            if not self.life.killed.is_set():
                await self.run(self.app.ring(due))
        while self._script and self._script[0][0] <= self.now:
            deed = self._script.pop(0)[2]
            try:
                await deed()
            except (Crash, Refusal, OSError, Stale) as error:
                self.unmet.append(error)

    async def resume(self) -> None:
        """Start the process again, now."""
        self._resume_at = None
        self._be_born()
        for guild_id in self.venue.servers:
            self.app.leftovers.seen(guild_id)
        await self.run(self.app.resume())

    async def kill(self) -> None:
        """kill -9; the process comes back after `down_for`."""
        self.life.killed.set()
        await self._bury()

    async def quiet(self) -> None:
        """Wait until nobody does anything."""
        if not self.life.killed.is_set():
            await self.run(self._idle())

    async def _idle(self) -> None:
        for _ in range(5):  # each gives the other something to do, but not for ever
            await self.app.idle()

    async def run(self, work: Coroutine[Any, Any, object]) -> None:
        """Let the process do something, which may kill it."""
        try:
            await self._run(work)
        except Crash:
            return

    async def _run(self, work: Coroutine[Any, Any, T]) -> T:
        task = asyncio.ensure_future(work)

        async def all_done() -> None:
            await asyncio.wait({task})
            await self._idle()

        done, killed = asyncio.ensure_future(all_done()), asyncio.ensure_future(self.life.killed.wait())
        await asyncio.wait({done, killed}, return_when=asyncio.FIRST_COMPLETED)
        if self.life.killed.is_set():
            await self._bury()
            raise Crash
        killed.cancel()
        await asyncio.wait({killed})
        return await task

    async def _bury(self) -> None:
        self.deaths += 1
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.alarm = FakeAlarm()
        posts = [post for mixer in self.store.mixers.values() for post in mixer.posts.values()]
        self.promised = {str(post.key) for post in posts if post.delivery is Delivery.TRIED} - set(self.posts())
        self._resume_at = self.now + self.down_for


def check(evening: Evening) -> None:
    """What must be true after any evening, whatever happened in it."""
    venue = evening.venue
    assert venue.wrongs == []
    unfinished = [mixer for mixer in evening.store.mixers.values() if not mixer.finished]
    assert not unfinished, f"not over: {unfinished}"
    for guild_id in venue.servers:
        assert not venue.ours(guild_id), f"left behind: {[venue.created[id] for id in venue.ours(guild_id)]}"
    posts = [(message.channel_id, message.mixer_id, message.key) for message in venue.messages]
    assert len(posts) == len(set(posts)), "something was posted twice"


def check_once(evening: Evening) -> None:
    """Every room and category was made once."""
    made = [(mixer_id, getattr(act, "number", None)) for mixer_id, act in evening.venue.created.values()]
    assert len(made) == len(set(made)), f"made twice: {made}"


LATE, LATER = 107, 108


async def usual(evening: Evening) -> None:
    """The beginning of an evening in which all the usual things happen; afterwards let time pass.

    Seven people in two rooms; one comes late through the lobby, one without voice; one leaves; more time is given.
    """

    async def from_lobby() -> None:
        evening.gather(LATE)
        await evening.press_join(LATE)

    async def from_elsewhere() -> None:
        await evening.press_join(LATER)

    async def to_lobby() -> None:
        evening.gather(LATER)

    async def leave() -> None:
        evening.venue.go(GUILD, GUESTS[0], None)

    async def extend() -> None:
        await evening.ask(lambda r: r.extend(evening.caller(), 3))

    evening.at(minutes(1), from_lobby)
    evening.at(minutes(2), leave)
    evening.at(minutes(3), from_elsewhere)
    evening.at(minutes(4), to_lobby)
    evening.at(minutes(5), extend)
    evening.gather(*GUESTS)
    try:
        await evening.start()
    except Crash:
        return
