"""Whether an ear can be believed: what shows that its path to the voice server is alive, and what shows that it is not.

Silence and deafness look the same in packets, so an ear must prove that it hears. It pings the voice server every five
seconds. Whoever has answered once is expected to answer again, or to send packets; a server that never answers (an
answer is not promised) is judged by its packets alone. Pure; times are seconds.
"""

from __future__ import annotations

from enum import StrEnum

PING = 5.0
"""Seconds between two pings, as Discord's own clients have it (userdoccers); voice servers forget the silent after a
minute or more."""
ANSWERED = 17.0
"""Seconds without an answer or a packet, where there were answers, until the path is dead."""
LOST = 3
"""Pings sent in that time at least: a machine that slept, or whose clock was set, has not asked and learns nothing."""
SURE = 7.0
"""Seconds for which a sign of life is proof, where there are answers: a ping, and two seconds for its way. A silence
is believed no longer than that."""
CLAIMED = 10.0
"""Seconds without any packet after somebody's client has said that it speaks: the packet comes with the word."""
GREETING = 5.0
"""Seconds at a connection's beginning in which the server tells who has ever spoken; that is no claim to speak now."""
PADDING, PADDED = 15.0, 50
"""Seconds of nothing but padding, and packets of it, until that is no life; the bursts at silences are shorter."""
SILENT, FAR = 120.0, 4.0
"""Seconds without a packet at least, and how many times the longest silence of this room, until an unanswered path is
tried anew. Rooms with a camera or a browser in them are never so still: those send silence all the time."""


class Doubt(StrEnum):
    """Why an ear is not believed any more, for the log."""

    ANSWERS = "the voice server has ceased to answer"
    CLAIM = "somebody speaks, and no packet comes"
    PADDING = "nothing but padding comes"
    SILENCE = "no packet has come for far longer than ever before"


class Proof:
    """The signs of life of one ear in one room, over all its connections there."""

    def __init__(self) -> None:
        self._longest = 0.0
        """The longest time between two packets in this room so far."""
        self.begin(0.0)

    def begin(self, at: float) -> None:
        """A new connection: nothing is proved yet."""
        self._begun = self._packet = at
        self._answer: float | None = None
        self._claim: float | None = None
        self._padded = 0
        self._padded_since = at
        self._pinged = at - PING
        self._unanswered = self._still = 0
        """Pings sent since the last answer, and since the last packet."""

    def ping_due(self, at: float) -> bool:
        """Whether it is time for a ping; if so, it counts as sent."""
        if at - self._pinged < PING:
            return False
        self._pinged = at
        self._unanswered += 1
        self._still += 1
        return True

    def answered(self, at: float) -> None:
        """The voice server has answered a ping."""
        self._answer, self._unanswered = at, 0

    def packet(self, at: float) -> None:
        """A media packet came, of anybody's voice, silence or picture."""
        self._longest = max(self._longest, at - self._packet)
        self._packet, self._padded, self._still, self._claim = at, 0, 0, None

    def padding(self, packets: int, at: float) -> None:
        """So many padded packets came and no other; they may be nothing but padding."""
        if not self._padded:
            self._padded_since = at
        self._padded += packets

    def speaks(self, at: float) -> None:
        """Somebody's client says that it speaks."""
        if at - self._begun > GREETING and self._claim is None:
            self._claim = at

    def doubt(self, at: float, *, open_microphones: bool) -> Doubt | None:
        """What speaks against this connection now; `open_microphones` is whether anybody there is unmuted.

        A room that stays still on a new connection, too, is believed for longer: that was its silence.
        """
        dead = self._answer is not None and at - max(self._answer, self._packet) > ANSWERED
        if dead and self._unanswered >= LOST:
            return Doubt.ANSWERS
        if self._claim is not None and at - self._claim > CLAIMED:
            return Doubt.CLAIM
        if self._padded > PADDED and at - self._padded_since > PADDING:
            return Doubt.PADDING
        still = at - self._packet
        listened = self._still * PING > SILENT / 2
        if self._answer is None and open_microphones and listened and still > max(SILENT, FAR * self._longest):
            self._longest = still
            return Doubt.SILENCE
        return None

    def sure(self, at: float) -> bool:
        """Whether a silence up to now was heard; of a server that never answers, nothing else can be asked."""
        return self._answer is None or at - max(self._answer, self._packet) <= SURE
