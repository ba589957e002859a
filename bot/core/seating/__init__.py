"""Who sits with whom. `wishes.py` has its rules; `solve` seats people, `place_late` and its kin mend a room."""

from bot.core.seating.arrange import solve
from bot.core.seating.beside import brought_beside
from bot.core.seating.repair import Repair, after_leaving, merge, place_late
from bot.core.seating.rooms import (
    FEWEST_PEOPLE,
    LARGEST_ROOM,
    SMALLEST_ROOM,
    USUAL_ROOM,
    room_most_in_need,
    room_sizes,
    seat,
)
from bot.core.seating.tables import cleaner_size, least_repeats
from bot.core.seating.wishes import (
    Comfort,
    PastRound,
    Person,
    Reason,
    Request,
    Rooms,
    Rule,
    Seating,
    Summary,
    Violation,
)

__all__ = [
    "FEWEST_PEOPLE",
    "LARGEST_ROOM",
    "SMALLEST_ROOM",
    "USUAL_ROOM",
    "Comfort",
    "PastRound",
    "Person",
    "Reason",
    "Repair",
    "Request",
    "Rooms",
    "Rule",
    "Seating",
    "Summary",
    "Violation",
    "after_leaving",
    "brought_beside",
    "cleaner_size",
    "least_repeats",
    "merge",
    "place_late",
    "room_most_in_need",
    "room_sizes",
    "seat",
    "solve",
]
