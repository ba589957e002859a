"""Changing an evening that is announced: this one, or it and all that follow; what was changed is what is answered."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from bot.core.community.settings import Asker
from bot.core.lifecycle import series
from bot.core.lifecycle.events import Edited
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.rescheduling import UNDO
from bot.core.lifecycle.signups import OPEN_FOR_SIGNUPS
from bot.core.planning.editing import changed, changes, of_series
from bot.core.planning.offered import Change, Edit, Undo
from bot.core.planning.schedule import Schedule, others_of_series
from bot.core.posts.head_count import people
from bot.core.text import Answer, Moment, Offer, Refusal, Text
from bot.core.times.recurrence import Repeat
from bot.engine.conductor import Conductor
from bot.ports import Clock
from bot.usecases.host_rights import HostRights
from bot.usecases.offers import Offers
from bot.usecases.planning import PlanningUseCases

log = logging.getLogger(__name__)
REPEATED = ("repeat", "series_at", "slot_at")
"""What says which series an evening is of, and where in it."""


MOVES = ("moved_at", "announce_at")
"""What another hour changes beside."""


class EditingUseCases:
    """For hosts. Each method raises Refusal with what to do instead; nothing has changed then."""

    def __init__(
        self, conductor: Conductor, hosts: HostRights, offers: Offers, planning: PlanningUseCases, clock: Clock
    ) -> None:
        self._conductor, self._hosts, self._offers = conductor, hosts, offers
        self._planning, self._clock = planning, clock

    async def edit(self, caller: Asker, mixer_id: str | None, plan: Schedule, when: str | None) -> Answer:
        """Change what was announced; a new time is shown first, and of a series it is asked how many are meant."""
        mixer = await self._hosts.pick(caller, mixer_id, phases=OPEN_FOR_SIGNUPS)
        if when is not None:
            plan = await self._planning.timed(caller, plan, when)
        choice, new = Edit(mixer_id=mixer.id, plan=plan), changes(mixer, plan)
        texts: list[Text] = []
        if plan.opens_at is not None:
            at, soon = Moment(plan.opens_at, full=True), Moment(plan.opens_at, relative=True)
            told = people(len(mixer.signups))
            texts.append(Text("edit.preview", {"title": mixer.title, "at": at, "in": soon, "people": told}))
        if of_series(mixer, new):
            texts.append(Text("edit.which", {"title": mixer.title, "repeat": Text(f"repeat.{mixer.repeat}")}))
            one, all_of_them = await self._offers.keep(caller, replace(choice, once=True), choice)
            return Offer(tuple(texts), (("offer.edit_one", one), ("offer.edit_all", all_of_them)))
        if not texts:
            return await self.change(caller, choice)
        (go,) = await self._offers.keep(caller, choice)
        return Offer(tuple(texts), (("offer.move", go),))

    async def change(self, caller: Asker, choice: Edit) -> Answer:
        """What was offered, if it is still theirs to change."""
        before, once = await self._hosts.pick(caller, choice.mixer_id, phases=OPEN_FOR_SIGNUPS), choice.once
        new = changes(before, choice.plan)
        opens_at = new.get("opens_at")
        if isinstance(opens_at, datetime) and self._clock() >= opens_at:
            raise Refusal("when.past", at=Moment(opens_at, full=True))
        wanted = (series.for_once if once else series.for_all)(before, new)
        undone: list[Change] = []
        repeated = {name: value for name, value in new.items() if name in REPEATED}
        for other in self._later(replace(before, **repeated)) if not once else ():
            its = series.for_all(other, {name: value for name, value in new.items() if name in series.KEPT})
            after = await self._conductor.tell(other.id, Edited(its))
            undone.append(_back(other, after, its))
        mixer = await self._conductor.tell(before.id, Edited(wanted))  # last: until then there is something to do
        undone.insert(0, _back(before, mixer, {*wanted, *MOVES} if opens_at else wanted))
        texts = [Text("edit.done", {"title": mixer.title, "at": Moment(mixer.opens_at, full=True)})]
        texts += changed(mixer, new)
        if of_series(before, new):
            texts.append(Text("edit.once" if once else "edit.all", {"repeat": Text(f"repeat.{mixer.repeat}")}))
        if self._told(undone[0]):
            return tuple(texts)
        try:
            (undo,) = await self._offers.keep(caller, Undo(changes=tuple(undone)))
        except Exception:  # it is changed all the same
            log.exception("a change was made, and cannot be taken back: that could not be kept")
            return tuple(texts)
        if mixer.moved_at != before.moved_at:
            texts.append(Text("cancel.soon"))
        return Offer(tuple(texts), (("offer.undo", undo),))

    async def undo(self, caller: Asker, choice: Undo) -> Answer:
        """Put back what was there before, wherever nobody has changed it again meanwhile."""
        mixer = await self._hosts.mixer(caller, choice.changes[0].mixer_id)
        if any(getattr(mixer, name) != value for name, value in choice.changes[0].ours.items()):
            raise Refusal("undo.changed")
        if self._told(choice.changes[0]):
            raise Refusal("undo.told")
        for change in reversed(choice.changes):  # the evening that was meant is the last, as above
            there = self._conductor.mixer(change.mixer_id)
            if there and all(getattr(there, name) == value for name, value in change.ours.items()):
                mixer = await self._conductor.tell(there.id, Edited(_put_back(there, change)))
        return Text("edit.undone", {"title": mixer.title, "at": Moment(mixer.opens_at, full=True)})

    def _told(self, change: Change) -> bool:
        """Whether people have been told of another hour, which is not taken back in silence."""
        at = change.ours.get("moved_at")
        return isinstance(at, datetime) and at != change.before.get("moved_at") and self._clock() >= at

    def _later(self, mixer: Mixer) -> list[Mixer]:
        """The evenings of its series that are planned after it."""
        if mixer.repeat is Repeat.ONCE or mixer.slot_at is None:
            return []
        others = others_of_series(mixer, self._conductor.running(mixer.guild_id))
        planned = [other for other in others if other.phase is Phase.SCHEDULED and other.slot_at is not None]
        return [other for other in planned if other.slot_at is not None and other.slot_at > mixer.slot_at]


def _put_back(mixer: Mixer, change: Change) -> dict[str, object]:
    """What was there before; whoever has signed up since, for another hour, is told like of any new one."""
    at, before = change.ours.get("moved_at"), dict(change.before)
    since = at - UNDO if isinstance(at, datetime) and at != before.get("moved_at") else None
    if "opens_at" in before and any(since is None or signup.at > since for signup in mixer.signups):
        del before["moved_at"]
    return before


def _back(before: Mixer, after: Mixer, new: Iterable[str]) -> Change:
    """What has become of these fields of a mixer, and what was there before."""
    ours, earlier = ({name: getattr(mixer, name) for name in new} for mixer in (after, before))
    return Change(mixer_id=after.id, ours=ours, before=earlier)
