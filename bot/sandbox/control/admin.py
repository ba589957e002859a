"""What an admin does by hand: guilds, roles, channels, who comes and who goes."""

from datetime import datetime

from bot.sandbox import beginning
from bot.sandbox.actions import channels, members, messages, presence, roles, threads, voice
from bot.sandbox.control.request import ControlRoutes, Order, bits_of
from bot.sandbox.people.eyes import cannot
from bot.sandbox.people.moderators import LONGEST
from bot.sandbox.rules.channels import check_channel
from bot.sandbox.rules.errors import DiscordError, unknown
from bot.sandbox.rules.fields import is_list
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.rules.presences import STATUSES, is_activity, made_activity
from bot.sandbox.things import Channel, ChannelType, Guild, Json, Role, User, words
from bot.sandbox.views import basics
from bot.sandbox.views import channels as views
from bot.sandbox.world import number

routes = ControlRoutes()
MOST_AT_ONCE = 20_000


@routes("POST", "/guilds")
def create_guild(order: Order) -> Json:
    """A new guild with its admin; bots come in unless told not to."""
    world, body = order.world, order.body
    owner = beginning.add_person(world, str(body.get("owner", "Kei (admin)")), str(body.get("locale", "en-US")))
    guild = beginning.add_guild(world, str(body["name"]), str(body.get("locale", "en-US")), owner)
    if body.get("bots", True):
        for app in world.applications.values():
            members.invite_bot(world, guild, app)
            order.hub.joined(app, guild)
    return _founded(guild)


@routes("POST", "/guilds/many")
def create_guilds(order: Order) -> list[Json]:
    """Many small guilds at once, each with people of its own, the main bot in it."""
    body, app = order.body, order.application()
    count, people = int(body["count"]), int(body.get("people", 3))
    if not (1 <= count <= MOST_AT_ONCE and people >= 1):
        raise cannot(f"1 to {MOST_AT_ONCE} guilds are made at once, each with its owner at least")
    name, locale = str(body.get("name", "Club")), str(body.get("locale", "en-US"))
    made = beginning.add_many(order.world, name, locale, count=count, people=people, bot=app)
    for guild in made:
        order.hub.joined(app, guild)
    return [_founded(guild) for guild in made]


def _founded(guild: Guild) -> Json:
    named = {channel.name: str(channel.id) for channel in guild.channels.values()}
    return {"id": str(guild.id), "owner_id": str(guild.owner_id), "channels": named}


@routes("POST", "/guilds/{guild_id}/roles")
def create_role(order: Order) -> Json:
    """A role; permissions as a number, or a list of names. It stands lowest unless `position` says otherwise."""
    bits = bits_of(Permission, order.body.get("permissions", 0))
    role = roles.add(order.world, order.guild(), str(order.body["name"]), bits)
    role.mentionable = bool(order.body.get("mentionable", False))
    _place(order, role)
    return basics.role(role)


@routes("PATCH", "/guilds/{guild_id}/roles/{role_id}")
def edit_role(order: Order) -> Json:
    """Other permissions, or another place, of a role; the one with the guild's own id is @everyone's."""
    guild = order.guild()
    role = order.world.role(guild, int(order.params["role_id"]))
    if "permissions" in order.body:
        role.permissions = bits_of(Permission, order.body["permissions"])
        roles.updated(order.world, guild, role)
    _place(order, role)
    return basics.role(role)


def _place(order: Order, role: Role) -> None:
    if "position" in order.body and role.position:
        roles.move(order.world, order.guild(), role, int(order.body["position"]))


@routes("PATCH", "/guilds/{guild_id}")
def edit_guild(order: Order) -> Json:
    """Whether moderators need two-factor authentication (`mfa_level` 1)."""
    guild = order.guild()
    guild.mfa_level = int(order.body["mfa_level"])
    shown = views.guild(guild)
    order.world.tell_all("GUILD_UPDATE", guild, shown)
    return shown


@routes("POST", "/guilds/{guild_id}/channels")
def create_channel(order: Order) -> Json:
    """A channel with whatever overwrites, or a thread."""
    if int(order.body.get("type", 0)) in threads.PARENTS:
        return views.channel(_begin_thread(order))
    check_channel(order.body, kind=int(order.body.get("type", 0)))
    return views.channel(channels.create(order.world, order.guild(), order.body))


def _begin_thread(order: Order) -> Channel:
    """A thread of the guild's owner, with those who are in it from the start."""
    guild, body = order.guild(), order.body
    parent, kind = guild.channels.get(int(body["parent_id"])), ChannelType(int(body["type"]))
    if parent is None:
        raise unknown("channel")
    others = [int(user) for user in words(body, "members")]
    return threads.begin(order.world, guild, parent, guild.owner_id, body, kind=kind, others=others)


@routes("PATCH", "/channels/{channel_id}")
def edit_channel(order: Order) -> Json:
    """Rename, close or move a channel; rename, put away or lock a thread."""
    channel = order.world.channel(int(order.params["channel_id"]))
    if channel.thread is not None:
        threads.edit(order.world, channel, order.body)
        return views.channel(channel)
    check_channel(order.body, kind=int(channel.type), editing=True)
    channels.edit(order.world, _guild_of(order), channel, order.body)
    return views.channel(channel)


@routes("DELETE", "/channels/{channel_id}")
def delete_channel(order: Order) -> Json:
    """Remove a channel."""
    channel = order.world.channel(int(order.params["channel_id"]))
    if channel.thread is not None:
        threads.delete(order.world, channel)
    else:
        channels.delete(order.world, _guild_of(order), channel)
    return {}


def _guild_of(order: Order) -> Guild:
    guild = order.world.guild_of(order.world.channel(int(order.params["channel_id"])))
    if guild is None:
        raise cannot("that is a private channel")
    return guild


@routes("DELETE", "/messages/{message_id}")
def delete_message(order: Order) -> Json:
    """Remove a message, as a moderator would."""
    message_id = int(order.params["message_id"])
    channel = order.world.holder(message_id)
    if channel is None:
        raise cannot("there is no such message")
    messages.delete(order.world, channel, channel.messages[message_id])
    return {}


@routes("POST", "/guilds/{guild_id}/people")
def arrive(order: Order) -> Json:
    """Somebody arrives: new, or known by `id` from another guild; a bot comes with a token."""
    world, guild, body = order.world, order.guild(), order.body
    given = _roles(guild, body.get("roles") or [])
    if body.get("bot"):
        owner = world.users[guild.owner_id]
        app = world.add_application(str(body["name"]), owner, int(body.get("permissions", 0)))
        members.invite_bot(world, guild, app)
        guild.members[app.user.id].roles |= given
        return {"id": str(app.user.id), "application_id": str(app.id), "token": app.token}
    known = number(body.get("id"))
    locale = str(body.get("locale", guild.locale))
    user = world.users[known] if known else beginning.add_person(world, str(body["name"]), locale)
    if user.id in guild.bans:
        raise cannot(f"{user.global_name} is banned there")
    members.join(world, guild, user, given)
    return {"id": str(user.id)}


def _roles(guild: Guild, wanted: list[str]) -> set[int]:
    """Roles by id or by name."""
    by_name = {role.name: role.id for role in guild.roles.values()}
    found = {by_name[role] if role in by_name else int(role) for role in wanted}
    if not found <= guild.roles.keys():
        raise cannot("there is no such role")
    return found - {guild.id}


@routes("PATCH", "/people/{user_id}")
def change(order: Order) -> Json:
    """Give or take roles, close direct messages, change language or presence, time out, mute for all."""
    world, body = order.world, order.body
    user = world.users[int(order.params["user_id"])]
    guild = order.guild_with(user)
    member = guild.members[user.id]
    user.closed_dms = bool(body.get("closed_dms", user.closed_dms))
    user.locale = str(body.get("locale", user.locale))
    _show(order, user)
    member.nick = body.get("nick", member.nick)
    member.mute, member.deaf = bool(body.get("mute", member.mute)), bool(body.get("deaf", member.deaf))
    if "roles" in body:
        own = {role.id for role in guild.roles.values() if role.bot_id == user.id}
        member.roles = _roles(guild, body["roles"]) | own
    members.updated(world, guild, member)
    if body.keys() & {"mute", "deaf"}:
        voice.refresh(world, guild, member)
    if "timeout_until" in body:
        until = body["timeout_until"]
        ends = datetime.fromisoformat(until).timestamp() if isinstance(until, str) else until
        if ends is not None and ends > world.clock() + LONGEST:
            raise cannot("a time-out lasts four weeks at most")
        members.time_out(world, guild, member, ends)
    return basics.member(member)


def _show(order: Order, user: User) -> None:
    """Somebody is away or back, or does something that others see."""
    status, told = order.body.get("status", user.status), order.body.get("activities")
    if status not in STATUSES - {""}:
        raise DiscordError(400, 0, f"status is one of {', '.join(sorted(STATUSES - {''}))}")
    if told is not None and not (is_list(told) and all(is_activity(one) for one in told)):
        raise DiscordError(400, 0, "activities is a list, and each has a name, and a type from 0 to 5")
    now = order.world.clock()
    showing = user.activities if told is None else [made_activity(one, now) for one in told]
    presence.show(order.world, user, status, showing)


@routes("DELETE", "/people/{user_id}")
def depart(order: Order) -> Json:
    """Somebody leaves the guild."""
    members.part(order.world, order.guild_with(order.person()), order.person())
    return {}


@routes("DELETE", "/accounts/{user_id}")
def delete_account(order: Order) -> Json:
    """Somebody gives up Discord altogether; what they wrote, and what mentions them, stays."""
    who = order.person()
    if any(guild.owner_id == who.id for guild in order.world.guilds.values()):
        raise cannot("who owns a guild gives it away first")
    members.erase(order.world, who)
    return {}
