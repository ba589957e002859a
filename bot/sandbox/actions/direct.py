"""Private channels between two, and who may write in them."""

from bot.sandbox.rules.errors import cannot_message_user, invalid_recipients, no_mutual_guilds
from bot.sandbox.things import Channel, ChannelType, User
from bot.sandbox.world import World


def channel_between(world: World, bot: User, person: User) -> Channel:
    """The one private channel of a bot and a person, made at first need."""
    if person.bot or person.deleted:
        raise invalid_recipients()
    pair = (bot.id, person.id)
    known = world.private_channel(pair)
    return known or world.add_channel(Channel(world.new_id(), None, ChannelType.DM, recipients=pair))


def check_open(world: World, channel: Channel, bot: User) -> None:
    """Refuse a direct message to somebody who is gone or closed theirs, or who shares no guild with the bot."""
    person = next(world.users[user] for user in channel.recipients if user != bot.id)
    if person.deleted:
        raise cannot_message_user()
    if not any(bot.id in guild.members and person.id in guild.members for guild in world.guilds.values()):
        raise no_mutual_guilds()
    if person.closed_dms:
        raise cannot_message_user()
