"""The whole of Discord's state in memory, and the ways to look things up in it."""

import asyncio
import base64
import random
import time
from collections.abc import Callable, Iterable
from dataclasses import InitVar, dataclass, field
from typing import Any, Protocol

from bot.sandbox.exchanges import Exchanges
from bot.sandbox.rules.errors import DiscordError, missing_access, unknown
from bot.sandbox.rules.fields import is_snowflake
from bot.sandbox.snowflakes import Snowflakes
from bot.sandbox.starts import Starts
from bot.sandbox.things import Application, Channel, File, Guild, Json, Member, Message, Role, ScheduledEvent, User
from bot.sandbox.worlds import KIND, Climate, Nature

View = Callable[[Application], Json | None]


@dataclass(frozen=True, slots=True)
class Announcement:
    """A gateway event about to be told; `view` makes each application's version, None where it may not know."""

    name: str
    guild_id: int | None
    view: View


class VoiceServer(Protocol):
    """The seam for voice audio: who serves a bot's call, and when calls begin and end."""

    def endpoint(self) -> str | None:
        """Host and port without a scheme, or None while no server is assigned."""
        ...

    def joined(self, guild_id: int, channel_id: int, user_id: int, session_id: str, token: str | None) -> None:
        """Somebody sits in a channel now; `token` is a bot's key to the call, None for a person."""
        ...

    def left(self, guild_id: int, user_id: int, *, channel_deleted: bool) -> None:
        """Somebody is in no channel of that guild any more."""
        ...


@dataclass
class World:
    """One Discord: users, applications, guilds, private channels and exchanges."""

    seed: int = 0
    patience: float = 3.0
    pace: float = 1.0
    climate: InitVar[Climate] = KIND
    clock: Callable[[], float] = time.time
    skip: Callable[[], float] | None = None
    """Puts the clock forward to the next thing that is due, and says by how many seconds; None for the real clock."""
    pages: int = 0
    """How many windows are open, each on one person's screen."""
    users: dict[int, User] = field(default_factory=dict[int, User])
    applications: dict[int, Application] = field(default_factory=dict[int, Application])
    guilds: dict[int, Guild] = field(default_factory=dict[int, Guild])
    private_channels: dict[int, Channel] = field(default_factory=dict[int, Channel])
    exchanges: Exchanges = field(default_factory=Exchanges)
    nonces: dict[tuple[int, int, str], tuple[float, Message]] = field(
        default_factory=dict[tuple[int, int, str], tuple[float, Message]]
    )
    polls: dict[int, Message] = field(default_factory=dict[int, Message])
    """The messages whose polls are not over, by id."""
    files: dict[int, File] = field(default_factory=dict[int, File])
    commands_created: dict[tuple[int, str], list[float]] = field(default_factory=dict[tuple[int, str], list[float]])
    base_url: str = ""
    voice_server: VoiceServer | None = None
    hear: list[Callable[[Announcement], None]] = field(default_factory=list[Callable[[Announcement], None]])
    note: Callable[[str, Json], None] = lambda _what, _facts: None

    def __post_init__(self, climate: Climate) -> None:
        self.nature = Nature(climate, self.seed)
        self.random = random.Random(self.seed)
        self.starts = Starts(self.clock, self.pace)
        self._ids = Snowflakes(self.clock)
        self._by_token: dict[str, Application] = {}
        self._channels: dict[int, Channel] = {}
        self._holders: dict[int, Channel] = {}
        self._by_pair: dict[tuple[int, ...], Channel] = {}

    def new_id(self) -> int:
        """A fresh snowflake."""
        return self._ids.next()

    def old_id(self) -> int:
        """A snowflake from before the beginning, with a millisecond of its own."""
        return self._ids.old()

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        """Do something when Discord would have got round to it."""
        asyncio.get_running_loop().call_later(seconds / self.pace, act)

    # -- telling

    def tell(self, name: str, guild_id: int | None, view: View) -> None:
        """Announce a gateway event."""
        for listener in self.hear:
            listener(Announcement(name, guild_id, view))

    def tell_all(self, name: str, guild: Guild, data: Json) -> None:
        """Announce an event that every bot of a guild may know."""
        self.tell(name, guild.id, lambda app: data if app.user.id in guild.members else None)

    # -- making

    def add_application(self, name: str, owner: User, permissions: int) -> Application:
        """Register a bot; its user is known by a token of Discord's shape."""
        user = User(self.new_id(), name.lower().replace(" ", "-"), name, bot=True, status="offline")
        app = Application(self.new_id(), name, "", user, owner, permissions)
        self.users[user.id] = user
        self.applications[app.id] = app
        self.renew_token(app)
        return app

    def renew_token(self, app: Application) -> None:
        """Another token for a bot; the one it had is nobody's."""
        self._by_token.pop(app.token, None)
        key = base64.urlsafe_b64encode(str(app.user.id).encode()).decode().rstrip("=")
        app.token = f"{key}.{self.random.randbytes(4).hex()[:6]}.{self.random.randbytes(19).hex()}"
        self._by_token[app.token] = app

    def add_channel(self, channel: Channel) -> Channel:
        """Make a channel known by its id."""
        self._channels[channel.id] = channel
        if channel.guild_id is None:
            self.private_channels[channel.id] = channel
            self._by_pair[channel.recipients] = channel
        else:
            guild = self.guilds[channel.guild_id]
            (guild.threads if channel.thread else guild.channels)[channel.id] = channel
        return channel

    def drop_channel(self, channel: Channel) -> None:
        """Forget a channel with all that was written in it."""
        for message_id in channel.messages:
            del self._holders[message_id]
            self.polls.pop(message_id, None)
        channel.messages.clear()
        self.exchanges.hide_all_in(channel.id)
        self._channels.pop(channel.id, None)
        if channel.guild_id is not None:
            self.guilds[channel.guild_id].channels.pop(channel.id, None)
            self.guilds[channel.guild_id].threads.pop(channel.id, None)

    def add_message(self, channel: Channel, message: Message) -> None:
        """Put a message where everybody in the channel can find it."""
        channel.messages[message.id] = message
        channel.last_message_id = message.id
        self._holders[message.id] = channel

    def drop_message(self, channel: Channel, message: Message) -> None:
        """Forget a message of a channel."""
        self.polls.pop(message.id, None)
        channel.messages.pop(message.id, None)
        self._holders.pop(message.id, None)

    # -- finding, with Discord's own errors

    def by_token(self, token: str) -> Application | None:
        """The application behind a bot token."""
        return self._by_token.get(token)

    def by_bot(self, user_id: int) -> Application | None:
        """The application whose bot this user is."""
        return next((app for app in self.applications.values() if app.user.id == user_id), None)

    def guild(self, guild_id: int, app: Application | None = None) -> Guild:
        """A guild; for an application only if its bot is in it."""
        guild = self.guilds.get(guild_id)
        if guild is None:
            raise unknown("guild")
        if app is not None and app.user.id not in guild.members:
            raise missing_access()
        return guild

    def channel(self, channel_id: int) -> Channel:
        """A channel of any guild, or a private one."""
        channel = self._channels.get(channel_id)
        if channel is None:
            raise unknown("channel")
        return channel

    def member(self, guild: Guild, user_id: int) -> Member:
        """Somebody who is in the guild now."""
        member = guild.members.get(user_id)
        if member is None:
            raise unknown("member" if user_id in self.users else "user")
        return member

    def role(self, guild: Guild, role_id: int) -> Role:
        """A role of a guild."""
        role = guild.roles.get(role_id)
        if role is None:
            raise unknown("role")
        return role

    def message(self, channel: Channel, message_id: int) -> Message:
        """A message that stands in a channel."""
        message = channel.messages.get(message_id)
        if message is None:
            raise unknown("message")
        return message

    def find_message(self, message_id: int) -> Message | None:
        """A message that stands in any channel."""
        channel = self.holder(message_id)
        return None if channel is None else channel.messages[message_id]

    def holder(self, message_id: int) -> Channel | None:
        """The channel in which a message stands."""
        return self._holders.get(message_id)

    def private_channel(self, recipients: tuple[int, ...]) -> Channel | None:
        """The direct-message channel between these, if there is one."""
        return self._by_pair.get(recipients)

    def event(self, event_id: int) -> tuple[Guild, ScheduledEvent]:
        """A planned or running event and its guild."""
        for guild in self.guilds.values():
            if event_id in guild.events:
                return guild, guild.events[event_id]
        raise unknown("event")

    def guild_of(self, channel: Channel) -> Guild | None:
        """The guild a channel lies in."""
        return None if channel.guild_id is None else self.guilds[channel.guild_id]

    def commands(self, guild_id: int) -> Iterable[tuple[Application, Json]]:
        """Every command that can be offered in a guild, a guild's own first."""
        for app in self.applications.values():
            for command in [*app.guild_commands.get(guild_id, []), *app.global_commands]:
                yield app, command


def number(value: Any) -> int | None:
    """An id as it came over the wire, or None where there is none."""
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not is_snowflake(str(value)):
        raise DiscordError(400, 50035, f'Value "{value}" is not snowflake.')
    return int(value)
