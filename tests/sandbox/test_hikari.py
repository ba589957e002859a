"""A client library that is not discord.py: what it believes of Discord is true here as well."""

import asyncio
from typing import Any

import hikari

from tests.sandbox.clients import until
from tests.sandbox.conftest import Build, Place


async def test_hikari_logs_in_answers_and_survives_a_resume(make: Build) -> None:
    place: Place = await make()
    person, general = place.people()[0], place.channel("general")
    bot = hikari.GatewayBot(
        place.facts["token"],
        banner=None,
        logs=None,
        rest_url=place.facts["api"],
        intents=hikari.Intents.GUILDS | hikari.Intents.GUILD_VOICE_STATES,
    )
    guild, voice, made = (asyncio.Queue[Any]() for _ in range(3))
    resumed = asyncio.Event()

    @bot.listen()
    async def on_guild(event: hikari.GuildAvailableEvent) -> None:
        await guild.put(event.guild)

    @bot.listen()
    async def on_voice(event: hikari.VoiceStateUpdateEvent) -> None:
        await voice.put(event.state.channel_id)

    @bot.listen()
    async def on_channel(event: hikari.GuildChannelCreateEvent) -> None:
        await made.put(event.channel.name)

    @bot.listen()
    async def on_resume(event: hikari.ShardResumedEvent) -> None:
        resumed.set()

    @bot.listen()
    async def on_interaction(event: hikari.InteractionCreateEvent) -> None:
        assert isinstance(event.interaction, hikari.CommandInteraction)
        await event.interaction.create_initial_response(
            hikari.ResponseType.MESSAGE_CREATE, "Hello from hikari", flags=hikari.MessageFlag.EPHEMERAL
        )

    async with asyncio.timeout(20):
        await bot.start(check_for_updates=False)
        assert (await guild.get()).name == "Engawa Club"
        app = await bot.rest.fetch_application()
        await bot.rest.create_slash_command(app, "hello", "Say hello")
        await place.control("POST", f"/people/{person}/voice", channel_id=place.channel("Lobby"))
        assert str(await voice.get()) == place.channel("Lobby")
        told = await place.control("POST", f"/people/{person}/command", channel_id=general, name="hello")
        path = f"/interactions/{told['interaction_id']}"

        async def answered() -> bool:
            return bool((await place.control("GET", path))["answers"])

        await until(answered)
        it = await place.control("GET", path)
        assert it["original"]["content"] == "Hello from hikari"
        await place.control("POST", "/faults", gateway="drop")
        await bot.rest.create_guild_voice_channel(int(place.guild), "while away")
        await resumed.wait()
        assert await made.get() == "while away"
        await bot.close()
    assert await place.problems() == []
