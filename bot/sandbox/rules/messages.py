"""Messages: sizes, mentions, flags, and what may not stand together (Discord's documented limits)."""

from bot.sandbox.rules import errors
from bot.sandbox.rules.components import check_components
from bot.sandbox.rules.embeds import check_embeds
from bot.sandbox.rules.fields import Fields, Json
from bot.sandbox.rules.selects import check_emoji

SUPPRESS_EMBEDS, EPHEMERAL, SILENT, VOICE, V2 = 1 << 2, 1 << 6, 1 << 12, 1 << 13, 1 << 15
SETTABLE = SUPPRESS_EMBEDS | EPHEMERAL | SILENT | VOICE | V2
LEGACY_ONLY = ("content", "embeds", "poll", "sticker_ids")


def check_message(
    body: Json,
    *,
    editing: bool = False,
    was_v2: bool = False,
    files: int = 0,
    path: errors.Path = (),
    current: Json | None = None,
) -> None:
    """One message to send or edit; `was_v2` says that the edited one has Components V2, `files` came beside the JSON.

    The content limit is 2000 as documented, though the published schema says 4000. `path` is where the message
    stands in the request: under `data` when it answers an interaction. `current` is what the edited one shows so far.
    """
    message = Fields(body, path)
    message.text("content", 2000)
    message.switch("tts")
    flags = _check_flags(message)
    v2 = was_v2 or bool(flags & V2)
    if v2:
        _check_v2(Fields({**(current or {}), **body}, path), editing=editing)
    check_embeds(message)
    _check_nonce(message)
    _check_mentions(message)
    message.snowflakes("sticker_ids", 3)
    _check_attachments(message, None if editing else files)
    _check_reference(message)
    _check_poll(message, editing=editing)
    if message.has("components"):
        check_components(body["components"], v2=v2, modal=False, path=(*path, "components"))
    if not editing and not files and not _shows_something(message):
        raise errors.empty_message()


def _shows_something(message: Fields) -> bool:
    body = message.body
    reference = message.part("message_reference")
    forwards = reference is not None and reference.body.get("type") == 1
    filled = any(body.get(key) for key in ("embeds", "components", "sticker_ids", "poll"))
    return filled or forwards or bool(str(body.get("content") or "").strip())


def _check_attachments(message: Fields, files: int | None) -> None:
    """Descriptions of files: in a new message none without the file itself."""
    attachments = message.parts("attachments", 10)
    for attachment in attachments:
        attachment.need("id")
        attachment.text("filename", 1024)
        attachment.text("description", 1024)
    if files is not None and len(attachments) > files:
        raise message.fault("attachments", "ATTACHMENT_NOT_FOUND", "An attachment came without its file")


def _check_reference(message: Fields) -> None:
    reference = message.part("message_reference")
    if reference is not None:
        reference.pick("type", (0, 1))
        reference.snowflake("message_id", required=True)
        reference.snowflake("channel_id", required=reference.body.get("type") == 1)
        reference.switch("fail_if_not_exists")


def _check_flags(message: Fields) -> int:
    flags = message.whole("flags", 0, 2**31 - 1) or 0
    if flags & ~SETTABLE:
        raise message.fault("flags", "BASE_TYPE_CHOICES", "A flag that an app cannot set.")
    return flags


def _check_v2(message: Fields, *, editing: bool) -> None:
    for key in LEGACY_ONLY:
        if message.body.get(key):
            raise message.fault(
                key,
                "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2",
                f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2",
            )
    if not message.body.get("components") and (not editing or "components" in message.body):
        raise errors.empty_message()


def _check_nonce(message: Fields) -> None:
    message.switch("enforce_nonce")
    nonce = message.body.get("nonce")
    if isinstance(nonce, str):
        message.text("nonce", 25)
    else:
        message.whole("nonce", -(2**63), 2**63 - 1)


def _check_mentions(message: Fields) -> None:
    mentions = message.part("allowed_mentions")
    if mentions is None:
        return
    mentions.switch("replied_user")
    parse = mentions.picks("parse", 3, ("roles", "users", "everyone"))
    for kind in ("users", "roles"):
        named = mentions.snowflakes(kind, 100)
        if named and kind in parse:
            raise mentions.fault(
                "",
                "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE",
                f'parse:["{kind}"] and {kind}: [ids...] are mutually exclusive.',
            )


def _check_poll(message: Fields, *, editing: bool) -> None:
    poll = message.part("poll")
    if poll is None:
        return
    if editing:
        raise message.fault("poll", "POLL_CANNOT_BE_EDITED", "A poll cannot be edited")
    question = poll.part("question", required=True)
    if question is not None:
        question.text("text", 300, 1, required=True)
    for answer in poll.parts("answers", 10, 1, required=True):
        media = answer.part("poll_media", required=True)
        if media is not None:
            media.text("text", 55, 1, required=True)
            check_emoji(media)
    poll.whole("duration", 1, 32 * 24)
    poll.switch("allow_multiselect")
    poll.pick("layout_type", (1,))
