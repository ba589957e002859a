"""`make deck`: every sentence of both decks as people read it, with three common grounds of each kind it bears."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping

from bot.core.community.settings import LANGUAGES
from bot.core.questions.deck import GROUND, Prompt
from bot.core.questions.ground import KINDS, GroundKind
from bot.ui.catalogue import closings, deck

GROUNDS: Mapping[str, Mapping[GroundKind, tuple[str, str, str]]] = {
    "en": {
        "group": ("first-time founders", "women in management", "people thinking of a new job"),
        "topic": ("changing careers", "career change", "working nights"),
        "joined": ("Meet Career", "the Porch membership", "our book club"),
    },
    "ja": {
        "group": ("転職を考えている人", "営業職", "ミートキャリアの有料会員"),
        "topic": ("転職", "子育てと仕事", "夜勤のある働き方"),
        "joined": ("ミートキャリア", "朝活の会", "オンラインの読書会"),
    },
}
"""What hosts type, by language and kind."""


def sentences(language: str, prompt: Prompt) -> Iterator[tuple[str, str]]:
    """A question as it reads: the kind of common ground, and the sentence; without one, the sentence alone."""
    if not prompt.needs_ground:
        yield "", prompt.text
    for kind in KINDS:
        if prompt.needs_ground and prompt.bears(kind):
            yield from ((kind, prompt.text.replace(GROUND, ground)) for ground in GROUNDS[language][kind])


def main() -> int:
    """Print the table."""
    for language in LANGUAGES:
        for prompt in (*deck(language), *closings(language)):
            marks = (str(prompt.depth), prompt.shape, "first" if prompt.first else "", prompt.when, prompt.family)
            sys.stdout.write(f"\n{prompt.id}  ({', '.join(filter(None, marks))})\n")
            for kind, sentence in sentences(language, prompt):
                sys.stdout.write(f"  {kind:7}{sentence}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
