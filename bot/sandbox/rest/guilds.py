"""Guilds as a whole, with their roles and channel lists."""

from collections.abc import Collection

from bot.sandbox.access import need, need_in_guild
from bot.sandbox.actions import channels as doing
from bot.sandbox.actions import sight
from bot.sandbox.rest.call import Answer, Call, Routes
from bot.sandbox.rules.channels import check_channel
from bot.sandbox.rules.errors import DiscordError, form, unknown
from bot.sandbox.rules.fields import Fields
from bot.sandbox.rules.permissions import Permission, check_overwrites
from bot.sandbox.things import Channel, Guild, Json
from bot.sandbox.views import channels
from bot.sandbox.world import number
from bot.sandbox.worlds import Hidden

routes = Routes()
MAKEABLE = {0, 2, 4}


@routes("GET", "/guilds/{guild_id}")
def get_guild(call: Call) -> Answer:
    """A guild without its channels."""
    guild = call.guild()
    shown = channels.guild(guild)
    if call.query.get("with_counts") in {"true", "1", "True"}:
        there = sum(member.user.seen for member in guild.members.values())
        shown |= {"approximate_member_count": len(guild.members), "approximate_presence_count": there}
    return Answer(200, shown)


@routes("GET", "/guilds/{guild_id}/channels")
def list_channels(call: Call) -> Answer:
    """All channels of a guild; seen or not, where hidden ones are not left out."""
    guild, whole = call.guild(), call.world.nature.climate.hidden_channels is Hidden.WHOLE
    listed = [one for one in guild.channels.values() if whole or sight.visible(call.world, one, call.bot)]
    return Answer(200, [channels.channel(channel) for channel in listed])


@routes("POST", "/guilds/{guild_id}/channels")
def create_channel(call: Call) -> Answer:
    """A new channel; the bot can hand out or take only what it holds itself."""
    guild, body = call.guild(), call.body
    kind = Fields(body).whole("type", 0, 16) or 0
    check_channel(body, kind=kind)
    if kind not in MAKEABLE:
        raise form(("type",), "BASE_TYPE_CHOICES", f"Value must be one of {sorted(MAKEABLE)} in the sandbox.")
    held = need_in_guild(call.world, guild, call.bot, Permission.MANAGE_CHANNELS | Permission.VIEW_CHANNEL)
    _check_parent(call, guild, body)
    climate = call.world.nature.climate
    _check_overwrites(guild, body, held, guild.known if climate.leavers_accepted else ())
    return Answer(201, channels.channel(doing.create(call.world, guild, body, ready_in=climate.late_channels)))


def _check_parent(call: Call, guild: Guild, body: Json) -> None:
    parent = guild.channels.get(number(body.get("parent_id")) or 0)
    if parent is not None:
        need(call.world, parent, call.bot, Permission.MANAGE_CHANNELS)


def _check_overwrites(guild: Guild, body: Json, held: Permission, also: Collection[int]) -> None:
    asked = doing.overwrites_from(body.get("permission_overwrites") or [])
    doing.check_targets(guild, asked, also)
    check_overwrites(asked.values(), int(held), Permission.ADMINISTRATOR in held)


@routes("PATCH", "/guilds/{guild_id}/channels")
def sort_channels(call: Call) -> Answer:
    """New places for several channels at once: all of them, or nothing is done."""
    guild = call.guild()
    need_in_guild(call.world, guild, call.bot, Permission.MANAGE_CHANNELS)
    wanted = [_check_place(call, guild, Fields(item, (place,))) for place, item in enumerate(call.items)]
    moved = [channel for channel, body in wanted if _moves(channel, body)]
    if len(moved) > 1:
        raise DiscordError(400, 40009, "Only one channel can have a parent_id modified at a time")
    for channel, body in wanted:
        doing.edit(call.world, guild, channel, body)
    return Answer(204)


def _check_place(call: Call, guild: Guild, item: Fields) -> tuple[Channel, Json]:
    """One channel of the guild, and what is to change about it."""
    channel = guild.channels.get(item.snowflake("id", required=True) or 0)
    if channel is None:
        raise unknown("channel")
    need(call.world, channel, call.bot, Permission.MANAGE_CHANNELS)
    item.whole("position", 0, 2**31 - 1)
    if item.switch("lock_permissions"):
        need(call.world, channel, call.bot, Permission.MANAGE_ROLES)
    parent_id = item.snowflake("parent_id")
    if parent_id is not None and _moves(channel, item.body):
        _check_parent(call, guild, item.body)
        doing.check_parent(guild, channel.type, parent_id)
    return channel, {key: item.body[key] for key in ("position", "parent_id", "lock_permissions") if key in item.body}


def _moves(channel: Channel, body: Json) -> bool:
    return "parent_id" in body and number(body["parent_id"]) != channel.parent_id
