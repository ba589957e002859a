"""Bots' calls: who has a seat, whose session lives, and who may begin or resume one."""

import itertools
import time
from collections.abc import Callable
from typing import Protocol

from bot.sandbox.gateway.identify import Refused
from bot.sandbox.things import Json
from bot.sandbox.voice.agenda import Agenda
from bot.sandbox.voice.call import Call, Seat
from bot.sandbox.voice.gateway import COMMIT, INVALID, KEY_PACKAGE
from bot.sandbox.voice.media import Address, Media
from bot.sandbox.voice.people import VERSION
from bot.sandbox.voice.room import Room
from bot.sandbox.voice.wire import Wire
from bot.sandbox.worlds import Nature

KEPT = 30.0
"""Seconds for which a session that lost its websocket can be resumed; a guess."""
STALE, DISCONNECTED = 4006, 4014

Key = tuple[int, int]
"""A guild's and a bot's id: a bot has one call in each guild."""


class Rooms(Protocol):
    """What calls ask of the channels."""

    def room(self, channel_id: int) -> Room:
        """A channel's room, made if there is none."""
        ...

    def tidy(self, channel_id: int) -> None:
        """Forget a room that is empty."""
        ...


class Calls:
    """Every seat and every session; answers the voice gateway."""

    def __init__(
        self, rooms: Rooms, agenda: Agenda, ssrcs: "itertools.count[int]",
        note: Callable[[str, Json], None], nature: Nature, *, dave: bool,
    ) -> None:  # fmt: skip
        self.require_dave = True
        self.udp_port = 0
        self.seats: dict[Key, Seat] = {}
        self.spoiled: set[Key] = set()
        """Whose calls get bad proposals for ever."""
        self.media = Media(agenda, self._knows, nature)
        self._dave = dave
        self._calls: dict[Key, Call] = {}
        self._rooms, self._agenda, self._ssrcs, self._note = rooms, agenda, ssrcs, note

    def all(self) -> list[Call]:
        """Every session, connected or waiting to be resumed."""
        return list(self._calls.values())

    def seated(self, seat: Seat) -> None:
        """A bot was given a seat; the call from its old one is over."""
        self.unseated((seat.guild_id, seat.bot), DISCONNECTED)
        self.seats[seat.guild_id, seat.bot] = seat

    def unseated(self, key: Key, code: int) -> None:
        """A bot has lost its seat."""
        self.seats.pop(key, None)
        if key in self._calls:
            self.end(self._calls[key], code)

    # -- what the gateway asks

    def identify(self, data: Json) -> Call:
        """Begin a session, if the keys fit and the client can encrypt end to end."""
        key = int(data["server_id"]), int(data["user_id"])
        seat = self.seats.get(key)
        if seat is None or seat.session_id != data["session_id"]:
            raise Refused(STALE, "Session is no longer valid.")
        if seat.token != data["token"]:
            raise Refused(4004, "Authentication failed.")
        dave = min(VERSION, int(data.get("max_dave_protocol_version") or 0)) if self._dave else 0
        if self._dave and not dave and self.require_dave:
            self._tell(seat, "refused")
            raise Refused(4017, "E2EE/DAVE protocol required.")
        if key in self._calls:
            self.end(self._calls[key], STALE)
        call = self._calls[key] = Call(seat, next(self._ssrcs), dave, self.media, spoiled=key in self.spoiled)
        return call

    def resume(self, data: Json, wire: Wire) -> Call:
        """Go on with a session, from the frame after the last that came through."""
        call = next((c for c in self._calls.values() if c.seat.session_id == data["session_id"]), None)
        mine = call is not None and (call.seat.guild_id, call.seat.token) == (int(data["server_id"]), data["token"])
        before = None if call is None else call.wire
        if call is None or not mine or not call.replay(wire, int(data.get("seq_ack", -1))):
            raise Refused(STALE, "Session is no longer valid.")
        if before is not None:
            before.close(STALE, "Resumed elsewhere.")
        self._tell(call.seat, "resumed")
        return call

    def begin(self, call: Call, mode: str, address: Address) -> None:
        """Packets may flow."""
        call.select(mode, address)
        self._rooms.room(call.seat.channel_id).start(call)
        self._tell(call.seat, "connected")

    def group_frame(self, call: Call, op: int, payload: bytes) -> None:
        """A key package, a commit, a complaint about one, or readiness for a transition."""
        group = None if call.over else self._rooms.room(call.seat.channel_id).group
        if group is None:
            return
        if op == KEY_PACKAGE:
            group.key_package(call, payload)
        elif op == COMMIT:
            group.commit(call, payload)
        elif op == INVALID:
            group.expel(call)
        else:
            group.ready(call)

    def lost(self, call: Call, wire: Wire, *, for_good: bool) -> None:
        """A websocket is gone; its session stays for a while."""
        if call.wire is not wire:
            return
        call.wire = None
        if for_good:
            self.end(call, STALE)
        else:
            self.wait_for(call)

    # -- endings

    def wait_for(self, call: Call) -> None:
        """Drop a session unless it is resumed in time."""

        def expire(_: float) -> None:
            if call.wire is None and not call.over:
                self.end(call, STALE)

        self._agenda.add(time.monotonic() + KEPT, expire)

    def end(self, call: Call, code: int) -> None:
        """End a session."""
        key = call.seat.guild_id, call.seat.bot
        if self._calls.get(key) is not call:
            return
        del self._calls[key]
        call.over = True
        call.hang_up()
        if call.wire is not None:
            call.wire.close(code, "Disconnected.")
        self._rooms.room(call.seat.channel_id).stop(call)
        self._rooms.tidy(call.seat.channel_id)
        self._tell(call.seat, "ended")

    def _knows(self, ssrc: int) -> bool:
        return any(call.ssrc == ssrc for call in self._calls.values())

    def _tell(self, seat: Seat, state: str) -> None:
        facts = {"bot": str(seat.bot), "guild": str(seat.guild_id), "channel": str(seat.channel_id)}
        self._note("voice call", {**facts, "state": state})
