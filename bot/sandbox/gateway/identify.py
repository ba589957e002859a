"""What a client may say of itself when it identifies."""

from collections.abc import Collection
from typing import Any, cast

from bot.sandbox.gateway import intents
from bot.sandbox.gateway.session import shard_of
from bot.sandbox.things import Application, Guild, Json

MOST_GUILDS = 2500


class Refused(Exception):
    """The connection is closed with this code and reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


def check_identify(data: Json, app: Application, guilds: Collection[Guild]) -> tuple[int, tuple[int, int]]:
    """The intents and the shard, or the close code Discord has for what is wrong with them."""
    properties = data["properties"]
    if not isinstance(properties, dict):
        raise Refused(4002, "Error while decoding payload.")
    asked = data["intents"]
    if not isinstance(asked, int) or isinstance(asked, bool) or asked < 0 or asked & ~intents.KNOWN:
        raise Refused(4013, "Invalid intent(s).")
    if asked & intents.PRIVILEGED & ~app.privileged_intents:
        raise Refused(4014, "Disallowed intent(s).")
    shard = _shard(data.get("shard"))
    if (
        sum(app.user.id in guild.members and shard_of(guild.id, shard[1]) == shard[0] for guild in guilds)
        >= MOST_GUILDS
    ):
        raise Refused(4011, "Sharding required.")
    return asked, shard


def _shard(asked: Any) -> tuple[int, int]:
    if asked is None:
        return 0, 1
    pair = cast("list[Any]", asked) if isinstance(asked, list) else []
    if len(pair) != 2 or not all(isinstance(part, int) for part in pair) or not 0 <= pair[0] < pair[1]:
        raise Refused(4010, "Invalid shard.")
    return int(pair[0]), int(pair[1])
