"""Messages in channels: post, read, edit, delete."""

from bot.sandbox.access import need
from bot.sandbox.actions import direct, threads
from bot.sandbox.actions import messages as doing
from bot.sandbox.rest import sending
from bot.sandbox.rest.call import Answer, Call, Routes
from bot.sandbox.rules.errors import form, in_dm, missing_permissions, others_message, too_old_to_delete
from bot.sandbox.rules.fields import Fields
from bot.sandbox.rules.full import few_or_many
from bot.sandbox.rules.messages import EPHEMERAL
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.snowflakes import moment
from bot.sandbox.things import Channel, ChannelType, Json, Message
from bot.sandbox.views import messages as views
from bot.sandbox.world import number

routes = Routes()
NONCE_LIFE = 120.0
MESSAGE_CONTENT = 1 << 15
TWO_WEEKS, MOST_NAMED = 14 * 86400.0, 1 << 16


@routes("POST", "/channels/{channel_id}/messages", forms=True)
def create_message(call: Call) -> Answer:
    """Post a message; with an enforced nonce the second request gets the first one's message."""
    channel, body = call.text_channel(), call.body
    need(call.world, channel, call.bot, _needed(body, files=bool(call.uploads)))
    sending.check_new(body, call.uploads)
    if int(body.get("flags") or 0) & EPHEMERAL:
        raise form(("flags",), "BASE_TYPE_CHOICES", "Only an interaction's answer can be ephemeral.")
    if channel.type is ChannelType.DM:
        direct.check_open(call.world, channel, call.bot)
    earlier = _said_before(call, channel, body)
    if earlier is not None:
        return Answer(200, views.message(call.world, earlier))
    _check_reference(channel, body)
    threads.wake(call.world, channel, call.bot)
    reference: Json = body.get("message_reference") or {}
    replies_to = number(reference.get("message_id"))
    message = doing.compose(call.world, channel, call.bot, body, ping_roles=True, replies_to=replies_to)
    sending.attach(call, message, body)
    doing.post(call.world, channel, message)
    if body.get("enforce_nonce") and body.get("nonce") is not None:
        call.world.nonces[call.bot.id, channel.id, str(body["nonce"])] = (call.world.clock(), message)
    return Answer(200, views.message(call.world, message))


def _needed(body: Json, *, files: bool) -> Permission:
    wanted = Permission.SEND_MESSAGES
    if body.get("embeds"):
        wanted |= Permission.EMBED_LINKS
    if files:
        wanted |= Permission.ATTACH_FILES
    if body.get("poll"):
        wanted |= Permission.SEND_POLLS
    if body.get("tts"):
        wanted |= Permission.SEND_TTS_MESSAGES
    if body.get("message_reference"):
        wanted |= Permission.READ_MESSAGE_HISTORY
    return wanted


def _said_before(call: Call, channel: Channel, body: Json) -> Message | None:
    if not body.get("enforce_nonce"):
        return None
    known = call.world.nonces.get((call.bot.id, channel.id, str(body.get("nonce"))))
    return known[1] if known is not None and call.world.clock() - known[0] < NONCE_LIFE else None


def _check_reference(channel: Channel, body: Json) -> None:
    reference: Json | None = body.get("message_reference")
    if not reference:
        return
    path = ("message_reference",)
    if number(reference.get("channel_id")) not in {None, channel.id}:
        told = "Cannot reply to a message in a different channel"
        raise form(path, "REPLIES_CANNOT_REFERENCE_OTHER_CHANNEL", told)
    meant = channel.messages.get(int(reference["message_id"]))
    if meant is None:
        if reference.get("fail_if_not_exists") is not False:
            raise form(path, "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
    elif not meant.written:
        raise form(path, "REPLIES_CANNOT_REPLY_TO_SYSTEM_MESSAGE", "Cannot reply to a system message")


@routes("GET", "/channels/{channel_id}/messages")
def list_messages(call: Call) -> Answer:
    """The newest messages first; nothing without the permission to read what was before."""
    channel = call.text_channel()
    held = need(call.world, channel, call.bot, Permission.VIEW_CHANNEL)
    limit = call.whole("limit", 50, 1, 100)
    if Permission.READ_MESSAGE_HISTORY not in held:
        return Answer(200, [])
    ids = sorted(channel.messages)
    before, after, middle = (call.asked_id(name) for name in ("before", "after", "around"))
    if before is not None:
        ids = [i for i in ids if i < before][-limit:]
    elif after is not None:
        ids = [i for i in ids if i > after][:limit]
    elif middle is not None:
        half = limit // 2
        ids = [i for i in ids if i <= middle][-half - 1 :] + [i for i in ids if i > middle][:half]
    return Answer(200, [read(call, channel, channel.messages[i]) for i in reversed(ids[-limit:])])


def read(call: Call, channel: Channel, message: Message) -> Json:
    """A message as a bot reads it: of a guild's, the words only if the application has the intent for them."""
    shown = views.message(call.world, message, viewer=call.bot.id)
    whole = channel.guild_id is None or call.app.privileged_intents & MESSAGE_CONTENT
    return shown if whole else views.without_words(shown, call.bot.id)


@routes("GET", "/channels/{channel_id}/messages/{message_id}")
def get_message(call: Call) -> Answer:
    """One message."""
    channel = call.text_channel()
    need(call.world, channel, call.bot, Permission.READ_MESSAGE_HISTORY)
    return Answer(200, read(call, channel, call.world.message(channel, call.id("message_id"))))


@routes("PATCH", "/channels/{channel_id}/messages/{message_id}", forms=True)
def edit_message(call: Call) -> Answer:
    """Change one of the bot's own messages."""
    channel, body = call.text_channel(), call.body
    held = need(call.world, channel, call.bot, Permission.VIEW_CHANNEL)
    message = call.world.message(channel, call.id("message_id"))
    if message.author.id != call.bot.id:
        raise others_message()
    threads.check_awake(channel)
    if body.get("embeds") and Permission.EMBED_LINKS not in held:
        raise missing_permissions()
    sending.check_edit(message, body, call.uploads)
    doing.fill(call.world, channel, message, body, ping_roles=True)
    sending.attach(call, message, body)
    doing.updated(call.world, channel, message)
    return Answer(200, views.message(call.world, message))


@routes("DELETE", "/channels/{channel_id}/messages/{message_id}")
def delete_message(call: Call) -> Answer:
    """Take away the bot's own message, or anybody's with MANAGE_MESSAGES."""
    channel = call.text_channel()
    need(call.world, channel, call.bot, Permission.VIEW_CHANNEL)
    message = call.world.message(channel, call.id("message_id"))
    if message.author.id != call.bot.id:
        need(call.world, channel, call.bot, Permission.MANAGE_MESSAGES)
    doing.delete(call.world, channel, message)
    return Answer(204)


@routes("POST", "/channels/{channel_id}/messages/bulk-delete")
def delete_messages(call: Call) -> Answer:
    """Take away 2 to 100 messages of the last two weeks."""
    channel = call.text_channel()
    need(call.world, channel, call.bot, Permission.MANAGE_MESSAGES)
    if channel.guild_id is None:
        raise in_dm()
    named = Fields(call.body)
    if not 2 <= len(named.items("messages", MOST_NAMED, required=True)) <= 100:
        raise few_or_many()
    ids = named.snowflakes("messages", 100)
    if any(call.world.clock() - moment(i) > TWO_WEEKS for i in ids):
        raise too_old_to_delete()
    doing.delete_many(call.world, channel, ids)
    return Answer(204)
