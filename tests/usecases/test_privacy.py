"""What is kept about somebody: they can see all of it, and have all of it deleted at once."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.core.community.card import Card
from bot.core.lifecycle.events import Broadcast
from bot.core.lifecycle.phase import Phase
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
    told = await evening.ask(lambda _: evening.members.forget_me(evening.caller(user)), starting=True)
    assert isinstance(told, Text), "nobody is kept out here"
    return told


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
        "ask_field": True,
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
    assert "privacy.field_asked" in texts
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
    assert [text.key for text in left] == ["privacy.seat", "privacy.mark", "privacy.counts"]
    assert left[-1].values == {"sittings": 0, "questions": 0}
    tea, coffee = evening.store.mixers.values()
    assert ME not in coming(tea) + waiting(tea) + coming(coffee) + waiting(coffee)
    assert coming(coffee) == [*PEOPLE[1:4]], "who waited has moved up"
    on_disk = repr([evening.store.mixers, vars(evening.store.ledger)])
    assert not [trace for trace in TRACES if trace in on_disk]
    assert str(ME) not in repr([{**mixer.posts} for mixer in evening.store.mixers.values()])
    assert await evening.store.ledger.avoids_of(GUILD, ME) == frozenset()
    assert await evening.store.ledger.avoids_of(GUILD, OTHER) == frozenset(), "what others wish about them"
    assert ME not in await evening.store.ledger.refusers(GUILD)


async def test_it_stays_forgotten_when_seats_change_and_questions_come() -> None:
    evening = await well_known()
    await forget(evening)
    tea, late = next(iter(evening.store.mixers.values())), PEOPLE[4]
    evening.gather(late)
    await evening.press_join(late, tea.id)
    await evening.run_for(minutes(5))
    ledger, tea = evening.store.ledger, next(iter(evening.store.mixers.values()))
    assert tea.guest(late) is not None, "seats have changed"
    assert late in {user for _, _, user in await ledger.sittings(GUILD, tea.id)}, "and were written down"
    await run_to(evening, tea.closes_at + minutes(2))
    kept = await ledger.kept(GUILD, ME)
    assert (kept.sittings, kept.questions) == (0, 0)
    assert str(ME) not in repr([evening.store.mixers, vars(ledger)]), "when it is over not even the wish is kept"


@pytest.mark.parametrize("forgets", [False, True])
async def test_a_host_who_is_forgotten_is_the_host_until_it_is_over_and_then_nobody_was(forgets: bool) -> None:
    evening = await well_known()
    tea = next(iter(evening.store.mixers.values()))
    await evening.conductor.tell(tea.id, Broadcast("There is cake"))
    told = {text.key: text.values for text in await shown(evening, tea.host_id)}
    assert told["privacy.hosting"] == {"title": "Coffee"} or told["privacy.hosting"] == {"title": "Tea"}
    assert told["privacy.notice"] == {"text": "There is cake"}
    if forgets:
        await forget(evening, tea.host_id)
    assert evening.store.mixers[tea.id].host_id == tea.host_id
    await run_to(evening, tea.closes_at + minutes(20))
    over, host = evening.store.mixers[tea.id], 0 if forgets else tea.host_id
    assert over.finished
    assert (over.host_id, over.notices) == (host, ())
    recaps = [letter for _, letter in evening.venue.letters if "recap" in letter.key]
    assert [letter.to for letter in recaps] == ([] if forgets else [tea.host_id])
    farewell = await evening.store.ledger.farewell(GUILD, tea.id)
    assert farewell is not None
    assert (farewell.host_id, farewell.recapped) == (host, True)


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
    assert await press(evening, offer, "offer.withdraw", by=ME) == Text("signup.cannot")
    for label in set(labels(offer)) - {"offer.withdraw"}:
        with pytest.raises(Refusal, match=r"offer\.old|friend\.late"):
            await press(evening, offer, label, by=ME)
    assert await evening.store.ledger.card(GUILD, ME) is None
    assert keys(await press(evening, other, "offer.show", by=OTHER)) == [
        "signup.in",
        "signup.new",
        "signup.unnamed",
        "signup.shown",
    ]


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
