"""Reactions: given, taken back, taken away, and who gave them."""

from bot.sandbox.access import need
from bot.sandbox.actions import reactions as doing
from bot.sandbox.actions import threads
from bot.sandbox.rest.call import Answer, Call, Routes
from bot.sandbox.rules.emoji import is_emoji
from bot.sandbox.rules.errors import missing_permissions, unknown
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Channel, Message, User
from bot.sandbox.views import basics

routes = Routes()
ALL = "/channels/{channel_id}/messages/{message_id}/reactions"
ONE = ALL + "/{emoji_name}"


def _find(call: Call, wanted: Permission = Permission.VIEW_CHANNEL) -> tuple[Channel, Message]:
    channel = call.text_channel()
    if channel.guild_id is None and Permission.MANAGE_MESSAGES in wanted:
        raise missing_permissions()
    need(call.world, channel, call.bot, wanted)
    threads.check_awake(channel)
    return channel, call.world.message(channel, call.id("message_id"))


def _emoji(call: Call) -> str:
    """One of Unicode's: servers and applications have none of their own here."""
    emoji = call.params["emoji_name"]
    if not is_emoji(emoji):
        raise unknown("emoji")
    return emoji


@routes("PUT", ONE + "/@me")
def react(call: Call) -> Answer:
    """The bot reacts: with what stands there already wherever it can read, with something new by permission."""
    emoji = _emoji(call)
    channel, message = _find(call, Permission.READ_MESSAGE_HISTORY)
    if emoji not in message.reactions and channel.guild_id is not None:
        need(call.world, channel, call.bot, Permission.ADD_REACTIONS)
    doing.add(call.world, channel, message, emoji, call.bot)
    return Answer(204)


@routes("DELETE", ONE + "/@me")
def take_back(call: Call) -> Answer:
    """The bot's own reaction goes."""
    emoji = _emoji(call)
    channel, message = _find(call)
    return _take(call, channel, message, emoji, call.bot)


@routes("DELETE", ONE + "/{user_id}")
def take_away(call: Call) -> Answer:
    """Somebody else's reaction goes."""
    emoji = _emoji(call)
    channel, message = _find(call, Permission.MANAGE_MESSAGES)
    who = call.world.users.get(call.id("user_id"))
    if who is None:
        raise unknown("user")
    return _take(call, channel, message, emoji, who)


def _take(call: Call, channel: Channel, message: Message, emoji: str, who: User) -> Answer:
    if not doing.remove(call.world, channel, message, emoji, who):
        raise unknown("emoji")
    return Answer(204)


@routes("DELETE", ONE)
def clear_emoji(call: Call) -> Answer:
    """All reactions with one emoji go."""
    emoji = _emoji(call)
    doing.clear(call.world, *_find(call, Permission.MANAGE_MESSAGES), emoji)
    return Answer(204)


@routes("DELETE", ALL)
def clear(call: Call) -> Answer:
    """All reactions go."""
    doing.clear(call.world, *_find(call, Permission.MANAGE_MESSAGES))
    return Answer(204)


@routes("GET", ONE)
def list_reactions(call: Call) -> Answer:
    """Who reacted with one emoji, a page at a time."""
    emoji = _emoji(call)
    channel = call.text_channel()
    need(call.world, channel, call.bot, Permission.READ_MESSAGE_HISTORY)
    given = call.world.message(channel, call.id("message_id")).reactions.get(emoji, [])
    after, limit, burst = call.asked_id("after") or 0, call.whole("limit", 25, 1, 100), call.whole("type", 0, 0, 1)
    found = [] if burst else [user for user in sorted(given) if user > after][:limit]
    return Answer(200, [basics.user(call.world.users[user]) for user in found])
