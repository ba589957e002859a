"""API, gateway and files by https and wss, for libraries that cannot be told to do without."""

import asyncio
import io
import ssl

import aiohttp
import discord
import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.sandbox.conftest import Build, Place


async def test_a_library_does_all_by_tls(make: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    place: Place = await make(tls=True)
    monkeypatch.setattr(Route, "BASE", place.facts["api"])
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(place.facts["gateway"]))
    assert (yarl.URL(Route.BASE).scheme, DiscordWebSocket.DEFAULT_GATEWAY.scheme) == ("https", "wss")
    trusted = aiohttp.TCPConnector(ssl=ssl.create_default_context(cafile=place.facts["ca"]))
    intents = discord.Intents(guilds=True)
    async with discord.Client(intents=intents, connector=trusted, guild_ready_timeout=0.05) as client:
        running = asyncio.create_task(client.start(place.facts["token"]))
        await asyncio.wait_for(client.wait_until_ready(), 10)
        general = client.get_channel(int(place.channel("general")))
        assert isinstance(general, discord.TextChannel)
        sent = await general.send(file=discord.File(io.BytesIO(b"tea"), "tea.txt"))
        assert sent.attachments[0].url.startswith("https://")
        assert await sent.attachments[0].read() == b"tea"
        running.cancel()
    assert (await place.control.state())["schema_problems"] == [], "people and scripts come by http as ever"


async def test_who_does_not_trust_the_authority_is_not_let_down_quietly(make: Build) -> None:
    place: Place = await make(tls=True)
    with pytest.raises(aiohttp.ClientConnectorCertificateError):
        await place.rest("GET", "/gateway")
