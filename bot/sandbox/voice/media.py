"""The UDP socket of all calls, and what a network does to datagrams."""

import asyncio
import random
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.voice import packets
from bot.sandbox.voice.agenda import Agenda

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


class Media:
    """Answers IP discovery and sends packets; whatever else comes in is dropped, as nobody listens to bots here."""

    def __init__(self, agenda: Agenda, knows: Callable[[int], bool]) -> None:
        self.weather = Weather()
        self._agenda, self._knows = agenda, knows
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

    def send(self, datagram: bytes, to: Address) -> None:
        """Send one datagram, if the weather lets it through."""
        weather = self.weather
        if weather.loss and random.random() < weather.loss:
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
                ssrc = packets.asks_for_address(datagram)
                if ssrc is None or not self._knows(ssrc):
                    continue
                if self.weather.discovery_loss:
                    self.weather.discovery_loss -= 1
                    continue
                self.send(packets.address_answer(ssrc, sender[0], sender[1]), sender)
        except OSError:
            return
