"""A host before the guest list: what it shows, and what they press there."""

from __future__ import annotations

from bot.core.lifecycle.snapshot import SITS_DOWN
from bot.core.text import Answer, Hand, Panel, People, Text
from tests.engine.seating.rooms_in_view import SECOND, seated, sitting
from tests.evening import GUILD, HOST, Evening


async def an_evening(people: int = 9) -> tuple[Evening, int, int]:
    """Rooms of three, under way: the evening, somebody who does not sit with the host, and the number of their room."""
    evening = await seated(people, Evening(ears=0, ids="{:x}"))
    number = next(number for number, users in sitting(evening).items() if HOST not in users)
    return evening, min(sitting(evening)[number]), number


async def press(evening: Evening, hand: Hand, about: int = 0, chosen: int = 0, *, by: int = HOST) -> Panel:
    """Somebody uses a hand; what they are shown then."""
    guests, caller = evening.use_cases.guests, evening.caller(by)
    answer = await evening.ask(lambda _: guests.press(caller, hand, evening.mixer.id, about, chosen), starting=True)
    assert isinstance(answer, Panel)
    return answer


async def settled(evening: Evening) -> None:
    """So long that whoever was moved has been moved, and sits."""
    await evening.run_for(SITS_DOWN + SECOND)


def keys(answer: Answer) -> list[str]:
    """The catalogue keys of what is said."""
    texts = (answer,) if isinstance(answer, Text) else answer if isinstance(answer, tuple) else answer.texts
    return [text.key for text in texts]


def labels(panel: Panel) -> list[str]:
    """What can be pressed and chosen."""
    return [choice.hint for choice in panel.choices] + [label for label, _ in panel.buttons]


def named(panel: Panel, key: str) -> set[int]:
    """Whom the line of that key names."""
    people = [text.values.get("people") or text.values["person"] for text in panel.texts if text.key == key]
    return {user for one in people if isinstance(one, People) for user in one.ids}


def where(evening: Evening, user: int) -> int | None:
    """The channel that somebody is in."""
    return evening.venue.servers[GUILD].people.get(user)
