"""When posts are edited: at once; where one changes all the time, soon for what cannot wait and seldom for the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.lifecycle.wanted_post import PostKey
from bot.core.reconcile.acts import Act, Reword, Say

AGAIN = timedelta(seconds=3)
"""How soon a post is edited again: what changes meanwhile goes into one edit."""
PRESSING = timedelta(seconds=5)
"""How long something pressing has to last until it is shown: what is over by then needs nobody, and changes so close
together are one edit (chosen)."""
PASSED = timedelta(seconds=60)
"""How long it has to have been over until that is shown: what comes back within a minute was not over (chosen)."""
REST = timedelta(minutes=5)
"""After how long all else is shown, of which nothing follows for anybody, where no other edit has taken it along."""
BETWEEN = timedelta(seconds=20)
"""How soon a post that changes all the time is edited again, whatever happens."""


@dataclass(slots=True)
class _Changing:
    """A post that changes all the time."""

    written: frozenset[str] | None = None
    """What in it is pressing as it stands, None if an earlier process has written it."""
    free_at: datetime | None = None
    """Until when it is left alone after its last edit."""
    since: dict[timedelta, datetime] = field(default_factory=dict[timedelta, datetime])
    """Since when it does not stand as it should, by how long that may last."""

    def differs(self, pressing: frozenset[str], now: datetime) -> None:
        """It does not stand as it should, with this in it that is pressing."""
        new = self.written is None or not pressing <= self.written
        over = self.written is not None and not self.written <= pressing
        waits = {PRESSING: new, PASSED: over, REST: True}
        self.since = {wait: self.since.get(wait, now) for wait, true in waits.items() if true}

    def due(self) -> datetime | None:
        """When it is to be edited, None if it stands as it should."""
        due = min((at + wait for wait, at in self.since.items()), default=None)
        return max(due, self.free_at) if due and self.free_at else due


class Edits:
    """Of the posts of one mixer: which are to be edited when."""

    def __init__(self) -> None:
        self._changing: dict[PostKey, _Changing] = {}
        self._others: dict[PostKey, datetime] = {}
        """Until when the others are left alone."""

    def wanted(self, acts: Iterable[Act], now: datetime) -> None:
        """What is to be done at this instant: a post that is not to be edited stands as it should."""
        edits = (act for act in acts if isinstance(act, Reword))
        differ = {act.key: act.pressing for act in edits if act.pressing is not None}
        for key in self._changing.keys() - differ.keys():
            self._changing[key].since = {}
        for key, pressing in differ.items():
            self._changing.setdefault(key, _Changing()).differs(pressing, now)

    def written(self, act: Say | Reword, now: datetime) -> None:
        """A post stands as it should."""
        edited = isinstance(act, Reword)
        if act.pressing is not None:
            self._changing[act.key] = _Changing(act.pressing, now + BETWEEN if edited else None)
        elif edited:
            self._others[act.key] = now + AGAIN

    def waits(self, act: Reword, now: datetime) -> bool:
        """Whether an edit has to wait."""
        if act.pressing is None:
            return now < self._others.get(act.key, now)
        due = post.due() if (post := self._changing.get(act.key)) else None
        return due is not None and now < due

    def instants(self) -> Iterator[datetime]:
        """When edits are due, or are free to be done."""
        yield from self._others.values()
        yield from (due for post in self._changing.values() if (due := post.due()) is not None)
