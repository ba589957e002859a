"""What is said to hosts alone, once, because only they can mend it; directly where it cannot be posted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.core.lifecycle.facts import CLASH, LOBBY, REFUSED, SIGHT, TWO_FACTOR
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Delivery
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.signups import OPEN_FOR_SIGNUPS, whom
from bot.core.lifecycle.wanted_post import PostKey, PostKind, WantedPost
from bot.core.text import Button, Moment, People, Phrase, Place, Text, Value

OTHER_HINDRANCES = {TWO_FACTOR: "mixer.two_factor", REFUSED: "mixer.refused", "view_channel": "mixer.unseen"}
"""What is said where no permission is missing, or one that a role alone does not give."""
MENDS: dict[str, tuple[Button, ...]] = {LOBBY: ("relocate",), SIGHT: ("relocate",), CLASH: ("relocate",)}
"""What can be pressed where something is missing that one press can mend."""


def to_hosts(mixer: Mixer) -> Iterator[WantedPost]:
    """That they host now, or are asked to, and what hinders the evening."""
    if mixer.phase is not Phase.CLOSING:
        yield from _heirs(mixer)
        yield from _broken(mixer)
        if mixer.phase in OPEN_FOR_SIGNUPS:
            yield from _invitation(mixer)
    for permission in sorted(mixer.missing_permissions):
        values: dict[str, Value] = {"permission": Phrase((f"permission.{permission}",))}
        text = _text(mixer, OTHER_HINDRANCES.get(permission, "mixer.missing"), values)
        yield from _told(mixer, PostKind.MISSING.key(permission), text)


def _heirs(mixer: Mixer) -> Iterator[WantedPost]:
    title, asked = mixer.title, PostKind.HEIR.key(mixer.handed_over)
    if mixer.handed_over:
        told = Text("hand_over.told", {"host": People((mixer.host_id,)), "title": title}, pings=(mixer.host_id,))
        yield WantedPost(PostKind.HANDED.key(mixer.handed_over), mixer.channel_id, told)
    if mixer.stand_ins:
        yield from _told(mixer, asked, _text(mixer, "hand_over.wanted", buttons=("take_over",)))
    for key in mixer.posts:
        if key.kind == PostKind.HEIR and not (mixer.stand_ins and key == asked):
            found = Text("hand_over.found", {"title": title})
            yield WantedPost(key, mixer.channel_id, found, fresh=False)


def _broken(mixer: Mixer) -> Iterator[WantedPost]:
    """What is gone, and, once it is there again, that it is."""
    for what in sorted(mixer.broken):
        text = _text(
            mixer, f"broken.{what}", {"lobby": Place(mixer.lobby_id), "roles": whom(mixer)}, MENDS.get(what, ())
        )
        yield from _told(mixer, PostKind.GONE.key(what), text)
    for key, post in mixer.posts.items():
        if key.kind == PostKind.GONE and key.parts[0] not in {*mixer.broken, "invitation"}:
            yield WantedPost(key, post.channel_id, Text("broken.mended", {"title": mixer.title}), fresh=False)


def _invitation(mixer: Mixer) -> Iterator[WantedPost]:
    """That the invitation was deleted, so that nobody can sign up any more."""
    card, key = mixer.posts.get(PostKind.ANNOUNCEMENT.key()), PostKind.GONE.key("invitation")
    if card is not None and card.delivery is Delivery.DROPPED:
        yield from _told(mixer, key, _text(mixer, "broken.invitation", buttons=("repost",)))
    elif key in mixer.posts:
        text = Text("broken.mended", {"title": mixer.title})
        yield WantedPost(key, mixer.posts[key].channel_id, text, fresh=False)


def _text(mixer: Mixer, key: str, values: dict[str, Value] | None = None, buttons: tuple[Button, ...] = ()) -> Text:
    named: dict[str, Value] = {
        "host": People(mixer.heads),
        "title": mixer.title,
        "at": Moment(mixer.opens_at, full=True),
    }
    return Text(key, {**named, **(values or {})}, buttons, pings=mixer.heads)


def _told(mixer: Mixer, key: PostKey, text: Text) -> Iterator[WantedPost]:
    """A post in the evening's channel; where none can be made there, a direct message, in which nothing is pressed."""
    yield WantedPost(key, mixer.channel_id, text)
    post = mixer.posts.get(key)
    if post is not None and post.delivery is Delivery.DROPPED:
        for user in mixer.heads:
            own, bare = PostKind.DIRECT.key(key.kind, *key.parts, user), replace(text, buttons=(), pings=())
            yield WantedPost(own, 0, Text("broken.direct", {"what": bare}) if text.buttons else bare, to=user)


def mends(mixer: Mixer) -> Iterator[tuple[Text, Button]]:
    """What hosts have been told that one press can mend, with what is to be pressed, while it is so."""
    for want in to_hosts(mixer):
        for button in want.text.buttons:
            yield replace(want.text, buttons=(), pings=()), button
