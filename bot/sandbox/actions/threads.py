"""Threads, and posts of a forum: they come, fill, are put away and locked, and who sees their channel is told."""

from collections.abc import Collection, Iterable

from bot.sandbox.access import in_channel, sees
from bot.sandbox.actions import messages
from bot.sandbox.rules.errors import already_has_thread, form, thread_archived, thread_locked
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.snowflakes import moment
from bot.sandbox.things import Application, Channel, ChannelType, Guild, Json, Message, Thread, User
from bot.sandbox.views import channels as views
from bot.sandbox.world import World

PARENTS = {
    ChannelType.PUBLIC_THREAD: {ChannelType.TEXT, ChannelType.FORUM},
    ChannelType.PRIVATE_THREAD: {ChannelType.TEXT},
}
MADE, STARTER = 18, 21
HAS_THREAD = 1 << 5


def begin(
    world: World,
    guild: Guild,
    parent: Channel,
    owner_id: int,
    body: Json,
    *,
    kind: ChannelType,
    others: Iterable[int] = (),
    about: Message | None = None,
) -> Channel:
    """A new thread in a channel, about a message or by itself; a private one is for those in it and their keepers."""
    if parent.type not in PARENTS[kind]:
        raise form(("type",), "BASE_TYPE_CHOICES", "That channel takes no such threads.")
    if about is not None and about.thread_id is not None:
        raise already_has_thread()
    now = world.clock()
    thread = Thread(owner_id, now, dict.fromkeys((owner_id, *others), now))
    channel = Channel(world.new_id() if about is None else about.id, guild.id, kind, parent_id=parent.id, thread=thread)
    _apply(channel, thread, body)
    world.add_channel(channel)
    data = views.channel(channel) | {"newly_created": True}
    world.tell("THREAD_CREATE", guild.id, lambda app: data if sees(world, channel, app.user) else None)
    if about is not None:
        _start_from(world, parent, channel, about)
    elif kind is ChannelType.PUBLIC_THREAD and parent.type is ChannelType.TEXT:
        told = Message(world.new_id(), parent.id, guild.id, world.users[owner_id], channel.name, type=MADE)
        told.reference = {"type": 0, "channel_id": str(channel.id), "guild_id": str(guild.id)}
        messages.post(world, parent, told)
    return channel


def _start_from(world: World, parent: Channel, channel: Channel, about: Message) -> None:
    about.thread_id, about.flags = channel.id, about.flags | HAS_THREAD
    messages.announce(world, "MESSAGE_UPDATE", parent, about)
    first = Message(world.new_id(), channel.id, channel.guild_id, about.author, type=STARTER)
    messages.refer(first, parent, about.id)
    world.add_message(channel, first)


def _apply(channel: Channel, thread: Thread, body: Json) -> None:
    channel.name = str(body.get("name") or channel.name)
    channel.slowmode = int(body.get("rate_limit_per_user") or channel.slowmode)
    thread.minutes = int(body.get("auto_archive_duration") or thread.minutes)
    if body.get("invitable") is not None:
        thread.invitable = bool(body["invitable"])
    for key in ("archived", "locked"):
        if body.get(key) is not None:
            setattr(thread, key, bool(body[key]))


def edit(world: World, channel: Channel, body: Json) -> None:
    """Rename, put away (`archived`), lock."""
    assert channel.thread is not None
    if body.get("archived") not in {None, channel.thread.archived}:
        channel.thread.changed = world.clock()
    _apply(channel, channel.thread, body)
    data = views.channel(channel)
    world.tell("THREAD_UPDATE", channel.guild_id, lambda app: data if sees(world, channel, app.user) else None)


def delete(world: World, channel: Channel) -> None:
    """Remove a thread with all that was in it."""
    data: Json = {key: views.channel(channel)[key] for key in ("id", "guild_id", "parent_id", "type")}
    viewers = {app.id for app in world.applications.values() if sees(world, channel, app.user)}
    world.drop_channel(channel)
    world.tell("THREAD_DELETE", channel.guild_id, lambda app: data if app.id in viewers else None)


def enter(world: World, channel: Channel, who: User) -> None:
    """Somebody is in the thread from now on; a bot that could not see it learns of it."""
    thread = channel.thread
    assert thread is not None
    if who.id in thread.members:
        return
    hidden = not sees(world, channel, who)
    thread.members[who.id] = world.clock()
    if hidden:
        data = views.channel(channel)
        world.tell("THREAD_CREATE", channel.guild_id, lambda app: data if app.user is who else None)
    _tell_members(world, channel, thread, added=[who.id])


def leave(world: World, channel: Channel, user_id: int) -> None:
    """Somebody is in the thread no more."""
    thread = channel.thread
    assert thread is not None
    if user_id in thread.members:
        before = {app.id for app in world.applications.values() if sees(world, channel, app.user)}
        del thread.members[user_id]
        _tell_members(world, channel, thread, removed=[user_id], before=before)


def _tell_members(
    world: World,
    channel: Channel,
    thread: Thread,
    *,
    added: Iterable[int] = (),
    removed: Iterable[int] = (),
    before: Collection[int] = (),
) -> None:
    guild = world.guild_of(channel)
    assert guild is not None
    data: Json = {"id": str(channel.id), "guild_id": str(guild.id), "member_count": min(50, len(thread.members))}
    if added:
        shown = [views.thread_member(channel, user, guild.members.get(user)) | {"presence": None} for user in added]
        data["added_members"] = shown
    if removed:
        data["removed_member_ids"] = [str(user) for user in removed]

    def view(app: Application) -> Json | None:
        return data if app.id in before or sees(world, channel, app.user) else None

    world.tell("THREAD_MEMBERS_UPDATE", guild.id, view)


def wake(world: World, channel: Channel, who: User) -> None:
    """Somebody is about to write: a thread that was put away comes back, a locked one is for its keepers."""
    if channel.thread is None:
        return
    if channel.thread.locked and Permission.MANAGE_THREADS not in in_channel(world, channel, who):
        raise thread_locked()
    if channel.thread.archived:
        edit(world, channel, {"archived": False})
    enter(world, channel, who)


def keep_time(world: World) -> None:
    """Put away what has been quiet for as long as was said."""
    now = world.clock()
    for guild in world.guilds.values():
        for channel in list(guild.threads.values()):
            thread = channel.thread
            assert thread is not None
            if not thread.archived and now - _stirred(channel, thread) >= thread.minutes * 60:
                edit(world, channel, {"archived": True})


def _stirred(channel: Channel, thread: Thread) -> float:
    """When something last happened in a thread: it came, came back, or somebody wrote."""
    return max(thread.created, thread.changed, moment(channel.last_message_id) if channel.last_message_id else 0.0)


def check_awake(channel: Channel) -> None:
    """Refuse to change what stands in a thread that was put away."""
    if channel.thread is not None and channel.thread.archived:
        raise thread_archived()
