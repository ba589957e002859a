"""Messages are written, changed and deleted, and the right people are pinged."""

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.sandbox.access import in_channel, sees
from bot.sandbox.rules.fields import without_nulls
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Channel, Json, Message, Poll, User, objects, words
from bot.sandbox.views import basics
from bot.sandbox.views import messages as views
from bot.sandbox.world import World

SUPPRESS_EMBEDS, SILENT, COMPONENTS_V2 = 1 << 2, 1 << 12, 1 << 15
SETTABLE_FLAGS = SUPPRESS_EMBEDS | SILENT | COMPONENTS_V2
MENU: Json = {"min_values": 1, "max_values": 1}
FILLED_IN: dict[int, Json] = {
    **dict.fromkeys((3, 5, 6, 7, 8), MENU),
    14: {"divider": True, "spacing": 1},
    17: {"accent_color": None, "spoiler": False},
}
"""What Discord fills in where a component of that type says nothing."""
REPLY = 19
HOUR, USUAL_HOURS = 3600.0, 24


def announce(world: World, name: str, channel: Channel, message: Message) -> None:
    """Tell a message event to the bots that can see it; those without the intent for content get it without words."""
    data = views.told(world, message)
    world.tell(name, channel.guild_id, lambda app: data if sees(world, channel, app.user) else None)


def compose(
    world: World, channel: Channel, author: User, body: Json, *, ping_roles: bool, replies_to: int | None = None
) -> Message:
    """A message from a checked request, not yet posted; it may reply to one that stands in the channel."""
    message = Message(world.new_id(), channel.id, channel.guild_id, author)
    if replies_to in channel.messages:
        message.type = REPLY
        refer(message, channel, replies_to)
    fill(world, channel, message, body, ping_roles=ping_roles)
    return message


def fill(world: World, channel: Channel, message: Message, body: Json, *, ping_roles: bool) -> None:
    """Write a checked request's fields into a message, old or new."""
    if "content" in body:
        message.content = str(body["content"] or "")
    if "embeds" in body:
        message.embeds = [_embed(embed) for embed in without_nulls(objects(body, "embeds"))]
    if "components" in body:
        message.components = numbered(objects(body, "components"))
    if body.get("poll"):
        message.poll = _poll(world, body["poll"])
    if body.get("flags") is not None:
        message.flags = (message.flags & ~SUPPRESS_EMBEDS) | (int(body["flags"]) & SETTABLE_FLAGS)
    message.nonce = body.get("nonce", message.nonce)
    if "content" in body or "components" in body or "allowed_mentions" in body:
        _ping(world, channel, message, body.get("allowed_mentions"), ping_roles=ping_roles)


def _poll(world: World, asked: Json) -> Poll:
    """A poll as a checked request wants it; answers are numbered from 1."""
    media = [dict(answer["poll_media"]) for answer in objects(asked, "answers")]
    for one in media:
        if one.get("emoji"):
            one["emoji"] = {"id": None, "name": one["emoji"]["name"]}
    answers = dict(enumerate(media, 1))
    ends = world.clock() + HOUR * int(asked.get("duration") or USUAL_HOURS)
    return Poll(dict(asked["question"]), answers, bool(asked.get("allow_multiselect")), ends)


def _embed(embed: Json) -> Json:
    fields: list[Json] = [{"inline": False, **field} for field in objects(embed, "fields")]
    return {**embed, "type": "rich", **({"fields": fields} if fields else {})}


def numbered(components: list[Json]) -> list[Json]:
    """Components with the ids and defaults Discord fills in."""
    components = without_nulls(components)
    taken = {int(c["id"]) for c in walk(components) if c.get("id")}
    fresh = (n for n in range(1, 10_000) if n not in taken)
    return [_number(component, fresh) for component in components]


def _number(component: Json, fresh: Iterator[int]) -> Json:
    filled_in = FILLED_IN.get(int(component["type"]), {})
    made: Json = {**filled_in, **component, "id": component.get("id") or next(fresh)}
    for key, inner in component.items():
        if key in {"components", "items"}:
            made[key] = [_number(part, fresh) if "type" in part else part for part in objects(component, key)]
        elif key in {"accessory", "component"}:
            made[key] = _number(inner, fresh)
    return made


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component of a message or modal, outermost first."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        for key in ("accessory", "component"):
            if component.get(key):
                yield from walk([component[key]])


def text_of(message: Message) -> str:
    """All words in which a mention could stand."""
    parts = [str(c["content"]) for c in walk(message.components) if c["type"] == 10]
    return "\n".join([message.content, *parts])


def _ping(world: World, channel: Channel, message: Message, allowed: Json | None, *, ping_roles: bool) -> None:
    """Who is really pinged: named in the text, and allowed by the request and by permission."""
    text = text_of(message)
    default = ["users", "roles", "everyone"] if ping_roles else ["users"]
    rules: Json = {"parse": default} if allowed is None else allowed
    parse = set(words(rules, "parse"))
    users = {int(found) for found in re.findall(r"<@!?(\d+)>", text)}
    named = {int(user) for user in words(rules, "users")}
    replied = _replied_to(channel, message)
    if replied is not None and (allowed is None or rules.get("replied_user")):
        users.add(replied.author.id)
        named.add(replied.author.id)
    message.mentions = [u for u in sorted(users) if u in world.users and ("users" in parse or u in named)]
    guild = world.guild_of(channel)
    if guild is None:
        return
    may_all = Permission.MENTION_EVERYONE in in_channel(world, channel, message.author)
    roles = {int(found) for found in re.findall(r"<@&(\d+)>", text)} & guild.roles.keys()
    named_roles = {int(role) for role in words(rules, "roles")}
    message.mention_roles = [
        r for r in sorted(roles)
        if ("roles" in parse or r in named_roles) and (may_all or guild.roles[r].mentionable)
    ]  # fmt: skip
    everyone = re.search(r"@(everyone|here)\b", text) is not None
    message.mention_everyone = everyone and "everyone" in parse and may_all


def refer(message: Message, channel: Channel, message_id: int) -> None:
    """Make a message point at another one of its channel."""
    message.reference = {"type": 0, "message_id": str(message_id), "channel_id": str(channel.id)}
    if channel.guild_id is not None:
        message.reference["guild_id"] = str(channel.guild_id)


def _replied_to(channel: Channel, message: Message) -> Message | None:
    if message.type != REPLY or message.reference is None:
        return None
    return channel.messages.get(int(message.reference["message_id"]))


def post(world: World, channel: Channel, message: Message) -> None:
    """Put a message where everybody in the channel can read it."""
    world.add_message(channel, message)
    _watch_poll(world, message)
    announce(world, "MESSAGE_CREATE", channel, message)


def updated(world: World, channel: Channel, message: Message) -> None:
    """A message was changed."""
    message.edited = world.clock()
    _watch_poll(world, message)
    if message.audience is None:
        announce(world, "MESSAGE_UPDATE", channel, replace(message, nonce=None))


def _watch_poll(world: World, message: Message) -> None:
    if message.poll is not None and not message.poll.over and message.audience is None:
        world.polls[message.id] = message


def typing(world: World, channel: Channel, who: User) -> None:
    """Somebody is writing."""
    data: Json = {"channel_id": str(channel.id), "user_id": str(who.id), "timestamp": int(world.clock())}
    guild = world.guild_of(channel)
    if guild is not None:
        data |= {"guild_id": str(guild.id), "member": basics.member(guild.members[who.id])}
    world.tell("TYPING_START", channel.guild_id, lambda app: data if sees(world, channel, app.user) else None)


def delete_many(world: World, channel: Channel, ids: list[int]) -> None:
    """Take several messages away at once; those that are not there are told of as well."""
    for message in [channel.messages[i] for i in ids if i in channel.messages]:
        world.drop_message(channel, message)
    data: Json = {"ids": [str(i) for i in ids], "channel_id": str(channel.id), "guild_id": str(channel.guild_id)}
    world.tell("MESSAGE_DELETE_BULK", channel.guild_id, lambda app: data if sees(world, channel, app.user) else None)


def delete(world: World, channel: Channel, message: Message) -> None:
    """Take a message away."""
    world.drop_message(channel, message)
    data: Json = {"id": str(message.id), "channel_id": str(channel.id)}
    if channel.guild_id is not None:
        data["guild_id"] = str(channel.guild_id)
    world.tell("MESSAGE_DELETE", channel.guild_id, lambda app: data if sees(world, channel, app.user) else None)
