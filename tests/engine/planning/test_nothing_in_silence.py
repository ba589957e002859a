"""What lasts and only people can mend reaches a host, once, with the press that mends it."""

from __future__ import annotations

import pytest

from bot.core.lifecycle.facts import CLASH, SIGHT, Broken
from bot.core.lifecycle.phase import Ending, Phase
from bot.core.planning.start import Wish
from bot.core.text import MendingButton, Offer, Place, Refusal, Text
from tests.engine.planning.planned import HOUR, announce, planning, preview, run_to, sign_up
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes
from tests.fake_venue import Message


def told(evening: Evening, key: str) -> list[Message]:
    """Every message under this key, those that went to somebody directly too."""
    return [message for message in evening.venue.messages if message.key.startswith(key)]


async def mend(evening: Evening, button: MendingButton, by: int = HOST) -> Text:
    """A host presses a button below what they were told."""
    id, caller = evening.mixer.id, evening.caller(by)
    return await evening.ask(lambda _: evening.use_cases.mending.press(caller, button, id))


async def waiting() -> Evening:
    """Five have signed up for an evening in an hour."""
    evening = planning(hoard=True)
    await announce(evening)
    await sign_up(evening, *GUESTS[:5])
    await run_to(evening, HOUR - minutes(40))
    return evening


async def test_a_lobby_that_was_deleted_is_told_once_and_one_press_gives_another() -> None:
    evening = await waiting()
    evening.venue.delete(GUILD, evening.lobby)
    await run_to(evening, HOUR - minutes(20))
    (notice,) = told(evening, "gone:lobby")
    text = notice.texts[0]
    assert (text.key, text.pings, text.buttons) == ("broken.lobby", (HOST,), ("relocate",))
    with pytest.raises(Refusal, match=r"^relocate\.where$"):
        await mend(evening, "relocate")
    with pytest.raises(Refusal, match=r"^not_host$"):
        await mend(evening, "relocate", GUESTS[0])
    new = evening.venue.add_channel(GUILD, "New lobby")
    evening.venue.go(GUILD, HOST, new)
    assert (await mend(evening, "relocate")).key == "relocate.done"
    for user in GUESTS:
        evening.venue.go(GUILD, user, new)
    await run_to(evening, HOUR + minutes(1))
    assert evening.mixer.phase is Phase.OPEN
    assert set(GUESTS[:5]) <= {guest.user_id for guest in evening.mixer.guests if not guest.waiting}
    assert notice.texts[-1].key == "broken.mended"


async def test_an_evening_without_a_lobby_is_not_said_to_have_had_too_few_people() -> None:
    evening = await waiting()
    evening.venue.delete(GUILD, evening.lobby)
    await run_to(evening, HOUR + minutes(8))
    assert evening.mixer.ending is Ending.NO_LOBBY
    assert told(evening, "goodbye")[0].texts[0].key == "goodbye.no_lobby"
    assert len(told(evening, "gone:lobby")) == 1


async def test_a_lobby_that_cannot_be_seen_is_told_before_anybody_waits_in_it() -> None:
    evening = await waiting()
    evening.venue.servers[GUILD].unseen = {evening.lobby}
    await run_to(evening, HOUR - minutes(15))
    (notice,) = told(evening, "gone:sight")
    assert notice.texts[0].key == "broken.sight"
    evening.venue.servers[GUILD].unseen = set()
    await run_to(evening, HOUR)
    assert notice.texts[-1].key == "broken.mended"


async def test_a_role_that_is_gone_is_told() -> None:
    evening = planning()
    evening.venue.servers[GUILD].known_roles = frozenset({7, 8})
    await announce(evening, for_roles=(7,))
    await run_to(evening, HOUR - minutes(40))
    assert not told(evening, "gone:")
    evening.venue.servers[GUILD].known_roles = frozenset({8})
    await run_to(evening, HOUR - minutes(20))
    assert [notice.texts[0].key for notice in told(evening, "gone:")] == ["broken.roles"]


async def test_a_deleted_invitation_is_told_at_once_and_posted_again_by_one_press() -> None:
    evening = await waiting()
    card = evening.venue.delete_message("announcement")
    evening.conductor.message_gone(GUILD, card.id)
    await evening.quiet()
    (notice,) = told(evening, "gone:invitation")
    assert (notice.texts[0].key, notice.texts[0].buttons) == ("broken.invitation", ("repost",))
    assert (await mend(evening, "repost")).key == "repost.done"
    await evening.run_for(minutes(1))
    again = told(evening, "announcement")[-1]
    assert again.id != card.id
    assert again.texts[-1].key == "invitation.card"
    assert notice.texts[-1].key == "broken.mended"
    assert evening.mixer.signups, "whoever had signed up is still on the list"


async def test_what_cannot_be_posted_reaches_the_host_directly_and_the_button_stands_in_the_status() -> None:
    evening = await waiting()
    evening.venue.servers[GUILD].lacking.add("send_messages")
    evening.venue.delete(GUILD, evening.lobby)
    await run_to(evening, HOUR - minutes(15))
    assert not told(evening, "gone:lobby")
    (direct,) = told(evening, f"direct:gone:lobby:{HOST}")
    what = direct.texts[0].values["what"]
    assert isinstance(what, Text)
    assert (direct.texts[0].key, direct.texts[0].buttons, what.key) == ("broken.direct", (), "broken.lobby")
    (permission,) = told(evening, f"direct:missing:send_messages:{HOST}")
    assert permission.texts[0].key == "mixer.missing"
    status = await evening.reception.overview(evening.caller())
    assert isinstance(status, Offer)
    assert status.choices == (("button.relocate", f"relocate:{evening.mixer.id}"),)
    assert "broken.lobby" in [text.key for text in status.texts]


async def test_what_mends_two_troubles_of_an_evening_stands_once_in_the_status() -> None:
    evening = await waiting()
    evening.venue.servers[GUILD].unseen = {evening.lobby}
    await run_to(evening, HOUR - minutes(15))
    await evening.run(evening.conductor.tell(evening.mixer.id, Broken(CLASH)))
    assert evening.mixer.broken == {SIGHT, CLASH}
    status = await evening.reception.overview(evening.caller())
    assert isinstance(status, Offer)
    assert {"broken.sight", "broken.clash"} <= {text.key for text in status.texts}
    assert status.choices == (("button.relocate", f"relocate:{evening.mixer.id}"),)


async def test_where_the_channel_is_gone_the_host_is_told_directly_and_the_invitation_comes_elsewhere() -> None:
    evening = await waiting()
    evening.venue.delete(GUILD, evening.home)
    await sign_up(evening, GUESTS[5])
    await evening.run_for(minutes(5))
    (direct,) = told(evening, f"direct:gone:invitation:{HOST}")
    assert (direct.texts[0].key, direct.texts[0].buttons) == ("broken.direct", ())
    other = evening.venue.add_channel(GUILD, "news", text=True)
    id = evening.mixer.id
    caller = evening.caller(HOST, channel_id=other)
    await evening.ask(lambda _: evening.use_cases.mending.press(caller, "repost", id))
    await evening.run_for(minutes(1))
    assert told(evening, "announcement")[-1].channel_id == other


async def test_a_chosen_lobby_that_is_out_of_sight_is_named_and_not_asked_for_again() -> None:
    evening = planning()
    lobby = evening.lobby
    evening.venue.delete(GUILD, lobby)
    with pytest.raises(Refusal, match=r"^start\.hidden$") as planned:
        await preview(evening)
    with pytest.raises(Refusal, match=r"^start\.hidden$") as started:
        await evening.ask(lambda r: r.start(evening.caller(), Wish()), starting=True)
    assert planned.value.text.values == started.value.text.values == {"place": Place(lobby)}
