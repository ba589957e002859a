"""Soundboards: the sounds of a guild, and playing one where the bot sits."""

from bot.sandbox.access import guild_wide, in_channel, need, need_in_guild
from bot.sandbox.actions import sounds as doing
from bot.sandbox.rest.call import Answer, Call, Routes
from bot.sandbox.rules.emoji import is_emoji
from bot.sandbox.rules.errors import (
    DiscordError,
    cannot_send_effect,
    form,
    missing_permissions,
    not_in_voice,
    unknown,
    wrong_channel_type,
)
from bot.sandbox.rules.fields import Fields
from bot.sandbox.rules.full import too_many_sounds
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.rules.sounds import MOST, read_sound
from bot.sandbox.things import ChannelType, Guild, Json, Sound
from bot.sandbox.views import sounds as views

routes = Routes()
BASE = "/guilds/{guild_id}/soundboard-sounds"
ONE = BASE + "/{sound_id}"
EXPRESSIONS = Permission.CREATE_GUILD_EXPRESSIONS | Permission.MANAGE_GUILD_EXPRESSIONS


@routes("GET", "/soundboard-default-sounds")
def list_default_sounds(_call: Call) -> Answer:
    """The sounds that everybody has; some libraries want to know them before they are ready."""
    return Answer(200, views.default_sounds())


@routes("GET", BASE)
def list_sounds(call: Call) -> Answer:
    """A guild's own sounds; who made each, for those who may make or manage them."""
    guild = call.guild()
    return Answer(200, {"items": [_shown(call, guild, sound) for sound in guild.sounds.values()]})


@routes("GET", ONE)
def get_sound(call: Call) -> Answer:
    """One of them."""
    guild = call.guild()
    return Answer(200, _shown(call, guild, _find(call, guild)))


@routes("POST", BASE)
def create_sound(call: Call) -> Answer:
    """Put a sound on the soundboard, if there is room: eight without boosts, which the sandbox has not."""
    guild, body = call.guild(), Fields(call.body)
    need_in_guild(call.world, guild, call.bot, Permission.CREATE_GUILD_EXPRESSIONS)
    body.need("name", "sound")
    sound = Sound(call.world.new_id(), "", call.bot, read_sound(body))
    _rewrite(sound, body)
    if len(guild.sounds) >= MOST:
        raise too_many_sounds()
    doing.add(call.world, guild, sound)
    return Answer(201, views.sound(guild, sound, by=sound.creator))


@routes("PATCH", ONE)
def edit_sound(call: Call) -> Answer:
    """Change a sound's name, volume or emoji."""
    guild = call.guild()
    sound = _find(call, guild)
    _need(call, guild, sound)
    _rewrite(sound, Fields(call.body))
    doing.changed(call.world, guild, sound)
    return Answer(200, views.sound(guild, sound, by=sound.creator))


@routes("DELETE", ONE)
def delete_sound(call: Call) -> Answer:
    """Take a sound off the soundboard."""
    guild = call.guild()
    sound = _find(call, guild)
    _need(call, guild, sound)
    doing.remove(call.world, guild, sound)
    return Answer(204)


@routes("POST", "/channels/{channel_id}/send-soundboard-sound")
def send_sound(call: Call) -> Answer:
    """Play a sound in the voice channel that the bot is in; it must not be deafened or muted by a moderator."""
    guild, channel = call.guild_channel()
    need(call.world, channel, call.bot, Permission.VIEW_CHANNEL)
    if channel.type is not ChannelType.VOICE:
        raise wrong_channel_type()
    state, me = guild.voice.get(call.bot.id), guild.members[call.bot.id]
    if state is None or state.channel_id != channel.id:
        raise not_in_voice()
    if state.self_deaf or me.deaf or me.mute:
        raise cannot_send_effect()
    need(call.world, channel, call.bot, Permission.SPEAK | Permission.USE_SOUNDBOARD)
    body = Fields(call.body)
    sound_id = body.snowflake("sound_id", required=True) or 0
    source = body.snowflake("source_guild_id")
    if str(sound_id) in {number for number, _, _ in views.SOUNDS}:
        doing.play(call.world, channel, call.bot, sound_id, 1.0)
        return Answer(204)
    home = guild if source in {None, guild.id} else call.world.guilds.get(source or 0)
    if home is None or call.bot.id not in home.members or sound_id not in home.sounds:
        raise unknown("sound")
    if home is not guild and Permission.USE_EXTERNAL_SOUNDS not in in_channel(call.world, channel, call.bot):
        raise missing_permissions()
    doing.play(call.world, channel, call.bot, sound_id, home.sounds[sound_id].volume)
    return Answer(204)


def _find(call: Call, guild: Guild) -> Sound:
    sound = guild.sounds.get(call.id("sound_id"))
    if sound is None:
        raise unknown("sound")
    return sound


def _shown(call: Call, guild: Guild, sound: Sound) -> Json:
    knows = guild_wide(call.world, guild, guild.members[call.bot.id]) & EXPRESSIONS
    return views.sound(guild, sound, by=sound.creator if knows else None)


def _need(call: Call, guild: Guild, sound: Sound) -> None:
    """Changing what another made takes MANAGE_GUILD_EXPRESSIONS; for one's own, having been let make it will do."""
    held = guild_wide(call.world, guild, guild.members[call.bot.id])
    own = sound.creator.id == call.bot.id and Permission.MANAGE_GUILD_EXPRESSIONS not in held
    wanted = Permission.CREATE_GUILD_EXPRESSIONS if own else Permission.MANAGE_GUILD_EXPRESSIONS
    need_in_guild(call.world, guild, call.bot, wanted)


def _rewrite(sound: Sound, body: Fields) -> None:
    """Take over what a request says of a sound: all of it, or nothing."""
    name, emoji = body.text("name", 32, 2), body.text("emoji_name", 32, 1)
    volume = body.number("volume", whole=False)
    if volume is not None and not 0 <= volume <= 1:
        code = "NUMBER_TYPE_MIN" if volume < 0 else "NUMBER_TYPE_MAX"
        raise form(("volume",), code, "float value should be between 0.0 and 1.0.")
    if body.has("emoji_id") or (emoji is not None and not is_emoji(emoji)):
        raise DiscordError(400, 10014, "Unknown Emoji")
    sound.name = name or sound.name
    sound.emoji = emoji if "emoji_name" in body.body else sound.emoji
    sound.volume = sound.volume if volume is None else volume
