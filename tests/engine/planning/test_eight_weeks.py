"""Eight weeks running, with the real questions: nobody is asked anything twice, and who comes again is greeted so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta

from bot.core.community.settings import Community
from bot.core.text import Answer
from bot.core.times.recurrence import Repeat
from bot.ui.catalogue import Messages
from tests.engine.planning.planned import HOUR, announce, keys, run_to, sign_up
from tests.evening import GUILD, Evening, minutes

WEEK = timedelta(weeks=1)
REGULARS = tuple(range(201, 208))
WEEKS = 8


class Asked:
    """Writes down who is put which question, beside the ledger that keeps it."""

    def __init__(self, evening: Evening) -> None:
        self.put: set[tuple[int, str, datetime]] = set()
        """Who, what, and when; what is put once in an evening can be written down more than once."""
        self._learn = evening.store.ledger.learn
        evening.store.ledger.learn = self.learn

    async def learn(self, guild_id: int, user_ids: Collection[int], question: str, at: datetime) -> None:
        """See ports.Ledger."""
        self.put |= {(user_id, question, at.replace(hour=0, minute=0, second=0, microsecond=0)) for user_id in user_ids}
        await self._learn(guild_id, user_ids, question, at)


async def again(evening: Evening, user_id: int, mixer_id: str) -> Answer:
    """Somebody presses Next time too."""
    return await evening.ask(lambda _: evening.use_cases.coming_again.again(evening.caller(user_id), mixer_id))


async def beside(evening: Evening, mixer_id: str, user_id: int) -> set[int]:
    """With whom somebody sat in an evening."""
    sat = await evening.store.ledger.sittings(GUILD, mixer_id)
    seats = {(round, room) for round, room, user in sat if user == user_id}
    return {user for round, room, user in sat if (round, room) in seats} - {user_id}


async def test_who_comes_every_week_is_asked_nothing_twice_and_greeted_as_one_who_has_been_here() -> None:
    evening = Evening(words=Messages(), ears=0)
    evening.store.communities[GUILD] = Community(guild_id=GUILD, lobby_id=evening.lobby)
    asked = Asked(evening)
    mixer = await announce(evening, repeat=Repeat.WEEKLY, length=60, common_ground="changing careers", room_size=4)
    told = [await sign_up(evening, user, mixer_id=mixer.id) for user in REGULARS]
    assert all("signup.new" in keys(answer) for answer in told)
    for week in range(WEEKS):
        newcomer, hour = 301 + week, HOUR + week * WEEK
        assert "signup.new" in keys(await sign_up(evening, newcomer, mixer_id=mixer.id))
        await run_to(evening, hour - minutes(1))
        evening.gather(*REGULARS, newcomer)
        await run_to(evening, hour + minutes(63))
        for user in (*REGULARS, newcomer):
            evening.venue.go(GUILD, user, None)
        for room in evening.store.mixers[mixer.id].rooms:
            shown = [room.questions.now, *(asking.question for asking in room.askings)]
            assert len({*shown}) == len(shown) >= 4
        company = await beside(evening, mixer.id, newcomer)
        assert len(company) == 3
        assert company <= {*REGULARS}
        told = [await again(evening, user, mixer.id) for user in REGULARS]
        assert all("signup.back" in keys(answer) for answer in told)
        mixer = max(evening.store.mixers.values(), key=lambda mixer: mixer.opens_at)
    each = Counter(user for user, *_ in asked.put)
    assert min(each[user] for user in REGULARS) >= 4 * WEEKS
    assert not [who for who, times in Counter((user, question) for user, question, _ in asked.put).items() if times > 1]
