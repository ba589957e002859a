"""Threads as bots make and keep them, and who is in them."""

from collections.abc import Callable
from datetime import datetime

from bot.sandbox.access import in_channel, need, sees
from bot.sandbox.actions import messages
from bot.sandbox.actions import threads as doing
from bot.sandbox.rest import sending
from bot.sandbox.rest.call import Answer, Call, Routes
from bot.sandbox.rules.errors import (
    form,
    missing_permissions,
    system_message,
    thread_archived,
    unknown,
    wrong_channel_type,
)
from bot.sandbox.rules.fields import Fields, is_snowflake
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.rules.threads import check_thread
from bot.sandbox.things import Channel, ChannelType, Guild, Json, Thread
from bot.sandbox.views import channels
from bot.sandbox.views import messages as message_views
from bot.sandbox.world import number

routes = Routes()
MEMBERS_INTENT = 1 << 1
MEMBERS = "/channels/{channel_id}/thread-members"
KINDS = {11: ChannelType.PUBLIC_THREAD, 12: ChannelType.PRIVATE_THREAD}


@routes("POST", "/channels/{channel_id}/messages/{message_id}/threads")
def start_from_message(call: Call) -> Answer:
    """A thread about a message, with the message's own id."""
    guild, parent = call.guild_channel()
    need(call.world, parent, call.bot, Permission.CREATE_PUBLIC_THREADS | Permission.READ_MESSAGE_HISTORY)
    message = call.world.message(parent, call.id("message_id"))
    check_thread(call.body)
    if not message.written:
        raise system_message()
    kind = ChannelType.PUBLIC_THREAD
    made = doing.begin(call.world, guild, parent, call.bot.id, call.body, kind=kind, about=message)
    return Answer(201, _shown(call, made))


@routes("POST", "/channels/{channel_id}/threads", forms=True)
def start(call: Call) -> Answer:
    """A thread by itself, private if not said otherwise; in a forum a post with its first message."""
    guild, parent = call.guild_channel()
    body = call.body
    check_thread(body)
    if parent.type is ChannelType.FORUM:
        return _post(call, guild, parent, body)
    kind: int = Fields(body).pick("type", tuple(KINDS)) or ChannelType.PRIVATE_THREAD
    public = kind == ChannelType.PUBLIC_THREAD
    need(
        call.world, parent, call.bot, Permission.CREATE_PUBLIC_THREADS if public else Permission.CREATE_PRIVATE_THREADS
    )
    return Answer(201, _shown(call, doing.begin(call.world, guild, parent, call.bot.id, body, kind=KINDS[kind])))


def _post(call: Call, guild: Guild, forum: Channel, body: Json) -> Answer:
    first = Fields(body).part("message", required=True)
    assert first is not None
    need(call.world, forum, call.bot, Permission.SEND_MESSAGES)
    sending.check_new(first.body, call.uploads, first.path)
    made = doing.begin(call.world, guild, forum, call.bot.id, body, kind=ChannelType.PUBLIC_THREAD)
    message = messages.compose(call.world, made, call.bot, first.body, ping_roles=True)
    sending.attach(call, message, first.body)
    messages.post(call.world, made, message)
    return Answer(201, _shown(call, made) | {"message": message_views.message(call.world, message)})


def edit(call: Call, channel: Channel, thread: Thread) -> Answer:
    """Change a thread: its starter may, but for locking; who may write there wakes one that was put away."""
    body = call.body
    check_thread(body, editing=True)
    held = need(call.world, channel, call.bot, Permission.VIEW_CHANNEL)
    keeper = Permission.MANAGE_THREADS in held
    wakes = thread.archived and body.get("archived") is False
    if thread.archived and not wakes:
        raise thread_archived()
    only_wakes = wakes and body.keys() <= {"archived"} and not thread.locked
    may = thread.owner_id == call.bot.id and not thread.locked and not body.keys() & {"locked", "rate_limit_per_user"}
    if not (keeper or may or (only_wakes and Permission.SEND_MESSAGES_IN_THREADS in held)):
        raise missing_permissions()
    doing.edit(call.world, channel, body)
    return Answer(200, _shown(call, channel))


def delete(call: Call, channel: Channel) -> Answer:
    """Remove a thread."""
    need(call.world, channel, call.bot, Permission.MANAGE_THREADS)
    shown = _shown(call, channel)
    doing.delete(call.world, channel)
    return Answer(200, shown)


def _shown(call: Call, channel: Channel) -> Json:
    thread = channel.thread
    inside = thread is not None and call.bot.id in thread.members
    own = {"member": channels.thread_member(channel, call.bot.id)} if inside else {}
    return channels.channel(channel) | own


def _thread(call: Call, *, awake: bool = True) -> tuple[Guild, Channel, Thread]:
    guild, channel = call.guild_channel()
    need(call.world, channel, call.bot, Permission.VIEW_CHANNEL)
    if channel.thread is None:
        raise wrong_channel_type()
    if awake:
        doing.check_awake(channel)
    return guild, channel, channel.thread


@routes("PUT", MEMBERS + "/@me")
def join(call: Call) -> Answer:
    """The bot goes in."""
    _, channel, _ = _thread(call)
    doing.enter(call.world, channel, call.bot)
    return Answer(204)


@routes("DELETE", MEMBERS + "/@me")
def leave(call: Call) -> Answer:
    """The bot goes out."""
    _, channel, _ = _thread(call)
    doing.leave(call.world, channel, call.bot.id)
    return Answer(204)


@routes("PUT", MEMBERS + "/{user_id}")
def add_member(call: Call) -> Answer:
    """Bring somebody in who can see the channel around it."""
    guild, channel, thread = _thread(call)
    need(call.world, channel, call.bot, Permission.SEND_MESSAGES_IN_THREADS)
    keeper = Permission.MANAGE_THREADS in in_channel(call.world, channel, call.bot)
    if not (thread.invitable or keeper or thread.owner_id == call.bot.id):
        raise missing_permissions()
    member = call.world.member(guild, call.id("user_id"))
    if not sees(call.world, guild.channels[channel.parent_id or 0], member.user):
        raise form(("user_id",), "THREAD_MEMBER_NO_ACCESS", "That member cannot see the channel.")
    doing.enter(call.world, channel, member.user)
    return Answer(204)


@routes("DELETE", MEMBERS + "/{user_id}")
def remove_member(call: Call) -> Answer:
    """Send somebody out."""
    _, channel, thread = _thread(call)
    own = channel.type is ChannelType.PRIVATE_THREAD and thread.owner_id == call.bot.id
    if not own:
        need(call.world, channel, call.bot, Permission.MANAGE_THREADS)
    doing.leave(call.world, channel, call.id("user_id"))
    return Answer(204)


@routes("GET", MEMBERS + "/{user_id}")
def get_member(call: Call) -> Answer:
    """Whether somebody is in the thread, and since when."""
    guild, channel, thread = _thread(call, awake=False)
    user_id = call.id("user_id")
    if user_id not in thread.members:
        raise unknown("member")
    member = guild.members.get(user_id) if call.asked_switch("with_member") else None
    return Answer(200, channels.thread_member(channel, user_id, member))


@routes("GET", MEMBERS)
def list_members(call: Call) -> Answer:
    """Everybody in the thread, for applications with the members intent."""
    guild, channel, thread = _thread(call, awake=False)
    if not call.app.privileged_intents & MEMBERS_INTENT:
        raise missing_permissions()
    after, limit = call.asked_id("after") or 0, call.whole("limit", 100, 1, 100)
    named = guild.members if call.asked_switch("with_member") else {}
    found = [user for user in sorted(thread.members) if user > after][:limit]
    return Answer(200, [channels.thread_member(channel, user, named.get(user)) for user in found])


@routes("GET", "/guilds/{guild_id}/threads/active")
def list_active(call: Call) -> Answer:
    """All threads of a guild that are not put away and that the bot can see."""
    guild = call.guild()
    found = [one for one in guild.threads.values() if one.thread is not None and not one.thread.archived]
    return Answer(200, _listed(call, [one for one in found if sees(call.world, one, call.bot)], more=False))


@routes("GET", "/channels/{channel_id}/threads/archived/public")
def list_public(call: Call) -> Answer:
    """Public threads of a channel that were put away."""
    return _archived(call, Permission.READ_MESSAGE_HISTORY, lambda it: it.type is ChannelType.PUBLIC_THREAD)


@routes("GET", "/channels/{channel_id}/threads/archived/private")
def list_private(call: Call) -> Answer:
    """Private threads of a channel that were put away, for their keepers."""
    wanted = Permission.READ_MESSAGE_HISTORY | Permission.MANAGE_THREADS
    return _archived(call, wanted, lambda it: it.type is ChannelType.PRIVATE_THREAD)


@routes("GET", "/channels/{channel_id}/users/@me/threads/archived/private")
def list_joined(call: Call) -> Answer:
    """Private threads that were put away, of those the bot is in."""
    me = call.bot.id
    return _archived(
        call,
        Permission.READ_MESSAGE_HISTORY,
        lambda it: it.type is ChannelType.PRIVATE_THREAD and it.thread is not None and me in it.thread.members,
    )


def _archived(call: Call, wanted: Permission, fits: Callable[[Channel], bool]) -> Answer:
    guild, parent = call.guild_channel()
    need(call.world, parent, call.bot, wanted)
    before, limit = _before(call), call.whole("limit", 50, 2, 100)
    found = [
        (one.thread.changed, one)
        for one in guild.threads.values()
        if one.thread is not None and one.parent_id == parent.id and one.thread.archived and fits(one)
    ]
    kept = [one for at, one in sorted(found, key=lambda pair: -pair[0]) if before is None or at < before]
    return Answer(200, _listed(call, kept[:limit], more=len(kept) > limit))


def _before(call: Call) -> float | None:
    told = call.query.get("before")
    if told is None or is_snowflake(told):
        return None if told is None else float(number(told) or 0)
    try:
        return datetime.fromisoformat(told).timestamp()
    except (ValueError, OverflowError) as error:
        raise form(("before",), "DATE_TIME_TYPE_PARSE", f"Could not parse {told}. Should be ISO8601.") from error


def _listed(call: Call, found: list[Channel], *, more: bool) -> Json:
    me = call.bot.id
    mine = [one for one in found if one.thread is not None and me in one.thread.members]
    return {
        "threads": [channels.channel(one) for one in found],
        "members": [channels.thread_member(one, me) for one in mine],
        "has_more": more,
    }
