"""The questions that one evening has to choose from: the deck's, the community's own, and what its guests bring."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from bot.core.community.card import Card
from bot.core.community.settings import FIELDS
from bot.core.lifecycle.mixer import Mixer
from bot.core.questions.deck import GUEST, OF_A_FIELD, Brought, Prompt
from bot.ports import Catalogue, Ledger

AMONG = 4
"""From how many people in a room on “somebody here” is nobody in particular."""
UNASKED = frozenset({"home", "between", "other"})
"""Fields of work of which there is nothing to ask, or too much."""


async def deck_for(mixer: Mixer, catalogue: Catalogue, ledger: Ledger) -> list[Prompt]:
    """The deck of its language without what its server has switched off, the server's own, and the evening's first."""
    off = await ledger.switched_off(mixer.guild_id)
    bundled = catalogue.deck(mixer.language)
    own = await ledger.own_questions(mixer.guild_id)
    opening = [_prompt(one) for one in mixer.brought if not one.by and one.id not in {prompt.id for prompt in own}]
    kept = [prompt for prompt in bundled if prompt.id not in off]
    # A server that has switched off everything still has evenings that begin with a question.
    return [*(kept if any(prompt.first for prompt in kept) else bundled), *own, *opening]


def of_guests(mixer: Mixer, catalogue: Catalogue, here: Collection[int], cards: Mapping[int, Card]) -> Iterator[Prompt]:
    """What those who are here would like to ask, and what they let be shown or asked about, as questions.

    `cards` are those of the people here. What speaks of somebody waits until there are enough for it to be anybody.
    """
    for one in mixer.brought:
        if one.by in here and one.shown:
            yield _prompt(one)
    if len(here) < AMONG:
        return
    for guest in mixer.guests:
        if guest.user_id in here and guest.answer:
            text = catalogue.bare(mixer.language, "guests.answer", answer=guest.answer)
            yield Prompt(f"{GUEST}answer-{guest.user_id}", 1, "open", text)
    for field in sorted({card.field for card in cards.values() if card.ask_field and card.field} - UNASKED):
        named = catalogue.bare(mixer.language, f"field.{field}") if field in FIELDS else field
        text = catalogue.bare(mixer.language, "guests.field", field=named)
        yield Prompt(f"{OF_A_FIELD}{field}", 1, "open", text, family=OF_A_FIELD)


def _prompt(one: Brought) -> Prompt:
    return Prompt(one.id, 1, "open", one.text)
