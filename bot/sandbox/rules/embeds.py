"""Embeds within Discord's documented limits."""

from bot.sandbox.rules.fields import Fields, length

SHOWN = ("title", "description", "fields", "image", "thumbnail", "footer", "author", "video")
WEB = ("http://", "https://")
MEDIA = (*WEB, "attachment://")


def check_embeds(message: Fields) -> None:
    """At most ten embeds, 6000 characters over all of them, and something to see in each."""
    total = sum(_check_embed(embed) for embed in message.parts("embeds", 10))
    if total > 6000:
        raise message.fault("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000")


def _check_embed(embed: Fields) -> int:
    if not any(embed.body.get(key) for key in SHOWN):
        raise embed.fault("description", "BASE_TYPE_REQUIRED", "This field is required")
    total = length(embed.text("title", 256) or "") + length(embed.text("description", 4096) or "")
    embed.whole("color", 0, 0xFFFFFF)
    _check_url(embed, "url", WEB)
    for key in ("image", "thumbnail"):
        picture = embed.part(key)
        if picture is not None:
            picture.need("url")
            _check_url(picture, "url", MEDIA)
    for field in embed.parts("fields", 25):
        total += length(field.text("name", 256, 1, required=True) or "")
        total += length(field.text("value", 1024, 1, required=True) or "")
        field.switch("inline")
    return total + _check_line(embed, "footer", "text", 2048) + _check_line(embed, "author", "name", 256)


def _check_line(embed: Fields, key: str, text: str, most: int) -> int:
    line = embed.part(key)
    if line is None:
        return 0
    _check_url(line, "url", WEB)
    _check_url(line, "icon_url", MEDIA)
    return length(line.text(text, most, 1, required=True) or "")


def _check_url(part: Fields, key: str, schemes: tuple[str, ...]) -> None:
    url = part.text(key, 2048)
    if url is None:
        return
    if not url.startswith(schemes) or url in schemes or any(letter.isspace() for letter in url):
        raise part.fault(key, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
