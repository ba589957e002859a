"""`engawa seat` prints exactly the JSON promised, and names the place of every fault in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.cli.seat import seat_file

GOOD: dict[str, object] = {
    "people": [
        {"id": "a", "languages": ["ja"], "field": "sales", "newcomer": False, "host": True, "comfort": "free"},
        *[{"id": name} for name in "bcdefg"],
        {"id": "h", "languages": [], "field": None, "comfort": None},
    ],
    "avoid": [["a", "b"], ["a", "someone away"]],
    "history": [{"age_days": 7, "rooms": [["a", "c", "d"], ["e", "zz"]]}],
}


def written(folder: Path, data: object) -> Path:
    path = folder / "people.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return path


def test_json_holds_rooms_repeats_and_what_is_broken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert seat_file(written(tmp_path, GOOD), rounds=2, size=4, seed=1, as_json=True) == 0
    answer = json.loads(capsys.readouterr().out)
    assert list(answer) == ["rounds", "repeats", "least_repeats", "violated"]
    assert [sorted(name for room in rooms for name in room) for rooms in answer["rounds"]] == [list("abcdefgh")] * 2
    assert not any({"a", "b"} <= set(room) for rooms in answer["rounds"] for room in rooms)
    assert answer["repeats"] >= answer["least_repeats"] > 0


def test_a_broken_rule_names_who_and_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = {"people": [{"id": "a"}, {"id": "b"}], "avoid": [["b", "a"]]}
    assert seat_file(written(tmp_path, data), as_json=True) == 0
    assert json.loads(capsys.readouterr().out) == {
        "rounds": [[["a", "b"]]],
        "repeats": 0,
        "least_repeats": 0,
        "violated": [{"rule": "avoid", "who": ["a", "b"], "why": "round 1, room 1: everybody sits in the same room"}],
    }


def test_text_is_for_reading_and_offers_the_smaller_size(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = {"people": [{"id": f"p{n}"} for n in range(12)], "avoid": []}
    assert seat_file(written(tmp_path, data), rounds=2) == 0
    text = capsys.readouterr().out
    assert "Round 2" in text
    assert "With rooms of 3 nobody would need to meet twice" in text
    assert seat_file(written(tmp_path, {"people": [{"id": "me"}]})) == 0
    assert "Broken: alone (me), round 1, room 1: nobody else is here" in capsys.readouterr().out


FAULTS: list[tuple[object, str]] = [
    ([], "the file: must be an object"),
    ({}, "people: is missing"),
    ({"people": []}, "people: must name somebody"),
    ({"people": {}}, "people: must be a list"),
    ({"people": [], "pepole": 1}, "pepole: is unknown; known are avoid, history, people"),
    ({"people": ["a"]}, "people[0]: must be an object"),
    ({"people": [{}]}, "people[0].id: is missing"),
    ({"people": [{"id": 7}]}, "people[0].id: must be a text that is not empty"),
    ({"people": [{"id": "a\ud800"}]}, "people[0].id: holds half a character ('a\\ud800')"),
    ({"people": [{"id": "a"}], "avoid": [["a", "\udc00"]]}, "avoid[0][1]: holds half a character"),
    ({"people": [{"id": "a"}, {"id": "a"}]}, "people[1].id: is the same as people[0].id"),
    ({"people": [{"id": "a", "comfort": "loud"}]}, "people[0].comfort: must be one of free, listen, text"),
    ({"people": [{"id": "a", "comfort": []}]}, "people[0].comfort: must be one of free, listen, text"),
    ({"people": [{"id": "a", "host": "yes"}]}, "people[0].host: must be true or false"),
    ({"people": [{"id": "a", "languages": ["ja", ""]}]}, "people[0].languages[1]: must be a text that is not empty"),
    ({"people": [{"id": "a", "field": 3}]}, "people[0].field: must be a text that is not empty"),
    ({"people": [{"id": "a", "age": 3}]}, "people[0].age: is unknown"),
    ({"people": [{"id": "a"}], "avoid": [["a"]]}, "avoid[0]: must be two ids"),
    ({"people": [{"id": "a"}], "avoid": [["a", "a"]]}, "avoid[0]: must be two different ids"),
    ({"people": [{"id": "a"}], "history": [{"rooms": []}]}, "history[0].age_days: is missing"),
    ({"people": [{"id": "a"}], "history": [{"age_days": 1}]}, "history[0].rooms: is missing"),
    ({"people": [{"id": "a"}], "history": [{"age_days": -1, "rooms": []}]}, "history[0].age_days: must be a number"),
    ({"people": [{"id": "a"}], "history": [{"age_days": True, "rooms": []}]}, "history[0].age_days: must be a number"),
    ({"people": [{"id": "a"}], "history": [{"age_days": 1, "rooms": [[1]]}]}, "history[0].rooms[0][0]: must be a text"),
    ("{", "people.json:1:2: is not JSON"),
    ("[" * 100_000, "people.json: is not JSON that can be read"),
]


@pytest.mark.parametrize(("data", "message"), FAULTS)
def test_a_bad_file_is_refused_with_the_path(
    data: object, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert seat_file(written(tmp_path, data), as_json=True) == 2
    out, err = capsys.readouterr()
    assert message in err
    assert not out


def test_numbers_and_files_that_cannot_be_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good = written(tmp_path, GOOD)
    assert seat_file(good, rounds=0) == seat_file(good, size=2) == seat_file(good, size=6) == 2
    assert "--size: must be 3 to 5" in capsys.readouterr().err
    assert seat_file(tmp_path / "nowhere.json") == 2
    assert "No such file" in capsys.readouterr().err
    (tmp_path / "latin.json").write_bytes(b'{"people": "\xe9"}')
    assert seat_file(tmp_path / "latin.json") == 2
    assert "is not UTF-8 text" in capsys.readouterr().err
