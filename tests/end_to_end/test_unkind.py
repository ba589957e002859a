"""What people meet on the real Discord and nobody expects: hidden lobbies, threads, forums, servers of two factors."""

from __future__ import annotations

import pytest

from tests.end_to_end.account import check
from tests.end_to_end.processes import until
from tests.end_to_end.town import VOICE, Place, says

FORUM, PUBLIC_THREAD = 15, 11
VIEW_CHANNEL = 1 << 10


@pytest.fixture
def den(place: Place) -> str:
    """A voice channel for members only; the bot is none, and is told that there is something."""
    place.town.fault(world={"hidden_channels": "obfuscated"})
    denied = [
        {"id": place.id, "type": 0, "allow": "0", "deny": str(VIEW_CHANNEL)},
        *({"id": person.id, "type": 1, "allow": str(VIEW_CHANNEL), "deny": "0"} for person in place.people),
    ]
    return place.add_channel("Members only", VOICE, permission_overwrites=denied)


def test_a_lobby_in_nobodys_sight_is_answered_by_name(place: Place, den: str) -> None:
    panel = str(place.admin.command("engawa setup").message_id)
    place.admin.choose(panel, "setup:lobby", den)
    answer = place.admin.press(panel, "OK")
    assert answer.says("setup.kept_hidden")
    assert f"<#{den}>" in answer.content
    place.gather(place.admin, *place.people)
    for person in (place.admin, *place.people):
        person.enter(den)
    for refusal in (
        place.admin.command("mixer start"),
        place.admin.command("mixer schedule", title="Tea", when="in 3 hours"),
    ):
        assert refusal.says("refusal.start.hidden"), refusal
        assert f"<#{den}>" in refusal.content


def test_a_mixer_that_is_started_in_a_thread_is_at_home_in_its_channel(place: Place) -> None:
    thread = place.add_channel("plans", PUBLIC_THREAD, parent_id=place.home)
    place.gather()
    assert place.admin.command("mixer start", thread, length=30).says("start.done")
    until(place.seated, "everyone has a seat")
    until(lambda: [says(text, "en", "announcement.open") for text in place.texts(place.home)], "it is announced")
    place.wait_for_end()
    check(place)


def test_a_forum_is_refused_as_a_home(place: Place) -> None:
    forum = place.add_channel("ideas", FORUM)
    post = place.add_channel("an idea", PUBLIC_THREAD, parent_id=forum)
    place.gather()
    assert place.admin.command("mixer start", post).says("refusal.start.forum")
    assert not place.ours()


def test_a_server_that_wants_two_factors_is_told_so_at_start(place: Place) -> None:
    bot = place.town.facts["application_id"]
    place.town.ask("PATCH", f"/guilds/{place.id}", {"mfa_level": 1})
    place.gather()
    assert place.admin.command("mixer start", length=30).says("start.done"), "the bot's owner has two"
    until(place.seated, "everyone has a seat")
    try:
        place.town.ask("PATCH", f"/applications/{bot}", {"owner_mfa": False})
        late = place.arrive("Late", "en-US")
        late.enter(place.lobby)
        assert late.press_join().says("join.coming")
        until(
            lambda: [text for text in place.texts(place.home) if says(text, "en", "mixer.two_factor")],
            "the host is told",
        )
    finally:
        place.town.ask("PATCH", f"/applications/{bot}", {"owner_mfa": True})
    until(lambda: late.room() != place.lobby, "and it goes on by itself")
    place.wait_for_end()
    check(place)


def test_nobody_uses_the_bot_where_it_was_not_invited(place: Place) -> None:
    person = place.people[0]
    place.town.ask("POST", f"/people/{person.id}/install", {"application_id": place.town.facts["application_id"]})
    place.town.fault(kick_bot=True, guild_id=place.id)
    body = {"channel_id": place.home, "name": "card"}
    assert "nknown" in place.town.refused("POST", f"/people/{person.id}/command", body)
