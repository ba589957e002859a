"""What a server has decided and what its rooms have been asked, as the choice of questions and ears depends on it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from bot.core.community.settings import Community
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Room
from bot.core.listening.room_watch import RoomWatch, elapsed
from bot.core.questions.deck import Prompt, Situation, next_question
from bot.ports import Catalogue, Clock, Ledger, Store


class Known:
    """Settings and refusals, kept at hand; tallies and known questions, looked up for each question."""

    def __init__(self, *, store: Store, ledger: Ledger, catalogue: Catalogue, clock: Clock) -> None:
        self._store, self._ledger, self._catalogue, self._clock = store, ledger, catalogue, clock
        self._communities: dict[int, Community] = {}
        self._refusers: dict[int, frozenset[int]] = {}
        self._reading = asyncio.Lock()

    def community(self, guild_id: int) -> Community | None:
        """A server's settings, None until they have been read."""
        return self._communities.get(guild_id)

    async def read(self, guild_id: int) -> Community:
        """Read a server's settings, and who does not want to be heard there."""
        async with self._reading:  # what was asked for last is what stays
            community = await self._store.community(guild_id) or Community(guild_id=guild_id)
            self._refusers[guild_id] = await self._ledger.refusers(guild_id)
            self._communities[guild_id] = community
            return community

    def may_hear(self, guild_id: int, people: Collection[int]) -> bool:
        """Whether an ear may be in a room with these people; not before that is known."""
        community = self._communities.get(guild_id)
        return community is not None and community.listening and self._refusers[guild_id].isdisjoint(people)

    async def choose(self, mixer: Mixer, room: Room, why: str, people: Collection[int]) -> Prompt | None:
        """The next question for a room with these people, None if there is none."""
        tallies = await self._ledger.tallies(mixer.guild_id)
        known = await self._ledger.known(mixer.guild_id, people)
        deck = [*self._catalogue.deck(mixer.language), *await self._ledger.own_questions(mixer.guild_id)]
        situation = Situation(
            elapsed=elapsed(mixer, self._clock()),
            why=why,
            common_ground=bool(mixer.common_ground),
            put_before=known | {room.questions.now} | {asking.question for asking in room.askings},
            nth=len(room.askings),
        )
        seed = int.from_bytes(f"{mixer.id}/{room.number}/{len(room.askings)}".encode(), "big")
        return next_question(deck, situation, tallies, seed)

    async def teach(self, following: RoomWatch, question: str, people: Collection[int]) -> None:
        """These people know the question that their room shows; it is not put to them again for half a year."""
        following.taught |= {(question, user) for user in people}
        try:
            await self._ledger.learn(following.guild_id, people, question, self._clock())
        except Exception:
            following.taught -= {(question, user) for user in people}
            raise

    async def count(self, guild_id: int, question: str, *, worked: bool) -> None:
        """A question revived a room's talk, or did not."""
        await self._ledger.count(guild_id, question, worked=worked)
