"""Files are put where they can be downloaded: those of messages, and those that somebody is about to hand in."""

from bot.sandbox.rules import files
from bot.sandbox.things import File, Json, User
from bot.sandbox.world import World


def attached(world: World, channel_id: int, name: str, content_type: str, content: bytes) -> Json:
    """The attachment that a file becomes in a message."""
    return _store(world, f"attachments/{channel_id}", name, content_type, content).shown


def uploaded(world: World, who: User, name: str, content_type: str, content: bytes) -> File:
    """A person's file on its way into a command, a form or a message; refused if it is too large."""
    files.check_parts([("files[0]", len(content))])
    return _store(world, f"ephemeral-attachments/{who.id}", name, content_type, content, owner=who)


def _store(
    world: World, folder: str, name: str, content_type: str, content: bytes, *, owner: User | None = None
) -> File:
    """Keep a file under the name that Discord gives it; what the name lost is in `title`."""
    file_id, stored = world.new_id(), files.stored_name(name)
    url = f"{world.base_url}/{folder}/{file_id}/{stored}"
    shown: Json = {
        "id": str(file_id),
        "filename": stored,
        "size": len(content),
        "url": url,
        "proxy_url": url,
        **files.facts_of(stored, content, content_type),
    }
    if stored != name:
        shown["title"] = name.rpartition(".")[0] or name
    if owner is not None:
        shown["ephemeral"] = True
    world.files[file_id] = file = File(shown, content, None if owner is None else owner.id)
    return file
