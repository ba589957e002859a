"""What moderators do to others, refused where Discord's own client would not let them."""

from bot.sandbox.access import guild_wide, in_channel, top_position
from bot.sandbox.actions import members, voice
from bot.sandbox.people.eyes import cannot
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import ChannelType, Guild, Json, Member, User
from bot.sandbox.world import World, number

LONGEST = 28 * 86400.0
"""Seconds that Discord times somebody out for at most."""


def moderate(world: World, guild: Guild, who: User, target: Member, body: Json) -> None:
    """Mute, deafen, move, time out; everything is checked before anything is done."""
    strange = body.keys() - {"user_id", "guild_id", "channel_id", "mute", "deaf", "timeout_s"}
    if strange or not body.keys() & {"channel_id", "mute", "deaf", "timeout_s"}:
        raise cannot("a moderator gives channel_id, mute, deaf or timeout_s")
    if body.keys() & {"channel_id", "mute", "deaf"}:
        _check_voice(world, guild, who, target, body)
    if "timeout_s" in body:
        _check_timeout(world, guild, who, target, float(body["timeout_s"] or 0))
    if body.keys() & {"mute", "deaf"}:
        target.mute, target.deaf = bool(body.get("mute", target.mute)), bool(body.get("deaf", target.deaf))
        members.updated(world, guild, target)
        voice.refresh(world, guild, target)
    if "channel_id" in body:
        members.move(world, guild, target, number(body["channel_id"]))
    if "timeout_s" in body:
        seconds = float(body["timeout_s"] or 0)
        members.time_out(world, guild, target, world.clock() + seconds if seconds else None)


def _check_voice(world: World, guild: Guild, who: User, target: Member, body: Json) -> None:
    state = guild.voice.get(target.user.id)
    if state is None:
        raise cannot(f"{target.user.global_name} is not in voice")
    here = in_channel(world, guild.channels[state.channel_id], who)
    for key, right in (
        ("mute", Permission.MUTE_MEMBERS),
        ("deaf", Permission.DEAFEN_MEMBERS),
        ("channel_id", Permission.MOVE_MEMBERS),
    ):
        if key in body and right not in here:
            raise cannot(f"{who.global_name} lacks {right.name}")
    goal = number(body.get("channel_id"))
    if goal is None:
        return
    room = guild.channels.get(goal)
    if room is None or room.type is not ChannelType.VOICE:
        raise cannot("that is no voice channel of this guild")
    if Permission.CONNECT not in in_channel(world, room, who):
        raise cannot(f"{who.global_name} may not enter {room.name}, and so moves nobody there")


def _check_timeout(world: World, guild: Guild, who: User, target: Member, seconds: float) -> None:
    member = guild.members.get(who.id)
    if member is None or Permission.MODERATE_MEMBERS not in guild_wide(world, guild, member):
        raise cannot(f"{who.global_name} may not time anybody out")
    admin = Permission.ADMINISTRATOR in guild_wide(world, guild, target)
    if admin or top_position(guild, target) >= top_position(guild, member):
        raise cannot(f"{target.user.global_name} stands too high to be timed out")
    if not 0 <= seconds <= LONGEST:
        raise cannot("a time-out lasts four weeks at most")
