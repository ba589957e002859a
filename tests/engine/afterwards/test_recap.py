"""/mixer recap: the host's own look back, at once."""

from __future__ import annotations

import pytest

from bot.core.text import Illustrated, Refusal
from tests.engine.afterwards.goodbyes import keys, letters_of, over, rate
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes


async def recap(evening: Evening, user: int = HOST) -> Illustrated:
    """What somebody is shown who asks."""
    answer = await evening.ask(lambda _: evening.goodbyes.recap(evening.caller(user)))
    assert isinstance(answer, Illustrated)
    return answer


async def test_the_host_sees_at_once_what_the_recap_will_say_with_the_picture_and_is_sent_it_all_the_same() -> None:
    evening = await over(Evening())
    for user in GUESTS[:3]:
        await rate(evening, user, 0, "lovely")
    shown = await recap(evening)
    assert shown.picture
    assert shown.alt is not None
    assert keys(shown)[-1] == "recap.no_feedback", "how it was is told once, and not at a moment that the host chooses"
    assert not letters_of(evening, "recap")
    await evening.run_for(minutes(12))
    ((_, letter),) = letters_of(evening, "recap")
    assert letter.texts[:-2] == shown.texts[:-1]
    assert [text.key for text in letter.texts[-2:]] == ["recap.feedback", "recap.remarks"]
    assert (await recap(evening)).texts == shown.texts


async def test_it_is_the_last_evening_that_they_hosted_here() -> None:
    evening = await over(Evening())
    first = (await recap(evening)).texts[-1].values
    await evening.run_for(minutes(5))
    await over(evening)
    assert (await recap(evening)).texts[-1].values != first, "another evening's feedback is told at another time"


async def test_nobody_else_sees_it_and_before_the_end_there_is_none() -> None:
    evening = Evening()
    with pytest.raises(Refusal) as none_yet:
        await evening.goodbyes.recap(evening.caller(HOST))
    await over(evening)
    with pytest.raises(Refusal) as not_theirs:
        await evening.goodbyes.recap(evening.caller(GUESTS[0]))
    assert {none_yet.value.text.key, not_theirs.value.text.key} == {"refusal.afterwards.none"}
    assert await evening.store.ledger.last_hosted(GUILD + 1, HOST) is None
