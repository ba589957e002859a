"""Who comes: places, the line of those who wait, roles, changing one's mind, and a rush of a thousand people."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.community.card import Card
from bot.core.lifecycle import signups
from bot.core.lifecycle.phase import Ending, Phase
from bot.core.posts.head_count import people
from bot.core.reconcile.acts import OpenRoom, Reword
from bot.core.text import Moment, Refusal
from tests.engine.planning.planned import (
    HOUR,
    announce,
    cancel,
    card,
    coming,
    keys,
    labels,
    lines_of,
    member,
    messages,
    planning,
    press,
    run_to,
    said,
    sign_up,
    waiting,
    withdraw,
)
from tests.evening import GUILD, START, Evening, check, minutes

TEN = tuple(range(201, 211))
WALK_IN = 300
MEMBERS, OTHERS = 7, 8
"""Roles."""


async def ten_for_three(length: int = 60) -> Evening:
    """An evening with three places, and ten people who would like to come."""
    evening = planning()
    await announce(evening, capacity=3, length=length)
    await sign_up(evening, *TEN)
    return evening


def seated(evening: Evening) -> set[int]:
    """Who is in a room of ours."""
    rooms = {room.channel_id for room in evening.mixer.rooms}
    return {user for user, place in evening.people.items() if place in rooms}


async def test_places_go_in_the_order_in_which_forms_come_even_where_the_first_card_is_kept_last() -> None:
    evening, freed = planning(), asyncio.Event()
    await announce(evening, capacity=3)
    ledger, first, second = evening.store.ledger, *TEN[:2]
    keep_card = ledger.keep_card

    async def keep(guild_id: int, user_id: int, card: Card) -> None:
        if user_id == first:
            await freed.wait()
        await keep_card(guild_id, user_id, card)

    ledger.keep_card = keep
    slow, quick = (
        asyncio.ensure_future(evening.invitations.sign_up(member(evening, user), evening.mixer.id, Card(about="Tea")))
        for user in (first, second)
    )
    await quick
    freed.set()
    await slow
    assert coming(evening.mixer) == [first, second]
    assert (await ledger.cards(GUILD, [first, second])).keys() == {first, second}


async def test_the_first_three_are_in_and_the_others_wait_in_the_order_in_which_they_came() -> None:
    evening = planning()
    await announce(evening, capacity=3)
    for number, user in enumerate(TEN, 1):
        answer = await sign_up(evening, user)
        place = ["signup.in", "signup.new"] if number <= 3 else ["signup.waiting"]
        assert keys(answer) == [*place, "signup.unnamed"]
        assert number <= 3 or answer.texts[0].values["place"] == number - 3  # type: ignore[union-attr]
    assert (coming(evening.mixer), waiting(evening.mixer)) == ([*TEN[:3]], [*TEN[3:]])
    await evening.run_for(minutes(1))
    line = lines_of(card(evening))["invitation.full"]
    assert line.values["waiting"] == people(7)


async def test_signing_up_again_changes_nothing_but_what_one_says() -> None:
    evening = await ten_for_three()
    before = evening.mixer.signups
    assert keys(await sign_up(evening, TEN[0], about="I bake")) == ["signup.in", "signup.new", "signup.unnamed"]
    assert evening.mixer.signups == before
    kept = await evening.store.ledger.card(GUILD, TEN[0])
    assert kept is not None
    assert kept.about == "I bake"


async def test_who_withdraws_makes_room_for_who_has_waited_longest_and_they_are_told_once() -> None:
    evening = await ten_for_three()
    assert (await withdraw(evening, TEN[1])).key == "signup.withdrawn"
    assert (await withdraw(evening, TEN[1])).key == "signup.cannot"
    await evening.run_for(minutes(1))
    assert (coming(evening.mixer), waiting(evening.mixer)) == ([TEN[0], TEN[2], TEN[3]], [*TEN[4:]])
    (told,) = messages(evening, "lucky")
    assert [(text.key, text.pings) for text in told.texts] == [("invitation.next_in_line", ())]
    await evening.run_for(minutes(30))
    assert len(messages(evening, "lucky")) == 1


async def test_who_was_lucky_withdrew_and_is_lucky_again_is_told_again() -> None:
    evening = await ten_for_three()
    await withdraw(evening, TEN[0])
    await evening.run_for(minutes(1))
    await withdraw(evening, TEN[3], *TEN[5:])
    await evening.run_for(minutes(1))
    assert coming(evening.mixer) == [TEN[1], TEN[2], TEN[4]]
    await sign_up(evening, TEN[3])
    assert waiting(evening.mixer) == [TEN[3]]
    await withdraw(evening, TEN[1])
    await evening.run_for(minutes(1))
    assert [int(m.key.split(":")[1]) for m in messages(evening, "lucky")] == [TEN[3], TEN[4], TEN[3]]
    assert evening.venue.wrongs == []


async def test_somebody_who_waits_can_withdraw_and_nobody_moves_up_for_that() -> None:
    evening = await ten_for_three()
    await withdraw(evening, TEN[4])
    await evening.run_for(minutes(1))
    assert (coming(evening.mixer), waiting(evening.mixer)) == ([*TEN[:3]], [TEN[3], *TEN[5:]])
    assert not messages(evening, "lucky")


@settings(max_examples=25, deadline=None)
@given(
    withdrawals=st.lists(st.tuples(st.sampled_from(TEN), st.sampled_from([1, 30, 44, 46, 51, 59.5, 61, 64, 66, 71])))
)
async def test_whoever_withdraws_whenever_there_are_never_more_than_three_and_the_order_is_kept(
    withdrawals: list[tuple[int, float]],
) -> None:
    evening = await ten_for_three(length=12)
    gone: dict[int, float] = {}

    async def go(user: int) -> None:
        await withdraw(evening, user)
        if evening.people.get(user) == evening.lobby:
            evening.venue.go(GUILD, user, None)

    for user, at in withdrawals:
        gone[user] = min(at, gone.get(user, at))
        evening.at(minutes(at), lambda user=user: go(user))
    await run_to(evening, HOUR - minutes(1))
    evening.gather(*(user for user in TEN if gone.get(user, 60) > 59))
    while evening.now < HOUR + minutes(16):
        mixer = evening.mixer
        if mixer.phase in {Phase.SCHEDULED, Phase.GATHERING}:
            left = [user for user in TEN if START + minutes(gone.get(user, 1000)) > evening.now]
            assert coming(mixer) + waiting(mixer) == left
            assert coming(mixer) == left[:3]
        assert len(seated(evening)) <= 3
        await evening.run_for(minutes(1))
    staying = [user for user in TEN if gone.get(user, 60) >= 60]
    assert evening.mixer.ending is (Ending.FEW if len(staying) < 3 else Ending.TIME)
    check(evening)


async def test_who_withdraws_in_the_hour_before_they_came_frees_their_place_at_once() -> None:
    evening = planning()
    await announce(evening, capacity=4)
    await sign_up(evening, *TEN[:5])
    evening.gather(*TEN[:3], TEN[4])
    await run_to(evening, HOUR + minutes(1))
    assert seated(evening) == {*TEN[:3]}
    assert (await withdraw(evening, TEN[3])).key == "signup.withdrawn"
    assert (await evening.press_join(TEN[4])).key == "join.coming"
    await evening.run_for(timedelta(seconds=2))
    assert seated(evening) == {*TEN[:3], TEN[4]}
    assert not messages(evening, "lucky"), "in the hour places are for those who press Join"


async def test_who_withdraws_in_the_hour_and_sits_in_a_room_can_stay() -> None:
    evening = planning()
    await announce(evening)
    await sign_up(evening, *TEN[:4])
    evening.gather(*TEN[:4])
    await run_to(evening, HOUR + minutes(1))
    await withdraw(evening, TEN[0])
    await evening.run_for(minutes(7))
    assert seated(evening) == {*TEN[:4]}


async def test_walk_ins_get_what_is_left() -> None:
    evening = planning()
    await announce(evening, capacity=4)
    await sign_up(evening, *TEN[:3])
    evening.gather(*TEN[:3], WALK_IN, WALK_IN + 1)
    await run_to(evening, HOUR + minutes(1))
    assert seated(evening) == {*TEN[:3], WALK_IN}
    with pytest.raises(Refusal, match=r"join\.taken"):
        await evening.press_join(WALK_IN + 1)


async def test_places_are_kept_for_those_who_signed_up_until_they_are_five_minutes_late() -> None:
    evening = planning()
    await announce(evening, capacity=3)
    await sign_up(evening, *TEN[:3])
    evening.gather(TEN[0], WALK_IN, WALK_IN + 1)
    await run_to(evening, HOUR + minutes(4))
    assert not seated(evening)
    evening.gather(TEN[1])
    await evening.run_for(minutes(1.5))
    assert seated(evening) == {TEN[0], TEN[1], WALK_IN}, "then whoever is there gets them"


# For whom.


async def test_only_those_with_a_role_can_sign_up_and_others_are_told_kindly_for_whom_it_is() -> None:
    evening = planning()
    await announce(evening, for_roles=(MEMBERS, OTHERS))
    with pytest.raises(Refusal, match=r"join\.roles") as refused:
        await sign_up(evening, TEN[0], roles=(99,))
    assert [line.values["role"].id for line in refused.value.text.values["roles"]] == [MEMBERS, OTHERS]  # type: ignore[union-attr]
    with pytest.raises(Refusal, match=r"join\.roles"):
        await evening.invitations.sign_up(member(evening, TEN[0]), evening.mixer.id, Card())
    assert evening.mixer.signups == ()
    assert await evening.store.ledger.card(GUILD, TEN[0]) is None
    await sign_up(evening, TEN[1], roles=(OTHERS, 99))
    assert coming(evening.mixer) == [TEN[1]]
    assert (await withdraw(evening, TEN[0])).key == "signup.cannot"


async def test_at_the_hour_only_those_with_a_role_are_seated_and_the_rooms_let_nobody_else_in() -> None:
    evening = planning()
    await announce(evening, for_roles=(MEMBERS,))
    await sign_up(evening, *TEN[:5], roles=(MEMBERS,))
    has = dict.fromkeys(TEN[:4], frozenset({MEMBERS}))  # TEN[4] has lost it in the meantime
    evening.venue.servers[GUILD].roles |= has
    evening.gather(*TEN[:5], WALK_IN)
    await run_to(evening, HOUR + minutes(1))
    assert seated(evening) == {*TEN[:4]}
    opened = [act for _, act in evening.venue.created.values() if isinstance(act, OpenRoom)]
    assert {user for act in opened for user in act.members} == {*TEN[:4], evening.mixer.host_id}
    for outside in (TEN[4], WALK_IN):
        with pytest.raises(Refusal, match=r"join\.roles"):
            await sign_up(evening, outside, roles=(OTHERS,))


async def test_a_role_lost_or_an_account_deleted_gets_no_link_and_their_place_goes_to_others() -> None:
    evening = planning()
    await announce(evening, capacity=5, for_roles=(MEMBERS,))
    await sign_up(evening, *TEN[:6], roles=(MEMBERS,))
    server = evening.venue.servers[GUILD]
    server.roles |= dict.fromkeys((*TEN[:3], TEN[4], TEN[5]), frozenset({MEMBERS}))
    server.gone = {TEN[4]}
    evening.gather(*TEN[:3], TEN[5])
    await run_to(evening, HOUR + minutes(1))
    assert not messages(evening, "links")
    assert seated(evening) == {*TEN[:3], TEN[5]}, "who waited has moved up"


async def test_a_reminder_that_cannot_reach_somebody_who_left_does_not_hinder_the_others() -> None:
    evening = planning()
    await announce(evening)
    await sign_up(evening, *TEN[:3], remind=True)
    evening.venue.servers[GUILD].gone = {TEN[0]}
    await evening.run_for(minutes(46))
    assert [m.key.rpartition(":")[2] for m in messages(evening, "direct")] == [str(user) for user in TEN[1:3]]
    assert not evening.mixer.missing_permissions


# What people are told.


async def test_joining_asks_for_nothing_that_must_be_answered_and_remembers_what_was_said() -> None:
    evening = planning(fields=("fishing",))
    mixer = await announce(evening)
    form = await evening.invitations.form(evening.caller(TEN[0]), mixer.id)
    assert form is not None
    assert form.fields == ("fishing",)
    assert keys(await sign_up(evening, TEN[0])) == ["signup.in", "signup.new", "signup.unnamed"]
    await sign_up(evening, TEN[0], about="I bake", field="fishing")
    form = await evening.invitations.form(evening.caller(TEN[0]), mixer.id)
    assert form is not None
    assert (form.card.about, form.card.field) == ("I bake", "fishing")


async def test_an_answer_is_shown_only_if_its_author_says_so() -> None:
    evening = planning()
    await announce(evening)
    offer = await sign_up(evening, TEN[0], answer="a new start")
    assert (keys(offer), labels(offer)) == (
        ["signup.in", "signup.new", "signup.unnamed", "signup.unshown"],
        ["offer.show", "offer.reminder", "offer.bring", "offer.withdraw"],
    )
    shown = await press(evening, offer, "offer.show", by=TEN[0])
    assert (keys(shown)[-1], labels(shown)[0]) == ("signup.shown", "offer.hide")
    hidden = await press(evening, shown, "offer.hide", by=TEN[0])
    assert keys(hidden)[-1] == "signup.unshown"
    assert keys(await press(evening, hidden, "offer.withdraw", by=TEN[0])) == ["signup.withdrawn"]
    assert evening.mixer.signups == ()


async def test_a_button_about_ones_answer_signs_nobody_up() -> None:
    evening = planning()
    await announce(evening)
    offer = await sign_up(evening, TEN[0], answer="a new start")
    await withdraw(evening, TEN[0])
    assert keys(await press(evening, offer, "offer.show", by=TEN[0])) == ["card.kept"]
    assert evening.mixer.signups == ()


async def test_what_will_happen_is_told_minute_by_minute() -> None:
    evening = planning()
    mixer = await announce(evening, length=45)
    told = await evening.invitations.what(evening.caller(TEN[0]), mixer.id)
    assert told.key == "what.happens"
    assert told.values["at"] == Moment(HOUR, full=True)
    assert (told.values["size"], told.values["length"]) == (3, 45)


async def test_a_form_handed_in_after_the_hour_has_begun_gives_a_seat() -> None:
    evening = planning()
    mixer = await announce(evening)
    await sign_up(evening, *TEN[:4])
    evening.gather(*TEN[:5])
    caller = evening.caller(WALK_IN)
    form = await evening.invitations.form(caller, mixer.id)
    assert form is not None
    await run_to(evening, HOUR + minutes(1))
    assert await evening.invitations.form(caller, mixer.id) is None
    told = await evening.ask(lambda _: evening.invitations.sign_up(caller, mixer.id, form.card))
    assert keys(told) == ["join.go"]
    evening.gather(WALK_IN)
    await evening.run_for(timedelta(seconds=2))
    assert WALK_IN in seated(evening)
    await evening.run_until(HOUR + minutes(61))
    with pytest.raises(Refusal, match=r"join\.over"):
        await evening.invitations.sign_up(caller, mixer.id, form.card)


async def test_invitations_are_of_their_server_and_end_with_their_evening() -> None:
    evening = planning()
    evening.furnish(2)
    mixer = await announce(evening)
    with pytest.raises(Refusal, match=r"join\.over"):
        await evening.invitations.form(evening.caller(TEN[0], guild_id=2), mixer.id)
    offer = await sign_up(evening, TEN[0], answer="a new start")
    await cancel(evening)
    await evening.run_for(minutes(2))
    with pytest.raises(Refusal, match=r"join\.over"):
        await evening.invitations.press(evening.caller(TEN[0]), "cant", mixer.id)
    with pytest.raises(Refusal, match=r"join\.over"):
        await press(evening, offer, "offer.show", by=TEN[0])


async def test_no_raid_fills_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signups, "MOST_SIGNUPS", 60)
    evening = planning()
    mixer = await announce(evening)
    crowd = range(10_000, 10_060)
    for user in crowd:
        await evening.invitations.sign_up(evening.caller(user), mixer.id, Card())
    with pytest.raises(Refusal, match=r"join\.full"):
        await sign_up(evening, TEN[0])
    await withdraw(evening, crowd[0])
    await sign_up(evening, TEN[0])


async def test_a_thousand_sign_ups_in_a_minute_make_few_edits_and_fill_exactly_the_places() -> None:
    evening = planning()
    await announce(evening, capacity=500)
    crowd = [10_000 + 7919 * number % 1000 for number in range(1000)]

    async def one(user: int) -> None:
        await sign_up(evening, user)

    for number, user in enumerate(crowd):
        evening.at(timedelta(seconds=60 * number / 1000), lambda user=user: one(user))
    await evening.run_for(minutes(1))
    await evening.run_for(timedelta(seconds=10))
    edits = [at for at, act in evening.venue.acts if isinstance(act, Reword) and act.key.kind == "announcement"]
    assert 15 <= len(edits) <= 22
    assert all(later - earlier >= timedelta(seconds=3) for earlier, later in pairwise(edits))
    assert (coming(evening.mixer), waiting(evening.mixer)) == (crowd[:500], crowd[500:])
    line = lines_of(card(evening))["invitation.full"]
    assert (line.values["people"], line.values["waiting"]) == (people(500),) * 2
    assert not evening.unmet
    assert said(evening) == ["invitation.card"]
