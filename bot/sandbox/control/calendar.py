"""The event calendar by hand: what an admin does in Discord's own window, and who wants to come."""

from datetime import UTC, datetime

from bot.sandbox.actions import events
from bot.sandbox.control.request import ControlRoutes, Order
from bot.sandbox.people.eyes import cannot
from bot.sandbox.rules.events import EXTERNAL, VOICE
from bot.sandbox.things import Guild, Json, ScheduledEvent
from bot.sandbox.views import channels as views
from bot.sandbox.world import number

routes = ControlRoutes()
TIMES = {"start": "scheduled_start_time", "end": "scheduled_end_time"}


@routes("POST", "/guilds/{guild_id}/events")
def plan(order: Order) -> Json:
    """An event by the guild's owner: in a voice channel, or at a `location`, where it needs an end."""
    world, guild = order.world, order.guild()
    kind = VOICE if order.body.get("location") is None else EXTERNAL
    body = {"privacy_level": 2, "entity_type": kind, **_as_requested(order.body)}
    event = events.draft(world, guild, world.users[guild.owner_id], body)
    events.add(world, guild, event)
    return _shown(event)


@routes("PATCH", "/events/{event_id}")
def change(order: Order) -> Json:
    """Rename, move, start (`status` 2), end (3) or cancel (4)."""
    guild, event = _found(order)
    if event.entity_type != EXTERNAL and order.body.get("location") is not None:
        raise cannot("an event in a voice channel has no location")
    wanted = events.revision(order.world, guild, event, _as_requested(order.body))
    events.put(order.world, guild, wanted)
    return _shown(wanted)


@routes("DELETE", "/events/{event_id}")
def remove(order: Order) -> Json:
    """Out of the calendar."""
    events.remove(order.world, *_found(order))
    return {}


@routes("POST", "/people/{user_id}/interest")
def interest(order: Order) -> Json:
    """Somebody presses Interested, or takes it back."""
    world, who = order.world, order.person()
    guild, event = world.event(int(order.body["event_id"]))
    if not events.can_see(world, guild, event, who):
        raise cannot(f"{who.global_name} cannot see that event")
    events.interest(world, guild, event, who, interested=bool(order.body.get("interested", True)))
    return _shown(event)


def _found(order: Order) -> tuple[Guild, ScheduledEvent]:
    return order.world.event(int(order.params["event_id"]))


def _shown(event: ScheduledEvent) -> Json:
    return views.scheduled_event(event) | {"user_count": len(event.interested)}


def _as_requested(body: Json) -> Json:
    """An order in the words of Discord's API; times as unix seconds or in ISO form."""
    asked: Json = {key: body[key] for key in ("name", "description", "status") if key in body}
    asked |= {TIMES[key]: _time(body[key]) for key in TIMES if key in body}
    if body.get("location") is not None:
        asked["entity_metadata"] = {"location": body["location"]}
    if body.get("channel_id") is not None:
        asked["channel_id"] = str(number(body["channel_id"]))
    return asked


def _time(given: str | float | None) -> str | None:
    return datetime.fromtimestamp(given, UTC).isoformat() if isinstance(given, int | float) else given
