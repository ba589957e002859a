"""/mixer recap over weeks: a server's last evenings side by side, for its hosts, in counts alone."""

from __future__ import annotations

import pytest

from bot.core.afterwards.recap import Feedback
from bot.core.afterwards.weeks import MOST_EVENINGS
from bot.core.community.settings import Community
from bot.core.posts.weeks import evenings
from bot.core.text import Answer, Illustrated, Refusal
from tests.engine.afterwards.goodbyes import keys, over, rate
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes


async def weeks(evening: Evening, user: int = HOST) -> Answer:
    return await evening.ask(lambda _: evening.goodbyes.weeks(evening.caller(user)))


async def test_those_who_came_before_are_counted_as_come_again() -> None:
    evening = await over(Evening(), *GUESTS[:4])
    await over(evening, *GUESTS[:6])
    shown = await weeks(evening)
    assert isinstance(shown, Illustrated)
    assert shown.picture
    ((drawn, language),) = evening.looked_back
    assert [(one.came, one.again) for one in drawn.turnouts] == [(5, 0), (7, 5)], "with the host"
    assert language == "en"
    assert shown.alt == evenings(drawn)


@pytest.mark.parametrize(("voices", "seen"), [(3, None), (4, Feedback(4, 0, 0))])
async def test_how_it_was_stands_there_once_its_host_has_been_told(voices: int, seen: Feedback | None) -> None:
    evening = await over(Evening())
    for user in GUESTS[:voices]:
        await rate(evening, user, 0)
    await weeks(evening)
    await evening.run_for(minutes(12))
    await weeks(evening)
    before, after = [drawn.turnouts[0].feedback for drawn, _ in evening.looked_back]
    assert (before, after) == (None, seen), "another host may have been one of the three"


async def test_questions_that_revive_talk_are_named_with_how_often() -> None:
    evening = await over(Evening())
    good = evening.words.deck("en")[0].id
    for worked in (True, True, False):
        await evening.store.ledger.count(GUILD, good, worked=worked)
    shown = await weeks(evening)
    assert keys(shown) == ["weeks.head", "weeks.revivers"]
    assert "'count': 3, 'revived': 2" in repr(shown)


async def test_without_a_picture_the_numbers_stand_in_the_words() -> None:
    evening = await over(Evening())
    evening.picture = None
    shown = await weeks(evening)
    assert isinstance(shown, tuple)
    assert [text.key for text in shown] == ["weeks.head", "weeks.no_revivers", "weeks.evenings"]


async def test_only_hosts_see_it_and_before_the_first_end_there_is_nothing() -> None:
    evening = Evening()
    with pytest.raises(Refusal) as nothing:
        await evening.goodbyes.weeks(evening.caller())
    assert nothing.value.text.key == "refusal.weeks.none"
    await over(evening)
    with pytest.raises(Refusal) as not_host:
        await weeks(evening, GUESTS[0])
    assert not_host.value.text.key == "refusal.not_host"


async def test_only_the_last_ones_are_shown_and_their_days_are_the_servers() -> None:
    evening = Evening()
    await evening.store.keep_community(Community(guild_id=GUILD, time_zone="Asia/Tokyo"))
    for _ in range(MOST_EVENINGS + 1):
        await over(evening, *GUESTS[:3], length=10)
    await weeks(evening)
    ((drawn, _),) = evening.looked_back
    assert len(drawn.turnouts) == MOST_EVENINGS
    assert str(drawn.zone) == "Asia/Tokyo"
