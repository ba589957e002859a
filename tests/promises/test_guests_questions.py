"""What a guest would like to ask the others: nobody is shown whose question it is, and it goes with the evening."""

from __future__ import annotations

from bot.core.community.settings import GuestQuestions
from bot.core.text import Menu
from tests.engine.planning.planned import HOUR, announce, planning, run_to, sign_up
from tests.evening import GUESTS, GUILD, Evening, minutes
from tests.promises.seen import letters, public

FOUR = GUESTS[:4]
"""People for one room."""
QUESTION = "What do you cook on a Sunday?"


async def asked_by(writer: int, mode: GuestQuestions = GuestQuestions.SHOWN) -> tuple[Evening, list[object]]:
    """Everything that others see of an evening in which somebody of a room has brought a question, and it is put."""
    evening = planning(guest_questions=mode)
    await announce(evening, room_size=4)
    for user in FOUR:
        await sign_up(evening, user, question=QUESTION if user == writer else "")
    menu = await evening.questions.guests(evening.caller(), None)
    assert isinstance(menu, Menu)
    await evening.questions.let_show(evening.caller(), evening.mixer.id, 1, [option.value for option in menu.options])
    evening.gather(*FOUR)
    await run_to(evening, HOUR + minutes(2))
    mixer_id = evening.mixer.id
    await evening.ask(lambda _: evening.roomside.press(evening.caller(FOUR[3]), "topic", mixer_id, 1))
    await run_to(evening, HOUR + minutes(80))
    return evening, [menu, public(evening), letters(evening)]


async def test_q1_whoever_of_a_room_brought_it_the_host_and_the_others_see_the_same() -> None:
    for mode in (GuestQuestions.SHOWN, GuestQuestions.HELD):
        (_, one), (_, other) = await asked_by(FOUR[0], mode), await asked_by(FOUR[1], mode)
        assert QUESTION in repr(one), "it was put at all"
        assert one == other


async def test_q2_nothing_of_it_is_kept_when_the_evening_is_over() -> None:
    evening, _ = await asked_by(FOUR[0])
    ledger = evening.store.ledger
    assert QUESTION not in repr([*evening.store.mixers.values()])
    assert not [id for id in await ledger.put(GUILD, FOUR) if id.startswith("guest")]
    assert not [id for id in await ledger.tallies(GUILD) if id.startswith("guest")]


async def with_fields(baker: int, *, people: int = 4) -> list[object]:
    """Everything that others see of a room in which one lets their field be asked about, and a question is put."""
    evening = planning()
    await announce(evening, room_size=4)
    here = FOUR[:people]
    for user in here:
        await sign_up(evening, user, field="baking" if user == baker else "tea", ask_field=user == baker)
    evening.gather(*here)
    await run_to(evening, HOUR + minutes(2))
    for _ in range(3):
        await evening.ask(lambda _: evening.roomside.press(evening.caller(here[-1]), "topic", evening.mixer.id, 1))
        await evening.run_for(minutes(2))
    await run_to(evening, HOUR + minutes(80))
    return [public(evening), letters(evening)]


async def test_q3_a_field_is_asked_about_where_it_was_let_and_may_be_anybodys_and_looks_the_same_whose_ever_it_is() -> (
    None
):
    one, other = await with_fields(FOUR[0]), await with_fields(FOUR[1])
    assert "guests.field baking" in repr(one)
    assert "guests.field tea" not in repr(one)
    assert one == other
    assert "guests.field" not in repr(await with_fields(FOUR[0], people=3))
