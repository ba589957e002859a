"""Application commands: names, options, choices and sizes (Discord's documented limits)."""

from collections import Counter

from bot.sandbox.rules import errors, full
from bot.sandbox.rules.fields import Fields, Json, is_object, length
from bot.sandbox.rules.invocation import resolve
from bot.sandbox.rules.names import check_localizations, check_name
from bot.sandbox.rules.options import check_options

CHAT, USER, MESSAGE, ENTRY = 1, 2, 3, 4
MOST = {CHAT: 100, USER: 15, MESSAGE: 15, ENTRY: 1}
MOST_CHARACTERS = 8000


def check_commands(commands: list[Json]) -> None:
    """A whole set of commands of one scope, as a bulk overwrite sends them."""
    seen: set[tuple[int, str]] = set()
    for place, body in enumerate(commands):
        command = Fields(body, (place,))
        kind = check_command(command)
        if (kind, body["name"]) in seen:
            raise command.fault(
                "name", "APPLICATION_COMMANDS_DUPLICATE_NAME", "Application command names must be unique"
            )
        seen.add((kind, body["name"]))
    if any(count > MOST[kind] for kind, count in Counter(kind for kind, _ in seen).items()):
        raise full.too_many_commands()


def check_beside(body: Json, others: list[Json]) -> None:
    """One command to create or change, beside the others of its scope."""
    kind = check_command(Fields(body))
    if any((other["type"], other["name"]) == (kind, body["name"]) for other in others):
        raise errors.command_exists()
    if sum(other["type"] == kind for other in others) >= MOST[kind]:
        raise full.too_many_commands()


def check_command(command: Fields) -> int:
    """One command; answers its type."""
    kind: int = command.pick("type", tuple(MOST)) or CHAT
    check_name(command, chat=kind == CHAT)
    if kind == CHAT:
        command.text("description", 100, 1, required=True)
        check_localizations(command, "description", lambda part, key: part.text(key, 100, 1, required=True))
        check_options(command, deepest=2)
    elif command.body.get("description") or command.body.get("options"):
        wrong = "description" if command.body.get("description") else "options"
        raise command.fault(wrong, "APPLICATION_COMMAND_CONTEXT_MENU_FIELD", "Only slash commands have this")
    for key in ("nsfw", "dm_permission"):
        command.switch(key)
    command.whole("default_member_permissions", 0, 2**54 - 1)
    command.picks("contexts", 3, (0, 1, 2), 1)
    command.picks("integration_types", 2, (0, 1), 1)
    if weight(command.body) > MOST_CHARACTERS:
        raise command.fault("", "APPLICATION_COMMAND_TOO_LARGE", "Command exceeds maximum size (8000)")
    return kind


def weight(body: Json) -> int:
    """How many characters a command has in names, descriptions and values, by the longest language of each."""
    total = _longest(body, "name") + _longest(body, "description")
    if "value" in body:
        total += length(str(body["value"]))
    inner: list[Json] = [*(body.get("options") or []), *(body.get("choices") or [])]
    return total + sum(weight(part) for part in inner)


def _longest(body: Json, key: str) -> int:
    others = body.get(f"{key}_localizations")
    texts = [body.get(key), *(others.values() if is_object(others) else ())]
    return max((length(text) for text in texts if isinstance(text, str)), default=0)


__all__ = ["check_beside", "check_command", "check_commands", "resolve", "weight"]
