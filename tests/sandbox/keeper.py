"""A bot of somebody else's that an administrator let in, and a person it meets."""

from dataclasses import dataclass

from tests.sandbox.clients import Json, Reply, Rest, Socket
from tests.sandbox.conftest import Place

ADMINISTRATOR, INTENTS = 8, 1 | 1 << 1 | 1 << 2 | 1 << 9 | 1 << 10


@dataclass
class Keeper:
    """A bot of somebody else's with these permissions, and who is there."""

    place: Place
    rest: Rest
    socket: Socket
    id: str
    app: str
    person: str
    general: str

    async def post(self, content: str = "Hello") -> str:
        reply = await self.rest("POST", f"/channels/{self.general}/messages", {"content": content})
        return str(reply.body["id"])

    async def said(self, content: str = "Hello") -> str:
        """A message of the person's."""
        path = f"/people/{self.person}/message"
        return str((await self.place.control("POST", path, channel_id=self.general, content=content))["id"])

    async def guild(self, method: str, path: str, body: Json | list[Json] | None = None, **query: str) -> Reply:
        return await self.rest(method, f"/guilds/{self.place.guild}{path}", body, **query)

    async def channel(self, method: str, path: str, body: Json | None = None, **query: str) -> Reply:
        return await self.rest(method, f"/channels/{self.general}{path}", body, **query)

    async def hold(self, *permissions: str) -> None:
        """Have just these by the bot's own role, and everyone else next to nothing."""
        roles = f"/guilds/{self.place.guild}/roles"
        own = next(r for r in self.place.box.guild.roles.values() if str(r.bot_id) == self.id)
        await self.place.control("PATCH", f"{roles}/{own.id}", permissions=["VIEW_CHANNEL", *permissions])
        await self.place.control("PATCH", f"{roles}/{self.place.guild}", permissions=["VIEW_CHANNEL"])


async def invited(place: Place) -> Keeper:
    """Bring it in, switch the members intent on, and listen."""
    told = await place.control(
        "POST", f"/guilds/{place.guild}/people", name="Keeper", bot=True, permissions=ADMINISTRATOR
    )
    await place.control("PATCH", f"/applications/{told['application_id']}", privileged_intents=["GUILD_MEMBERS"])
    socket = await place.socket(told["token"]).open()
    await socket.identify(INTENTS)
    rest = Rest(place.http, place.facts["api"], told["token"])
    return Keeper(place, rest, socket, told["id"], told["application_id"], place.people()[0], place.channel("general"))
