"""Who comes and who does what, all drawn from the seed before the evening begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from bot.demo.cards import ANSWERS, Card, deal

TITLE = "An Evening on the Porch"
GROUNDS = ("changing careers", "career changers", "the Meet Career membership")
"""What all have in common, by the seed: a topic, what people are, or what they joined."""
ROOM_SIZE = 4
COMING = (
    "On my way!",
    "My first time here. I will mostly listen.",
    "Just a minute, the kettle is on.",
    "Count me in.",
    "Been looking forward to this all week.",
    "Hello! I hope I am not too early.",
    "I only have my phone, is that fine?",
    "A bit nervous, but I am coming.",
)
TALK = (
    "I was a nurse for nine years. Now I write software.",
    "I left a bank to bake bread. The hours are much the same.",
    "Mostly curious how the others made the jump.",
    "I will just listen tonight, but I am glad to be here.",
    "It took me three tries to hand in my notice.",
    "I still miss my old colleagues.",
    "Nobody told me how much I would have to unlearn.",
    "The first month I understood about half of every meeting.",
    "I made a list of what I liked about work. It was short, and it helped.",
    "A friend asked, and I said yes too fast.",
    "From teaching to product design. Oddly similar.",
    "I thought I was the only one who felt like that!",
    "What helped me was trying it one evening a week first.",
    "I kept the old job for a year, just in case.",
    "I wanted to work with my hands again.",
    "Same here. I did not tell anyone for months.",
    "Still in the middle of it, to be honest.",
    "The new job came by chance, the courage did not.",
)
PARTING = (
    "That went quickly. See you all!",
    "Lovely to meet you.",
    "Thank you, this was kinder than I expected.",
    "I take home that nobody has a plan.",
    "Until next time!",
    "So good to hear that it is not just me.",
)
REMARK = "I came out of curiosity, and would come again for the people."
THANKS = (
    "Thank you for hosting, {host}!",
    "Good night, everyone.",
    "Same time next week?",
    "That was worth the nerves.",
)


@dataclass(frozen=True, slots=True)
class Cast:
    """The people by id. Everyone but the organiser takes part; the four lists do not overlap."""

    organiser: str
    host: str
    early: tuple[str, ...]
    """In the lobby in time, the host among them, in the order in which they come."""
    late: tuple[str, ...]
    restless: str
    """Hangs up without a word, and comes back."""
    meddler: str
    """Tries what only hosts may do."""
    seed: int
    cards: Mapping[str, Card] = field(default_factory=dict[str, Card])
    """What everybody says about themselves in the form."""
    open: str = ""
    """Lets the others see their answer; reads English."""

    @property
    def english(self) -> tuple[str, ...]:
        """Those in time who speak English, in which this evening's lines are written."""
        return tuple(person for person in self.early if person in self.cards and "en" in self.cards[person].languages)

    @property
    def guests(self) -> tuple[str, ...]:
        """Everyone who takes part."""
        return self.early + self.late

    @property
    def ground(self) -> str:
        """What all have in common."""
        return GROUNDS[self.seed % len(GROUNDS)]

    def dice(self, scene: str) -> Random:
        """A scene's own dice, so that what one scene draws does not depend on when another does."""
        return Random(f"{self.seed} {scene}")


def draw(organiser: str, people: Sequence[tuple[str, str]], seed: int) -> Cast:
    """Give everyone a part. `people` are ids with locales; the host speaks the language of the demo, English."""
    dice = Random(seed)
    speakers = [person for person, locale in people if locale.startswith("en")]
    host = dice.choice(speakers)
    others = [person for person, _ in people if person != host]
    dice.shuffle(others)
    late = tuple(others[: max(1, len(people) // 6)])
    early = others[len(late) :]
    restless, meddler = early[0], early[-1]
    order = [host, *early]
    dice.shuffle(order)
    cards = deal(order, late, dict(people), seed)
    readers = [person for person in order if person in speakers and person != host] or [host]
    open = next((person for person in readers if cards[person].answer), readers[0])
    cards[open] = replace(cards[open], answer=cards[open].answer or ANSWERS[0])
    return Cast(organiser, host, tuple(order), late, restless, meddler, seed, cards, open)
