"""One voice channel on the voice server: who talks in it, which bots are connected, and their group."""

import random
import secrets
from collections.abc import Iterable
from typing import Protocol

from bot.sandbox.voice import packets
from bot.sandbox.voice.call import Call
from bot.sandbox.voice.delivery import Group
from bot.sandbox.voice.talker import Talker
from bot.sandbox.worlds import Nature

READY, DESCRIPTION, SPEAKING, CONNECT, VIDEO, DISCONNECT, FLAGS, PLATFORM = 2, 4, 5, 11, 12, 13, 18, 20
EXTERNAL_SENDER = 25
DESKTOP = 0


class Surroundings(Protocol):
    """What a room asks of the voice server."""

    nature: Nature
    version: int
    """Changes whenever somebody's right to speak or hear may have."""

    def may_speak(self, user_id: int, channel_id: int) -> bool:
        """Whether somebody's packets go out."""
        ...

    def may_hear(self, bot: int, guild_id: int) -> bool:
        """Whether a bot gets packets; only a moderator's deafening stops them (discord-api-docs#4116)."""
        ...

    def announce(self, call: Call, op: int, data: object) -> None:
        """Tell a speaking state, perhaps later than the packets."""
        ...

    def new_group(self, channel_id: int, people: Iterable[int]) -> Group:
        """A group for bots that encrypt, with simulated members for the people."""
        ...


class Room:
    """Carries what people send to every bot that is connected, sealed for each of them."""

    def __init__(self, channel_id: int, around: Surroundings) -> None:
        self.id = channel_id
        self.people: dict[int, Talker] = {}
        self.calls: dict[int, Call] = {}
        self.group: Group | None = None
        self._around = around
        self._version = -1

    @property
    def empty(self) -> bool:
        """Whether nobody is left."""
        return not self.people and not self.calls

    # -- people

    def enter(self, talker: Talker, ssrc: int, *, moved: bool) -> None:
        """Somebody sits down; those who are there learn it before any proposal that names them."""
        talker.seat(self, ssrc, announced=not (moved and self._around.nature.strikes("no_speaking")))
        self.people[talker.user_id] = talker
        self._version = -1
        self.refresh()
        for call in self.calls.values():
            self._introduce(call, [talker.user_id])
        if self.group is not None:
            self.group.person_in(talker.user_id)

    def leave(self, talker: Talker) -> None:
        """Somebody is gone."""
        talker.leave_room()
        del self.people[talker.user_id]
        self._gone(talker.user_id)
        if self.group is not None:
            self.group.person_out(talker.user_id)

    def camera(self, talker: Talker, only: Call | None = None) -> None:
        """Somebody's camera was switched on or off."""
        streams = {"type": "video", "rid": "100", "ssrc": talker.ssrc + 1, "active": talker.microphone.video}
        data = {
            "user_id": str(talker.user_id),
            "audio_ssrc": talker.ssrc,
            "video_ssrc": talker.ssrc + 1 if talker.microphone.video else 0,
            "streams": [streams | {"rtx_ssrc": talker.ssrc + 2, "quality": 100}],
        }
        for call in [only] if only else self.calls.values():
            call.known.add(talker.user_id)
            call.tell(VIDEO, data)

    # -- bots

    def start(self, call: Call) -> None:
        """A bot has chosen its mode: it gets its key, hears who is there, and then the group's external sender.

        discord.py makes its DAVE session when op 4 comes and drops binary frames that come before.
        """
        if self.calls.get(call.seat.bot) is call:
            self.stop(call)
        call.tell(DESCRIPTION, {
            "mode": call.mode, "secret_key": list(call.key), "dave_protocol_version": call.dave,
            "audio_codec": "opus", "video_codec": "H264", "media_session_id": secrets.token_hex(16),
        })  # fmt: skip
        for other in self.calls.values():
            self._introduce(other, [call.seat.bot])
        present = [*self.people, *self.calls]
        self.calls[call.seat.bot] = call
        self._version = -1
        if present:
            self._introduce(call, present)
        for talker in self.people.values():
            if talker.microphone.video:
                self.camera(talker, call)
        if call.dave:
            if self.group is None:
                self.group = self._around.new_group(self.id, self.people)
            call.tell_binary(EXTERNAL_SENDER, self.group.package)
            self.group.bot_in(call)

    def stop(self, call: Call) -> None:
        """A bot's session is over."""
        bot = call.seat.bot
        if self.calls.get(bot) is not call:
            return
        del self.calls[bot]
        self._gone(bot)
        if self.group is not None:
            self.group.bot_out(call)
            if not any(other.dave for other in self.calls.values()):
                self.group.close()
                self.group = None

    def _introduce(self, call: Call, users: list[int]) -> None:
        call.tell(CONNECT, {"user_ids": [str(user) for user in users]})
        for user in users:
            call.tell(FLAGS, {"user_id": str(user), "flags": 2})
            call.tell(PLATFORM, {"user_id": str(user), "platform": DESKTOP})

    def _gone(self, user: int) -> None:
        for call in self.calls.values():
            call.known.discard(user)
            call.tell(DISCONNECT, {"user_id": str(user)})

    # -- packets

    def refresh(self) -> None:
        """Ask again who may speak and hear, if that may have changed."""
        if self._version == self._around.version:
            return
        self._version = self._around.version
        for talker in self.people.values():
            talker.allowed = self._around.may_speak(talker.user_id, self.id)
            if not talker.allowed:
                talker.silenced()
        for call in self.calls.values():
            call.deafened = not self._around.may_hear(call.seat.bot, call.seat.guild_id)

    def forward(self, talker: Talker, head: bytes, extension: bytes, frame: bytes, *, announce: bool) -> None:
        """A packet to every bot, encrypted end to end for those who can; whose it is is told once, before the first."""
        nature, secret, padding = self._around.nature, None, b""
        if nature.strikes("padding"):
            head, padding = packets.padded(head), packets.padding(random.randint(*nature.climate.padding_bytes))
        for call in self.calls.values():
            if announce and talker.announced and talker.user_id not in call.known:
                call.known.add(talker.user_id)
                told = {"user_id": str(talker.user_id), "ssrc": talker.ssrc, "speaking": packets.SPEAKING}
                self._around.announce(call, SPEAKING, told)
            if call.dave and self.group is not None:
                sealed = nature.climate.sealed_silence
                secret = secret or self.group.encrypt(talker.user_id, frame, seal_silence=sealed)
                call.packet(head, extension + secret + padding)
            else:
                call.packet(head, extension + frame + padding)

    def forward_bare(self, head: bytes, body: bytes) -> None:
        """A packet that nobody encrypts from end to end: of somebody's picture, or made up by the server."""
        for call in self.calls.values():
            call.packet(head, body)
