"""`engawa check`: what is wrong with token, settings, database and permissions, in words an operator can act on."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
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
from bot.adapters.discord.permissions import needs_two_factor
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
    needed: Sequence[str],
    deaf: str | None,
    as_json: bool,
    clock: Clock = now,
) -> int:
    """Look at everything the bot needs and print what is found; nothing is changed. Returns 1 if anything is wrong.

    `look` tells how it stands with a database, or raises what is wrong with it. `doubts` are about the settings.
    `deaf` is why this machine can have no ears: no fault of anybody's, but nobody shall count on them.
    """
    point_at(settings.api_url, settings.gateway_url)
    findings = [Finding("settings", False, doubt) for doubt in doubts]
    findings.append(await _database(look, settings.database_url))
    listening, ears, hands = list[Finding](), Counter[int](), Counter[int]()
    for number, token in enumerate(settings.listener_tokens, 1):
        finding, hears, moves = await _listener(settings, token.get_secret_value(), number, deaf=deaf is not None)
        listening.append(finding)
        ears.update(hears)
        hands.update(moves)
    findings += await _bot(
        settings,
        needed,
        ClockCheck(clock),
        ears=lambda guild_id: 0 if deaf else 1 + ears[guild_id],
        hands=lambda guild_id: 1 if deaf else 1 + hands[guild_id],
    )
    findings += listening
    if deaf is not None:
        findings.append(Finding("hearing", True, deaf))
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings]))
    else:
        print("\n".join(f"{'ok     ' if f.fine else 'WRONG  '}{f.about}: {f.words}" for f in findings))
    return 0 if all(finding.fine for finding in findings) else 1


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
    needed: Sequence[str],
    clock: ClockCheck,
    *,
    ears: Callable[[int], int],
    hands: Callable[[int], int],
) -> list[Finding]:
    """What is found about the bot itself; how many ears there are in a server, and bots that move people."""
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
        link = invite_link(client, needed)
        findings.append(Finding("invite", bool(guilds), f"{'more servers' if guilds else 'invite it first'}: {link}"))
        return findings + [await _server(client, guild.id, needed, ears(guild.id), hands(guild.id)) for guild in guilds]
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
    settings: Settings, token: str, number: int, *, deaf: bool
) -> tuple[Finding, frozenset[int], frozenset[int]]:
    """What is found about a listener, the servers that it is in, and those of them in which it may move people."""
    about = f"listener {number}"
    client = discord.Client(intents=discord.Intents.none(), connector=connector(settings.ca_file))
    try:
        await understood(client.login(token))
        guilds = [guild async for guild in client.fetch_guilds()]
        moves = frozenset([guild.id for guild in guilds if await _may_move(client, guild.id)])
    except discord.LoginFailure:
        words = "Discord does not know its token; please check ENGAWA_LISTENER_TOKENS"
        return Finding(about, False, words), frozenset(), frozenset()
    except FAILURES as error:
        return Finding(about, False, why(error)), frozenset(), frozenset()
    finally:
        await client.close()
    if not guilds:
        words = f"{client.user} is in no server yet; please invite it where it should hear"
        return Finding(about, False, words), frozenset(), frozenset()
    able = "could hear on another machine" if deaf else "can hear"
    words = f"{client.user} {able} in {len(guilds)} servers, and may move people in {len(moves)} of them"
    return Finding(about, True, words), frozenset(guild.id for guild in guilds), moves


async def _may_move(client: discord.Client, guild_id: int) -> bool:
    """Whether a listener has Move Members, without which it hears as well as with it."""
    assert client.user is not None
    guild = await client.fetch_guild(guild_id)
    return (await guild.fetch_member(client.user.id)).guild_permissions.move_members
