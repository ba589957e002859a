"""/mixer recap: the host's own look back, at once."""

from __future__ import annotations

import asyncio

import pytest

from bot.core.afterwards.recap import Recap
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
    await rate(evening, GUESTS[0], 0, "lovely")
    shown = await recap(evening)
    assert shown.picture
    assert shown.alt is not None
    assert "recap.remarks" in keys(shown)
    assert not letters_of(evening, "recap")
    await evening.run_for(minutes(12))
    ((_, letter),) = letters_of(evening, "recap")
    assert letter.texts == shown.texts


async def test_it_is_the_last_evening_that_they_hosted_here() -> None:
    evening = await over(Evening())
    await rate(evening, GUESTS[0], 0)
    assert "recap.feedback" in keys(await recap(evening))
    await over(evening)
    assert "recap.feedback" not in keys(await recap(evening))


async def test_nobody_else_sees_it_and_before_the_end_there_is_none() -> None:
    evening = Evening()
    with pytest.raises(Refusal) as none_yet:
        await evening.goodbyes.recap(evening.caller(HOST))
    await over(evening)
    with pytest.raises(Refusal) as not_theirs:
        await evening.goodbyes.recap(evening.caller(GUESTS[0]))
    assert {none_yet.value.text.key, not_theirs.value.text.key} == {"refusal.afterwards.none"}
    assert await evening.store.ledger.last_hosted(GUILD + 1, HOST) is None


class Drawing(Evening):
    """An evening whose pictures take a while."""

    at_once = most = 0

    async def draw(self, recap: Recap, language: str) -> bytes | None:
        """See Evening."""
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        for _ in range(5):
            await asyncio.sleep(0)
        self.at_once -= 1
        return await super().draw(recap, language)


async def test_however_often_it_is_asked_for_one_picture_is_drawn_at_a_time() -> None:
    evening = Drawing()
    await over(evening)
    pressed = [evening.goodbyes.recap(evening.caller(HOST)) for _ in range(30)]
    assert len(await asyncio.gather(*pressed)) == len(evening.drawn) == 30
    assert evening.most == 1
