"""Soundboards: sounds come, change and go, and are played where somebody sits; each client plays them by itself."""

from bot.sandbox.things import Channel, Guild, Json, Sound, User
from bot.sandbox.views import sounds as views
from bot.sandbox.world import World


def add(world: World, guild: Guild, sound: Sound) -> None:
    """Put a new sound on a guild's soundboard."""
    guild.sounds[sound.id] = sound
    world.tell_all("GUILD_SOUNDBOARD_SOUND_CREATE", guild, views.sound(guild, sound, by=sound.creator))


def changed(world: World, guild: Guild, sound: Sound) -> None:
    """Tell what became of a sound."""
    world.tell_all("GUILD_SOUNDBOARD_SOUND_UPDATE", guild, views.sound(guild, sound, by=sound.creator))


def remove(world: World, guild: Guild, sound: Sound) -> None:
    """Take a sound off the soundboard."""
    del guild.sounds[sound.id]
    world.tell_all("GUILD_SOUNDBOARD_SOUND_DELETE", guild, {"sound_id": str(sound.id), "guild_id": str(guild.id)})


def play(world: World, channel: Channel, who: User, sound_id: int, volume: float) -> None:
    """Everybody in the channel who is not deafened hears it. It is no packet of the call: ears get nothing of it."""
    guild = world.guilds[channel.guild_id or 0]
    inside = [state for state in guild.voice.values() if state.channel_id == channel.id]
    hearing = [s.user_id for s in inside if not (s.self_deaf or guild.members[s.user_id].deaf)]
    lost = world.nature.climate.unheard_sounds
    heard_by = [str(user) for user in hearing if not (lost or world.users[user].bot)]
    facts = {"user": str(who.id), "guild": str(guild.id), "channel": str(channel.id), "sound": str(sound_id)}
    world.note("sound", {**facts, "heard_by": heard_by})
    data: Json = {
        "channel_id": str(channel.id),
        "guild_id": str(guild.id),
        "user_id": str(who.id),
        "emoji": None,
        "sound_id": str(sound_id),
        "sound_volume": volume,
    }
    there = {state.user_id for state in inside}
    world.tell("VOICE_CHANNEL_EFFECT_SEND", guild.id, lambda app: data if app.user.id in there else None)
