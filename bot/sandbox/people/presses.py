"""Buttons, menus and forms as people use them."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.actions import interactions, messages
from bot.sandbox.interactions import Interaction
from bot.sandbox.people import drawer
from bot.sandbox.people.commands import Chosen, resolved
from bot.sandbox.people.eyes import cannot, channel_seen, message_seen
from bot.sandbox.rules.errors import unknown
from bot.sandbox.rules.modal_components import UPLOAD
from bot.sandbox.rules.modals import check_submission
from bot.sandbox.things import Application, Channel, Json, Message, User, words
from bot.sandbox.world import World

BUTTON, STRINGS, USERS, ROLES, MENTIONABLES, CHANNELS = 2, 3, 5, 6, 7, 8
LINK, PREMIUM = 5, 6
# a menu's component type to the option type whose things it offers
OFFERS = {USERS: 6, ROLES: 8, MENTIONABLES: 9, CHANNELS: 7}


def click(world: World, who: User, message_id: int, *, custom_id: str | None, label: str | None) -> Interaction:
    """Press a button, found by its id or by what is written on it."""
    channel, message = message_seen(world, who, message_id)
    button = _find(message, lambda c: c["type"] == BUTTON and _is_meant(c, custom_id, label))
    if button.get("style") in {LINK, PREMIUM}:
        raise cannot("that button opens a page; no bot hears of it")
    data: Json = {"custom_id": button["custom_id"], "component_type": BUTTON, "id": button["id"]}
    app = _owner(world, message)
    return interactions.begin(world, app, who, channel, kind=interactions.COMPONENT, data=data, message=message)


def _is_meant(button: Json, custom_id: str | None, label: str | None) -> bool:
    if custom_id is not None:
        return button.get("custom_id") == custom_id
    return label is not None and button.get("label") == label


def select(world: World, who: User, message_id: int, custom_id: str, values: list[Any]) -> Interaction:
    """Choose in a menu."""
    channel, message = message_seen(world, who, message_id)
    kinds = {STRINGS, *OFFERS}
    menu = _find(message, lambda c: c["type"] in kinds and c.get("custom_id") == custom_id)
    chosen = _check_values(menu, values)
    data: Json = {"custom_id": custom_id, "component_type": menu["type"], "id": menu["id"], "values": chosen}
    found = _things(world, channel, menu, chosen)
    if found:
        data["resolved"] = found
    app = _owner(world, message)
    return interactions.begin(world, app, who, channel, kind=interactions.COMPONENT, data=data, message=message)


def _check_values(menu: Json, values: list[Any]) -> list[str]:
    chosen = [str(value) for value in values]
    low = 1 if menu.get("min_values") is None else int(menu["min_values"])
    high = int(menu.get("max_values") or 1)
    if len(set(chosen)) != len(chosen) or not low <= len(chosen) <= high:
        raise cannot(f"that menu takes {low} to {high} different choices")
    options: list[Json] = menu.get("options") or []
    offered = {str(option["value"]) for option in options}
    if menu["type"] == STRINGS and not offered.issuperset(chosen):
        raise cannot("that menu has no such choice")
    return chosen


def _things(world: World, channel: Channel, menu: Json, chosen: list[str]) -> Json:
    if menu["type"] == STRINGS or not chosen:
        return {}
    types: list[int] = menu.get("channel_types") or []
    return resolved(world, channel, [(OFFERS[menu["type"]], value, types) for value in chosen])


def submit(world: World, who: User, interaction_id: int, fields: dict[str, object]) -> Interaction:
    """Send the form that an earlier interaction opened."""
    source = world.exchanges.interactions.get(interaction_id)
    if source is None or source.modal is None or source.user.id != who.id:
        raise unknown("interaction")
    channel_seen(world, who, source.channel.id)
    if not source.modal.open:
        raise cannot("that form was sent already")
    form = source.modal.data
    data: Json = {"custom_id": form["custom_id"], "components": check_submission(form, fields)}
    data["resolved"] = _chosen_things(world, source, form, data) | _files(world, source, form, data)
    source.modal.open = False
    kind, message = interactions.SUBMIT, source.message
    return interactions.begin(world, source.application, who, source.channel, kind=kind, data=data, message=message)


def _chosen_things(world: World, source: Interaction, form: Json, data: Json) -> Json:
    menus = {c["custom_id"]: c for c in messages.walk(form["components"]) if c.get("type") in OFFERS}
    if source.guild is None or not menus:
        return {}
    chosen: list[Chosen] = []
    for part in messages.walk(data["components"]):
        menu, values = menus.get(part.get("custom_id", "")), words(part, "values")
        if menu is not None:
            chosen += [(OFFERS[menu["type"]], value, menu.get("channel_types") or ()) for value in values]
    return resolved(world, source.channel, chosen)


def _files(world: World, source: Interaction, form: Json, data: Json) -> Json:
    takes = {
        c["custom_id"]: c.get("file_types") or () for c in messages.walk(form["components"]) if c["type"] == UPLOAD
    }
    fields = [part for part in messages.walk(data["components"]) if part.get("custom_id") in takes]
    picked = [(f["custom_id"], takes[f["custom_id"]], value) for f in fields for value in f["values"]]
    return drawer.resolved(world, source.user, source.channel, picked)


def _find(message: Message, fits: Callable[[Json], bool]) -> Json:
    found = next((c for c in messages.walk(message.components) if fits(c)), None)
    if found is None:
        raise cannot("there is no such thing on that message")
    if found.get("disabled"):
        raise cannot("that is greyed out")
    return found


def _owner(world: World, message: Message) -> Application:
    app = world.by_bot(message.author.id)
    if app is None:
        raise cannot("nobody hears presses on that message")
    return app
