"""Works out who sits where: asks the ledger what matters, and lets `core/seating` think off the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from bot.core.community.card import Card
from bot.core.lifecycle import merging, rounds
from bot.core.lifecycle.apply_hand import side_by_side
from bot.core.lifecycle.events import Event, Merging, Opened, RoundPlanned
from bot.core.lifecycle.merging import Present
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Room
from bot.core.planning.start import introduced, itineraries, more_rooms, rooms_and_guests, seed_of, with_closings
from bot.core.questions.deck import ON_THE_FORM, OWN, Brought
from bot.core.questions.firsts import Beginning
from bot.core.seating import (
    FEWEST_PEOPLE,
    LARGEST_ROOM,
    Person,
    Repair,
    Request,
    Seating,
    brought_beside,
    merge,
    place_late,
    solve,
)
from bot.core.text import Text
from bot.engine.decks import deck_for
from bot.ports import Catalogue, Clock, Ledger


@dataclass(frozen=True, slots=True)
class Places:
    """Who gets which room, with the rooms that are not there yet."""

    seats: tuple[tuple[int, int], ...] = ()
    rooms: tuple[Room, ...] = ()


class Seats:
    """Seats so that people meet new faces, and nobody whom they would rather avoid. Changes nothing by itself."""

    def __init__(self, *, ledger: Ledger, catalogue: Catalogue, clock: Clock) -> None:
        self._ledger, self._catalogue, self._clock = ledger, catalogue, clock

    async def opened(self, mixer: Mixer, people: Collection[int]) -> Opened:
        """Rooms and guests of a new mixer, with first questions that nobody there has had lately."""
        request = await self._request(mixer, people)
        seating = await self._solved(mixer, request, mixer.rounds, seed_of(mixer) + mixer.round)
        names = self._names(mixer, len(seating.rounds[0]))
        cards = await self._ledger.cards(mixer.guild_id, people)
        deck = await deck_for(mixer, self._catalogue, self._ledger)
        beginning = await self._beginning(mixer, people, cards)
        rooms, guests = rooms_and_guests(mixer, seating, deck, names, beginning)
        rooms = with_closings(mixer, rooms, self._catalogue.closings(mixer.language))
        seated = tuple(introduced(guest, cards.get(guest.user_id)) for guest in guests)
        used = {question for room in rooms for question in (room.questions.now, *room.questions.later)}
        own = tuple(
            Brought(prompt.id, prompt.text) for prompt in deck if prompt.id in used and prompt.id.startswith(OWN)
        )
        return Opened(rooms, seated, seating.summary, own)

    async def _beginning(self, mixer: Mixer, people: Collection[int], cards: Mapping[int, Card]) -> Beginning:
        """Whoever answers on the form, for all to read, why they come need not be asked it again."""
        answered = [user for user, card in cards.items() if card.answer and card.may_show]
        return Beginning(
            now=self._clock(),
            ground=mixer.ground,
            put=await self._ledger.put(mixer.guild_id, people),
            today=dict.fromkeys(answered, (ON_THE_FORM,)),
            opening=next((one.id for one in mixer.brought if not one.by), ""),
        )

    async def for_one(self, mixer: Mixer, present: Present, user_id: int, inside: int = 0) -> Places:
        """Where somebody is needed most; a bystander or two may have to move for it. Nowhere: in their own seat.

        Who has none and is `inside` a room that has a place for them stays there.
        """
        here = {number: [user for user in users if user != user_id] for number, users in present.items()}
        if not here:
            return Places()
        request = await self._request(mixer, [user_id, *(user for users in here.values() for user in users)])
        if (beside := _beside(mixer, here, user_id, request)) is not None:
            return Places(((user_id, beside),))
        guest = mixer.guest(user_id)
        if guest and (neighbours := here.get(guest.room or inside)):
            pairs = {frozenset((str(user_id), str(neighbour))) for neighbour in neighbours}
            if pairs.isdisjoint(map(frozenset, request.avoid)):
                if guest.room:
                    return Places()
                if len(neighbours) < LARGEST_ROOM:
                    return Places(((user_id, inside),))
        repair = await asyncio.to_thread(place_late, request, _ids(here), str(user_id))
        return await self._places(mixer, here, repair)

    async def for_few(self, mixer: Mixer, present: Present, few: Room) -> Merging:
        """With whom the few of a room can be brought together."""
        here = merging.expected(mixer, present, few, self._clock())
        if not here[few.number]:
            return Merging(few.number, ())
        request = await self._request(mixer, [user for users in here.values() for user in users])
        repair = await asyncio.to_thread(merge, request, _ids(here), list(here).index(few.number))
        return Merging(few.number, (await self._places(mixer, here, repair)).seats)

    async def for_round(self, mixer: Mixer, people: Collection[int]) -> Event:
        """The rounds to come as they were planned if everybody is there, and nobody else; otherwise anew."""
        number, left = mixer.round + 1, mixer.rounds - mixer.round
        if rounds.as_planned(mixer, people):
            return RoundPlanned(number, None)
        if len(people) < FEWEST_PEOPLE:
            return RoundPlanned(number, {g.user_id: (g.room,) * left for g in mixer.guests if g.user_id in people})
        seating = await self._solved(mixer, await self._request(mixer, people), left, seed_of(mixer) + number)
        standing = [room.number for room in mixer.standing]
        new = await self._new_rooms(mixer, len(seating.rounds[0]) - len(standing))
        numbers = [*standing, *(room.number for room in new)]
        next_rooms = {
            int(user): tuple(numbers[place - 1] for place in places) for user, places in itineraries(seating).items()
        }
        return RoundPlanned(number, next_rooms, new)

    async def anew(self, mixer: Mixer, people: Collection[int], *, apart: bool = False) -> Places:
        """Seats for these people as if the hour began now; in rooms of their own, if they are to be set `apart`."""
        request = await self._request(mixer, people)
        seating = await self._solved(mixer, request, 1, seed_of(mixer) + mixer.version)
        standing = [] if apart else [room.number for room in mixer.standing]
        new = await self._new_rooms(mixer, len(seating.rounds[0]) - len(standing))
        numbers = [*standing, *(room.number for room in new)]
        seats = zip(numbers, seating.rounds[0], strict=False)
        return Places(tuple((int(user), number) for number, users in seats for user in users), new)

    async def _solved(self, mixer: Mixer, request: Request, rounds: int, seed: int) -> Seating:
        """Seats by the rules, and then so that those sit together who are to be side by side this evening."""
        seating = await asyncio.to_thread(solve, request, rounds=rounds, size=mixer.room_size, seed=seed)
        beside = [(str(one), str(other)) for one, other in side_by_side(mixer)]
        return replace(seating, rounds=tuple(brought_beside(rooms, beside, request.avoid) for rooms in seating.rounds))

    async def _request(self, mixer: Mixer, people: Collection[int]) -> Request:
        guild_id = mixer.guild_id
        cards = await self._ledger.cards(guild_id, people)
        regulars = await self._ledger.regulars(guild_id, people, without=mixer.id)
        avoided = await self._ledger.avoided(guild_id, people)
        history = await self._ledger.history(guild_id, people, self._clock())
        return Request(
            people=tuple(_person(mixer, user, cards.get(user), user in regulars) for user in sorted(set(people))),
            avoid=tuple((str(one), str(other)) for one, other in sorted({*avoided, *mixer.apart})),
            history=history,
        )

    async def _places(self, mixer: Mixer, here: Present, repair: Repair) -> Places:
        """What a repair changes; a room that it opens is an empty one of ours, or a new one."""
        numbers, new = list(here), tuple[Room, ...]()
        if len(repair.rooms) > len(numbers):
            empty = [room.number for room in mixer.standing if not here.get(room.number)][:1]
            new = await self._new_rooms(mixer, 1 - len(empty))
            numbers += [*empty, *(room.number for room in new)]
        before = {user: number for number, users in here.items() for user in users}
        after = {int(user): number for number, users in zip(numbers, repair.rooms, strict=False) for user in users}
        return Places(tuple((user, room) for user, room in after.items() if before.get(user) != room), new)

    async def _new_rooms(self, mixer: Mixer, count: int) -> tuple[Room, ...]:
        if count <= 0:
            return ()
        bundled = [p for p in await deck_for(mixer, self._catalogue, self._ledger) if not p.id.startswith(OWN)]
        return more_rooms(mixer, bundled, self._names(mixer, count), self._clock())

    def _names(self, mixer: Mixer, count: int) -> list[str]:
        numbers = range(len(mixer.rooms) + 1, len(mixer.rooms) + 1 + count)
        return [self._catalogue.render(mixer.language, Text("name.room", {"number": number})) for number in numbers]


def _person(mixer: Mixer, user_id: int, card: Card | None, regular: bool) -> Person:
    card = card or Card()
    return Person(
        id=str(user_id),
        languages=card.languages,
        field=card.field,
        newcomer=not regular,
        host=user_id == mixer.host_id,
        comfort=card.comfort,
    )


def _beside(mixer: Mixer, here: Present, user_id: int, request: Request) -> int | None:
    """The room of somebody they are to sit with, if it has a place and nobody they avoid; None for no such room."""
    others = {user for pair in side_by_side(mixer) if user_id in pair for user in pair} - {user_id}
    avoided = {int(one) for pair in request.avoid if str(user_id) in pair for one in pair} - {user_id}
    return next(
        (
            number
            for number, users in here.items()
            if not others.isdisjoint(users) and avoided.isdisjoint(users) and len(users) < LARGEST_ROOM
        ),
        None,
    )


def _ids(here: Present) -> list[tuple[str, ...]]:
    return [tuple(map(str, users)) for users in here.values()]
