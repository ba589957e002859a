"""What hosts do with people and rooms by hand; `apply_hand.py` has what each makes of a mixer."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.lifecycle.parts import Room


@dataclass(frozen=True, slots=True)
class TakenOut:
    """A host takes somebody out of this evening: they are nowhere in it any more, and cannot come back."""

    user_id: int


@dataclass(frozen=True, slots=True)
class LetBack:
    """Somebody who was taken out may come back after all."""

    user_id: int


@dataclass(frozen=True, slots=True)
class Reported:
    """Somebody in a room tells these hosts quietly that something is wrong with a guest there."""

    user_id: int
    number: int
    to: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Paired:
    """Two people are to sit together this evening or, with `apart`, not to."""

    user_id: int
    other_id: int
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Reseated:
    """A host has people sit so: (user, room number), now.

    Whoever has no seat yet gets one; a room that is not there yet is in `rooms`; the room `closes` is over then.
    """

    seats: tuple[tuple[int, int], ...]
    rooms: tuple[Room, ...] = ()
    closes: int = 0


@dataclass(frozen=True, slots=True)
class CalledIn:
    """A host calls everybody into the lobby, all rooms being kept; with `stopped` the clock stands still meanwhile."""

    stopped: bool


@dataclass(frozen=True, slots=True)
class SentBack:
    """Everybody goes back to their rooms."""


@dataclass(frozen=True, slots=True)
class FriendNamed:
    """Somebody who comes would like to sit with a friend; they do if the friend says the same."""

    user_id: int
    friend_id: int


ByHand = TakenOut | LetBack | Reported | Paired | FriendNamed | Reseated | CalledIn | SentBack
"""What a host does by hand, and what guests tell hosts or wish in mid-plan about others."""
