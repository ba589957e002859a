"""Whatever can be pressed or handed in has a door that answers it, after a restart too, and does no other's deed."""

from __future__ import annotations

from typing import get_args

import discord
import pytest

from bot.core.text import (
    AboutGuests,
    AnswerButton,
    Button,
    FormKind,
    Moment,
    Pressable,
    Refusal,
    Text,
    custom_id,
    hand_id,
)
from bot.ports import StoreUnusable
from bot.ui.catalogue import Messages
from bot.ui.custom_ids import BEHIND, handed_in, pressed
from bot.ui.views import under_post
from cogs import respond
from cogs.setup.page import PANEL
from tests.cogs.hall import EDIT, FORM, HOST, LATER, MESSAGE, OWNER, opened
from tests.engine.planning.planned import HOUR, announce, planning, preview, sign_up
from tests.evening import GUESTS, GUILD, Evening, minutes

ONE, MIXER = GUESTS[0], "c0ffee1"
CHOSEN = {"report", "readmit", "friend", "person", "place", "move", "beside", "apart"}
"""What is chosen in a menu, of what is about guests."""
EVENTS = discord.Permissions(manage_events=True)
PRIVATE = 64
"""The flag of a message that only one person sees (Discord's API reference)."""


def id_of(kind: Pressable) -> str:
    """A custom id of each kind, as it is posted."""
    if kind in BEHIND:
        return custom_id(kind, MIXER, 1)
    if kind == "hand":
        return hand_id("guest_list", MIXER)
    if kind == "let_show":
        return custom_id(kind, MIXER, 1)
    return custom_id(kind, 0, MIXER) if kind == "face" else custom_id(kind, MIXER)


async def an_hour(people: int = 6) -> Evening:
    """Two rooms, and people in them."""
    evening = Evening(ids="c0ffee{}")
    evening.gather(*GUESTS[: people - 1])
    await evening.start(30)
    await evening.run_for(minutes(1))
    return evening


async def planned() -> Evening:
    """An evening announced, for which nobody has signed up."""
    evening = planning()
    evening._ids = "c0ffee{}"  # pyright: ignore[reportPrivateUsage]
    await announce(evening)
    return evening


@pytest.mark.parametrize("kind", get_args(Pressable))
async def test_every_button_that_can_be_posted_has_a_door_that_answers_it(kind: Pressable) -> None:
    async with opened(await an_hour()) as hall:
        told = await hall.press(ONE, id_of(kind), *(["101"] if kind in {"heir", "ticks"} else []))
        assert told.kind in {MESSAGE, EDIT, FORM}
        assert not told.says("refusal.unknown_button")
        assert not told.says("refusal.broken")


@pytest.mark.parametrize("what", get_args(AboutGuests))
async def test_all_that_is_pressed_about_guests_has_a_door_that_answers_it(what: AboutGuests) -> None:
    id = hand_id(what, MIXER, *([1] if what in BEHIND else []))
    found = pressed(id)
    assert found is not None
    assert (found.kind, found.hand, found.id, found.private) == ("hand", what, MIXER, True)
    async with opened(await an_hour()) as hall:
        told = await hall.press(ONE, id, *(["101"] if what in CHOSEN else []))
        assert told.kind in {MESSAGE, EDIT}
        assert not told.says("refusal.unknown_button")
        assert not told.says("refusal.broken")


@pytest.mark.parametrize("slow", [False, True])
@pytest.mark.parametrize("kind", sorted({*get_args(AnswerButton)} - {"remark"}))
async def test_what_can_not_be_done_is_said_beside_and_the_answer_with_its_button_stays(
    kind: AnswerButton, slow: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(await an_hour()) as hall:
        hall.roles[GUILD] = EVENTS
        if slow:
            monkeypatch.setattr(respond, "DEFER_AFTER", 0)
        told = await hall.press(HOST, id_of(kind).replace(MIXER, "dead"), "101")
        if slow and told.kind == LATER:
            told = await hall.next()
        assert (told.kind, told.data["flags"]) == (MESSAGE, PRIVATE)
        assert told.data["content"]


@pytest.mark.parametrize("error", [Refusal("not_host"), StoreUnusable("the disk is full"), KeyError("a bug")])
async def test_an_offer_that_could_not_be_taken_is_taken_by_the_same_button_later(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    evening = planning()
    offer = await preview(evening)
    (announce_it,) = (id for _, id in offer.choices)

    async def failing(*_: object) -> None:
        raise error

    async with opened(evening) as hall:
        hall.roles[GUILD] = EVENTS
        with monkeypatch.context() as patched:
            patched.setattr(evening.store, "save", failing)
            assert (await hall.press(HOST, announce_it)).kind == MESSAGE
        assert (await hall.press(HOST, announce_it)).kind == EDIT
    assert evening.mixer.title == "Tea"


@pytest.mark.parametrize("kind", get_args(FormKind))
async def test_every_form_has_a_door_that_answers_it(kind: FormKind) -> None:
    async with opened(await an_hour()) as hall:
        told = await hall.hand_in(OWNER, custom_id(kind, MIXER), text="Tea", remark="Tea", fields="Tea", about="Tea")
        assert told.kind in {MESSAGE, EDIT}
        assert not told.says("refusal.unknown_button")
        assert not told.says("refusal.broken")


@pytest.mark.parametrize("button", get_args(Button))
async def test_what_is_posted_is_read_back_as_the_same(button: Button) -> None:
    view = under_post(Messages(), "en", MIXER, Text("x", buttons=(button,), place=7 * (button in BEHIND)))
    assert view is not None
    (shown,) = view.to_components()[0]["components"]
    what = pressed(shown["custom_id"])
    assert what is not None
    assert (what.kind, what.id, what.private) == (button, MIXER, False)
    assert what.number == 7 * (button in BEHIND)


@pytest.mark.parametrize("kind", get_args(AnswerButton))
def test_what_stands_below_an_answer_gives_way_to_what_comes_of_it(kind: AnswerButton) -> None:
    what = pressed(id_of(kind))
    assert what is not None
    assert (what.kind, what.id, what.private) == (kind, MIXER, True)


@pytest.mark.parametrize(
    "posted",
    [
        *("join:c0ffee", "cant:c0ffee", "what:c0ffee", "topic:c0ffee:1", "coming:c0ffee:12", "broadcast:c0ffee"),
        *("hand_over:c0ffee", "touch:c0ffee", "ticks:c0ffee", "face:2:c0ffee", "remark:c0ffee", "heir:c0ffee"),
        *("offer:c0ffee", "offer:c0ffee:1"),
    ],
)
def test_posts_of_the_versions_before_still_work(posted: str) -> None:
    assert pressed(posted) is not None


@pytest.mark.parametrize(
    "id",
    [
        "dance:c0ffee1:1",
        "shout:c0ffee1",
        "topic:c0ffee1",
        "hand:c0ffee1",
        "hand:dance:c0ffee1",
        "face:9:c0ffee1",
        "",
        "join",
        ":",
    ],
)
async def test_an_unknown_button_says_so_and_does_no_others_deed(id: str) -> None:
    evening = await an_hour()
    before, ears = evening.mixer, await evening.store.ledger.kept(GUILD, HOST)
    async with opened(evening) as hall:
        hall.roles[GUILD] = EVENTS
        assert (await hall.press(HOST, id)).says("refusal.unknown_button")
        assert (await hall.hand_in(HOST, f"form-of-old:{id}", text="x")).says("refusal.unknown_button")
    assert evening.mixer == before
    assert await evening.store.ledger.kept(GUILD, HOST) == ears
    assert pressed(id) is handed_in(f"x{id}") is None


def test_the_panel_is_left_to_its_own_pages() -> None:
    assert not any(id_of(kind).startswith(PANEL) for kind in get_args(Pressable))


# -- over a restart


async def test_a_join_form_opened_before_a_restart_is_handed_in_after_it_and_nothing_typed_is_lost() -> None:
    evening = await planned()
    async with opened(evening) as hall:
        form = await hall.press(ONE, custom_id("join", evening.mixer.id))
        assert form.kind == FORM
    await evening.resume()
    async with opened(evening) as hall:
        told = await hall.hand_in(ONE, form.data["custom_id"], about="I bake", answer="Bread", comfort=["listen"])
        assert told.kind == MESSAGE
    card = await evening.store.ledger.card(GUILD, ONE)
    assert card is not None
    assert (card.about, card.answer, card.comfort) == ("I bake", "Bread", "listen")
    assert [signup.user_id for signup in evening.mixer.signups] == [ONE]


async def test_a_form_handed_in_faster_than_its_opening_is_confirmed_is_not_lost() -> None:
    """discord.py keeps a form only once Discord has confirmed that it is open; this one it never heard of."""
    evening = await planned()
    async with opened(evening) as hall:
        await hall.hand_in(ONE, custom_id("sign_up", evening.mixer.id), about="I bake")
    assert [signup.user_id for signup in evening.mixer.signups] == [ONE]


async def test_what_was_offered_below_a_sign_up_is_decided_after_a_restart() -> None:
    evening = await planned()
    offer = await sign_up(evening, ONE, answer="Bread")
    await evening.resume()
    async with opened(evening) as hall:
        told = await hall.press(ONE, dict(offer.choices)["offer.show"])  # type: ignore[union-attr]
        assert told.kind == EDIT
        card = await evening.store.ledger.card(GUILD, ONE)
        assert card is not None
        assert card.may_show
        await hall.press(ONE, next(id for id in told.ids if id.startswith("withdraw")))
    assert evening.mixer.signups == ()


async def test_of_what_a_command_offered_before_a_restart_that_is_done_after_it_which_was_pressed() -> None:
    evening = planning()
    offer = await preview(evening, for_roles=(7,))
    await evening.resume()
    async with opened(evening) as hall:
        hall.roles[GUILD] = EVENTS
        assert (await hall.press(HOST, dict(offer.choices)["offer.announce_ping"])).says(
            "schedule.done", title="Tea", at=Moment(HOUR, full=True)
        )
        assert (await hall.press(HOST, dict(offer.choices)["offer.announce"])).says("refusal.offer.old")
    assert evening.mixer.calls_roles


async def test_a_vote_opened_before_a_restart_counts_after_it() -> None:
    evening = await an_hour(3)
    await evening.run_until(evening.mixer.closes_at - minutes(2))
    async with opened(evening) as hall:
        (stay, _) = (await hall.press(ONE, custom_id("ballot", MIXER, 1))).ids
    await evening.resume()
    async with opened(evening) as hall:
        assert (await hall.press(ONE, stay)).says("ballot.kept")
    guest = evening.mixer.guest(ONE)
    assert guest is not None
    assert guest.ballot


async def test_a_word_to_all_rooms_and_the_end_are_taken_after_a_restart() -> None:
    evening = await an_hour()
    evening.furnish(2)
    async with opened(evening) as hall:
        hall.roles[GUILD] = EVENTS
        form = await hall.press(HOST, custom_id("broadcast", MIXER))
        (end,) = (await hall.press(HOST, custom_id("finish", MIXER))).ids
    await evening.resume()
    async with opened(evening) as hall:
        assert (await hall.hand_in(HOST, form.data["custom_id"], text="Snacks")).says(
            "broadcast.done", rooms=2, people=Text("people.many", {"count": 6})
        )
        assert (await hall.press(HOST, end)).says("end.done", title="Tea")
    assert evening.mixer.ending == "host"
