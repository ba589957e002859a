"""Discord in memory; it passes the same contract tests as the real venue."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.lifecycle.events import Event
from bot.core.lifecycle.facts import (
    Admitted,
    Arrived,
    CategoryFound,
    EventGone,
    EventShown,
    EventStepped,
    PostSent,
    RoomFound,
    StatusShown,
)
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.scheduled_event import (
    ACTIVE,
    CANCELLED,
    COMPLETED,
    SCHEDULED,
    EditEvent,
    EventAct,
    MakeEvent,
    ShownEvent,
    StepEvent,
)
from bot.core.lifecycle.snapshot import Channel, Snapshot
from bot.core.reconcile.acts import (
    Act,
    Admit,
    Bring,
    LockOut,
    OpenCategory,
    OpenRoom,
    PutOut,
    Remove,
    Reword,
    Say,
    SendHome,
    ShowStatus,
)
from bot.core.text import Letter
from bot.ports import Clock, Forbidden, Missing, NotDone, Unsure
from tests.fake_server import NEEDS, Crash, Failure, Message, Server

__all__ = ["Crash", "Failure", "FakeVenue"]


OWNER = 90
"""Whose servers they are."""
NONCES_KEPT = timedelta(seconds=120)
STEPS = {(SCHEDULED, ACTIVE), (SCHEDULED, CANCELLED), (ACTIVE, COMPLETED)}
"""The only ways of an event from one state to another."""


class FakeVenue:
    """Discord in memory: acts have their real effects, every call can be made to fail, and all is written down.

    What an act has made shows at once, as discord.py's cache does it; what an unclear answer hides shows after `lag`.
    """

    def __init__(self, clock: Clock) -> None:
        self.servers: dict[int, Server] = {}
        self.calls = 0
        self.failures: dict[int, Failure] = {}
        self.lag = timedelta(0)
        self.turns = 1
        """How many turns of the event loop a call lasts on each side of its effect."""
        self.on_change: Callable[[int], None] = lambda _: None
        self.acts: list[tuple[datetime, Act]] = []
        self.created: dict[int, tuple[str, OpenCategory | OpenRoom]] = {}
        self.removed: list[int] = []
        self.messages: list[Message] = []
        self.letters: list[tuple[datetime, Letter]] = []
        self.statuses: dict[int, str] = {}
        self.deleted: set[int] = set()
        """Messages that people have deleted."""
        self.wrongs: list[str] = []
        """Deeds that no mixer may ever do."""
        self._clock, self._last_id = clock, 1000

    def look(self, guild_id: int) -> Snapshot | None:
        """See ports.Venue."""
        server = self.servers[guild_id]
        if not (server.available and server.invited):
            return None
        spoken = {message.channel_id for message in self.messages}
        late = {id for id, at in server.hidden.items() if at > self._clock()}
        channels = {
            id: replace(c, blank=not c.is_category and id not in spoken | server.text_channels)
            for id, c in server.channels.items()
            if id not in late
        }
        roles = {
            user: frozenset[int]() if user in server.untold else server.roles.get(user, frozenset())
            for user in server.people
        }
        silenced = frozenset(server.silenced & server.people.keys())
        muted = frozenset(server.muted & server.people.keys()) | silenced
        staff = frozenset(server.staff & server.people.keys())
        known = server.known_roles
        there = channels, dict(server.people), muted, roles, staff, known, OWNER
        return Snapshot(*there, events=dict(server.events), silenced=silenced)

    async def roles(self, guild_id: int, user_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
        """See ports.Venue."""
        server = self.servers[guild_id]
        if not (server.available and server.invited):
            raise Unsure("server")
        server.untold -= {*user_ids}
        return {user: server.roles.get(user, frozenset()) for user in user_ids if user not in server.gone}

    async def names(self, guild_id: int, user_ids: Collection[int]) -> Mapping[int, str]:
        """See ports.Venue."""
        server = self.servers[guild_id]
        if not (server.available and server.invited):
            raise Unsure("server")
        return {user: server.names.get(user, f"Guest {user}") for user in user_ids if user not in server.gone}

    async def send(self, letter: Letter) -> None:
        """See ports.Venue."""
        async with self._call():
            server = self.servers[letter.guild_id]
            if letter.to:
                if letter.to in server.closed | server.gone:
                    raise Missing("member")
            else:
                self._channel(server, letter.channel_id)
            before = next((at for at, known in self.letters if known.key == letter.key), None)
            if before is None or self._clock() - before >= NONCES_KEPT:
                if before is not None:
                    self.wrongs.append(f"{letter.key} was sent twice")
                self.letters.append((self._clock(), letter))

    def lacks(self, guild_id: int, channel_ids: Sequence[int]) -> tuple[str, ...]:
        """See ports.Venue."""
        server = self.servers[guild_id]
        shut = {"send_messages"} if server.shut & {*channel_ids} else set[str]()
        unseen = {"view_channel"} if server.unseen & {*channel_ids} else set[str]()
        return tuple(sorted(server.lacking | shut | unseen))

    async def signs(self, guild_id: int, channel_id: int) -> frozenset[str] | None:
        """See ports.Venue."""
        self._channel(self.servers[guild_id], channel_id)
        offers = frozenset(f"leftover:{one.about}" for _, one in self.letters if one.channel_id == channel_id)
        return offers if any(message.channel_id == channel_id for message in self.messages) else None

    async def remove(self, guild_id: int, channel_id: int) -> None:
        """See ports.Venue."""
        if "manage_channels" in self.servers[guild_id].lacking:
            raise Forbidden("manage_channels")
        if channel_id not in self.created:
            self.wrongs.append(f"{channel_id} was removed and is foreign")
        self.delete(guild_id, channel_id)

    async def mute(self, guild_id: int, user_id: int, *, on: bool) -> None:
        """See ports.Venue."""
        async with self._call():
            server = self.servers[guild_id]
            if not (server.available and server.invited):
                raise NotDone("server")
            if user_id not in server.people:
                raise Missing("not in voice")
            if "mute_members" not in server.granted:
                raise Forbidden("mute_members")
            server.silence(user_id, on=on)
            self.on_change(guild_id)

    async def do(self, mixer: Mixer, act: Act) -> Event | None:
        """See ports.Venue."""
        async with self._call() as failure:
            before = set(self.servers[mixer.guild_id].channels)
            fact = self.act(mixer, act)
            self.acts.append((self._clock(), act))
            if failure:
                server = self.servers[mixer.guild_id]
                server.hidden |= dict.fromkeys(server.channels.keys() - before, self._clock() + self.lag)
            self.on_change(mixer.guild_id)
        return fact

    @asynccontextmanager
    async def _call(self) -> AsyncGenerator[Failure | None]:
        """A call with the failure that it is to have, if any; what is done in it is its effect."""
        self.calls += 1
        failure = self.failures.get(self.calls)
        await self._turn()
        if failure and not failure.after:
            raise failure.error
        yield failure
        await self._turn()
        if failure:
            raise failure.error

    async def _turn(self) -> None:
        for _ in range(self.turns):
            await asyncio.sleep(0)

    def act(self, mixer: Mixer, act: Act) -> Event | None:  # noqa: PLR0912 - a row for each kind
        """What an act does when nothing goes wrong on the way."""
        server = self.servers[mixer.guild_id]
        if not (server.available and server.invited):
            raise NotDone("server")
        if (permission := NEEDS.get(type(act))) in server.lacking and not (isinstance(act, Say) and act.to):
            raise Forbidden(str(permission))
        match act:
            case OpenCategory() | OpenRoom():
                return self._open(mixer, server, act)
            case ShowStatus(number, channel_id, question):
                self._channel(server, channel_id)
                self.statuses[channel_id] = question.id
                return StatusShown(number, question.id)
            case Admit(user_id, number, channel_id):
                self._let_in(server, channel_id, user_id, on=True)
                return Admitted(user_id, number)
            case LockOut(user_id, channel_id):
                self._let_in(server, channel_id, user_id, on=False)
                return None
            case PutOut(user_id, room_id):
                self._put_out(mixer, server, user_id, room_id)
                return None
            case Bring(user_id, source_id, room_id):
                self._move(mixer, user_id, source_id, room_id)
                return Arrived(user_id)
            case SendHome(user_id, room_id, lobby_id):
                self._move(mixer, user_id, room_id, lobby_id)
                return None
            case Say():
                return self._say(mixer, server, act)
            case Reword():
                return self._reword(server, act)
            case MakeEvent() | EditEvent() | StepEvent():
                return self._plan(server, act)
            case Remove(channel_id):
                self._remove(mixer, server, channel_id)
                return None

    def _open(self, mixer: Mixer, server: Server, act: OpenCategory | OpenRoom) -> Event:
        if isinstance(act, OpenCategory):
            return CategoryFound(self._create(mixer, act, act.name, None))
        if act.category_id not in server.channels:
            raise Missing("category")
        return RoomFound(act.number, self._create(mixer, act, act.name, act.category_id))

    def _plan(self, server: Server, act: EventAct) -> Event | None:
        if isinstance(act, MakeEvent):
            self._channel(server, act.lobby_id)
            if act.starts_at <= self._clock():
                raise NotDone("an event must begin later than now")
            event = ShownEvent(self._id(), act.name, act.starts_at, "scheduled", ours=True)
        elif (event := server.events.get(act.event_id)) is None:
            return EventGone()
        elif isinstance(act, StepEvent):
            if (event.state, act.state) not in STEPS:
                return None
            server.events[act.event_id] = replace(event, state=act.state)
            return EventStepped(act.state)
        else:
            event = replace(event, name=act.name, starts_at=act.starts_at)
        server.events[event.id] = event
        return EventShown(event.id, event.name, event.starts_at, act.ends_at)

    def _create(self, mixer: Mixer, act: OpenCategory | OpenRoom, name: str, parent_id: int | None) -> int:
        id = self.add_channel(
            mixer.guild_id, name, parent_id, category=isinstance(act, OpenCategory), marked=True, own=True
        )
        self.created[id] = mixer.id, act
        channels = self.servers[mixer.guild_id].channels
        if isinstance(act, OpenRoom):
            channels[id] = replace(channels[id], admits=frozenset(act.members))
        return id

    def _let_in(self, server: Server, channel_id: int, user_id: int, *, on: bool) -> None:
        channel = self._channel(server, channel_id)
        others = (channel.admits or frozenset()) - {user_id}
        server.channels[channel_id] = replace(channel, admits=others | {user_id} if on else others)

    def _put_out(self, mixer: Mixer, server: Server, user_id: int, room_id: int) -> None:
        if server.people.get(user_id) != room_id:
            raise Missing(f"{user_id} is not in {room_id}")
        if self.created.get(room_id, ("",))[0] != mixer.id:
            self.wrongs.append(f"{user_id} was put out of {room_id}, which is foreign")
        del server.people[user_id]

    @staticmethod
    def _channel(server: Server, channel_id: int) -> Channel:
        if channel_id not in server.channels:
            raise Missing(f"channel {channel_id}")
        return server.channels[channel_id]

    def _move(self, mixer: Mixer, user_id: int, source_id: int, target_id: int) -> None:
        server = self.servers[mixer.guild_id]
        self._channel(server, target_id)
        if server.people.get(user_id) != source_id:
            raise Missing(f"{user_id} is not in {source_id}")
        for place in (source_id, target_id):
            if place != mixer.lobby_id and self.created.get(place, ("",))[0] != mixer.id:
                self.wrongs.append(f"{user_id} was moved between {source_id} and {target_id}, one of them foreign")
        server.people[user_id] = target_id

    def _say(self, mixer: Mixer, server: Server, act: Say) -> Event:
        if act.to:
            if act.to in server.closed | server.gone:
                raise Missing(f"member {act.to}")
        else:
            self._channel(server, act.channel_id)
        there = [m for m in self.messages if m.id not in self.deleted]
        same = [m for m in there if (m.channel_id, m.mixer_id, m.key) == (act.channel_id, mixer.id, str(act.key))]
        known = next((m for m in same if self._clock() - m.at < NONCES_KEPT), None)
        if known is None:
            if same:
                self.wrongs.append(f"{act.key} was posted twice")
            known = Message(self._id(), act.channel_id, mixer.id, str(act.key), self._clock(), [act.text])
            self.messages.append(known)
        return PostSent(act.key, known.id, known.texts[-1].digest)

    def _reword(self, server: Server, act: Reword) -> Event:
        self._channel(server, act.channel_id)
        message = next((m for m in self.messages if (m.id, m.key) == (act.message_id, str(act.key))), None)
        if message is None or message.id in self.deleted:
            raise Missing(f"message {act.message_id}")
        message.texts.append(act.text)
        return PostSent(act.key, message.id, act.text.digest)

    def _remove(self, mixer: Mixer, server: Server, channel_id: int) -> None:
        if self.created.get(channel_id, ("",))[0] != mixer.id:
            self.wrongs.append(f"{channel_id} was removed and is foreign")
        if channel_id in server.channels:
            self.removed.append(channel_id)
            self._vanish(server, channel_id)

    def _vanish(self, server: Server, channel_id: int) -> None:
        server.channels.pop(channel_id, None)
        for id, channel in server.channels.items():
            if channel.parent_id == channel_id:
                server.channels[id] = replace(channel, parent_id=None)
        server.people = {user: place for user, place in server.people.items() if place != channel_id}

    def _id(self) -> int:
        self._last_id += 1
        return self._last_id

    # What people and admins do.

    def add_channel(
        self,
        guild_id: int,
        name: str,
        parent_id: int | None = None,
        *,
        category: bool = False,
        text: bool = False,
        marked: bool = False,
        own: bool = False,
    ) -> int:
        """A channel appears; without more it is somebody else's voice channel."""
        server, id = self.servers.setdefault(guild_id, Server()), self._id()
        server.channels[id] = Channel(id, name, category, parent_id, self._clock(), marked, own=own)
        server.text_channels |= {id} if text else set()
        return id

    def delete(self, guild_id: int, channel_id: int) -> None:
        """An admin deletes a channel, and whoever is in it drops out of voice."""
        self._vanish(self.servers[guild_id], channel_id)
        self.on_change(guild_id)

    def go(self, guild_id: int, user_id: int, channel_id: int | None) -> None:
        """Somebody enters a voice channel, or leaves voice."""
        people = self.servers[guild_id].people
        people.pop(user_id, None)
        if channel_id is not None:
            people[user_id] = channel_id
        self.on_change(guild_id)

    def delete_message(self, key: str) -> Message:
        """A moderator deletes the newest message with this key; nobody tells the bot of it by itself."""
        message = next(message for message in reversed(self.messages) if message.key == key)
        self.deleted.add(message.id)
        return message

    def mute_themselves(self, guild_id: int, *user_ids: int, on: bool = True) -> None:
        """People mute or unmute themselves."""
        muted = self.servers[guild_id].muted
        muted.update(user_ids) if on else muted.difference_update(user_ids)
        self.on_change(guild_id)

    def ours(self, guild_id: int) -> set[int]:
        """The channels made by mixers that are there now."""
        return self.created.keys() & self.servers[guild_id].channels.keys()
