"""What bots are told of channels: all of those they can see, and as little as the world has it of the others."""

from collections.abc import Collection

from bot.sandbox.access import sees
from bot.sandbox.things import Application, Channel, ChannelType, Guild, Json, User
from bot.sandbox.views import channels as views
from bot.sandbox.world import World
from bot.sandbox.worlds import Hidden


def visible(world: World, channel: Channel, user: User) -> bool:
    """Whether Discord shows a channel to somebody: who may view it, sits in it, or sees something in that category."""
    guild = world.guild_of(channel)
    if guild is None or sees(world, channel, user):
        return guild is not None
    if user.id in guild.voice and guild.voice[user.id].channel_id == channel.id:
        return True
    inside = (one for one in guild.channels.values() if one.parent_id == channel.id)
    return channel.type is ChannelType.CATEGORY and any(visible(world, one, user) for one in inside)


def listed(world: World, guild: Guild, app: Application) -> list[Json]:
    """A guild's channels as a fresh session learns them."""
    return [_shown(world, channel, app) for channel in guild.channels.values() if channel.ready]


def tell(world: World, name: str, channel: Channel, also: Collection[int] = ()) -> None:
    """Tell that a channel came, changed or went to all who can see it, or could just now (`also`).

    Where hidden channels are obfuscated the others learn that there is one, and that it was hidden from them.
    """
    guild = world.guild_of(channel)
    if guild is None or not channel.ready:
        return
    told: dict[int, Json] = {}
    for app in _bots_in(world, guild):
        before = app.id in channel.shown_to or app.id in also
        news = before or name != "CHANNEL_UPDATE"
        if visible(world, channel, app.user) or (news and _obfuscates(world)):
            told[app.id] = _shown(world, channel, app)
        elif app.id in also:
            told[app.id] = views.channel(channel)
    world.tell(name, guild.id, lambda app: told.get(app.id))
    if channel.parent_id in guild.channels:
        _renew(world, guild, guild.channels[channel.parent_id])


def renew(world: World, guild: Guild) -> None:
    """Somebody's rights changed: what a bot has come to see is told whole, what is hidden from it now is obfuscated."""
    for channel in list(guild.channels.values()):
        _renew(world, guild, channel)


def _renew(world: World, guild: Guild, channel: Channel) -> None:
    if not (channel.ready and _obfuscates(world)):
        return
    changed = [
        app for app in _bots_in(world, guild) if visible(world, channel, app.user) != (app.id in channel.shown_to)
    ]
    told = {app.id: _shown(world, channel, app) for app in changed}
    if told:
        world.tell("CHANNEL_UPDATE", guild.id, lambda app: told.get(app.id))


def _bots_in(world: World, guild: Guild) -> list[Application]:
    return [app for app in world.applications.values() if app.user.id in guild.members]


def _obfuscates(world: World) -> bool:
    return world.nature.climate.hidden_channels is not Hidden.WHOLE


def _shown(world: World, channel: Channel, app: Application) -> Json:
    """A channel for one bot, and a note of whether it was shown whole."""
    if not _obfuscates(world):
        return views.channel(channel)
    if visible(world, channel, app.user):
        channel.shown_to.add(app.id)
        return views.channel(channel)
    channel.shown_to.discard(app.id)
    return views.hidden(channel, omitting=world.nature.climate.hidden_channels is Hidden.OMITTING)
