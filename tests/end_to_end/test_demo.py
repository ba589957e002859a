"""The demo in pieces: its account, its views, its refusals and its end. Whole evenings are in `make soak`."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path
from random import Random

import pytest
from rich.console import Console

import bot.demo
from bot.core.questions.ground import KINDS, guess
from bot.demo import demo, story
from bot.demo import server as screen
from bot.demo.cast import draw
from bot.demo.conversation import Mood, next_turn
from bot.demo.heard import questions_in, spurts_in
from bot.demo.missing import Broke, LeftOut, Missed
from bot.demo.performance import Performance
from bot.demo.programme import tell
from bot.demo.quiet import QuietClock
from bot.demo.scenes.inviting import minutes_to
from bot.demo.scenes.talking import parts
from bot.demo.server import CATEGORY, Json, Place, read
from bot.demo.stage import Stage
from bot.demo.story import TOO_LATE, Outcome, Scene, play
from bot.demo.watch import changes
from bot.ui.catalogue import texts
from tests.end_to_end.demo_evening import (
    ASKED,
    GENERAL,
    HELLO,
    LOBBY,
    NOW,
    QUESTION,
    ROOM,
    SPURTS,
    TALK,
    WELCOME,
    server,
    stage,
)


@pytest.mark.parametrize(("second", "typed"), [(0, 2), (57, 2), (57.1, 3)])
def test_the_hour_is_far_enough_away_though_the_bot_goes_by_whole_minutes(second: float, typed: int):
    assert minutes_to(63, NOW + second) == typed


async def test_a_scene_that_comes_to_nothing_stops_no_other(monkeypatch: pytest.MonkeyPatch):
    played: list[str] = []

    def scene(name: str, error: Exception | None = None) -> Scene:
        async def play(_: Stage) -> None:
            played.append(name)
            if error is not None:
                raise error

        return Scene(name, play)

    acts = {
        "BEFORE": [scene("set up", Missed("no panel")), scene("gathered")],
        "OPENING": [scene("seated", LeftOut())],
        "DURING": [scene("written"), scene("asked", Missed("late"))],
        "AFTER": [scene("home", Broke("dragged back")), scene("left")],
    }
    for name, scenes in acts.items():
        monkeypatch.setattr(story, name, scenes)
    monkeypatch.setattr(story, "TALK", scene("talked"))
    here = stage(server())
    here.opened, here.ends = NOW + 60, NOW + 240
    assert await play(here) == [
        Outcome("set up", "no panel"),
        Outcome("gathered"),
        Outcome("seated", left_out=True),
        Outcome("talked"),
        Outcome("written"),
        Outcome("asked", "late"),
        Outcome("home", broke="dragged back"),
        Outcome("left"),
    ]
    assert len(played) == 8


async def test_what_waits_in_vain_ends_with_the_evening(monkeypatch: pytest.MonkeyPatch):
    async def waits(here: Stage) -> None:
        await here.sleep(1000)

    async def at_once(_: Stage) -> None:
        pass

    for name, scenes in {"BEFORE": (), "OPENING": (), "AFTER": (), "DURING": [Scene("called", waits)]}.items():
        monkeypatch.setattr(story, name, scenes)
    monkeypatch.setattr(story, "TALK", Scene("talked", at_once))
    here = stage(server())
    here.opened, here.ends = NOW, NOW + 69.1
    assert await play(here) == [Outcome("talked"), Outcome("called", TOO_LATE)]


def test_what_changes_between_two_looks_is_told():
    before = server(inside={"1": "11", "2": "11", "3": "11"})
    category = Place("20", "Porch", CATEGORY)
    after = server(GENERAL, LOBBY, category, ROOM, inside={"1": "21", "2": "21", "3": "11"})
    assert list(changes(before, after, {"1": "11", "2": "21", "3": "11"})) == [
        ("Engawa", "opens the category “Porch”"),
        ("Engawa", "opens Room 1"),
        ("Engawa", "in Room 1: Here with you: Hana · Why now? [Join]"),
        ("Engawa", "brings Hana to Room 1"),
    ]
    assert list(changes(after, before, {"1": "11", "2": "11", "3": "11"})) == [
        ("Engawa", "removes the category “Porch”"),
        ("Engawa", "removes Room 1"),
    ]


def test_of_a_post_brought_up_to_date_only_the_news_is_told_and_the_calendar_is_watched():
    after = server(replace(GENERAL, written=(replace(HELLO, content="Hello!\nComing so far: 2"),)))
    before = server(GENERAL)
    told = list(changes(before, replace(after, calendar={"7": ("Porch", 1)}), {}))
    assert told == [
        ("Engawa", "puts “Porch” into Discord's own calendar"),
        ("Hana", "rewords its post in #general: Coming so far: 2"),
    ]


def test_a_question_and_the_ways_of_an_ear_are_told():
    before, after = server(GENERAL, ROOM), server(GENERAL, replace(ROOM, written=(WELCOME, ASKED)))
    assert list(changes(before, replace(after, ears={"9": "21"}), {})) == [
        ("Engawa", "sends an ear to Room 1"),
        ("Engawa", "asks in Room 1: Tea or coffee?"),
    ]
    assert list(changes(replace(before, ears={"9": "21"}), before, {})) == [("Engawa", "takes its ear out of Room 1")]


def test_a_wished_question_may_come_at_any_time_and_needs_no_answer():
    wished = replace(QUESTION, at=NOW + 75, wished=True)
    talk = replace(TALK, questions=[QUESTION, wished])
    assert talk.unasked == [QUESTION]
    assert not talk.interrupted() + talk.unanswered() + talk.mute()


def test_talk_is_read_from_the_log_and_questions_from_the_rooms():
    spurt = {"what": "spurt", "user": "1", "channel": "21", "from": NOW + 70, "to": NOW + 80.5, "packets": 525}
    assert spurts_in([spurt, {"what": "rest"}, {**spurt, "channel": None}]) == [SPURTS[0]]
    room = replace(ROOM, written=(WELCOME, HELLO, ASKED))
    assert questions_in([LOBBY, room], {}) == [QUESTION]
    assert questions_in([room], {"21": NOW + 89}, {ASKED.id}) == [replace(QUESTION, wished=True, heard=False)]
    assert questions_in([room], {"21": NOW + 91}) == [QUESTION]


def test_who_speaks_and_who_listens_is_read_from_the_sandbox():
    guild: Json = {"id": "1", "channels": [], "roles": [], "members": [], "owner_id": "1"}
    seats = [{"user_id": "1", "channel_id": "21"}, {"user_id": "9", "channel_id": "21"}]
    state: Json = {
        "time": NOW,
        "guilds": [{**guild, "voice_states": seats}],
        "people": [],
        "applications": [{"name": "Engawa", "bot_id": "9", "commands": []}],
        "sessions": [],
        "interactions": [],
        "voice_connections": [{"bot_id": "9", "channel_id": "21", "connected": True}],
        "transmitting": [{"user_id": "1", "channel_id": "21", "since": NOW}],
        "requests": 0,
        "schema_problems": [],
    }
    seen = read(state, "1")
    assert (seen.inside, seen.speaking, seen.ears, seen.bots) == ({"1": "21"}, {"1": "21"}, {"9": "21"}, 1)
    assert seen.is_heard("21")


def test_a_room_is_told_to_be_quiet_once_and_then_to_talk_again():
    clock = QuietClock()
    here = server(ROOM, inside={"1": "21", "2": "21"})
    told = [
        list(clock.look(replace(here, now=NOW + at, speaking={"1": "21"} if speaks else {})))
        for at, speaks in ((0, False), (1, True), (4, False), (6, False), (9, False), (13, True), (14, False))
    ]
    assert told == [
        [],
        [],
        [],
        [("Room 1", "has gone quiet")],
        [],
        [("Room 1", "talks again, after 12 seconds of silence")],
        [],
    ]
    assert clock.since("21", NOW + 15) == 2
    assert clock.since("11", NOW) is None


@pytest.mark.parametrize("count", [2, 4])
def test_turns_are_taken_and_thin_talk_has_no_pause_long_enough_for_a_question(count: int):
    people, last, dice = [str(n) for n in range(count)], "", Random(1)
    for mood in [Mood.LIVELY] * 200 + [Mood.THIN] * 50:
        turn = next_turn(dice, people, last, mood)
        assert turn.speaker != last
        assert 0.3 < turn.length < 6
        assert turn.pause < 2.5
        assert turn.nod is None or (turn.nod[0] != turn.speaker and turn.nod[1] + turn.nod[2] < turn.length)
        last = turn.speaker


def test_the_room_that_goes_quiet_is_one_in_which_nobody_comes_or_goes():
    rooms = [replace(ROOM, id=str(100 + n), name=f"Room {n}") for n in range(3)]
    here = stage(server(GENERAL, LOBBY, *rooms, inside={"2": "100", "3": "101", "4": "102", "5": "101"}))
    seen = here.server
    here.cast = replace(here.cast, restless="3", host="2")
    here.watch.server = replace(seen, ears={"7": "100", "8": "101", "9": "102"})
    assert parts(here).quiet == "102"
    here.watch.server = replace(seen, ears={"7": "100"})
    assert parts(here).alone
    here.watch.server = replace(seen, ears={})
    assert parts(here).quiet == "102"


def test_three_seeds_show_a_common_ground_of_each_kind():
    people = [(str(n), "en-GB") for n in range(4)]
    assert {guess(draw("x", people, seed).ground) for seed in range(3)} == set(KINDS)


@pytest.mark.parametrize("count", [4, 5, 12, 60])
def test_everybody_has_one_part_and_the_seed_decides_which(count: int):
    people = [(str(n), "ja" if n % 2 else "en-GB") for n in range(count)]
    cast = draw("x", people, 3)
    assert sorted(cast.guests) == sorted(person for person, _ in people)
    assert len({cast.host, cast.restless, cast.meddler, *cast.late}) == 3 + len(cast.late)
    assert len(cast.early) >= 3
    assert dict(people)[cast.host] == "en-GB"
    assert cast == draw("x", people, 3)
    assert any(cast != draw("x", people, seed) for seed in range(4, 9))
    assert set(cast.cards) == set(cast.guests)
    assert cast.cards[cast.open].answer
    lines = [card.about for card in cast.cards.values() if card.about]
    assert len(lines) == len(set(lines)) > 1
    assert {*cast.late, cast.host} <= {p for p, card in cast.cards.items() if "en" in card.languages} or count < 9


@pytest.mark.parametrize(
    ("people", "minutes", "log", "told"),
    [
        (3, 3, None, "--people from 4 to 60"),
        (61, 3, None, "--people from 4 to 60"),
        (12, 2, None, "--minutes from 3 to 90"),
        (12, 91, None, "--minutes from 3 to 90"),
        (12, 3, Path("/no/such/folder/log"), "does not exist"),
    ],
)
def test_what_cannot_be_played_is_refused_kindly(
    people: int, minutes: int, log: Path | None, told: str, capsys: pytest.CaptureFixture[str]
):
    assert demo(people=people, minutes=minutes, seed=None, log=log) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("whose", ["bot_command", "sandbox_command"])
async def test_a_process_that_dies_ends_the_demo_with_its_last_words(tmp_path: Path, whose: str):
    dies = (sys.executable, "-c", "import sys; sys.exit('I cannot go on')", "--json")
    performance = replace(Performance(4, 3, 1, tmp_path, tmp_path / "sandbox.jsonl"), **{whose: dies})
    out = StringIO()
    async with asyncio.timeout(30):
        assert (await tell(performance, Console(file=out, soft_wrap=True))).code == 1
    assert f"The {whose.removesuffix('_command')} ended by itself (exit code 1)" in out.getvalue()
    assert "I cannot go on" in out.getvalue()


def children_of(pid: int) -> list[str]:
    """The processes that a process has started."""
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def left_of(processes: list[str], folder: Path) -> list[str]:
    """Those that still run, and what still lies in the folder."""
    return [pid for pid in processes if Path(f"/proc/{pid}").exists()] + [path.name for path in folder.iterdir()]


async def test_ctrl_c_ends_both_processes_and_leaves_nothing_behind(tmp_path: Path):
    command = (sys.executable, "-m", "bot", "demo", "--people", "4", "--seed", "1")
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, env=env)
    assert process.stdout is not None
    async with asyncio.timeout(60):
        while b"is online" not in (line := await process.stdout.readline()):
            assert line, "the demo ended by itself"
        children = children_of(process.pid)
        process.send_signal(signal.SIGINT)
        rest = await process.stdout.read()
        assert await process.wait() == 130
    assert "Stopped." in rest.decode()
    assert len(children) == 2
    assert not left_of(children, tmp_path)


def test_people_press_buttons_that_are_there():
    names = ["TOPIC", "HUSH", "CALL", "RATHER_NOT", "JOIN", "CANNOT", "WHAT", "COMING", "TOUCH", "FEEDBACK", "SECRET"]
    there = {text for key, text in texts("en").items() if key.startswith("button.")}
    assert {str(getattr(screen, name)) for name in names} <= there


def test_the_demo_talks_over_sockets_only():
    """Nothing of the bot or the sandbox is imported but to start them: what is shown has gone through them."""
    folder = Path(bot.demo.__file__).parent
    processes = {"quick_bot.py", "quick_sandbox.py"}
    code = "\n".join(file.read_text() for file in folder.rglob("*.py") if file.name not in processes)
    assert set(re.findall(r"^\s*(?:from|import) ((?:bot|cogs)\b(?:\.\w+)?)", code, re.MULTILINE)) == {"bot.demo"}
