"""Who voted and how: only whether everybody said yes can be seen."""

from __future__ import annotations

import pytest

from bot.core.text import Refusal, Text
from bot.ui.catalogue import Messages
from tests.engine.closing.voting import COUNTS, at_the_vote, open_ballot, until, vote
from tests.engine.seating.rooms_in_view import SECOND, sitting
from tests.evening import Evening
from tests.promises.seen import public

SECRET = {"en": ("secret", "nobody", "no one"), "ja": ("誰にも", "秘密", "そっと", "匿名")}


async def outcome(*votes: bool | None, people: int = 3) -> tuple[list[object], list[object], tuple[Text, ...]]:
    """What everybody sees until the count and until the end, and the host's status, where a room votes so in turn."""
    evening = await at_the_vote(people=people)
    users = sorted(sitting(evening)[1])
    for user, yes in zip(users, votes, strict=True):
        if yes is not None:
            await vote(evening, 1, user, yes=yes)
        await evening.run_for(SECOND)
    status = await evening.ask(lambda r: r.status(evening.caller()))
    await until(evening, COUNTS - SECOND)
    before = public(evening)
    await until(evening, 4 * COUNTS)
    return [*before], [*public(evening)], status


async def test_v1_until_the_count_nothing_shows_that_somebody_has_voted_or_how() -> None:
    worlds = [await outcome(*votes) for votes in ((None,) * 3, (True,) * 3, (False, None, True))]
    assert worlds[0][0] == worlds[1][0] == worlds[2][0]
    assert worlds[0][2] == worlds[1][2] == worlds[2][2]


async def test_v2_a_room_that_closes_shows_not_who_nor_how_many_did_not_say_yes() -> None:
    closing = [(False, True, True), (True, None, True), (True, True, False), (False,) * 3, (None,) * 3]
    worlds = [(await outcome(*votes))[1] for votes in closing]
    assert all(world == worlds[0] for world in worlds)
    assert (await outcome(True, True, True))[1] != worlds[0]


async def test_v3_a_vote_of_two_is_not_offered_as_secret() -> None:
    evening = await at_the_vote(people=2)
    first = sorted(sitting(evening)[1])[0]
    asked = (await open_ballot(evening, first, 1)).texts[0]
    (post,) = (m.texts[-1] for m in evening.venue.messages if m.key.startswith("ballot"))
    assert (post.key, asked.key) == ("room.ballot_two", "ballot.ask_two")
    for language, words in SECRET.items():
        for text in (post, asked, Text("ballot.kept")):
            shown = Messages().render(language, text).casefold()
            assert not [word for word in words if word in shown], shown
        assert not [word for word in words if word in Messages().label(language, "ballot").casefold()]


async def test_v4_nor_where_two_are_left_of_three() -> None:
    evening = await at_the_vote(people=3)
    (post,) = (m for m in evening.venue.messages if m.key.startswith("ballot"))
    assert post.texts[-1].key == "room.ballot"
    users = sorted(sitting(evening)[1])
    assert (await open_ballot(evening, users[0], 1)).texts[0].key == "ballot.ask"
    evening.venue.go(1, users[2], evening.lobby)
    await evening.run_for(5 * SECOND)
    assert (await open_ballot(evening, users[0], 1)).texts[0].key == "ballot.ask_two"
    assert post.texts[-1].key == "room.ballot_two"


async def test_v5_too_late_and_elsewhere_are_turned_away_in_the_same_words_whoever_has_voted() -> None:
    evening = await at_the_vote(people=6)
    mine, other = sorted(sitting(evening)[1])[0], sorted(sitting(evening)[2])[0]
    await vote(evening, 1, mine)
    with pytest.raises(Refusal) as elsewhere:
        await open_ballot(evening, other, 1)
    await until(evening, COUNTS + SECOND)
    with pytest.raises(Refusal) as late:
        await open_ballot(evening, mine, 1)
    with pytest.raises(Refusal) as silent:
        await open_ballot(evening, other, 2)
    assert len({refusal.value.text for refusal in (elsewhere, late, silent)}) == 1


async def test_v6_once_counted_nothing_of_any_vote_is_left_and_nobody_can_ask_for_one() -> None:
    evening = await at_the_vote(Evening(), people=3)
    users = sorted(sitting(evening)[1])
    before = await evening.members.show_me(evening.caller(users[0]))
    others = await evening.members.show_me(evening.caller(users[1]))
    await vote(evening, 1, users[0], yes=False)
    assert await evening.members.show_me(evening.caller(users[1])) == others
    await vote(evening, 1, *users[1:], yes=False)
    await until(evening, COUNTS + SECOND)
    assert await evening.members.show_me(evening.caller(users[0])) == before
    assert not any(guest.ballot for guest in evening.mixer.guests)
