"""One channel: read, change, delete, overwrites, voice status."""

from bot.sandbox.access import guild_wide, need, sees
from bot.sandbox.actions import channels as doing
from bot.sandbox.actions import messages
from bot.sandbox.rest import threads
from bot.sandbox.rest.call import Answer, Call, Routes
from bot.sandbox.rules.channels import check_channel, check_overwrite, read_voice_status
from bot.sandbox.rules.errors import form, missing_access, unknown, wrong_channel_type
from bot.sandbox.rules.fields import Fields
from bot.sandbox.rules.full import too_many_overwrites
from bot.sandbox.rules.permissions import Permission, check_overwrites
from bot.sandbox.things import Channel, ChannelType, Guild
from bot.sandbox.views import channels
from bot.sandbox.world import number

routes = Routes()


@routes("GET", "/channels/{channel_id}")
def get_channel(call: Call) -> Answer:
    """A channel the bot can see."""
    channel = call.channel()
    if not sees(call.world, channel, call.bot):
        raise missing_access()
    people = [call.world.users[user] for user in channel.recipients if user != call.bot.id]
    return Answer(200, channels.channel(channel, recipients=people))


@routes("PATCH", "/channels/{channel_id}")
def edit_channel(call: Call) -> Answer:
    """Change a channel or a thread; changing overwrites this way takes MANAGE_ROLES too."""
    guild, channel = call.guild_channel()
    if channel.thread is not None:
        return threads.edit(call, channel, channel.thread)
    body = call.body
    held = need(call.world, channel, call.bot, Permission.MANAGE_CHANNELS)
    check_channel(body, kind=int(channel.type), editing=True)
    if int(body.get("type") or channel.type) != channel.type:
        raise form(("type",), "BASE_TYPE_CHOICES", "The sandbox has no announcement channels.")
    if body.get("permission_overwrites") is not None:
        need(call.world, channel, call.bot, Permission.MANAGE_ROLES)
        asked = doing.overwrites_from(body["permission_overwrites"])
        doing.check_targets(guild, asked, channel.overwrites)
        check_overwrites(asked.values(), int(held), _is_admin(call, guild))
    parent = guild.channels.get(number(body.get("parent_id")) or 0)
    if parent is not None:
        need(call.world, parent, call.bot, Permission.MANAGE_CHANNELS)
    doing.edit(call.world, guild, channel, body)
    return Answer(200, channels.channel(channel))


@routes("DELETE", "/channels/{channel_id}")
def delete_channel(call: Call) -> Answer:
    """Remove a channel and all that was in it."""
    guild, channel = call.guild_channel()
    if channel.thread is not None:
        return threads.delete(call, channel)
    need(call.world, channel, call.bot, Permission.MANAGE_CHANNELS)
    shown = channels.channel(channel)
    doing.delete(call.world, guild, channel)
    return Answer(200, shown)


@routes("PUT", "/channels/{channel_id}/permissions/{overwrite_id}")
def put_overwrite(call: Call) -> Answer:
    """Set what one role or member may do in a channel; before it is ready Discord says yes, and nothing happens."""
    guild, channel = _own_channel(call)
    target = call.id("overwrite_id")
    held = need(call.world, channel, call.bot, Permission.MANAGE_ROLES)
    overwrite = check_overwrite(Fields(call.body), target)
    if target not in (guild.members if overwrite.type == 1 else guild.roles):
        raise unknown("overwrite")
    check_overwrites([overwrite], int(held), _is_admin(call, guild))
    if target not in channel.overwrites and len(channel.overwrites) >= 1000:
        raise too_many_overwrites()
    if channel.ready:
        doing.set_overwrite(call.world, channel, overwrite, target)
    return Answer(204)


@routes("DELETE", "/channels/{channel_id}/permissions/{overwrite_id}")
def delete_overwrite(call: Call) -> Answer:
    """Forget what was set for one role or member."""
    _, channel = _own_channel(call)
    target = call.id("overwrite_id")
    need(call.world, channel, call.bot, Permission.MANAGE_ROLES)
    if target not in channel.overwrites:
        raise unknown("overwrite")
    if channel.ready:
        doing.set_overwrite(call.world, channel, None, target)
    return Answer(204)


@routes("PUT", "/channels/{channel_id}/voice-status")
def put_voice_status(call: Call) -> Answer:
    """Write the line under a voice channel's name; from outside it takes MANAGE_CHANNELS as well."""
    guild, channel = call.guild_channel()
    status = read_voice_status(call.body)
    if channel.type is not ChannelType.VOICE:
        raise wrong_channel_type()
    wanted = Permission.SET_VOICE_CHANNEL_STATUS
    if not _is_inside(call, guild, channel):
        wanted |= Permission.MANAGE_CHANNELS
    need(call.world, channel, call.bot, wanted)
    doing.set_status(call.world, channel, status)
    return Answer(204)


@routes("POST", "/channels/{channel_id}/typing")
def start_typing(call: Call) -> Answer:
    """Show that the bot is writing."""
    channel = call.text_channel()
    need(call.world, channel, call.bot, Permission.SEND_MESSAGES)
    messages.typing(call.world, channel, call.bot)
    return Answer(204)


def _own_channel(call: Call) -> tuple[Guild, Channel]:
    """A channel that is no thread: those have no overwrites."""
    guild, channel = call.guild_channel()
    if channel.thread is not None:
        need(call.world, channel, call.bot, Permission.VIEW_CHANNEL)
        raise wrong_channel_type()
    return guild, channel


def _is_admin(call: Call, guild: Guild) -> bool:
    return Permission.ADMINISTRATOR in guild_wide(call.world, guild, guild.members[call.bot.id])


def _is_inside(call: Call, guild: Guild, channel: Channel) -> bool:
    state = guild.voice.get(call.bot.id)
    return state is not None and state.channel_id == channel.id
