"""A look back over weeks, in words: for hosts, with nothing of anybody."""

from __future__ import annotations

from collections.abc import Collection

from bot.core.afterwards.weeks import Turnout, Weeks
from bot.core.questions.deck import Prompt, Tally
from bot.core.text import Phrase, Text, Value


def look_back(revivers: Collection[tuple[Prompt, Tally]]) -> tuple[Text, ...]:
    """What is said beside the picture: which questions revive talk."""
    head = Text("weeks.head")
    if not revivers:
        return head, Text("weeks.no_revivers")
    rows = tuple(
        Text("weeks.reviver", {"question": prompt.text, "count": tally.put, "revived": tally.worked})
        for prompt, tally in revivers
    )
    return head, Text("weeks.revivers", {"lines": rows})


def evenings(weeks: Weeks) -> Text:
    """All that the picture shows, a line an evening."""
    return Text("weeks.evenings", {"lines": tuple(_line(one, weeks) for one in weeks.turnouts)})


def day(turnout: Turnout, weeks: Weeks) -> Text:
    """The day of an evening, without its year."""
    at = turnout.at.astimezone(weeks.zone)
    return Text("weeks.day", {"month": Phrase((f"month.{at.month}",)), "day": at.day})


def _line(turnout: Turnout, weeks: Weeks) -> Text:
    asked, told = turnout.questions, turnout.feedback
    helped: dict[str, Value] = {"questions": asked, "revived": turnout.revived}
    faces: dict[str, Value] = {"good": told.good, "so_so": told.so_so, "not_for_me": told.not_for_me} if told else {}
    numbers: dict[str, Value] = {
        "day": day(turnout, weeks),
        "came": turnout.came,
        "again": turnout.again,
        "asked": Text("weeks.asked", helped) if asked else Text("weeks.unasked"),
        "told": Text("weeks.told", faces) if told else Text("weeks.untold"),
    }
    return Text("weeks.line", numbers)
