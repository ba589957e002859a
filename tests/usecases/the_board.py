"""The host's board of an evening in which two rooms talk, as it shows itself."""

from __future__ import annotations

from datetime import datetime

from bot.core.reconcile.acts import Reword, Say
from bot.core.text import Text
from bot.engine.edits import BETWEEN, PASSED
from tests.engine.seating.rooms_in_view import channel, seated, sitting
from tests.evening import Evening, minutes


async def an_evening(*, ears: int = 1) -> Evening:
    """Two rooms, and the board above them."""
    evening = await seated(6, Evening(ears=ears))
    await evening.run_for(minutes(1))
    return evening


def boards(evening: Evening) -> list[Text]:
    """All that the board has shown."""
    (message,) = (m for m in evening.venue.messages if m.key == "board")
    assert message.channel_id == evening.home
    return message.texts


def line(evening: Evening, number: int) -> dict[str, object]:
    """What the board shows of a room now."""
    lines = boards(evening)[-1].values["lines"]
    assert isinstance(lines, tuple)
    (text,) = (t for t in lines if getattr(t.values["place"], "id", 0) == channel(evening, number))
    return dict(text.values)


def light(evening: Evening, number: int) -> str:
    """How the board shows a room."""
    shown = line(evening, number)["light"]
    assert isinstance(shown, Text)
    return shown.key


def written(evening: Evening) -> list[datetime]:
    """When the board was posted and edited."""
    return [at for at, act in evening.venue.acts if isinstance(act, Say | Reword) and act.key.kind == "board"]


def hear(evening: Evening, number: int, *, on: bool) -> None:
    """An ear hears somebody talk in a room, or hears nothing more of it."""
    place, now = channel(evening, number), evening.now.timestamp()
    evening.icebreaker.hears(place, on, now)
    if on:
        evening.icebreaker.heard(place, min(sitting(evening)[number]), True, now)


async def talking() -> Evening:
    """Two rooms that are heard to talk, and a board that shows it."""
    evening = await an_evening(ears=2)
    for number in (1, 2):
        hear(evening, number, on=True)
    await evening.run_for(PASSED + BETWEEN)
    assert [light(evening, number) for number in (1, 2)] == ["light.talking"] * 2
    return evening
