"""`engawa replay` says when the bot would have asked, or plainly what is wrong with a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli.replay import prompts, read, replay
from tests.bench.stall.perturb import PERTURBATIONS, perturbed
from tests.bench.stall.score import BASELINES, Recording, baseline, score

DATA = Path("../shared/data/stall/dev")


def line(who: str, start: float, duration: float) -> str:
    return f"SPEAKER talk 1 {start:.3f} {duration:.3f} <NA> <NA> {who} <NA> <NA>\n"


@pytest.fixture
def quiet_evening(tmp_path: Path) -> Path:
    file = tmp_path / "evening.rttm"
    lively = "".join(line("ab"[i % 2], 1000 + 4 * i, 4) for i in range(60))
    lively += "".join(line("b", 1001 + 8 * i, 0.2) for i in range(9))
    file.write_text(
        f";; a comment\n\nSPKR-INFO talk 1 <NA> <NA> <NA> unknown a <NA> <NA>\n{lively}{line('a', 1300, 5)}"
    )
    return file


def test_one_json_object_a_file(quiet_evening: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay([quiet_evening, quiet_evening], as_json=True) == 0
    rows = [json.loads(row) for row in capsys.readouterr().out.splitlines()]
    assert [row["file"] for row in rows] == ["evening.rttm"] * 2
    [prompt] = rows[0]["prompts"]
    assert 1240.3 + 10 < prompt["at"] < 1300
    assert prompt["silence"] == pytest.approx(prompt["at"] - 1240.3, abs=0.002)
    assert prompt["why"] == "pause"


def test_readable_lines(quiet_evening: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay([quiet_evening], as_json=False) == 0
    head, row = capsys.readouterr().out.splitlines()
    assert head == "evening.rttm: 1 prompt"
    assert "pause: silent" in row


def test_a_file_without_talk_has_no_prompts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.rttm").write_text("")
    assert replay([tmp_path / "empty.rttm"], as_json=False) == 0
    assert capsys.readouterr().out == "empty.rttm: 0 prompts\n"


def test_touching_segments_of_one_speaker_are_one_transmission(tmp_path: Path) -> None:
    file = tmp_path / "x.rttm"
    file.write_text(line("a", 2, 1) + line("a", 0, 1) + line("a", 1.2, 0.5) + line("b", 0, 1))
    assert read(file) == {"a": [(0, 3.3)], "b": [(0, 1.3)]}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"SPEAKER x 1 0 1\n", "line 1: a SPEAKER line has at least 8 fields, this one 5"),
        (b"\nSPEAKER x 1 zero 1 <NA> <NA> a\n", "line 2: start and duration must be numbers of seconds"),
        (b"SPEAKER x 1 0 -1 <NA> <NA> a\n", "line 1: start and duration must be finite, the duration not negative"),
        (b"SPEAKER x 1 nan 1 <NA> <NA> a\n", "line 1: start and duration must be finite, the duration not negative"),
        (b"who,from,to\n", "line 1: an RTTM line begins with SPEAKER, not with 'who,from,to'"),
        (b"\xff\xfe", "is not text (UTF-8), so no RTTM file"),
    ],
)
def test_a_bad_file_is_named_with_its_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], quiet_evening: Path, content: bytes, sentence: str
) -> None:
    bad = tmp_path / "bad.rttm"
    bad.write_bytes(content)
    assert replay([quiet_evening, bad], as_json=True) == 2
    seen = capsys.readouterr()
    assert seen.out == "", "nothing half done"
    assert "bad.rttm" in seen.err
    assert sentence in seen.err


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert replay([tmp_path / "none.rttm"], as_json=True) == 2
    assert "none.rttm: cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize("kind", PERTURBATIONS)
def test_perturbations_can_be_repeated(kind: str, quiet_evening: Path) -> None:
    room = read(quiet_evening)
    assert perturbed(kind, "x", room, 1) == perturbed(kind, "x", room, 1) != room


@pytest.mark.skipif(not DATA.is_dir(), reason="needs the recordings in ../shared/data/stall/dev")
def test_recorded_conversations_are_asked_about_better_than_by_a_fixed_wait() -> None:
    """Every fifth recording, for the time it takes; `python -m tests.bench.stall` holds all of them to the goals."""
    recordings = [Recording(path) for path in sorted(DATA.rglob("*.rttm"))[::5]]
    ours = score(recordings, {r.name: [stall.at for stall in prompts(r.room)] for r in recordings})
    fixed = score(recordings, {r.name: baseline(r.room, BASELINES["fixed 8 s"]) for r in recordings})
    assert ours.barge == 0
    assert ours.per_hour < 0.7 * fixed.per_hour
    assert ours.needless < fixed.needless
    assert ours.precision > fixed.precision
    assert ours.recall >= fixed.recall
