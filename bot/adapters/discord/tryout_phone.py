"""What of a question reaches a phone: a post in the room's chat, the status line and the soft tone, tried together.

What is heard and what a phone shows no bot can know: whoever plays the tryout is asked, with the owner in the room.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import discord

from bot.adapters.discord.leftovers import NAME
from bot.adapters.discord.tone import EMOJI, FILE, VOLUME
from bot.adapters.shipped import shipped_bytes
from bot.core.lifecycle.wanted_post import PostKind
from bot.core.reconcile.acts import Say, ShowStatus
from bot.core.text import Question, Text
from bot.ports import Tone
from bot.ui.catalogue import texts

Ask = Callable[[str], Awaitable[bool | None]]
"""Asks whoever plays the tryout something; yes, no, or None where they do not know."""
WORDS = "Engawa tryout: can you see this?"
"""What is posted and stands on the status line."""
PREVIEW, TONE, STATUS = "preview", "tone", "status"
QUESTIONS = {
    PREVIEW: f"While it showed the call, did the phone show that “{WORDS}” was written in the room's chat?",
    TONE: "Did you hear a soft tone of wood in the call just now?",
    STATUS: f"Does “{WORDS}” stand below the room's name, in the list of channels or in the call?",
}
SHOWN = {
    PREVIEW: "a phone shows a post in the room's chat",
    TONE: "a phone plays the soft tone",
    STATUS: "a phone shows the status line",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody said that their phone showed, None where they did not say."""

    what: str
    answer: bool | None


def question_in(room_id: int) -> tuple[Say, ShowStatus]:
    """A question as a room gets it: a post that is not silent, and the status line."""
    question = Question("", own=WORDS)
    post = Text("room.ask", {"question": question})
    return Say(PostKind.ASK.key(1, 1), room_id, post), ShowStatus(1, room_id, question)


def lacking(tone: Tone, guild_id: int) -> str:
    """The permissions that keep the tone from being tried, in words; empty if none does."""
    return ", ".join(texts("en")[f"permission.{name}"] for name in tone.lacks(guild_id))


async def put(guild: discord.Guild) -> int:
    """Put a tone of the tryout's own on the soundboard. Raises discord.py's errors."""
    made = await guild.create_soundboard_sound(name=NAME, sound=shipped_bytes(FILE), volume=VOLUME, emoji=EMOJI)
    return made.id


async def ask_all(ask: Ask, *, sounded: bool) -> list[Shown]:
    """Ask what the phone showed; not for a tone that was not played."""
    asked = [what for what in QUESTIONS if sounded or what != TONE]
    return [Shown(what, await ask(QUESTIONS[what])) for what in asked]


def facts(shown: list[Shown]) -> Iterator[tuple[str, object]]:
    """The answers, as a sandbox takes them for its world, and as people read them beside."""
    told = {one.what: one.answer for one in shown if one.answer is not None}
    if told:
        yield "phone", told
    if told.get(TONE) is False:
        yield "unheard_sounds", True
