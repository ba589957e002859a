"""A guest tells the hosts quietly that something is wrong with somebody in their room; nobody there notices."""

from __future__ import annotations

from bot.core.community.settings import Asker
from bot.core.lifecycle.hand_events import Reported
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Room
from bot.core.lifecycle.phase import Phase
from bot.core.text import Answer, Choice, Option, Panel, Refusal, Text, hand_id
from bot.engine.conductor import Conductor
from bot.ports import Unsure, Venue
from bot.usecases.host_rights import HostRights


class ReportUseCases:
    """For everybody; who told is kept nowhere. Each method raises Refusal, and changes nothing then."""

    def __init__(self, conductor: Conductor, hosts: HostRights, venue: Venue) -> None:
        self._conductor, self._hosts, self._venue = conductor, hosts, venue

    async def ask(self, caller: Asker, mixer_id: str, number: int) -> Answer:
        """Whom it is about, and what else helps."""
        mixer, room = self._find(caller, mixer_id, number)
        try:
            names = await self._venue.names(mixer.guild_id, self._others(caller, mixer, room))
        except Unsure:
            raise Refusal("unavailable") from None
        if not names:
            return Text("report.alone")
        known = sorted(names.items(), key=lambda person: person[1].casefold())
        options = tuple(Option(str(user), name) for user, name in known)
        choice = Choice(hand_id("report", mixer.id, number), "report.choose", options)
        return Panel((Text("report.ask"),), (choice,))

    async def tell(self, caller: Asker, mixer_id: str, number: int, user_id: int) -> Text:
        """The hosts are told, but for whoever it is about and whoever tells it."""
        mixer, room = self._find(caller, mixer_id, number)
        if user_id not in self._others(caller, mixer, room):
            raise Refusal("report.gone")
        to = tuple(host for host in await self._hosts.chain(mixer) if host not in {user_id, caller.user_id})
        if not to:
            raise Refusal("report.nobody")
        await self._conductor.tell(mixer.id, Reported(user_id, number, to))
        return Text("report.done")

    def _others(self, caller: Asker, mixer: Mixer, room: Room) -> set[int]:
        """Who sits with them, or has just hung up."""
        seen = self._venue.look(mixer.guild_id)
        inside = {*seen.inside(room.channel_id)} if seen and room.channel_id else set[int]()
        seated = {guest.user_id for guest in mixer.guests if guest.room == room.number and not guest.waiting}
        return (inside | seated) - {caller.user_id}

    def _find(self, caller: Asker, mixer_id: str, number: int) -> tuple[Mixer, Room]:
        """The room. Raises Refusal for whoever neither sits there nor has a seat in it."""
        mixer = self._conductor.mixer(mixer_id)
        room = mixer.room(number) if mixer and mixer.guild_id == caller.guild_id else None
        if mixer is None or room is None or mixer.phase is not Phase.OPEN:
            raise Refusal("join.over")
        guest = mixer.guest(caller.user_id)
        if (guest is None or guest.room != number) and caller.voice_id != room.channel_id:
            raise Refusal("report.elsewhere")
        return mixer, room
