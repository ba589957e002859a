"""The live view on a terminal: the clock, who is where, the last words, and what people do."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence

from rich.cells import cell_len, set_cell_size
from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from bot.demo.chronicle import Happening
from bot.demo.moment import Moment
from bot.demo.server import Place, Written
from bot.demo.stage import Stage
from bot.demo.telling import as_seen, clock, in_one_line, listed, seconds
from bot.demo.watch import BOT, line

FRAME = 0.25
HOME_LINES, INDENT = 3, 8
# Bold, dim and two dark colours only: readable on black and on white.
PLACE, TIME, OURS, SPEAKING = "bold", "dim", "magenta", "bold green"
GREAT = "bold reverse"
MARK, TALKING = "▸", "talking"
"""The mark stands before who transmits."""
BREATH = 1.0
"""Seconds of silence that are no more than a breath between two turns."""


class LiveView:
    """Draws the stage several times a second until it is closed."""

    def __init__(self, console: Console, *, seed: int) -> None:
        self._console, self._seed = console, seed
        self._live = Live(console=console, screen=True, auto_refresh=False, transient=True)

    def happened(self, happening: Happening) -> None:
        """The next frame shows it."""

    async def show(self, stage: Stage) -> None:
        """Draw until cancelled."""
        with self._live:
            while True:
                self._live.update(Group(*frame(stage, self._console, self._seed)), refresh=True)
                await asyncio.sleep(FRAME)


def frame(stage: Stage, console: Console, seed: int) -> list[Text]:
    """One picture, as many lines as fit."""
    width, height = console.size
    rooms = [stage.lobby, *stage.rooms]
    free = height - 2 - 1 - HOME_LINES - 1
    # A room takes three lines, two or one, whatever leaves the log at least five.
    depth = next((lines for lines in (3, 2) if lines * len(rooms) <= free - 5), 1)
    shown = rooms[: max(1, free - 6)]
    lines = [_head(stage, width, seed), _rule(stage.window, width) if stage.window else Text("─" * width, TIME)]
    for room in shown:
        lines += _place(stage, room, depth, width)
    if len(shown) < len(rooms):
        lines.append(Text(f"… and {len(rooms) - len(shown)} rooms more", TIME))
    moment = stage.watch.moments.now
    lines += _general(stage, width) if moment is None else _moment(stage, moment, console)
    lines.append(_rule("what happens", width))
    lines += _log(stage, console, height - len(lines))
    for text in lines:
        text.truncate(width, overflow="ellipsis")
    return lines[:height]


def _head(stage: Stage, width: int, seed: int) -> Text:
    now = stage.watch.chronicle.now()
    left = ""
    if stage.ends:
        left = f"ends in {clock(stage.ends - now)}" if now < stage.ends else "is over"
    if now < stage.opened:
        left = f"begins in {clock(stage.opened - now)}"
    title = Text.assemble((" Engawa demo", PLACE), f"  {left}")
    right = f"{clock(stage.watch.chronicle.elapsed)}  seed {seed} "
    return Text.assemble(title, " " * max(1, width - title.cell_len - cell_len(right)), (right, TIME))


def _general(stage: Stage, width: int) -> list[Text]:
    return [_rule(f"#{stage.home.name}", width), *_words(stage, stage.home.written, HOME_LINES)]


def _moment(stage: Stage, it: Moment, console: Console) -> list[Text]:
    """In place of what is written in #general: a silence, the question, and talk again."""
    until = it.back_at if it.back else stage.server.now
    quiet = f"Nobody speaks, for {seconds(until - it.spoke_at)} now …"
    if it.asked:
        quiet = f"Nobody spoke for {seconds(it.asked_at - it.spoke_at)}."
    title = f" {it.name} {'talks again' if it.back else 'has gone quiet'} "
    lines = [Text(title.center(console.width, "━"), GREAT), Text(f" {quiet}")]
    if it.asked:
        asked = in_one_line(as_seen(it.asked, stage.server, stage.server.now))
        told = Text.assemble((f"{BOT} asks, without a sound: ", OURS), (f"“{asked}”", PLACE))
        lines += [Text(" ") + part for part in told.wrap(console, console.width - 2)[:2]]
    if it.back:
        who = listed(stage.name(person) for person in it.back)
        lines.append(Text(f" {MARK}{who} speaks, {seconds(it.back_at - it.asked_at)} after it.", SPEAKING))
    return lines + [Text("")] * (HOME_LINES + 1 - len(lines)) + [Text("━" * console.width, GREAT)]


def _rule(title: str, width: int) -> Text:
    return Text.assemble(("── ", TIME), (title, PLACE), (" " + "─" * max(0, width - cell_len(title) - 4), TIME))


def _place(stage: Stage, place: Place, depth: int, width: int) -> Iterator[Text]:
    yield _people(stage, place, width)
    if place.id != stage.lobby.id:
        if depth >= 3:
            yield Text(f"              {place.status}", f"italic {OURS}")
        if depth >= 2:
            # The bot's first posts are long, and its questions stand above.
            yield from _words(stage, _said(place), 1, indent=14)


def _people(stage: Stage, place: Place, width: int) -> Text:
    """Who is there, who of them speaks, and at the right how long nobody has."""
    people, speaking = stage.server.people_in(place.id), stage.server.speaking
    shown = Text.assemble((set_cell_size(f" {place.name}", 9), PLACE), (f"{len(people):3}  ", TIME))
    for number, person in enumerate(people):
        mark, style = (MARK, SPEAKING) if person in speaking else (" ", "")
        shown.append(f"{'  ' if number else ''}{mark}").append(stage.name(person), style)
    shown.append("" if people else "–")
    clock = _quiet_clock(stage, place)
    shown.truncate(width - clock.cell_len - 1, overflow="ellipsis", pad=True)
    return shown.append_text(Text(" ")).append_text(clock)


def _quiet_clock(stage: Stage, place: Place) -> Text:
    server = stage.server
    if place.id == stage.lobby.id:
        return Text("")
    quiet = stage.watch.quiet.since(place.id, server.now)
    if place.id in server.speaking.values():
        told = Text(TALKING, SPEAKING)
    elif quiet is None or quiet < BREATH:
        told = Text("–" if quiet is None else TALKING, TIME)
    else:
        told = Text(f"quiet {quiet:3.0f} s", OURS if place.id in stage.watch.quiet.quiet else TIME)
    return told.append("" if server.is_heard(place.id) else ", no ear", TIME)


def _said(place: Place) -> list[Written]:
    """What people wrote there, and short posts of the bot's."""
    return [post for post in place.written if not (post.by_bot and post.buttons)]


def _words(stage: Stage, written: Sequence[Written], count: int, *, indent: int = 1) -> Iterator[Text]:
    last = written[-count:]
    for message in last:
        name = (stage.name(message.author), OURS if message.by_bot else "")
        yield Text.assemble(" " * indent, name, f": {line(message, stage.server)}")
    yield from [Text("")] * (count - len(last))


def _log(stage: Stage, console: Console, count: int) -> list[Text]:
    """As many of the last happenings as fit, none longer than two lines."""
    lines: list[Text] = []
    for it in reversed(stage.watch.chronicle.happenings[-max(0, count) :]):
        told = Text.assemble((it.who, OURS if it.who == BOT else PLACE), f"  {it.what}")
        head, *more = told.wrap(console, max(20, console.width - INDENT))
        rest = [Text(" " * INDENT) + Text(" ").join(more)] if more else []
        if len(lines) + 1 + len(rest) > count:
            break
        lines = [Text.assemble((f" {clock(it.at)}  ", TIME), head), *rest, *lines]
    return lines
