"""What guests would like to ask: put in their own room, without a name, seen first by who wants to, and then gone."""

from __future__ import annotations

import pytest

from bot.core.community.settings import GuestQuestions
from bot.core.lifecycle.phase import Phase
from bot.core.questions.deck import GUEST
from bot.core.text import Menu, Question, Refusal
from bot.engine.decks import UNASKED
from tests.engine.planning.planned import HOUR, announce, keys, planning, run_to, sign_up, withdraw
from tests.evening import GUESTS, GUILD, Evening, minutes

ASKS, OTHER = GUESTS[0], GUESTS[1]
EIGHT = (*GUESTS, 108, 109)


async def with_a_question(mode: GuestQuestions = GuestQuestions.SHOWN) -> Evening:
    """Eight have signed up, one of them with a question."""
    evening = planning(guest_questions=mode)
    await announce(evening)
    await sign_up(evening, ASKS, question=" What do you\n cook? ")
    await sign_up(evening, *EIGHT[1:])
    return evening


async def hour(evening: Evening) -> None:
    """They come, and the hour begins."""
    evening.gather(*EIGHT)
    await run_to(evening, HOUR + minutes(2))
    assert evening.mixer.phase is Phase.OPEN


async def rescue(evening: Evening, user: int) -> Question:
    """Somebody presses New topic; the question that their room is put."""
    number = next(guest.room for guest in evening.mixer.guests if guest.user_id == user)
    await evening.ask(lambda _: evening.roomside.press(evening.caller(user), "topic", evening.mixer.id, number))
    await evening.run_for(minutes(1))
    room = evening.mixer.room(number)
    assert room is not None
    return Question(room.askings[-1].question, "", room.askings[-1].own)


async def test_it_is_the_first_rescue_of_its_writers_room_and_of_no_other() -> None:
    evening = await with_a_question()
    assert [(one.by, one.text, one.shown) for one in evening.mixer.brought] == [(ASKS, "What do you cook?", True)]
    await hour(evening)
    rooms = {guest.user_id: guest.room for guest in evening.mixer.guests}
    elsewhere = next(user for user in EIGHT if rooms[user] != rooms[ASKS])
    assert (await rescue(evening, elsewhere)).own == ""
    beside = next(user for user in EIGHT if rooms[user] == rooms[ASKS] and user != ASKS)
    assert (await rescue(evening, beside)).own == "What do you cook?"


async def test_nothing_of_it_is_left_when_the_evening_is_over() -> None:
    evening = await with_a_question()
    await hour(evening)
    asked = await rescue(evening, ASKS)
    assert asked.id.startswith(GUEST)
    assert asked.id not in await evening.store.ledger.put(GUILD, EIGHT)
    await run_to(evening, HOUR + minutes(70))
    assert evening.mixer.finished
    assert "cook" not in repr(evening.mixer)
    assert asked.id not in await evening.store.ledger.tallies(GUILD)


async def test_one_that_is_held_back_is_put_only_once_a_host_has_let_it() -> None:
    evening = await with_a_question(GuestQuestions.HELD)
    assert not evening.mixer.brought[0].shown
    menu = await evening.questions.guests(evening.caller(), None)
    assert isinstance(menu, Menu)
    assert [(option.label, option.chosen) for option in menu.options] == [("What do you cook?", False)]
    assert str(ASKS) not in repr(menu), "a host is not told whose it is"
    await hour(evening)
    assert (await rescue(evening, ASKS)).own == ""
    mixer_id, last = menu.custom_id.split(":")[1:]
    await evening.questions.let_show(evening.caller(), mixer_id, int(last), [menu.options[0].value])
    assert (await rescue(evening, ASKS)).own == "What do you cook?"


async def test_a_host_refuses_one_and_what_came_after_they_looked_is_left_as_it_is() -> None:
    evening = await with_a_question()
    menu = await evening.questions.guests(evening.caller(), None)
    assert isinstance(menu, Menu)
    await sign_up(evening, OTHER, question="And read?")
    await evening.questions.let_show(evening.caller(), evening.mixer.id, 1, [])
    assert {one.text: one.shown for one in evening.mixer.brought} == {"What do you cook?": False, "And read?": True}
    with pytest.raises(Refusal, match=r"offer\.old"):
        await evening.questions.let_show(evening.caller(), "m99", 1, [])


async def test_it_is_changed_and_taken_back_by_handing_in_the_form_again() -> None:
    evening = await with_a_question()
    form = await evening.invitations.form(evening.caller(ASKS), evening.mixer.id)
    assert form is not None
    assert form.question == "What do you cook?"
    assert "signup.brought" in keys(await sign_up(evening, ASKS, question="What do you bake?"))
    assert [one.text for one in evening.mixer.brought] == ["What do you bake?"]
    assert "signup.brought" not in keys(await sign_up(evening, ASKS, question=" "))
    assert evening.mixer.brought == ()


async def test_one_that_a_host_has_refused_stays_refused_when_the_same_form_is_handed_in_again() -> None:
    evening = await with_a_question()
    await evening.questions.let_show(evening.caller(), evening.mixer.id, 1, [])
    await sign_up(evening, ASKS)
    assert not evening.mixer.brought[0].shown


async def test_it_goes_with_whoever_does_not_come_and_whoever_is_forgotten() -> None:
    for goes in ("withdraws", "is forgotten"):
        evening = await with_a_question()
        shown = [line.key for line in await evening.members.show_me(evening.caller(ASKS))]
        assert "privacy.brought" in shown
        if goes == "withdraws":
            await withdraw(evening, ASKS)
        else:
            await evening.members.forget_me(evening.caller(ASKS))
        assert evening.mixer.brought == ()


async def test_a_server_that_wants_none_is_not_asked_for_any() -> None:
    evening = planning()
    await evening.questions.guests(evening.caller(), GuestQuestions.NONE)
    await announce(evening)
    form = await evening.invitations.form(evening.caller(ASKS), evening.mixer.id)
    assert form is not None
    assert form.question is None


async def test_an_answer_that_may_be_shown_becomes_a_question_in_its_writers_room() -> None:
    evening = planning()
    await announce(evening, room_size=4)
    await sign_up(evening, ASKS, answer="I miss the night shifts", may_show=True)
    await sign_up(evening, OTHER, answer="I keep this to myself")
    await sign_up(evening, *EIGHT[2:])
    await hour(evening)
    assert "I miss the night shifts" in (await rescue(evening, ASKS)).own
    asked = [await rescue(evening, OTHER) for _ in range(3)]
    assert not [question for question in asked if "to myself" in question.own]


async def fields(evening: Evening, *asked: int) -> None:
    """Eight sign up and name their fields; of these a room may be asked about it."""
    await announce(evening, room_size=4)
    for user in EIGHT:
        await sign_up(evening, user, field="baking" if user in asked else "tea", ask_field=user in asked)
    await hour(evening)


async def test_a_field_that_may_be_asked_about_is_a_question_once_where_somebody_has_it() -> None:
    evening = planning()
    await fields(evening, ASKS)
    first = await rescue(evening, ASKS)
    assert first.own == "en guests.field baking"
    more = [await rescue(evening, ASKS) for _ in range(4)]
    assert not [question for question in more if "guests.field" in question.own], "once, of those who let it"
    rooms = {guest.user_id: guest.room for guest in evening.mixer.guests}
    elsewhere = next(user for user in EIGHT if rooms[user] != rooms[ASKS])
    assert "baking" not in (await rescue(evening, elsewhere)).own


async def test_in_a_small_room_nothing_is_asked_about_somebody() -> None:
    evening = planning()
    await announce(evening, room_size=3)
    await sign_up(evening, ASKS, answer="I miss the night shifts", may_show=True, field="baking", ask_field=True)
    await sign_up(evening, *EIGHT[1:6])
    evening.gather(*EIGHT[:6])
    await run_to(evening, HOUR + minutes(2))
    assert len([guest for guest in evening.mixer.guests if guest.room == evening.mixer.guests[0].room]) == 3
    asked = [(await rescue(evening, ASKS)).own for _ in range(4)]
    assert asked == [""] * 4, "everybody would know who"


async def test_what_a_guest_would_like_to_ask_comes_before_a_field() -> None:
    evening = planning()
    await announce(evening, room_size=4)
    await sign_up(evening, ASKS, question="What do you cook?", field="baking", ask_field=True)
    await sign_up(evening, *EIGHT[1:])
    await hour(evening)
    assert (await rescue(evening, ASKS)).own == "What do you cook?"


@pytest.mark.parametrize("field", sorted(UNASKED))
async def test_of_a_field_that_is_none_or_is_private_nothing_is_asked(field: str) -> None:
    evening = planning()
    await announce(evening, room_size=4)
    await sign_up(evening, ASKS, field=field, ask_field=True)
    await sign_up(evening, *EIGHT[1:])
    await hour(evening)
    assert (await rescue(evening, ASKS)).own == ""
