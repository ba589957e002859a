"""How the demo shows what happens: in a terminal of any size, and in plain lines."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from bot.demo.chronicle import Happening
from bot.demo.moment import Moments
from bot.demo.plain import PlainView
from bot.demo.quiet import QuietClock
from bot.demo.telling import as_seen, relative
from bot.demo.view import frame
from tests.end_to_end.demo_evening import (
    ASKED,
    GENERAL,
    LOBBY,
    NOW,
    ROOM,
    WELCOME,
    server,
    stage,
)


def test_text_is_shown_as_people_see_it():
    text = r"<@1> in <#10>, <#21> and <#99>: **until** <t:1800000120:R>, \*not bold\*, <@&5>"
    shown = as_seen(text, server(GENERAL, ROOM), NOW)
    assert shown == "Hana in #general, Room 1 and #deleted-channel: until in 2 minutes, *not bold*, @Host"


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0, "in a second"), (44, "in 44 seconds"), (59, "in a minute"), (-119, "2 minutes ago"), (3600, "in an hour")],
)
def test_how_far_away_a_moment_is(seconds: int, told: str):
    assert relative(seconds) == told


@pytest.mark.parametrize("rooms", [0, 3, 15])
@pytest.mark.parametrize("size", [(80, 24), (40, 12), (200, 60)])
def test_the_live_view_fits_the_terminal(rooms: int, size: tuple[int, int]):
    opened = [replace(ROOM, id=str(100 + n), name=f"Room {n}") for n in range(1, rooms + 1)]
    now = server(GENERAL, LOBBY, *opened, inside={"1": "101", "2": "101", "3": "11"})
    here = stage(replace(now, speaking={"1": "101"}, ears={"9": "101"}))
    here.watch.quiet.spoke = {"102": NOW - 7}
    for number in range(40):
        here.watch.chronicle.add("Ren", f"says a long sentence, the {number}th of many, which needs two lines there")
    console = Console(width=size[0], height=size[1], file=StringIO())
    lines = frame(here, console, 7)
    assert len(lines) <= size[1]
    assert max(line.cell_len for line in lines) <= size[0]
    told = "\n".join(line.plain for line in lines)
    assert "ends in 01:55" in told
    assert "健太" in told
    assert "#general" in told
    if size[1] >= 24:
        assert "the 39th of many" in told
        assert not rooms or "▸Hana   Ren" in told
        assert not rooms or ("talking" in told and "quiet   7 s, no ear" in told)


def test_the_moment_that_all_is_for_stands_out_from_its_beginning_until_talk_is_back():
    here, clock, seen = stage(server()), QuietClock(), Moments()
    told: list[str] = []
    for at, speaking, room in (
        (0, {"1": "21"}, ROOM),
        (2, {}, ROOM),
        (4, {}, ROOM),
        (5, {}, replace(ROOM, written=(WELCOME, replace(ASKED, at=NOW + 5)))),
        (8, {"2": "21"}, replace(ROOM, written=(WELCOME, replace(ASKED, at=NOW + 5)))),
        (10, {"1": "21"}, replace(ROOM, written=(WELCOME, replace(ASKED, at=NOW + 5)))),
        (30, {"1": "21"}, replace(ROOM, written=(WELCOME, replace(ASKED, at=NOW + 5)))),
    ):
        now = replace(server(GENERAL, LOBBY, room, inside={"1": "21", "2": "21"}), now=NOW + at, speaking=speaking)
        list(clock.look(now))
        seen.look(now, clock)
        here.watch.server, here.watch.moments = now, seen
        lines = [line.plain for line in frame(here, Console(width=80, height=24, file=StringIO()), 7)]
        told.append(
            "\n".join(line for line in lines if "#general" in line or line.startswith(("━━", " Nobody", " En", " ▸")))
        )
    assert "#general" in told[0]
    assert "#general" in told[1]
    assert "Room 1 has gone quiet" in told[2]
    assert "Nobody speaks, for 4 seconds now" in told[2]
    assert "Engawa asks, without a sound: “Tea or coffee?”" in told[3]
    assert "Room 1 talks again" in told[4]
    assert "▸Ren speaks, 3 seconds after it." in told[5]
    assert "#general" in told[6]


def test_without_a_terminal_each_event_is_a_plain_line():
    out = StringIO()
    PlainView(Console(file=out, soft_wrap=True)).happened(Happening(65, "健太", "presses [Join]"))
    assert out.getvalue() == "01:05  健太         presses [Join]\n"
