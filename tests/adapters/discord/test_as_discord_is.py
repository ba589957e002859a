"""DiscordVenue where Discord is less kind than one would think: each test is something that others have met there."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import aiohttp
import discord
import pytest

from bot.adapters.discord import client as discord_client
from bot.core.lifecycle.facts import Admitted, RoomFound, StatusShown
from bot.core.lifecycle.parts import FirstQuestions, Guest, Room
from bot.core.lifecycle.phase import Trigger
from bot.core.reconcile.acts import Admit, Bring, OpenCategory, OpenRoom, ShowStatus
from bot.core.reconcile.observe import new_facts
from bot.core.reconcile.plan import plan
from bot.core.text import Question
from bot.ports import Forbidden, NameForbidden, Unsure
from bot.sandbox.actions import channels, members, roles
from bot.sandbox.rules.permissions import Overwrite, Permission
from bot.sandbox.things import ChannelType
from tests.adapters.real_stage import RealStage
from tests.adapters.stages import Scene, eventually, lacks, mixer_at, now, seen, shown

VIEW = int(Permission.VIEW_CHANNEL)


@pytest.fixture
def stage(real: RealStage) -> Scene:
    """A mixer on the real stage."""
    return Scene(real, mixer_at(real))


def let_in(real: RealStage, room: int, user_id: int) -> bool:
    """Whether somebody really may see a room."""
    return user_id in real.guild.channels[room].overwrites


def hide(real: RealStage, channel_id: int) -> None:
    """A channel for members only: the bot is not among them."""
    for denied in (real.guild_id, real.box.bot.user.id):
        overwrite = Overwrite(denied, int(denied != real.guild_id), 0, VIEW)
        channels.set_overwrite(real.world, real.guild.channels[channel_id], overwrite, denied)


# -- overwrites that are swallowed, forgotten, or for nobody


@pytest.mark.parametrize("late", [0.0, 0.4])
async def test_a_guest_who_comes_while_the_room_is_made_is_let_in(real: RealStage, stage: Scene, late: float) -> None:
    real.world.nature.change(late_channels=late)
    guest = await stage.guest()
    category = await stage.category()
    made = await stage.do(OpenRoom(1, "Room 1", category, ()))
    assert isinstance(made, RoomFound)
    assert await stage.do(Admit(guest, 1, made.channel_id)) == Admitted(guest, 1)
    assert let_in(real, made.channel_id, guest)
    await stage.do(Bring(guest, real.lobby_id, made.channel_id))
    assert real.where(guest) == made.channel_id


async def test_an_overwrite_that_does_not_show_is_not_believed(
    real: RealStage, stage: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.discord.rooms.SHOWN_AFTER", 0.2)
    guest, room = real.person(), await stage.room()
    real.guild.channels[room].ready = False  # it swallows what it is told, and says yes
    with pytest.raises(Unsure):
        await stage.do(Admit(guest, 1, room))
    real.guild.channels[room].ready = True
    assert await stage.do(Admit(guest, 1, room)) == Admitted(guest, 1)
    assert let_in(real, room, guest)


@pytest.mark.parametrize("accepted", [True, False])
async def test_a_room_is_made_without_those_who_have_left(real: RealStage, stage: Scene, accepted: bool) -> None:
    real.world.nature.change(leavers_accepted=accepted)
    category, here, gone = await stage.category(), real.person(), [real.person(), real.person()]
    for user_id in gone:
        real.part(user_id)
    made = await stage.do(OpenRoom(1, "Room 1", category, (*gone, here)))
    assert isinstance(made, RoomFound)
    room = real.guild.channels[made.channel_id]
    assert room.name == "Room 1"
    assert let_in(real, made.channel_id, here)
    assert room.overwrites[real.guild_id].deny & VIEW, "and it is private all the same"


async def test_who_left_and_came_back_is_let_in_again(real: RealStage, stage: Scene) -> None:
    real.world.nature.change(leavers_forgotten=True)
    guest = await stage.guest()
    room = await stage.room(guest)
    mixer = replace(
        stage.mixer.enter(Trigger.OPEN),
        category_id=real.guild.channels[room].parent_id,
        rooms=(Room(1, "Room 1", FirstQuestions("q"), channel_id=room, status="q", let_in=(stage.mixer.host_id,)),),
        guests=(Guest(guest, 1),),
    )

    def wanted() -> list[Admit]:
        return [act for act in plan(mixer, seen(real), now()) if isinstance(act, Admit)]

    assert wanted() == []
    real.part(guest)
    await eventually(lambda: guest not in (getattr(shown(real, room), "admits", None) or ()), "it is forgotten")
    assert wanted() == [], "who is not there is not asked for"
    members.join(real.world, real.guild, real.world.users[guest], set())
    real.go(guest, real.lobby_id)
    await eventually(lambda: wanted() == [Admit(guest, 1, room)], "they are on their way")
    await stage.do(Admit(guest, 1, room))
    assert wanted() == []


async def test_a_status_line_that_went_with_the_last_person_is_seen_to_be_gone(real: RealStage, stage: Scene) -> None:
    guest, room = await stage.guest(), await stage.room()
    await stage.do(ShowStatus(1, room, Question("q")))
    real.go(guest, room)
    await eventually(lambda: seen(real).inside(room) == (guest,), "they are there")
    mixer = replace(
        stage.mixer.enter(Trigger.OPEN),
        category_id=real.guild.channels[room].parent_id,
        rooms=(Room(1, "Room 1", FirstQuestions("q"), channel_id=room, status="q"),),
        guests=(Guest(guest, 1, waiting=False),),
    )

    def lost() -> bool:
        return StatusShown(1, None) in new_facts(mixer, seen(real), now())

    assert not lost()
    real.go(guest, None)
    await eventually(lambda: getattr(shown(real, room), "bare", False), "it went")
    assert not lost(), "an empty room needs none"
    real.go(guest, room)
    await eventually(lost, "somebody is back, and would not see the question")
    await stage.do(ShowStatus(1, room, Question("q")))
    assert not lost()


# -- refusals


async def test_what_is_wrong_with_a_name_is_told_from_what_is_wrong_with_people(real: RealStage, stage: Scene) -> None:
    category = await stage.category()
    real.fault("POST /guilds/*/channels", 400, code=50035)
    with pytest.raises(NameForbidden):
        await stage.do(OpenRoom(1, "Bad", category, ()))


async def test_a_server_that_wants_two_factors(real: RealStage, stage: Scene) -> None:
    assert lacks(real) == ()
    real.guild.mfa_level = 1
    real.box.bot.owner_mfa = False
    with pytest.raises(Forbidden) as refusal:
        await stage.do(OpenCategory("Tea"))
    assert refusal.value.permission == "two_factor"
    account = real.client.user
    assert account is not None
    account.mfa_enabled = False  # as Discord says it of such a bot when it connects
    real.outage(on=True)
    await eventually(lambda: real.venue.look(real.guild_id) is None, "the server is away")
    real.outage(on=False)
    await eventually(lambda: lacks(real) == ("two_factor",), "and is told anew, with what it wants")


# -- what nobody tells of


async def test_a_role_given_and_a_name_changed_in_the_lobby_are_known_when_it_matters(
    real: RealStage, stage: Scene
) -> None:
    role, guest = real.role(), await stage.guest()
    assert role not in seen(real).roles[guest]
    real.guild.members[guest].roles.add(role)
    real.guild.members[guest].nick = "Hana of the tea room"
    assert (await real.venue.roles(real.guild_id, [guest]))[guest] >= {role}
    assert (await real.venue.names(real.guild_id, [guest]))[guest] == "Hana of the tea room"
    assert seen(real).roles[guest] >= {role}, "and so it is in the next look"
    real.guild.members[guest].roles.clear()
    assert role not in (await real.venue.roles(real.guild_id, [guest]))[guest]


async def test_a_look_tells_who_may_move_others_by_their_permissions(real: RealStage) -> None:
    moderator = roles.add(real.world, real.guild, "Moderator", Permission.MOVE_MEMBERS).id
    people = [real.person(moderator), real.person()]
    for user in people:
        real.go(user, real.lobby_id)
    await eventually(lambda: set(people) <= seen(real).people.keys(), "they are seen")
    assert seen(real).staff == {people[0]}


# -- channels that are hidden


@pytest.mark.parametrize("how", ["whole", "obfuscated", "omitting"])
async def test_a_channel_that_the_bot_cannot_see_is_named_as_that(real: RealStage, how: str) -> None:
    real.world.nature.change(hidden_channels=how)
    hide(real, real.lobby_id)
    await eventually(lambda: lacks(real, [real.lobby_id]) == ("view_channel",), "it is noticed")
    assert lacks(real) == ()


@pytest.mark.parametrize("how", ["obfuscated", "omitting"])
async def test_a_server_is_seen_whatever_is_left_out_of_hidden_channels(real: RealStage, how: str) -> None:
    real.world.nature.change(hidden_channels=how)
    den = channels.create(real.world, real.guild, {"name": "Den", "type": int(ChannelType.VOICE)})
    hide(real, den.id)
    real.outage(on=True)
    await eventually(lambda: real.venue.look(real.guild_id) is None, "the server is away")
    real.outage(on=False)
    await eventually(lambda: real.venue.look(real.guild_id), "the server is seen again")
    assert den.id in seen(real).channels


async def test_no_look_shows_a_room_that_is_seen_again_without_those_who_sit_there(
    real: RealStage, stage: Scene
) -> None:
    real.world.nature.change(hidden_channels="obfuscated", late_channels=0)
    guest, away = await stage.guest(), await stage.guest()
    room = real.guild.channels[await stage.room(guest, away)]
    real.go(away, None)
    own = room.overwrites[real.box.bot.user.id]
    channels.set_overwrite(real.world, room, Overwrite(own.id, own.type, 0, VIEW), own.id)
    real.outage(on=True)
    await eventually(lambda: real.venue.look(real.guild_id) is None, "the server is away")
    real.go(guest, room.id)
    real.outage(on=False)
    await eventually(lambda: real.venue.look(real.guild_id), "the server is seen again")
    assert (seen(real).inside(room.id), lacks(real, [room.id])) == ((), ("view_channel",)), "nobody has told"
    channels.set_overwrite(real.world, room, own, own.id)
    looks = list[tuple[int, ...]]()

    def looked() -> bool:
        if (look := real.venue.look(real.guild_id)) and not lacks(real, [room.id]):
            looks.append(look.inside(room.id))
        return bool(looks)

    await eventually(looked, "the room is seen again")
    assert looks == [(guest,)]


async def test_a_forum_takes_no_posts(real: RealStage) -> None:
    forum = channels.create(real.world, real.guild, {"name": "ideas", "type": int(ChannelType.FORUM)})
    await eventually(lambda: shown(real, forum.id), "it is seen")
    assert lacks(real, [forum.id]) == ("forum",)


# -- a bad first minute


async def test_commands_are_told_until_discord_takes_them(
    real: RealStage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failures = [discord.RateLimited(900), aiohttp.ServerDisconnectedError(), TimeoutError(), OSError("no network")]
    taken = list[bool]()

    async def at_first_not() -> object:
        if failures:
            raise failures.pop(0)
        taken.append(True)
        return []

    monkeypatch.setattr(real.client.tree, "sync", at_first_not)
    monkeypatch.setattr(discord_client, "FIRST_AGAIN", 0.01)
    async with asyncio.timeout(10):
        await real.client.tell_commands()
    assert (failures, taken) == ([], [True])
    assert caplog.text.count("once more in") == 4


async def test_nothing_of_this_is_for_private_use_elsewhere(real: RealStage) -> None:
    assert real.client.tree.allowed_installs.to_array() == [0]
    assert real.client.tree.allowed_contexts.to_array() == [0]
