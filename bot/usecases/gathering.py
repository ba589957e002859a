"""An evening that people gather for: begun before its hour by whoever types /mixer start there, or a little later."""

from __future__ import annotations

from datetime import timedelta

from bot.core.community.hearing import heard
from bot.core.community.settings import Asker, Community
from bot.core.lifecycle.apply_event import LONGEST_EXTENSION
from bot.core.lifecycle.events import Begins
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.planning.offered import StartNew
from bot.core.planning.start import away, check_lacks, invited
from bot.core.posts.head_count import people
from bot.core.posts.invitation import FEWEST_GUESTS
from bot.core.seating import FEWEST_PEOPLE
from bot.core.text import Answer, CustomId, Moment, Offer, Place, Refusal, Text, Value, custom_id
from bot.engine.conductor import Conductor
from bot.engine.icebreaker.watch import Icebreaker
from bot.ports.bundle import Ports
from bot.usecases.host_rights import HostRights
from bot.usecases.offers import Offers

SOON = timedelta(hours=1)
"""How long before its hour a planned evening may be the one that somebody means who starts one there."""
WAIT = 5
"""Minutes by which one press lets people wait longer."""


class GatheringUseCases:
    """For hosts. Each method raises Refusal with what to do instead; nothing has changed then."""

    def __init__(
        self, conductor: Conductor, icebreaker: Icebreaker, hosts: HostRights, offers: Offers, outside: Ports
    ) -> None:
        self._conductor, self._icebreaker, self._hosts, self._offers = conductor, icebreaker, hosts, offers
        self._venue, self._clock = outside.venue, outside.clock

    async def meant(self, caller: Asker, community: Community, *, plain: bool, anew: StartNew) -> Answer | None:
        """What becomes of /mixer start where an evening gathers; None where there is none, and a new one is meant.

        Without a doubt, `plain` and with everybody there, it begins; otherwise the host is asked, and may still have
        another one, by `anew`.
        """
        seen = self._venue.look(caller.guild_id)
        mixer = self._gathers(caller, community, seen) if seen else None
        if mixer is None or seen is None:
            return None
        await self._hosts.mixer(caller, mixer.id)
        clear = plain and mixer.phase is Phase.GATHERING and not away(mixer, seen)
        if clear and len(invited(mixer, seen)) >= FEWEST_GUESTS:
            return await self.begin(caller, mixer.id)
        (other,) = await self._offers.keep(caller, anew)
        return self._ask(caller, mixer, seen, ("offer.anew", other))

    async def begin(self, caller: Asker, mixer_id: str) -> Answer:
        """It begins now, with whoever is there; those who signed up and are not are told the way."""
        mixer = await self._hosts.mixer(caller, mixer_id)
        seen = self._venue.look(mixer.guild_id)
        if seen is None:
            raise Refusal("unavailable")
        check_lacks(self._venue.lacks(mixer.guild_id, (mixer.channel_id, mixer.lobby_id)))
        here = len(invited(mixer, seen))
        if mixer.phase is not Phase.OPEN and here < FEWEST_GUESTS:
            return self._ask(caller, mixer, seen)
        mixer = await self._conductor.tell(mixer.id, Begins(self._clock()))
        listening = (await self._hosts.community(caller)).listening
        ears = heard(self._icebreaker.ears(mixer.guild_id) if listening else 0)
        values = {"title": mixer.title, "people": people(here), "end": Moment(mixer.closes_at), "heard": ears}
        return Text("early.begun", values)

    async def wait(self, caller: Asker, mixer_id: str, minutes: int = WAIT) -> Text:
        """It begins so many minutes later than was said; those who signed up are told."""
        mixer = await self._hosts.mixer(caller, mixer_id)
        most = int(LONGEST_EXTENSION / timedelta(minutes=1))
        if not 1 <= minutes <= most:
            raise Refusal("extend.minutes", most=most)
        at = max(mixer.opens_at, self._clock()) + timedelta(minutes=minutes)
        mixer = await self._conductor.tell(mixer.id, Begins(at.replace(second=0, microsecond=0)))
        told = people(len(mixer.signups))
        return Text("early.later", {"title": mixer.title, "at": Moment(mixer.opens_at), "people": told})

    def _gathers(self, caller: Asker, community: Community, seen: Snapshot) -> Mixer | None:
        """The evening that comes next where the caller would start one: in their voice channel, or in the lobby."""
        places = [place for place in (caller.voice_id, community.lobby_id) if place is not None]
        if caller.voice_id is not None and len(seen.inside(caller.voice_id)) >= FEWEST_PEOPLE:
            places = [caller.voice_id]  # whoever has company there means those people
        coming = [
            mixer
            for mixer in self._conductor.running(caller.guild_id)
            if mixer.lobby_id in places
            and (
                mixer.phase is Phase.GATHERING
                or (mixer.phase is Phase.SCHEDULED and mixer.opens_at - self._clock() <= SOON)
            )
        ]
        return min(coming, key=lambda mixer: (mixer.opens_at, mixer.id), default=None)

    def _ask(self, caller: Asker, mixer: Mixer, seen: Snapshot, *others: tuple[str, CustomId]) -> Offer:
        """What gathers here and how far it has come, and what can be done about it."""
        here, elsewhere = len(invited(mixer, seen)), caller.voice_id not in {None, mixer.lobby_id}
        values: dict[str, Value] = {
            "title": mixer.title,
            "place": Place(mixer.lobby_id),
            "in": Moment(mixer.opens_at, relative=True),
            "people": people(here),
            "missing": people(len(away(mixer, seen))),
        }
        begin, wait = ("offer.begin", custom_id("begin", mixer.id)), ("offer.wait", custom_id("wait", mixer.id))
        if here < FEWEST_GUESTS:
            return Offer((Text("early.few", values),), (wait, *others))
        return Offer((Text("early.other" if elsewhere else "early.ask", values),), (begin, wait, *others))
