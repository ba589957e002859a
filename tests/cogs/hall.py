"""Discord.py with our doors, never connected: interactions come in as Discord sends them, the answers are written down.

What is behind the doors is an evening on its fakes.
"""

# pyright: reportPrivateUsage=false
# discord.py takes what a gateway sends by the state of its client, and knows no other way in.

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from unittest.mock import create_autospec

import discord
from discord.webhook import async_

from bot.adapters.alarm import now
from bot.adapters.discord.client import Discord, connector
from bot.adapters.discord.observer import GatewayObserver
from bot.adapters.discord.rest_answers import MoveGate
from bot.core.text import CustomId, Text
from bot.ui.catalogue import Messages
from cogs import open_doors
from cogs.tree import tree_for
from tests.evening import GUILD, HOST, Evening

Json = dict[str, Any]
OWNER, EVERYBODY, HOST_ROLE = 999, GUILD, 50
NOBODYS = discord.Permissions.none()
MESSAGE, LATER, EDIT, FORM = 4, 6, 7, 9
"""The kinds of answers (Discord's API reference); the second is that the message stays as it is for now."""


class Written(async_.AsyncWebhookAdapter):
    """Takes the answers in Discord's place."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: asyncio.Queue[Json] = asyncio.Queue()

    def create_interaction_response(self, interaction_id: int, token: str, **sent: Any) -> Any:
        """See discord.py: an interaction is answered."""

        async def taken() -> Json:
            self.answers.put_nowait(sent["params"].payload)
            return {"interaction": {"id": str(interaction_id), "type": 3}}

        return taken()

    def execute_webhook(self, webhook_id: int, token: str, **sent: Any) -> Any:
        """See discord.py: somebody who was answered is told one thing more."""
        del webhook_id, token

        async def taken() -> Json:
            self.answers.put_nowait({"type": MESSAGE, "data": (told := sent["payload"])})
            parts = ("attachments", "embeds", "mentions", "mention_roles", "components")
            empty: Json = {name: [] for name in parts}
            no = dict.fromkeys(("pinned", "mention_everyone", "tts"), False)
            whose = {"id": "1", "type": 0, "channel_id": "1", "author": _person(1), "edited_timestamp": None}
            return {**whose, **empty, **no, "content": told["content"]}

        return taken()


@dataclass
class Answered:
    """What somebody was answered."""

    kind: int
    data: Json = field(default_factory=dict[str, Any])

    def says(self, key: str, **values: Any) -> bool:
        """Whether it is this text of the catalogue, for readers of English."""
        return self.data.get("content") == Messages().render("en", Text(key, values))

    @property
    def ids(self) -> list[str]:
        """The custom ids of all that can be pressed below it."""
        return [part["custom_id"] for row in self.data.get("components", ()) for part in row["components"]]


class Hall:
    """People in one server who press, choose and hand in."""

    def __init__(self, client: Discord, evening: Evening, written: Written) -> None:
        self.client, self.evening, self._written, self._ids = client, evening, written, count(1000)
        self.roles: dict[int, discord.Permissions] = {EVERYBODY: NOBODYS, HOST_ROLE: NOBODYS}
        """What each role of the server may."""
        self.channel_allows = NOBODYS
        """What the channel in which somebody asks gives them beside."""

    async def press(
        self, user: int, custom_id: CustomId | str, *values: str, roles: Collection[int] = (), kind: int = 2
    ) -> Answered:
        """Somebody presses a button, or chooses these in a menu of that kind."""
        data = {"custom_id": custom_id, "component_type": kind, "values": list(values)}
        return await self._send(3, user, data, roles)

    async def hand_in(
        self, user: int, custom_id: CustomId | str, roles: Collection[int] = (), **given: Any
    ) -> Answered:
        """Somebody hands in a form with these parts filled in."""
        parts: Sequence[Json] = [
            {"type": 18, "component": {"custom_id": part, **self._filled(value)}} for part, value in given.items()
        ]
        return await self._send(5, user, {"custom_id": custom_id, "components": parts}, roles)

    @staticmethod
    def _filled(value: str | list[str]) -> Json:
        return {"type": 4, "value": value} if isinstance(value, str) else {"type": 3, "values": value}

    async def _send(self, type: int, user: int, data: Json, roles: Collection[int]) -> Answered:
        state = self.client._connection
        state._add_guild(self._guild())
        state.parse_interaction_create(self._interaction(type, user, data, roles))  # type: ignore[arg-type]
        told = await self.next()
        await self.evening.quiet()
        return told

    async def next(self) -> Answered:
        """What is told after that."""
        async with asyncio.timeout(5):
            told = await self._written.answers.get()
        return Answered(told["type"], told.get("data", {}))

    def _guild(self) -> discord.Guild:
        roles = [
            {"id": str(id), "name": str(id), "permissions": str(may.value), "position": number, "color": 0,
             "colors": {"primary_color": 0}, "hoist": False, "managed": False, "mentionable": False, "flags": 0}
            for number, (id, may) in enumerate(self.roles.items())
        ]  # fmt: skip
        data: Any = {"id": str(GUILD), "name": "Server", "owner_id": str(OWNER), "roles": roles, "channels": []}
        return discord.Guild(data=data, state=self.client._connection)

    def _interaction(self, type: int, user: int, data: Json, roles: Collection[int]) -> Json:
        member = {"user": _person(user), "roles": [str(role) for role in roles], "joined_at": None, "flags": 0,
                  "deaf": False, "mute": False, "permissions": str(self.channel_allows.value)}  # fmt: skip
        channel = {"id": str(self.evening.home), "type": 0, "name": "general", "position": 0}
        return {
            **{"id": str(next(self._ids)), "application_id": "1", "token": "t", "version": 1, "type": type},
            **{"data": data, "guild_id": str(GUILD), "member": member, "locale": "en-US", "entitlements": []},
            **{"channel": channel, "attachment_size_limit": 0},
        }


def _person(id: int) -> Any:
    return {"id": str(id), "username": "x", "discriminator": "0", "avatar": None, "global_name": None}


@asynccontextmanager
async def opened(evening: Evening | None = None) -> AsyncGenerator[Hall]:
    """The doors of a bot, and whoever comes to them; after a restart they are those of another bot."""
    evening, messages, written = evening or Evening(ids="c0ffee{}"), Messages(), Written()
    told = create_autospec(GatewayObserver, instance=True)
    client = Discord(
        told, connector=lambda: connector(None), http_trace=MoveGate(now).trace(), tree=tree_for(messages), needed=()
    )
    before = async_.async_context.set(written)
    client._connection.user = discord.ClientUser(state=client._connection, data=_person(1))
    async with client:
        await open_doors(client, evening.use_cases, messages)
        yield Hall(client, evening, written)
    async_.async_context.reset(before)


__all__ = ["EDIT", "FORM", "HOST", "HOST_ROLE", "LATER", "MESSAGE", "OWNER", "Answered", "Hall", "opened"]
