"""Posts that reach people: by name where the server says who comes, without names where it does not, or directly."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Delivery
from bot.core.lifecycle.wanted_post import PostKey, WantedPost
from bot.core.text import People, Text, Value

T = TypeVar("T")
MOST_AT_ONCE = 50
"""Members pinged by one post: Discord takes 100, and their mentions must fit into 2,000 characters."""
EVERYBODY = Text("invitation.everybody")
"""Those whom a post is for, where nobody is named."""


def calling(mixer: Mixer, key: PostKey, called: Sequence[int], named: Text, unnamed: Text) -> WantedPost:
    """A post that calls people by name and, once it is out, names nobody: later nobody sees who has left the list."""
    post = mixer.posts.get(key)
    out = post is not None and post.delivery is Delivery.SENT
    return WantedPost(key, mixer.channel_id, unnamed if out else replace(named, pings=tuple(called)))


def directly(mixer: Mixer, key: PostKey, ids: Collection[int], text: Callable[[People], Text]) -> Iterator[WantedPost]:
    """A text to each of these people who wants direct messages, which nobody else sees."""
    for signup in mixer.signups:
        if signup.remind and signup.user_id in ids:
            own = replace(key, parts=(*key.parts, str(signup.user_id)))
            yield WantedPost(own, 0, text(People((signup.user_id,))), to=signup.user_id)


def published(
    mixer: Mixer, key: PostKey, ids: Sequence[int], text: Callable[[Value], Text], everybody: Text = EVERYBODY
) -> Iterator[WantedPost]:
    """News in the channel: to these people by name where the server says who comes, else to `everybody` it concerns.

    Whoever is not in `ids` may be among them; then it is posted for them alone, too.
    """
    if mixer.name_guests and ids:
        for part, some in enumerate(parts(ids, MOST_AT_ONCE)):
            own = replace(key, parts=(*key.parts, str(part)))
            yield calling(mixer, own, some, text(People(tuple(some))), text(everybody))
    elif ids or everybody != EVERYBODY:
        yield WantedPost(replace(key, parts=(*key.parts, "0")), mixer.channel_id, text(everybody))


def parts(all_of_them: Sequence[T], most: int) -> Iterator[Sequence[T]]:
    """As many at a time as one post can call."""
    return (all_of_them[start : start + most] for start in range(0, len(all_of_them), most))
