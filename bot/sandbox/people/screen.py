"""What one person has before their eyes at this moment."""

from itertools import islice

from bot.sandbox.access import in_channel, sees, writing
from bot.sandbox.actions import events
from bot.sandbox.interactions import Interaction
from bot.sandbox.people.eyes import reads
from bot.sandbox.people.moderators import offered
from bot.sandbox.rules.modals import preset
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Channel, ChannelType, Guild, Json, Member, ScheduledEvent, User, objects
from bot.sandbox.views import channels
from bot.sandbox.views import messages as views
from bot.sandbox.world import World

NEWEST = 50


def screen(world: World, who: User) -> Json:
    """Guilds with their channels, messages and events, private answers, forms, direct messages, voice."""
    mine = [guild for guild in world.guilds.values() if who.id in guild.members]
    own = world.exchanges.of(who.id)[-NEWEST:]
    private = [m for m in world.exchanges.seen_only_by(who.id) if sees(world, world.channel(m.channel_id), who)]
    return {
        "id": str(who.id),
        "name": who.global_name,
        "locale": who.locale,
        "names": _names(world, mine),
        "guilds": [_guild(world, guild, who) for guild in mine],
        "only_you": [views.message(world, message) for message in private],
        "interactions": [_interaction(one) for one in own],
        "modals": [_modal(one) for one in own if one.modal is not None and one.modal.open],
        "direct_messages": [
            _channel(world, channel, who) for channel in world.private_channels.values() if who.id in channel.recipients
        ],
        "voice": next((_voice(guild, who) for guild in mine if who.id in guild.voice), None),
    }


def _names(world: World, guilds: list[Guild]) -> Json:
    """What people, bots and roles of these guilds are called, by id; whoever has left, too: old messages name them."""
    names: Json = {}
    for guild in guilds:
        names |= {str(role.id): role.name for role in guild.roles.values()}
        names |= {str(user): _shown(world.users[user]) for user in guild.known if user in world.users}
        names |= {str(user): member.nick or _shown(member.user) for user, member in guild.members.items()}
    return names


def _shown(user: User) -> str:
    return user.global_name or user.username


def _guild(world: World, guild: Guild, who: User) -> Json:
    every = [*guild.channels.values(), *guild.threads.values()]
    seen = [channel for channel in every if sees(world, channel, who)]
    planned = [event for event in guild.events.values() if events.can_see(world, guild, event, who)]
    return {
        "id": str(guild.id),
        "name": guild.name,
        "owner_id": str(guild.owner_id),
        "members": [_member(world, guild, member, who) for member in guild.members.values()],
        "roles": [str(role) for role in guild.roles],
        "channels": [_channel(world, channel, who) for channel in seen],
        "events": [_event(event, who) for event in planned],
    }


def _member(world: World, guild: Guild, member: Member, who: User) -> Json:
    """Somebody of a guild; whoever may do something about them sees what, and what was done."""
    shown: Json = {"id": str(member.user.id), "bot": member.user.bot}
    may = offered(world, guild, who, member)
    return shown | {"may": may, "mute": member.mute, "deaf": member.deaf, "timeout": member.timeout} if may else shown


def _event(event: ScheduledEvent, who: User) -> Json:
    shown = channels.scheduled_event(event)
    return shown | {"user_count": len(event.interested), "interested": who.id in event.interested}


def _channel(world: World, channel: Channel, who: User) -> Json:
    held = in_channel(world, channel, who)
    shown: Json = {
        "id": str(channel.id),
        "name": channel.name,
        "type": int(channel.type),
        "parent_id": None if channel.parent_id is None else str(channel.parent_id),
        "topic": channel.topic,
        "position": channel.position,
        "can_write": writing(channel) in held,
        "messages": [],
    }
    if channel.type is ChannelType.DM:
        shown["recipients"] = [str(user) for user in channel.recipients]
    if channel.type is ChannelType.VOICE:
        guild = world.guild_of(channel)
        inside = [] if guild is None else [s.user_id for s in guild.voice.values() if s.channel_id == channel.id]
        shown |= {
            "can_connect": Permission.CONNECT in held,
            "user_limit": channel.user_limit,
            "status": channel.status,
            "people": [str(user) for user in inside],
            "muted": [] if guild is None else [str(user) for user in inside if _is_muted(guild, user)],
        }
    if reads(world, channel, who):
        newest = sorted(islice(reversed(channel.messages), NEWEST))
        shown["messages"] = [_message(world, channel, message_id, who) for message_id in newest]
    return shown


def _is_muted(guild: Guild, user: int) -> bool:
    return guild.voice[user].self_mute or (user in guild.members and guild.members[user].mute)


def _message(world: World, channel: Channel, message_id: int, who: User) -> Json:
    message = channel.messages[message_id]
    guild = world.guild_of(channel)
    roles = set[int]() if guild is None else guild.members[who.id].roles
    pinged = who.id in message.mentions or message.mention_everyone or bool(roles & set(message.mention_roles))
    return views.message(world, message, viewer=who.id) | {"pinged_you": pinged}


def _interaction(it: Interaction) -> Json:
    """How it went: failed, still thinking, or answered."""
    if it.failed:
        state = "failed"
    elif it.answered is None:
        state = "waiting"
    elif it.original is not None and it.original.flags & views.LOADING:
        state = "thinking"
    else:
        state = "answered"
    return {"id": str(it.id), "type": it.type, "state": state, "choices": it.choices}


def _modal(it: Interaction) -> Json:
    """A form as it lies open, with each field and what stands in it already."""
    assert it.modal is not None
    fields = [
        _field(part, child)
        for part in it.modal.data["components"]
        for child in ([part["component"]] if "component" in part else objects(part, "components"))
    ]
    return {"interaction_id": str(it.id), **it.modal.data, "fields": fields}


def _field(part: Json, child: Json) -> Json:
    return {
        "custom_id": child["custom_id"],
        "type": child["type"],
        "label": part.get("label") or child.get("label"),
        "description": part.get("description"),
        "required": child.get("required") is not False,
        "preset": preset(child),
        "options": child.get("options"),
    }


def _voice(guild: Guild, who: User) -> Json:
    state, member = guild.voice[who.id], guild.members[who.id]
    return {
        "guild_id": str(guild.id),
        "channel_id": str(state.channel_id),
        "channel": guild.channels[state.channel_id].name,
        "self_mute": state.self_mute,
        "self_deaf": state.self_deaf,
        "mute": member.mute,
        "deaf": member.deaf,
    }
