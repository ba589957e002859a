"""Slash commands as people give them, options by name."""

import copy
from collections.abc import Collection
from contextlib import suppress
from typing import Any

from bot.sandbox.access import in_channel, writing
from bot.sandbox.actions import interactions
from bot.sandbox.interactions import Interaction
from bot.sandbox.people import drawer
from bot.sandbox.people.eyes import cannot, channel_seen, guild_of
from bot.sandbox.rules.commands import CHAT, resolve
from bot.sandbox.rules.errors import DiscordError, form, unknown
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Application, Channel, Guild, Json, Member, Message, User, objects
from bot.sandbox.views import basics, channels, messages
from bot.sandbox.world import World

ADMINS_ONLY = Permission.ADMINISTRATOR
USER, CHANNEL, ROLE, MENTIONABLE, FILE = 6, 7, 8, 9, 11
ON_USER, ON_MESSAGE = 2, 3
IN_GUILD, FOR_USER = 0, 1
GROUPS = {1, 2}


def run(world: World, who: User, channel_id: int, name: str, options: Json) -> Interaction:
    """Give a command; it must exist, be allowed to this person here, and have fitting options."""
    channel = channel_seen(world, who, channel_id)
    app, command = _find(world, who, channel, name)
    data = resolve([command], name, options)
    _finish(world, who, channel, command, name=name, data=data)
    return interactions.begin(world, app, who, channel, kind=interactions.COMMAND, data=data)


def use(world: World, who: User, channel_id: int, name: str, target: Member | Message) -> Interaction:
    """Choose a command from the menu on somebody, or on a message."""
    channel = channel_seen(world, who, channel_id)
    kind = ON_USER if isinstance(target, Member) else ON_MESSAGE
    app, command = _find(world, who, channel, name, kind)
    data: Json = {"id": command["id"], "name": command["name"], "type": kind}
    if isinstance(target, Member):
        found = resolved(world, channel, [(USER, target.user.id, ())])
        data |= {"target_id": str(target.user.id), "resolved": found}
    else:
        found = {"messages": {str(target.id): messages.message(world, target)}}
        data |= {"target_id": str(target.id), "resolved": found}
    if command.get("guild_id"):
        data["guild_id"] = command["guild_id"]
    return interactions.begin(world, app, who, channel, kind=interactions.COMMAND, data=data)


def complete(world: World, who: User, channel_id: int, name: str, options: Json, *, focused: str) -> Interaction:
    """Ask for suggestions while typing one option."""
    channel = channel_seen(world, who, channel_id)
    app, command = _find(world, who, channel, name)
    loose = _without_demands(command)
    data = resolve([loose], name, {focused: "", **options} if options.get(focused) else options)
    marked = next((o for o in _leaves(data) if o["name"] == focused), None)
    if marked is None:
        place = _leaf_place(data)
        known = next((o for o in _known(command, name) if o["name"] == focused), None)
        if known is None:
            raise form(("focused",), "OPTION_NOT_FOUND", "This command has no such option")
        marked = {"name": focused, "type": known["type"], "value": ""}
        place.append(marked)
    if not any(o["name"] == focused and o.get("autocomplete") for o in _known(command, name)):
        raise cannot("that option has no suggestions")
    marked["focused"] = True
    _finish(world, who, channel, command, name=name, data=data)
    return interactions.begin(world, app, who, channel, kind=interactions.AUTOCOMPLETE, data=data)


def offered(world: World, who: User, channel_id: int) -> list[Json]:
    """What somebody can choose from after typing a slash there: each command by its whole name, in their language."""
    channel = channel_seen(world, who, channel_id)
    if channel.guild_id is None:
        return []
    guild, found = guild_of(world, channel), list[Json]()
    for app, command in world.commands(guild.id):
        if command["type"] != CHAT or not _is_offered(guild, who, app, command):
            continue
        with suppress(DiscordError):
            _check_allowed(world, who, channel, command)
            found += _leaves_in_words(command, who.locale, app.name)
    return found


def _leaves_in_words(command: Json, locale: str, app: str) -> list[Json]:
    """A command, or the commands below it, with names and descriptions as this language has them."""
    inner = [option for option in objects(command, "options") if option["type"] in GROUPS]
    own = {"name": command["name"], "shown": _in_words(command, "name", locale)}
    if inner:
        return [
            leaf | {key: f"{own[key]} {leaf[key]}" for key in own}
            for option in inner
            for leaf in _leaves_in_words(option, locale, app)
        ]
    about = {"description": _in_words(command, "description", locale), "application": app}
    return [{**own, **about, "options": [_option_in_words(o, locale) for o in objects(command, "options")]}]


def _option_in_words(option: Json, locale: str) -> Json:
    words = {"shown": _in_words(option, "name", locale), "description": _in_words(option, "description", locale)}
    choices = [{"shown": _in_words(c, "name", locale), "value": c["value"]} for c in objects(option, "choices")]
    kept = {"name", "type", "required", "autocomplete", "min_value", "max_value", "min_length", "max_length"}
    kept |= {"channel_types", "file_types"}
    return {key: option[key] for key in kept & option.keys()} | words | {"choices": choices}


def _in_words(it: Json, field: str, locale: str) -> str:
    localised: Json = it.get(f"{field}_localizations") or {}
    return str(localised.get(locale) or it[field])


def _find(world: World, who: User, channel: Channel, name: str, kind: int = CHAT) -> tuple[Application, Json]:
    guild = guild_of(world, channel)
    first = (name.split() or [""])[0] if kind == CHAT else name
    for app, command in world.commands(guild.id):
        if command["name"] == first and command["type"] == kind and _is_offered(guild, who, app, command):
            _check_allowed(world, who, channel, command)
            return app, command
    raise unknown("command")


def _is_offered(guild: Guild, who: User, app: Application, command: Json) -> bool:
    """By the bot that is in the guild, or by the application that somebody has installed for themselves."""
    kinds = command.get("integration_types", [IN_GUILD])
    return (app.user.id in guild.members and IN_GUILD in kinds) or (who.id in app.installed and FOR_USER in kinds)


def _check_allowed(world: World, who: User, channel: Channel, command: Json) -> None:
    held = in_channel(world, channel, who)
    # without the right to write there is no line to type a command into; menus need none
    typed = writing(channel) if command["type"] == CHAT else Permission(0)
    if (Permission.USE_APPLICATION_COMMANDS | typed) & ~int(held):
        raise cannot(f"{who.global_name} may not use commands in that channel")
    wanted = command.get("default_member_permissions")
    if wanted is not None:
        needed = int(wanted) or int(ADMINS_ONLY)
        if needed & ~int(held):
            raise cannot(f"{who.global_name} may not use /{command['name']}")
    contexts = command.get("contexts")
    if contexts is not None and 0 not in contexts:
        raise cannot(f"/{command['name']} is not offered in guilds")


def _without_demands(command: Json) -> Json:
    """The command as it stands while somebody is still typing: nothing is required yet."""
    loose = copy.deepcopy(command)
    waiting: list[Json] = [loose]
    while waiting:
        inner: list[Json] = waiting.pop().get("options") or []
        for option in inner:
            option["required"] = False
        waiting += inner
    return loose


def _known(command: Json, name: str) -> list[Json]:
    place, nothing = command, dict[str, Any]()
    for word in name.split()[1:]:
        place = next((o for o in objects(place, "options") if o["name"] == word), nothing)
    return objects(place, "options")


def _leaf_place(data: Json) -> list[Json]:
    place = data
    while place.get("options") and place["options"][0]["type"] in {1, 2}:
        place = place["options"][0]
    return place.setdefault("options", [])


def _leaves(data: Json) -> list[Json]:
    return [option for option in _leaf_place(data) if option["type"] not in {1, 2}]


def _finish(world: World, who: User, channel: Channel, command: Json, *, name: str, data: Json) -> None:
    if command.get("guild_id"):
        data["guild_id"] = command["guild_id"]
    known = {o["name"]: o for o in _known(command, name)}
    chosen: list[Chosen] = [
        (int(o["type"]), o["value"], known[o["name"]].get("channel_types") or ())
        for o in _leaves(data)
        if o["type"] in {USER, CHANNEL, ROLE, MENTIONABLE}
    ]
    files = [
        (o["name"], known[o["name"]].get("file_types") or (), o["value"]) for o in _leaves(data) if o["type"] == FILE
    ]
    found = resolved(world, channel, chosen, strangers=True) | drawer.resolved(world, who, channel, files)
    if found:
        data["resolved"] = found


Chosen = tuple[int, Any, Collection[int]]
"""The kind of what was chosen, its id, and which types of channel may be chosen there (none said: all)."""


def resolved(world: World, channel: Channel, chosen: list[Chosen], *, strangers: bool = False) -> Json:
    """The users, roles and channels behind chosen ids; what is not there or not offered cannot be chosen.

    With `strangers` a user may be in the guild no more: the client takes anybody's id for a command's option.
    """
    guild = guild_of(world, channel)
    found: Json = {}
    for kind, value, types in chosen:
        it = int(value)
        if strangers and kind == USER and it in world.users and it not in guild.members:
            found.setdefault("users", {})[str(it)] = basics.user(world.users[it])
        elif it in guild.members and kind in {USER, MENTIONABLE}:
            member = guild.members[it]
            found.setdefault("users", {})[str(it)] = basics.user(member.user)
            held = {"permissions": str(int(in_channel(world, channel, member.user)))}
            found.setdefault("members", {})[str(it)] = basics.member(member, with_user=False) | held
        elif it in guild.roles and kind in {ROLE, MENTIONABLE}:
            found.setdefault("roles", {})[str(it)] = basics.role(guild.roles[it])
        elif it in guild.channels and kind == CHANNEL:
            if types and guild.channels[it].type not in types:
                raise cannot(f"{guild.channels[it].name} is not of a type that is offered there")
            found.setdefault("channels", {})[str(it)] = channels.channel(guild.channels[it]) | {"permissions": "0"}
        else:
            raise cannot(f"there is nothing with the id {it} to choose")
    return found
