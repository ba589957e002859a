"""The soft tone: what is shipped is what Discord takes, and soft from its first sample to its last."""

from __future__ import annotations

from itertools import pairwise

from bot.adapters.shipped import shipped_bytes
from bot.sandbox.rules.sounds import LARGEST, seconds_of
from tests.tone.__main__ import PEAK, RATE, samples


def test_what_is_shipped_is_short_and_small() -> None:
    wood = shipped_bytes("tone/wood.mp3")
    assert wood.startswith(b"\xff\xfb")  # the only beginning but ID3 that discord.py takes for MP3
    assert 0.9 < seconds_of(wood) < 1.2
    assert len(wood) < LARGEST / 10


def test_it_comes_and_goes_without_a_crack() -> None:
    made, full = samples(), 32_767
    assert max(map(abs, made)) <= PEAK * full + 1
    assert max(map(abs, made[: RATE // 1000])) < 0.01 * full  # nobody starts at its first millisecond
    assert max(map(abs, made[-RATE // 100 :])) < 0.001 * full
    steps = (abs(after - before) for before, after in pairwise(made))
    assert max(steps) < 0.05 * full
