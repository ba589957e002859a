"""A person's screen in parts, by `kind/id`, so that only what has changed need be sent."""

from collections.abc import Iterator

from bot.sandbox.people.screen import screen
from bot.sandbox.things import Json, User
from bot.sandbox.voice.server import Voice
from bot.sandbox.voice.state import transmitting
from bot.sandbox.world import World

Parts = dict[str, object]


def parts(world: World, who: User) -> Parts:
    """What one person sees now, by `kind/id`."""
    return dict(_parts(world, screen(world, who)))


def _parts(world: World, seen: Json) -> Iterator[tuple[str, object]]:
    yield "me/", {key: seen[key] for key in ("id", "name", "locale")}
    yield "voice/", seen["voice"]
    yield "names/", seen["names"]
    yield "clock/", {"can_skip": world.skip is not None}
    for guild in seen["guilds"]:
        yield f"guild/{guild['id']}", {key: guild[key] for key in guild.keys() - {"channels", "events"}}
        for event in guild["events"]:
            yield f"event/{event['id']}", event
        for channel in guild["channels"]:
            yield from _channel(channel, guild["id"])
    for channel in seen["direct_messages"]:
        yield from _channel(channel, None)
    for message in seen["only_you"]:
        yield f"message/{message['id']}", message
    for one in seen["interactions"]:
        yield f"interaction/{one['id']}", one
    for form in seen["modals"]:
        yield f"form/{form['interaction_id']}", form


def _channel(channel: Json, guild_id: str | None) -> Iterator[tuple[str, object]]:
    yield f"channel/{channel['id']}", {key: channel[key] for key in channel.keys() - {"messages"}} | {"guild": guild_id}
    for message in channel["messages"]:
        yield f"message/{message['id']}", message


def sound(voice: Voice, seen: Parts) -> Json:
    """Who of those in rooms that this person sees is speaking, and who has a camera on."""
    return {
        "speaking": sorted(one["user_id"] for one in transmitting(voice) if f"channel/{one['channel_id']}" in seen),
        "cameras": sorted(
            str(talker.user_id)
            for talker in voice.talkers.values()
            if talker.microphone.video and talker.room is not None and f"channel/{talker.room.id}" in seen
        ),
    }


def difference(before: Parts, after: Parts) -> Json:
    """What a page that shows `before` has to put up and to take away."""
    return {
        "put": {key: part for key, part in after.items() if before.get(key) is not part and before.get(key) != part},
        "drop": [key for key in before if key not in after],
    }
