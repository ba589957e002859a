"""The voice server of a sandbox: rooms with people who talk and bots that listen."""

import asyncio
import itertools
import secrets
import time
from collections import Counter
from collections.abc import Coroutine, Iterable

from bot.sandbox.access import in_channel
from bot.sandbox.actions import voice as actions
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Json
from bot.sandbox.voice.agenda import Agenda
from bot.sandbox.voice.call import Call, Seat
from bot.sandbox.voice.calls import DISCONNECTED, Calls, Key
from bot.sandbox.voice.delivery import Group
from bot.sandbox.voice.doors import Doors
from bot.sandbox.voice.gateway import VoiceGateway
from bot.sandbox.voice.media import Weather
from bot.sandbox.voice.mls import ExternalSender
from bot.sandbox.voice.orders import understand
from bot.sandbox.voice.room import Room
from bot.sandbox.voice.talker import Talker
from bot.sandbox.world import Announcement, World

CALL_TERMINATED = 4022
CHANGES = {"VOICE_STATE_UPDATE", "CHANNEL_UPDATE", "GUILD_ROLE_UPDATE", "GUILD_ROLE_DELETE", "GUILD_MEMBER_UPDATE"}
"""Events after which somebody may have gained or lost the right to speak or hear."""


class Voice:
    """All voice of one sandbox; `dave=False` is a Discord before end-to-end encryption, and cheaper."""

    def __init__(self, world: World, *, dave: bool = True) -> None:
        self.bots_commit = False
        self.speaking_delay = 0.0
        """Seconds by which op 5 comes after the packets it explains."""
        self.nature = world.nature
        self.version = 0
        self.epochs: Counter[int] = Counter()
        """Through how many epochs each channel's groups have gone so far."""
        self.rooms: dict[int, Room] = {}
        self.talkers: dict[int, Talker] = {}
        self._world = world
        self._agenda = Agenda(lambda error: world.note("problem", {"voice": repr(error)}))
        # an audio stream, and the two of a camera
        self._ssrcs = itertools.count(1000 + 3 * secrets.randbelow(1000), 3)
        self.calls = Calls(self, self._agenda, self._ssrcs, world.note, world.nature, dave=dave)
        self.gateway = VoiceGateway(self.calls)
        self.doors = Doors(self.gateway.connect)
        self._sender = ExternalSender()
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Listen, and begin to send what people say."""
        await self.doors.open()
        self.calls.udp_port = self.calls.media.start()
        self._world.hear.append(self._heard)
        self._world.voice_server = self
        self._agenda.add(time.monotonic(), self._every_second)
        self.spawn(self._agenda.run())

    async def stop(self) -> None:
        """Hang up everywhere and forget the certificates."""
        for wire in list(self.gateway.open):
            wire.cut()
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self.calls.udp_port:
            self.calls.media.stop()
            self.calls.udp_port = 0
        await self.doors.close()

    def spawn(self, work: Coroutine[object, object, None]) -> None:
        """Do this in the background, until the end at most."""
        self._keep(asyncio.get_running_loop().create_task(work))

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # -- what the world tells

    def endpoint(self) -> str | None:
        """Host and port of the voice gateway."""
        return self.doors.endpoint

    def joined(self, guild_id: int, channel_id: int, user_id: int, session_id: str, token: str | None) -> None:
        """Somebody sits in a channel now: a bot gets a seat for a call, a person a microphone."""
        if token is not None:
            self.calls.seated(Seat(guild_id, channel_id, user_id, session_id, token))
            return
        talker = self.talker(user_id)
        moved = talker.room is not None
        self._vacate(talker)
        self.room(channel_id).enter(talker, next(self._ssrcs), moved=moved)
        if not moved:
            talker.arrive()

    def left(self, guild_id: int, user_id: int, *, channel_deleted: bool) -> None:
        """Somebody is in no channel any more."""
        if (guild_id, user_id) in self.calls.seats:
            self.calls.unseated((guild_id, user_id), CALL_TERMINATED if channel_deleted else DISCONNECTED)
        elif (talker := self.talkers.pop(user_id, None)) is not None:
            self._vacate(talker)
            talker.hang_up()

    def _vacate(self, talker: Talker) -> None:
        if talker.room is not None:
            before = talker.room
            before.leave(talker)
            self.tidy(before.id)

    def _heard(self, announcement: Announcement) -> None:
        if announcement.name in CHANGES:
            self.version += 1

    def _every_second(self, due: float) -> float:
        """Time-outs end without an event."""
        self.version += 1
        return due + 1.0

    # -- people

    def talker(self, user_id: int) -> Talker:
        """A person's microphone."""
        if user_id not in self.talkers:
            world = self._world
            self.talkers[user_id] = Talker(user_id, self._agenda, world.clock, world.note, world.nature)
        return self.talkers[user_id]

    def speak(self, user_id: int, body: Json) -> Json:
        """Have somebody transmit, now or later; only what is said in voice is heard."""
        order = understand(body, user_id)
        now = self._world.clock()
        self.talker(user_id).obey(order)
        return {"time": now, "intervals": [[now + span.start, now + span.end] for span in order.spans]}

    def may_speak(self, user_id: int, channel_id: int) -> bool:
        """With SPEAK, not muted by anybody."""
        channel = self._world.channel(channel_id)
        guild = self._world.guild_of(channel)
        if guild is None or user_id not in guild.voice:
            return False
        muted = guild.voice[user_id].self_mute or guild.members[user_id].mute
        return not muted and Permission.SPEAK in in_channel(self._world, channel, self._world.users[user_id])

    def may_hear(self, bot: int, guild_id: int) -> bool:
        """Not deafened by a moderator; a bot's own deafening stops nothing."""
        member = self._world.guild(guild_id).members.get(bot)
        return member is not None and not member.deaf

    # -- channels

    def room(self, channel_id: int) -> Room:
        """A channel's room, made if there is none."""
        return self.rooms.setdefault(channel_id, Room(channel_id, self))

    def tidy(self, channel_id: int) -> None:
        """Forget a room that is empty."""
        if self.room(channel_id).empty:
            del self.rooms[channel_id]

    def new_group(self, channel_id: int, people: Iterable[int]) -> Group:
        """A group for bots that encrypt."""
        note, epochs = self._world.note, self.epochs
        group = Group(channel_id, self._sender, people, note, epochs, bots_commit=self.bots_commit)
        self._keep(group.task)
        return group

    def announce(self, call: Call, op: int, data: object) -> None:
        """Tell a speaking state, perhaps later than the packets."""
        if self.speaking_delay:
            self._agenda.add(time.monotonic() + self.speaking_delay, lambda _: call.tell(op, data))
        else:
            call.tell(op, data)

    # -- for the control

    def reassign(self, seat: Seat) -> None:
        """Move a bot's call to where the doors are now: the main gateway tells it, with a new token."""
        guild, app = self._world.guild(seat.guild_id), self._world.by_bot(seat.bot)
        seat.token = secrets.token_hex(16)
        if app is not None:
            actions.assign_server(self._world, guild, app, seat.token)

    def clear(self) -> None:
        """All is well again."""
        self.calls.media.weather = Weather()
        self.calls.require_dave = True
        self.bots_commit, self.speaking_delay = False, 0.0
        self.spoil(set())

    def spoil(self, keys: set[Key]) -> None:
        """Whose calls get proposals that no group can use, after every epoch from now on."""
        self.calls.spoiled = keys
        for call in self.calls.all():
            call.spoiled = (call.seat.guild_id, call.seat.bot) in keys
