"""Discord's clients, and what stands on them."""

from __future__ import annotations

import logging

import discord

from bot.adapters.discord.client import Discord, connector, listener, point_at
from bot.adapters.discord.movers import Mover, Movers
from bot.adapters.discord.observer import GatewayObserver
from bot.adapters.discord.permissions import NEEDED
from bot.adapters.discord.request_queue import Pace
from bot.adapters.discord.rest_answers import MoveGate
from bot.adapters.discord.tone import DiscordTone
from bot.adapters.discord.venue import DiscordVenue
from bot.adapters.ears.ears import DiscordEars
from bot.adapters.ears.udp import DEAF, machine_can_hear
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
        point_at(settings.api_url, settings.gateway_url)
        gate = MoveGate(clock)
        self.trace = gate.trace()
        """Told of every request to Discord; whoever wants to see them too attaches here before the first."""
        self.main = Discord(
            gateway,
            connector=lambda: connector(settings.ca_file),
            http_trace=self.trace,
            tree=tree,
            needed=NEEDED,
        )
        hears = machine_can_hear()
        if not hears:
            log.warning("hearing: %s", DEAF)
        gates = [MoveGate(clock) for _ in settings.listener_tokens if hears]
        self.listeners = [listener(lambda: connector(settings.ca_file), one.trace()) for one in gates]
        clients = (self.main, *self.listeners) if hears else ()
        self.ears = DiscordEars(clients, lambda: clock().timestamp(), talk, self._let_in)
        movers, pace = Movers(Mover(self.main, gate), list(map(Mover, self.listeners, gates)), clock), Pace()
        self.venue = DiscordVenue(self.main, words, movers, clock, self.ears.companions, pace=pace)
        self.tone = DiscordTone(self.clients, pace, clock)

    @property
    def clients(self) -> tuple[discord.Client, ...]:
        """The main bot's first, then the listeners'."""
        return (self.main, *self.listeners)

    def shards_up(self) -> dict[int, bool]:
        """Whether each connection of the main bot to Discord's gateway is up; none before the first is."""
        if not self.main.is_ready():
            return {}
        return {number: not shard.is_closed() for number, shard in self.main.shards.items()}

    async def _let_in(self, channel_id: int, user_id: int) -> None:
        await self.venue.let_in(channel_id, user_id)
