"""Simulated people as members of a DAVE group: real davey sessions, one for each.

A davey call takes 1 to 13 ms and holds the interpreter, so everybody else on the event loop gets a turn after each.
"""

import asyncio
from collections.abc import Iterable

from davey import DaveSession, ProposalsOperationType

from bot.sandbox.voice import packets
from bot.sandbox.voice.mls import Commit, split_commit

VERSION = 1


async def _turn() -> None:
    await asyncio.sleep(0)


class People:
    """The sessions of the people in one channel."""

    def __init__(self, channel_id: int, sender_package: bytes, users: Iterable[int]) -> None:
        self.users = set(users)
        self._channel_id, self._sender_package = channel_id, sender_package
        self._sessions: dict[int, DaveSession] = {}

    def drop(self, user: int) -> None:
        """Somebody is gone."""
        self.users.discard(user)
        self._sessions.pop(user, None)

    async def key_package(self, user: int) -> bytes:
        """A new session's key package: a bare one, as clients send it."""
        session = DaveSession(VERSION, user, self._channel_id)
        session.set_external_sender(self._sender_package)
        package = session.get_serialized_key_package()
        if user in self.users:
            self._sessions[user] = session
        await _turn()
        return package

    async def propose(self, members: Iterable[int], batch: bytes) -> Commit | None:
        """Everybody learns the proposals and makes a commit; the first is as good as any."""
        first: Commit | None = None
        for session in self._of(members):
            made = session.process_proposals(ProposalsOperationType.append, batch)
            if first is None and made is not None:
                first = split_commit(made.commit + (made.welcome or b""))
            await _turn()
        return first

    async def enter(self, staying: Iterable[int], joining: Iterable[int], commit: Commit) -> None:
        """The next epoch begins for everybody."""
        for session in self._of(staying):
            session.process_commit(commit.message)
            await _turn()
        for session in self._of(joining):
            session.process_welcome(commit.welcome)
            await _turn()

    def encrypt(self, user: int, frame: bytes, *, seal_silence: bool) -> bytes:
        """A frame as it leaves somebody's client; before they are in the group nobody there could read it."""
        if frame == packets.SILENCE:
            if not seal_silence:
                return frame
            frame = packets.STEREO_SILENCE
        session = self._sessions.get(user)
        if session is None or not session.ready:
            return packets.unreadable(frame)
        return session.encrypt_opus(frame)

    def _of(self, users: Iterable[int]) -> list[DaveSession]:
        return [self._sessions[user] for user in users if user in self._sessions]
