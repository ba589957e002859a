"""Pictures and files that messages show: Discord gives each an id, a proxy, and what it found out about it."""

import hashlib
from typing import Any

from bot.sandbox.rules.fields import is_list, is_object
from bot.sandbox.things import Json, Message
from bot.sandbox.world import World

FACTS = ("width", "height", "content_type")
THUMBNAIL, FILE, ITEMS = 11, 13, "items"


def unfurl(world: World, message: Message) -> None:
    """Complete the media of a message, after its attachments have their addresses."""
    own = {one["url"]: one for one in message.attachments}
    message.components = [_component(world, one, own) for one in message.components]
    message.embeds = [_embed(world, one, own) for one in message.embeds]


def _component(world: World, part: Json, own: dict[str, Json]) -> Json:
    made: Json = {}
    for key, value in part.items():
        if key == ITEMS:
            made[key] = [_shown(_component(world, item, own)) for item in value]
        elif key in {"media", "file"} and is_object(value):
            made[key] = _media(world, value, own)
        else:
            made[key] = _inner(world, value, own)
    if made.get("type") == FILE:
        attachment = own.get(made["file"]["url"], {})
        made |= {"name": attachment.get("filename"), "size": attachment.get("size")}
        made["spoiler"] = bool(made.get("spoiler"))
    return _shown(made) if made.get("type") == THUMBNAIL else made


def _inner(world: World, value: Any, own: dict[str, Json]) -> Any:
    if is_list(value):
        return [_inner(world, inner, own) for inner in value]
    return _component(world, value, own) if is_object(value) and "type" in value else value


def _shown(item: Json) -> Json:
    return {**item, "description": item.get("description"), "spoiler": bool(item.get("spoiler"))}


def _media(world: World, media: Json, own: dict[str, Json]) -> Json:
    """A medium as it is shown: of a file of the message all is known, of one elsewhere nothing, nobody looked at it."""
    url, attachment = str(media["url"]), own.get(str(media["url"]))
    made: Json = {"id": str(world.new_id()), "url": url, "proxy_url": _proxy(world, url, own)}
    if attachment is None:
        return made | dict.fromkeys(FACTS)
    return made | {key: attachment.get(key) for key in FACTS} | {"attachment_id": attachment["id"]}


def _embed(world: World, embed: Json, own: dict[str, Json]) -> Json:
    made = dict(embed)
    for key in ("image", "thumbnail"):
        if made.get(key):
            url = str(made[key]["url"])
            known = {fact: own[url][fact] for fact in FACTS if fact in own.get(url, {})}
            made[key] = {"url": url, "proxy_url": _proxy(world, url, own), **known}
    for key in ("author", "footer"):
        if made.get(key) and made[key].get("icon_url"):
            made[key] = {**made[key], "proxy_icon_url": _proxy(world, str(made[key]["icon_url"]), own)}
    return made


def _proxy(world: World, url: str, own: dict[str, Json]) -> str:
    """Where Discord would hand on what lies elsewhere; the sandbox fetches nothing, so there is nothing there."""
    if url in own:
        return str(own[url]["proxy_url"])
    scheme, _, rest = url.partition("://")
    return f"{world.base_url}/external/{hashlib.sha256(url.encode()).hexdigest()[:43]}/{scheme}/{rest}"
