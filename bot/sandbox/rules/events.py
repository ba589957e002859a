"""Scheduled events: fields by kind, times, and the order of their status (Discord's documented limits)."""

from datetime import UTC, datetime, timedelta

from bot.sandbox.rules import errors
from bot.sandbox.rules.fields import Fields, Json
from bot.sandbox.rules.recurrence import check_recurrence

STAGE, VOICE, EXTERNAL = 1, 2, 3
SCHEDULED, ACTIVE, COMPLETED, CANCELED = 1, 2, 3, 4
STEPS = {SCHEDULED: {ACTIVE, CANCELED}, ACTIVE: {COMPLETED}, COMPLETED: set[int](), CANCELED: set[int]()}
FARTHEST = timedelta(days=5 * 365)  # unpublished: the client lets nobody plan further ahead
# Published as "on the order of minutes" and "of hours": the least that these words can mean.
QUIET, UNSTARTED = timedelta(minutes=2), timedelta(hours=2)


def check_event(body: Json, *, now: datetime, editing: bool = False, current: Json | None = None) -> None:
    """An event to create or change; `current` is the event as it stands, without which only the change is looked at."""
    event = Fields(body)
    known = current or {}
    if editing:
        check_status(int(known.get("status", SCHEDULED)), event)
    else:
        event.need("name", "privacy_level", "scheduled_start_time", "entity_type")
        event.forbid("BASE_TYPE_CHOICES", "A new event is scheduled", "status")
    event.text("name", 100, 1, required="name" in body)
    event.text("description", 1000, 1)
    event.pick("privacy_level", (2,))
    event.pick("entity_type", (STAGE, VOICE, EXTERNAL))
    event.snowflake("channel_id")
    _check_times(event, known, now)
    merged = Fields({**known, **body})
    if merged.has("entity_type"):
        _check_place(event, merged)
    rule = event.part("recurrence_rule")
    if rule is not None:
        check_recurrence(rule)


def check_status(status: int, change: Fields) -> None:
    """Scheduled, then active, then completed; or cancelled before it began. What is over stays as it is.

    Whether Discord lets a status be set again that the event has already is not known: here it is refused.
    """
    if not STEPS[status]:
        raise errors.finished_event()
    wanted: int | None = change.pick("status", (SCHEDULED, ACTIVE, COMPLETED, CANCELED))
    if wanted is not None and wanted not in STEPS[status]:
        raise change.fault("status", "GUILD_SCHEDULED_EVENT_INVALID_STATUS", "Invalid status transition")
    if status == ACTIVE:
        change.forbid("GUILD_SCHEDULED_EVENT_STARTED", "The event has begun", "scheduled_start_time")


def due_status(
    status: int,
    entity_type: int,
    *,
    start: datetime,
    end: datetime | None,
    quiet_since: datetime | None,
    now: datetime,
) -> int | None:
    """The status that Discord itself gives an event now, None while it is left alone.

    External events begin and end on time, running ones end when their channel has been empty for a while
    (`quiet_since`), and what nobody began is cancelled.
    """
    if status == SCHEDULED:
        if entity_type == EXTERNAL:
            return ACTIVE if now >= start else None
        return CANCELED if now >= start + UNSTARTED else None
    if status != ACTIVE:
        return None
    if entity_type == EXTERNAL:
        return COMPLETED if end is not None and now >= end else None
    return COMPLETED if quiet_since is not None and now >= quiet_since + QUIET else None


def parse_time(fields: Fields, key: str) -> datetime | None:
    """An instant with its offset: one without would mean another time to every reader."""
    text = fields.text(key, 64)
    if text is None:
        return None
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        when = None
    if when is None or when.tzinfo is None or "T" not in text.upper():
        raise fields.fault(key, "DATE_TIME_TYPE_PARSE", f"Could not parse {text}. Should be ISO8601.")
    return when.astimezone(UTC)


def _check_times(event: Fields, known: Json, now: datetime) -> None:
    start, end = parse_time(event, "scheduled_start_time"), parse_time(event, "scheduled_end_time")
    for key, when in (("scheduled_start_time", start), ("scheduled_end_time", end)):
        if when is not None and when <= now:
            raise event.fault(key, "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", "Cannot schedule event in the past.")
        if when is not None and when > now + FARTHEST:
            raise event.fault(key, "GUILD_SCHEDULED_EVENT_SCHEDULE_FAR", "Cannot schedule event that far ahead.")
    before = Fields(known)
    start = start or parse_time(before, "scheduled_start_time")
    end = end if "scheduled_end_time" in event.body else parse_time(before, "scheduled_end_time")
    if start is not None and end is not None and end <= start:
        raise event.fault(
            "scheduled_end_time", "GUILD_SCHEDULED_EVENT_END_BEFORE_START", "The end is before the start."
        )


def _check_place(event: Fields, merged: Fields) -> None:
    """Voice events have a channel and nothing else; external ones a location, an end and no channel."""
    if merged.body["entity_type"] != EXTERNAL:
        merged.need("channel_id")
        event.forbid("GUILD_SCHEDULED_EVENT_METADATA", "Only external events have a location", "entity_metadata")
        return
    merged.forbid("GUILD_SCHEDULED_EVENT_CHANNEL", "External events have no channel", "channel_id")
    merged.need("scheduled_end_time")
    metadata = merged.part("entity_metadata", required=True)
    if metadata is not None:
        metadata.text("location", 100, 1, required=True)
