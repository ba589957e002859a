"""How a community's evenings have gone over weeks: counts of each, which name nobody."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import astuple, dataclass, replace
from datetime import datetime, timedelta, tzinfo

from bot.core.afterwards.farewell import FEWEST_VOICES, Sitting, recap_of
from bot.core.afterwards.recap import Feedback
from bot.core.lifecycle.mixer import Mixer
from bot.core.questions.deck import Prompt, Tally

TURNOUTS_KEPT = timedelta(days=365)
"""How long the counts of an evening are kept after its end."""
MOST_EVENINGS = 10
"""Evenings that are shown side by side: a phone shows so many without scrolling."""
MOST_REVIVERS = 3
"""Questions that are named because they revive talk."""
FEWEST_SEEN = FEWEST_VOICES + 1
"""Voices from which on every host sees how it was: any host may have been one of them, and knows what they said."""
FEWEST_PUT = 3
"""How often a question must have been put to be one of them: what worked once may have been chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """An evening in counts: `at` is its end in UTC; `feedback` is None unless its host has been told how it was."""

    mixer_id: str
    title: str
    at: datetime
    came: int
    again: int
    """How many of those who came had sat at a mixer here before, as far as that is still known."""
    questions: int
    """How many questions were put after the first ones."""
    revived: int
    """How many of these are known to have brought talk back."""
    feedback: Feedback | None = None


@dataclass(frozen=True, slots=True)
class Weeks:
    """The last evenings of a community, oldest first; their days are those of `zone`."""

    turnouts: tuple[Turnout, ...]
    zone: tzinfo


def turnout_of(mixer: Mixer, sittings: Collection[Sitting], before: Collection[int]) -> Turnout:
    """The counts of an evening that is over; `before` are those of its people who had sat at another."""
    recap = recap_of(mixer, sittings, {})
    return Turnout(
        mixer_id=mixer.id,
        title=mixer.title,
        at=mixer.ended_at or mixer.closes_at,
        came=recap.came,
        again=len({user for _, _, user in sittings} & set(before)),
        questions=recap.questions,
        revived=recap.revived,
    )


def for_any_host(turnout: Turnout) -> Turnout:
    """The counts as any host of the server may see them, whoever hosted the evening."""
    enough = turnout.feedback is not None and sum(astuple(turnout.feedback)) >= FEWEST_SEEN
    return turnout if enough else replace(turnout, feedback=None)


def revivers(deck: Iterable[Prompt], tallies: Mapping[str, Tally]) -> list[tuple[Prompt, Tally]]:
    """The questions after which talk comes back most often, the best first.

    One more success and one more failure are added to each, so that few tries weigh little (Laplace's rule).
    """
    known = [(prompt, tallies[prompt.id]) for prompt in deck if prompt.id in tallies]
    tried = [(prompt, tally) for prompt, tally in known if tally.put >= FEWEST_PUT and tally.worked]
    best = sorted(tried, key=lambda one: (-(one[1].worked + 1) / (one[1].put + 2), one[0].id))
    return best[:MOST_REVIVERS]
