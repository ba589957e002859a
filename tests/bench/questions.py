"""A year of weekly evenings for twelve regulars, three rooms, five questions an hour: do the decks last?"""

from __future__ import annotations

import sys

from bot.core.community.settings import LANGUAGES
from bot.core.questions.deck import OWN, Prompt
from bot.core.questions.ground import KINDS
from bot.ui.catalogue import deck
from tests.year import year

SEEDS = range(5)
OWNS = [Prompt(f"{OWN}{n}", 1, "open", f"Question {n}?") for n in range(5)]


def main() -> int:
    """Print a line for each language and kind of common ground; 1 if one of the figures is not what is promised."""
    head = ("rooms", "stale firsts", "nothing left", "first rescue strange", "twins", "again in 8 weeks", "host's own")
    print(f"{'':12}" + "".join(f"{word:>22}" for word in head))
    kept = True
    for language in LANGUAGES:
        for kind in (*KINDS, None):
            told = [year([*deck(language), *OWNS], kind, seed=seed) for seed in SEEDS]
            sums = [
                sum(getattr(one, name) for one in told)
                for name in (
                    "rooms",
                    "stale_firsts",
                    "nothing_left",
                    "strange_first_rescues",
                    "twins",
                    "again",
                    "hosts",
                )
            ]
            kept &= not any((*sums[1:3], sums[3] if kind else 0, *sums[4:6]))
            print(f"{language} {kind or 'none':9}" + "".join(f"{number:>22}" for number in sums))
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
