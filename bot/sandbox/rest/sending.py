"""What messages by bots have in common, whether posted, answered or followed up."""

from bot.sandbox.rest.call import Call, Upload
from bot.sandbox.rules.errors import Path, empty_message, form
from bot.sandbox.rules.messages import V2, check_message
from bot.sandbox.things import Json, Message
from bot.sandbox.world import World

MOST_FILES = 10
FORWARD = 1


def check_new(body: Json, uploads: list[Upload], path: Path = ()) -> None:
    """Refuse a new message that the rules refuse; `path` is where it stands in the request."""
    check_message(body, files=len(uploads), path=path)
    reference: Json = body.get("message_reference") or {}
    if reference.get("type") == FORWARD:
        raise form((*path, "message_reference", "type"), "BASE_TYPE_CHOICES", "The sandbox forwards no messages.")
    _check_files(uploads, path)


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
    _check_files(uploads, path)


def _check_files(uploads: list[Upload], path: Path) -> None:
    if len(uploads) > MOST_FILES:
        raise form((*path, "attachments"), "BASE_TYPE_BAD_LENGTH", f"Must be {MOST_FILES} or fewer in length.")


def attach(call: Call, message: Message, body: Json) -> None:
    """Keep the attachments that the body keeps, and store the files that came with it."""
    described: list[Json] = body.get("attachments") or []
    kept = [a for a in message.attachments if any(str(d.get("id")) == a["id"] for d in described)]
    message.attachments = kept if "attachments" in body else message.attachments
    nothing: Json = {}
    for place, upload in enumerate(call.uploads):
        number = upload.key.removeprefix("files[").removesuffix("]") if "[" in upload.key else str(place)
        words: Json = next((d for d in described if str(d.get("id")) == number), nothing)
        name = str(words.get("filename") or upload.filename)
        message.attachments.append(
            store(call.world, message.channel_id, name, upload.content_type, upload.content)
            | ({"description": words["description"]} if words.get("description") else {})
        )


def store(world: World, channel_id: int, name: str, content_type: str, content: bytes) -> Json:
    """Put a file where it can be downloaded."""
    file_id = world.new_id()
    world.files[file_id] = (name, content_type, content)
    url = f"{world.base_url}/attachments/{channel_id}/{file_id}/{name}"
    return {
        "id": str(file_id),
        "filename": name,
        "size": len(content),
        "url": url,
        "proxy_url": url,
        "content_type": content_type,
    }
