"""Files of messages: which may come, what they are called afterwards, and who may point at them."""

import mimetypes
import re
import struct
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from bot.sandbox.rules import errors
from bot.sandbox.rules.errors import Path
from bot.sandbox.rules.fields import Fields, Json, is_list, is_object

MOST_FILES = 10
LARGEST = 10 * 1024 * 1024  # published: each file, for servers without boosts
PART = re.compile(r"files\[(0|[1-9][0-9]*)\]", re.ASCII)
SCHEME = "attachment://"
PNG = b"\x89PNG\r\n\x1a\n"


def check_parts(parts: Collection[tuple[str, int]], path: Path = ()) -> None:
    """The files of a form by key and size: at most ten of 10 MiB, each called files[n] with a number of its own."""
    if any(size > LARGEST for _, size in parts):
        raise errors.too_large()
    if len(parts) > MOST_FILES:
        raise errors.form((*path, "attachments"), "BASE_TYPE_BAD_LENGTH", f"Must be {MOST_FILES} or fewer in length.")
    keys = [key for key, _ in parts]
    for key in keys:
        if not PART.fullmatch(key) or keys.count(key) > 1:
            raise errors.form((key,), "ATTACHMENT_PART_INVALID", "A file is called files[n], each n once.")


def check_described(message: Fields, keys: Collection[str], kept: Collection[str]) -> None:
    """Each entry of `attachments` means a file that came with it, or one that the edited message has (`kept`)."""
    known = {key.removeprefix("files[").removesuffix("]") for key in keys} | set(kept)
    seen: set[str] = set()
    for attachment in message.parts("attachments", MOST_FILES):
        number = str(attachment.body.get("id"))
        if number not in known or number in seen:
            raise attachment.fault("id", "ATTACHMENT_NOT_FOUND", "There is no such file, or it stands here twice")
        seen.add(number)


def check_references(body: Json, names: Collection[str], path: Path = ()) -> None:
    """Whatever is shown by attachment://name must be there under that very name, as it is after the upload."""
    for key in ("embeds", "components"):
        for place, name in _references(body.get(key), (*path, key)):
            if name not in names:
                told = f'The referenced attachment ("{SCHEME}{name}") was not found'
                raise errors.form(place, "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", told)


def _references(value: object, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        if path[-1] in {"url", "icon_url"} and value.startswith(SCHEME):
            yield path, value.removeprefix(SCHEME)
    elif is_object(value):
        for key, inner in value.items():
            yield from _references(inner, (*path, key))
    elif is_list(value):
        for place, inner in enumerate(value):
            yield from _references(inner, (*path, place))


def with_addresses(value: Any, addresses: Mapping[str, str]) -> Any:
    """The same embeds or components with each attachment://name turned into where the file lies."""
    if is_object(value):
        return {key: with_addresses(inner, addresses) for key, inner in value.items()}
    if is_list(value):
        return [with_addresses(inner, addresses) for inner in value]
    if isinstance(value, str) and value.startswith(SCHEME):
        return addresses.get(value.removeprefix(SCHEME), value)
    return value


def check_kind(shown: Json, wanted: Collection[str], path: Path) -> None:
    """A file picked for a field that takes only some: pictures, videos, sounds, or names with these endings."""
    kind, name = str(shown["content_type"]).partition("/")[0], str(shown["filename"]).lower()
    if wanted and not any(name.endswith(one.lower()) if one.startswith(".") else kind == one.lower() for one in wanted):
        raise errors.form(path, "ATTACHMENT_FILE_TYPE_INVALID", f"Must be one of {', '.join(wanted)}.")


def stored_name(name: str) -> str:
    """What Discord makes of a file's name: plain letters, digits, dots, hyphens, and underscores for spaces."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_.-]", "", "_".join(plain.replace("/", " ").split())).strip("._") or "unknown"


def facts_of(name: str, content: bytes, claimed: str) -> Json:
    """What Discord finds out about a file by itself: its kind by the name, and the size of a PNG's picture."""
    kind = mimetypes.guess_type(name)[0] or claimed
    if not content.startswith(PNG) or len(content) < 24:
        return {"content_type": kind}
    width, height = struct.unpack(">II", content[16:24])
    return {"content_type": kind, "width": width, "height": height}
