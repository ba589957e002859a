"""The picture of an evening, drawn in a process of its own: the library and its memory never come near the bot."""

from __future__ import annotations

import asyncio
import pickle
import sys
from asyncio.subprocess import PIPE
from dataclasses import dataclass

from bot.core.afterwards.recap import Recap

LONGEST_DRAWING = 30.0
"""Seconds a picture may take; it takes about one."""


@dataclass(frozen=True, slots=True)
class Words:
    """What is written on the picture, beside what people typed, in the reader's language."""

    heading: str
    """The line under the mixer's title."""
    minutes: str
    talk: str
    silence: str
    unheard: str
    revived: str
    not_revived: str
    unjudged: str
    wished: str


class PictureFailed(Exception):
    """There is no picture, and why; the recap is good without one."""


async def picture(recap: Recap, words: Words) -> bytes:
    """The evening as a PNG. Raises PictureFailed if it cannot be drawn in time; leaves no process behind."""
    command = (sys.executable, "-m", __name__)
    try:
        artist = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    except OSError as error:
        raise PictureFailed(str(error)) from error
    try:
        async with asyncio.timeout(LONGEST_DRAWING):
            drawn, said = await artist.communicate(pickle.dumps((recap, words)))
    except TimeoutError as error:
        raise PictureFailed(f"not drawn within {LONGEST_DRAWING:.0f} seconds") from error
    finally:
        if artist.returncode is None:
            artist.kill()
            await artist.wait()
    if artist.returncode:
        raise PictureFailed(said.decode(errors="replace").strip().rpartition("\n")[2])
    return drawn
