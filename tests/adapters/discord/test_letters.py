"""Names and letters: what every ports.Venue promises of them, then DiscordVenue's own; and what the log leaves out."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.discord.letters import LONGEST_MESSAGE, parts
from bot.cli.logs import INDISCREET, log_to_stderr
from bot.core.text import Letter, People, Text
from bot.ports import Busy, Missing, NotDone, Unsure
from bot.sandbox.things import Message
from bot.ui.catalogue import Messages
from tests.adapters.real_stage import RealStage
from tests.adapters.stages import Scene, Stage, eventually, now

NOWHERE = 10**15
PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
ALT = Text("recap.alt", {"title": "*Tea*", "rooms": 1, "questions": 2, "came": 3, "revived": 1})


def letter(stage: Stage, to: int = 0, **changes: object) -> Letter:
    """A line to somebody, or into the home channel."""
    line = Text("feedback.over")
    one = Letter(
        key="m later", language="en", texts=(line,), guild_id=stage.guild_id, to=to, channel_id=stage.channel_id
    )
    return replace(one, **changes)


# -- the contract


async def test_members_have_names_of_their_own_and_others_have_none(scene: Scene) -> None:
    stage = scene.stage
    first, second, gone = stage.person(), stage.person(), stage.person()
    stage.part(gone)
    names = await stage.venue.names(stage.guild_id, [first, second, gone])
    assert names.keys() == {first, second}
    assert len(set(names.values())) == 2
    assert all(names.values())
    assert await stage.venue.names(stage.guild_id, []) == {}


async def test_nobody_is_named_in_a_server_that_cannot_be_seen(scene: Scene) -> None:
    guest = scene.stage.person()
    scene.stage.outage(on=True)
    await eventually(lambda: scene.stage.venue.look(scene.stage.guild_id) is None, "the outage is noticed")
    with pytest.raises(Unsure):
        await scene.stage.venue.names(scene.stage.guild_id, [guest])


async def test_a_letter_reaches_one_member_or_a_channel(scene: Scene) -> None:
    stage, guest = scene.stage, scene.stage.person()
    await stage.venue.send(letter(stage, guest))
    assert stage.direct(guest) == 1
    assert stage.messages(stage.channel_id) == []
    await stage.venue.send(letter(stage, key="m here"))
    assert stage.direct(guest) == 1


async def test_where_it_cannot_be_delivered_is_told(scene: Scene) -> None:
    stage = scene.stage
    closed, gone = stage.person(), stage.person()
    stage.close_messages(closed)
    stage.part(gone)
    for one in (letter(stage, closed), letter(stage, gone), letter(stage, channel_id=NOWHERE)):
        with pytest.raises(Missing):
            await stage.venue.send(one)


# -- DiscordVenue's own


def received(real: RealStage, user_id: int) -> list[Message]:
    """The direct messages that somebody has."""
    channel = real.world.private_channel((real.box.bot.user.id, user_id))
    return list(channel.messages.values()) if channel else []


async def test_who_shares_a_name_is_told_apart_by_their_account(real: RealStage) -> None:
    first, second = real.person(), real.person()
    names = await real.venue.names(real.guild_id, [first, second])
    assert names == {user: f"Guest ({real.world.users[user].username})" for user in (first, second)}
    assert await real.venue.names(real.guild_id, [first]) == {first: "Guest"}


async def test_a_picture_comes_with_its_words(real: RealStage) -> None:
    guest = real.person()
    await real.venue.send(letter(real, guest, picture=PNG, alt=ALT))
    ((message),) = received(real, guest)
    (picture,) = message.attachments
    assert picture["content_type"] == "image/png"
    assert picture["description"].startswith("\\*Tea\\* as a picture: a strip for every room")
    assert message.content == Messages().render("en", Text("feedback.over"))


async def test_a_long_letter_comes_in_parts_and_the_picture_once(real: RealStage) -> None:
    guest = real.person()
    lines = tuple(Text("recap.remark", {"text": f"{n} {'long ' * 50}"}) for n in range(20))
    await real.venue.send(letter(real, guest, texts=lines, picture=PNG))
    messages = received(real, guest)
    assert len(messages) == 3
    assert [len(message.attachments) for message in messages] == [1, 0, 0]
    assert "\n".join(message.content for message in messages).count("\n") == 19


async def test_the_same_letter_twice_is_one(real: RealStage) -> None:
    guest = real.person()
    for _ in range(2):
        await real.venue.send(letter(real, guest))
    assert len(received(real, guest)) == 1


async def test_in_public_only_whom_it_calls_is_pinged_and_names_are_harmless(real: RealStage) -> None:
    host, other = real.person(), real.person()
    values = {"host": People((host,)), "title": f"<@{other}> @everyone", "came": 3, "rooms": 1, "at": "tomorrow"}
    await real.venue.send(letter(real, texts=(Text("recap.here", values, pings=(host,)),), picture=PNG, alt=ALT))
    ((message),) = real.guild.channels[real.channel_id].messages.values()
    assert (message.mentions, message.mention_everyone) == ([host], False)
    assert len(message.attachments) == 1


async def test_where_files_may_not_be_attached_the_words_come_alone(real: RealStage) -> None:
    real.revoke("attach_files")
    guild = real.venue._client.get_guild(real.guild_id)  # pyright: ignore[reportPrivateUsage]
    assert guild is not None
    await eventually(lambda: not guild.me.guild_permissions.attach_files, "it is noticed")
    await real.venue.send(letter(real, picture=PNG))
    ((message),) = real.guild.channels[real.channel_id].messages.values()
    assert message.attachments == []


@pytest.mark.parametrize(
    ("route", "status", "code", "kind"),
    [
        ("POST /users/@me/channels", 400, 40003, Busy),
        ("POST /users/@me/channels", 400, 50033, Missing),
        ("POST /channels/*/messages", 403, 50007, Missing),
        ("POST /channels/*/messages", 403, 50278, Missing),
        ("POST /channels/*/messages", 400, 50035, NotDone),
    ],
)
async def test_refusals_are_told_apart(
    real: RealStage, route: str, status: int, code: int, kind: type[NotDone]
) -> None:
    real.fault(route, status, code=code)
    with pytest.raises(NotDone) as refusal:
        await real.venue.send(letter(real, real.person()))
    assert type(refusal.value) is kind
    if isinstance(refusal.value, Busy):
        assert now() + timedelta(seconds=30) < refusal.value.until < now() + timedelta(seconds=90)


async def test_no_clear_answer_is_told_as_that(real: RealStage) -> None:
    real.fault("POST /channels/*/messages", 502)
    with pytest.raises(Unsure):
        await real.venue.send(letter(real, real.person()))


# -- parts


@given(st.lists(st.text(st.characters(exclude_characters="\n")), max_size=40), st.integers(1, 500))
def test_parts_are_within_the_limit_and_lose_no_line(lines: list[str], times: int) -> None:
    long = [line * times for line in lines]
    found = parts(long)
    assert all(0 < len(part) <= LONGEST_MESSAGE for part in found)
    kept = "\n".join(found).split("\n")
    assert [line for line in kept if line.strip()] == [
        line[:LONGEST_MESSAGE] for line in long if line[:LONGEST_MESSAGE].strip()
    ]


# -- the picture and the log


def test_at_no_level_does_the_log_repeat_what_people_do() -> None:
    before = {name: logging.getLogger(name).level for name in ("", *INDISCREET, "apscheduler", "alembic")}
    try:
        for level in ("DEBUG", "INFO", "ERROR"):
            logging.getLogger().setLevel(level)
            log_to_stderr(level)
            for name in INDISCREET:
                assert not logging.getLogger(name).isEnabledFor(logging.DEBUG)
                assert logging.getLogger(name).isEnabledFor(logging.ERROR)
            assert logging.getLogger("bot").isEnabledFor(logging.DEBUG) == (level == "DEBUG")
    finally:
        for name, level_before in before.items():
            logging.getLogger(name).setLevel(level_before)
