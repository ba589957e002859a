"""One websocket of a client: greeting, heartbeats, identify or resume, and what it asks for after."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.gateway import requests
from bot.sandbox.gateway.hub import Hub
from bot.sandbox.gateway.identify import Refused, check_identify
from bot.sandbox.gateway.packing import PACKINGS, Packing
from bot.sandbox.gateway.session import KEPT, Session, Wire
from bot.sandbox.things import Application, Json

HEARTBEAT = 41.25
LARGEST, MOST_SENDS, PER = 4096, 120, 60.0
SHOWN = 30
"""Characters that a refusal repeats of what was asked for: a close frame holds 123 bytes."""


class Gateway:
    """Takes connections and knows which are open."""

    def __init__(self, hub: Hub, pace: float = 1.0) -> None:
        self.hub = hub
        self.pace = pace
        self.open: set[web.WebSocketResponse] = set()

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one client from hello to goodbye."""
        socket = web.WebSocketResponse(max_msg_size=1 << 20, compress=False)
        await socket.prepare(request)
        refused, packing = _read_address(request)
        wire = Wire(socket, packing and packing(), self.hub.delay)
        pump = asyncio.create_task(wire.pump())
        self.open.add(socket)
        connection = Connection(self, wire)
        try:
            if refused is not None:
                wire.close(4012, refused)
            else:
                await connection.serve(socket)
        finally:
            self.open.discard(socket)
            connection.ended(socket.close_code)
            wire.close(1000)
            await asyncio.wait([pump], timeout=1)
            pump.cancel()
        return socket


def _read_address(request: web.Request) -> tuple[str | None, Callable[[], Packing] | None]:
    """Why what the address asks for is not to be had, if so, and how frames are to be packed."""
    query = request.query
    if query.get("v", "10") not in {"9", "10"}:
        return "Invalid API version", None
    if query.get("encoding", "json") != "json":
        return f"The sandbox has no encoding={query['encoding'][:SHOWN]}, only json.", None
    asked = query.get("compress")
    if asked is not None and asked not in PACKINGS:
        return f"The sandbox has no compress={asked[:SHOWN]}, only {' and '.join(PACKINGS)}.", None
    return None, PACKINGS.get(asked or "")


class Connection:
    """What has been said on one socket so far."""

    def __init__(self, gateway: Gateway, wire: Wire) -> None:
        self.gateway = gateway
        self.hub = gateway.hub
        self.wire = wire
        self.session: Session | None = None
        self._sends: deque[float] = deque()

    async def serve(self, socket: web.WebSocketResponse) -> None:
        """Greet, then read until one side closes or falls silent."""
        self.wire.put(10, {"heartbeat_interval": int(HEARTBEAT * 1000), "_trace": ["sandbox"]})
        while not socket.closed and not self.wire.closing:
            try:
                message = await socket.receive(timeout=HEARTBEAT * 2)
            except TimeoutError:
                self.close(4009, "Session timed out.")
                return
            if message.type not in {WSMsgType.TEXT, WSMsgType.BINARY}:
                return
            self._read(message.data)

    def close(self, code: int, reason: str) -> None:
        """Refuse this connection; the session dies with it where Discord lets it."""
        if self.session is not None and code in {4004, 4007, 4009, 4010, 4011, 4012, 4013, 4014}:
            self.session.dead = True
        self.wire.close(code, reason)

    def ended(self, code: int | None) -> None:
        """The socket is gone; a goodbye by 1000 or 1001 ends the session as well."""
        session = self.session
        if session is None or session.wire is not self.wire:
            return
        # after a close of ours the client echoes a code of its own, which is no goodbye
        if code in {1000, 1001} and not self.wire.closing:
            session.dead = True
        session.detach(self.hub.world.clock())
        if session.dead:
            self._bury(session)
        else:
            asyncio.get_running_loop().call_later(KEPT, self._bury_if_lost, session)

    def _bury_if_lost(self, session: Session) -> None:
        if session.wire is None and not session.alive(self.hub.world.clock()):
            self._bury(session)

    def _bury(self, session: Session) -> None:
        self.hub.sessions.pop(session.id, None)
        requests.gone(self.hub, session)

    def _read(self, raw: str | bytes) -> None:
        now = time.monotonic()
        self._sends.append(now)
        while self._sends and now - self._sends[0] > PER / self.gateway.pace:
            self._sends.popleft()
        if len(self._sends) > MOST_SENDS:
            self.close(4008, "Rate limited.")
            return
        if len(raw if isinstance(raw, bytes) else raw.encode()) > LARGEST:
            self.close(4002, "Error while decoding payload.")
            return
        try:
            frame: Any = json.loads(raw)
            op, data = int(frame["op"]), frame.get("d")
        except (ValueError, TypeError, KeyError, AttributeError):
            self.close(4002, "Error while decoding payload.")
            return
        try:
            self._obey(op, data)
        except Refused as refused:
            self.close(refused.code, str(refused))
        except (ValueError, TypeError, KeyError, AttributeError):
            self.close(4002, "Error while decoding payload.")

    def _obey(self, op: int, data: Any) -> None:
        if op == 1:
            self.wire.put(11, None)
        elif op in {2, 6}:
            if self.session is not None:
                self._start_over(self.session)
            (self._identify if op == 2 else self._resume)(data)
        elif self.session is None:
            raise Refused(4003, "Not authenticated.")
        elif (handle := requests.KNOWN.get(op)) is not None:
            handle(self.hub, self.session, data)
        else:
            raise Refused(4001, "Unknown opcode.")

    def _start_over(self, session: Session) -> None:
        """After an invalid session a client may identify again on the same socket; otherwise it may not."""
        if not session.dead:
            raise Refused(4005, "Already authenticated.")
        session.wire, self.session = None, None
        self._bury(session)

    def _identify(self, data: Json) -> None:
        app = self._login(data)
        starts = self.hub.world.starts
        if not starts.spend(app):
            self.hub.throw_out(app)
            raise Refused(4004, "Authentication failed.")
        intents, shard = check_identify(data, app, self.hub.world.guilds.values())
        if not starts.has_room(app, shard[0]):
            self.wire.put(9, False)
            return
        starts.begun(app, shard[0])
        self.session = Session(app, intents, shard, wire=self.wire)
        self._note("identify")
        requests.presence(self.hub, self.session, data.get("presence") or {"status": "online"})
        self.hub.open(self.session)

    def _resume(self, data: Json) -> None:
        app = self._login(data)
        session = self.hub.sessions.get(str(data["session_id"]))
        known = session is not None and session.application is app and session.alive(self.hub.world.clock())
        if self.hub.refuse_resume > 0:
            self.hub.refuse_resume -= 1
            known = False
        if session is None or not known:
            self.wire.put(9, False)
            return
        if int(data["seq"]) > session.sequence:
            raise Refused(4007, "Invalid seq.")
        if session.wire is not None:
            session.wire.close(4000, "Resumed elsewhere.")
        self.session, session.wire, session.lost_at = session, self.wire, None
        if not session.replay(int(data["seq"])):
            self.session, session.wire, session.dead = None, None, True
            self.wire.put(9, False)
            return
        self._note("resume")
        session.tell("RESUMED", {"_trace": ["sandbox"]})

    def _login(self, data: Json) -> Application:
        app = self.hub.world.by_token(str(data["token"]).removeprefix("Bot "))
        if app is None:
            raise Refused(4004, "Authentication failed.")
        return app

    def _note(self, what: str) -> None:
        assert self.session is not None
        facts: Json = {"bot": self.session.application.name, "shard": list(self.session.shard)}
        self.hub.world.note("gateway", {"what": what, **facts})
