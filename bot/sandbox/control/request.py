"""An order from outside, and the table that control functions enter themselves into."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntFlag
from typing import TYPE_CHECKING, Any

from bot.sandbox.faults import Faults
from bot.sandbox.gateway.hub import Hub
from bot.sandbox.people.eyes import cannot, person
from bot.sandbox.rest.call import Upload
from bot.sandbox.things import Application, Guild, Json, User
from bot.sandbox.voice.server import Voice
from bot.sandbox.world import World, number

if TYPE_CHECKING:
    from bot.sandbox.rest.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked of the sandbox."""

    world: World
    hub: Hub
    faults: Faults
    pipeline: "Pipeline"
    voice: Voice
    params: dict[str, str]
    query: dict[str, str]
    body: Json
    uploads: list[Upload]

    def guild(self) -> Guild:
        """The guild of the path."""
        return self.world.guild(int(self.params["guild_id"]))

    def person(self) -> User:
        """The person of the path."""
        return person(self.world, int(self.params["user_id"]))

    def guild_with(self, user: User) -> Guild:
        """The guild that is meant: the named one, or the first that this user is in."""
        named = number(self.body.get("guild_id") or self.query.get("guild_id"))
        if named is not None:
            return self.world.guild(named)
        found = next((guild for guild in self.world.guilds.values() if user.id in guild.members), None)
        if found is None:
            raise cannot("that one is in no guild")
        return found

    def application(self) -> Application:
        """The application that is meant: the named one, or the main bot's."""
        named = number(self.body.get("application_id"))
        return self.world.applications[named] if named else next(iter(self.world.applications.values()))


def bits_of(kind: type[IntFlag], wanted: int | str | list[str]) -> int:
    """Flags as a number, or as a list of names."""
    return int(wanted) if isinstance(wanted, int | str) else sum(kind[name] for name in wanted)


ControlHandler = Callable[[Order], Any]


@dataclass(frozen=True, slots=True)
class ControlRoute:
    """A method and a path under /sandbox."""

    method: str
    template: str
    handler: ControlHandler


class ControlRoutes:
    """A table of control routes."""

    def __init__(self) -> None:
        self.all: list[ControlRoute] = []

    def __call__(self, method: str, template: str) -> Callable[[ControlHandler], ControlHandler]:
        """Serve this method and path with the function below."""

        def enter(handler: ControlHandler) -> ControlHandler:
            self.all.append(ControlRoute(method, template, handler))
            return handler

        return enter
