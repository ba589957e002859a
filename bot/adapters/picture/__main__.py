"""The process that draws: a recap and its words come in, a PNG goes out."""

from __future__ import annotations

import os
import pickle
import sys

from bot.adapters.picture.drawing import draw

if __name__ == "__main__":
    if sys.platform != "win32":
        os.nice(10)  # an evening may still be going on next door
    recap, words = pickle.load(sys.stdin.buffer)
    sys.stdout.buffer.write(draw(recap, words))
