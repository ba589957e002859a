"""What people write and where they sit."""

from bot.sandbox.access import in_channel, sees, writing
from bot.sandbox.actions import messages, threads, voice
from bot.sandbox.actions.files import attached
from bot.sandbox.people import drawer
from bot.sandbox.people.eyes import cannot, channel_seen
from bot.sandbox.rules.files import check_parts
from bot.sandbox.rules.messages import check_message
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Channel, ChannelType, Guild, Json, Message, User
from bot.sandbox.world import World


def write(
    world: World, who: User, channel_id: int, content: str, given: list[Json], *, replies_to: int | None = None
) -> Message:
    """Post a message, in reply to another or not, with files that are at hand, or given as text or base64."""
    channel = channel_seen(world, who, channel_id)
    held = in_channel(world, channel, who)
    wanted = writing(channel) | (Permission.ATTACH_FILES if given else Permission(0))
    if int(wanted) & ~int(held):
        raise cannot(f"{who.global_name} may not write that there")
    if channel.type in {ChannelType.CATEGORY, ChannelType.FORUM}:
        raise cannot("nobody writes there, but for threads in a forum")
    threads.wake(world, channel, who)
    check_message({"content": content}, files=len(given))
    files = [_file(world, who, one) for one in given]
    check_parts([(f"files[{place}]", len(content)) for place, (_, _, content) in enumerate(files)])
    if replies_to is not None and replies_to not in channel.messages:
        raise cannot("there is no such message to reply to")
    message = messages.compose(world, channel, who, {"content": content}, ping_roles=True, replies_to=replies_to)
    message.attachments = [attached(world, channel.id, *file) for file in files]
    messages.post(world, channel, message)
    return message


def _file(world: World, who: User, given: Json) -> tuple[str, str, bytes]:
    """A file's name, kind and content."""
    if "id" in given:
        at_hand = drawer.found(world, who, given["id"])
        return at_hand.shown["filename"], at_hand.shown["content_type"], at_hand.content
    inline = drawer.unpacked(given)
    return inline.filename, inline.content_type, inline.content


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
