"""Reads a request's body: JSON, a form with a JSON part and files, or the fields of a plain form."""

import json
import math
from collections.abc import AsyncIterator
from typing import Any, cast
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web
from aiohttp.http import HttpProcessingError

from bot.sandbox.rest.call import Upload
from bot.sandbox.rules.errors import form, invalid_json, too_large, wrong_content_type

JSON_TYPE, FORM, PLAIN_FORM = "application/json", "multipart/form-data", "application/x-www-form-urlencoded"
MOST_FIELDS, DEEPEST = 1000, 64

SOUND_IDS = {"sound_id", "source_guild_id"}
IDS = {"id", "channel_id", "guild_id", "message_id", "parent_id", "recipient_id", "sku_id"} | SOUND_IDS
ID_LISTS = {"users", "roles", "messages", "sticker_ids", "applied_tags"}


async def read_body(request: web.Request, largest: int, *, forms: bool) -> tuple[Any, list[Upload]]:
    """The JSON and the files of a request; `forms` says whether it may come as a form as well."""
    if request.content_length is not None and request.content_length > largest:
        raise too_large()
    takes = (JSON_TYPE, FORM, PLAIN_FORM) if forms else (JSON_TYPE,)
    if request.content_type == FORM and forms:
        return await _form(request, largest)
    raw = await request.read()
    if len(raw) > largest:
        raise too_large()
    if not raw:
        return None, []
    if request.content_type not in takes:
        raise wrong_content_type(takes)
    return (_json(raw) if request.content_type == JSON_TYPE else _plain_form(raw)), []


def _plain_form(raw: bytes) -> Any:
    """A form without files: `payload_json` is the whole of it, or each field is a text."""
    try:
        fields = dict(parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError as error:
        raise form((), "CONTENT_TYPE_INVALID", "That is no urlencoded form.") from error
    return _json(fields["payload_json"].encode()) if "payload_json" in fields else fields


async def _form(request: web.Request, largest: int) -> tuple[Any, list[Upload]]:
    content: Any = None
    uploads: list[Upload] = []
    size = 0
    async for name, filename, kind, raw in _parts(request):
        size += len(raw)
        if size > largest:
            raise too_large()
        if name == "payload_json":
            content = _json(raw)
        elif filename:
            uploads.append(Upload(name, filename, kind, raw))
        else:
            raise form((name,), "ATTACHMENT_PART_INVALID", "A file has a name.")
    return content, uploads


async def _parts(request: web.Request) -> AsyncIterator[tuple[str, str, str, bytes]]:
    """Name, file name, kind and content of each part; what is no form at all is refused like any other body."""
    try:
        reader = await request.multipart()
        while (part := await reader.next()) is not None:
            if not isinstance(part, BodyPartReader):
                raise invalid_json()
            kind = part.headers.get("Content-Type", "application/octet-stream")
            yield part.name or "", part.filename or "", kind, bytes(await part.read(decode=False))
    except (ValueError, AssertionError, RuntimeError, HttpProcessingError) as error:
        raise form((), "CONTENT_TYPE_INVALID", "That is no multipart form.") from error


def _json(raw: bytes) -> Any:
    try:
        text = raw.decode()
        found = json.loads(text, parse_constant=_finite, parse_float=_finite)
        if "\\u" in text:
            json.dumps(found, ensure_ascii=False).encode()  # half a character can be sent to nobody
        return with_written_ids(found)
    except (ValueError, RecursionError) as error:
        raise invalid_json() from error


def _finite(written: str) -> float:
    """A number that JSON has: Python reads NaN and infinity as well."""
    value = float(written)
    if not math.isfinite(value):
        raise ValueError(written)
    return value


def with_written_ids(value: Any, key: str = "", within: str = "", depth: int = 0) -> Any:
    """Ids given as numbers turned into text: Discord reads both, discord.py sends numbers, the schema knows text."""
    if depth > DEEPEST:
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        return {
            name: with_written_ids(inner, name, key, depth + 1) for name, inner in cast("dict[str, Any]", value).items()
        }
    if isinstance(value, list):
        return [with_written_ids(inner, key, within, depth + 1) for inner in cast("list[Any]", value)]
    if not isinstance(value, int) or isinstance(value, bool):
        return value
    is_id = key in IDS | ID_LISTS
    # a component's own small number is one in the schema too, an attachment's is not
    return str(value) if is_id and (value >= 1 << 32 or within == "attachments") else value
