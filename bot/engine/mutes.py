"""Mutes people for an evening at a host's wish, and sees to it that no mute of ours outlives it.

Discord keeps a mute until somebody lifts it, and lets it be lifted only while its owner is in voice: whoever is muted
is on a list, which is written before Discord is asked and lasts until they have been unmuted.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from datetime import datetime, timedelta

from bot.core.community.deeds import DeedKind
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.posts.hands import still_muted
from bot.core.text import Phrase, Refusal
from bot.engine.conductor import Conductor
from bot.engine.tasks import Tasks
from bot.ports import Alarm, Clock, Forbidden, Ledger, Missing, NotDone, Store, Unsure, Venue
from bot.ports.alarms import MutesDue

log = logging.getLogger(__name__)
SHOWN = timedelta(seconds=30)
"""How long a mute may take to show; who is seen unmuted later was unmuted by somebody else (chosen)."""
RETRY = timedelta(minutes=1)


class Mutes:
    """Never lifts what a moderator has set, nor sets anew what one has lifted."""

    def __init__(
        self, *, conductor: Conductor, store: Store, ledger: Ledger, venue: Venue, alarm: Alarm, clock: Clock
    ) -> None:
        self._conductor, self._store, self._ledger, self._venue = conductor, store, ledger, venue
        self._alarm, self._clock = alarm, clock
        self._list: dict[int, dict[int, datetime]] = {}
        """By server of ours: who is muted by us, and since when; as the ledger has it."""
        self._busy: set[tuple[int, int]] = set()
        """By server: who is being muted, or about to be unmuted."""
        self._one_by_one: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        """By server: Discord and the list are brought into agreement about one at a time."""
        self._told: set[tuple[int, int]] = set()
        """By server: whose mute somebody has been told of that we cannot lift any more."""
        self._tasks = Tasks(log, "a mute could not be lifted yet")

    async def resume(self) -> None:
        """Take up the list of our servers, once the evenings under way are known; other processes have the others."""
        known = self._list.keys() | await self._ledger.muted_servers()
        self._list = {guild_id: its for guild_id, its in self._list.items() if self._store.ours(guild_id)}
        for guild_id in filter(self._store.ours, known):
            async with self._one_by_one[guild_id]:
                self._list[guild_id] = dict(await self._ledger.muted(guild_id))
        for guild_id in self._list:
            self.seen(guild_id)

    def muted(self, guild_id: int) -> frozenset[int]:
        """Who is muted by us."""
        return frozenset(self._list.get(guild_id, ()))

    async def mute(self, mixer: Mixer, user_id: int) -> None:
        """Until this evening ends. Raises Refusal, for who is muted by a moderator too, and changes nothing then."""
        guild_id = mixer.guild_id
        async with self._one_by_one[guild_id]:
            seen, since = self._venue.look(guild_id), self._list.get(guild_id, {}).get(user_id)
            if seen is None:
                raise Refusal("unavailable")
            if since is not None and user_id in seen.silenced:
                if since < mixer.opens_at:  # it could not be lifted after another evening
                    await self._keep(guild_id, user_id, self._clock())
                return
            if not is_here(mixer, seen, user_id):
                raise Refusal("hands.not_in_voice")
            if user_id in seen.silenced:
                raise Refusal("hands.muted_already")
            self._busy.add((guild_id, user_id))
            try:
                await self._keep(guild_id, user_id, self._clock())
                await self._tell_discord(guild_id, user_id, on=True)
            finally:
                self._busy.discard((guild_id, user_id))

    async def unmute(self, guild_id: int, user_id: int) -> None:
        """Before the evening ends. Raises Refusal if that cannot be done now."""
        async with self._one_by_one[guild_id]:
            if user_id in self.muted(guild_id):
                await self._tell_discord(guild_id, user_id, on=False)

    def settled(self, mixer: Mixer, _seen: Snapshot | None) -> None:
        """A mixer has been looked at: it may be over."""
        self.seen(mixer.guild_id)

    def seen(self, guild_id: int) -> None:
        """A server can be seen: whoever is muted for longer than their evening may be in voice there now."""
        look = self._venue.look(guild_id) if guild_id in self._list else None
        if look is None:
            return
        for user_id, since in self._list[guild_id].items():
            key = guild_id, user_id
            lifted = user_id not in look.silenced and self._clock() >= since + SHOWN
            if user_id in look.people and key not in self._busy and (lifted or self._over(guild_id, user_id, look)):
                self._busy.add(key)
                self._tasks.begin(self._end(guild_id, user_id, since, lifted=lifted))

    def ring(self, guild_id: int) -> None:
        """What went wrong is tried again."""
        self.seen(guild_id)

    async def idle(self) -> None:
        """Wait until nothing is being done; alarms may still be set."""
        await self._tasks.idle()

    def _over(self, guild_id: int, user_id: int, seen: Snapshot) -> bool:
        """Whether no evening is left in which somebody was muted, and of which they are still a guest."""
        since, place = self._list[guild_id][user_id], seen.people.get(user_id)
        for mixer in self._conductor.running(guild_id):
            listed = mixer.phase is Phase.OPEN and (mixer.guest(user_id) or is_here(mixer, seen, user_id))
            if mixer.opens_at <= since and (listed or place in mixer.channel_ids):
                return False
        return True

    async def _end(self, guild_id: int, user_id: int, since: datetime, *, lifted: bool) -> None:
        """Lift the mute of then, or strike it off the list where somebody has; one of a later evening stays."""
        try:
            async with self._one_by_one[guild_id]:
                if self._list.get(guild_id, {}).get(user_id) != since:
                    return
                if not lifted:
                    await self._venue.mute(guild_id, user_id, on=False)
                await self._keep(guild_id, user_id, None)
        except Missing:
            log.info("a mute waits for the next sight of whom it is about")
        except Forbidden:
            await self._tell_hosts(guild_id, user_id)
        except (NotDone, Unsure) as error:
            log.warning("a mute could not be lifted, which is tried again: %s", type(error).__name__)
            self._alarm.set(MutesDue(guild_id), self._clock() + RETRY)
        except Exception:
            self._alarm.set(MutesDue(guild_id), self._clock() + RETRY)
            raise
        finally:
            self._busy.discard((guild_id, user_id))

    async def _tell_hosts(self, guild_id: int, user_id: int) -> None:
        """Tell whoever had somebody muted, or else the owner, once, that we may not lift it: nobody would see it."""
        seen, key = self._venue.look(guild_id), (guild_id, user_id)
        if seen is None or key in self._told:
            return
        self._told.add(key)
        since, community = self._list[guild_id][user_id], await self._store.community(guild_id)
        deeds = (deed for deed in await self._ledger.noted(guild_id) if deed.user_id == user_id)
        host = next((deed.host_id for deed in deeds if deed.kind is DeedKind.MUTED), 0)
        language = community.language if community else "en"
        for to in dict.fromkeys(id for id in (host, seen.owner_id) if id):
            try:
                await self._venue.send(still_muted(guild_id, language, to, user_id, since))
            except NotDone as error:
                log.warning("server %d: nobody knows yet that a mute cannot be lifted: %s", guild_id, error)
            except Unsure:
                return  # perhaps they do
            else:
                return

    async def _tell_discord(self, guild_id: int, user_id: int, *, on: bool) -> None:
        """Let it be so in Discord, and the list say so. Raises Refusal."""
        try:
            await self._venue.mute(guild_id, user_id, on=on)
        except Unsure:
            raise Refusal("unsure") from None  # what has become of it, they will be seen to be
        except NotDone as error:
            if on:
                await self._keep(guild_id, user_id, None)
            raise _refusal(error) from None
        if not on:
            await self._keep(guild_id, user_id, None)

    async def _keep(self, guild_id: int, user_id: int, at: datetime | None) -> None:
        await self._ledger.keep_mute(guild_id, user_id, at)
        self._told.discard((guild_id, user_id))
        its = {user: since for user, since in self._list.get(guild_id, {}).items() if user != user_id}
        self._list[guild_id] = its | ({user_id: at} if at else {})


def _refusal(error: NotDone) -> Refusal:
    match error:
        case Forbidden(permission=permission):
            return Refusal("hands.no_mute", permissions=Phrase((f"permission.{permission}",)))
        case Missing():
            return Refusal("hands.not_in_voice")
        case _:
            return Refusal("unavailable")


def is_here(mixer: Mixer, seen: Snapshot, user_id: int) -> bool:
    """Whether somebody is in an evening's lobby, or in one of its rooms."""
    return seen.people.get(user_id) in {mixer.lobby_id, *mixer.channel_ids}
