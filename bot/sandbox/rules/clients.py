"""What a request says of its client and its reason, before anything else of it is looked at."""

import re
from urllib.parse import unquote

from bot.sandbox.rules.errors import DiscordError, form
from bot.sandbox.rules.fields import length

SHUT_OUT = re.compile(r"\s*$|Mozilla/|Python-urllib/|Java/1\.")
"""No name at all, browsers, and two that libraries give by themselves (discord-api-docs#6473, #1504, #4908)."""
LONGEST_REASON = 512


def check_user_agent(told: str) -> None:
    """Refuse what never comes through to Discord; the reference wants `DiscordBot (url, version)`, others pass."""
    if SHUT_OUT.match(told):
        raise DiscordError(403, 40333, "internal network error")


def read_reason(header: str | None) -> str | None:
    """What X-Audit-Log-Reason says, percent-encoded or not."""
    if not header:
        return None
    reason = unquote(header).encode(errors="replace").decode()
    if length(reason) > LONGEST_REASON:
        raise form(("reason",), "BASE_TYPE_MAX_LENGTH", f"Must be {LONGEST_REASON} or fewer in length.")
    return reason
