"""What somebody can see and find: channels, messages, their own private answers."""

from bot.sandbox.access import in_channel, sees
from bot.sandbox.rules.errors import DiscordError, unknown
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Channel, Guild, Message, User
from bot.sandbox.world import World


def cannot(why: str) -> DiscordError:
    """A refusal to a simulated person, in words for whoever steers them."""
    return DiscordError(403, 0, why)


def person(world: World, user_id: int) -> User:
    """A person by id; bots are not steered."""
    found = world.users.get(user_id)
    if found is None or found.deleted:
        raise unknown("user")
    if found.bot:
        raise cannot(f"{found.username} is a bot and acts by itself")
    return found


def channel_seen(world: World, who: User, channel_id: int) -> Channel:
    """A channel that somebody can see."""
    channel = world.channel(channel_id)
    if not sees(world, channel, who):
        raise cannot(f"{who.global_name} cannot see that channel")
    return channel


def guild_of(world: World, channel: Channel) -> Guild:
    """The guild of a channel, where one is needed."""
    guild = world.guild_of(channel)
    if guild is None:
        raise cannot("that happens in a guild only")
    return guild


def message_seen(world: World, who: User, message_id: int) -> tuple[Channel, Message]:
    """A message that somebody can see, private answers to them included."""
    private = world.exchanges.ephemeral.get(message_id)
    if private is not None:
        channel = world.channel(private.channel_id)
        if private.audience != who.id or not sees(world, channel, who):
            raise cannot(f"{who.global_name} cannot see that message")
        return channel, private
    channel = world.holder(message_id)
    if channel is None:
        raise unknown("message")
    if not reads(world, channel, who):
        raise cannot(f"{who.global_name} cannot see that message")
    return channel, channel.messages[message_id]


def reads(world: World, channel: Channel, who: User) -> bool:
    """Whether somebody can see what stands written in a channel."""
    wanted = Permission.VIEW_CHANNEL | Permission.READ_MESSAGE_HISTORY
    return wanted in in_channel(world, channel, who)
