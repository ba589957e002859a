"""Threads within Discord's documented limits."""

from bot.sandbox.rules.fields import Fields, Json


def check_thread(body: Json, *, editing: bool = False) -> None:
    """A thread to begin or to change."""
    thread = Fields(body)
    thread.text("name", 100, 1, required=not editing or "name" in body)
    thread.pick("auto_archive_duration", (60, 1440, 4320, 10_080))
    thread.whole("rate_limit_per_user", 0, 21_600)
    for key in ("archived", "locked", "invitable"):
        thread.switch(key)
    if thread.items("applied_tags", 5):
        raise thread.fault("applied_tags", "FORUM_TAG_UNKNOWN", "The sandbox's forums have no tags.")
    if thread.whole("flags", 0, 2**31 - 1):
        raise thread.fault("flags", "BASE_TYPE_CHOICES", "The sandbox pins no posts of forums.")
