"""The event calendar: entries come, change and go, and those who can see them are told."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

from bot.sandbox.access import sees
from bot.sandbox.rules.errors import form, unknown
from bot.sandbox.rules.events import ACTIVE, CANCELED, COMPLETED, EXTERNAL, STAGE, check_event, due_status
from bot.sandbox.rules.full import too_many_events
from bot.sandbox.things import ChannelType, Guild, Json, ScheduledEvent, User
from bot.sandbox.views import channels as views
from bot.sandbox.world import World, number

MOST = 100


def can_see(world: World, guild: Guild, event: ScheduledEvent, user: User) -> bool:
    """Whether an event exists as far as somebody can tell: those in a channel are seen by who sees the channel."""
    if event.channel_id is None:
        return user.id in guild.members
    channel = guild.channels.get(event.channel_id)
    return channel is not None and sees(world, channel, user)


def viewers(world: World, guild: Guild, event: ScheduledEvent) -> set[int]:
    """The applications whose bots can see an event."""
    return {app.id for app in world.applications.values() if can_see(world, guild, event, app.user)}


def announce(world: World, guild: Guild, event: ScheduledEvent, what: str, also: Collection[int] = ()) -> None:
    """Tell what became of an event to all who can see it, or could just now."""
    allowed = viewers(world, guild, event) | set(also)
    data = views.scheduled_event(event)
    world.tell(f"GUILD_SCHEDULED_EVENT_{what}", guild.id, lambda app: data if app.id in allowed else None)


def draft(world: World, guild: Guild, creator: User, body: Json) -> ScheduledEvent:
    """An event as a request wants it, not yet in the calendar; refused as Discord refuses."""
    check_event(body, now=_now(world))
    event = ScheduledEvent(world.new_id(), guild.id, "", creator, "", int(body["entity_type"]))
    return _rewritten(guild, event, body)


def revision(world: World, guild: Guild, event: ScheduledEvent, body: Json) -> ScheduledEvent:
    """An event as a request wants it changed, beside the one that stands; refused as Discord refuses."""
    current = {key: value for key, value in views.scheduled_event(event).items() if value is not None}
    check_event(body, now=_now(world), editing=True, current=current)
    return _rewritten(guild, event, body)


def _now(world: World) -> datetime:
    return datetime.fromtimestamp(world.clock(), UTC)


def _rewritten(guild: Guild, event: ScheduledEvent, body: Json) -> ScheduledEvent:
    kind = int(body.get("entity_type") or event.entity_type)
    external = kind == EXTERNAL
    place: Json = body.get("entity_metadata") or {}
    wanted = replace(
        event,
        name=body.get("name") or event.name,
        description=body.get("description", event.description),
        start=_instant(body.get("scheduled_start_time")) or event.start,
        end=_instant(body.get("scheduled_end_time", event.end)),
        recurrence=body.get("recurrence_rule", event.recurrence),
        status=int(body.get("status") or event.status),
        entity_type=kind,
        location=(place.get("location") or event.location) if external else None,
        channel_id=None if external else number(body.get("channel_id")) or event.channel_id,
    )
    _check_channel(guild, wanted)
    return wanted


def _instant(text: str | None) -> str | None:
    """A checked time as Discord tells it again: in UTC, whatever the offset it came with."""
    return None if text is None else datetime.fromisoformat(text).astimezone(UTC).isoformat()


def _check_channel(guild: Guild, event: ScheduledEvent) -> None:
    if event.channel_id is None:
        return
    channel = guild.channels.get(event.channel_id)
    if channel is None:
        raise unknown("channel")
    if event.entity_type == STAGE or channel.type is not ChannelType.VOICE:
        raise form(("channel_id",), "CHANNEL_TYPE_INVALID", "Must be a voice channel")


def add(world: World, guild: Guild, event: ScheduledEvent) -> None:
    """Put a new event in the calendar, if there is room."""
    if len(guild.events) >= MOST:
        raise too_many_events()
    guild.events[event.id] = event
    announce(world, guild, event, "CREATE")


def put(world: World, guild: Guild, event: ScheduledEvent) -> None:
    """Put a changed event in the place of the one that stands; what is over leaves the calendar."""
    before = viewers(world, guild, guild.events[event.id])
    guild.events[event.id] = event
    if event.status in {COMPLETED, CANCELED}:
        guild.past_events[event.id] = guild.events.pop(event.id)
    announce(world, guild, event, "UPDATE", before)


def remove(world: World, guild: Guild, event: ScheduledEvent) -> None:
    """Take an event out of the calendar, as if it had never been."""
    del guild.events[event.id]
    event.status = CANCELED
    announce(world, guild, event, "DELETE")


def interest(world: World, guild: Guild, event: ScheduledEvent, who: User, *, interested: bool) -> None:
    """Somebody wants to come to an event, or no longer does."""
    if (who.id in event.interested) == interested:
        return
    (event.interested.add if interested else event.interested.discard)(who.id)
    data = {"guild_scheduled_event_id": str(event.id), "user_id": str(who.id), "guild_id": str(guild.id)}
    allowed = viewers(world, guild, event)
    name = "GUILD_SCHEDULED_EVENT_USER_ADD" if interested else "GUILD_SCHEDULED_EVENT_USER_REMOVE"
    world.tell(name, guild.id, lambda app: data if app.id in allowed else None)


def keep_time(world: World) -> None:
    """Begin, end and cancel what Discord begins, ends and cancels by itself."""
    now = _now(world)
    for guild in world.guilds.values():
        for event in list(guild.events.values()):
            _note_quiet(world, guild, event)
            quiet = None if event.quiet_since is None else datetime.fromtimestamp(event.quiet_since, UTC)
            start = datetime.fromisoformat(event.start)
            end = None if event.end is None else datetime.fromisoformat(event.end)
            status = due_status(event.status, event.entity_type, start=start, end=end, quiet_since=quiet, now=now)
            if status is not None:
                put(world, guild, replace(event, status=status))


def _note_quiet(world: World, guild: Guild, event: ScheduledEvent) -> None:
    """Remember since when nobody has been in the channel of a running event."""
    empty = not any(state.channel_id == event.channel_id for state in guild.voice.values())
    if event.status != ACTIVE or not empty:
        event.quiet_since = None
    elif event.quiet_since is None:
        event.quiet_since = world.clock()
