"""What people write and where they sit."""

import base64

from bot.sandbox.access import in_channel, sees, writing
from bot.sandbox.actions import messages, threads, voice
from bot.sandbox.people.eyes import cannot, channel_seen
from bot.sandbox.rest import sending
from bot.sandbox.rules.messages import check_message
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Channel, ChannelType, Guild, Json, Message, User
from bot.sandbox.world import World


def write(world: World, who: User, channel_id: int, content: str, files: list[Json]) -> Message:
    """Post a message, with files given as text or base64."""
    channel = channel_seen(world, who, channel_id)
    held = in_channel(world, channel, who)
    wanted = writing(channel) | (Permission.ATTACH_FILES if files else Permission(0))
    if int(wanted) & ~int(held):
        raise cannot(f"{who.global_name} may not write that there")
    if channel.type in {ChannelType.CATEGORY, ChannelType.FORUM}:
        raise cannot("nobody writes there, but for threads in a forum")
    threads.wake(world, channel, who)
    check_message({"content": content}, files=len(files))
    message = messages.compose(world, channel, who, {"content": content}, ping_roles=True)
    for file in files:
        raw = base64.b64decode(file["base64"]) if "base64" in file else str(file.get("content", "")).encode()
        kind = str(file.get("content_type", "text/plain; charset=utf-8"))
        message.attachments.append(sending.store(world, channel.id, str(file["filename"]), kind, raw))
    messages.post(world, channel, message)
    return message


def sit(world: World, who: User, guild: Guild, channel_id: int | None, *, mute: bool | None, deaf: bool | None) -> None:
    """Join, switch or leave voice, or mute oneself."""
    state = guild.voice.get(who.id)
    if channel_id is None:
        if state is None:
            raise cannot(f"{who.global_name} is not in voice")
        voice.leave(world, guild, who.id)
        return
    channel = guild.channels.get(channel_id)
    if channel is None or not (sees(world, channel, who) or (state is not None and state.channel_id == channel_id)):
        raise cannot(f"{who.global_name} cannot see that channel")
    if state is None or state.channel_id != channel_id:
        _check_door(world, who, guild, channel)
        for other in world.guilds.values():
            if other is not guild and who.id in other.voice:
                # a person has one voice connection in all of Discord
                voice.leave(world, other, who.id)
    voice.enter(world, guild, who.id, channel, self_mute=mute, self_deaf=deaf)


def _check_door(world: World, who: User, guild: Guild, channel: Channel) -> None:
    held = in_channel(world, channel, who)
    if channel.type is not ChannelType.VOICE:
        raise cannot("that is no voice channel")
    if Permission.CONNECT not in held:
        raise cannot(f"{who.global_name} may not connect to {channel.name}")
    if voice.is_full(guild, channel, who.id) and Permission.MOVE_MEMBERS not in held:
        raise cannot(f"{channel.name} is full")
