"""What people say about themselves when they sign up, drawn from the seed: lines, fields of work, languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

WORK = (
    ("care", "nurse, nine years of nights behind me", "看護師です。夜勤は卒業しました"),
    ("it", "write software, used to mend bicycles", "エンジニア一年生です"),
    ("teaching", "taught maths for years, now learning to draw", "数学を教えていました"),
    ("service", "left a bank to bake bread", "パン屋で修業中です"),
    ("making", "happiest with a soldering iron in my hand", "ものづくりが好きです"),
    ("office", "keep other people's books, would like to write one", "経理ひとすじ、そろそろ次へ"),
    ("design", "draw maps, mostly of places that do not exist", "地図を描いています"),
    ("between", "between two jobs, and rather enjoying it", "転職活動のお休み中です"),
)
"""A field of work by its key in the bot's form, and what somebody there might say in English or in Japanese."""
ANSWERS = (
    "I would like to hear how others dared.",
    "My contract ends in June.",
    "I changed once, and may again.",
    "Nobody at home wants to hear about it any more.",
)
CALLED = {"it": "software", "making": "manufacturing", "office": "an office", "between": "no job just now"}
"""How a field is called where its key says too little."""
COMFORT = {"free": "likes to talk", "listen": "mostly listens", "text": "writes first"}
TONGUES = {"en": "English", "ja": "Japanese", "es": "Spanish", "de": "German", "fr": "French", "ko": "Korean"}
MIXED = 9
"""So many people sit in several rooms, so that not everybody needs to speak English."""


@dataclass(frozen=True, slots=True)
class Card:
    """What somebody fills in; the line is for those they sit with, the rest for the bot alone."""

    field: str
    languages: tuple[str, ...]
    comfort: str
    about: str = ""
    answer: str = ""

    @property
    def filled(self) -> dict[str, object]:
        """The form's fields."""
        lists = {"field": [self.field], "ways": [self.comfort, *self.languages]}
        return {"about": self.about, "answer": self.answer, **lists}

    @property
    def told(self) -> str:
        """What is handed in, and who gets to see what of it."""
        line = f"“{self.about}”, for those they will sit with" if self.about else "no line about themselves"
        spoken = " and ".join(TONGUES[code] for code in self.languages)
        work = CALLED.get(self.field, self.field)
        return f"{line}; for the bot alone: {work}, {spoken}, {COMFORT[self.comfort]}"


def deal(early: Sequence[str], late: Sequence[str], locales: Mapping[str, str], seed: int) -> dict[str, Card]:
    """A card for everyone. Every field of work comes more than once, so that it matters how people are split."""
    dice, people = Random(f"{seed} cards"), [*early, *late]
    work = dice.sample(WORK, min(len(WORK), max(4, len(people) // 2)))
    languages = _languages(early, late, locales, dice)
    cards: dict[str, Card] = {}
    for number, person in enumerate(dice.sample(people, len(people))):
        field, line, japanese = work[number % len(work)]
        about = line if "en" in languages[person] else japanese
        answer = dice.choice(ANSWERS) if "en" in languages[person] and dice.random() < 0.6 else ""
        comfort = dice.choices(list(COMFORT), weights=(5, 3, 1))[0]
        # One of each field says something about themselves, so that no line comes twice.
        cards[person] = Card(field, languages[person], comfort, about if number < len(work) else "", answer)
    return cards


def _languages(
    early: Sequence[str], late: Sequence[str], locales: Mapping[str, str], dice: Random
) -> dict[str, tuple[str, ...]]:
    """Nearly everybody speaks English, and some nothing but Japanese, with others who speak both."""
    own = {person: locales[person].split("-")[0] for person in (*early, *late)}
    spoken = {person: ("en",) if code == "en" or code not in TONGUES else ("en", code) for person, code in own.items()}
    if len(early) >= MIXED:
        japanese = [person for person in early if own[person] == "ja"]
        only = dice.sample(japanese, min(2, len(japanese)))
        others = [person for person in early if own[person] != "ja"]
        spoken |= dict.fromkeys(dice.sample(others, min(3, len(others))), ("en", "ja")) | dict.fromkeys(only, ("ja",))
    return spoken
