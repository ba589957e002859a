"""Discord's clients, and what stands on them."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from functools import partial

import aiohttp
import discord

from bot.adapters.discord.client import Discord, connector, listener, point_at
from bot.adapters.discord.fence import Fence
from bot.adapters.discord.movers import Mover, Movers
from bot.adapters.discord.observer import GatewayObserver
from bot.adapters.discord.permissions import NEEDED
from bot.adapters.discord.request_queue import Pace
from bot.adapters.discord.rest_answers import MoveGate
from bot.adapters.discord.sharded import Sharded, Sharing
from bot.adapters.discord.standing_up import say_goodbye
from bot.adapters.discord.tone import DiscordTone
from bot.adapters.discord.venue import DiscordVenue
from bot.adapters.ears.ears import DiscordEars
from bot.adapters.ears.udp import DEAF, machine_can_hear
from bot.adapters.sql.leases import Leases
from bot.adapters.sql.share import Share
from bot.ports import Clock, TalkObserver
from bot.settings import Settings
from bot.ui.catalogue import Messages

log = logging.getLogger("engawa")


class Wires:
    """Discord's clients, and what stands on them: venue, ears and tone; where nothing can be heard, no ears."""

    def __init__(
        self,
        settings: Settings,
        words: Messages,
        clock: Clock,
        gateway: GatewayObserver,
        talk: TalkObserver,
        *,
        tree: type[discord.app_commands.CommandTree[discord.Client]],
    ) -> None:
        self.share = Share(settings.shards)
        self._leases = settings.shards and Leases(settings.database_url, self.share, settings.shards)
        sharing = self._leases and Sharing(self._leases.shards, self.share.ours, self._leases.turn)
        point_at(settings.api_url, settings.gateway_url)
        gate, connect = MoveGate(clock), partial(connector, settings.ca_file)
        self._fence = sharing and Fence(sharing.ours, self._server_of)
        self.trace = self._fenced(gate.trace())
        """Told of every request to Discord; whoever wants to see them too attaches here before the first."""
        self.main = Discord(
            gateway,
            connector=connect,
            http_trace=self.trace,
            tree=tree,
            needed=NEEDED,
            sharing=sharing,
        )
        hears = machine_can_hear()
        if not hears:
            log.warning("hearing: %s", DEAF)
        gates = [MoveGate(clock) for _ in settings.listener_tokens if hears]
        self.listeners = [listener(connect, self._fenced(one.trace()), sharing) for one in gates]
        clients = (self.main, *self.listeners) if hears else ()
        self.ears = DiscordEars(clients, lambda: clock().timestamp(), talk, self._let_in)
        movers = Movers(Mover(self.main, gate), list(map(Mover, self.listeners, gates)), clock)
        self._pace, self._whole_pace = Pace(), settings.api_paces
        self.venue = DiscordVenue(
            self.main, words, movers, clock, self.ears.companions, ours=self.share.ours, pace=self._pace
        )
        self.tone = DiscordTone(self.clients, self._pace, clock)

    @property
    def clients(self) -> tuple[discord.Client, ...]:
        """The main bot's first, then the listeners'."""
        return (self.main, *self.listeners)

    def share_servers(self, changed: Callable[[], Awaitable[None]]) -> None:
        """Look after our share of the servers from now on, if others do after the rest; tell when it has `changed`."""

        async def be_on(shards: frozenset[int]) -> None:
            await changed()
            if not self._whole_pace:
                self._pace.share(self.share.of_all())
            for client in self.clients:
                if isinstance(client, Sharded):
                    await client.be_on(shards)

        if self._leases is not None:
            self._leases.keep(be_on)

    async def goodbye(self) -> None:
        """Leave Discord, and the servers to other processes."""
        await say_goodbye(self.clients)
        if self._leases is not None:
            await self._leases.release()

    def _fenced(self, trace: aiohttp.TraceConfig) -> aiohttp.TraceConfig:
        if self._fence is not None:
            trace.on_request_start.append(self._fence.look)
        return trace

    def _server_of(self, channel_id: int) -> int:
        return self.main.server_of(channel_id)

    def shards_up(self) -> dict[int, bool]:
        """Whether each connection of the main bot to Discord's gateway is up; none before the first is."""
        return self.main.connections()

    async def _let_in(self, channel_id: int, user_id: int) -> None:
        await self.venue.let_in(channel_id, user_id)
