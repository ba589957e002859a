"""Reactions and pins: what is put on messages by others than their authors."""

from bot.sandbox.access import sees
from bot.sandbox.actions import messages
from bot.sandbox.rules.full import too_many_pins, too_many_reactions
from bot.sandbox.things import Channel, Json, Message, User
from bot.sandbox.views import basics
from bot.sandbox.world import World

MOST_EMOJI, MOST_PINS = 20, 250
PINNED = 6


def add(world: World, channel: Channel, message: Message, emoji: str, who: User) -> None:
    """Somebody reacts; a second time changes nothing."""
    if emoji not in message.reactions and len(message.reactions) >= MOST_EMOJI:
        raise too_many_reactions()
    if who.id in message.reactions.setdefault(emoji, []):
        return
    message.reactions[emoji].append(who.id)
    more: Json = {"message_author_id": str(message.author.id)}
    guild = world.guild_of(channel)
    if guild is not None:
        more["member"] = basics.member(guild.members[who.id])
    _tell(world, "MESSAGE_REACTION_ADD", channel, message, {**_by(who), "emoji": _emoji(emoji), **more})


def remove(world: World, channel: Channel, message: Message, emoji: str, who: User) -> bool:
    """Somebody's reaction is taken away; says whether there was one."""
    if who.id not in message.reactions.get(emoji, ()):
        return False
    message.reactions[emoji].remove(who.id)
    if not message.reactions[emoji]:
        del message.reactions[emoji]
    _tell(world, "MESSAGE_REACTION_REMOVE", channel, message, {**_by(who), "emoji": _emoji(emoji)})
    return True


def clear(world: World, channel: Channel, message: Message, emoji: str | None = None) -> None:
    """All reactions go, or all with one emoji."""
    if emoji is None:
        message.reactions.clear()
        _tell(world, "MESSAGE_REACTION_REMOVE_ALL", channel, message, {})
    elif message.reactions.pop(emoji, None):
        _tell(world, "MESSAGE_REACTION_REMOVE_EMOJI", channel, message, {"emoji": _emoji(emoji)})


def pin(world: World, channel: Channel, message: Message, who: User) -> None:
    """A message is pinned, and Discord says by whom."""
    if message.pinned is not None:
        return
    if sum(one.pinned is not None for one in channel.messages.values()) >= MOST_PINS:
        raise too_many_pins()
    message.pinned = channel.last_pin = world.clock()
    _pins_changed(world, channel, message)
    told = Message(world.new_id(), channel.id, channel.guild_id, who, type=PINNED)
    messages.refer(told, channel, message.id)
    messages.post(world, channel, told)


def unpin(world: World, channel: Channel, message: Message) -> None:
    """A message is no longer pinned."""
    if message.pinned is None:
        return
    message.pinned = None
    channel.last_pin = max((m.pinned for m in channel.messages.values() if m.pinned is not None), default=None)
    _pins_changed(world, channel, message)


def _pins_changed(world: World, channel: Channel, message: Message) -> None:
    messages.announce(world, "MESSAGE_UPDATE", channel, message)
    data: Json = {"channel_id": str(channel.id), "last_pin_timestamp": basics.stamp(channel.last_pin)}
    if channel.guild_id is not None:
        data["guild_id"] = str(channel.guild_id)
    world.tell("CHANNEL_PINS_UPDATE", channel.guild_id, lambda app: data if sees(world, channel, app.user) else None)


def _by(who: User) -> Json:
    return {"user_id": str(who.id), "burst": False, "type": 0}


def _emoji(name: str) -> Json:
    return {"id": None, "name": name}


def _tell(world: World, name: str, channel: Channel, message: Message, more: Json) -> None:
    data: Json = {"channel_id": str(channel.id), "message_id": str(message.id), **more}
    if channel.guild_id is not None:
        data["guild_id"] = str(channel.guild_id)
    world.tell(name, channel.guild_id, lambda app: data if sees(world, channel, app.user) else None)
