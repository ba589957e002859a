"""The questions that one evening has to choose from: the deck's, the community's own, and what its guests bring."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from bot.core.lifecycle.mixer import Mixer
from bot.core.questions.deck import GUEST, Brought, Prompt
from bot.ports import Catalogue, Ledger


async def deck_for(mixer: Mixer, catalogue: Catalogue, ledger: Ledger) -> list[Prompt]:
    """The deck of its language without what its server has switched off, the server's own, and the evening's first."""
    off = await ledger.switched_off(mixer.guild_id)
    bundled = catalogue.deck(mixer.language)
    own = await ledger.own_questions(mixer.guild_id)
    opening = [_prompt(one) for one in mixer.brought if not one.by and one.id not in {prompt.id for prompt in own}]
    kept = [prompt for prompt in bundled if prompt.id not in off]
    # A server that has switched off everything still has evenings that begin with a question.
    return [*(kept if any(prompt.first for prompt in kept) else bundled), *own, *opening]


def of_guests(mixer: Mixer, catalogue: Catalogue, here: Collection[int]) -> Iterator[Prompt]:
    """What those who are here would like to ask, and what they let be shown of themselves, as questions."""
    for one in mixer.brought:
        if one.by in here and one.shown:
            yield _prompt(one)
    for guest in mixer.guests:
        if guest.user_id in here and guest.answer:
            text = catalogue.bare(mixer.language, "guests.answer", answer=guest.answer)
            yield Prompt(f"{GUEST}answer-{guest.user_id}", 1, "open", text)


def _prompt(one: Brought) -> Prompt:
    return Prompt(one.id, 1, "open", one.text)
