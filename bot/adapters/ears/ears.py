"""Ears: bots in voice channels that hear that people talk, and cannot hear what.

To convince yourself, read `ears/udp.py`, the only place where packets come in: `UdpHeads.read` takes at most 80
bytes of each, its header and a little of its sealed body, into one small buffer that the next packet overwrites. The
key that Discord sends for opening packets is thrown away in `ears/gateway.py`, `EarSocket.load_secret_key`. Of a packet
`core/listening/talkspurts.py` learns whose it is, when it came and how long it was. What leaves this file is a channel,
a member's id, on or off, and when (`ports.TalkObserver.heard`): there is no place for sound.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Sequence

import aiohttp
import discord
from aiolimiter import AsyncLimiter

from bot.adapters.ears.connection import EarClient, pause
from bot.adapters.ears.doors import deafened_ear, may_enter, unmuted_in
from bot.adapters.ears.udp import Ticker
from bot.core.listening.proof import Proof
from bot.core.listening.talkspurts import Talkspurts
from bot.ports import NotDone, TalkObserver, Unsure

log = logging.getLogger(__name__)
TIMEOUT = 15.0
"""Seconds for one attempt to connect."""
FIRST_RETRY, LAST_RETRY = 2.0, 60.0
"""Seconds before an ear that failed or died is sent again; doubled each time."""
SETTING_OUT = (15, 30.0)
"""How many ears of one bot set out in how many seconds: each coming and each going is a message to Discord's gateway,
which takes 120 a minute from a connection (Discord's gateway reference) and closes it beyond."""
TRIES, LATELY = 3, 1800.0
"""So many times in so many seconds an ear that was not believed is connected anew; then it stays away for as long."""
NO_ANSWER = 180.0
"""Seconds for which an ear stays away from a channel that did not let it in."""
LET_IN = 5.0
"""Seconds from a listener's being let in until it sees that itself."""
CALLED_AGAIN = 5.0
"""Seconds after which an ear that was called back and has not come is called again: discord.py can swallow it."""
EVENING = 6 * 3600.0
"""Seconds for which every ear stays away from a room whose group that encrypts does not take us."""

LetIn = Callable[[int, int], Awaitable[None]]
"""Lets a listener (the second id) into a channel (the first)."""


class DiscordEars:
    """ports.Ears on discord.py clients: the main bot and any number of listeners, each one ear in a server."""

    def __init__(
        self,
        clients: Sequence[discord.Client],
        seconds: Callable[[], float],
        observer: TalkObserver,
        let_in: LetIn,
    ) -> None:
        self._clients, self._seconds, self._observer, self._let_in = clients, seconds, observer, let_in
        self._ticker: Ticker | None = None
        self._posts: dict[tuple[int, int], tuple[int, asyncio.Task[None]]] = {}
        """By client and server: the channel an ear is sent to, and the task that keeps it there."""
        self._turns: defaultdict[tuple[int, int], asyncio.Lock] = defaultdict(asyncio.Lock)
        """Held by an ear until it has left: a client can be in one channel of a server."""
        self._paces = [AsyncLimiter(*SETTING_OUT) for _ in clients]
        self._away: dict[tuple[int, int], float] = {}
        """By client and channel: until when an ear stays away."""
        self.new_proof: Callable[[], Proof] = Proof
        self.new_spurts: Callable[..., Talkspurts] = Talkspurts
        """What an ear is made of; a tryout puts those here that count."""
        self._proofs: dict[int, Proof] = {}
        """By channel: whether the ear in it can be believed."""
        self._tasks: set[asyncio.Task[None]] = set()
        self._stopped = False

    def count(self, guild_id: int) -> int:
        """See ports.Ears."""
        return sum(client.get_guild(guild_id) is not None for client in self._clients)

    def places(self, guild_id: int, channel_id: int) -> int:
        """See ports.Ears."""
        now, able = self._seconds(), 0
        for number, client in enumerate(self._clients):
            guild = client.get_guild(guild_id)
            if guild is None or now < self._away.get((number, channel_id), 0.0) or deafened_ear(guild):
                continue
            if may_enter(guild, channel_id):
                able += 1
            elif number:
                # It came to the server after the room was made. Not again for a while, if that does not help.
                self._away[number, channel_id] = now + NO_ANSWER
                self._begin(self._admit(number, channel_id, guild.me.id))
        return able

    def deafened(self, guild_id: int) -> Collection[int]:
        """See ports.Ears."""
        guilds = (client.get_guild(guild_id) for client in self._clients)
        return [ear.channel.id for guild in guilds if guild is not None and (ear := deafened_ear(guild)) is not None]

    def sure(self, channel_id: int) -> bool:
        """See ports.Ears."""
        proof = self._proofs.get(channel_id)
        return proof is not None and proof.sure(self._seconds())

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
                self._begin(_call_back(task))
            if there:
                free.append(number)
        may = {number: [channel for channel in wanted if self._may(number, guild_id, channel)] for number in free}
        for number in sorted(free, key=lambda number: len(may[number])):
            if (channel_id := next((channel for channel in may[number] if channel in wanted), None)) is not None:
                wanted.remove(channel_id)
                self._send(number, guild_id, channel_id)

    def states(self) -> dict[str, int]:
        """How many ears hear, how many are sent and cannot be believed, and how many rooms are kept away from."""
        now = self._seconds()
        hearing = sum(proof.sure(now) for proof in self._proofs.values())
        refused = sum(until > now for until in self._away.values())
        return {"hearing": hearing, "deaf": len(self._posts) - hearing, "refused": refused}

    async def stop(self) -> None:
        """Call every ear back, for good."""
        self._stopped = True
        for _, task in self._posts.values():
            self._begin(_call_back(task))
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _may(self, number: int, guild_id: int, channel_id: int) -> bool:
        """Whether this ear may go there now."""
        guild = self._clients[number].get_guild(guild_id)
        away = self._seconds() < self._away.get((number, channel_id), 0.0)
        return guild is not None and not away and may_enter(guild, channel_id)

    def _send(self, number: int, guild_id: int, channel_id: int) -> None:
        task = self._begin(self._keep(number, guild_id, channel_id))
        self._posts[number, guild_id] = channel_id, task
        task.add_done_callback(lambda done: self._ended(number, guild_id, done))

    def _begin(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _ended(self, number: int, guild_id: int, task: asyncio.Task[None]) -> None:
        if self._posts.get((number, guild_id), (0, None))[1] is task:
            del self._posts[number, guild_id]
        if not task.cancelled() and (error := task.exception()):
            log.error("an ear was lost", exc_info=error)

    async def _admit(self, number: int, channel_id: int, user_id: int) -> None:
        try:
            await self._let_in(channel_id, user_id)
        except (NotDone, Unsure, discord.DiscordException, aiohttp.ClientError, OSError, TimeoutError) as error:
            log.warning("listener %d could not be let into channel %d: %s", number, channel_id, error)
        else:
            # Its own view of the server shows in a moment whether it may come.
            self._away[number, channel_id] = self._seconds() + LET_IN

    def _stay_away(self, channel_id: int, numbers: Iterable[int], seconds: float) -> None:
        """These ears do not go there for a while; told, so that others are sent."""
        now = self._seconds()
        self._away = {key: until for key, until in self._away.items() if until > now}
        self._away |= {(number, channel_id): now + seconds for number in numbers}
        self._observer.hears(channel_id, False, now)

    async def _keep(self, number: int, guild_id: int, channel_id: int) -> None:
        """Keep an ear in a channel until cancelled, or until it is of no use there; one that dies is replaced."""
        client, turn, me = self._clients[number], self._turns[number, guild_id], asyncio.current_task()
        wait, doubts, proof = FIRST_RETRY, deque[float](maxlen=TRIES), self.new_proof()
        # discord.py swallows a cancellation that meets it hanging up.
        while me is not None and not me.cancelling():
            guild = client.get_guild(guild_id)
            channel = guild.get_channel(channel_id) if guild else None
            if isinstance(channel, discord.VoiceChannel):
                try:
                    async with turn:
                        await self._paces[number].acquire()
                        ear = await self._listen(channel, proof)
                    wait = FIRST_RETRY
                except TimeoutError:
                    log.warning("an ear was not let into channel %d", channel_id)
                    return self._stay_away(channel_id, [number], NO_ANSWER)
                except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
                    log.warning("an ear could not hear channel %d: %s", channel_id, error or type(error).__name__)
                else:
                    if ear is not None and ear.unwelcome:
                        log.warning("the ears stay away from channel %d: they would trouble its call", channel_id)
                        return self._stay_away(channel_id, range(len(self._clients)), EVENING)
                    if ear is not None and ear.doubted:
                        doubts.append(self._seconds())
                        if len(doubts) == TRIES and doubts[-1] - doubts[0] < LATELY:
                            log.warning("an ear stays away from channel %d, where it cannot hear", channel_id)
                            return self._stay_away(channel_id, [number], LATELY)
            await pause(wait)
            wait = min(LAST_RETRY, 2 * wait)
        return None

    async def _listen(self, channel: discord.VoiceChannel, proof: Proof) -> EarClient | None:
        """Hear a channel until the connection is over; how it ended."""
        observer, ticker = self._observer, self._the_ticker()

        def unmuted() -> list[int]:
            return unmuted_in(channel)

        def hears(able: bool) -> None:
            here = channel.guild.voice_client
            if able and isinstance(here, EarClient) and here.channel != channel:
                # Carried into another room by a moderator: what it hears there is not this room's.
                here.gone.set()
            else:
                observer.hears(channel.id, able, self._seconds())

        def heard(user_id: int, on: bool, at: float) -> None:
            observer.heard(channel.id, user_id, on, at)

        spurts = self.new_spurts(heard, unmuted=unmuted)

        def ear(of: discord.Client, where: discord.abc.Connectable) -> EarClient:
            assert isinstance(where, discord.VoiceChannel)
            return EarClient(of, where, spurts, ticker, hears, proof=proof, unmuted=unmuted)

        self._proofs[channel.id] = proof
        try:
            # Not reconnecting by itself: an ear that dies is replaced by us, and a refusal (4017) is known at once.
            voice = await channel.connect(cls=ear, timeout=TIMEOUT, reconnect=False, self_mute=True, self_deaf=False)
            await voice.gone.wait()
        finally:
            if self._proofs.get(channel.id) is proof:
                del self._proofs[channel.id]
            # One that is over has left by itself: Discord would not confirm it to us a second time.
            if isinstance(left := channel.guild.voice_client, EarClient):
                await left.disconnect(force=True)
        return voice

    def _the_ticker(self) -> Ticker:
        if self._ticker is None:
            self._ticker = Ticker(asyncio.get_running_loop(), self._seconds)
        return self._ticker


async def _call_back(ear: asyncio.Task[None]) -> None:
    while not ear.done():
        ear.cancel()
        await asyncio.wait({ear}, timeout=CALLED_AGAIN)
