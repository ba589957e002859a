"""The next question: light before deep, never twice, fitting the moment, and rather one that has worked here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.questions.deck import Prompt, Shape, Situation, Tally, first_questions, next_question

SHAPES: tuple[Shape, ...] = ("open", "go-round", "either-or")
DECK = [Prompt(f"d{depth}-{shape}-{n}", depth, shape, "?") for depth in (1, 2, 3) for shape in SHAPES for n in range(4)]
GROUND = [Prompt(f"ground-{n}", 1, "open", "Why {common_ground}?") for n in range(2)]
NOTHING: Mapping[str, Tally] = {}
SEEDS = range(300)


def at(**changes: Any) -> Situation:
    """Early in an hour without a common ground, in a lull."""
    usual: dict[str, Any] = {"elapsed": 0.1, "why": "lull", "common_ground": False, "put_before": (), "nth": 1}
    return Situation(**usual | changes)


def chosen(deck: list[Prompt], situation: Situation, tallies: Mapping[str, Tally] = NOTHING) -> Counter[Prompt]:
    """How often each question is chosen, over many seeds."""
    picks = (next_question(deck, situation, tallies, seed) for seed in SEEDS)
    return Counter(pick for pick in picks if pick is not None)


@pytest.mark.parametrize(("elapsed", "deepest"), [(0, 1), (0.33, 1), (0.34, 2), (0.66, 2), (0.67, 3), (1.0, 3)])
def test_light_before_deep_as_the_hour_goes_on(elapsed: float, deepest: int) -> None:
    picks = chosen(DECK, at(elapsed=elapsed))
    assert max(prompt.depth for prompt in picks) == deepest
    by_depth = Counter[int]()
    for prompt, times in picks.items():
        by_depth[prompt.depth] += times
    assert by_depth.most_common(1)[0][0] == deepest, "and the deeper, the rather, once it is time"


@pytest.mark.parametrize(
    ("why", "shape"),
    [
        ("one_voice", "go-round"),
        ("nobody", "either-or"),
        ("muted", "either-or"),
        ("lull", "open"),
        ("pause", "open"),
        ("gentle", "open"),
        ("wished", "open"),
    ],
)
def test_the_shape_fits_the_moment(why: str, shape: Shape) -> None:
    picks = chosen(DECK, at(why=why))
    by_shape = Counter[str]()
    for prompt, times in picks.items():
        by_shape[prompt.shape] += times
    assert by_shape.most_common(1)[0][0] == shape
    assert len(by_shape) == 3, "a rule of thumb, no law"


def test_nothing_is_put_twice_in_a_room_or_to_people_who_know_it() -> None:
    light = [prompt for prompt in DECK if prompt.depth == 1]
    before = {prompt.id for prompt in light[:-1]}
    assert set(chosen(DECK, at(put_before=before))) == {light[-1]}
    assert next_question(light, at(put_before={prompt.id for prompt in light}), {}, 1) is None
    assert next_question([], at(), {}, 1) is None


def test_the_first_rescue_comes_from_the_common_ground() -> None:
    deck = [*DECK, *GROUND]
    assert set(chosen(deck, at(common_ground=True, nth=0))) == set(GROUND)
    assert set(chosen(deck, at(common_ground=True, nth=1))) > set(GROUND)
    known = {prompt.id for prompt in GROUND}
    assert chosen(deck, at(common_ground=True, nth=0, put_before=known)), "if there is one left"


def test_without_a_common_ground_nobody_is_asked_about_it() -> None:
    assert set(GROUND).isdisjoint(chosen([*DECK, *GROUND], at(nth=0)))


def test_what_worked_here_comes_more_often_and_the_rest_is_still_tried() -> None:
    good, bad, new = (Prompt(id, 1, "open", "?") for id in ("good", "bad", "new"))
    picks = chosen([good, bad, new], at(), {"good": Tally(10, 9), "bad": Tally(10, 1)})
    assert picks[good] > picks[new] > picks[bad]
    assert picks[new] > len(SEEDS) / 10
    assert picks[good] > 10 * picks[bad]


def test_what_is_known_to_work_beats_what_only_fits() -> None:
    good, fitting = Prompt("good", 1, "open", "?"), Prompt("fitting", 1, "go-round", "?")
    picks = chosen([good, fitting], at(why="one_voice"), {"good": Tally(20, 19), "fitting": Tally(20, 8)})
    assert picks[good] > picks[fitting]


@given(st.integers(), st.floats(0, 1), st.sampled_from(["lull", "nobody", "one_voice"]))
def test_the_same_seed_gives_the_same_question(seed: int, elapsed: float, why: str) -> None:
    situation = at(elapsed=elapsed, why=why)
    assert next_question(DECK, situation, {}, seed) == next_question(list(DECK), situation, {}, seed)


def test_an_evening_begins_with_what_nobody_knows_if_it_can() -> None:
    deck = [Prompt(f"f{n}", 1, "open", "?", first=True) for n in range(3)]
    for seed in range(20):
        order = first_questions(deck, 3, seed, common_ground=False, known={"f0", "f2"})
        assert order[0] == "f1"
        assert sorted(order) == ["f0", "f1", "f2"]
