"""Stand-ins for the outside world, written by hand; they pass the same contract tests as the real ones."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.calendar import resolve
from bot.core.community import Community
from bot.core.events import Event
from bot.core.facts import (
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
from bot.core.mixer import Mixer
from bot.core.native import EditEvent, EventAct, Listed, MakeEvent, StepEvent
from bot.core.plan import Act, Admit, Bring, OpenCategory, OpenRoom, Remove, Reword, Say, SendHome, ShowStatus
from bot.core.prompts import GROUND, Prompt
from bot.core.seen import Channel, Seen
from bot.core.words import Refusal, Text
from bot.ports import Clock, Forbidden, Missing, NotDone, Stale
from tests.fake_ledger import FakeLedger


class FakeStore:
    """See ports.Store. A disk in memory: the next conductor finds on it what the last one saved, and its ledger."""

    def __init__(self) -> None:
        self.mixers: dict[str, Mixer] = {}
        self.communities: dict[int, Community] = {}
        self.ledger = FakeLedger()

    async def save(self, mixer: Mixer, before: Mixer | None) -> None:
        """Keep the mixer. Raises Stale for a version other than the one kept, ValueError for what no disk takes."""
        if before is not None and mixer.version != before.version + 1:
            raise ValueError(f"version {mixer.version} of mixer {mixer.id} does not follow {before.version}")
        kept = self.mixers.get(mixer.id)
        if (kept and kept.version) != (before and before.version):
            raise Stale(f"mixer {mixer.id}, version {mixer.version}")
        if any(at.utcoffset() is None for at in _instants(mixer)):
            raise ValueError("an instant has no time zone")
        self.mixers[mixer.id] = _copy(mixer)

    async def unfinished(self) -> list[Mixer]:
        return [_copy(mixer) for mixer in self.mixers.values() if not mixer.finished]

    async def community(self, guild_id: int) -> Community | None:
        return self.communities.get(guild_id)

    async def keep_community(self, community: Community) -> None:
        self.communities[community.guild_id] = community

    async def guilds(self) -> frozenset[int]:
        kept = (self.communities, *vars(self.ledger).values())
        return frozenset(m.guild_id for m in self.mixers.values()).union(*kept)

    async def left_by(self, at: datetime) -> frozenset[int]:
        left = {id: community.left_at for id, community in self.communities.items()}
        return frozenset(id for id, left_at in left.items() if left_at is not None and left_at <= at)

    async def forget_mixers(self, ended_by: datetime) -> None:
        over = {id for id, mixer in self.mixers.items() if mixer.finished and mixer.closes_at <= ended_by}
        self.mixers = {id: mixer for id, mixer in self.mixers.items() if id not in over}

    async def forget_guild(self, guild_id: int) -> None:
        self.mixers = {id: mixer for id, mixer in self.mixers.items() if mixer.guild_id != guild_id}
        for kept in (self.communities, *vars(self.ledger).values()):
            kept.pop(guild_id, None)


def _copy(mixer: Mixer) -> Mixer:
    """A mixer as read from a disk; everything in it but its posts cannot change anyway."""
    return replace(mixer, posts=dict(mixer.posts))


def _instants(mixer: Mixer) -> Iterator[datetime]:
    rooms = (at for room in mixer.rooms for at in (room.tried_at, room.peace_until, room.called_at))
    askings = (asking.at for room in mixer.rooms for asking in room.askings)
    guests = (guest.asked_at for guest in mixer.guests)
    signups = (signup.at for signup in mixer.signups)
    posts = (post.tried_at for post in mixer.posts.values())
    own = (getattr(mixer, one.name) for one in fields(mixer) if one.name.endswith("_at"))
    return (at for at in (*own, *rooms, *askings, *guests, *signups, *posts) if at is not None)


class FakeTimes:
    """See ports.TypedTimes. Reads ISO times only, and a number as so many minutes from now."""

    def read(
        self, typed: str, language: str, zone: ZoneInfo, now: datetime, *, day_first: bool | None = None
    ) -> datetime:
        del language, day_first
        try:
            wall = None if typed.isdecimal() else datetime.fromisoformat(typed)
        except ValueError:
            raise Refusal("when.unreadable") from None
        return now + timedelta(minutes=int(typed)) if wall is None else resolve(wall, zone, now)


class FakeAlarm:
    """An alarm that rings for nobody: ask it what is due."""

    def __init__(self) -> None:
        self.instants: dict[str, datetime] = {}

    def set(self, name: str, at: datetime) -> None:
        """Be due from `at` on. Raises ValueError for an instant without a time zone."""
        if at.utcoffset() is None:
            raise ValueError(f"{at} has no time zone")
        self.instants[name] = at

    def clear(self, name: str) -> None:
        """Do not be due; unknown names are fine."""
        self.instants.pop(name, None)

    def due(self, now: datetime) -> list[str]:
        """The names due by `now`, earliest first; they are due once only."""
        names = sorted((name for name, at in self.instants.items() if at <= now), key=lambda n: (self.instants[n], n))
        for name in names:
            del self.instants[name]
        return names

    def next(self) -> datetime | None:
        """The earliest instant that is set, in UTC or whatever zone it came in; None if nothing is."""
        return min(self.instants.values(), default=None)


class FakeEars:
    """See ports.Ears. Ears are at their posts at once; what they hear is for the test to say."""

    def __init__(self, number: int = 1) -> None:
        self.number = number
        self.posts: dict[int, tuple[int, ...]] = {}
        self.sent: list[tuple[int, ...]] = []
        """Every change of a server's posts."""

    def count(self, guild_id: int) -> int:
        return self.number

    def attend(self, guild_id: int, channel_ids: Sequence[int]) -> None:
        """Raises ValueError for more channels than ears, or one of them twice."""
        if len(set(channel_ids)) != len(channel_ids) or len(channel_ids) > self.number:
            raise ValueError(f"{self.number} ears cannot be in {channel_ids}")
        if self.posts.get(guild_id, ()) != tuple(channel_ids):
            self.sent.append(tuple(channel_ids))
        self.posts[guild_id] = tuple(channel_ids)


class Crash(BaseException):
    """The process is killed at this point."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What a call ends with: before anything has happened, or after it all has."""

    error: BaseException
    after: bool = False


@dataclass(slots=True)
class Message:
    """A message somebody can read, with every text it has shown."""

    id: int
    channel_id: int
    mixer_id: str
    key: str
    at: datetime
    texts: list[Text]


@dataclass(slots=True)
class Server:
    """One server as it really is."""

    channels: dict[int, Channel] = field(default_factory=dict[int, Channel])
    people: dict[int, int] = field(default_factory=dict[int, int])
    text_channels: set[int] = field(default_factory=set[int])
    available: bool = True
    invited: bool = True
    lacking: set[str] = field(default_factory=set[str])
    muted: set[int] = field(default_factory=set[int])
    hidden: dict[int, datetime] = field(default_factory=dict[int, datetime])
    roles: dict[int, frozenset[int]] = field(default_factory=dict[int, frozenset[int]])
    gone: set[int] = field(default_factory=set[int])
    """Those who have left the server."""
    closed: set[int] = field(default_factory=set[int])
    """Those who take no direct messages."""
    events: dict[int, Listed] = field(default_factory=dict[int, Listed])


NONCES_KEPT = timedelta(seconds=120)
NEEDS: dict[type, str] = {
    OpenCategory: "manage_channels",
    OpenRoom: "manage_channels",
    Remove: "manage_channels",
    ShowStatus: "set_voice_channel_status",
    Admit: "manage_roles",
    Bring: "move_members",
    SendHome: "move_members",
    Say: "send_messages",
    MakeEvent: "create_events",
    EditEvent: "create_events",
    StepEvent: "create_events",
}


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
        self.statuses: dict[int, str] = {}
        self.wrongs: list[str] = []
        """Deeds that no mixer may ever do."""
        self._clock, self._last_id = clock, 1000

    def look(self, guild_id: int) -> Seen | None:
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
        roles = {user: server.roles.get(user, frozenset()) for user in server.people}
        muted = frozenset(server.muted & server.people.keys())
        return Seen(channels, dict(server.people), muted, roles, dict(server.events))

    async def roles(self, guild_id: int, user_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
        """See ports.Venue."""
        server = self.servers[guild_id]
        return {user: server.roles.get(user, frozenset()) for user in user_ids if user not in server.gone}

    def lacks(self, guild_id: int, channel_ids: Sequence[int]) -> tuple[str, ...]:
        """See ports.Venue."""
        return tuple(sorted(self.servers[guild_id].lacking))

    async def do(self, mixer: Mixer, act: Act) -> Event | None:
        """See ports.Venue."""
        self.calls += 1
        failure = self.failures.get(self.calls)
        await self._turn()
        if failure and not failure.after:
            raise failure.error
        before = set(self.servers[mixer.guild_id].channels)
        fact = self.act(mixer, act)
        self.acts.append((self._clock(), act))
        if failure:
            server = self.servers[mixer.guild_id]
            server.hidden |= dict.fromkeys(server.channels.keys() - before, self._clock() + self.lag)
        self.on_change(mixer.guild_id)
        await self._turn()
        if failure:
            raise failure.error
        return fact

    async def _turn(self) -> None:
        for _ in range(self.turns):
            await asyncio.sleep(0)

    def act(self, mixer: Mixer, act: Act) -> Event | None:
        """What an act does when nothing goes wrong on the way."""
        server = self.servers[mixer.guild_id]
        if not (server.available and server.invited):
            raise NotDone("server")
        if (permission := NEEDS.get(type(act))) in server.lacking:
            raise Forbidden(str(permission))
        match act:
            case OpenCategory(name):
                return CategoryFound(self._create(mixer, act, name, None))
            case OpenRoom(number, name, category_id):
                if category_id not in server.channels:
                    raise Missing("category")
                return RoomFound(number, self._create(mixer, act, name, category_id))
            case ShowStatus(number, channel_id, question):
                self._channel(server, channel_id)
                self.statuses[channel_id] = question.id
                return StatusShown(number, question.id)
            case Admit(user_id, number, channel_id):
                self._channel(server, channel_id)
                return Admitted(user_id, number)
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

    def _plan(self, server: Server, act: EventAct) -> Event:
        if isinstance(act, MakeEvent):
            if act.starts_at <= self._clock():
                raise NotDone("an event must begin later than now")
            event = Listed(self._id(), act.name, act.starts_at, "scheduled", ours=True)
        elif (event := server.events.get(act.event_id)) is None:
            return EventGone()
        elif isinstance(act, StepEvent):
            server.events[act.event_id] = replace(event, state=act.state)
            return EventStepped(act.state)
        else:
            event = replace(event, name=act.name, starts_at=act.starts_at)
        server.events[event.id] = event
        return EventShown(event.id, event.name, event.starts_at)

    def _create(self, mixer: Mixer, act: OpenCategory | OpenRoom, name: str, parent_id: int | None) -> int:
        id = self.add_channel(mixer.guild_id, name, parent_id, category=isinstance(act, OpenCategory), marked=True)
        self.created[id] = mixer.id, act
        return id

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
        same = [m for m in self.messages if (m.channel_id, m.mixer_id, m.key) == (act.channel_id, mixer.id, act.key)]
        known = next((m for m in same if self._clock() - m.at < NONCES_KEPT), None)
        if known is None:
            if same:
                self.wrongs.append(f"{act.key} was posted twice")
            known = Message(self._id(), act.channel_id, mixer.id, act.key, self._clock(), [act.text])
            self.messages.append(known)
        return PostSent(act.key, known.id, known.texts[-1].digest)

    def _reword(self, server: Server, act: Reword) -> Event:
        self._channel(server, act.channel_id)
        message = next((m for m in self.messages if (m.id, m.key) == (act.message_id, act.key)), None)
        if message is None:
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
        del server.channels[channel_id]
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
    ) -> int:
        """A channel appears; without more it is somebody else's voice channel."""
        server, id = self.servers.setdefault(guild_id, Server()), self._id()
        server.channels[id] = Channel(id, name, category, parent_id, self._clock(), marked)
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

    def mute(self, guild_id: int, *user_ids: int, on: bool = True) -> None:
        """People mute or unmute themselves."""
        muted = self.servers[guild_id].muted
        muted.update(user_ids) if on else muted.difference_update(user_ids)
        self.on_change(guild_id)

    def ours(self, guild_id: int) -> set[int]:
        """The channels made by mixers that are there now."""
        return self.created.keys() & self.servers[guild_id].channels.keys()


class FakeCatalogue:
    """Keys instead of words, and a small deck."""

    def render(self, language: str, text: Text) -> str:
        """See ports.Catalogue."""
        return " ".join((language, text.key, *(str(value) for value in text.values.values())))

    def deck(self, language: str) -> Sequence[Prompt]:
        """See ports.Catalogue."""
        plain = [Prompt(f"{language}-plain-{n}", 1, "open", "What brought you here?", first=True) for n in range(3)]
        return [*plain, Prompt(f"{language}-ground", 1, "open", f"Why {GROUND}?", first=True)]
