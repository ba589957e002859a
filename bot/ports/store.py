"""What is kept over a crash: mixers, settings, people, what comes after an evening, and questions."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.core.afterwards.company import Pair
from bot.core.afterwards.farewell import Farewell, Rating, Sitting
from bot.core.community.card import Card, Kept
from bot.core.community.settings import Community
from bot.core.lifecycle.mixer import Mixer
from bot.core.planning.standing import Roll
from bot.core.questions.deck import Prompt, Put, Shape, Tally
from bot.core.seating import PastRound
from bot.ports.deeds import Deeds
from bot.ports.mutes import MuteList
from bot.ports.offers import OfferBook
from bot.ports.standing import StandingPlaces
from bot.ports.templates import TemplateBook
from bot.ports.turnouts import Turnouts


class Stale(Exception):
    """A save came from an older version than the one stored: somebody else works on the same mixer."""


class StoreUnusable(Exception):
    """The database cannot be opened, read or written; the message tells an operator which, why and what to do."""


class Store(Protocol):
    """Keeps mixers and settings over a crash. What `save` has returned from is there after a kill.

    Where several processes share the servers, whatever is asked for all servers is told of ours.
    """

    def ours(self, guild_id: int) -> bool:
        """Whether this process acts in a server at this moment; 0 for what is done once for all servers."""
        ...

    async def save(self, mixer: Mixer, before: Mixer | None) -> None:
        """Write what changed since `before` (None: a new mixer), all or nothing. Raises Stale."""
        ...

    async def unfinished(self) -> list[Mixer]:
        """Every mixer that still has something to do."""
        ...

    async def versions(self) -> Mapping[str, int]:
        """The version of every mixer that still has something to do, by id."""
        ...

    async def mixer(self, mixer_id: str) -> Mixer | None:
        """A mixer, finished or not; None if it is not kept, or not any more."""
        ...

    async def community(self, guild_id: int) -> Community | None:
        """A server's settings, or None before its first."""
        ...

    async def keep_community(self, community: Community) -> None:
        """Write a server's settings."""
        ...

    async def guilds(self) -> frozenset[int]:
        """Every server of which anything is kept."""
        ...

    async def left_by(self, at: datetime) -> frozenset[int]:
        """The servers that the bot was removed from by then, and is not back in."""
        ...

    async def forget_mixers(self, ended_by: datetime) -> None:
        """Delete the mixers that were over by then."""
        ...

    async def forget_guild(self, guild_id: int) -> None:
        """Delete everything of a server."""
        ...


class Register(Protocol):
    """What a server knows about its people. Everything is by server; nothing of one is ever seen in another."""

    async def card(self, guild_id: int, user_id: int) -> Card | None:
        """What somebody says about themselves; None before they have."""
        ...

    async def cards(self, guild_id: int, user_ids: Collection[int]) -> Mapping[int, Card]:
        """The cards of those among these people who have one."""
        ...

    async def keep_card(self, guild_id: int, user_id: int, card: Card) -> None:
        """Write somebody's card in place of the one before."""
        ...

    async def avoid(self, guild_id: int, user_id: int, other_id: int, *, avoids: bool) -> None:
        """Somebody does not want to sit with another, or no longer minds; told to nobody."""
        ...

    async def avoided(self, guild_id: int, user_ids: Collection[int]) -> frozenset[tuple[int, int]]:
        """The pairs among these people that must not sit together, whoever wished it; the smaller id comes first."""
        ...

    async def avoids_of(self, guild_id: int, user_id: int) -> frozenset[int]:
        """With whom somebody does not want to sit; nothing of who does not want to sit with them."""
        ...

    async def sat(
        self, guild_id: int, mixer_id: str, round: int, rooms: Mapping[int, Collection[int]], at: datetime
    ) -> None:
        """Just these people sit in these rooms, by number, from then on; who sat elsewhere until then has risen."""
        ...

    async def history(
        self, guild_id: int, user_ids: Collection[int], now: datetime, *, without: str = ""
    ) -> tuple[PastRound, ...]:
        """Who of these people met whom in the last 180 days, oldest first; not counting the mixer `without`."""
        ...

    async def regulars(self, guild_id: int, user_ids: Collection[int], *, without: str = "") -> frozenset[int]:
        """Who of these people sat at a mixer in the last 180 days; not counting the mixer `without`."""
        ...

    async def refusers(self, guild_id: int) -> frozenset[int]:
        """Who does not want an ear in a room with them."""
        ...

    async def refuse(self, guild_id: int, user_id: int, *, refuses: bool) -> None:
        """Somebody does not want an ear in a room with them, or no longer minds."""
        ...


class Guestbook(Protocol):
    """What comes after an evening: ticks, whom they brought together, and how it was. A mixer is named by its id.

    Of ticks and voices nothing can be read without the secret; what is asked about one person is for that person only.
    """

    async def say_farewell(self, farewell: Farewell, roll: Roll | None = None) -> None:
        """An evening is over: keep what is to be told of it, nobody's ticks, and who of the `roll` came; only once."""
        ...

    async def farewell(self, guild_id: int, mixer_id: str) -> Farewell | None:
        """What there is to tell of an evening, None if it is not over, never took place, or was long ago."""
        ...

    async def farewells(self) -> list[Farewell]:
        """All evenings, in every server, of which something has not been told yet."""
        ...

    async def last_hosted(self, guild_id: int, host_id: int) -> Farewell | None:
        """The last evening that somebody hosted here, None if there is none or it was long ago."""
        ...

    async def sittings(self, guild_id: int, mixer_id: str) -> frozenset[Sitting]:
        """Who sat where in each round."""
        ...

    async def met(self, guild_id: int, mixer_id: str) -> frozenset[Pair]:
        """Who sat there with whom at one time, for as long as it takes to meet, in both orders."""
        ...

    async def tick(self, guild_id: int, mixer_id: str, user_id: int, others: Collection[int]) -> bool:
        """Somebody ticks these of those they met and nobody else; False, and nothing is kept, once it is told."""
        ...

    async def ticked(self, guild_id: int, mixer_id: str, user_id: int) -> frozenset[int]:
        """Whom somebody has ticked; nobody any more, once it is told."""
        ...

    async def reveal(self, guild_id: int, mixer_id: str) -> None:
        """Find out who ticked each other and delete all ticks, in one step; again does nothing."""
        ...

    async def matches(self, guild_id: int, mixer_id: str, user_id: int) -> frozenset[int]:
        """Who ticked somebody and was ticked by them, once that has been found out."""
        ...

    async def untold(self, guild_id: int, mixer_id: str) -> frozenset[int]:
        """Those with matches who have not been told."""
        ...

    async def mark_told(self, guild_id: int, mixer_id: str, user_id: int, *, told: bool = True) -> bool:
        """Somebody is told their matches now, or was not after all; False if that was known already."""
        ...

    async def begin_telling(self, guild_id: int, mixer_id: str, at: datetime, *, voices: bool) -> bool:
        """The host is being told now, perhaps with all `voices`, which are told from now on; False if they are so."""
        ...

    async def end_telling(self, guild_id: int, mixer_id: str, *, told: bool) -> None:
        """The recap is out; if not `told`, the host has not heard how it was."""
        ...

    async def rate(self, guild_id: int, mixer_id: str, user_id: int, face: int) -> None:
        """How an evening was for somebody, in place of what they said before."""
        ...

    async def remark(self, guild_id: int, mixer_id: str, user_id: int, remark: str) -> bool:
        """What somebody adds to that in words, in place of what they wrote before; False if they have not rated it."""
        ...

    async def voice(self, guild_id: int, mixer_id: str, user_id: int) -> Rating | None:
        """How an evening was for somebody."""
        ...

    async def ratings(self, guild_id: int, mixer_id: str, *, telling: bool = False) -> tuple[Rating, ...]:
        """How it was, in no order that tells anything; `telling` marks all as told to the host from now on."""
        ...


class Ledger(Register, Guestbook, Turnouts, Deeds, MuteList, OfferBook, TemplateBook, StandingPlaces, Protocol):
    """All that a server remembers over its evenings, its questions among it."""

    async def tallies(self, guild_id: int) -> Mapping[str, Tally]:
        """How often each question was put here and how often it revived the talk."""
        ...

    async def count(self, guild_id: int, question: str, *, worked: bool) -> None:
        """One more time that a question was put."""
        ...

    async def own_questions(self, guild_id: int) -> Sequence[Prompt]:
        """The community's own questions, oldest first; each id begins with `own-`."""
        ...

    async def add_questions(
        self, guild_id: int, texts: Sequence[str], *, depth: int = 1, shape: Shape = "open", first: bool = False
    ) -> Sequence[Prompt]:
        """Keep new questions of the community's own; those that are there already are left out of the answer."""
        ...

    async def remove_question(self, guild_id: int, question: str) -> bool:
        """Delete an own question, with its tally; False if there was none."""
        ...

    async def switched_off(self, guild_id: int) -> frozenset[str]:
        """The questions of the deck, by id, that are not to be put in this server."""
        ...

    async def switch(self, guild_id: int, question: str, *, on: bool) -> None:
        """Have a question of the deck put in this server, or never."""
        ...

    async def put(self, guild_id: int, user_ids: Collection[int]) -> Put:
        """Which of these people was put which question in the last 180 days, and when for the last time."""
        ...

    async def learn(self, guild_id: int, user_ids: Collection[int], question: str, at: datetime) -> None:
        """These people were put this question."""
        ...

    async def kept(self, guild_id: int, user_id: int) -> Kept:
        """Everything kept about a person in this server, for nobody but them."""
        ...

    async def forget_person(self, guild_id: int, user_id: int) -> None:
        """Delete everything kept about a person in this server, with what others wish about them.

        Evenings they host that are not over keep their host until they are.
        """
        ...

    async def known_people(self, guild_id: int) -> frozenset[int]:
        """Everybody of whom anything is kept in this server."""
        ...

    async def absent(self, guild_id: int, user_ids: Collection[int], now: datetime) -> None:
        """These of the people known here, and no others, are not members now; for some it may be so for long."""
        ...

    async def long_absent(self, guild_id: int, since: datetime) -> frozenset[int]:
        """Who has been no member at any look since then."""
        ...

    async def expire(self, now: datetime) -> None:
        """Delete what has been kept long enough.

        Questions put, sittings, standing places to which nobody came: 180 days; what came after an evening: 30 from its
        reveal on; its counts, templates, cards and wishes whose owner changed none and sat at no mixer: a year.
        """
        ...
