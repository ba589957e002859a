"""The next question: light before deep, long not had, fitting the moment, and rather one that has worked here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.questions.choice import RESTED, Situation, next_question
from bot.core.questions.deck import GUEST, OWN, Prompt, Shape, Tally

SHAPES: tuple[Shape, ...] = ("open", "go-round", "either-or", "written")
DECK = [Prompt(f"d{depth}-{shape}-{n}", depth, shape, "?") for depth in (1, 2, 3) for shape in SHAPES for n in range(4)]
GROUND = [Prompt(f"ground-{n}", 1, "open", "Why {common_ground}?") for n in range(2)]
NOTHING: Mapping[str, Tally] = {}
SEEDS = range(300)
BEGUN = datetime(2026, 5, 7, 20, tzinfo=UTC)
NOW = BEGUN + timedelta(minutes=10)
PEOPLE = (1, 2, 3)


def at(**changes: Any) -> Situation:
    """Early in an hour of three without a common ground, in a lull; nobody has had anything."""
    usual: dict[str, Any] = {"now": NOW, "begun": BEGUN, "elapsed": 0.1, "why": "lull", "ground": None, "nth": 1}
    usual["people"] = PEOPLE
    return Situation(**usual | changes)


def had(*prompts: Prompt, ago: timedelta, people: Sequence[int] = PEOPLE) -> dict[str, dict[int, datetime]]:
    """These people were put these questions so long ago."""
    return {prompt.id: dict.fromkeys(people, NOW - ago) for prompt in prompts}


def chosen(deck: list[Prompt], situation: Situation, tallies: Mapping[str, Tally] = NOTHING) -> Counter[Prompt]:
    """How often each question is chosen, over many seeds."""
    picks = (next_question(deck, situation, tallies, seed) for seed in SEEDS)
    return Counter(pick for pick in picks if pick is not None)


def shapes(picks: Counter[Prompt]) -> Counter[Shape]:
    by_shape = Counter[Shape]()
    for prompt, times in picks.items():
        by_shape[prompt.shape] += times
    return by_shape


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
    [("one_voice", "go-round"), ("nobody", "either-or"), ("muted", "written")]
    + [(why, "open") for why in ("lull", "pause", "gentle", "wished")],
)
def test_the_shape_fits_the_moment_and_others_are_really_drawn(why: str, shape: Shape) -> None:
    by_shape = shapes(chosen(DECK, at(why=why)))
    assert by_shape.most_common(1)[0][0] == shape
    assert len(by_shape) >= 3
    assert all(times > len(SEEDS) / 25 for times in by_shape.values()), "a rule of thumb, and no mere exception"


def test_nothing_is_put_twice_in_a_room_in_an_evening_nor_in_other_words() -> None:
    twins = [Prompt(f"twin-{n}", 1, "open", "?", family="twins") for n in range(2)]
    other = Prompt("other", 1, "open", "?")
    assert set(chosen([*twins, other], at(here={"twin-0"}))) == {other}
    assert set(chosen([*twins, other], at(put=had(twins[0], ago=timedelta(minutes=5), people=[3])))) == {other}
    assert next_question(twins, at(here={"twin-0"}), {}, 1) is None
    assert next_question([], at(), {}, 1) is None


def test_a_question_comes_back_when_everybody_has_long_not_had_it() -> None:
    old, new = Prompt("old", 1, "open", "?"), Prompt("new", 1, "open", "?")
    recent = had(old, ago=RESTED - timedelta(days=1), people=[3])
    assert set(chosen([old, new], at(put=recent))) == {new}, "one person has had it lately"
    long_ago = chosen([old, new], at(put=had(old, ago=RESTED)))
    assert long_ago[new] > long_ago[old] > 0, "and what nobody knows goes before it"
    one_knows = chosen([old, new], at(put=had(old, ago=RESTED, people=[3])))
    assert one_knows[old] > long_ago[old], "the fewer know it, the rather"


def test_where_all_have_had_everything_lately_the_one_that_is_longest_ago_comes_and_never_nothing() -> None:
    last, before, first = (Prompt(id, 1, "open", "?") for id in "abc")
    put = {
        **had(last, ago=timedelta(weeks=1)),
        **had(before, ago=timedelta(weeks=2)),
        **had(first, ago=timedelta(weeks=3)),
    }
    assert set(chosen([last, before, first], at(put=put))) == {first}


def test_what_rests_gives_way_to_what_is_deeper_and_fresh() -> None:
    light, deep = Prompt("light", 1, "open", "?"), Prompt("deep", 3, "open", "?")
    assert set(chosen([light, deep], at(put=had(light, ago=timedelta(weeks=1))))) == {deep}


def test_the_first_rescue_comes_from_the_common_ground_even_if_it_is_known() -> None:
    deck = [*DECK, *GROUND]
    assert set(chosen(deck, at(ground="topic", nth=0))) == set(GROUND)
    assert set(chosen(deck, at(ground="topic", nth=2))) > set(GROUND)
    known = had(*GROUND, ago=timedelta(weeks=1))
    assert set(chosen(deck, at(ground="topic", nth=0, put=known))) <= set(GROUND)


def test_a_guests_question_goes_before_the_common_ground() -> None:
    guests = Prompt(f"{GUEST}1", 1, "open", "And you?")
    assert set(chosen([*DECK, *GROUND, guests], at(ground="topic", nth=0))) == {guests}


def test_every_second_rescue_is_the_hosts_while_there_is_one() -> None:
    hosts = Prompt(f"{OWN}1", 1, "open", "Our own?")
    assert set(chosen([*DECK, hosts], at(nth=1))) == {hosts}
    assert hosts not in chosen([*DECK, *GROUND, hosts], at(nth=0, ground="topic"))
    rested = had(hosts, ago=timedelta(weeks=1))
    assert hosts not in chosen([*DECK, hosts], at(nth=1, put=rested)), "but not every week"


def test_a_sentence_is_asked_only_of_the_kinds_of_common_ground_that_it_bears() -> None:
    group = Prompt("group", 1, "open", "Among {common_ground}?", grounds=("group",))
    every = Prompt("every", 1, "open", "Why {common_ground}?", grounds=("group", "topic", "joined"))
    assert set(chosen([group, every], at(ground="group"))) == {group, every}
    assert set(chosen([group, every], at(ground="joined"))) == {every}
    assert not chosen([group, every], at(nth=0))


@pytest.mark.parametrize(
    ("when", "fits", "does_not"),
    [
        ("early", {"elapsed": 0.1}, {"elapsed": 0.5}),
        ("talk", {"elapsed": 0.5}, {"elapsed": 0.1}),
        ("talk", {"elapsed": 0.5}, {"elapsed": 0.5, "why": "nobody"}),
        ("two", {"people": (1, 2)}, {"people": (1, 2, 3)}),
        (
            "again",
            {"put": had(DECK[0], ago=timedelta(weeks=1))},
            {"put": had(DECK[0], ago=timedelta(weeks=1), people=[1])},
        ),
    ],
)
def test_what_fits_one_moment_alone_is_put_in_no_other(when: Any, fits: Any, does_not: Any) -> None:
    special = Prompt("special", 1, "open", "?", when=when)
    assert next_question([special], at(**fits), {}, 1) == special
    assert next_question([special], at(**does_not), {}, 1) is None


def test_what_worked_here_comes_more_often_and_the_rest_is_still_tried() -> None:
    good, bad, new = (Prompt(id, 1, "open", "?") for id in ("good", "bad", "new"))
    picks = chosen([good, bad, new], at(), {"good": Tally(10, 9), "bad": Tally(10, 1)})
    assert picks[good] > picks[new] > picks[bad]
    assert picks[new] > len(SEEDS) / 10
    assert picks[good] > 10 * picks[bad]


def test_what_another_room_has_today_is_rather_put_than_what_is_unspent() -> None:
    one, other = Prompt("one", 1, "open", "?"), Prompt("other", 1, "open", "?")
    picks = chosen([one, other], at(elsewhere={"one"}))
    assert picks[one] > 2 * picks[other] > 0


@given(st.integers(), st.floats(0, 1), st.sampled_from(["lull", "nobody", "one_voice"]))
def test_the_same_seed_gives_the_same_question(seed: int, elapsed: float, why: str) -> None:
    situation = at(elapsed=elapsed, why=why)
    assert next_question(DECK, situation, {}, seed) == next_question([*reversed(DECK)], situation, {}, seed)
