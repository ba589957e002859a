"""Who comes: signing up, waiting for a place, moving up, and not being able to come after all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.core.lifecycle.mixer import Mixer, Phase
from bot.core.lifecycle.parts import Signup
from bot.core.questions.deck import GUEST, Brought
from bot.core.text import Refusal, Role, Text

OPEN_FOR_SIGNUPS = frozenset({Phase.SCHEDULED, Phase.GATHERING})
"""The phases in which people sign up; in the hour they are seated."""
MOST_SIGNUPS = 2000
"""Sign-ups of one evening: far more than ever come; a server that is raided must not fill the disk."""


def check_roles(mixer: Mixer, role_ids: Collection[int]) -> None:
    """Raises Refusal if somebody with these roles may not come."""
    if mixer.for_roles and not set(mixer.for_roles) & set(role_ids):
        raise Refusal("join.roles", roles=whom(mixer))


def whom(mixer: Mixer) -> tuple[Text, ...]:
    """The roles a mixer is for, a line each."""
    return tuple(Text("invitation.role", {"role": Role(id)}) for id in mixer.for_roles)


def sign_up(mixer: Mixer, user_id: int, now: datetime) -> Mixer:
    """The mixer with one more who comes, or waits; the same for somebody who is there. Raises Refusal when over."""
    if mixer.phase not in OPEN_FOR_SIGNUPS:
        raise Refusal("join.over")
    if mixer.signup(user_id) is not None:
        return mixer
    if len(mixer.signups) >= MOST_SIGNUPS:
        raise Refusal("join.full")
    return replace(mixer, signups=(*mixer.signups, Signup(user_id, now, waiting=_full(mixer))))


def withdraw(mixer: Mixer, user_id: int) -> Mixer:
    """The mixer without somebody, and with whoever has waited longest in their place."""
    left = replace(brings(mixer, user_id), signups=tuple(s for s in mixer.signups if s.user_id != user_id))
    return moved_up(impersonal(left, user_id))


def brings(mixer: Mixer, user_id: int, text: str = "", *, shown: bool = True) -> Mixer:
    """The mixer with what somebody would like to ask the others in place of what they brought before, or without it.

    One that is sent again as it was stays as it is: a host may have seen it.
    """
    if any(one.by == user_id and one.text == text for one in mixer.brought):
        return mixer
    others = tuple(one for one in mixer.brought if one.by != user_id)
    # Never the number of an earlier one: what a room was put is known by it until the evening is over.
    last = max((number_of(one) for one in mixer.brought if one.by), default=0)
    new = (Brought(f"{GUEST}{last + 1}", text, user_id, shown),) if text else ()
    return replace(mixer, brought=(*others, *new))


def number_of(brought: Brought) -> int:
    """Which of an evening's guests' questions it is, in the order in which they came; 0 for one of the host's."""
    return int(brought.id.removeprefix(GUEST)) if brought.by else 0


def let_show(mixer: Mixer, seen: Collection[str], shown: Collection[str]) -> Mixer:
    """The mixer after a host has looked at these of its guests' questions: some may be put, the others not."""
    looked = (replace(one, shown=one.id in shown) if one.by and one.id in seen else one for one in mixer.brought)
    return replace(mixer, brought=tuple(looked))


def impersonal(mixer: Mixer, user_id: int | None = None) -> Mixer:
    """The mixer without its posts that are about one person: this one, or anybody."""
    about = {key for key in mixer.posts if key.person and (user_id is None or key.person == str(user_id))}
    return replace(mixer, posts={key: post for key, post in mixer.posts.items() if key not in about})


def moved_up(mixer: Mixer) -> Mixer:
    """The mixer with as many of the waiting as there are places for, in the order in which they came.

    Once the hour has begun, places are for those who are there.
    """
    if mixer.phase not in OPEN_FOR_SIGNUPS:
        return mixer
    while not _full(mixer) and (first := next((s for s in mixer.signups if s.waiting), None)):
        up = replace(first, waiting=False, moved_up=True)
        mixer = replace(mixer, signups=tuple(up if s == first else s for s in mixer.signups))
    return mixer


def reminded(mixer: Mixer, user_id: int, remind: bool) -> Mixer:
    """The mixer with somebody's wish for a direct message."""
    return replace(
        mixer, signups=tuple(replace(s, remind=remind) if s.user_id == user_id else s for s in mixer.signups)
    )


def _full(mixer: Mixer) -> bool:
    return mixer.capacity is not None and len(mixer.coming) >= mixer.capacity
