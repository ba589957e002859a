"""What somebody may say of their presence."""

from bot.sandbox.rules.fields import Json, is_object

STATUSES = {"online", "idle", "dnd", "invisible", "offline", ""}
"""An empty one is what some libraries send for nothing said; Discord takes it."""
KINDS = range(6)
"""Playing, streaming, listening, watching, a status of one's own, competing."""


def is_activity(told: object) -> bool:
    """Whether it has a name, and a kind that there is."""
    if not is_object(told) or not isinstance(told.get("name"), str):
        return False
    kind = told.get("type", 0)
    texts = (told.get("url"), told.get("state"))
    fits = isinstance(kind, int) and not isinstance(kind, bool) and kind in KINDS
    return fits and all(text is None or isinstance(text, str) for text in texts)


def made_activity(told: Json, now: float) -> Json:
    """An activity as others see it: of what a bot says name, kind, state and the address of a stream are kept."""
    kept: Json = {key: told[key] for key in ("url", "state") if told.get(key) is not None}
    return {"name": told["name"], "type": told.get("type", 0), "created_at": int(now * 1000), **kept}
