"""Below what hosts are told because something is gone: one press that mends it."""

from __future__ import annotations

from typing import assert_never

from bot.core.community.settings import Asker
from bot.core.lifecycle.events import HandedOver, Relocated, Reposted
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.planning.start import check_lacks
from bot.core.text import MendingButton, People, Place, Refusal, Text
from bot.engine.conductor import Conductor
from bot.ports.bundle import Ports
from bot.usecases.host_rights import HostRights


class MendingUseCases:
    """For hosts. Each method raises Refusal, and changes nothing then."""

    def __init__(self, conductor: Conductor, hosts: HostRights, outside: Ports) -> None:
        self._conductor, self._hosts, self._venue = conductor, hosts, outside.venue

    async def press(self, caller: Asker, button: MendingButton, mixer_id: str) -> Text:
        """Host it from now on, let people gather elsewhere, or post the invitation again."""
        mixer = self._conductor.mixer(mixer_id)
        if mixer is None or mixer.guild_id != caller.guild_id or mixer.phase is Phase.CLOSING:
            raise Refusal("over")
        if caller.user_id != mixer.host_id:
            await self._hosts.check(caller)
        match button:
            case "take_over":
                return await self._take_over(caller, mixer)
            case "relocate":
                return await self._relocate(caller, mixer)
            case "repost":
                return await self._repost(caller, mixer)
            case _:
                assert_never(button)

    async def _take_over(self, caller: Asker, mixer: Mixer) -> Text:
        """This evening, and whatever else the host who has left would have hosted: the next of a series above all."""
        if not mixer.stand_ins:
            raise Refusal("hand_over.taken")
        for one in self._conductor.running(caller.guild_id):
            if one.host_id == mixer.host_id and one.phase is not Phase.CLOSING:
                await self._conductor.tell(one.id, HandedOver(caller.user_id))
        return Text("hand_over.done", {"title": mixer.title, "host": People((caller.user_id,))})

    async def _relocate(self, caller: Asker, mixer: Mixer) -> Text:
        """To the voice channel that the host is in, or else to the server's lobby."""
        seen = self._venue.look(caller.guild_id)
        if seen is None:
            raise Refusal("unavailable")
        community = await self._hosts.community(caller)
        rooms = {id for one in self._conductor.running(caller.guild_id) for id in one.channel_ids}
        places = (caller.voice_id, community.lobby_id)
        place = next((place for place in places if place in seen.channels and place not in rooms), None)
        if place is None:
            raise Refusal("relocate.where")
        self._hosts.check_sight(caller.guild_id, place)
        check_lacks(self._venue.lacks(caller.guild_id, (place,)))
        await self._conductor.tell(mixer.id, Relocated(place))
        return Text("relocate.done", {"title": mixer.title, "place": Place(place)})

    async def _repost(self, caller: Asker, mixer: Mixer) -> Text:
        """Where it stood, or, if that channel is gone, where the server announces, or where it was asked for."""
        seen = self._venue.look(caller.guild_id)
        community = await self._hosts.community(caller)
        places = (mixer.channel_id, community.announce_id, caller.channel_id)
        place = next((place for place in places if seen and place is not None and place in seen.channels), None)
        if place is None:
            raise Refusal("unavailable")
        await self._conductor.tell(mixer.id, Reposted(place))
        return Text("repost.done", {"place": Place(place)})
