"""What moderators do to others, refused where Discord's own client would not let them."""

from collections.abc import Callable
from functools import partial

from bot.sandbox.access import guild_wide, in_channel, top_position
from bot.sandbox.actions import members, voice
from bot.sandbox.people.eyes import cannot
from bot.sandbox.rules.errors import DiscordError
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import ChannelType, Guild, Json, Member, User
from bot.sandbox.world import World, number

ORDERS = {"channel_id", "mute", "deaf", "timeout_s", "kick", "ban"}
LONGEST = 28 * 86400.0
"""Seconds that Discord times somebody out for at most."""


def moderate(world: World, guild: Guild, who: User, target: Member, body: Json) -> None:
    """Mute, deafen, move, time out, kick, ban; everything is checked before anything is done."""
    strange = body.keys() - {"user_id", "guild_id", "reason", *ORDERS}
    if strange or not body.keys() & ORDERS:
        raise cannot(f"a moderator gives one of {', '.join(sorted(ORDERS))}")
    for key, right in (("kick", Permission.KICK_MEMBERS), ("ban", Permission.BAN_MEMBERS)):
        if body.get(key):
            _check_standing(world, guild, who, target, right)
    if body.keys() & {"channel_id", "mute", "deaf"}:
        _check_voice(world, guild, who, target, body)
    if "timeout_s" in body:
        _check_timeout(world, guild, who, target, float(body["timeout_s"] or 0))
    if body.get("ban"):
        members.ban(world, guild, target.user, body.get("reason"))
        return
    if body.get("kick"):
        members.kick(world, guild, target.user)
        return
    if body.keys() & {"mute", "deaf"}:
        target.mute, target.deaf = bool(body.get("mute", target.mute)), bool(body.get("deaf", target.deaf))
        members.updated(world, guild, target)
        voice.refresh(world, guild, target)
    if "channel_id" in body:
        members.move(world, guild, target, number(body["channel_id"]))
    if "timeout_s" in body:
        seconds = float(body["timeout_s"] or 0)
        members.time_out(world, guild, target, world.clock() + seconds if seconds else None)


def offered(world: World, guild: Guild, who: User, target: Member) -> list[str]:
    """What a client offers on a name: the orders that would be obeyed."""
    checks: dict[str, Callable[[], None]] = {
        **{
            order: partial(_check_voice, world, guild, who, target, {order: None})
            for order in ("channel_id", "mute", "deaf")
        },
        "timeout_s": lambda: _check_timeout(world, guild, who, target, 0),
        "kick": lambda: _check_standing(world, guild, who, target, Permission.KICK_MEMBERS),
        "ban": lambda: _check_standing(world, guild, who, target, Permission.BAN_MEMBERS),
    }
    return [order for order, check in checks.items() if _passes(check)]


def _passes(check: Callable[[], None]) -> bool:
    try:
        check()
    except DiscordError:
        return False
    return True


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


def _check_standing(world: World, guild: Guild, who: User, target: Member, right: Permission) -> None:
    member = guild.members.get(who.id)
    if member is None or right not in guild_wide(world, guild, member):
        raise cannot(f"{who.global_name} lacks {right.name}")
    if top_position(guild, target) >= top_position(guild, member):
        raise cannot(f"{target.user.global_name} stands too high for that")


def _check_timeout(world: World, guild: Guild, who: User, target: Member, seconds: float) -> None:
    _check_standing(world, guild, who, target, Permission.MODERATE_MEMBERS)
    if Permission.ADMINISTRATOR in guild_wide(world, guild, target):
        raise cannot(f"{target.user.global_name} stands too high to be timed out")
    if not 0 <= seconds <= LONGEST:
        raise cannot("a time-out lasts four weeks at most")
