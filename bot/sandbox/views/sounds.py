"""Sounds of soundboards as JSON."""

from bot.sandbox.things import Guild, Json, Sound, User
from bot.sandbox.views import basics

SOUNDS = (
    ("1", "quack", "🦆"), ("2", "airhorn", "🔊"), ("3", "cricket", "🦗"),
    ("4", "golf clap", "👏"), ("5", "sad horn", "🎷"), ("7", "ba dum tss", "🥁"),
)  # fmt: skip
"""The sounds that everybody has: id, name, emoji."""


def default_sounds() -> list[Json]:
    """The sounds that everybody has."""
    return [
        {"sound_id": number, "name": name, "volume": 1.0, "emoji_id": None, "emoji_name": emoji, "available": True}
        for number, name, emoji in SOUNDS
    ]


def sound(guild: Guild, it: Sound, *, by: User | None = None) -> Json:
    """A guild's own sound; `by` who made it, for those who may know."""
    shown: Json = {
        "sound_id": str(it.id),
        "name": it.name,
        "volume": it.volume,
        "emoji_id": None,
        "emoji_name": it.emoji,
        "guild_id": str(guild.id),
        "available": True,
    }
    return shown if by is None else {**shown, "user": basics.user(by)}
