"""Roles within Discord's limits, for a server without boosts."""

from bot.sandbox.rules.errors import DiscordError
from bot.sandbox.rules.fields import Fields


def check_role(role: Fields) -> None:
    """A role to create or change; pictures of roles take boosts."""
    role.text("name", 100)
    role.whole("permissions", 0, 2**63 - 1)
    role.whole("color", 0, 0xFFFFFF)
    colors = role.part("colors")
    if colors is not None:
        colors.whole("primary_color", 0, 0xFFFFFF, required=True)
        if colors.has("secondary_color") or colors.has("tertiary_color"):
            raise _boosts()
    role.switch("hoist")
    role.switch("mentionable")
    if role.has("icon") or role.has("unicode_emoji"):
        raise _boosts()


def _boosts() -> DiscordError:
    return DiscordError(403, 50101, "This server needs more boosts to perform this action")
