"""`engawa check`: what is wrong with token, settings, database and permissions, in words an operator can act on."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import cast

import aiohttp
import discord
from discord.gateway import DiscordWebSocket
from discord.http import INTERNAL_API_VERSION
from yarl import URL

from bot.adapters.alarm import now
from bot.adapters.discord.client import connector, invite_link, point_at
from bot.adapters.discord.clock_check import ClockCheck
from bot.adapters.discord.failures import FAILURES, why
from bot.adapters.discord.permissions import FOR_THE_TONE, needs_two_factor
from bot.adapters.discord.standing_up import understood
from bot.core.community.hearing import heard
from bot.ports import Clock
from bot.settings import Settings
from bot.ui.catalogue import Messages, texts

LONGEST_GREETING = 10.0
"""Seconds that the gateway has to greet."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    about: str
    fine: bool
    words: str


async def check(
    settings: Settings,
    *,
    doubts: Sequence[str],
    look: Callable[[str], Awaitable[str]],
    sounding: Callable[[str], Awaitable[frozenset[int]]],
    needed: Sequence[str],
    deaf: str | None,
    as_json: bool,
    clock: Clock = now,
) -> int:
    """Look at everything the bot needs and print what is found; nothing is changed. Returns 1 if anything is wrong.

    `look` tells how it stands with a database, or raises what is wrong with it; `sounding` tells which servers have
    switched on the soft tone, which takes more than what is `needed` everywhere. `doubts` are about the settings.
    `deaf` is why this machine can have no ears: no fault of anybody's, but nobody shall count on them.
    """
    point_at(settings.api_url, settings.gateway_url)
    findings = [Finding("settings", False, doubt) for doubt in doubts]
    findings.append(await _database(look, settings.database_url))
    tones = await sounding(settings.database_url)
    listening, ears, hands = list[Finding](), Counter[int](), Counter[int]()
    for number, token in enumerate(settings.listener_tokens, 1):
        finding, may = await _listener(settings, token.get_secret_value(), number, tones, deaf=deaf is not None)
        listening.append(finding)
        ears.update(may.keys())
        hands.update(guild_id for guild_id, held in may.items() if held.move_members)

    def helped(guild_id: int) -> tuple[int, int]:
        return (0, 1) if deaf else (1 + ears[guild_id], 1 + hands[guild_id])

    def wanted(guild_id: int) -> Sequence[str]:
        return (*needed, *FOR_THE_TONE) if guild_id in tones else needed

    findings += await _bot(settings, invited=needed, wanted=wanted, clock=ClockCheck(clock), helped=helped)
    findings += listening
    if deaf is not None:
        findings.append(Finding("hearing", True, deaf))
    _tell(findings, as_json=as_json)
    return 0 if all(finding.fine for finding in findings) else 1


def _tell(findings: Sequence[Finding], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings]))
    else:
        print("\n".join(f"{'ok     ' if f.fine else 'WRONG  '}{f.about}: {f.words}" for f in findings))


async def _database(look: Callable[[str], Awaitable[str]], url: str) -> Finding:
    try:
        return Finding("database", True, await look(url))
    except Exception as error:
        return Finding("database", False, str(error))


async def _gateway(client: discord.Client, settings: Settings) -> Finding:
    """Whether the gateway greets; the bot does not introduce itself, so that one that is running is not disturbed."""
    url = settings.gateway_url
    try:
        async with asyncio.timeout(LONGEST_GREETING):
            socket = await client.http.ws_connect(str(URL(url).with_query(v=INTERNAL_API_VERSION, encoding="json")))
            greeting = cast("object", await socket.receive_json())
    except (aiohttp.ClientError, OSError, TimeoutError, TypeError, ValueError) as error:
        reason = str(error) or "no answer in time"
        return Finding("gateway", False, f"{url} cannot be used ({reason}); please check ENGAWA_GATEWAY_URL")
    if (
        not isinstance(greeting, dict)
        or ("op", DiscordWebSocket.HELLO) not in cast("dict[str, object]", greeting).items()
    ):
        return Finding("gateway", False, f"{url} greets otherwise than Discord; please check ENGAWA_GATEWAY_URL")
    return Finding("gateway", True, f"{url} greets")


async def _bot(
    settings: Settings,
    *,
    invited: Sequence[str],
    wanted: Callable[[int], Sequence[str]],
    clock: ClockCheck,
    helped: Callable[[int], tuple[int, int]],
) -> list[Finding]:
    """What is found about the bot itself; `wanted` tells what it needs in a server.

    `helped` tells how many ears there are in a server, and how many bots move people, itself among them.
    """
    trace = aiohttp.TraceConfig()
    clock.attach(trace)
    client = discord.Client(intents=discord.Intents.none(), connector=connector(settings.ca_file), http_trace=trace)
    try:
        await understood(client.login(settings.token.get_secret_value()))
        assert client.user is not None
        findings = [
            Finding("token", True, f"belongs to {client.user}"),
            Finding("clock", not clock.wrong(), clock.complaint() or "agrees with Discord's"),
            Finding("intents", True, "none of the privileged ones is needed"),
            await _gateway(client, settings),
        ]
        guilds = [guild async for guild in client.fetch_guilds()]
        link = invite_link(client, invited)
        findings.append(Finding("invite", bool(guilds), f"{'more servers' if guilds else 'invite it first'}: {link}"))
        return findings + [await _server(client, guild.id, wanted(guild.id), *helped(guild.id)) for guild in guilds]
    except discord.LoginFailure:
        return [Finding("token", False, "Discord does not know it; please check ENGAWA_TOKEN")]
    except FAILURES as error:
        return [Finding("Discord", False, why(error))]
    finally:
        await client.close()


async def _server(client: discord.Client, guild_id: int, needed: Iterable[str], ears: int, hands: int) -> Finding:
    assert client.user is not None
    guild = await client.fetch_guild(guild_id)
    has = (await guild.fetch_member(client.user.id)).guild_permissions
    if needs_two_factor(guild, client.user):
        sentence = (
            "moderators need two-factor authentication here, and the bot's owner has none: without it Discord refuses "
            "to open rooms; please turn it on in the Discord account that the bot belongs to"
        )
        return Finding(f"server “{guild.name}”", False, sentence)
    lacking = [texts("en")[f"permission.{name}"] for name in needed if not getattr(has, name)]
    if lacking:
        sentence = f"missing {', '.join(lacking)}; please give it to the bot's role under Server Settings → Roles"
        return Finding(f"server “{guild.name}”", False, sentence)
    hearing = Messages().render("en", heard(ears))
    moving = f"{hands} bots move people, about {hands} people" if hands > 1 else "One bot moves people, about one"
    return Finding(f"server “{guild.name}”", True, f"has given every permission. {hearing} {moving} a second.")


async def _listener(
    settings: Settings, token: str, number: int, tones: Collection[int], *, deaf: bool
) -> tuple[Finding, dict[int, discord.Permissions]]:
    """What is found about a listener, and what it may in each of its servers; in `tones` it has a tone to play."""
    about = f"listener {number}"
    client = discord.Client(intents=discord.Intents.none(), connector=connector(settings.ca_file))
    try:
        await understood(client.login(token))
        guilds = [guild async for guild in client.fetch_guilds()]
        may = {guild.id: await _held(client, guild.id) for guild in guilds}
    except discord.LoginFailure:
        words = "Discord does not know its token; please check ENGAWA_LISTENER_TOKENS"
        return Finding(about, False, words), {}
    except FAILURES as error:
        return Finding(about, False, why(error)), {}
    finally:
        await client.close()
    if not guilds:
        words = f"{client.user} is in no server yet; please invite it where it should hear"
        return Finding(about, False, words), {}
    silent = [guild.name for guild in guilds if guild.id in tones and not may[guild.id].use_soundboard]
    if silent:
        words = f"{client.user} cannot play the soft tone in {', '.join(silent)}; please give it Use Soundboard there"
        return Finding(about, False, words), may
    able, moving = (
        "could hear on another machine" if deaf else "can hear",
        sum(one.move_members for one in may.values()),
    )
    return Finding(about, True, f"{client.user} {able} in {len(may)} servers, and may move people in {moving}"), may


async def _held(client: discord.Client, guild_id: int) -> discord.Permissions:
    """What a listener may in a server; to hear and to speak it is let in each room."""
    assert client.user is not None
    member = await (await client.fetch_guild(guild_id)).fetch_member(client.user.id)
    return member.guild_permissions
