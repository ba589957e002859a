"""What follows for a mixer from an act that certainly had no effect."""

from __future__ import annotations

from collections.abc import Iterator

from bot.core.lifecycle.events import Event
from bot.core.lifecycle.facts import REFUSED, Hindered, NameRefused, PostDropped, PostUnsent
from bot.core.lifecycle.wanted_post import PostKind
from bot.core.reconcile.acts import Act, OpenCategory, OpenRoom, Reword, Say
from bot.ports import Forbidden, Missing, NameForbidden, NotDone

FOR_HOSTS = frozenset({PostKind.HEIR, PostKind.MISSING, PostKind.GONE})
"""What is said to hosts, who are told it directly where it cannot be posted."""


def consequences(act: Act, error: NotDone, *, untried: bool, lasting: bool) -> Iterator[Event]:
    """The facts; `untried` if it was the act's first time, `lasting` if it has failed for long."""
    if isinstance(act, Say | Reword) and (isinstance(error, Missing) or _silenced(act, error)):
        yield PostDropped(act.key)
    elif isinstance(act, Say) and untried:
        yield PostUnsent(act.key)
    if isinstance(error, Forbidden):
        yield Hindered(error.permission)
    elif lasting and isinstance(act, OpenCategory | OpenRoom):
        yield Hindered(REFUSED)
    if isinstance(error, NameForbidden) and isinstance(act, OpenCategory | OpenRoom):
        yield NameRefused(act.number if isinstance(act, OpenRoom) else None)


def _silenced(act: Say | Reword, error: NotDone) -> bool:
    """Whether hosts are to be told something directly, as it may not be posted."""
    return isinstance(act, Say) and act.key.kind in FOR_HOSTS and isinstance(error, Forbidden)
