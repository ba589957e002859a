"""What the evening's talk comes to, by what the sandbox really sent: who spoke when, and every question in between."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf

from bot.demo.server import Json, Place
from bot.demo.telling import seconds

MINUTE = 60.0
WAY = 2.0
TALKERS, TALK = 2, 10.0
"""Talk is back if within a minute two people spoke for ten seconds in all."""


@dataclass(frozen=True, slots=True)
class Spurt:
    """Somebody transmitted in a channel without a pause."""

    user: str
    channel: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Question:
    """A question that the bot put to a room after the first; `wished` if somebody had pressed for it."""

    room: str
    channel: str
    at: float
    text: str
    wished: bool
    heard: bool = True
    """An ear was in the room."""

    def silence(self, spurts: Iterable[Spurt]) -> float | None:
        """Seconds since anybody had spoken there; 0 if somebody was speaking, None if nobody ever had."""
        before = [spurt.end for spurt in spurts if spurt.channel == self.channel and spurt.start <= self.at]
        return max(0.0, self.at - max(before)) if before else None

    def interrupts(self, spurts: Iterable[Spurt], way: float) -> bool:
        """Whether somebody was speaking and had been when the question set out, at most so many seconds before."""
        here = (spurt for spurt in spurts if spurt.channel == self.channel)
        return any(spurt.start < self.at - way and spurt.end > self.at for spurt in here)

    def answers(self, spurts: Iterable[Spurt]) -> list[Spurt]:
        """What was said there within a minute, in order."""
        found = [s for s in spurts if s.channel == self.channel and self.at < s.start < self.at + MINUTE]
        return sorted(found, key=lambda spurt: spurt.start)


@dataclass(frozen=True, slots=True)
class Talk:
    """All the talk of an evening."""

    spurts: Sequence[Spurt] = ()
    questions: Sequence[Question] = ()
    rooms: Mapping[str, str] | None = None
    """The rooms' names by id."""
    way: float = WAY
    """Seconds that a question may be on its way, in which somebody may begin to speak."""

    @property
    def unasked(self) -> list[Question]:
        """The questions that the bot put of its own accord."""
        return [question for question in self.questions if not question.wished]

    def mute(self) -> list[str]:
        """The rooms in which nobody spoke."""
        spoken = {spurt.channel for spurt in self.spurts}
        return [f"nobody spoke in {name}" for id, name in (self.rooms or {}).items() if id not in spoken]

    def interrupted(self) -> list[str]:
        """The questions that were put where somebody was heard to speak."""
        asked = [question for question in self.unasked if question.heard]
        return [f"in {q.room}: {q.text}" for q in asked if q.interrupts(self.spurts, self.way)]

    def unanswered(self) -> list[str]:
        """The questions after which talk did not come back, or that there was none."""
        return [f"not in {q.room}: {q.text}" for q in self.unasked if not _helped(q.answers(self.spurts))] or (
            [] if self.unasked else ["no question was put"]
        )

    def facts(self) -> dict[str, str]:
        """For the closing account."""
        total = sum(spurt.end - spurt.start for spurt in self.spurts)
        people = len({spurt.user for spurt in self.spurts})
        told = {"Talk": f"{people} people, {len(self.spurts)} times, {total / 60:.1f} minutes in all"}
        for number, question in enumerate(self.unasked):
            mark = f" ({number + 1})" if number else ""
            silence, answers = question.silence(self.spurts), question.answers(self.spurts)
            quiet = "from the beginning" if silence is None else f"for {silence:.1f} seconds"
            told[f"Gone quiet{mark}"] = f"{question.room}, {quiet}; then came “{question.text}”"
            told[f"Talk again{mark}"] = _came_back(question, answers) if answers else "no"
        if not self.interrupted():
            told["Interrupted"] = "nobody: no question came while anyone was speaking"
        return told


def _helped(answers: Sequence[Spurt]) -> bool:
    return len({spurt.user for spurt in answers}) >= TALKERS and _length(answers) >= TALK


def _length(answers: Iterable[Spurt]) -> float:
    return sum(spurt.end - spurt.start for spurt in answers)


def _came_back(question: Question, answers: Sequence[Spurt]) -> str:
    people = len({spurt.user for spurt in answers})
    began, length = seconds(answers[0].start - question.at), seconds(_length(answers))
    return f"{began} later: {people} people, {length} of talk within a minute"


def spurts_in(entries: Iterable[Json]) -> list[Spurt]:
    """Who spoke when and where, out of the sandbox's log."""
    found = [entry for entry in entries if entry["what"] == "spurt" and entry["channel"]]
    return [Spurt(str(e["user"]), str(e["channel"]), float(e["from"]), float(e["to"])) for e in found]


def questions_in(places: Iterable[Place], wished: Mapping[str, float], unheard: Collection[str] = ()) -> list[Question]:
    """Every question but the first of each room, in order.

    `wished` tells when somebody wished for one, by the room: the first after it is theirs. `unheard` are those, by the
    ids of their posts, that were put where no ear was.
    """
    found: list[Question] = []
    for place in places:
        pressed = wished.get(place.id, inf)
        for post in sorted(place.asked(), key=lambda post: post.at):
            theirs = post.at >= pressed
            pressed = inf if theirs else pressed
            text = post.content.strip("* \n")
            found.append(Question(place.name, place.id, post.at, text, theirs, post.id not in unheard))
    return sorted(found, key=lambda question: question.at)
