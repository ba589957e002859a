"""Members: read, move, mute, rename, give and take roles."""

from datetime import UTC, datetime

from bot.sandbox.access import guild_wide, need, need_in_guild, sees, top_position
from bot.sandbox.actions import members as doing
from bot.sandbox.actions import voice
from bot.sandbox.rest.call import Answer, Call, Routes
from bot.sandbox.rules.errors import form, missing_access, missing_permissions, not_in_voice, unknown
from bot.sandbox.rules.fields import Fields
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import ChannelType, Guild, Member
from bot.sandbox.views import basics, channels
from bot.sandbox.world import number

routes = Routes()
MEMBERS_INTENT = 1 << 1
LONGEST_TIMEOUT, MOST_ROLES = 28 * 86400.0, 250


@routes("GET", "/guilds/{guild_id}/members/{user_id}")
def get_member(call: Call) -> Answer:
    """One member."""
    return Answer(200, basics.member(call.world.member(call.guild(), call.id("user_id"))))


@routes("GET", "/guilds/{guild_id}/members")
def list_members(call: Call) -> Answer:
    """All members, for applications with the privileged intent."""
    guild = call.guild()
    if not call.app.privileged_intents & MEMBERS_INTENT:
        raise missing_access()
    limit, after = call.whole("limit", 1, 1, 1000), call.whole("after", 0, 0, 1 << 64)
    found = sorted(user for user in guild.members if user > after)[:limit]
    return Answer(200, [basics.member(guild.members[user]) for user in found])


@routes("GET", "/guilds/{guild_id}/members/search")
def search_members(call: Call) -> Answer:
    """Members whose name begins so."""
    guild, query = call.guild(), call.query.get("query", "")
    if not query:
        raise form(("query",), "BASE_TYPE_REQUIRED", "This field is required")
    low = query.lower()
    names = ((m, m.user.username, m.nick or m.user.global_name or "") for m in guild.members.values())
    found = [m for m, name, shown in names if name.startswith(low) or shown.lower().startswith(low)]
    return Answer(200, [basics.member(m) for m in found[: call.whole("limit", 1, 1, 1000)]])


@routes("PATCH", "/guilds/{guild_id}/members/@me")
def edit_myself(call: Call) -> Answer:
    """The bot's own nickname."""
    guild = call.guild()
    need_in_guild(call.world, guild, call.bot, Permission.CHANGE_NICKNAME)
    me = guild.members[call.bot.id]
    me.nick = Fields(call.body).text("nick", 32) or None
    doing.updated(call.world, guild, me)
    return Answer(200, basics.member(me))


@routes("PATCH", "/guilds/{guild_id}/members/{user_id}")
def edit_member(call: Call) -> Answer:
    """Move, mute, deafen, rename, give roles to or time out somebody: all allowed, or nothing done."""
    guild, body = call.guild(), call.body
    member = call.world.member(guild, call.id("user_id"))
    asked = Fields(body)
    nick, ends = asked.text("nick", 32), _end_of_timeout(call, asked)
    wanted = set(asked.snowflakes("roles", MOST_ROLES))
    for key in ("mute", "deaf"):
        asked.switch(key)
    _check_voice(call, guild, member)
    _check_standing(call, guild, member, wanted)
    if "nick" in body:
        member.nick = nick or None
    if "roles" in body:
        member.roles = wanted
    member.mute = bool(body.get("mute", member.mute))
    member.deaf = bool(body.get("deaf", member.deaf))
    if body.keys() & {"nick", "roles", "mute", "deaf"}:
        doing.updated(call.world, guild, member)
    if body.keys() & {"mute", "deaf"}:
        voice.refresh(call.world, guild, member)
    if "channel_id" in body:
        doing.move(call.world, guild, member, number(body["channel_id"]))
    if "communication_disabled_until" in body:
        doing.time_out(call.world, guild, member, ends)
    return Answer(200, basics.member(member))


def _check_voice(call: Call, guild: Guild, member: Member) -> None:
    """What touches somebody's voice needs them to be in voice."""
    body, state = call.body, guild.voice.get(member.user.id)
    if not body.keys() & {"channel_id", "mute", "deaf"}:
        return
    if state is None:
        raise not_in_voice()
    here = call.world.channel(state.channel_id)
    if "mute" in body:
        need(call.world, here, call.bot, Permission.MUTE_MEMBERS)
    if "deaf" in body:
        need(call.world, here, call.bot, Permission.DEAFEN_MEMBERS)
    if "channel_id" not in body:
        return
    need(call.world, here, call.bot, Permission.MOVE_MEMBERS)
    target_id = number(body["channel_id"])
    if target_id is None:
        return
    target = guild.channels.get(target_id)
    if target is None:
        raise unknown("channel")
    if target.type is not ChannelType.VOICE:
        raise form(("channel_id",), "CHANNEL_TYPE_INVALID", "Must be a voice channel")
    # the moved person needs no access of their own: this is how people get into private rooms
    need(call.world, target, call.bot, Permission.MOVE_MEMBERS | Permission.CONNECT)


def _end_of_timeout(call: Call, asked: Fields) -> float | None:
    """Until when, as unix seconds: 28 days from now at the most."""
    told = asked.text("communication_disabled_until", 64)
    if told is None:
        return None
    path = ("communication_disabled_until",)
    try:
        ends = datetime.fromisoformat(told).replace(tzinfo=datetime.fromisoformat(told).tzinfo or UTC).timestamp()
    except (ValueError, OverflowError) as error:
        raise form(path, "DATE_TIME_TYPE_PARSE", f"Could not parse {told}. Should be ISO8601.") from error
    if ends > call.world.clock() + LONGEST_TIMEOUT:
        raise form(path, "INVALID_COMMUNICATION_DISABLED_TIMESTAMP", "Timeouts last 28 days at most.")
    return ends


def _check_standing(call: Call, guild: Guild, member: Member, wanted: set[int]) -> None:
    """What touches somebody's name, roles or voice (the word, not the sound) needs rank above theirs."""
    body = call.body
    needs = {
        "nick": Permission.MANAGE_NICKNAMES,
        "roles": Permission.MANAGE_ROLES,
        "communication_disabled_until": Permission.MODERATE_MEMBERS,
    }
    asked = [needs[key] for key in needs if key in body]
    if not asked:
        return
    for permission in asked:
        need_in_guild(call.world, guild, call.bot, permission)
    mine = top_position(guild, guild.members[call.bot.id])
    if top_position(guild, member) >= mine and member.user.id != call.bot.id:
        raise missing_permissions()
    changed = wanted ^ member.roles if "roles" in body else set[int]()
    touched = [call.world.role(guild, role) for role in changed if role in wanted or role in guild.roles]
    if any(role.position >= mine or role.bot_id is not None for role in touched):
        raise missing_permissions()
    if "communication_disabled_until" in body and Permission.ADMINISTRATOR in guild_wide(call.world, guild, member):
        raise missing_permissions()


@routes("PUT", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}")
def give_role(call: Call) -> Answer:
    """Give somebody a role below the bot's own."""
    guild, member, role_id = _role_and_member(call)
    member.roles.add(role_id)
    doing.updated(call.world, guild, member)
    return Answer(204)


@routes("DELETE", "/guilds/{guild_id}/members/{user_id}/roles/{role_id}")
def take_role(call: Call) -> Answer:
    """Take a role below the bot's own from somebody."""
    guild, member, role_id = _role_and_member(call)
    member.roles.discard(role_id)
    doing.updated(call.world, guild, member)
    return Answer(204)


def _role_and_member(call: Call) -> tuple[Guild, Member, int]:
    guild = call.guild()
    member = call.world.member(guild, call.id("user_id"))
    role = call.world.role(guild, call.id("role_id"))
    need_in_guild(call.world, guild, call.bot, Permission.MANAGE_ROLES)
    if role.position >= top_position(guild, guild.members[call.bot.id]) or role.bot_id is not None:
        raise missing_permissions()
    return guild, member, role.id


@routes("GET", "/guilds/{guild_id}/voice-states/@me")
def get_own_voice_state(call: Call) -> Answer:
    """Where the bot sits."""
    return _voice_state(call, call.bot.id)


@routes("GET", "/guilds/{guild_id}/voice-states/{user_id}")
def get_voice_state(call: Call) -> Answer:
    """Where somebody sits, if the bot can see it."""
    return _voice_state(call, call.id("user_id"))


def _voice_state(call: Call, user_id: int) -> Answer:
    guild = call.guild()
    state = guild.voice.get(user_id)
    if state is None:
        raise unknown("voice state")
    if not sees(call.world, call.world.channel(state.channel_id), call.bot):
        raise missing_access()
    return Answer(200, channels.voice_state(guild.id, guild.members[user_id], state))
