"""Who always comes to a series has a place each time, gives it back by one press, and loses it by not coming."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.core.community.card import Card
from bot.core.lifecycle.mixer import Mixer
from bot.core.planning.schedule import series_of
from bot.core.text import Answer, Refusal
from bot.core.times.recurrence import Repeat
from tests.engine.planning.planned import (
    HOUR,
    announce,
    cancel,
    coming,
    edit,
    evenings,
    keys,
    labels,
    member,
    messages,
    one_of,
    planning,
    run_to,
    sign_up,
    waiting,
    withdraw,
)
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes

WEEK = timedelta(weeks=1)
ANNA, BEN, CLEO, DAN = GUESTS[:4]
ROLE = 77


async def meet(evening: Evening, when: datetime, people: Collection[int] = (ANNA, BEN, CLEO)) -> None:
    """These people spend the hour there, and go home after the host has been told of it."""
    await run_to(evening, when - minutes(1))
    evening.gather(*people)
    await run_to(evening, when + minutes(62))
    for user in people:
        evening.venue.go(GUILD, user, None)
    await evening.run_for(minutes(11))


async def always(evening: Evening, user_id: int, mixer_id: str, roles: Collection[int] = ()) -> Answer:
    """Somebody presses Always."""
    return await evening.ask(
        lambda _: evening.use_cases.coming_again.press(member(evening, user_id, roles), "always", mixer_id)
    )


async def weekly(**options: Any) -> tuple[Evening, Mixer]:
    """A series every week whose first evening is over."""
    evening = planning(hoard=True)
    first = await announce(evening, repeat=Repeat.WEEKLY, **options)
    await meet(evening, HOUR)
    return evening, first


async def test_by_one_press_under_the_goodbye_they_have_a_place_every_week() -> None:
    evening, first = await weekly()
    (goodbye,) = messages(evening, "goodbye")
    assert goodbye.texts[-1].buttons[-2:] == ("again", "always")
    told = await always(evening, ANNA, first.id)
    assert keys(told)[:2] == ["signup.in", "signup.back"]
    assert "standing.has" in keys(told)
    assert "offer.stand_down" in labels(told)
    for week in (1, 2, 3):
        assert coming(evenings(evening)[week]) == [ANNA]
        await meet(evening, HOUR + week * WEEK)
    shown = await evening.ask(lambda _: evening.members.show_me(evening.caller(ANNA)))
    (line,) = [text for text in shown if text.key == "privacy.standing"]
    assert line.values == {"title": "Tea", "missed": 0}


async def test_whoever_signs_up_to_an_evening_of_a_series_can_say_it_there() -> None:
    evening = planning(hoard=True)
    first = await announce(evening, repeat=Repeat.WEEKLY)
    told = await sign_up(evening, ANNA)
    assert "offer.stand" in labels(told)
    told = await evening.press_below(told, "offer.stand", by=ANNA)
    assert "standing.has" in keys(told)
    assert coming(evening.store.mixers[first.id]) == [ANNA]
    await meet(evening, HOUR)
    assert coming(evenings(evening)[1]) == [ANNA]
    once = await announce(evening, str(30 * 24 * 60), title="Once")
    assert "offer.stand" not in labels(await sign_up(evening, ANNA, mixer_id=once.id))
    with pytest.raises(Refusal, match=r"again\.none"):
        await always(evening, ANNA, once.id)


async def test_given_back_once_it_is_there_again_the_week_after() -> None:
    evening, first = await weekly()
    await always(evening, ANNA, first.id)
    for week in range(1, 6):
        their = evenings(evening)[week]
        assert coming(their) == [ANNA]
        told = await evening.ask(lambda _, id=their.id: evening.invitations.cannot(evening.caller(ANNA), id))
        assert keys(told) == ["signup.withdrawn", "standing.kept"]
        assert labels(told) == ["offer.stand_down"]
        await meet(evening, HOUR + week * WEEK, (BEN, CLEO, DAN))
    assert coming(evenings(evening)[6]) == [ANNA], "whoever says so is not missed"
    assert (await evening.store.ledger.kept(GUILD, ANNA)).standing == ((series_of(first), 0),)


async def test_by_one_press_it_ends_and_the_place_they_have_stays_theirs() -> None:
    evening, first = await weekly()
    told = await always(evening, ANNA, first.id)
    told = await evening.press_below(told, "offer.stand_down", by=ANNA)
    assert keys(told) == ["standing.given_up", "standing.still_in"]
    assert coming(evenings(evening)[1]) == [ANNA]
    await evening.press_below(told, "offer.withdraw", by=ANNA)
    await meet(evening, HOUR + WEEK, (BEN, CLEO, DAN))
    assert coming(evenings(evening)[2]) == []
    assert (await evening.store.ledger.kept(GUILD, ANNA)).standing == ()


@pytest.mark.parametrize("directly", [True, False])
async def test_three_times_missed_in_a_row_it_lapses_and_they_are_told_once_in_private(directly: bool) -> None:
    evening, first = await weekly()
    await evening.store.ledger.keep_card(GUILD, ANNA, Card(remind=directly))
    await always(evening, ANNA, first.id)
    others = (BEN, CLEO, DAN)
    for week, people in enumerate((others, others, GUESTS[:3], others, others), 1):
        await meet(evening, HOUR + week * WEEK, people)
        assert coming(evenings(evening)[week + 1]) == [ANNA], "coming once begins the count anew"
    assert "standing.lapsed" not in told_directly(evening)
    await meet(evening, HOUR + 6 * WEEK, others)
    assert coming(evenings(evening)[7]) == []
    assert told_directly(evening).count("standing.lapsed") == directly
    told = await sign_up(evening, ANNA, mixer_id=evenings(evening)[7].id)
    assert ("standing.lapsed" in keys(told)) != directly, "whoever likes no direct messages hears it here"
    assert "offer.stand" in labels(told)
    assert "standing.lapsed" not in keys(await sign_up(evening, ANNA, mixer_id=evenings(evening)[7].id))
    await meet(evening, HOUR + 7 * WEEK, others)
    assert coming(evenings(evening)[8]) == []
    assert told_directly(evening).count("standing.lapsed") == directly


def told_directly(evening: Evening) -> list[str]:
    """What members were told by direct message, in letters."""
    return [text.key for _, letter in evening.venue.letters for text in letter.texts]


async def test_whoever_joins_by_themselves_keeps_that_place_though_it_lapses() -> None:
    evening, first = await weekly()
    await always(evening, ANNA, first.id)
    for week in (1, 2):
        await meet(evening, HOUR + week * WEEK, (BEN, CLEO, DAN))
    await run_to(evening, HOUR + 3 * WEEK - minutes(1))
    evening.gather(BEN, CLEO, DAN)
    await run_to(evening, HOUR + 3 * WEEK + minutes(30))
    following = evenings(evening)[4]
    await sign_up(evening, ANNA, mixer_id=following.id)
    await evening.run_for(minutes(50))
    assert (await evening.store.ledger.kept(GUILD, ANNA)).standing == ((series_of(first), 3),)
    assert coming(evening.store.mixers[following.id]) == [ANNA]


async def test_half_of_the_places_stay_open_and_nobody_who_waits_is_overtaken() -> None:
    evening, first = await weekly(capacity=4)
    second = evenings(evening)[1]
    await sign_up(evening, *GUESTS[2:6], mixer_id=second.id)
    told = [await always(evening, user, first.id) for user in (ANNA, BEN, CLEO)]
    assert ["standing.has" in keys(answer) for answer in told] == [True, True, False]
    assert "standing.taken" in keys(told[2])
    second = evening.store.mixers[second.id]
    assert (coming(second), waiting(second)) == ([*GUESTS[2:6]], [ANNA, BEN]), "this time they come last"
    await meet(evening, HOUR + WEEK, GUESTS[2:6])
    third = evenings(evening)[2]
    assert (coming(third), waiting(third)) == ([ANNA, BEN], [])
    kept = [(await evening.store.ledger.kept(GUILD, user)).standing for user in (ANNA, BEN)]
    assert kept == [((series_of(first), 0),)] * 2, "whoever waits in vain has not missed it"


async def test_fewer_places_than_standing_ones_are_taken_in_their_order() -> None:
    evening, first = await weekly(capacity=12)
    for user in GUESTS[:5]:
        await always(evening, user, first.id)
    await edit(evening, evenings(evening)[1].id, capacity=3)
    await meet(evening, HOUR + WEEK, GUESTS[:5])
    third = evenings(evening)[2]
    assert (coming(third), waiting(third)) == ([*GUESTS[:3]], [*GUESTS[3:5]])


async def test_who_has_left_lost_the_role_or_is_kept_out_stands_no_longer() -> None:
    evening = planning(hoard=True)
    server = evening.venue.servers[GUILD]
    server.roles |= dict.fromkeys((*GUESTS, HOST), frozenset({ROLE}))
    first = await announce(evening, repeat=Repeat.WEEKLY, for_roles=(ROLE,))
    await meet(evening, HOUR)
    for user in (ANNA, BEN, CLEO, DAN):
        await always(evening, user, first.id, roles=(ROLE,))
    await evening.store.ledger.keep_out(GUILD, ANNA, evening.now)
    server.roles[BEN] = frozenset()
    server.gone.add(CLEO)
    await meet(evening, HOUR + WEEK, (DAN, *GUESTS[4:6]))
    assert coming(evenings(evening)[2]) == [DAN]
    assert await evening.store.ledger.standing(GUILD, series_of(first)) == (DAN,)


async def test_forgotten_they_stand_for_nothing() -> None:
    evening, first = await weekly()
    await always(evening, ANNA, first.id)
    await evening.ask(lambda _: evening.members.forget_me(evening.caller(ANNA)))
    assert coming(evenings(evening)[1]) == []
    await meet(evening, HOUR + WEEK, (BEN, CLEO, DAN))
    assert coming(evenings(evening)[2]) == []


async def test_a_series_that_is_over_keeps_nobody() -> None:
    evening, first = await weekly()
    await always(evening, ANNA, first.id)
    await evening.run(evening.retention.ring())
    assert coming(evenings(evening)[1]) == [ANNA], "as long as one is planned they stand"
    assert (await evening.store.ledger.kept(GUILD, ANNA)).standing
    await cancel(evening, evenings(evening)[1].id, series=True)
    shown = await evening.ask(lambda _: evening.members.show_me(evening.caller(ANNA)))
    assert "privacy.standing_over" in [text.key for text in shown]
    await evening.run(evening.retention.ring())
    assert (await evening.store.ledger.kept(GUILD, ANNA)).standing == ()


async def test_in_another_processs_server_nobodys_place_is_ended() -> None:
    evening, first = await weekly()
    await always(evening, ANNA, first.id)
    evening.store.others = {GUILD}  # whose evenings this process does not know
    await evening.run(evening.retention.ring())
    evening.store.others = set()
    assert await evening.store.ledger.standing(GUILD, series_of(first)) == (ANNA,)


async def test_a_role_that_was_deleted_ends_nobodys_place() -> None:
    evening = planning(hoard=True)
    server = evening.venue.servers[GUILD]
    server.roles |= dict.fromkeys((ANNA, BEN, CLEO), frozenset({ROLE}))
    first = await announce(evening, repeat=Repeat.WEEKLY, for_roles=(ROLE,))
    for user in (ANNA, BEN, CLEO):
        await sign_up(evening, user, roles=(ROLE,))
    await always(evening, ANNA, first.id, (ROLE,))
    server.known_roles, server.roles = frozenset({ROLE + 1}), {}
    await meet(evening, HOUR)
    assert await evening.store.ledger.standing(GUILD, series_of(first)) == (ANNA,)
    assert coming(evenings(evening)[1]) == [ANNA]


async def test_nobody_is_named_who_was_told_that_they_would_not_be() -> None:
    evening, first = await weekly()
    await always(evening, ANNA, first.id)
    community = replace(evening.store.communities[GUILD], name_guests=True)
    await evening.ask(lambda r: r.set_up(community))
    await meet(evening, HOUR + WEEK)
    third = evenings(evening)[2]
    assert (coming(third), third.name_guests) == ([ANNA], False)


async def test_a_direct_message_that_cannot_be_sent_is_said_when_they_next_sign_up() -> None:
    evening, first = await weekly()
    await evening.store.ledger.keep_card(GUILD, ANNA, Card(remind=True))
    await always(evening, ANNA, first.id)
    for week in (1, 2):
        await meet(evening, HOUR + week * WEEK, (BEN, CLEO, DAN))
    evening.venue.servers[GUILD].closed.add(ANNA)
    await meet(evening, HOUR + 3 * WEEK, (BEN, CLEO, DAN))
    told = await sign_up(evening, ANNA, mixer_id=evenings(evening)[4].id)
    assert "standing.lapsed" in keys(told)


async def test_a_disk_that_fails_takes_nobody_the_place_they_have() -> None:
    evening, first = await weekly()

    async def full(*_: object, **__: object) -> bool:
        raise OSError("disk full")

    stand, evening.store.ledger.stand = evening.store.ledger.stand, full
    told = await always(evening, ANNA, first.id)
    assert "standing.unkept" in keys(told)
    assert coming(evenings(evening)[1]) == [ANNA]
    evening.store.ledger.stand = stand
    assert "standing.has" in keys(await evening.press_below(told, "offer.stand", by=ANNA))


async def test_not_signed_up_they_read_that_they_come_the_next_time() -> None:
    evening, first = await weekly()
    await always(evening, ANNA, first.id)
    second = evenings(evening)[1].id
    assert (await withdraw(evening, ANNA, mixer_id=second)).key == "signup.withdrawn"
    told = await evening.ask(lambda _: evening.invitations.cannot(evening.caller(ANNA), second))
    assert (one_of(told).key, keys(told)[1]) == ("signup.cannot", "standing.kept")
