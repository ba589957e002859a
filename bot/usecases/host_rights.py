"""Who may host, and which mixer a host means."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable

from bot.core.community.settings import Asker, Community
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.signups import OPEN_FOR_SIGNUPS
from bot.core.text import Moment, Phrase, Place, Refusal, Text
from bot.engine.conductor import Conductor
from bot.ports import Store, Venue

MOST_NAMED = 10
"""Evenings that are named to somebody who is to choose one."""
MOST_ASKED = 3
"""Others than the host who are asked, one after the other, when a room calls."""


class HostRights:
    """Looks up a server's settings, and finds out for hosts what they mean."""

    def __init__(self, conductor: Conductor, store: Store, venue: Venue) -> None:
        self._conductor, self._store, self._venue = conductor, store, venue
        self._changing: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    def changing(self, guild_id: int) -> asyncio.Lock:
        """Held by whoever changes a server's settings, which are read and written as a whole."""
        return self._changing[guild_id]

    async def community(self, caller: Asker) -> Community:
        """A server's settings; before its first ones the defaults, in the language Discord knows it by."""
        return await self._store.community(caller.guild_id) or Community(
            guild_id=caller.guild_id, language=caller.language
        )

    async def managed(self, caller: Asker) -> Community:
        """The server's settings, to be changed. Raises Refusal for somebody who may not manage the server."""
        if not caller.manages_server:
            raise Refusal("not_manager")
        return await self.community(caller)

    async def check(self, caller: Asker) -> Community:
        """The server's settings. Raises Refusal for somebody who may not host."""
        community = await self.community(caller)
        if not community.may_host(caller.role_ids, manages_events=caller.manages_events):
            raise Refusal("not_host")
        return community

    def hidden(self, guild_id: int, channel_id: int) -> bool:
        """Whether the bot cannot see this very channel, or no more; nor does it know then who is in it."""
        seen = self._venue.look(guild_id)
        if seen is not None and channel_id not in seen.channels:
            return True
        everywhere = self._venue.lacks(guild_id, ())
        return "view_channel" not in everywhere and "view_channel" in self._venue.lacks(guild_id, (channel_id,))

    def check_sight(self, guild_id: int, channel_id: int | None) -> None:
        """Raises Refusal if the bot cannot see this lobby."""
        if channel_id is not None and self.hidden(guild_id, channel_id):
            raise Refusal("start.hidden", place=Place(channel_id))

    async def chain(self, mixer: Mixer) -> tuple[int, ...]:
        """Who is asked in turn when a room calls: its host, or who stands in, then others at hand who may host."""
        community, seen = await self._store.community(mixer.guild_id), self._venue.look(mixer.guild_id)
        role = community.host_role_id if community else None
        if seen is None or role is None:
            return mixer.heads
        ours = {mixer.lobby_id, *mixer.channel_ids}
        at_hand = {user for user, place in seen.people.items() if place in ours and role in seen.roles.get(user, ())}
        return (*mixer.heads, *sorted(at_hand - {mixer.host_id, *mixer.heads})[:MOST_ASKED])

    async def mixer(self, caller: Asker, mixer_id: str, *, gone: str = "over") -> Mixer:
        """The mixer under a button that its host, or whoever may host, has pressed.

        Raises Refusal for anybody else, and `gone` if there is no such mixer any more.
        """
        mixer = self._conductor.mixer(mixer_id)
        if mixer is None or mixer.guild_id != caller.guild_id:
            raise Refusal(gone)
        if caller.user_id != mixer.host_id:
            await self.check(caller)
        return mixer

    async def pick_planned(self, caller: Asker, mixer_id: str | None = None) -> Mixer:
        """The mixer that a host means who names none: one that is still ahead, or else one that is under way.

        Raises Refusal if that cannot be told, or is not theirs.
        """
        running = self._conductor.running(caller.guild_id)
        ahead = any(mixer.phase in OPEN_FOR_SIGNUPS for mixer in running)
        if mixer_id is not None or not ahead:
            return await self.pick(caller, mixer_id)
        try:
            return await self.pick(caller, phases=OPEN_FOR_SIGNUPS)
        except Refusal as refusal:
            if refusal.text.key != "refusal.not_host":
                raise
            return await self.pick(caller)

    async def pick(self, caller: Asker, mixer_id: str | None = None, *, phases: Iterable[Phase] = Phase) -> Mixer:
        """The mixer that a host means: the named one, that of this channel, their own, or the only one.

        Raises Refusal if that cannot be told, or is not theirs.
        """
        wanted = set(phases) - {Phase.CLOSING}
        there = [m for m in self._conductor.running(caller.guild_id) if m.phase in wanted]
        own = [mixer for mixer in there if mixer.host_id == caller.user_id]
        community = await self.community(caller)
        if not community.may_host(caller.role_ids, manages_events=caller.manages_events):
            if not own:
                raise Refusal("not_host")
            there = own
        if mixer_id is not None:
            there = own = [mixer for mixer in there if mixer.id == mixer_id]
        running = [mixer for mixer in there if mixer.phase is Phase.OPEN]
        here = [m for m in running if caller.channel_id in {m.channel_id, m.lobby_id, *m.channel_ids}]
        for choice in ([m for m in here if m in own], here, [m for m in running if m in own], running, own, there):
            if len(choice) == 1:
                return choice[0]
        if not there or there[0].phase is Phase.OPEN:
            raise Refusal("which" if there else "none_running")
        at = {mixer.id: Moment(mixer.opens_at, full=True) for mixer in there}
        lines = tuple(Text("refusal.which_line", {"title": m.title, "at": at[m.id]}) for m in there[:MOST_NAMED])
        raise Refusal("which_planned", lines=lines)


def permissions(names: Iterable[str]) -> Phrase:
    """The names of permissions, for people."""
    return Phrase(tuple(f"permission.{name}" for name in names))
