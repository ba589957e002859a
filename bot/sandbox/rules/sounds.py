"""What may be a sound of a soundboard: MP3 or Ogg, small and short, and how long a file of either kind plays."""

import base64
import binascii
import re
import struct

from bot.sandbox.rules.errors import DiscordError, form
from bot.sandbox.rules.fields import Fields

LARGEST, LONGEST, MOST = 512 * 1024, 5.2, 8
"""Published: bytes and seconds of one sound. Reported: how many a server without boosts has room for."""
URI = re.compile(r"data:audio/(?:mpeg|mp3|ogg);base64,(.*)", re.DOTALL)
TAG, OGG, OPUS_RATE = b"ID3", b"OggS", 48_000
BITRATES = {
    1: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    2: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""Of layer III in kbit/s, by version of MPEG."""
RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
"""Samples a second, by the two bits that tell the version."""


def read_sound(body: Fields) -> bytes:
    """The file in a request to make a sound, refused as Discord refuses."""
    found = URI.fullmatch(str(body.text("sound", 1 << 30, 1, required=True)))
    if found is None:
        raise _wrong_type()
    try:
        content = base64.b64decode(found[1], validate=True)
    except binascii.Error as error:
        raise form(("sound",), "BASE64_TYPE_INVALID", "That is no base64.") from error
    if len(content) > LARGEST:
        raise form(("sound",), "BINARY_TYPE_MAX_SIZE", "File cannot be larger than 512.0 kb.")
    if seconds_of(content) > LONGEST:
        raise DiscordError(400, 50124, "The provided file duration exceeds maximum of 5.2 seconds.")
    return content


def seconds_of(content: bytes) -> float:
    """How long a file plays; one that is neither MP3 nor Ogg, or holds no sound, is refused."""
    seconds = _ogg(content) if content.startswith(OGG) else _mp3(content)
    if seconds <= 0:
        raise _wrong_type()
    return seconds


def _wrong_type() -> DiscordError:
    return DiscordError(400, 50123, "The provided file type is invalid.")


def _mp3(content: bytes) -> float:
    """The frames of layer III one after another; what stands before them, and is not a tag, is no MP3."""
    at, seconds = _behind_tag(content), 0.0
    while at + 4 <= len(content):
        head = struct.unpack_from(">I", content, at)[0]
        version, layer, rate, speed = head >> 19 & 3, head >> 17 & 3, head >> 12 & 15, head >> 10 & 3
        if head >> 21 != 0x7FF or layer != 1 or version == 1 or rate in {0, 15} or speed == 3:
            break
        samples = 1152 if version == 3 else 576
        bits, hertz = BITRATES[1 if version == 3 else 2][rate - 1] * 1000, RATES[version][speed]
        at += samples // 8 * bits // hertz + (head >> 9 & 1)
        seconds += samples / hertz
    return seconds


def _behind_tag(content: bytes) -> int:
    if not content.startswith(TAG) or len(content) < 10:
        return 0
    a, b, c, d = content[6:10]
    return 10 + (a << 21 | b << 14 | c << 7 | d)


def _ogg(content: bytes) -> float:
    """By the position that its last page tells, in samples of Vorbis or Opus."""
    if (head := content.find(b"\x01vorbis")) >= 0 and len(content) >= head + 16:
        hertz = int(struct.unpack_from("<I", content, head + 12)[0])
    else:
        hertz = OPUS_RATE if b"OpusHead" in content else 0
    last = content.rfind(OGG)
    if not hertz or len(content) < last + 14:
        return 0.0
    return float(struct.unpack_from("<q", content, last + 6)[0]) / hertz
