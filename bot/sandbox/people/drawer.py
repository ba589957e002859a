"""Files that people have at hand, to be put into commands, forms and messages."""

import base64
from collections.abc import Collection, Iterable

from bot.sandbox.access import in_channel
from bot.sandbox.actions import files
from bot.sandbox.people.eyes import cannot
from bot.sandbox.rest.call import Upload
from bot.sandbox.rules.files import check_kind
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Channel, File, Json, User
from bot.sandbox.world import World, number

PLAIN = "text/plain; charset=utf-8"


def unpacked(body: Json) -> Upload:
    """A file given in JSON: `filename`, and what is in it as text (`content`) or bytes (`base64`)."""
    inside = base64.b64decode(body["base64"], validate=True) if "base64" in body else str(body["content"]).encode()
    return Upload("files[0]", str(body["filename"]), str(body.get("content_type", PLAIN)), inside)


def lay(world: World, who: User, given: Upload) -> File:
    """Somebody's file, at hand from now on; the client takes none that is too large."""
    return files.uploaded(world, who, given.filename, given.content_type, given.content)


def found(world: World, who: User, file_id: object) -> File:
    """A file that this person has at hand."""
    file = world.files.get(number(file_id) or 0)
    if file is None or file.owner != who.id:
        raise cannot(f"{who.global_name} has no file {file_id} at hand")
    return file


def resolved(world: World, who: User, channel: Channel, picked: Iterable[tuple[str, Collection[str], object]]) -> Json:
    """The attachments behind picked files: for each, the field it was picked for, what that takes, and its id."""
    attachments: Json = {}
    for field, kinds, file_id in picked:
        file = found(world, who, file_id)
        check_kind(file.shown, kinds, (field,))
        attachments[file.shown["id"]] = file.shown
    if attachments and Permission.ATTACH_FILES not in in_channel(world, channel, who):
        raise cannot(f"{who.global_name} may not attach files in that channel")
    return {"attachments": attachments} if attachments else {}
