"""Seats people at once as a host wants it: mixed anew, moved, a room closed, a room for those who wait."""

from __future__ import annotations

from collections.abc import Collection

from bot.core.lifecycle.hand_events import Paired, Reseated
from bot.core.lifecycle.merging import Present
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Guest
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.planning.start import check_space, introduced
from bot.core.seating import FEWEST_PEOPLE, room_most_in_need
from bot.core.text import Refusal
from bot.engine.conductor import Conductor
from bot.engine.seating import Seater
from bot.ports import Clock, Ledger, Venue


class Hands:
    """What a host does with people and rooms in the hour. Each method raises Refusal, and changes nothing then."""

    def __init__(self, *, conductor: Conductor, seater: Seater, venue: Venue, ledger: Ledger, clock: Clock) -> None:
        self._conductor, self._seater, self._venue = conductor, seater, venue
        self._ledger, self._clock = ledger, clock

    async def add(self, mixer_id: str, user_id: int) -> Mixer:
        """Somebody gets a seat, as if they had asked for it."""
        mixer, _ = self._look(mixer_id)
        card = await self._ledger.card(mixer.guild_id, user_id)
        told = introduced(Guest(user_id, 0), card)
        return await self._seater.seat(mixer_id, user_id, told.about, told.answer)

    async def mix(self, mixer_id: str) -> Mixer:
        """Everybody who is there sits with others from now on, as far as there are others."""
        async with self._seater.turn(mixer_id):
            mixer, seen = self._look(mixer_id)
            people = {user for users in seen.present(mixer, self._clock()).values() for user in users}
            if len(people) < FEWEST_PEOPLE:
                raise Refusal("hands.few")
            places = await self._seater.seats.anew(mixer, people)
            check_space(seen, len(places.rooms))
            return await self._conductor.tell(mixer_id, Reseated(places.seats, places.rooms))

    async def move(self, mixer_id: str, user_id: int, number: int) -> Mixer:
        """Somebody sits in that room from now on, whether they had a seat or not."""
        async with self._seater.turn(mixer_id):
            mixer, _ = self._look(mixer_id)
            if number not in {room.number for room in mixer.standing}:
                raise Refusal("hands.no_room")
            return await self._conductor.tell(mixer_id, Reseated(((user_id, number),)))

    async def pair(self, mixer_id: str, user_id: int, other_id: int, *, apart: bool) -> Mixer:
        """Two sit together this evening, or apart; in the hour the first of them is moved for it at once."""
        mixer = await self._conductor.tell(mixer_id, Paired(user_id, other_id, apart=apart))
        one, other = mixer.guest(user_id), mixer.guest(other_id)
        if mixer.phase is not Phase.OPEN or one is None or other is None or not (one.room and other.room):
            return mixer
        avoided = await self._ledger.avoided(mixer.guild_id, [user_id, other_id])
        if (one.room == other.room) != apart or (avoided and not apart):
            return mixer  # nobody learns that one of them would rather not
        if not apart:
            return await self.move(mixer_id, user_id, other.room)
        async with self._seater.turn(mixer_id):
            mixer, seen = self._look(mixer_id)
            present = seen.present(mixer, self._clock())
            places = await self._seater.seats.for_one(mixer, present, user_id)
            return await self._conductor.tell(mixer_id, Reseated(places.seats, places.rooms))

    async def close(self, mixer_id: str, number: int) -> Mixer:
        """That room is over; its people go to the others, the emptiest first, and to nobody they avoid if it can be."""
        async with self._seater.turn(mixer_id):
            mixer, seen = self._look(mixer_id)
            present = seen.present(mixer, self._clock())
            people = present.pop(number, [])
            everybody = [user for users in present.values() for user in users]
            avoided = {*await self._ledger.avoided(mixer.guild_id, [*people, *everybody]), *mixer.apart}
            return await self._conductor.tell(mixer_id, Reseated(_spread(people, present, avoided), closes=number))

    async def take_in(self, mixer_id: str) -> Mixer:
        """Rooms of their own for those who wait in the lobby and have no seat."""
        async with self._seater.turn(mixer_id):
            mixer, seen = self._look(mixer_id)
            people = set(waiting(mixer, seen)) - await self._ledger.kept_out(mixer.guild_id)
            if len(people) < FEWEST_PEOPLE:
                raise Refusal("hands.nobody_waits")
            places = await self._seater.seats.anew(mixer, people, apart=True)
            check_space(seen, len(places.rooms))
            return await self._conductor.tell(mixer_id, Reseated(places.seats, places.rooms))

    def _look(self, mixer_id: str) -> tuple[Mixer, Snapshot]:
        """How things are now. Raises Refusal where nothing can be done."""
        mixer = self._conductor.mixer(mixer_id)
        if mixer is None or mixer.phase is not Phase.OPEN:
            raise Refusal("over")
        seen = self._venue.look(mixer.guild_id)
        if seen is None:
            raise Refusal("unavailable")
        if mixer.assembly is not None:
            raise Refusal("hands.first_back")
        return mixer, seen


def waiting(mixer: Mixer, seen: Snapshot) -> list[int]:
    """Who is in the lobby and has no seat; its host is there for other things."""
    seated = {guest.user_id for guest in mixer.guests if guest.room}
    known = {*seated, *mixer.shut_out, *seen.staff, mixer.host_id}
    return [user for user in seen.inside(mixer.lobby_id) if user not in known]


def _spread(
    people: Collection[int], present: Present, avoided: Collection[tuple[int, int]]
) -> tuple[tuple[int, int], ...]:
    """A room for each of these people beside those who are there."""
    here = {number: list(users) for number, users in present.items()}
    seats: list[tuple[int, int]] = []
    for user in sorted(people):
        pairs = {number: {(min(user, one), max(user, one)) for one in users} for number, users in here.items()}
        free = {number: len(users) for number, users in here.items() if pairs[number].isdisjoint(avoided)}
        number = room_most_in_need(free or {number: len(users) for number, users in here.items()})
        if number is not None:
            here[number].append(user)
            seats.append((user, number))
    return tuple(seats)
