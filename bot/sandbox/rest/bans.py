"""Sending people away: for now, or for good."""

from bot.sandbox.access import need_in_guild, top_position
from bot.sandbox.actions import members as doing
from bot.sandbox.actions import messages
from bot.sandbox.rest.call import Answer, Call, Routes
from bot.sandbox.rules.errors import DiscordError, form, missing_permissions, unknown
from bot.sandbox.rules.fields import Fields
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.snowflakes import moment
from bot.sandbox.things import Guild, Json, User
from bot.sandbox.views import basics

routes = Routes()
WEEK, MOST_AT_ONCE = 7 * 86400, 200


@routes("DELETE", "/guilds/{guild_id}/members/{user_id}")
def kick(call: Call) -> Answer:
    """Send somebody away; they may come back."""
    guild = call.guild()
    member = call.world.member(guild, call.id("user_id"))
    need_in_guild(call.world, guild, call.bot, Permission.KICK_MEMBERS)
    _check_above(call, guild, member.user)
    doing.kick(call.world, guild, member.user)
    return Answer(204)


@routes("GET", "/guilds/{guild_id}/bans")
def list_bans(call: Call) -> Answer:
    """Who may not come back."""
    guild = _guild(call)
    before, after = call.asked_id("before"), call.asked_id("after")
    limit = call.whole("limit", 1000, 1, 1000)
    found = [u for u in sorted(guild.bans) if (before is None or u < before) and (after is None or u > after)]
    return Answer(200, [_shown(call, guild, user) for user in (found[-limit:] if before else found[:limit])])


@routes("GET", "/guilds/{guild_id}/bans/{user_id}")
def get_ban(call: Call) -> Answer:
    """Whether somebody may not come back, and why."""
    guild = _guild(call)
    return Answer(200, _shown(call, guild, _banned(call, guild)))


@routes("PUT", "/guilds/{guild_id}/bans/{user_id}")
def ban(call: Call) -> Answer:
    """Send somebody away for good, with what they wrote lately if wanted."""
    guild = _guild(call)
    user = call.world.users.get(call.id("user_id"))
    if user is None:
        raise unknown("user")
    seconds = _seconds(Fields(call.body))
    _check_above(call, guild, user)
    doing.ban(call.world, guild, user, call.reason)
    _sweep(call, guild, user, seconds)
    return Answer(204)


@routes("DELETE", "/guilds/{guild_id}/bans/{user_id}")
def unban(call: Call) -> Answer:
    """Let somebody come back."""
    guild = _guild(call)
    doing.unban(call.world, guild, call.world.users[_banned(call, guild)])
    return Answer(204)


@routes("POST", "/guilds/{guild_id}/bulk-ban")
def ban_many(call: Call) -> Answer:
    """Send several people away for good; who cannot be is named."""
    guild, body = _guild(call), Fields(call.body)
    need_in_guild(call.world, guild, call.bot, Permission.MANAGE_GUILD)
    body.items("user_ids", MOST_AT_ONCE, 1, required=True)
    seconds = _seconds(body)
    done: list[str] = []
    failed: list[str] = []
    for user_id in body.snowflakes("user_ids", MOST_AT_ONCE):
        user = call.world.users.get(user_id)
        if user is None or user_id in guild.bans or not _stands_above(call, guild, user):
            failed.append(str(user_id))
            continue
        doing.ban(call.world, guild, user, call.reason)
        _sweep(call, guild, user, seconds)
        done.append(str(user_id))
    if not done:
        raise DiscordError(400, 500000, "Failed to ban users")
    return Answer(200, {"banned_users": done, "failed_users": failed})


def _guild(call: Call) -> Guild:
    guild = call.guild()
    need_in_guild(call.world, guild, call.bot, Permission.BAN_MEMBERS)
    return guild


def _banned(call: Call, guild: Guild) -> int:
    user_id = call.id("user_id")
    if user_id not in guild.bans:
        raise unknown("ban")
    return user_id


def _shown(call: Call, guild: Guild, user_id: int) -> Json:
    return {"user": basics.user(call.world.users[user_id]), "reason": guild.bans[user_id]}


def _stands_above(call: Call, guild: Guild, user: User) -> bool:
    member = guild.members.get(user.id)
    return member is None or top_position(guild, member) < top_position(guild, guild.members[call.bot.id])


def _check_above(call: Call, guild: Guild, user: User) -> None:
    if not _stands_above(call, guild, user):
        raise missing_permissions()


def _seconds(body: Fields) -> int:
    days = body.whole("delete_message_days", 0, 7)
    seconds = body.whole("delete_message_seconds", 0, WEEK)
    if days is not None and seconds is not None:
        raise form(("delete_message_seconds",), "BASE_TYPE_EXCLUSIVE", "Give seconds or days, not both.")
    return seconds or (days or 0) * 86400


def _sweep(call: Call, guild: Guild, user: User, seconds: int) -> None:
    """Take away what somebody wrote in the last so many seconds."""
    since = call.world.clock() - seconds
    for channel in [*guild.channels.values(), *guild.threads.values()] if seconds else ():
        ids = [m.id for m in channel.messages.values() if m.author.id == user.id and moment(m.id) >= since]
        if ids:
            messages.delete_many(call.world, channel, ids)
