"""Threads, and posts of a forum: they come, are put away and locked, and who sees their channel is told."""

from bot.sandbox.access import in_channel, sees
from bot.sandbox.rules.errors import form, thread_archived, thread_locked, unknown
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Channel, ChannelType, Guild, Json, Thread, User, words
from bot.sandbox.views import channels as views
from bot.sandbox.world import World

PARENTS = {
    ChannelType.PUBLIC_THREAD: {ChannelType.TEXT, ChannelType.FORUM},
    ChannelType.PRIVATE_THREAD: {ChannelType.TEXT},
}


def begin(world: World, guild: Guild, body: Json) -> Channel:
    """A new thread of the guild's owner; a private one is for its `members` and for who manages threads."""
    kind, parent = ChannelType(int(body["type"])), guild.channels.get(int(body["parent_id"]))
    if parent is None:
        raise unknown("channel")
    if parent.type not in PARENTS[kind]:
        raise form(("type",), "BASE_TYPE_CHOICES", "That channel takes no such threads.")
    thread = Thread(guild.owner_id, world.clock(), {guild.owner_id, *map(int, words(body, "members"))})
    channel = Channel(world.new_id(), guild.id, kind, str(body["name"]), parent_id=parent.id, thread=thread)
    world.add_channel(channel)
    _tell(world, "THREAD_CREATE", channel)
    return channel


def edit(world: World, channel: Channel, body: Json) -> None:
    """Rename, put away (`archived`), lock."""
    assert channel.thread is not None
    channel.name = str(body.get("name") or channel.name)
    channel.thread.archived = bool(body.get("archived", channel.thread.archived))
    channel.thread.locked = bool(body.get("locked", channel.thread.locked))
    _tell(world, "THREAD_UPDATE", channel)


def delete(world: World, channel: Channel) -> None:
    """Remove a thread with all that was in it."""
    data: Json = {key: views.channel(channel)[key] for key in ("id", "guild_id", "parent_id", "type")}
    viewers = {app.id for app in world.applications.values() if sees(world, channel, app.user)}
    world.drop_channel(channel)
    world.tell("THREAD_DELETE", channel.guild_id, lambda app: data if app.id in viewers else None)


def wake(world: World, channel: Channel, who: User) -> None:
    """Somebody is about to write: a thread that was put away comes back, a locked one is for its keepers."""
    if channel.thread is None:
        return
    if channel.thread.locked and Permission.MANAGE_THREADS not in in_channel(world, channel, who):
        raise thread_locked()
    if channel.thread.archived:
        edit(world, channel, {"archived": False})


def check_awake(channel: Channel) -> None:
    """Refuse to change what stands in a thread that was put away."""
    if channel.thread is not None and channel.thread.archived:
        raise thread_archived()


def _tell(world: World, name: str, channel: Channel) -> None:
    data = views.channel(channel)
    world.tell(name, channel.guild_id, lambda app: data if sees(world, channel, app.user) else None)
