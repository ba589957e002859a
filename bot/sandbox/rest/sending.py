"""What messages by bots have in common, whether posted, answered or followed up."""

from bot.sandbox.actions import media
from bot.sandbox.actions.files import attached
from bot.sandbox.rest.call import Call, Upload
from bot.sandbox.rules import files
from bot.sandbox.rules.errors import Path, empty_message, form, invalid_sticker
from bot.sandbox.rules.fields import Fields
from bot.sandbox.rules.messages import V2, check_message
from bot.sandbox.things import Json, Message, objects

FORWARD = 1


def check_new(body: Json, uploads: list[Upload], path: Path = ()) -> None:
    """Refuse a new message that the rules refuse; `path` is where it stands in the request."""
    check_message(body, files=len(uploads), path=path)
    if body.get("sticker_ids"):
        raise invalid_sticker()
    reference: Json = body.get("message_reference") or {}
    if reference.get("type") == FORWARD:
        raise form((*path, "message_reference", "type"), "BASE_TYPE_CHOICES", "The sandbox forwards no messages.")
    _check_files(body, uploads, [], path)


def check_edit(message: Message, body: Json, uploads: list[Upload], path: Path = ()) -> None:
    """Refuse an edit that the rules refuse, or that would leave nothing to show."""
    was_v2 = bool(message.flags & V2)
    current: Json = {key: getattr(message, key) for key in ("content", "embeds", "poll", "components")}
    check_message(body, editing=True, was_v2=was_v2, files=len(uploads), path=path, current=current)
    if was_v2 and body.get("flags") is not None and not int(body["flags"]) & V2:
        raise form((*path, "flags"), "MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", "Components V2 cannot be taken back")
    left = [body.get(key, getattr(message, key)) for key in ("content", "embeds", "components", "attachments")]
    if not (any(left) or uploads or message.poll):
        raise empty_message()
    _check_files(body, uploads, message.attachments, path)


def _check_files(body: Json, uploads: list[Upload], standing: list[Json], path: Path) -> None:
    """Files, what is said of them, and what points at them; `standing` are those of the edited message."""
    files.check_parts([(upload.key, len(upload.content)) for upload in uploads], path)
    files.check_described(Fields(body, path), [upload.key for upload in uploads], [one["id"] for one in standing])
    described = objects(body, "attachments")
    kept = [one["filename"] for one in _kept(body, standing)]
    files.check_references(body, [*kept, *(files.stored_name(_name(one, described)) for one in uploads)], path)


def _kept(body: Json, standing: list[Json]) -> list[Json]:
    if "attachments" not in body:
        return standing
    named = {str(described.get("id")) for described in objects(body, "attachments")}
    return [attachment for attachment in standing if attachment["id"] in named]


def _described(upload: Upload, described: list[Json]) -> Json:
    nothing: Json = {}
    return next((one for one in described if f"files[{one.get('id')}]" == upload.key), nothing)


def _name(upload: Upload, described: list[Json]) -> str:
    return str(_described(upload, described).get("filename") or upload.filename)


def attach(call: Call, message: Message, body: Json) -> None:
    """Keep the attachments that the body keeps, store the files that came with it, and point at where they lie."""
    described = objects(body, "attachments")
    message.attachments = list(_kept(body, message.attachments))
    for upload in call.uploads:
        words = _described(upload, described).get("description")
        stored = attached(call.world, message.channel_id, _name(upload, described), upload.content_type, upload.content)
        message.attachments.append(stored | ({"description": words} if words else {}))
    if message.attachments:
        addresses = {one["filename"]: one["url"] for one in message.attachments}
        message.embeds = files.with_addresses(message.embeds, addresses)
        message.components = files.with_addresses(message.components, addresses)
    media.unfurl(call.world, message)
