"""Pinned messages, by the newer paths and by the older ones."""

from datetime import datetime

from bot.sandbox.access import need
from bot.sandbox.actions import reactions as doing
from bot.sandbox.actions import threads
from bot.sandbox.rest.call import Answer, Call, Routes
from bot.sandbox.rest.messages import read
from bot.sandbox.rules.errors import form, system_message
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Channel, Message
from bot.sandbox.views import basics

routes = Routes()
PINS, OLD_PINS = "/channels/{channel_id}/messages/pins", "/channels/{channel_id}/pins"


def _pinned(call: Call) -> tuple[Channel, list[tuple[float, Message]]]:
    """The pinned messages, those pinned last first; none for who may not read what was before."""
    channel = call.text_channel()
    held = need(call.world, channel, call.bot, Permission.VIEW_CHANNEL)
    found = [(m.pinned, m) for m in channel.messages.values() if m.pinned is not None]
    readable = Permission.READ_MESSAGE_HISTORY in held
    return channel, sorted(found, key=lambda pin: (-pin[0], -pin[1].id)) if readable else []


@routes("GET", PINS)
def list_pins(call: Call) -> Answer:
    """A page of pinned messages, with when each was pinned."""
    channel, found = _pinned(call)
    limit, before = call.whole("limit", 50, 1, 50), call.query.get("before")
    if before is not None:
        until = _instant(before)
        found = [pin for pin in found if pin[0] < until]
    items = [{"pinned_at": basics.stamp(at), "message": read(call, channel, message)} for at, message in found[:limit]]
    return Answer(200, {"items": items, "has_more": len(found) > limit})


def _instant(text: str) -> float:
    try:
        moment = datetime.fromisoformat(text)
        return moment.timestamp()
    except (ValueError, OverflowError) as error:
        raise form(("before",), "DATE_TIME_TYPE_PARSE", f"Could not parse {text}. Should be ISO8601.") from error


@routes("GET", OLD_PINS)
def list_old_pins(call: Call) -> Answer:
    """The fifty messages pinned last, as they were listed once."""
    channel, found = _pinned(call)
    return Answer(200, [read(call, channel, message) for _, message in found[:50]])


def _find(call: Call) -> tuple[Channel, Message]:
    channel = call.text_channel()
    if channel.guild_id is not None:
        need(call.world, channel, call.bot, Permission.PIN_MESSAGES | Permission.READ_MESSAGE_HISTORY)
    need(call.world, channel, call.bot, Permission.VIEW_CHANNEL)
    threads.check_awake(channel)
    return channel, call.world.message(channel, call.id("message_id"))


def pin(call: Call) -> Answer:
    """Pin a message."""
    channel, message = _find(call)
    if not message.written:
        raise system_message()
    doing.pin(call.world, channel, message, call.bot)
    return Answer(204)


def unpin(call: Call) -> Answer:
    """Take a pin away."""
    doing.unpin(call.world, *_find(call))
    return Answer(204)


for _base in (PINS, OLD_PINS):
    routes("PUT", _base + "/{message_id}")(pin)
    routes("DELETE", _base + "/{message_id}")(unpin)
