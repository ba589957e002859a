"""Two friends who come sit together, if each of them says so."""

from __future__ import annotations

import pytest

from bot.core.lifecycle.apply_hand import side_by_side
from bot.core.text import Members, Offer, Refusal, Text
from tests.engine.planning.planned import HOUR, announce, planning, run_to, sign_up, withdraw
from tests.engine.seating.rooms_in_view import together
from tests.evening import GUESTS, Evening, minutes

ONE, FRIEND = GUESTS[0], GUESTS[5]


async def name(evening: Evening, user: int, friend: int) -> Text:
    """Somebody chooses their friend, below the answer to their sign-up."""
    invitations, id = evening.invitations, evening.mixer.id
    menu = await evening.ask(lambda _: invitations.choose(evening.caller(user), "bring", id))
    assert isinstance(menu, Members)
    return await evening.ask(lambda _: invitations.bring(evening.caller(user), id, friend))


async def an_hour(*wishes: tuple[int, int], avoids: bool = False, but: int = 0) -> Evening:
    """Six come to two rooms, and these have named these."""
    evening = planning(hoard=True)
    await announce(evening, room_size=3)
    await sign_up(evening, *GUESTS)
    for user, friend in wishes:
        await name(evening, user, friend)
    if avoids:
        await evening.members.avoid(evening.caller(FRIEND), ONE, avoids=True)
    if but:
        await withdraw(evening, but)
        await sign_up(evening, but)
    evening.gather(*GUESTS)
    await run_to(evening, HOUR + minutes(1))
    return evening


@pytest.mark.parametrize("friend", GUESTS[1:])
async def test_two_who_name_each_other_sit_together_whoever_they_are(friend: int) -> None:
    assert together(await an_hour((ONE, friend), (friend, ONE)), ONE, friend)


async def test_the_offer_stands_below_the_sign_up() -> None:
    evening = planning()
    mixer = await announce(evening)
    (answer,) = [await sign_up(evening, ONE)]
    assert isinstance(answer, Offer) or evening.store.mixers[mixer.id].signup(ONE)


async def test_nobody_is_seated_with_somebody_who_did_not_say_so() -> None:
    ones = await an_hour((ONE, FRIEND))
    assert side_by_side(ones.mixer) == ()


async def test_an_avoidance_counts_more() -> None:
    assert not together(await an_hour((ONE, FRIEND), (FRIEND, ONE), avoids=True), ONE, FRIEND)


async def test_a_wish_goes_with_the_sign_up() -> None:
    assert side_by_side((await an_hour((ONE, FRIEND), (FRIEND, ONE), but=ONE)).mixer) == ()


async def test_who_did_not_sign_up_or_names_themselves_is_refused() -> None:
    evening = planning()
    await announce(evening)
    with pytest.raises(Refusal, match=r"friend\.late"):
        await name(evening, ONE, FRIEND)
    await sign_up(evening, ONE)
    with pytest.raises(Refusal, match=r"friend\.self"):
        await name(evening, ONE, ONE)


async def test_the_last_one_named_counts_and_only_oneself_reads_whom() -> None:
    evening = planning()
    await announce(evening)
    await sign_up(evening, ONE, FRIEND)
    await name(evening, ONE, GUESTS[1])
    await name(evening, ONE, FRIEND)
    assert evening.mixer.friends == ((ONE, FRIEND),)
    shown = [line.key for line in await evening.members.show_me(evening.caller(ONE))]
    other = [line.key for line in await evening.members.show_me(evening.caller(FRIEND))]
    assert ("privacy.friend" in shown, "privacy.friend" in other) == (True, False)
