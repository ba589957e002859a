"""The tour as a page: everything that was played, in the script's order, and the refusals in a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.ui.catalogue import texts
from tests.tour import aside, before, during, guests, hands, mending
from tests.tour.refusals import refusals
from tests.tour.stage import Stage, script

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": DOCS / "tour.md", "ja": DOCS / "tour.ja.md"}
NAMED, TYPED = re.compile(r"\{([a-z_.0-9]+)\}"), re.compile(r"`/([a-z]+)(?: ([a-z-]+))?`")
"""A text of the catalogue, and a command by its English name, in the script."""
PLAYS = (
    *(before.settings, before.rehearsal, before.announce, before.sign_ups, before.move, before.wait),
    *(during.begin, during.talk, during.command, during.end, during.afterwards, during.kept),
    *(hands.beginning, hands.calling_off, hands.changing, hands.words),
    *(aside.variants, aside.new_tables, aside.few, aside.called_off, aside.silent_host, aside.broken),
    *(aside.hindered, aside.unopened, aside.host_away, aside.about_a_host, guests.guests),
    *(mending.gone, mending.host_gone, mending.one_hour),
)


async def page(language: str) -> tuple[str, set[str]]:
    """The page in that language, and the keys of the catalogue that stand in it. Raises ValueError for a gap in it."""
    stage = Stage(language)
    for play in PLAYS:
        await play(stage)
    table = list(refusals(stage))
    return "\n\n".join([*_told(stage), *table]) + "\n", stage.phone.messages.read


def _told(stage: Stage) -> Iterator[str]:
    parts: list[dict[str, Any]] = script()["part"]
    named = [name for part in parts for name, *_ in part["screens"]]
    if set(named) != stage.screens.keys():
        raise ValueError(f"script and screens differ: {sorted(set(named) ^ stage.screens.keys())}")
    yield script()["page"][stage.language].strip()
    for part in parts:
        yield f"## {part[stage.language]}"
        for name, english, japanese in part["screens"]:
            yield f"**{_heading(stage.language, english if stage.language == 'en' else japanese)}**"
            yield stage.screens[name]
    yield script()["refusals"][stage.language].strip()


def _heading(language: str, line: str) -> str:
    """A line of the script with buttons and commands called as they are in that language."""

    def command(found: re.Match[str]) -> str:
        path = [part.replace("-", "_") for part in found.groups() if part]
        names = (texts(language)[f"command.{'.'.join(path[:depth])}.name"] for depth in range(1, len(path) + 1))
        return f"`/{' '.join(names)}`"

    return TYPED.sub(command, NAMED.sub(lambda found: texts(language)[found[1]], line))
