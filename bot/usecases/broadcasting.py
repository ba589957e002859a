"""What a host tells people: all rooms in the hour, and before it those who signed up."""

from __future__ import annotations

from bot.core.community.settings import Asker
from bot.core.lifecycle.closing import LONGEST_NOTICE
from bot.core.lifecycle.events import Broadcast
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.signups import OPEN_FOR_SIGNUPS
from bot.core.planning.offered import Tell
from bot.core.posts.head_count import people
from bot.core.text import Answer, Moment, Offer, Refusal, Text
from bot.engine.conductor import Conductor
from bot.ports import Clock, Venue
from bot.usecases.host_rights import HostRights
from bot.usecases.offers import Offers

MOST_LINES = 12
"""Lines of a host's words; what is typed beyond is drawn together."""


class BroadcastingUseCases:
    """For hosts. Each method raises Refusal, and tells nobody then."""

    def __init__(self, conductor: Conductor, hosts: HostRights, offers: Offers, venue: Venue, clock: Clock) -> None:
        self._conductor, self._hosts, self._offers = conductor, hosts, offers
        self._venue, self._clock = venue, clock

    async def check(self, caller: Asker, mixer_id: str) -> None:
        """Before somebody is asked what to tell all rooms: may they?"""
        await self._hosts.mixer(caller, mixer_id)

    async def from_board(self, caller: Asker, mixer_id: str, text: str) -> Answer:
        """Tell all rooms of this evening something."""
        mixer = await self._hosts.mixer(caller, mixer_id)
        return await self.tell(caller, Tell(mixer_id=mixer.id, words=lines_of(text), asked_at=self._clock()))

    async def broadcast(self, caller: Asker, mixer_id: str | None, text: str) -> Answer:
        """Tell all rooms of the evening under way; or, if they say so once more, those who signed up for one ahead."""
        phases = {Phase.OPEN, *OPEN_FOR_SIGNUPS}
        mixer = await self._hosts.pick(caller, mixer_id, phases=phases)
        choice = Tell(mixer_id=mixer.id, words=lines_of(text), asked_at=self._clock())
        if mixer.phase is Phase.OPEN:
            return await self.tell(caller, choice)
        if not mixer.coming:
            raise Refusal("broadcast.nobody", title=mixer.title)
        (go,) = await self._offers.keep(caller, choice)
        lines = tuple(Text("room.notice_line", {"text": line}) for line in choice.words.split("\n"))
        at = Moment(mixer.opens_at, full=True)
        values = {"title": mixer.title, "at": at, "people": people(len(mixer.coming)), "lines": lines}
        return Offer((Text("broadcast.ask", values),), (("offer.send", go),))

    async def tell(self, caller: Asker, choice: Tell) -> Answer:
        """Tell people this, if whoever asks may still host that evening."""
        mixer = await self._hosts.mixer(caller, choice.mixer_id)
        mixer = await self._conductor.tell(mixer.id, Broadcast(choice.words, caller.user_id, choice.asked_at))
        if mixer.phase is Phase.OPEN:
            return Text("broadcast.done", {"rooms": len(mixer.standing), "people": people(self._inside(mixer))})
        return Text("broadcast.done_before", {"people": people(len(mixer.coming))})

    def _inside(self, mixer: Mixer) -> int:
        seen = self._venue.look(mixer.guild_id)
        rooms = [room.channel_id for room in mixer.standing if room.channel_id is not None]
        return sum(len(seen.inside(room)) for room in rooms) if seen else len(mixer.guests)


def lines_of(typed: str) -> str:
    """A host's words as they are told: their lines kept, no more than one empty one at a time. Raises Refusal."""
    kept: list[str] = []
    for line in (" ".join(line.split()) for line in typed.strip().splitlines()):
        if line or (kept and kept[-1]):
            kept.append(line)
    words = "\n".join([*kept[: MOST_LINES - 1], " ".join(filter(None, kept[MOST_LINES - 1 :]))]).strip()
    if not 1 <= len(words) <= LONGEST_NOTICE:
        raise Refusal("broadcast.length", most=LONGEST_NOTICE)
    return words
