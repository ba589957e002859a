"""Why a scene did not play to its end."""

from __future__ import annotations


class Missed(Exception):
    """Something that should have happened came late or not at all; in words."""


class Broke(Exception):
    """The bot did what it must never do; in words."""


class LeftOut(Exception):
    """What a scene stands on is not there."""
