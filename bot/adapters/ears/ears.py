"""Ears: bots in voice channels that hear that people talk, and cannot hear what.

To convince yourself, read `hearing/udp.py`, the only place where packets come in: `UdpHeads.read` takes at most 80
bytes of each, its header and a little of its sealed body, into one small buffer that the next packet overwrites. The
key that Discord sends for opening packets is thrown away in `hearing/connection.py`, `EarSocket.load_secret_key`. Of a
packet `core/spurts.py` learns whose it is, when it came and how long it was. What leaves this file is a channel, a
member's id, on or off, and when (`ports.Listener.heard`): there is no place for sound.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence

import aiohttp
import discord
from aiolimiter import AsyncLimiter

from bot.adapters.ears.connection import EarClient, pause
from bot.adapters.ears.udp import Ticker
from bot.core.listening.talkspurts import Talkspurts
from bot.ports import TalkObserver

log = logging.getLogger(__name__)
TIMEOUT = 15.0
"""Seconds for one attempt to connect."""
FIRST_RETRY, LAST_RETRY = 2.0, 60.0
"""Seconds before an ear that failed or died is sent again; doubled each time."""
SETTING_OUT = (15, 30.0)
"""How many ears of one bot set out in how many seconds: each coming and each going is a message to Discord's gateway,
which takes 120 a minute from a connection (Discord's gateway reference) and closes it beyond."""


class DiscordEars:
    """ports.Ears on discord.py clients: the main bot and any number of listeners, each one ear in a server."""

    def __init__(self, clients: Sequence[discord.Client], seconds: Callable[[], float], observer: TalkObserver) -> None:
        self._clients, self._seconds, self._observer = clients, seconds, observer
        self._ticker: Ticker | None = None
        self._posts: dict[tuple[int, int], tuple[int, asyncio.Task[None]]] = {}
        """By client and server: the channel an ear is sent to, and the task that keeps it there."""
        self._turns: defaultdict[tuple[int, int], asyncio.Lock] = defaultdict(asyncio.Lock)
        """Held by an ear until it has left: a client can be in one channel of a server."""
        self._paces = [AsyncLimiter(*SETTING_OUT) for _ in clients]
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = False

    def count(self, guild_id: int) -> int:
        """See ports.Ears."""
        return sum(client.get_guild(guild_id) is not None for client in self._clients)

    def companions(self, guild_id: int) -> list[int]:
        """The ids of the listeners in a server, the main bot left out."""
        there = (client.user for client in self._clients[1:] if client.get_guild(guild_id) is not None)
        return [user.id for user in there if user is not None]

    def attend(self, guild_id: int, channel_ids: Sequence[int]) -> None:
        """See ports.Ears."""
        if self._stopped:
            return
        wanted = list(channel_ids)
        free: list[int] = []
        for number, client in enumerate(self._clients):
            there = client.get_guild(guild_id) is not None
            channel_id, task = self._posts.get((number, guild_id), (None, None))
            if there and channel_id in wanted:
                wanted.remove(channel_id)
                continue
            if task is not None:
                del self._posts[number, guild_id]
                task.cancel()
            if there:
                free.append(number)
        for number, channel_id in zip(free, wanted, strict=False):
            self._send(number, guild_id, channel_id)

    async def stop(self) -> None:
        """Call every ear back, for good."""
        self._stopped = True
        for _, task in self._posts.values():
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _send(self, number: int, guild_id: int, channel_id: int) -> None:
        work = self._keep(number, guild_id, channel_id)
        task = asyncio.get_running_loop().create_task(work)
        self._posts[number, guild_id] = channel_id, task
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(number, guild_id, done))

    def _ended(self, number: int, guild_id: int, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._posts.get((number, guild_id), (0, None))[1] is task:
            del self._posts[number, guild_id]
        if not task.cancelled() and (error := task.exception()):
            log.error("an ear was lost", exc_info=error)

    async def _keep(self, number: int, guild_id: int, channel_id: int) -> None:
        """Keep an ear in a channel until cancelled; one that dies is replaced."""
        client, turn = self._clients[number], self._turns[number, guild_id]
        wait, me = FIRST_RETRY, asyncio.current_task()
        # discord.py swallows a cancellation that meets it hanging up.
        while me is not None and not me.cancelling():
            guild = client.get_guild(guild_id)
            channel = guild.get_channel(channel_id) if guild else None
            if isinstance(channel, discord.VoiceChannel):
                try:
                    async with turn:
                        await self._paces[number].acquire()
                        await self._listen(channel)
                    wait = FIRST_RETRY
                except (discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
                    log.warning("an ear could not hear channel %d: %s", channel_id, error or type(error).__name__)
            await pause(wait)
            wait = min(LAST_RETRY, 2 * wait)

    async def _listen(self, channel: discord.VoiceChannel) -> None:
        """Hear a channel until the connection is over."""
        observer, ticker = self._observer, self._the_ticker()
        spurts = Talkspurts(lambda user, on, at: observer.heard(channel.id, user, on, at))

        def hears(able: bool) -> None:
            here = channel.guild.voice_client
            if able and isinstance(here, EarClient) and here.channel != channel:
                # Carried into another room by a moderator: what it hears there is not this room's.
                here.gone.set()
            else:
                observer.hears(channel.id, able, self._seconds())

        def ear(of: discord.Client, where: discord.abc.Connectable) -> EarClient:
            assert isinstance(where, discord.VoiceChannel)
            return EarClient(of, where, spurts, ticker, hears)

        try:
            # Not reconnecting by itself: an ear that dies is replaced by us, and a refusal (4017) is known at once.
            voice = await channel.connect(cls=ear, timeout=TIMEOUT, reconnect=False, self_mute=True, self_deaf=False)
            await voice.gone.wait()
        finally:
            # One that is over has left by itself: Discord would not confirm it to us a second time.
            if isinstance(left := channel.guild.voice_client, EarClient):
                await left.disconnect(force=True)

    def _the_ticker(self) -> Ticker:
        if self._ticker is None:
            self._ticker = Ticker(asyncio.get_running_loop(), self._seconds)
        return self._ticker
