"""What every ports.Venue promises, kept by DiscordVenue on the sandbox and by the fake; then DiscordVenue's own."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.lifecycle.facts import Arrived, PostSent, StatusShown
from bot.core.lifecycle.wanted_post import PostKey
from bot.core.reconcile.acts import Act, Bring, OpenCategory, OpenRoom, Remove, Reword, Say, SendHome, ShowStatus
from bot.core.text import People, Question, Text
from bot.ports import Busy, Forbidden, Missing, NameForbidden, NotDone, Unsure
from bot.sandbox.rules import ratelimits
from tests.adapters.real_stage import RealStage
from tests.adapters.stages import Scene, eventually, lacks, mixer_at, now, seen, shown

NOWHERE = 10**15
SILENT = 1 << 12
"""Discord's flag of a message that notifies nobody."""
WELCOME = Text("announcement.open", {"title": "Tea", "end": "soon", "lobby": "there"}, ("join",))
LATER = Text("announcement.over", {"title": "Tea"})


async def test_what_it_makes_is_known_again(scene: Scene) -> None:
    room_id = await scene.room()
    room = shown(scene.stage, room_id)
    assert room is not None
    assert (room.name, room.is_category, room.marked, room.blank) == ("Room 1", False, True, True)
    category = shown(scene.stage, room.parent_id or 0)
    assert category is not None
    assert (category.name, category.is_category, category.marked) == ("Tea", True, True)
    for channel in (room, category):
        assert abs(channel.created_at - now()) < timedelta(seconds=30)
    home, lobby = (shown(scene.stage, id) for id in (scene.stage.channel_id, scene.stage.lobby_id))
    assert home is not None
    assert lobby is not None
    assert (home.marked, lobby.marked, home.blank) == (False, False, False)


async def test_people_are_moved_from_where_they_are_thought_to_be(scene: Scene) -> None:
    guest = await scene.guest()
    room = await scene.room(guest)
    assert await scene.do(Bring(guest, scene.stage.lobby_id, room)) == Arrived(guest)
    assert scene.stage.where(guest) == room
    await eventually(lambda: seen(scene.stage).inside(room) == (guest,), "they are seen in the room")
    assert await scene.do(SendHome(guest, room, scene.stage.lobby_id)) is None
    assert scene.stage.where(guest) == scene.stage.lobby_id


async def test_who_is_elsewhere_or_gone_is_not_moved(scene: Scene) -> None:
    guest, room = await scene.guest(), await scene.room()
    elsewhere = await scene.guest(room)
    for user_id, source in ((elsewhere, scene.stage.lobby_id), (guest, room), (scene.stage.person(), room)):
        before = scene.stage.where(user_id)
        with pytest.raises(Missing):
            await scene.do(SendHome(user_id, source, scene.stage.lobby_id))
        assert scene.stage.where(user_id) == before
    with pytest.raises(Missing):
        await scene.do(Bring(guest, scene.stage.lobby_id, NOWHERE))


async def test_a_post_is_sent_once_however_often_it_is_asked_for(scene: Scene) -> None:
    say = Say(PostKey("announcement"), scene.stage.channel_id, WELCOME)
    sent = await scene.do(say)
    assert isinstance(sent, PostSent)
    assert (sent.key, sent.shown) == (say.key, WELCOME.digest)
    assert await scene.do(say) == sent
    assert scene.stage.messages(scene.stage.channel_id) == [sent.message_id]
    other = await scene.do(Say(PostKey("goodbye"), scene.stage.channel_id, WELCOME))
    assert isinstance(other, PostSent)
    assert other.message_id != sent.message_id


async def test_a_post_is_reworded(scene: Scene) -> None:
    sent = await scene.do(Say(PostKey("announcement"), scene.stage.channel_id, WELCOME))
    assert isinstance(sent, PostSent)
    reword = Reword(PostKey("announcement"), scene.stage.channel_id, sent.message_id, LATER)
    assert await scene.do(reword) == PostSent(PostKey("announcement"), sent.message_id, LATER.digest)
    with pytest.raises(Missing):
        await scene.do(Reword(PostKey("announcement"), scene.stage.channel_id, NOWHERE, LATER))


async def test_a_room_is_blank_until_something_is_said_in_it(scene: Scene) -> None:
    room = await scene.room()
    await scene.do(Say(PostKey.read("welcome:1"), room, LATER))
    channel = shown(scene.stage, room)
    assert channel is not None
    assert not channel.blank


async def test_what_is_removed_is_gone_at_once_and_may_be_removed_again(scene: Scene) -> None:
    room = await scene.room()
    for _ in range(2):
        assert await scene.do(Remove(room)) is None
        assert not scene.stage.there(room)
        assert shown(scene.stage, room) is None


async def test_a_status_is_shown(scene: Scene) -> None:
    room = await scene.room()
    assert await scene.do(ShowStatus(1, room, Question("q"))) == StatusShown(1, "q")


async def test_what_an_act_is_about_must_be_there(scene: Scene) -> None:
    for act in (
        OpenRoom(1, "Room 1", NOWHERE, ()),
        ShowStatus(1, NOWHERE, Question("q")),
        Say(PostKey("goodbye"), NOWHERE, LATER),
        Reword(PostKey("goodbye"), NOWHERE, NOWHERE, LATER),
    ):
        with pytest.raises(Missing):
            await scene.do(act)


async def test_a_server_that_cannot_be_seen_is_not_an_empty_one(scene: Scene) -> None:
    stage = scene.stage
    stage.outage(on=True)
    await eventually(lambda: stage.venue.look(stage.guild_id) is None, "the outage is noticed")
    with pytest.raises(NotDone):
        await scene.do(OpenCategory("Tea"))
    stage.outage(on=False)
    await eventually(lambda: stage.venue.look(stage.guild_id), "the server is seen again")
    await scene.category()


async def test_a_server_that_it_was_thrown_out_of(scene: Scene) -> None:
    scene.stage.throw_out()
    await eventually(lambda: scene.stage.venue.look(scene.stage.guild_id) is None, "it is noticed")
    with pytest.raises(NotDone):
        await scene.do(OpenCategory("Tea"))


@pytest.mark.parametrize("permission", ["manage_channels", "move_members", "send_messages", "set_voice_channel_status"])
async def test_a_missing_permission_is_named(scene: Scene, permission: str) -> None:
    guest = await scene.guest()
    room = await scene.room(guest)
    assert lacks(scene.stage) == ()
    scene.stage.revoke(permission)
    await eventually(lambda: lacks(scene.stage) == (permission,), "it is noticed")
    acts: dict[str, Act] = {
        "manage_channels": OpenCategory("Tea"),
        "move_members": Bring(guest, scene.stage.lobby_id, room),
        "send_messages": Say(PostKey("goodbye"), scene.stage.channel_id, LATER),
        "set_voice_channel_status": ShowStatus(1, room, Question("q")),
    }
    with pytest.raises(Forbidden) as refusal:
        await scene.do(acts[permission])
    assert refusal.value.permission == permission
    assert scene.stage.where(guest) == scene.stage.lobby_id


async def test_bots_are_nobody(real: RealStage) -> None:
    bot = real.box.listeners[0].user.id
    real.go(bot, real.lobby_id)
    guest = await Scene(real, mixer_at(real)).guest()
    assert seen(real).inside(real.lobby_id) == (guest,)


async def test_a_shard_that_is_down_sees_nothing(real: RealStage) -> None:
    real.venue.shard_away(0, True)
    assert real.venue.look(real.guild_id) is None
    real.venue.shard_away(0, False)
    assert real.venue.look(real.guild_id) is not None


async def test_a_rooms_questions_are_ordinary_messages_and_what_else_pings_nobody_is_silent(real: RealStage) -> None:
    scene = Scene(real, mixer_at(real))
    room = await scene.room()
    for key in ("welcome:1", "ask:1:1", "sign:5:1:1"):
        await scene.do(Say(PostKey.read(key), room, LATER))
    flags = [real.guild.channels[room].messages[id].flags for id in real.messages(room)]
    assert [bool(flag & SILENT) for flag in flags] == [False, False, True]


async def test_a_post_pings_only_whom_it_calls_and_carries_its_button(real: RealStage) -> None:
    scene = Scene(real, mixer_at(real))
    called, other = real.person(), real.person()
    values = {"host": People((called, other)), "title": f"<@{other}> @everyone", "permission": "Connect"}
    await scene.do(Say(PostKey("missing"), real.channel_id, Text("mixer.missing", values, pings=(called,))))
    await scene.do(Say(PostKey("announcement"), real.channel_id, WELCOME))
    missing, announcement = (real.guild.channels[real.channel_id].messages[id] for id in real.messages(real.channel_id))
    assert missing.mentions == [called]
    assert not missing.mention_everyone
    assert announcement.mentions == []
    assert [b["custom_id"] for row in announcement.components for b in row["components"]] == ["join:c0ffee00"]
    await scene.do(Reword(PostKey("announcement"), real.channel_id, announcement.id, LATER))
    assert not announcement.components


async def test_edits_of_old_posts_that_come_too_fast_are_done_a_little_later(
    real: RealStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ratelimits, "OLD_EDITS", (3, 0.5))
    scene, clock = Scene(real, mixer_at(real)), real.world.clock
    sent = await scene.do(Say(PostKey("announcement"), real.channel_id, WELCOME))
    assert isinstance(sent, PostSent)
    real.world.clock = lambda: clock() + 2 * 3600
    texts = [Text("announcement.over", {"title": f"Tea {number}"}) for number in range(4)]
    before = real.box.pipeline.requests
    for text in texts:
        done = await scene.do(Reword(PostKey("announcement"), real.channel_id, sent.message_id, text))
        assert done == PostSent(PostKey("announcement"), sent.message_id, text.digest)
    assert "Tea 3" in real.guild.channels[real.channel_id].messages[sent.message_id].content
    assert real.box.pipeline.requests > before + len(texts), "some were refused at first"


async def test_an_edit_that_waits_for_its_limit_holds_up_no_post_of_its_channel(real: RealStage) -> None:
    scene, key = Scene(real, mixer_at(real)), PostKey("announcement")
    sent = await scene.do(Say(key, real.channel_id, WELCOME))
    assert isinstance(sent, PostSent)
    real.fault("PATCH /channels/*/messages/*", 429, retry_after=2)
    asked = real.box.pipeline.requests
    edit = asyncio.create_task(scene.do(Reword(key, real.channel_id, sent.message_id, LATER)))
    await eventually(lambda: real.box.pipeline.requests > asked, "the edit is told to wait")
    said = await scene.do(Say(PostKey("goodbye"), real.channel_id, LATER))
    assert isinstance(said, PostSent)
    assert said.message_id in real.messages(real.channel_id)
    assert not edit.done(), "it still waits"
    assert await edit == PostSent(key, sent.message_id, LATER.digest)


async def test_rooms_are_private_from_the_creating_request_on(real: RealStage) -> None:
    guest = real.person()
    room = real.guild.channels[await Scene(real, mixer_at(real)).room(guest)]
    assert set(room.overwrites) == {real.guild_id, real.box.bot.user.id, guest}
    assert room.overwrites[real.guild_id].deny == 1 << 10 | 1 << 20


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("answer", [408, 500, 502, 503, "timeout"])
async def test_no_clear_answer_is_told_as_that_and_not_repeated(
    real: RealStage, answer: int | str, after: bool
) -> None:
    scene, before = Scene(real, mixer_at(real)), real.box.pipeline.requests
    real.fault("POST /guilds/*/channels", answer, after=after)
    with pytest.raises(Unsure):
        await scene.do(OpenCategory("Tea"))
    made = [channel for channel in real.guild.channels.values() if channel.name == "Tea"]
    assert len(made) == after
    assert real.box.pipeline.requests <= before + 2  # this one, and perhaps the commands at start


async def test_refusals_are_told_apart(real: RealStage) -> None:
    scene = Scene(real, mixer_at(real))
    guest, room = await scene.guest(), await scene.room()
    bring = Bring(guest, real.lobby_id, room)
    for act, route, status, code, kind in (
        (OpenCategory("Bad"), "POST /guilds/*/channels", 400, 20031, NameForbidden),
        (OpenCategory("Bad"), "POST /guilds/*/channels", 400, 50035, NameForbidden),
        (OpenCategory("Bad"), "POST /guilds/*/channels", 400, 30013, NotDone),
        (bring, "PATCH /guilds/*/members/*", 400, 40032, Missing),
        (bring, "PATCH /guilds/*/members/*", 404, 10007, Missing),
        (bring, "PATCH /guilds/*/members/*", 403, 50013, Forbidden),
        (Remove(room), "DELETE /channels/*", 403, 50001, Forbidden),
        (bring, "PATCH /guilds/*/members/*", 403, 0, NotDone),
        (Say(PostKey("goodbye"), real.channel_id, LATER), "POST /channels/*/messages", 403, 0, NotDone),
        (Remove(room), "DELETE /channels/*", 403, 40007, NotDone),
    ):
        real.fault(route, status, code=code)
        with pytest.raises(NotDone) as refusal:
            await scene.do(act)
        assert type(refusal.value) is kind, (route, code)


async def test_a_refusal_to_write_is_never_told_as_a_missing_permission_to_speak(real: RealStage) -> None:
    """Discord knows no voice permissions in a text channel, which are no reason for what it refuses there."""
    scene = Scene(real, mixer_at(real))
    real.fault("POST /channels/*/messages", 403, code=50013)
    with pytest.raises(Forbidden) as refusal:
        await scene.do(Say(PostKey("goodbye"), real.channel_id, LATER))
    assert refusal.value.permission == "send_messages"


async def test_where_nothing_can_be_seen_that_is_what_is_missing(real: RealStage) -> None:
    scene = Scene(real, mixer_at(real))
    guest = await scene.guest()
    room = await scene.room(guest)
    real.revoke("view_channel")
    await eventually(lambda: "view_channel" in lacks(real), "it is noticed")
    for act, route in (
        (Bring(guest, real.lobby_id, room), "PATCH /guilds/*/members/*"),
        (Say(PostKey("goodbye"), real.channel_id, LATER), "POST /channels/*/messages"),
    ):
        real.fault(route, 403, code=50001)
        with pytest.raises(Forbidden) as refusal:
            await scene.do(act)
        assert refusal.value.permission == "view_channel"


async def test_an_act_of_a_bot_that_is_stopping_is_unsure(real: RealStage) -> None:
    scene = Scene(real, mixer_at(real))
    await scene.do(Say(PostKey("announcement"), real.channel_id, WELCOME))
    await real.client.close()
    with pytest.raises(Unsure):
        await scene.do(Say(PostKey("goodbye"), real.channel_id, LATER))


async def test_used_up_moves_are_told_instead_of_waited_for(real: RealStage) -> None:
    scene = Scene(real, mixer_at(real))
    room = await scene.room()
    guests = [await scene.guest() for _ in range(11)]
    for guest in guests[:9]:
        await scene.do(Bring(guest, real.lobby_id, room))
    # discord.py lets the caller of the last move wait for the next ones; nobody must wait with it.
    await asyncio.wait_for(scene.do(Bring(guests[9], real.lobby_id, room)), 5)
    assert real.where(guests[9]) == room
    with pytest.raises(Busy) as busy:
        await scene.do(Bring(guests[10], real.lobby_id, room))
    assert now() < busy.value.until < now() + timedelta(seconds=11)
    assert real.where(guests[10]) == real.lobby_id


async def test_a_move_that_is_refused_for_its_rate_is_not_repeated_blindly(real: RealStage) -> None:
    scene = Scene(real, mixer_at(real))
    guest, room = await scene.guest(), await scene.room()
    real.fault("PATCH /guilds/*/members/*", 429, retry_after=3)
    for _ in range(2):
        with pytest.raises(Busy) as busy:
            await scene.do(Bring(guest, real.lobby_id, room))
        assert now() < busy.value.until
    assert real.where(guest) == real.lobby_id
