"""DAVE's delivery service for one channel: MLS proposals, whose commit counts, and transitions.

There is a group only while a bot is in the call, as simulated members are expensive.
"""

import asyncio
import struct
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress

from bot.sandbox.things import Json
from bot.sandbox.voice.call import Call
from bot.sandbox.voice.mls import Commit, ExternalSender, split_commit, vector
from bot.sandbox.voice.people import VERSION, People

PREPARE_TRANSITION, EXECUTE, PREPARE_EPOCH, PROPOSALS, ANNOUNCE, WELCOME = 21, 22, 24, 27, 29, 30
PATIENCE = 2.0
"""Seconds for a bot's commit where a person's is there as well, and for all to be ready for a transition."""
BREATH = 0.2
"""Seconds between a failure and the next try."""
APPEND = b"\0"
GARBLED = APPEND + b"\x05" + b"\xff" * 5
"""Proposals that no group can use."""

Note = Callable[[str, Json], None]


class Group:
    """One channel's group: who is at which leaf, and the epochs it goes through."""

    def __init__(
        self, channel_id: int, sender: ExternalSender, people: Iterable[int], note: Note, epochs: Counter[int],
        *, bots_commit: bool,
    ) -> None:  # fmt: skip
        self.package = sender.package
        self.epoch = 0
        self.leaves: list[int | None] = []
        self.bots_commit = bots_commit
        """Whether a bot's commit is preferred to a simulated person's; Discord takes what comes first."""
        self._note, self._epochs = note, epochs
        self._channel_id, self._id, self._sender = channel_id, struct.pack(">Q", channel_id), sender
        self._calls: dict[int, Call] = {}
        self._people = People(channel_id, sender.package, people)
        self._waiting: dict[int, bytes | None] = dict.fromkeys(self._people.users)
        self._stale: set[int] = set()
        self._expelled: set[int] = set()
        """Bots that come in again only when an epoch without them has been."""
        self._transition = 0
        self._unready: set[int] = set()
        self._ready = asyncio.Event()
        self._news = asyncio.Event()
        self._commits: asyncio.Queue[tuple[int, bytes]] = asyncio.Queue()
        self._task = asyncio.create_task(self._run())

    # -- what happens in the channel

    def person_in(self, user: int) -> None:
        """A simulated person came."""
        self._people.users.add(user)
        self._retire(user)
        self._waiting[user] = None
        self._news.set()

    def person_out(self, user: int) -> None:
        """A simulated person went."""
        self._people.drop(user)
        self._forget(user)

    def bot_in(self, call: Call) -> None:
        """A bot can be told things; it comes in with its key package."""
        self._calls[call.seat.bot] = call

    def bot_out(self, call: Call) -> None:
        """A bot went."""
        self._calls.pop(call.seat.bot, None)
        self.ready(call)
        self._forget(call.seat.bot)

    def key_package(self, call: Call, package: bytes) -> None:
        """Op 26, a bare key package; from a member it means starting over at a new leaf."""
        self._retire(call.seat.bot)
        self._waiting[call.seat.bot] = package
        self._news.set()

    def expel(self, call: Call) -> None:
        """Op 31: a bot could not follow, so it is removed, and added again with its next key package."""
        if call.seat.bot in self.leaves:
            self._expelled.add(call.seat.bot)
            self._forget(call.seat.bot)

    def commit(self, call: Call, raw: bytes) -> None:
        """Op 28."""
        self._commits.put_nowait((call.seat.bot, raw))

    def ready(self, call: Call) -> None:
        """Op 23: a bot is ready for the transition."""
        self._unready.discard(call.seat.bot)
        if not self._unready:
            self._ready.set()

    def encrypt(self, user: int, frame: bytes, *, seal_silence: bool) -> bytes:
        """A person's frame as it leaves their client."""
        return self._people.encrypt(user, frame, seal_silence=seal_silence)

    def close(self) -> None:
        """No bot is left to encrypt for."""
        self._task.cancel()

    @property
    def task(self) -> asyncio.Task[None]:
        """The work of the group, to be waited for at the end."""
        return self._task

    def _retire(self, user: int) -> None:
        if user in self.leaves:
            self._stale.add(self.leaves.index(user))

    def _forget(self, user: int) -> None:
        self._waiting.pop(user, None)
        self._retire(user)
        self._news.set()

    # -- epochs

    async def _run(self) -> None:
        with suppress(asyncio.CancelledError):
            while True:
                await self._news.wait()
                self._news.clear()
                while self._stale or self._waiting:
                    try:
                        if not await self._advance():
                            break
                    except Exception as error:
                        # davey has no exceptions of its own; a broken group is made anew, with new key packages
                        self._note("dave", {"channel": str(self._channel_id), "problem": repr(error)})
                        self._start_over(trust=False)
                        await asyncio.sleep(BREATH)

    async def _advance(self) -> bool:
        """Go to the next epoch; False if there is nothing to do before somebody comes or goes."""
        staying = [user for leaf, user in enumerate(self.leaves) if user is not None and leaf not in self._stale]
        if not staying or (len(staying) == 1 and not self._waiting and not self._expelled):
            if self.leaves:
                self._start_over()
            packages = [user for user in self._waiting if user in self._calls]
            if not packages or len(self._waiting) < 2:
                return False
            staying = [await self._found(packages[0])]
        gone, self._stale = sorted(self._stale), set()
        out = {self.leaves[leaf] for leaf in gone}
        joining = {
            user: package or await self._people.key_package(user)
            for user, package in list(self._waiting.items())
            if user not in self._expelled
        }
        # somebody may have left while the others made their key packages
        joining = {user: package for user, package in joining.items() if user in self._waiting}
        self._waiting = {user: p for user, p in self._waiting.items() if user not in joining}
        removes = [self._sender.remove(self._id, self.epoch, leaf) for leaf in gone]
        adds = [self._sender.add(self._id, self.epoch, package) for package in joining.values()]
        commit = await self._decide(staying, vector(b"".join(removes + adds)), len(removes) + len(adds))
        await self._people.enter(staying, list(joining), commit)
        self._plant(gone, joining)
        self._expelled = {user for user in self._expelled if user not in out}
        await self._tell(staying, list(joining), commit)
        return True

    def _plant(self, gone: Iterable[int], joining: Iterable[int]) -> None:
        """Removals empty leaves; additions fill the leftmost empty one, or a new one (RFC 9420, 7.7)."""
        for leaf in gone:
            self.leaves[leaf] = None
        for user in joining:
            if None in self.leaves:
                self.leaves[self.leaves.index(None)] = user
            else:
                self.leaves.append(user)
            if user in self._waiting or (user not in self._people.users and user not in self._calls):
                # gone, or gone and back, while the epoch was made
                self._retire(user)

    async def _found(self, bot: int) -> int:
        """Somebody begins a group of one, and adds the others."""
        people = [user for user in self._waiting if user in self._people.users]
        founder = bot if self.bots_commit or not people else people[0]
        if founder in self._people.users:
            await self._people.key_package(founder)
        self._waiting.pop(founder, None)
        self.leaves.append(founder)
        return founder

    async def _decide(self, staying: list[int], batch: bytes, count: int) -> Commit:
        """Put the proposals to the members and take the first commit that fits."""
        while not self._commits.empty():
            self._commits.get_nowait()
        for user in staying:
            if user in self._calls:
                self._calls[user].tell_binary(PROPOSALS, APPEND + batch)
        own = await self._people.propose(staying, batch)
        bots = any(user in self._calls for user in staying)
        if bots and (own is None or self.bots_commit):
            with suppress(TimeoutError):
                return await asyncio.wait_for(self._from_bot(staying, count), PATIENCE)
        if own is None:
            raise ValueError("nobody has committed")
        return own

    async def _from_bot(self, staying: list[int], count: int) -> Commit:
        while True:
            bot, raw = await self._commits.get()
            with suppress(ValueError):
                commit = split_commit(raw)
                if bot in staying and commit.epoch == self.epoch and commit.proposals == count:
                    return commit

    async def _tell(self, staying: list[int], joining: list[int], commit: Commit) -> None:
        """Announce the epoch; all change over together, except into the first one."""
        first, self.epoch = self.epoch == 0, self.epoch + 1
        self._epochs[self._channel_id] += 1
        self._transition = 0 if first else self._transition % 0xFFFF + 1
        number = struct.pack(">H", self._transition)
        calls = {user: self._calls[user] for user in (*staying, *joining) if user in self._calls}
        members = [str(user) for user in self.leaves if user is not None]
        self._note("dave", {"channel": str(self._channel_id), "epoch": self.epoch, "members": members})
        self._unready = set(calls)
        self._ready.clear()
        for user, call in calls.items():
            op, payload = (ANNOUNCE, commit.message) if user in staying else (WELCOME, commit.welcome)
            call.tell_binary(op, number + payload)
            if call.spoiled:
                asyncio.get_running_loop().call_later(BREATH, call.tell_binary, PROPOSALS, GARBLED)
        if first or not calls:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), PATIENCE)
        for call in calls.values():
            call.tell(EXECUTE, {"transition_id": self._transition})

    def _start_over(self, *, trust: bool = True) -> None:
        """Everybody makes a new key package for a new group, but for bots whose last is unused and to be trusted."""
        members = {user for user in self.leaves if user is not None} if trust else set(self._calls)
        self.leaves, self._stale, self._expelled, self.epoch = [], set(), set(), 0
        unused = {user: package for user, package in self._waiting.items() if user in self._calls}
        self._waiting = (unused if trust else {}) | dict.fromkeys(self._people.users)
        for user in members - set(self._waiting):
            if (call := self._calls.get(user)) is not None:
                call.tell(PREPARE_EPOCH, {"epoch": 1, "protocol_version": VERSION})
                call.tell(PREPARE_TRANSITION, {"transition_id": 0, "protocol_version": VERSION})
