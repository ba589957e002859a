"""What can be looked at from outside: everything, one interaction, one person's screen."""

from bot.sandbox.control.request import ControlRoutes, Order
from bot.sandbox.people.screen import screen
from bot.sandbox.rules.errors import unknown
from bot.sandbox.things import Channel, Guild, Interaction, Json
from bot.sandbox.views import basics, channels
from bot.sandbox.views import messages as views
from bot.sandbox.voice import state as voice
from bot.sandbox.world import World

routes = ControlRoutes()


@routes("GET", "/state")
def state(order: Order) -> Json:
    """Everything, as an admin who sees all."""
    world = order.world
    only = order.query.get("guild_id")
    shown = [_guild(world, guild) for guild in world.guilds.values() if only in {None, str(guild.id)}]
    return {
        "time": world.clock(),
        "guilds": shown,
        "people": [basics.user(user) | {"locale": user.locale} for user in world.users.values()],
        "applications": [
            {"id": str(app.id), "name": app.name, "bot_id": str(app.user.id), "commands": app.global_commands}
            for app in world.applications.values()
        ],
        "direct_messages": [_channel(world, channel) for channel in world.private_channels.values()],
        "interactions": [_interaction(world, one) for one in world.interactions.values()],
        "sessions": [
            {"bot": s.application.name, "shard": list(s.shard), "connected": s.wire is not None, "sequence": s.sequence}
            for s in order.hub.sessions.values()
        ],
        "voice_connections": voice.connections(order.voice),
        "transmitting": voice.transmitting(order.voice),
        "requests": order.pipeline.requests,
        "schema_problems": order.pipeline.problems,
    }


def _guild(world: World, guild: Guild) -> Json:
    return {
        **channels.guild(guild),
        "members": [basics.member(member) for member in guild.members.values()],
        "channels": [_channel(world, channel) for channel in guild.channels.values()],
        "voice_states": [
            channels.voice_state(guild.id, guild.members[s.user_id], s, with_member=False) for s in guild.voice.values()
        ],
        "guild_scheduled_events": [channels.scheduled_event(event) for event in guild.events.values()],
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
    found = order.world.interactions.get(int(order.params["interaction_id"]))
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
