"""One request as the handlers see it, and the table of routes they put themselves in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from bot.sandbox.interactions import Interaction
from bot.sandbox.rules.errors import form, not_text, unknown
from bot.sandbox.rules.fields import Fields, is_snowflake
from bot.sandbox.things import Application, Channel, ChannelType, Guild, Json, User
from bot.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Answer:
    """A status and the JSON that goes with it, None for none."""

    status: int
    body: Any = None


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    key: str
    filename: str
    content_type: str
    content: bytes


@dataclass(slots=True)
class Call:
    """Who asks, for what, with which body."""

    world: World
    caller: Application | None
    params: dict[str, str]
    query: dict[str, str]
    content: Any = None
    uploads: list[Upload] = field(default_factory=list[Upload])
    reason: str | None = None

    @property
    def app(self) -> Application:
        """The application that asks; the pipeline has refused calls without one."""
        assert self.caller is not None
        return self.caller

    @property
    def bot(self) -> User:
        """The bot that asks."""
        return self.app.user

    @property
    def body(self) -> Json:
        """The body where an object is wanted."""
        if self.content is None:
            return {}
        if not isinstance(self.content, dict):
            raise form((), "MODEL_TYPE_CONVERT", "Only dictionaries may be used in a ModelType")
        return cast("Json", self.content)

    @property
    def items(self) -> list[Json]:
        """The body where a list of objects is wanted."""
        if not isinstance(self.content, list):
            raise form((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
        return [Fields(one, (place,)).body for place, one in enumerate(cast("list[Any]", self.content))]

    def id(self, name: str) -> int:
        """An id out of the path."""
        return _snowflake(name, self.params[name])

    def asked_id(self, name: str) -> int | None:
        """An id out of the query, None where none is asked for."""
        return _snowflake(name, self.query[name]) if name in self.query else None

    def asked_switch(self, name: str) -> bool:
        """A yes or no out of the query, no where it is not there."""
        return self.query.get(name, "").lower() in {"1", "true"}

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        """A number out of the query."""
        value = self.query.get(name)
        if value is None:
            return default
        if not is_snowflake(value) or not low <= int(value) <= high:
            raise form((name,), "NUMBER_TYPE_COERCE", f"int value should be between {low} and {high}.")
        return int(value)

    def guild(self) -> Guild:
        """The guild of the path, if the bot is in it."""
        return self.world.guild(self.id("guild_id"), self.app)

    def channel(self) -> Channel:
        """The channel of the path."""
        return self.world.channel(self.id("channel_id"))

    def text_channel(self) -> Channel:
        """The channel of the path, which must be one for messages."""
        channel = self.channel()
        if channel.type in {ChannelType.CATEGORY, ChannelType.FORUM}:
            raise not_text()
        return channel

    def guild_channel(self) -> tuple[Guild, Channel]:
        """The channel of the path and its guild."""
        channel = self.channel()
        guild = self.world.guild_of(channel)
        if guild is None:
            raise unknown("channel")
        return guild, channel

    def own_application(self) -> Application:
        """The application of the path, which must be the caller's."""
        if self.id("application_id") != self.app.id:
            raise unknown("application")
        return self.app

    def interaction(self) -> Interaction:
        """The interaction of the path, by its token."""
        found = self.world.exchanges.by_token(self.params["token"])
        if found is None:
            raise unknown("webhook")
        return found


def _snowflake(name: str, value: str) -> int:
    if not is_snowflake(value):
        raise form((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
    return int(value)


Handler = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path template; `open_to_all` ones carry their right in a token of the path.

    `forms` ones take bodies as forms too, with files or without; what is not `built` is refused by name.
    """

    method: str
    template: str
    handler: Handler
    open_to_all: bool
    forms: bool
    built: bool


class Routes:
    """A table of routes that handlers enter themselves into."""

    def __init__(self) -> None:
        self.all: list[Route] = []

    def __call__(
        self, method: str, template: str, *, open_to_all: bool = False, forms: bool = False, built: bool = True
    ) -> Callable[[Handler], Handler]:
        """Serve this method and path with the function below."""

        def enter(handler: Handler) -> Handler:
            self.all.append(Route(method, template, handler, open_to_all, forms, built))
            return handler

        return enter
