"""What people read when something cannot be done: every refusal of the catalogue, with example values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.community.card import LONGEST_ANSWER, LONGEST_FIELD
from bot.core.community.fields_of_work import MOST_FIELDS
from bot.core.lifecycle.apply_event import LONGEST_EXTENSION, LONGEST_IN_ALL
from bot.core.lifecycle.apply_hand import MOST_PAIRS
from bot.core.lifecycle.closing import LONGEST_NOTICE
from bot.core.lifecycle.mixer import LONGEST_MIXER, LONGEST_TITLE, SHORTEST_MIXER
from bot.core.lifecycle.rounds import MOST_ROUNDS, SHORTEST_ROUND
from bot.core.planning.schedule import MOST_EVENINGS, MOST_PLACES, MOST_PLANNED
from bot.core.planning.start import LONGEST_GROUND, MOST_ROOMS
from bot.core.planning.telling import LONGEST_DESCRIPTION
from bot.core.posts.invitation import FEWEST_GUESTS
from bot.core.questions import own
from bot.core.questions.deck import GROUND
from bot.core.seating import LARGEST_ROOM, SMALLEST_ROOM
from bot.core.text import Moment, Phrase, Place, Refusal, Role, Text, Value
from bot.core.times.recurrence import FARTHEST, resolve
from bot.ui.catalogue import placeholders, texts
from bot.usecases.questions import DEEPEST
from tests.evening import minutes
from tests.tour.stage import MEMBERS, MONDAY, Stage

FAMILY = "refusal."
MINUTE = timedelta(minutes=1)
DAYS = ((3, 4), (4, 3))
"""What "3/4" can mean."""
LIMITS: dict[str, tuple[int, int]] = {
    "start.title": (1, LONGEST_TITLE),
    "start.common_ground": (1, LONGEST_GROUND),
    "start.length": (SHORTEST_MIXER // MINUTE, LONGEST_MIXER // MINUTE),
    "start.room_size": (SMALLEST_ROOM, LARGEST_ROOM),
    "start.too_many": (1, MOST_ROOMS),
    "start.rounds": (1, MOST_ROUNDS),
    "schedule.capacity": (FEWEST_GUESTS, MOST_PLACES),
    "schedule.most": (1, MOST_PLANNED),
    "schedule.evenings": (1, MOST_EVENINGS),
    "schedule.description": (1, LONGEST_DESCRIPTION),
    "fields.long": (1, LONGEST_FIELD),
    "fields.many": (1, MOST_FIELDS),
    "card.long": (1, LONGEST_ANSWER),
    "broadcast.length": (1, LONGEST_NOTICE),
    "questions.length": (own.SHORTEST_QUESTION, own.LONGEST_QUESTION),
    "questions.most": (1, own.MOST_QUESTIONS),
    "questions.number": (1, 12),
    "questions.deck_number": (1, 186),
    "questions.depth": (1, DEEPEST),
    "questions.file_size": (1, own.LARGEST_FILE // 1024),
    "questions.file_lines": (1, own.MOST_AT_ONCE),
    "questions.line": (own.SHORTEST_QUESTION, own.LONGEST_QUESTION),
    "hands.pairs": (1, MOST_PAIRS),
    "extend.minutes": (1, LONGEST_EXTENSION // MINUTE),
    "extend.total": (1, LONGEST_IN_ALL // MINUTE),
}
"""The fewest and the most that each names."""


def refusals(stage: Stage) -> Iterator[str]:
    """A table of them all, a line each."""
    rows = [key for key in texts(stage.language) if key.startswith(FAMILY)]
    real = {text.key: text for text in _by_clocks()}
    shown = (stage.phone.said(real.get(key) or Text(key, _values(stage, key))) for key in rows)
    cells = (text.replace("|", "\\|").replace("\n", "<br>") for text in shown)
    yield "\n".join(["| |", "|---|", *(f"| {cell} |" for cell in cells)])


def _by_clocks() -> Iterator[Text]:
    """What is said of the hours that a change of clocks leaves out or brings twice."""
    for wall in map(datetime.fromisoformat, ("2027-03-28T01:30", "2027-10-31T01:30")):
        try:
            resolve(wall, ZoneInfo("Europe/London"), MONDAY)
        except Refusal as refusal:
            yield refusal.text


def _values(stage: Stage, key: str) -> dict[str, Value]:
    """Example values for exactly what a text names. Raises KeyError for a limit that is not known here."""
    named, kind = placeholders(texts(stage.language)[key]), key.removeprefix(FAMILY)
    values = _examples(stage)
    if named & {"fewest", "most"}:
        values["fewest"], values["most"] = LIMITS[kind]
    if kind == "when.no_such_hour":
        values["typed"] = stage.example("hour")
    if kind.startswith("questions.placeholder"):
        values |= {"typed": "{topic}", "ground": GROUND}
    if kind == "when.ambiguous":
        zone = ZoneInfo(stage.example("zone"))
        values["first"], values["second"] = (Moment(datetime(2027, *day, 20, tzinfo=zone), full=True) for day in DAYS)
    if kind == "schedule.announce":
        values |= {"place": Place(stage.evening.home), "permissions": Phrase(("permission.send_messages",))}
    if kind == "extend.total":
        values["end"] = Moment(MONDAY + timedelta(hours=10))
    return {name: values[name] for name in named}


def _examples(stage: Stage) -> dict[str, Value]:
    now, at = stage.evening.now, datetime(2026, 12, 3, 7, tzinfo=ZoneInfo(stage.example("zone")))
    return {
        "title": stage.example("title"),
        "end": Moment(now + minutes(8), relative=True),
        "place": Place(stage.evening.lobby),
        "permissions": Phrase(("permission.move_members",)),
        "permission": Phrase(("permission.move_members",)),
        "until": Moment(now + minutes(5), relative=True),
        "ground": stage.word("rehearsal.ground"),
        "rounds": MOST_ROUNDS,
        "shortest": SHORTEST_ROUND // MINUTE,
        "length": MOST_ROUNDS * (SHORTEST_ROUND // MINUTE),
        "typed": stage.example("typed"),
        "first": Moment(at, full=True),
        "second": Moment(at + timedelta(hours=12), full=True),
        "date": "2026-12-03",
        "weekday": Text("weekday.thursday"),
        "at": Moment(at - timedelta(days=7), full=True),
        "days": FARTHEST.days,
        "line": 7,
        "zone": "Middle-earth",
        "zones": "Europe/London, America/New_York",
        "roles": (Text("invitation.role", {"role": Role(MEMBERS)}),),
        "count": own.MOST_QUESTIONS,
        "lines": (Text("refusal.which_line", {"title": stage.example("title"), "at": Moment(at, full=True)}),),
    }
