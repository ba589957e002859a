"""The event calendar of a guild."""

from datetime import UTC, datetime

from bot.sandbox.access import guild_wide, in_channel, need, need_in_guild
from bot.sandbox.rest.call import Answer, Call, Routes
from bot.sandbox.rules.errors import form, missing_permissions, too_many_events, unknown
from bot.sandbox.rules.events import check_event
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import ChannelType, Guild, Json, ScheduledEvent
from bot.sandbox.views import channels
from bot.sandbox.world import number

routes = Routes()
BASE = "/guilds/{guild_id}/scheduled-events"
ONE = BASE + "/{event_id}"
STAGE, VOICE, EXTERNAL = 1, 2, 3
COMPLETED, CANCELED = 3, 4
MOST = 100


@routes("GET", BASE)
def list_events(call: Call) -> Answer:
    """The events that are planned or running."""
    return Answer(200, [channels.scheduled_event(event) for event in call.guild().events.values()])


@routes("GET", ONE)
def get_event(call: Call) -> Answer:
    """One event."""
    return Answer(200, channels.scheduled_event(_find(call, call.guild())))


@routes("POST", BASE)
def create_event(call: Call) -> Answer:
    """Plan an event; managing events alone does not allow creating them."""
    guild, body = call.guild(), call.body
    check_event(body, now=_now(call))
    event = ScheduledEvent(call.world.new_id(), guild.id, "", call.bot, "", int(body["entity_type"]))
    _apply(event, body)
    _check_channel(guild, event)
    _may_plan(call, guild, event, Permission.CREATE_EVENTS)
    if len(guild.events) >= MOST:
        raise too_many_events()
    guild.events[event.id] = event
    _tell(call, guild, event, "CREATE")
    return Answer(200, channels.scheduled_event(event))


@routes("PATCH", ONE)
def edit_event(call: Call) -> Answer:
    """Change, start, end or cancel an event."""
    guild, body = call.guild(), call.body
    event = _find(call, guild)
    _may_change(call, guild, event)
    current = {key: value for key, value in channels.scheduled_event(event).items() if value is not None}
    check_event(body, now=_now(call), editing=True, current=current)
    _apply(event, body)
    _check_channel(guild, event)
    if event.status in {COMPLETED, CANCELED}:
        guild.events.pop(event.id)
    _tell(call, guild, event, "UPDATE")
    return Answer(200, channels.scheduled_event(event))


@routes("DELETE", ONE)
def delete_event(call: Call) -> Answer:
    """Remove an event from the calendar."""
    guild = call.guild()
    event = _find(call, guild)
    _may_change(call, guild, event)
    guild.events.pop(event.id)
    event.status = CANCELED
    _tell(call, guild, event, "DELETE")
    return Answer(204)


def _now(call: Call) -> datetime:
    return datetime.fromtimestamp(call.world.clock(), UTC)


def _find(call: Call, guild: Guild) -> ScheduledEvent:
    event = guild.events.get(call.id("event_id"))
    if event is None:
        raise unknown("event")
    if event.channel_id is not None:
        need(call.world, call.world.channel(event.channel_id), call.bot, Permission.VIEW_CHANNEL)
    return event


def _apply(event: ScheduledEvent, body: Json) -> None:
    """Write a checked request's fields into an event."""
    event.name = body.get("name") or event.name
    event.description = body.get("description", event.description)
    event.start = body.get("scheduled_start_time") or event.start
    event.end = body.get("scheduled_end_time", event.end)
    event.recurrence = body.get("recurrence_rule", event.recurrence)
    event.status = int(body.get("status") or event.status)
    event.entity_type = int(body.get("entity_type") or event.entity_type)
    external = event.entity_type == EXTERNAL
    place: Json = body.get("entity_metadata") or {}
    event.location = (place.get("location") or event.location) if external else None
    event.channel_id = None if external else number(body.get("channel_id")) or event.channel_id


def _check_channel(guild: Guild, event: ScheduledEvent) -> None:
    if event.channel_id is None:
        return
    channel = guild.channels.get(event.channel_id)
    if channel is None:
        raise unknown("channel")
    if event.entity_type == STAGE or channel.type is not ChannelType.VOICE:
        raise form(("channel_id",), "CHANNEL_TYPE_INVALID", "Must be a voice channel")


def _may_plan(call: Call, guild: Guild, event: ScheduledEvent, wanted: Permission) -> None:
    if event.channel_id is None:
        need_in_guild(call.world, guild, call.bot, wanted)
        return
    need(call.world, guild.channels[event.channel_id], call.bot, wanted | Permission.VIEW_CHANNEL | Permission.CONNECT)


def _may_change(call: Call, guild: Guild, event: ScheduledEvent) -> None:
    """One's own with CREATE_EVENTS, anybody's with MANAGE_EVENTS."""
    channel = guild.channels.get(event.channel_id or 0)
    me = guild.members[call.bot.id]
    held = guild_wide(call.world, guild, me) if channel is None else in_channel(call.world, channel, call.bot)
    own = event.creator.id == call.bot.id and Permission.CREATE_EVENTS in held
    if not own and Permission.MANAGE_EVENTS not in held:
        raise missing_permissions()


def _tell(call: Call, guild: Guild, event: ScheduledEvent, what: str) -> None:
    shown = channels.scheduled_event(event)
    call.world.tell_all(f"GUILD_SCHEDULED_EVENT_{what}", guild, shown)
