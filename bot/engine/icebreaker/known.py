"""What a server has decided and what its rooms have been asked, as the choice of questions and ears depends on it."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from bot.core.community.settings import Community
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Room
from bot.core.listening.room_watch import RoomWatch, elapsed
from bot.core.questions.choice import Situation, next_question
from bot.core.questions.deck import GUEST, Prompt
from bot.engine.decks import deck_for, of_guests
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

    def leave_others(self) -> None:
        """Know nothing of servers that another process acts in: it may be decided otherwise there meanwhile."""
        for guild_id in [guild_id for guild_id in self._communities if not self._store.ours(guild_id)]:
            del self._communities[guild_id], self._refusers[guild_id]

    def may_hear(self, guild_id: int, people: Collection[int]) -> bool:
        """Whether an ear may be in a room with these people; not before that is known."""
        community = self._communities.get(guild_id)
        return community is not None and community.listening and self._refusers[guild_id].isdisjoint(people)

    async def choose(self, mixer: Mixer, room: Room, why: str, people: Collection[int]) -> Prompt | None:
        """The next question for a room with these people, None if there is none."""
        tallies = await self._ledger.tallies(mixer.guild_id)
        put = await self._ledger.put(mixer.guild_id, people)
        deck = [
            *await deck_for(mixer, self._catalogue, self._ledger),
            *of_guests(mixer, self._catalogue, people, await self._ledger.cards(mixer.guild_id, people)),
        ]
        others = (other for other in mixer.rooms if other.number != room.number)
        situation = Situation(
            now=self._clock(),
            begun=mixer.opens_at,
            elapsed=elapsed(mixer, self._clock()),
            why=why,
            ground=mixer.ground,
            people=people,
            put=put,
            here=_shown(room),
            elsewhere={question for other in others for question in _shown(other)},
            nth=len(room.askings),
        )
        seed = int.from_bytes(f"{mixer.id}/{room.number}/{len(room.askings)}".encode(), "big")
        return next_question(deck, situation, tallies, seed)

    async def teach(self, following: RoomWatch, question: str, people: Collection[int]) -> None:
        """These people know the question that their room shows; a guest's is not kept: it goes with the evening."""
        following.taught |= {(question, user) for user in people}
        if question.startswith(GUEST):
            return
        try:
            await self._ledger.learn(following.guild_id, people, question, self._clock())
        except Exception:
            following.taught -= {(question, user) for user in people}
            raise

    async def count(self, guild_id: int, question: str, *, worked: bool) -> None:
        """A question revived a room's talk, or did not."""
        if not question.startswith(GUEST):
            await self._ledger.count(guild_id, question, worked=worked)


def _shown(room: Room) -> set[str]:
    """What a room was put today, in this round and those before."""
    return {room.questions.now, *(asking.question for asking in room.askings)}
