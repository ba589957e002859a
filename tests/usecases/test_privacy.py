"""What is kept about somebody: they can see all of it, and have all of it deleted at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.core.community.card import Card
from bot.core.lifecycle.mixer import Phase
from bot.core.seating import Comfort
from bot.core.text import People, Phrase, Refusal, Text
from tests.engine.planning.planned import (
    HOUR,
    announce,
    coming,
    keys,
    labels,
    messages,
    planning,
    press,
    run_to,
    sign_up,
    waiting,
    withdraw,
)
from tests.evening import GUILD, Evening, check, minutes

PEOPLE = tuple(range(9_000_001, 9_000_007))
"""Ids that are found in nothing else."""
ME, OTHER = PEOPLE[:2]
TRACES = ("I bake", "a new start", "bread and cake")


async def shown(evening: Evening, user: int = ME) -> list[Text]:
    """What /privacy show says."""
    return [*await evening.members.show_me(evening.caller(user))]


async def forget(evening: Evening, user: int = ME) -> Text:
    """What /privacy forget says, and does."""
    return await evening.ask(lambda _: evening.members.forget_me(evening.caller(user)), starting=True)


async def well_known() -> Evening:
    """An evening in the evening's hour in which one person has left every trace they can."""
    evening = planning()
    await announce(evening, "2000", capacity=5)
    await announce(evening, "3000", title="Coffee", capacity=3)
    tea, coffee = evening.store.mixers
    card: dict[str, Any] = {
        "about": "I bake",
        "answer": "a new start",
        "may_show": True,
        "field": "bread and cake",
        "remind": True,
    }
    await sign_up(evening, ME, mixer_id=tea, languages=frozenset({"ja", "en"}), comfort=Comfort.LISTEN, **card)
    await sign_up(evening, *PEOPLE[1:], mixer_id=tea)
    await sign_up(evening, ME, *PEOPLE[1:4], mixer_id=coffee)
    await evening.members.avoid(evening.caller(ME), 666, avoids=True)
    await evening.members.avoid(evening.caller(OTHER), ME, avoids=True)
    await evening.members.hear_me(evening.caller(ME), may=False)
    await run_to(evening, evening.store.mixers[tea].opens_at - minutes(1))
    evening.gather(*PEOPLE[:4])
    await evening.run_for(minutes(3))
    return evening


async def test_somebody_unknown_is_told_so() -> None:
    evening = planning()
    assert [text.key for text in await shown(evening)] == ["privacy.head", "privacy.counts", "privacy.foot"]


async def test_all_that_is_kept_is_shown_and_nothing_of_what_others_wish() -> None:
    evening = await well_known()
    texts = {text.key: text.values for text in await shown(evening)}
    assert texts["privacy.about"] == {"text": "I bake"}
    assert texts["privacy.answer"] == {"text": "a new start"}
    assert texts["privacy.field"] == {"field": "bread and cake"}
    assert texts["privacy.languages"] == {"languages": Phrase(("spoken.en", "spoken.ja"))}
    assert texts["privacy.comfort"] == {"comfort": Phrase(("comfort.listen",))}
    assert texts["privacy.avoids"] == {"people": People((666,))}
    assert texts["privacy.counts"]["sittings"] == 1
    assert "privacy.no_ears" in texts
    titles = [text.values["title"] for text in await shown(evening) if text.key == "privacy.coming"]
    assert titles == ["Tea", "Coffee"]
    others = {text.key: text.values for text in await shown(evening, 666)}
    assert "privacy.avoids" not in others


async def test_a_field_of_ours_is_shown_in_words() -> None:
    evening = planning()
    await evening.members.keep_card(evening.caller(ME), Card(field="care"))
    (line,) = [text for text in await shown(evening) if text.key == "privacy.field"]
    assert line.values["field"] == Phrase(("field.care",))


async def test_forgetting_deletes_everything_at_once() -> None:
    evening = await well_known()
    tea, coffee = evening.store.mixers.values()
    assert tea.phase is Phase.OPEN
    assert (await forget(evening)).key == "privacy.forgotten"
    left = [text for text in await shown(evening) if text.key not in {"privacy.head", "privacy.foot"}]
    assert [text.values for text in left] == [{"sittings": 0, "questions": 0}]
    tea, coffee = evening.store.mixers.values()
    assert ME not in coming(tea) + waiting(tea) + coming(coffee) + waiting(coffee)
    assert coming(coffee) == [*PEOPLE[1:4]], "who waited has moved up"
    on_disk = repr([evening.store.mixers, vars(evening.store.ledger)])
    assert not [trace for trace in TRACES if trace in on_disk]
    assert str(ME) not in repr([{**mixer.posts} for mixer in evening.store.mixers.values()])
    assert await evening.store.ledger.avoids_of(GUILD, ME) == frozenset()
    assert await evening.store.ledger.avoids_of(GUILD, OTHER) == {ME}, "the wishes of others are theirs"
    assert ME not in await evening.store.ledger.refusers(GUILD)


async def test_forgetting_takes_back_what_rooms_were_told() -> None:
    evening = await well_known()
    assert "I bake" in repr([message.texts[-1] for message in messages(evening, "welcome")])
    await forget(evening)
    await evening.run_for(timedelta(seconds=5))
    assert "I bake" not in repr([message.texts[-1] for message in messages(evening, "welcome")])
    assert ME in evening.people, "nobody is thrown out"
    await run_to(evening, evening.now + minutes(70))
    (tea, coffee) = evening.store.mixers.values()
    assert tea.finished
    assert str(ME) not in repr([tea.guests, tea.signups, coffee.guests, coffee.signups])


async def test_an_offer_from_before_does_not_bring_a_card_back() -> None:
    evening = planning()
    await announce(evening)
    offer = await sign_up(evening, ME, answer="a new start")
    other = await sign_up(evening, OTHER, answer="bread")
    await forget(evening)
    for label in labels(offer):
        with pytest.raises(Refusal, match=r"offer\.old"):
            await press(evening, offer, label, by=ME)
    assert await evening.store.ledger.card(GUILD, ME) is None
    assert keys(await press(evening, other, "offer.show", by=OTHER)) == ["signup.in", "signup.shown"]


@pytest.mark.parametrize("turns", range(12))
async def test_a_direct_message_under_way_at_that_moment_breaks_nothing(
    turns: int, caplog: pytest.LogCaptureFixture
) -> None:
    evening = planning()
    await announce(evening)
    await sign_up(evening, ME, remind=True)
    await run_to(evening, HOUR - minutes(15) - timedelta(seconds=1))
    evening.venue.turns = 3
    evening.now += timedelta(seconds=2)
    await evening.conductor.settle(evening.mixer.id)
    for _ in range(turns):
        await asyncio.sleep(0)
    await evening.members.forget_me(evening.caller(ME))
    await evening.run_for(minutes(1))
    await sign_up(evening, ME, remind=True)
    await evening.run_for(minutes(2))
    assert len(messages(evening, "direct")) <= 1, "nobody is reminded twice"
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


async def test_other_servers_keep_what_they_know() -> None:
    evening = planning()
    evening.furnish(2)
    await evening.members.keep_card(evening.caller(ME, guild_id=2), Card(about="I bake"))
    await evening.members.keep_card(evening.caller(ME), Card(about="I sing"))
    await forget(evening)
    assert await evening.store.ledger.card(GUILD, ME) is None
    assert await evening.store.ledger.card(2, ME) == Card(about="I bake")


async def test_after_an_evening_nothing_is_left_of_who_came() -> None:
    evening = planning()
    await announce(evening, capacity=4)
    await sign_up(evening, *PEOPLE, remind=True, about="I bake")
    await withdraw(evening, PEOPLE[3])
    evening.gather(*PEOPLE[:4])
    await run_to(evening, HOUR + minutes(75))
    mixer = evening.mixer
    assert mixer.finished
    assert (mixer.guests, mixer.signups) == ((), ())
    assert not [user for user in PEOPLE if str(user) in repr(mixer)]
    assert "I bake" not in repr(mixer)
    check(evening)


async def test_whom_one_would_rather_avoid_is_oneself_to_decide() -> None:
    evening = planning()
    with pytest.raises(Refusal, match=r"avoid\.self"):
        await evening.members.avoid(evening.caller(ME), ME, avoids=True)
    assert (await evening.members.avoid(evening.caller(ME), OTHER, avoids=True)).key == "avoid.kept"
    assert (await evening.members.avoid(evening.caller(ME), OTHER, avoids=False)).key == "avoid.taken_back"
    assert [text.key for text in await shown(evening)] == ["privacy.head", "privacy.counts", "privacy.foot"]
