"""What hosts tell people: in every room in the hour, and those who signed up before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Notice
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.wanted_post import PostKind, WantedPost
from bot.core.posts.calling import directly, published
from bot.core.text import Moment, People, Text, Value

WORD_STALE = timedelta(minutes=30)
"""What is told before the hour, later than this, is left out where it could not be posted."""


def told(notice: Notice) -> Text:
    """A host's words as they were typed, line by line, and whose they are, as far as that may be known."""
    lines = tuple(Text("room.notice_line", {"text": line}) for line in notice.text.split("\n"))
    if not notice.by:
        return Text("room.notice_host", {"lines": lines})
    return Text("room.notice", {"who": People((notice.by,)), "lines": lines})


def before_the_hour(mixer: Mixer) -> Iterator[WantedPost]:
    """What those read who signed up: in the channel, in the lobby if they gather there, and directly if they like."""
    for number, notice in enumerate(mixer.notices):
        if notice.end is not None:
            continue
        ids = [signup.user_id for signup in mixer.coming if signup.at <= notice.at]
        words: dict[str, Value] = {
            "title": mixer.title,
            "at": Moment(mixer.opens_at, full=True),
            "told": told(notice),
        }

        def text(to: Value, words: dict[str, Value] = words) -> Text:
            return Text("invitation.word", {**words, "people": to})

        posts = [*published(mixer, PostKind.WORD.key(number), ids, text)]
        posts += directly(mixer, PostKind.DIRECT.key("word", number), ids, text)
        if mixer.phase is Phase.GATHERING and mixer.lobby_id != mixer.channel_id:
            posts.append(WantedPost(PostKind.WORD.key("lobby", number), mixer.lobby_id, told(notice)))
        yield from (replace(want, until=notice.at + WORD_STALE) for want in posts)
