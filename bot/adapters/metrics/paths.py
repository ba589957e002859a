"""A request's path without what is special to it, so that requests of a kind are counted together."""

from __future__ import annotations

import re

_API = re.compile(r"^(?:/api)?(?:/v\d+)?")
_WORD = re.compile(r"@?[a-z][a-z_-]{1,23}")
_NAMED = {"reactions": ":emoji", "invites": ":code"}
"""What follows these words is somebody's choice and could be taken for a word of the path."""
_SECRET = {"interactions", "webhooks"}
"""Two segments after these words comes a token."""


def kind_of(path: str) -> str:
    """`/channels/:id/messages` for all channels alike; no id, no token and nothing typed is left in it."""
    segments = _API.sub("", path).strip("/").split("/")
    kinds: list[str] = []
    for place, segment in enumerate(segments):
        if place and segments[place - 1] in _NAMED:
            kinds.append(_NAMED[segments[place - 1]])
        elif place > 1 and segments[place - 2] in _SECRET:
            kinds.append(":token")
        else:
            kinds.append(segment if _WORD.fullmatch(segment) else ":id")
    return "/" + "/".join(kinds)
