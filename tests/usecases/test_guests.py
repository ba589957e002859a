"""The guest list: who is where, for hosts alone, and what they can do about it from there."""

from __future__ import annotations

from typing import get_args

import pytest

from bot.core.community.card import Card
from bot.core.lifecycle.phase import Phase
from bot.core.text import Hand, Panel, Refusal, RoomHand
from bot.ui.custom_ids import pressed
from tests.engine.planning.planned import HOUR, announce, planning, run_to, sign_up
from tests.engine.seating.rooms_in_view import SECOND, channel, leave, room_of, seated, sitting, together
from tests.evening import GUESTS, GUILD, HOST, Evening, check, check_once, minutes
from tests.usecases.hands import an_evening, keys, labels, named, press, settled

STRANGER, OTHER = 170, 171


def everybody(evening: Evening) -> set[int]:
    return {user for users in sitting(evening).values() for user in users}


# The list.


async def test_it_says_who_is_where_and_only_a_host_reads_it() -> None:
    evening, user, number = await an_evening()
    leave(evening, user)
    evening.gather(STRANGER)
    await evening.run_for(SECOND)
    panel = await press(evening, "guest_list")
    assert named(panel, "guest_list.room") == everybody(evening)
    assert named(panel, "guest_list.was_here") == {user}
    assert named(panel, "guest_list.lobby") == {STRANGER}
    with pytest.raises(Refusal, match="not_host"):
        await press(evening, "guest_list", by=min(sitting(evening)[number]))


async def test_before_the_hour_it_says_who_signed_up_and_who_waits() -> None:
    evening = planning(hoard=True)
    await announce(evening, capacity=3)
    await sign_up(evening, *GUESTS[:4])
    panel = await press(evening, "guest_list")
    assert (named(panel, "guest_list.awaited"), named(panel, "guest_list.waiting")) == ({*GUESTS[:3]}, {GUESTS[3]})
    assert not {"offer.mix", "offer.gather"} & {*labels(panel)}, "there are no rooms yet"


async def test_after_it_is_over_the_command_says_who_came() -> None:
    evening, _, _ = await an_evening()
    there = everybody(evening)
    await evening.run_for(minutes(90))
    panel = await evening.ask(lambda _: evening.use_cases.guests.show(evening.caller()))
    assert isinstance(panel, Panel)
    assert named(panel, "guest_list.came") == there
    with pytest.raises(Refusal, match="not_host"):
        await evening.use_cases.guests.show(evening.caller(STRANGER))


async def test_who_never_hosted_and_has_nothing_to_see_is_told_so() -> None:
    evening = planning()
    with pytest.raises(Refusal, match="none_running"):
        await evening.use_cases.guests.show(evening.caller())


async def test_everything_fits_below_a_message_and_is_known_again_after_a_restart() -> None:
    evening, user, number = await an_evening()
    evening.gather(STRANGER, OTHER)
    await evening.run_for(SECOND)
    for hand, about, chosen in (
        ("guest_list", 0, 0),
        ("person", 0, user),
        ("place", 0, number),
        ("mix", 0, 0),
        ("gather", 0, 0),
    ):
        panel = await press(evening, hand, about, chosen)  # type: ignore[arg-type]
        assert len(panel.choices) + -(-len(panel.buttons) // 5) <= 5
        for id in [choice.custom_id for choice in panel.choices] + [id for _, id in panel.buttons]:
            what = pressed(id)
            assert what is not None
            assert what.hand in get_args(Hand)
            assert what.number == (0 if what.hand not in {*PERSONAL, *get_args(RoomHand)} else (chosen or about))


PERSONAL = {"add", "strike", "take_out", "let_back", "keep_out", "mute", "unmute", "move", "beside", "apart"}


# One person.


async def test_somebody_is_moved_to_another_room_and_stays_there() -> None:
    evening, user, _ = await an_evening()
    goal = room_of(evening, HOST) or 0
    await press(evening, "move", user, goal)
    await settled(evening)
    assert room_of(evening, user) == goal
    await evening.run_for(minutes(5))
    assert room_of(evening, user) == goal


async def test_who_hung_up_meanwhile_gets_the_seat_when_they_come_back() -> None:
    evening, user, _ = await an_evening()
    goal = room_of(evening, HOST) or 0
    leave(evening, user)
    await press(evening, "move", user, goal)
    await evening.run_for(minutes(1))
    evening.gather(user)
    await settled(evening)
    assert room_of(evening, user) == goal


async def test_a_room_that_is_gone_meanwhile_is_told_and_nothing_is_done() -> None:
    evening, user, number = await an_evening()
    with pytest.raises(Refusal, match=r"hands\.no_room"):
        await press(evening, "move", user, 9)
    with pytest.raises(Refusal, match=r"hands\.no_room"):
        await press(evening, "place", chosen=9)
    assert room_of(evening, user) == number


async def test_somebody_from_the_lobby_is_added_in_the_hour_and_others_before_it() -> None:
    evening, _, _ = await an_evening()
    await evening.store.ledger.keep_card(GUILD, STRANGER, Card(about="I bake"))
    evening.gather(STRANGER)
    await press(evening, "add", STRANGER)
    await settled(evening)
    assert room_of(evening, STRANGER)
    assert evening.mixer.guest(STRANGER).about == "I bake"  # type: ignore[union-attr]
    ahead = planning()
    await announce(ahead)
    await press(ahead, "add", GUESTS[0])
    assert ahead.mixer.signup(GUESTS[0])


async def test_who_has_left_or_lacks_the_role_is_not_added() -> None:
    evening = planning()
    await announce(evening, for_roles=(7,))
    evening.venue.servers[GUILD].gone.add(GUESTS[0])
    with pytest.raises(Refusal, match=r"hands\.no_member"):
        await press(evening, "add", GUESTS[0])
    with pytest.raises(Refusal, match=r"hands\.not_for_them"):
        await press(evening, "add", GUESTS[1])


async def test_who_is_taken_off_the_list_may_sign_up_again() -> None:
    evening = planning()
    await announce(evening)
    await sign_up(evening, GUESTS[0])
    assert "offer.strike" in labels(await press(evening, "person", chosen=GUESTS[0]))
    await press(evening, "strike", GUESTS[0])
    assert evening.mixer.signups == ()
    await sign_up(evening, GUESTS[0])
    assert evening.mixer.signup(GUESTS[0])


# Pairs.


async def test_two_are_brought_together_at_once_and_kept_so_when_all_are_mixed() -> None:
    evening, user, _ = await an_evening()
    await press(evening, "beside", user, HOST)
    await settled(evening)
    assert together(evening, user, HOST)
    for _ in range(3):
        await press(evening, "mix_now")
        await settled(evening)
        assert together(evening, user, HOST)


async def test_two_are_parted_at_once_and_kept_apart_when_all_are_mixed() -> None:
    evening, user, number = await an_evening()
    other = max(sitting(evening)[number])
    await press(evening, "apart", user, other)
    await settled(evening)
    assert not together(evening, user, other)
    for _ in range(3):
        await press(evening, "mix_now")
        await settled(evening)
        assert not together(evening, user, other)


async def test_pairs_of_before_the_hour_sit_together_from_the_start_and_over_the_rounds() -> None:
    evening = planning(hoard=True)
    await announce(evening, rounds=2, length=20, room_size=3)
    await sign_up(evening, *GUESTS)
    await press(evening, "beside", GUESTS[0], GUESTS[5])
    evening.gather(*GUESTS)
    await run_to(evening, HOUR + minutes(1))
    assert together(evening, GUESTS[0], GUESTS[5])
    await evening.run_for(minutes(10))
    assert evening.mixer.round == 2
    assert together(evening, GUESTS[0], GUESTS[5])


async def test_nobody_is_moved_beside_whom_they_avoid_and_the_host_does_not_learn_it() -> None:
    evening, user, number = await an_evening()
    await evening.members.avoid(evening.caller(HOST), user, avoids=True)
    said = await press(evening, "beside", user, HOST)
    assert keys(said)[0] == "hands.beside_done"
    await settled(evening)
    assert room_of(evening, user) == number


async def test_a_bot_or_somebody_gone_who_is_not_on_the_list_is_not_taken_out() -> None:
    evening, _, _ = await an_evening()
    evening.venue.servers[GUILD].gone.add(STRANGER)
    with pytest.raises(Refusal, match=r"hands\.no_member"):
        await press(evening, "take_out", STRANGER)
    assert evening.mixer.shut_out == ()


async def test_a_pair_is_of_two() -> None:
    evening, user, _ = await an_evening()
    with pytest.raises(Refusal, match=r"hands\.self"):
        await press(evening, "beside", user, user)


# All of them, and rooms.


async def test_all_are_mixed_after_one_question_that_says_how_many_and_nobody_is_lost() -> None:
    evening, _, _ = await an_evening()
    before, there = sitting(evening), everybody(evening)
    asked = await press(evening, "mix")
    assert keys(asked) == ["hands.mix_sure"]
    await settled(evening)
    assert sitting(evening) == before, "asking does nothing"
    await press(evening, "mix_now")
    await settled(evening)
    assert everybody(evening) == there
    assert sitting(evening) != before
    assert {len(users) for users in sitting(evening).values()} == {3}
    await evening.run_for(minutes(90))
    check(evening)
    check_once(evening)


async def test_a_room_is_closed_and_its_people_sit_with_others() -> None:
    evening, _, number = await an_evening()
    there, place = everybody(evening), channel(evening, number)
    assert keys(await press(evening, "place", chosen=number)) == ["hands.close_sure"]
    await press(evening, "close_room", number)
    await settled(evening)
    assert everybody(evening) == there
    assert number not in sitting(evening)
    assert place not in evening.venue.servers[GUILD].channels
    with pytest.raises(Refusal, match=r"hands\.last_room"):
        await press(evening, "close_room", number)
    await evening.run_for(minutes(90))
    check(evening)
    assert evening.posts("goodbye") == ["goodbye"]


async def test_two_who_wait_get_a_room_of_their_own() -> None:
    evening, _, _ = await an_evening()
    evening.gather(STRANGER)
    await evening.run_for(SECOND)
    assert "offer.pair" not in labels(await press(evening, "guest_list"))
    with pytest.raises(Refusal, match=r"hands\.nobody_waits"):
        await press(evening, "pair")
    evening.gather(OTHER)
    await evening.run_for(SECOND)
    assert "offer.pair" in labels(await press(evening, "guest_list"))
    await press(evening, "pair")
    await settled(evening)
    assert {STRANGER, OTHER} in sitting(evening).values()
    await evening.run_for(minutes(90))
    check(evening)
    check_once(evening)


async def test_two_hosts_who_mix_at_once_lose_nobody() -> None:
    evening, _, _ = await an_evening()
    there, guests, id = everybody(evening), evening.use_cases.guests, evening.mixer.id

    async def both() -> None:
        await guests.press(evening.caller(), "mix_now", id)
        await guests.press(evening.caller(), "mix_now", id)

    await evening.run(both())
    await settled(evening)
    assert everybody(evening) == there


@pytest.mark.parametrize("hand", ["mix_now", "pair", "gather_on", "close_room", "move", "take_out"])
async def test_when_it_is_over_every_hand_is_refused(hand: Hand) -> None:
    evening = await seated(6, Evening(ears=0))
    id = evening.mixer.id
    await evening.end()
    await evening.run_for(SECOND)
    with pytest.raises(Refusal, match="over"):
        await evening.use_cases.guests.press(evening.caller(), hand, id, 1, 2)
    assert evening.mixer.phase is not Phase.OPEN
