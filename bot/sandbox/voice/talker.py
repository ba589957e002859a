"""One person in voice: a microphone, perhaps a camera, and the packets of both."""

import random
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from bot.sandbox.things import Json
from bot.sandbox.voice import packets
from bot.sandbox.voice.agenda import Agenda
from bot.sandbox.voice.microphone import Microphone, Sound
from bot.sandbox.voice.orders import SIZES, Speech

if TYPE_CHECKING:
    from bot.sandbox.voice.room import Room

TOO_LATE = 0.5
"""Seconds; a client that was held up for longer does not send what it has missed."""
PICTURE = 1 / 90
"""Seconds between video packets: 30 pictures a second, three packets each."""
PICTURE_SIZE = 1100
LEVELS = {Sound.SPEECH: (20, 50), Sound.FAINT: (60, 90), Sound.SILENCE: (127, 127)}

Note = Callable[[str, Json], None]


class Talker:
    """Sends a person's packets into the room they are in, and notes each spurt that really went out."""

    def __init__(self, user_id: int, agenda: Agenda, clock: Callable[[], float], note: Note) -> None:
        self.user_id = user_id
        self.room: Room | None = None
        self.allowed = False
        """Whether this person may be heard: SPEAK, and not muted; the room keeps it right."""
        self.ssrc = 0
        self.microphone = Microphone()
        self.since: float | None = None
        """Since when they transmit, by the sandbox's clock."""
        self._last, self._frames = 0.0, 0
        self._agenda, self._clock, self._note = agenda, clock, note
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

    def seat(self, room: "Room", ssrc: int) -> None:
        """Sit down, with a new number for the new connection."""
        self.room, self.ssrc = room, ssrc

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
        due = self.microphone.next(at, sound)
        self._due = -1.0 if due is None else due
        return due

    def _speak(self, room: "Room", sound: Sound, at: float) -> None:
        if sound is Sound.SILENCE:
            if self.since is not None:
                self._end()
            frame = packets.SILENCE
        else:
            self._last, self._frames = self._clock(), self._frames + 1
            if self.since is None:
                self.since = self._last
            low, high = self._sizes[sound]
            frame = packets.opus(low + int(random.random() * (high - low + 1)))
        self._sequence += 1
        self._stamp += max(1, round((at - self._stamped) / packets.FRAME)) * int(packets.FRAME * packets.RATE)
        self._stamped = at
        low, high = LEVELS[sound]
        speaking = packets.SPEAKING if sound is not Sound.SILENCE else 0
        extension = packets.extension(low + int(random.random() * (high - low + 1)), speaking)
        head = packets.head(packets.VOICE, self._sequence, self._stamp, self.ssrc)
        room.forward(self, head, extension, frame, announce=speaking > 0)

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
            self.room.forward_video(head, packets.extension(127, 0) + packets.noise(PICTURE_SIZE))
        return max(at + PICTURE, time.monotonic() - TOO_LATE)
