"""Channels come, change and go, and those who can see them are told."""

from collections.abc import Collection, Mapping

from bot.sandbox.access import sees
from bot.sandbox.actions import events, sight, threads, voice
from bot.sandbox.rules.channels import normal_name
from bot.sandbox.rules.errors import form
from bot.sandbox.rules.full import category_full, too_many_channels
from bot.sandbox.rules.permissions import Overwrite
from bot.sandbox.things import Channel, ChannelType, Guild, Json
from bot.sandbox.world import World, number

MOST_CHANNELS, MOST_CATEGORIES, MOST_IN_CATEGORY = 500, 50, 50


def viewers(world: World, channel: Channel) -> set[int]:
    """The applications whose bots can see a channel."""
    return {app.id for app in world.applications.values() if sees(world, channel, app.user)}


def overwrites_from(body: list[Json]) -> dict[int, Overwrite]:
    """A request's overwrites; the rules have checked their form."""
    made = (Overwrite(int(o["id"]), int(o["type"]), int(o.get("allow") or 0), int(o.get("deny") or 0)) for o in body)
    return {overwrite.id: overwrite for overwrite in made}


def check_targets(guild: Guild, asked: Mapping[int, Overwrite], standing: Collection[int]) -> None:
    """Refuse overwrites for whoever is not there, but for those in `standing`."""
    for place, overwrite in enumerate(asked.values()):
        known = guild.roles if overwrite.type == 0 else guild.members
        if overwrite.id not in known and overwrite.id not in standing:
            what = "Role" if overwrite.type == 0 else "Member"
            raise form(("permission_overwrites", place, "id"), "OVERWRITE_TARGET_UNKNOWN", f"{what} not found")


def room_for(guild: Guild, kind: ChannelType, parent_id: int | None) -> None:
    """Refuse a channel that the guild or the category cannot hold."""
    categories = sum(1 for c in guild.channels.values() if c.type is ChannelType.CATEGORY)
    if len(guild.channels) >= MOST_CHANNELS or (kind is ChannelType.CATEGORY and categories >= MOST_CATEGORIES):
        raise too_many_channels()
    if parent_id is not None:
        check_parent(guild, kind, parent_id)


def check_parent(guild: Guild, kind: ChannelType, parent_id: int) -> None:
    """Refuse a category that is none, is full, or cannot hold this kind of channel."""
    parent = guild.channels.get(parent_id)
    if parent is None or parent.type is not ChannelType.CATEGORY:
        raise form(("parent_id",), "CHANNEL_PARENT_INVALID", "Category does not exist")
    if kind is ChannelType.CATEGORY:
        raise form(("parent_id",), "CHANNEL_PARENT_INVALID_TYPE", "Categories cannot have subcategories")
    if sum(1 for c in guild.channels.values() if c.parent_id == parent_id) >= MOST_IN_CATEGORY:
        raise category_full()


def create(world: World, guild: Guild, body: Json, *, ready_in: float = 0.0) -> Channel:
    """A new channel in a guild, told of when it is ready, in so many seconds; the body has passed the rules."""
    kind = ChannelType(int(body.get("type") or 0))
    parent_id = number(body.get("parent_id"))
    room_for(guild, kind, parent_id)
    channel = Channel(world.new_id(), guild.id, kind, position=_last_position(guild, kind))
    apply(channel, {**body, "parent_id": parent_id})
    if parent_id is not None and not body.get("permission_overwrites"):
        # a channel made inside a category starts synchronised with it
        channel.overwrites = dict(guild.channels[parent_id].overwrites)
    world.add_channel(channel)
    if ready_in:
        channel.ready = False
        world.later(ready_in, lambda: _ready(world, guild, channel))
    sight.tell(world, "CHANNEL_CREATE", channel)
    return channel


def _ready(world: World, guild: Guild, channel: Channel) -> None:
    channel.ready = True
    if channel.id in guild.channels:
        sight.tell(world, "CHANNEL_CREATE", channel)


def _last_position(guild: Guild, kind: ChannelType) -> int:
    return sum(1 for c in guild.channels.values() if c.type is kind)


def apply(channel: Channel, body: Json) -> None:
    """Write a checked request's fields into a channel."""
    text = channel.type is ChannelType.TEXT
    channel.name = normal_name(str(body.get("name") or channel.name), int(channel.type))
    channel.position = channel.position if body.get("position") is None else int(body["position"])
    channel.nsfw = bool(body.get("nsfw", channel.nsfw))
    channel.slowmode = int(body.get("rate_limit_per_user", channel.slowmode) or 0)
    if "topic" in body and text:
        channel.topic = body["topic"]
    if "parent_id" in body:
        channel.parent_id = number(body["parent_id"])
    if body.get("permission_overwrites") is not None:
        channel.overwrites = overwrites_from(body["permission_overwrites"])
    if channel.type is ChannelType.VOICE:
        channel.bitrate = int(body.get("bitrate") or channel.bitrate)
        channel.user_limit = int(body.get("user_limit", channel.user_limit) or 0)
        channel.rtc_region = body.get("rtc_region", channel.rtc_region)
        channel.video_quality = int(body.get("video_quality_mode") or channel.video_quality)


def edit(world: World, guild: Guild, channel: Channel, body: Json) -> None:
    """Change a channel; the body has passed the rules."""
    parent_id = number(body.get("parent_id"))
    if parent_id is not None and parent_id != channel.parent_id:
        check_parent(guild, channel.type, parent_id)
    before = viewers(world, channel)
    apply(channel, body)
    if body.get("lock_permissions") and channel.parent_id is not None:
        channel.overwrites = dict(guild.channels[channel.parent_id].overwrites)
    sight.tell(world, "CHANNEL_UPDATE", channel, before)


def delete(world: World, guild: Guild, channel: Channel) -> None:
    """Remove a channel: people inside fall out of voice, a category's children are left without a parent."""
    before = viewers(world, channel)
    inside = [state.user_id for state in guild.voice.values() if state.channel_id == channel.id]
    for event in [e for e in guild.events.values() if e.channel_id == channel.id]:
        events.remove(world, guild, event)
    for thread in [t for t in guild.threads.values() if t.parent_id == channel.id]:
        threads.delete(world, thread)
    sight.tell(world, "CHANNEL_DELETE", channel)
    world.drop_channel(channel)
    if channel.parent_id in guild.channels:
        sight.renew(world, guild)
    for user_id in inside:
        voice.leave(world, guild, user_id, from_deleted=before)
    for child in [c for c in guild.channels.values() if c.parent_id == channel.id]:
        child.parent_id = None
        sight.tell(world, "CHANNEL_UPDATE", child)


def set_overwrite(world: World, channel: Channel, overwrite: Overwrite | None, overwrite_id: int) -> None:
    """Put one overwrite in its place, or take it away."""
    before = viewers(world, channel)
    if overwrite is None:
        channel.overwrites.pop(overwrite_id, None)
    else:
        channel.overwrites[overwrite_id] = overwrite
    sight.tell(world, "CHANNEL_UPDATE", channel, before)


def forget(world: World, guild: Guild, user_id: int) -> None:
    """Take away every overwrite for somebody who has left."""
    for channel in [one for one in guild.channels.values() if user_id in one.overwrites]:
        set_overwrite(world, channel, None, user_id)


def set_status(world: World, channel: Channel, status: str | None) -> None:
    """Write the line under a voice channel's name."""
    channel.status = status or None
    guild = world.guild_of(channel)
    data: Json = {"id": str(channel.id), "guild_id": str(channel.guild_id), "status": channel.status}
    if guild is not None:
        allowed = viewers(world, channel)
        world.tell("VOICE_CHANNEL_STATUS_UPDATE", guild.id, lambda app: data if app.id in allowed else None)
