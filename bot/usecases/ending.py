"""Ending an evening and calling one off: each says first what it touches, and asks once."""

from __future__ import annotations

from bot.core.community.settings import Asker
from bot.core.lifecycle.events import CallingOff, Cancelled, Ended, NextPlanned
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.rescheduling import UNDO
from bot.core.planning.schedule import others_of_series
from bot.core.posts.head_count import people
from bot.core.text import Answer, Moment, Offer, Refusal, Text, Value, custom_id
from bot.core.times.recurrence import Repeat
from bot.engine.conductor import Conductor
from bot.ports import Clock, Venue
from bot.usecases.host_rights import HostRights


class EndingUseCases:
    """For hosts. What is asked can be answered after a restart too, and who may is looked at again then."""

    def __init__(self, conductor: Conductor, hosts: HostRights, venue: Venue, clock: Clock) -> None:
        self._conductor, self._hosts, self._venue, self._clock = conductor, hosts, venue, clock

    async def end(self, caller: Asker) -> Answer:
        """Ask whether the evening that a host means is to end now."""
        return self.ask_end(await self._hosts.pick(caller, phases={Phase.OPEN}))

    def ask_end(self, mixer: Mixer) -> Answer:
        """Ask whether this evening is to end now. Raises Refusal if it has not begun, or is over."""
        if mixer.phase is not Phase.OPEN:
            raise Refusal("over")
        sure = Text("end.sure", {**self._touched(mixer), "end": Moment(mixer.closes_at, relative=True)})
        return Offer((sure,), (("offer.end", custom_id("end", mixer.id)),))

    async def end_now(self, caller: Asker, mixer_id: str) -> Text:
        """Close the mixer, after it was asked about."""
        mixer = await self._hosts.mixer(caller, mixer_id)
        await self._conductor.tell(mixer.id, Ended())
        return Text("end.done", {"title": mixer.title})

    async def cancel(self, caller: Asker, mixer_id: str | None = None, *, series: bool = False) -> Answer:
        """Ask whether an evening is to be called off, or all of its series.

        Whoever names none means one that is still ahead; only where there is none, the one that is under way.
        """
        mixer = await self._hosts.pick_planned(caller, mixer_id)
        if mixer.phase is Phase.OPEN:
            sure = Text("cancel.sure_open", self._touched(mixer))
        else:
            at = Moment(mixer.opens_at, full=True)
            sure = Text("cancel.sure", {"title": mixer.title, "at": at, "people": people(len(mixer.signups))})
        one, all_of_them = custom_id("cancel", mixer.id), custom_id("cancel_all", mixer.id)
        if mixer.repeat is Repeat.ONCE:
            return Offer((sure,), (("offer.cancel", one),))
        which = Text("cancel.sure_series", {"repeat": Text(f"repeat.{mixer.repeat}")})
        choices = [("offer.cancel_one", one), ("offer.cancel_all", all_of_them)]
        return Offer((sure, which), tuple(reversed(choices)) if series else tuple(choices))

    async def call_off(self, caller: Asker, mixer_id: str, *, series: bool = False) -> Answer:
        """Call an evening off, and with `series` all that would follow it.

        What is only planned can be taken back for a minute, in which nobody is told.
        """
        mixer = await self._hosts.mixer(caller, mixer_id)
        planned = mixer.phase is Phase.SCHEDULED
        later = [other for other in self._others(mixer) if series and _follows(other, mixer)]
        for other in self._others(mixer) if series else ():
            if not _follows(other, mixer):
                await self._conductor.tell(other.id, NextPlanned(None))
        at = self._clock() + UNDO
        for one in (*later, mixer):  # after a crash in between it is still there, to be called off again
            undone_till = CallingOff(at, series) if planned and one.phase is Phase.SCHEDULED else Cancelled(series)
            await self._conductor.tell(one.id, undone_till)
        again = mixer.repeat is not Repeat.ONCE
        key = "cancel.open" if mixer.phase is Phase.OPEN else "cancel.done"
        key = "cancel.all" if again and series else "cancel.skipped" if again else key
        done = Text(key, {"title": mixer.title})
        if not planned:
            return done
        return Offer((done, Text("cancel.soon")), (("offer.undo", custom_id("undo", mixer.id)),))

    async def take_back(self, caller: Asker, mixer_id: str) -> Text:
        """An evening that was called off a moment ago takes place, and its series with it."""
        mixer = await self._hosts.mixer(caller, mixer_id, gone="undo.late")
        series = mixer.call_off_series
        mixer = await self._conductor.tell(mixer.id, CallingOff(None))
        for other in self._others(mixer) if series else ():
            if other.call_off_series and _follows(other, mixer):
                await self._conductor.tell(other.id, CallingOff(None))
            elif other.next_planned and not _follows(other, mixer):
                await self._conductor.tell(other.id, NextPlanned(mixer.opens_at))
        return Text("undo.done", {"title": mixer.title, "at": Moment(mixer.opens_at, full=True)})

    def _others(self, mixer: Mixer) -> list[Mixer]:
        return others_of_series(mixer, self._conductor.running(mixer.guild_id))

    def _touched(self, mixer: Mixer) -> dict[str, Value]:
        """What the end of an evening under way touches, and how many."""
        seen = self._venue.look(mixer.guild_id)
        rooms = [room for room in mixer.standing if room.channel_id is not None]
        inside = sum(len(seen.inside(room.channel_id)) for room in rooms) if seen else len(mixer.guests)
        return {"title": mixer.title, "people": people(inside), "rooms": len(rooms)}


def _follows(other: Mixer, mixer: Mixer) -> bool:
    """Whether it comes later in the series."""
    return other.slot_at is not None and mixer.slot_at is not None and other.slot_at > mixer.slot_at
