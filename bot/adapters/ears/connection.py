"""discord.py's voice connection without its threads, and with the ways back that it lacks."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

import aiohttp
import discord
from discord.gateway import DiscordVoiceWebSocket
from discord.voice_state import ConnectionFlowState, VoiceConnectionState

from bot.adapters.ears.gateway import EarSocket
from bot.adapters.ears.udp import Ticker, UdpHeads
from bot.core.listening.proof import Proof
from bot.core.listening.talkspurts import Talkspurts

if TYPE_CHECKING:
    from discord.types.voice import GuildVoiceState

log = logging.getLogger(__name__)
MOVED, LEFT = 2.0, 2.0
"""Seconds within which the main gateway tells of a move after 4014 or 4022, if it was one, and that an ear has left."""
FRESH_STARTS, WITHIN = 3, 60.0
"""So many times in so many seconds an ear may start over in the group that encrypts. Each time Discord takes it out of
the group and in again, which is two new keys for everybody in the call."""


class EarState(VoiceConnectionState):
    """A voice connection read from the event loop, which comes back from everything it can come back from."""

    voice_client: EarClient

    @property
    def state(self) -> ConnectionFlowState:
        """How far the connection has come."""
        return super().state

    @state.setter
    def state(self, state: ConnectionFlowState) -> None:
        VoiceConnectionState.state.fset(self, state)  # pyright: ignore[reportOptionalCall]
        self.voice_client.able(state is ConnectionFlowState.connected)

    @property
    def _socket_reader(self) -> UdpHeads:  # pyright: ignore[reportIncompatibleVariableOverride]
        return self.reader

    @_socket_reader.setter
    def _socket_reader(self, _thread: object) -> None:
        # discord.py offers a thread that it has not started yet; it is dropped for a reader without one.
        ear = self.voice_client
        self.reader = UdpHeads(self, ear.spurts, ear.ticker, ear.proof, ear.look)

    async def _recover_from_invalid_commit(self, transition_id: int) -> None:
        """Start over in the group that encrypts; who has to again and again leaves rather than trouble the call."""
        if self.voice_client.may_start_over():
            await super()._recover_from_invalid_commit(transition_id)

    async def _inner_connect(self, reconnect: bool, self_deaf: bool, self_mute: bool, resume: bool) -> None:
        """Connect; a resumed session needs no voice state from the main gateway, which discord.py would wait for."""
        if resume:
            try:
                self.ws = await self._connect_websocket(True)
                await self._handshake_websocket()
            except (OSError, aiohttp.ClientError, discord.ConnectionClosed, TimeoutError):
                await self.disconnect(cleanup=False)
            else:
                return
        await super()._inner_connect(reconnect, self_deaf, self_mute, False)

    async def _connect_websocket(self, resume: bool) -> DiscordVoiceWebSocket:
        acknowledged = self.ws.seq_ack if self.ws else -1
        gateway = await EarSocket.from_connection_state(self, resume=resume, hook=self.hook, seq_ack=acknowledged)
        if resume:
            # discord.py waits for a session description, which only a new session gets.
            gateway.secret_key = self.secret_key
        self.state = ConnectionFlowState.websocket_connected
        return gateway

    async def _potential_reconnect(self) -> bool:
        """Go along with a move; discord.py waits for one as long as for a whole connection."""
        whole, self.timeout = self.timeout, MOVED
        try:
            return await super()._potential_reconnect()
        finally:
            self.timeout = whole

    async def _poll_voice_ws(self, reconnect: bool) -> None:
        """Read the gateway; what ends the reading leaves nothing behind, so that a new ear can come."""
        try:
            await super()._poll_voice_ws(reconnect)
        except Exception as error:
            closed = isinstance(error, discord.ConnectionClosed)
            log.warning("a voice connection was lost: %s", error, exc_info=None if closed else error)
            if not self.voice_client.gone.is_set():
                await self.disconnect()


class EarClient(discord.VoiceClient):
    """One ear in one channel: `await channel.connect(cls=…, self_mute=True, self_deaf=False)`.

    `hears` is told whether it hears from now on; `unmuted` says who in the channel could be heard.
    """

    def __init__(
        self,
        client: discord.Client,
        channel: discord.VoiceChannel,
        spurts: Talkspurts,
        ticker: Ticker,
        hears: Callable[[bool], None] = lambda _: None,
        *,
        proof: Proof | None = None,
        unmuted: Callable[[], Collection[int]] = tuple,
    ) -> None:
        self.spurts, self.ticker, self._hears = spurts, ticker, hears
        self.proof, self._unmuted = proof or Proof(), unmuted
        self._connected = self._able = False
        self.deafened = False
        """A moderator has deafened us: Discord sends nothing then."""
        self.doubted = self.unwelcome = False
        """Why it is over: the connection was not believed any more; or the group that encrypts did not take us."""
        self._started_over: deque[float] = deque(maxlen=FRESH_STARTS)
        self.gone = asyncio.Event()
        super().__init__(client, channel)

    def able(self, connected: bool) -> None:
        """Whether packets can come in now; tells only what has changed."""
        self._connected = connected
        able = connected and not self.deafened
        if able != self._able:
            self._able = able
            self.proof.begin(self.ticker.seconds())
            if not able:
                self.spurts.start_over()
            self._hears(able)

    def look(self, now: float) -> None:
        """Whether this connection is to be believed; one that is not is over."""
        if self._able and (doubt := self.proof.doubt(now, open_microphones=bool(self._unmuted()))):
            log.warning("an ear does not hear channel %d: %s", self.channel.id, doubt)
            self.doubted = True
            self.able(False)
            self.gone.set()

    def may_start_over(self) -> bool:
        """Whether it is not too often yet; if it is, this ear is over."""
        now = self.ticker.seconds()
        if len(self._started_over) == FRESH_STARTS and now - self._started_over[0] < WITHIN:
            self.unwelcome = True
            self.able(False)
            self.gone.set()
            return False
        self._started_over.append(now)
        return True

    async def on_voice_state_update(self, data: GuildVoiceState) -> None:
        """Our own voice state: where we are, and whether a moderator has deafened us."""
        self.deafened = bool(data.get("deaf"))
        self.able(self._connected)
        await super().on_voice_state_update(data)

    async def disconnect(self, *, force: bool = False) -> None:
        """Leave; discord.py would wait for the last word on it as long as for a whole connection."""
        self._connection.timeout = LEFT
        await super().disconnect(force=force)

    def cleanup(self) -> None:
        """The connection is over for good."""
        super().cleanup()
        self.able(False)
        self.gone.set()

    def create_connection_state(self) -> VoiceConnectionState:
        """The connection of ours, which tells every gateway frame."""
        return EarState(self, hook=self._told)

    async def _told(self, _gateway: DiscordVoiceWebSocket, msg: dict[str, Any]) -> None:
        """Which stream is whose, and who has gone."""
        op, data = msg["op"], msg.get("d")
        if op == DiscordVoiceWebSocket.READY:
            self.spurts.start_over()
        elif data is None:
            return
        elif op == DiscordVoiceWebSocket.SESSION_DESCRIPTION:
            self.spurts.sealed(bool(data.get("dave_protocol_version")))
        elif op == DiscordVoiceWebSocket.SPEAKING:
            self.spurts.known(int(data["ssrc"]), int(data["user_id"]))
            if data.get("speaking"):
                self.proof.speaks(self.ticker.seconds())
        elif op == DiscordVoiceWebSocket.CLIENT_CONNECT and data.get("audio_ssrc"):
            self.spurts.known(int(data["audio_ssrc"]), int(data["user_id"]))
        elif op == DiscordVoiceWebSocket.CLIENT_DISCONNECT:
            self.spurts.gone([int(data["user_id"])])


async def pause(seconds: float) -> None:
    """Wait before another try; the event loop's own timer, since an ear has no deadline to miss."""
    waited = asyncio.get_running_loop().create_future()
    handle = asyncio.get_running_loop().call_later(seconds, waited.set_result, None)
    try:
        await waited
    finally:
        handle.cancel()
