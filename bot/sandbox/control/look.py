"""What can be looked at from outside: everything, one interaction, one person's screen."""

from bot.sandbox.control.request import ControlRoutes, Order
from bot.sandbox.interactions import Interaction
from bot.sandbox.people import commands
from bot.sandbox.people.screen import screen
from bot.sandbox.rules.errors import unknown
from bot.sandbox.things import Channel, Guild, Json
from bot.sandbox.views import basics, channels
from bot.sandbox.views import messages as views
from bot.sandbox.voice import state as voice
from bot.sandbox.world import World, number

routes = ControlRoutes()


@routes("GET", "/state")
def state(order: Order) -> Json:
    """Everything, as an admin who sees all; with `guild_id` what one guild is concerned with, and no more work."""
    world, only = order.world, order.query.get("guild_id")
    if only is None:
        guilds, people = list(world.guilds.values()), set(world.users)
        interactions = list(world.exchanges.interactions.values())
    else:
        guilds = [guild for guild in [world.guilds.get(number(only) or 0)] if guild is not None]
        people = {user for guild in guilds for user in guild.known}
        interactions = [one for guild in guilds for one in world.exchanges.within(guild.id)]
    private = [channel for channel in world.private_channels.values() if channel.recipients[-1] in people]
    return {
        "time": world.clock(),
        "world": world.nature.climate.name,
        "guilds": [_guild(world, guild) for guild in guilds],
        "people": [basics.user(world.users[user]) | {"locale": world.users[user].locale} for user in sorted(people)],
        "applications": [
            {"id": str(app.id), "name": app.name, "bot_id": str(app.user.id), "commands": app.global_commands}
            for app in world.applications.values()
        ],
        "direct_messages": [_channel(world, channel) for channel in private],
        "interactions": [_interaction(world, one) for one in interactions],
        "sessions": [
            {"bot": s.application.name, "shard": list(s.shard), "connected": s.wire is not None, "sequence": s.sequence}
            for s in order.hub.sessions.values()
        ],
        "voice_connections": voice.connections(order.voice),
        "epochs": {str(channel): count for channel, count in order.voice.epochs.items()},
        "transmitting": voice.transmitting(order.voice),
        "pages": world.pages,
        "requests": order.pipeline.requests,
        "schema_problems": order.pipeline.problems,
        "unknown_routes": [{"route": route, "times": times} for route, times in order.pipeline.unknown.items()],
    }


def _guild(world: World, guild: Guild) -> Json:
    return {
        **channels.guild(guild),
        "members": [basics.member(member) for member in guild.members.values()],
        "channels": [_channel(world, channel) for channel in guild.channels.values()],
        "threads": [_channel(world, channel) for channel in guild.threads.values()],
        "voice_states": [
            channels.voice_state(guild.id, guild.members[s.user_id], s, with_member=False) for s in guild.voice.values()
        ],
        "guild_scheduled_events": [channels.scheduled_event(event) for event in guild.events.values()],
        "past_scheduled_events": [channels.scheduled_event(event) for event in guild.past_events.values()],
    }


def _channel(world: World, channel: Channel) -> Json:
    return {
        **channels.channel(channel, recipients=[world.users[user] for user in channel.recipients]),
        "status": channel.status,
        "messages": [views.message(world, channel.messages[message_id]) for message_id in sorted(channel.messages)],
    }


@routes("GET", "/interactions/{interaction_id}")
def interaction(order: Order) -> Json:
    """One interaction and all its answers, with times."""
    found = order.world.exchanges.interactions.get(int(order.params["interaction_id"]))
    if found is None:
        raise unknown("interaction")
    return _interaction(order.world, found)


def _interaction(world: World, it: Interaction) -> Json:
    """Without its token: who has that can answer."""
    return {
        "id": str(it.id),
        "type": it.type,
        "application_id": str(it.application.id),
        "user_id": str(it.user.id),
        "channel_id": str(it.channel.id),
        "data": it.data,
        "created": it.created,
        "answered": it.answered,
        "answer_type": it.answer_type,
        "failed": it.failed,
        "choices": it.choices,
        "modal": None if it.modal is None else it.modal.data,
        "original": None if it.original is None else views.message(world, it.original),
        "followups": [views.message(world, message) for message in it.followups.values()],
        "answers": it.answers,
    }


@routes("GET", "/people/{user_id}/screen")
def see(order: Order) -> Json:
    """What one person sees now."""
    return screen(order.world, order.person())


@routes("GET", "/people")
def people(order: Order) -> Json:
    """Everybody whom one can be: who is in a guild and no bot."""
    world = order.world
    inside = {user for guild in world.guilds.values() for user in guild.members}
    owners = {guild.owner_id for guild in world.guilds.values()}
    shown = [world.users[user] for user in sorted(inside) if not world.users[user].bot]
    return {
        "people": [
            {"id": str(user.id), "name": user.global_name, "locale": user.locale, "owner": user.id in owners}
            for user in shown
        ],
        "guilds": [{"id": str(guild.id), "name": guild.name} for guild in world.guilds.values()],
    }


@routes("GET", "/people/{user_id}/commands")
def offered(order: Order) -> list[Json]:
    """The slash commands that somebody is offered in a channel (`?channel_id=C`), in their language."""
    return commands.offered(order.world, order.person(), int(order.query["channel_id"]))
