"""One person in voice: a microphone, perhaps a camera, and the packets of both."""

import random
import time
from collections.abc import Callable
from typing import Protocol

from bot.sandbox.things import Json
from bot.sandbox.voice import packets
from bot.sandbox.voice.agenda import Agenda
from bot.sandbox.voice.microphone import TAIL, Microphone, Sound
from bot.sandbox.voice.orders import SIZES, Speech
from bot.sandbox.worlds import Nature

TOO_LATE = 0.5
"""Seconds; a client that was held up for longer does not send what it has missed."""
PICTURE = 1 / 90
"""Seconds between video packets: 30 pictures a second, three packets each."""
PICTURE_SIZE = 1100
BURST, BURST_PAUSE = (10, 50), 0.003
"""Fewest and most packets of nothing but padding in a row, and the seconds between them."""
LEVELS = {Sound.SPEECH: (20, 50), Sound.FAINT: (60, 90), Sound.SILENCE: (127, 127)}

Note = Callable[[str, Json], None]


class Carrier(Protocol):
    """A room, as far as somebody in it needs it: it carries what they send to every bot."""

    @property
    def id(self) -> int:
        """That of its channel."""
        ...

    def refresh(self) -> None:
        """Ask again who may speak and hear, if that may have changed."""
        ...

    def forward(self, talker: "Talker", head: bytes, extension: bytes, frame: bytes, *, announce: bool) -> None:
        """A packet to every bot, encrypted from end to end for those who can."""
        ...

    def forward_bare(self, head: bytes, body: bytes) -> None:
        """A packet that nobody encrypts from end to end."""
        ...

    def camera(self, talker: "Talker") -> None:
        """Somebody's camera was switched on or off."""
        ...


class Talker:
    """Sends a person's packets into the room they are in, and notes each spurt that really went out."""

    def __init__(self, user_id: int, agenda: Agenda, clock: Callable[[], float], note: Note, nature: Nature) -> None:
        self.user_id = user_id
        self.room: Carrier | None = None
        self.allowed = False
        """Whether this person may be heard: SPEAK, and not muted; the room keeps it right."""
        self.ssrc = 0
        self.announced = True
        """Whether an op 5 tells whose stream this is."""
        self.microphone = Microphone()
        self.since: float | None = None
        """Since when they transmit, by the sandbox's clock."""
        self._last, self._frames = 0.0, 0
        self._made_up = 0
        """Frames of silence that the server is to send for a stream that it cut off."""
        self._agenda, self._clock, self._note, self._nature = agenda, clock, note, nature
        self._sizes = dict(SIZES)
        self._due = self._picture_due = -1.0
        self._sequence, self._stamp, self._stamped = random.getrandbits(16), random.getrandbits(32), 0.0

    def obey(self, order: Speech) -> None:
        """Do as ordered, from now on."""
        now, microphone = time.monotonic(), self.microphone
        if order.stop:
            microphone.stop()
        if order.new_noise:
            microphone.forget(Sound.FAINT)
        if order.open is not None:
            microphone.open = order.open
        self._sizes |= order.sizes
        microphone.plan(order.spans, now)
        if order.video is not None:
            self._camera(order.video, now)
        self._look(now)

    def arrive(self) -> None:
        """Come to voice, with whatever client and camera this person has today."""
        self.microphone.web = self._nature.strikes("web_clients")
        if self._nature.strikes("cameras"):
            self._camera(True, time.monotonic())
        self._look(time.monotonic())

    def seat(self, room: Carrier, ssrc: int, *, announced: bool) -> None:
        """Sit down, with a new number for the new connection."""
        self.room, self.ssrc, self.announced = room, ssrc, announced

    def leave_room(self) -> None:
        """Out of the room: what was being said ends there."""
        self._end()
        self.room, self.allowed = None, False

    def hang_up(self) -> None:
        """Out of voice: whoever comes back begins anew."""
        self.leave_room()
        self.microphone.stop()
        self._due = self._picture_due = -1.0

    def silenced(self) -> None:
        """Muted, or not permitted to speak any more."""
        if self.since is not None and self._nature.climate.sealed_silence:
            self._made_up = TAIL
        self._end()

    def _look(self, now: float) -> None:
        due = self.microphone.next(now, None)
        if due is not None and (self._due < 0 or due < self._due):
            self._due = due
            self._agenda.add(due, self._tick)

    def _tick(self, at: float) -> float | None:
        if at != self._due:
            return None
        now = time.monotonic()
        if now - at > TOO_LATE:
            at = now
        if self.room is not None:
            self.room.refresh()
        sound = self.microphone.frame(at)
        if sound is not None and self.allowed and self.room is not None:
            self._speak(self.room, sound, at)
        elif self.since is not None:
            self._end()
        elif self._made_up and self.room is not None:
            self._made_up -= 1
            self.room.forward_bare(self._head(at), packets.extension(127, 0) + packets.SILENCE)
        due = self.microphone.next(at, sound)
        self._due = -1.0 if due is None else due
        return due

    def _speak(self, room: Carrier, sound: Sound, at: float) -> None:
        if sound is Sound.SILENCE:
            if self.since is not None:
                self._end()
                self._pad(room)
            frame = packets.SILENCE
        else:
            self._last, self._frames, self._made_up = self._clock(), self._frames + 1, 0
            if self.since is None:
                self.since = self._last
            low, high = self._sizes[sound]
            frame = packets.opus(low + int(random.random() * (high - low + 1)))
        low, high = LEVELS[sound]
        speaking = packets.SPEAKING if sound is not Sound.SILENCE else 0
        extension = packets.extension(low + int(random.random() * (high - low + 1)), speaking)
        room.forward(self, self._head(at), extension, frame, announce=speaking > 0)

    def _head(self, at: float) -> bytes:
        """The next packet's clear part."""
        self._stamp += max(1, round((at - self._stamped) / packets.FRAME)) * int(packets.FRAME * packets.RATE)
        self._stamped = at
        return self._numbered()

    def _numbered(self) -> bytes:
        self._sequence += 1
        return packets.head(packets.VOICE, self._sequence, self._stamp, self.ssrc)

    def _pad(self, room: Carrier) -> None:
        """A silence begins, and the server fills the line."""
        if not self._nature.strikes("padding_bursts"):
            return
        left = random.randint(*BURST)

        def one(due: float) -> float | None:
            nonlocal left
            left -= 1
            if self.room is not room or left < 0:
                return None
            size = random.randint(*self._nature.climate.padding_bytes)
            room.forward_bare(packets.padded(self._numbered()), packets.extension(127, 0) + packets.padding(size))
            return due + BURST_PAUSE

        self._agenda.add(time.monotonic(), one)

    def _end(self) -> None:
        """The truth about a spurt: when its first packet left, and when the sound of its last was over."""
        if self.since is None:
            return
        facts = {"user": str(self.user_id), "channel": str(self.room.id) if self.room else None}
        times = {"from": self.since, "to": self._last + packets.FRAME, "packets": self._frames}
        self.since, self._frames = None, 0
        self._note("spurt", {**facts, **times})

    def _camera(self, on: bool, now: float) -> None:
        self.microphone.video = on
        if self.room is not None:
            self.room.camera(self)
        if on and self._picture_due < 0:
            self._picture_due = now
            self._agenda.add(now, self._picture)

    def _picture(self, at: float) -> float | None:
        if not self.microphone.video:
            self._picture_due = -1.0
            return None
        if self.room is not None:
            stamp = int(at * 90_000)
            head = packets.head(packets.VIDEO, int(at / PICTURE), stamp, self.ssrc + 1)
            self.room.forward_bare(head, packets.extension(127, 0) + packets.noise(PICTURE_SIZE))
        return max(at + PICTURE, time.monotonic() - TOO_LATE)
