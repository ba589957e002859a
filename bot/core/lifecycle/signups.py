"""Who comes: signing up, waiting for a place, moving up, and not being able to come after all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from bot.core.lifecycle.guests_questions import brings
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Signup
from bot.core.lifecycle.phase import Phase
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


def sign_up(mixer: Mixer, user_id: int, now: datetime, *, standing: bool = False) -> Mixer:
    """The mixer with one more who comes, or waits; who is there keeps their place. Raises Refusal when over.

    With `standing` they are signed up because they always come.
    """
    if mixer.phase not in OPEN_FOR_SIGNUPS:
        raise Refusal("join.over")
    if before := mixer.signup(user_id):
        if standing or not before.standing:
            return mixer
        own = replace(before, standing=False)
        return replace(mixer, signups=tuple(own if s == before else s for s in mixer.signups))
    if len(mixer.signups) >= MOST_SIGNUPS:
        raise Refusal("join.full")
    return replace(mixer, signups=(*mixer.signups, Signup(user_id, now, waiting=_full(mixer), standing=standing)))


def withdraw(mixer: Mixer, user_id: int) -> Mixer:
    """The mixer without somebody, and with whoever has waited longest in their place."""
    left = replace(brings(mixer, user_id), signups=tuple(s for s in mixer.signups if s.user_id != user_id))
    return moved_up(impersonal(left, user_id))


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
