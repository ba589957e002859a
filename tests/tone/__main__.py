"""Makes the soft tone, one second of wood: `python -m tests.tone wood.wav`; data/tone/SOURCE.md says how it became MP3.

A mallet of felt on a bar of wood: a few partials as a bar of that kind has them, the higher the sooner gone. It comes
in over 15 ms and is faded out to nothing, and is so low that nobody starts.
"""

from __future__ import annotations

import sys
import wave
from array import array
from math import cos, exp, pi, sin

RATE, SECONDS = 44_100, 1.0
PEAK = 0.12
"""Of full scale: about -18 dB. Discord is told to play it at half of that (`bot/adapters/discord/tone.py`)."""
RISE, FALL = 0.015, 0.25
"""Seconds of fading in and out."""
PITCH = 392.0
"""Hertz: the G above middle C, where voices are and nothing is shrill."""
PARTIALS = ((1.0, 1.0, 0.16), (3.9, 0.22, 0.06), (9.2, 0.05, 0.02))
"""Each a multiple of the pitch, how strong it is, and after how many seconds a third of it is left."""


def samples() -> array[int]:
    """One channel of signed 16-bit samples."""
    raw = [_struck(n / RATE) for n in range(int(RATE * SECONDS))]
    loudest = max(map(abs, raw))
    return array("h", (round(one / loudest * PEAK * 32_767) for one in raw))


def _struck(at: float) -> float:
    ringing = sum(strength * exp(-at / length) * sin(2 * pi * PITCH * of * at) for of, strength, length in PARTIALS)
    return _eased(at / RISE) * _eased((SECONDS - at) / FALL) * ringing


def _eased(share: float) -> float:
    """From 0 to 1 without a corner at either end."""
    return 0.5 - 0.5 * cos(pi * min(1.0, max(0.0, share)))


def write(path: str) -> None:
    """Write the tone as a WAV file."""
    with wave.open(path, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples().tobytes())


if __name__ == "__main__":
    write(sys.argv[1])
