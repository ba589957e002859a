"""Discord's refusals: each has the status, the code and the JSON that a client library reads."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeAlias

Path: TypeAlias = tuple[str | int, ...]

UNKNOWN = {
    "account": (10001, "Unknown Account"),
    "application": (10002, "Unknown Application"),
    "channel": (10003, "Unknown Channel"),
    "guild": (10004, "Unknown Guild"),
    "invite": (10006, "Unknown Invite"),
    "member": (10007, "Unknown Member"),
    "message": (10008, "Unknown Message"),
    "overwrite": (10009, "Unknown Overwrite"),
    "role": (10011, "Unknown Role"),
    "token": (10012, "Unknown Token"),
    "user": (10013, "Unknown User"),
    "emoji": (10014, "Unknown Emoji"),
    "webhook": (10015, "Unknown Webhook"),
    "ban": (10026, "Unknown Ban"),
    "sticker": (10060, "Unknown Sticker"),
    "interaction": (10062, "Unknown interaction"),
    "command": (10063, "Unknown application command"),
    "voice state": (10065, "Unknown Voice State"),
    "command permissions": (10066, "Unknown application command permissions"),
    "stage instance": (10067, "Unknown Stage Instance"),
    "event": (10070, "Unknown Guild Scheduled Event"),
    "event user": (10071, "Unknown Guild Scheduled Event User"),
    "sound": (10097, "Unknown sound"),
}


class DiscordError(Exception):
    """A refusal as Discord words it: HTTP status, its own code, and for a form the faults by field."""

    def __init__(self, status: int, code: int, message: str, errors: dict[str, Any] | None = None) -> None:
        super().__init__(f"{status} ({code}): {message}" + (f" {errors}" if errors else ""))
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        return body if self.errors is None else {**body, "errors": self.errors}


@dataclass(frozen=True)
class Fault:
    """One field that is wrong: where it stands, Discord's short code for why, and a sentence."""

    path: Path
    code: str
    message: str


def forms(faults: Iterable[Fault]) -> DiscordError:
    """400/50035 naming every faulty field, nested the way Discord nests them: list places become string keys."""
    errors: dict[str, Any] = {}
    for fault in faults:
        place = errors
        for step in fault.path:
            place = place.setdefault(str(step), {})
        place.setdefault("_errors", []).append({"code": fault.code, "message": fault.message})
    return DiscordError(400, 50035, "Invalid Form Body", errors)


def form(path: Path, code: str, message: str) -> DiscordError:
    """400/50035 for a single faulty field."""
    return forms([Fault(path, code, message)])


def required(path: Path) -> DiscordError:
    """400/50035 for a field that is not there."""
    return form(path, "BASE_TYPE_REQUIRED", "This field is required")


def unknown(kind: str) -> DiscordError:
    """404 with the code of that kind of thing: clients tell a deleted channel from a deleted message by it."""
    code, message = UNKNOWN[kind]
    return DiscordError(404, code, message)


def not_found() -> DiscordError:
    """404/0, for a path that no route answers."""
    return DiscordError(404, 0, "404: Not Found")


def method_not_allowed() -> DiscordError:
    """405/0, for a route that has no such method."""
    return DiscordError(405, 0, "405: Method Not Allowed")


def invalid_version() -> DiscordError:
    """400/50041, for a version of the API that is gone."""
    return DiscordError(400, 50041, "Invalid API version provided")


def absent(what: str) -> DiscordError:
    """501/0, which Discord never answers: the sandbox has no such thing, and says so by name."""
    return DiscordError(501, 0, f"The sandbox has no {what}.")


def unauthorized() -> DiscordError:
    """401/0, for a bad token; libraries raise their login failure on the status."""
    return DiscordError(401, 0, "401: Unauthorized")


def missing_access() -> DiscordError:
    """403/50001: the bot cannot see the place at all."""
    return DiscordError(403, 50001, "Missing Access")


def missing_permissions() -> DiscordError:
    """403/50013: the bot sees the place but may not do this there."""
    return DiscordError(403, 50013, "Missing Permissions")


def cannot_message_user() -> DiscordError:
    """403/50007: the person takes no direct messages from this bot."""
    return DiscordError(403, 50007, "Cannot send messages to this user")


def no_mutual_guilds() -> DiscordError:
    """403/50278: bot and person share no server."""
    return DiscordError(403, 50278, "Cannot send messages to this user due to having no mutual guilds")


def others_message() -> DiscordError:
    """403/50005: nobody edits what another wrote."""
    return DiscordError(403, 50005, "Cannot edit a message authored by another user")


def empty_message() -> DiscordError:
    """400/50006: nothing to show."""
    return DiscordError(400, 50006, "Cannot send an empty message")


def in_dm() -> DiscordError:
    """400/50003: that is for channels of servers."""
    return DiscordError(400, 50003, "Cannot execute action on a DM channel")


def too_old_to_delete() -> DiscordError:
    """400/50034: what is over two weeks old is deleted one by one."""
    return DiscordError(400, 50034, "A message provided was too old to bulk delete")


def invalid_sticker() -> DiscordError:
    """400/50081: there is no such sticker for this bot; the sandbox has none at all."""
    return DiscordError(400, 50081, "Invalid sticker sent")


def system_message() -> DiscordError:
    """403/50021: what Discord itself wrote takes no pins, reactions or threads."""
    return DiscordError(403, 50021, "Cannot execute action on a system message")


def already_has_thread() -> DiscordError:
    """400/160004: a message has one thread."""
    return DiscordError(400, 160004, "A thread has already been created for this message")


def wrong_channel_type() -> DiscordError:
    """400/50024: this cannot be done to that kind of channel."""
    return DiscordError(400, 50024, "Cannot execute action on this channel type")


def not_text() -> DiscordError:
    """400/50008: the channel holds no messages."""
    return DiscordError(400, 50008, "Cannot send messages in a non-text channel")


def invalid_recipients() -> DiscordError:
    """400/50033: no direct message can be opened to that one (another bot, or oneself)."""
    return DiscordError(400, 50033, "Invalid Recipient(s)")


def invalid_json() -> DiscordError:
    """400/50109: the body could not be read."""
    return DiscordError(400, 50109, "The request body contains invalid JSON.")


def wrong_content_type(takes: Iterable[str]) -> DiscordError:
    """400/50035 for a body whose kind this route does not take."""
    named = ", ".join(f"'{kind}'" for kind in takes)
    return form((), "CONTENT_TYPE_INVALID", f'Expected "Content-Type" header to be one of {{{named}}}.')


def too_large() -> DiscordError:
    """413/40005: the request is over Discord's 25 MiB."""
    return DiscordError(413, 40005, "Request entity too large")


def not_in_voice() -> DiscordError:
    """400/40032: one cannot move, mute or deafen somebody who is in no voice channel."""
    return DiscordError(400, 40032, "Target user is not connected to voice.")


def cannot_send_effect() -> DiscordError:
    """403/50167: who is deafened, by a moderator or by themselves, or muted by one plays no sound to others."""
    return DiscordError(403, 50167, "Cannot send voice effect when user is server muted, deafened, or suppressed")


def already_answered() -> DiscordError:
    """400/40060: an interaction takes one first answer."""
    return DiscordError(400, 40060, "Interaction has already been acknowledged.")


def command_exists() -> DiscordError:
    """400/40041: two commands of one name and type."""
    return DiscordError(400, 40041, "An application command with that name already exists")


def invalid_role() -> DiscordError:
    """400/50028: that role is nobody's to change: everyone's, or one that a bot brought."""
    return DiscordError(400, 50028, "Invalid Role")


def no_poll() -> DiscordError:
    """400/520006: there is no poll in that message."""
    return DiscordError(400, 520006, "Cannot expire a non-poll message")


def poll_over() -> DiscordError:
    """400/520001: nobody votes in a poll that is over, nor ends it again."""
    return DiscordError(400, 520001, "Poll expired")


def thread_locked() -> DiscordError:
    """400/160005: only who manages threads writes in a locked one."""
    return DiscordError(400, 160005, "Thread is locked")


def thread_archived() -> DiscordError:
    """400/50083: what stands in a thread that was put away is not changed."""
    return DiscordError(400, 50083, "Thread is archived")


def two_factor_required() -> DiscordError:
    """403/60003: the server wants two-factor authentication, and the bot's owner has none."""
    return DiscordError(403, 60003, "Two factor is required for this operation")


def finished_event() -> DiscordError:
    """400/180000: an event that is over or cancelled cannot be changed."""
    return DiscordError(400, 180000, "Cannot update a finished event")
