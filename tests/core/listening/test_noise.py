"""Talk and steady noise are told apart by how packets differ in size; what is not sure counts as talk."""

from __future__ import annotations

from itertools import combinations, cycle, groupby, islice, pairwise

import pytest

from bot.core.listening.noise import BORROWED, LONG_HUSH, ORDINARY, OTHERS, PART, PARTS, Ordinary, Sizes, limit
from bot.core.listening.stall import LEAST_SILENCE
from bot.core.listening.talkspurts import LOOK
from tests.opus_sizes import Encoded, encoded

SECOND = PART * PARTS


def looks(sizes: list[int]) -> list[float]:
    track = Sizes()
    return [look for size in sizes if (look := track.add(size)) is not None]


def learned(*talks: list[int]) -> Ordinary:
    """Somebody who has said these, one after another."""
    ordinary = Ordinary()
    for talk in talks:
        track = Sizes()
        for size in talk:
            track.add(size)
        ordinary.learn(track)
    return ordinary


def steady_part(bound: float, sizes: list[int]) -> float:
    """The part of the looks at which it seems to be noise."""
    found = looks(sizes)
    return sum(look < bound for look in found) / len(found)


def longest_steady(bound: float, sizes: list[int]) -> int:
    """At how many looks in a row it seems to be noise."""
    found = groupby(look < bound for look in looks(sizes))
    return max((len(list(run)) for steady, run in found if steady), default=0)


def repeating(sizes: list[int]) -> float:
    """The part of packets that have the size of the one before."""
    return sum(a == b for a, b in pairwise(sizes)) / len(sizes)


MICROPHONES = encoded()
PADDED = [m for m in MICROPHONES if repeating(m.talk[:500]) > 1 / 8]
CHANGING = [m for m in MICROPHONES if m.noise == "breath"]
STEADY = [m for m in MICROPHONES if m not in [*PADDED, *CHANGING]]


@pytest.mark.parametrize("microphone", [m for m in MICROPHONES if m not in PADDED], ids=str)
def test_talk_is_not_taken_for_noise_for_as_long_as_the_bot_waits_before_it_asks(microphone: Encoded) -> None:
    bound = learned(microphone.talk[:500]).limit
    assert longest_steady(bound, microphone.talk[500:]) < LEAST_SILENCE / LOOK - PARTS / 2


@pytest.mark.parametrize("microphone", STEADY, ids=str)
def test_steady_noise_is_told_from_talk(microphone: Encoded) -> None:
    assert steady_part(learned(microphone.talk[:500]).limit, microphone.noise_only) > 0.9


@pytest.mark.parametrize("microphone", PADDED, ids=str)
def test_nothing_is_said_of_a_stream_that_is_padded_to_a_constant_rate(microphone: Encoded) -> None:
    assert learned(microphone.talk[:500]).limit == 0


def test_a_look_is_at_one_second_and_comes_five_times_a_second() -> None:
    assert looks([10, 30] * SECOND)[:1] == [0.5]
    assert len(looks([60] * SECOND)) == 1
    assert len(looks([60] * 2 * SECOND)) == 1 + PARTS


def test_a_few_words_are_not_enough_to_know_somebody() -> None:
    talk = STEADY[0].talk
    assert learned(talk[:SECOND]).limit == 0
    assert learned(talk[:500]).limit > 0


def test_packets_all_of_one_size_say_nothing() -> None:
    assert learned(*[[60] * 500] * 9).limit == 0


def test_a_microphone_that_is_open_from_the_start_teaches_nothing() -> None:
    hum = list(islice(cycle([60, 61, 62]), ORDINARY + 1))
    assert learned(hum, hum).limit == 0


def test_who_is_not_known_is_measured_by_the_least_lively_of_the_others() -> None:
    stranger, calm, lively = Ordinary(), Ordinary(limit=0.04), Ordinary(limit=0.07)
    everybody = [stranger, calm, lively]
    assert limit(stranger, everybody) == BORROWED * 0.04
    assert limit(lively, everybody) == 0.07
    assert limit(stranger, [stranger, lively]) == 0, "one other says too little of a stranger"
    assert limit(learned([60] * 500), everybody) == 0, "known to say nothing by sizes"


@pytest.mark.parametrize("stranger", [m for m in STEADY if m.bits_per_second == 64_000], ids=str)
def test_a_stranger_is_told_from_noise_whoever_the_others_are(stranger: Encoded) -> None:
    others = [m for m in MICROPHONES if m.bits_per_second == 64_000 and m is not stranger]
    known = [ordinary for ordinary in (learned(m.talk[:500]) for m in others) if ordinary.limit]
    for pair in combinations(known, OTHERS):
        bound = limit(Ordinary(), pair)
        assert longest_steady(bound, stranger.talk) < LONG_HUSH
        assert steady_part(bound, stranger.noise_only) > 0.6
