"""What is written because of hosts' hands: that guests have told them something, and that everybody is together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.wanted_post import PostKind, WantedPost
from bot.core.text import Letter, Moment, People, Phrase, Text

REPORT_STALE = timedelta(minutes=15)
"""What guests have told hosts, later than this, is called attention to no more; the guest list goes on showing it."""


def of_hands(mixer: Mixer) -> Iterator[WantedPost]:
    """In the hour: a word to hosts that says nothing of what it is about, for everybody reads it; and one to all."""
    for nth, report in enumerate(mixer.reports):
        told = Text("report.told", {"hosts": People(report.to)}, ("guests",), pings=report.to)
        yield WantedPost(PostKind.QUIETLY.key(nth), mixer.channel_id, told, until=report.at + REPORT_STALE)
    if (together := mixer.assembly) is not None:
        text = Text("together.said", {"until": Moment(together.until, relative=True)})
        yield WantedPost(PostKind.TOGETHER.key(int(together.since.timestamp())), mixer.lobby_id, text)


def still_muted(guild_id: int, language: str, to: int, user_id: int, since: datetime) -> Letter:
    """To whom can act: that somebody muted `since` then cannot be unmuted by us any more."""
    permission = Phrase(("permission.mute_members",))
    text = Text("hands.still_muted", {"person": People((user_id,)), "permission": permission})
    key = f"still muted {guild_id} {user_id} {since.timestamp():.0f} {to}"
    return Letter(key=key, language=language, texts=(text,), guild_id=guild_id, to=to)
