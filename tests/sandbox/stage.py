"""A bot with a command, listening in a sandbox, and a person who will use it."""

from dataclasses import dataclass
from typing import Any

from tests.sandbox.clients import Json, Reply, Rest, Socket
from tests.sandbox.conftest import Place

EPHEMERAL = 64
MIXER: Json = {
    "name": "mixer",
    "description": "Small talk, well seated",
    "options": [
        {
            "type": 1,
            "name": "start",
            "description": "Begin",
            "options": [
                {"type": 4, "name": "length", "description": "Minutes", "min_value": 5, "max_value": 180},
                {"type": 3, "name": "title", "description": "Title", "autocomplete": True},
                {"type": 6, "name": "guest", "description": "Who"},
            ],
        }
    ],
}
ROW: Json = {
    "type": 1,
    "components": [
        {"type": 2, "style": 3, "label": "Join", "custom_id": "join"},
        {"type": 2, "style": 2, "label": "Later", "custom_id": "later", "disabled": True},
        {"type": 2, "style": 5, "label": "Rules", "url": "https://example.com"},
    ],
}


@dataclass
class Stage:
    """A bot with a command, listening, and a person who will use it."""

    place: Place
    socket: Socket
    bare: Rest
    person: str
    channel: str

    async def command(self, name: str = "mixer start", **options: Any) -> Json:
        """Give the command; answers what the bot received."""
        return await self.begun("command", channel_id=self.channel, name=name, options=options)

    async def begun(self, what: str, **body: Any) -> Json:
        """Do something that starts an interaction; answers what the bot received."""
        told = await self.place.control("POST", f"/people/{self.person}/{what}", **body)
        return await self.socket.event("INTERACTION_CREATE", lambda i: i["id"] == told["interaction_id"])

    async def answer(self, it: Json, kind: int, data: Json | None = None, **query: Any) -> Reply:
        """A first answer, without a token in the header as libraries send it."""
        body = {"type": kind, **({"data": data} if data else {})}
        return await self.bare("POST", f"/interactions/{it['id']}/{it['token']}/callback", body, **query)

    def hook(self, it: Json) -> str:
        """Where later answers go."""
        return f"/webhooks/{it['application_id']}/{it['token']}"

    async def screen(self, person: str | None = None) -> Json:
        """What somebody sees."""
        return await self.place.control("GET", f"/people/{person or self.person}/screen")

    async def post(self, **body: Any) -> str:
        """A message by the bot."""
        return str((await self.place.rest("POST", f"/channels/{self.channel}/messages", body)).body["id"])


async def stand(place: Place) -> Stage:
    """Register the command and connect."""
    app = place.facts["application_id"]
    assert (await place.rest("PUT", f"/applications/{app}/commands", [MIXER])).status == 200
    socket = await place.socket().open()
    await socket.identify()
    return Stage(place, socket, Rest(place.http, place.facts["api"]), place.people()[0], place.channel("general"))
