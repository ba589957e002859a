"""Reads a request's body: JSON, or a form with a JSON part and files."""

import json
from typing import Any, cast

from aiohttp import BodyPartReader, web

from bot.sandbox.rest.call import Upload
from bot.sandbox.rules.errors import form, invalid_json, too_large

IDS = {"id", "channel_id", "guild_id", "message_id", "parent_id", "recipient_id", "sku_id"}
ID_LISTS = {"users", "roles", "messages", "sticker_ids", "applied_tags"}


async def read_body(request: web.Request, largest: int) -> tuple[Any, list[Upload]]:
    """The JSON and the files of a request."""
    if request.content_length is not None and request.content_length > largest:
        raise too_large()
    if request.content_type == "multipart/form-data":
        return await _form(request, largest)
    raw = await request.read()
    if len(raw) > largest:
        raise too_large()
    if not raw:
        return None, []
    if request.content_type != "application/json":
        raise invalid_json()
    return _json(raw), []


async def _form(request: web.Request, largest: int) -> tuple[Any, list[Upload]]:
    content: Any = None
    uploads: list[Upload] = []
    size = 0
    reader = await request.multipart()
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader):
            raise invalid_json()
        raw = bytes(await part.read(decode=False))
        size += len(raw)
        if size > largest:
            raise too_large()
        if part.name == "payload_json":
            content = _json(raw)
        else:
            if not part.filename:
                raise form((part.name or "",), "ATTACHMENT_PART_INVALID", "A file has a name.")
            kind = part.headers.get("Content-Type", "application/octet-stream")
            uploads.append(Upload(part.name or "", part.filename, kind, raw))
    return content, uploads


def _json(raw: bytes) -> Any:
    try:
        return with_written_ids(json.loads(raw))
    except ValueError as error:
        raise invalid_json() from error


def with_written_ids(value: Any, key: str = "", within: str = "") -> Any:
    """Ids given as numbers turned into text: Discord reads both, discord.py sends numbers, the schema knows text."""
    if isinstance(value, dict):
        return {name: with_written_ids(inner, name, key) for name, inner in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [with_written_ids(inner, key, within) for inner in cast("list[Any]", value)]
    if not isinstance(value, int) or isinstance(value, bool):
        return value
    is_id = key in IDS | ID_LISTS
    # a component's own small number is one in the schema too, an attachment's is not
    return str(value) if is_id and (value >= 1 << 32 or within == "attachments") else value
