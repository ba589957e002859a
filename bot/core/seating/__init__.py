"""Who sits with whom."""

from bot.core.seating.rooms import (
    FEWEST,
    LARGEST_ROOM,
    SMALLEST_ROOM,
    USUAL_ROOM,
    room_most_in_need,
    room_sizes,
    seat,
)

__all__ = ["FEWEST", "LARGEST_ROOM", "SMALLEST_ROOM", "USUAL_ROOM", "room_most_in_need", "room_sizes", "seat"]
