"""The event calendar of a guild."""

from bot.sandbox.access import guild_wide, in_channel, need, need_in_guild
from bot.sandbox.actions import events as doing
from bot.sandbox.rest.call import Answer, Call, Routes
from bot.sandbox.rules.errors import finished_event, unknown
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Guild, Json, ScheduledEvent
from bot.sandbox.views import basics, channels

routes = Routes()
BASE = "/guilds/{guild_id}/scheduled-events"
ONE = BASE + "/{event_id}"
INTERESTED = 1


@routes("GET", BASE)
def list_events(call: Call) -> Answer:
    """The events that are planned or running, as far as the bot can see."""
    guild = call.guild()
    seen = [event for event in guild.events.values() if doing.can_see(call.world, guild, event, call.bot)]
    return Answer(200, [_shown(call, event) for event in seen])


@routes("GET", ONE)
def get_event(call: Call) -> Answer:
    """One event."""
    return Answer(200, _shown(call, _find(call, call.guild())))


@routes("GET", ONE + "/users")
def list_interested(call: Call) -> Answer:
    """Who wants to come, by id; no more than a hundred at once."""
    guild = call.guild()
    event = _find(call, guild)
    limit = call.whole("limit", 100, 1, 100)
    before, after = call.whole("before", 1 << 64, 0, 1 << 64), call.whole("after", 0, 0, 1 << 64)
    ids = sorted(event.interested)
    if "before" in call.query:
        ids = [user for user in ids if user < before][-limit:]
    return Answer(200, [_interested(call, guild, event, user) for user in [u for u in ids if u > after][:limit]])


@routes("POST", BASE)
def create_event(call: Call) -> Answer:
    """Plan an event; managing events alone does not allow creating them."""
    guild = call.guild()
    event = doing.draft(call.world, guild, call.bot, call.body)
    _need(call, guild, event, Permission.CREATE_EVENTS)
    doing.add(call.world, guild, event)
    return Answer(200, channels.scheduled_event(event))


@routes("PATCH", ONE)
def edit_event(call: Call) -> Answer:
    """Change, start, end or cancel an event: all of it, or nothing."""
    guild = call.guild()
    if call.id("event_id") in guild.past_events:
        raise finished_event()
    event = _find(call, guild)
    right = _right(call, guild, event)
    _need(call, guild, event, right)
    wanted = doing.revision(call.world, guild, event, call.body)
    _need(call, guild, wanted, right)
    doing.put(call.world, guild, wanted)
    return Answer(200, channels.scheduled_event(wanted))


@routes("DELETE", ONE)
def delete_event(call: Call) -> Answer:
    """Remove an event from the calendar."""
    guild = call.guild()
    event = _find(call, guild)
    _need(call, guild, event, _right(call, guild, event))
    doing.remove(call.world, guild, event)
    return Answer(204)


def _find(call: Call, guild: Guild) -> ScheduledEvent:
    """An event of the calendar; of what is over only the change is refused in words of its own."""
    event = guild.events.get(call.id("event_id"))
    if event is None:
        raise unknown("event")
    if event.channel_id is not None:
        need(call.world, guild.channels[event.channel_id], call.bot, Permission.VIEW_CHANNEL)
    return event


def _right(call: Call, guild: Guild, event: ScheduledEvent) -> Permission:
    """What it takes to change an event: MANAGE_EVENTS, and of one's own CREATE_EVENTS will do as well."""
    if event.creator.id != call.bot.id:
        return Permission.MANAGE_EVENTS
    channel = guild.channels.get(event.channel_id or 0)
    me = guild.members[call.bot.id]
    held = guild_wide(call.world, guild, me) if channel is None else in_channel(call.world, channel, call.bot)
    return Permission.MANAGE_EVENTS if Permission.MANAGE_EVENTS in held else Permission.CREATE_EVENTS


def _need(call: Call, guild: Guild, event: ScheduledEvent, wanted: Permission) -> None:
    """Refuse without this permission where the event is: in its channel with VIEW_CHANNEL and CONNECT, or anywhere."""
    if event.channel_id is None:
        need_in_guild(call.world, guild, call.bot, wanted)
        return
    need(call.world, guild.channels[event.channel_id], call.bot, wanted | Permission.VIEW_CHANNEL | Permission.CONNECT)


def _shown(call: Call, event: ScheduledEvent) -> Json:
    counted = call.query.get("with_user_count", "").lower() in {"1", "true"}
    return channels.scheduled_event(event) | ({"user_count": len(event.interested)} if counted else {})


def _interested(call: Call, guild: Guild, event: ScheduledEvent, user_id: int) -> Json:
    shown: Json = {
        "guild_scheduled_event_id": str(event.id),
        "user_id": str(user_id),
        "user": basics.user(call.world.users[user_id]),
        "response": INTERESTED,
    }
    if call.query.get("with_member", "").lower() in {"1", "true"}:
        shown["member"] = basics.member(guild.members[user_id])
    return shown
