"""The UDP socket of all calls, and what a network does to datagrams."""

import asyncio
import random
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.voice import packets
from bot.sandbox.voice.agenda import Agenda
from bot.sandbox.worlds import Nature

Address = tuple[str, int]


@dataclass(slots=True)
class Weather:
    """How bad the network is: shares of one, and seconds."""

    loss: float = 0.0
    delay: float = 0.0
    jitter: float = 0.0
    """Up to so much more delay, at random for each datagram, so that some overtake others."""
    discovery_loss: int = 0
    """So many questions for the own address get lost."""


@dataclass(slots=True)
class Line:
    """An address that packets go to."""

    luck: float
    """From 0 to 1; below the world's share of unanswered pings its server answers none."""
    heard: float = field(default_factory=time.monotonic)
    """When anything last came from there, by the monotonic clock."""


class Media:
    """Answers IP discovery and pings and sends packets; whatever else comes in shows only that somebody is there."""

    def __init__(self, agenda: Agenda, knows: Callable[[int], bool], nature: Nature) -> None:
        self.weather = Weather()
        self._agenda, self._knows, self._nature = agenda, knows, nature
        self._lines: dict[Address, Line] = {}
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)

    def start(self) -> int:
        """Listen on loopback; says on which port."""
        self._socket.bind(("127.0.0.1", 0))
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._read)
        return int(self._socket.getsockname()[1])

    def stop(self) -> None:
        """Close the socket."""
        asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()

    def open(self, address: Address) -> None:
        """A client wants its packets there."""
        self._lines[address] = Line(self._nature.draw("unanswered_pings"))

    def close(self, address: Address) -> None:
        """No more packets go there."""
        self._lines.pop(address, None)

    def forgot(self, address: Address) -> bool:
        """Whether nothing came from there for so long that nothing is sent any more."""
        patience = self._nature.climate.forget_after
        line = self._lines.get(address) if patience else None
        return line is not None and time.monotonic() - line.heard > patience

    def send(self, datagram: bytes, to: Address) -> None:
        """Send one datagram, if the weather and the world let it through."""
        weather = self.weather
        loss = max(weather.loss, self._nature.climate.loss)
        if loss and random.random() < loss:
            return
        if weather.delay or weather.jitter:
            due = time.monotonic() + weather.delay + random.random() * weather.jitter
            self._agenda.add(due, lambda _: self._out(datagram, to))
        else:
            self._out(datagram, to)

    def _out(self, datagram: bytes, to: Address) -> None:
        try:
            self._socket.sendto(datagram, to)
        except OSError:
            # a full buffer or a port that nobody listens on: UDP promises nothing
            return

    def _read(self) -> None:
        try:
            while True:
                datagram, sender = self._socket.recvfrom(2048)
                if (line := self._lines.get(sender)) is not None:
                    self._heard(line, datagram, sender)
                ssrc = packets.asks_for_address(datagram)
                if ssrc is None or not self._knows(ssrc):
                    continue
                if self.weather.discovery_loss:
                    self.weather.discovery_loss -= 1
                    continue
                self.send(packets.address_answer(ssrc, sender[0], sender[1]), sender)
        except OSError:
            return

    def _heard(self, line: Line, datagram: bytes, sender: Address) -> None:
        line.heard = time.monotonic()
        answer = packets.answer_to_ping(datagram)
        if answer is not None and line.luck >= self._nature.climate.unanswered_pings:
            self.send(answer, sender)
