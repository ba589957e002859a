"""However Discord is when the bot is started, the bot is there as soon as Discord is; and never in vain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager
from unittest.mock import create_autospec

import aiohttp
import discord
import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.alarm import now
from bot.adapters.discord import standing_up
from bot.adapters.discord.client import Discord, connector, listener, point_at
from bot.adapters.discord.failures import why
from bot.adapters.discord.observer import GatewayObserver
from bot.adapters.discord.rest_answers import MoveGate
from bot.adapters.discord.standing_up import LONGEST_PATIENCE, patience
from bot.ui.catalogue import Messages
from cogs.tree import tree_for
from tests.adapters.discord.moody import PAGE, Answer, Moody, drops, says

MOODS: dict[str, Answer] = {
    "out of order": says(503, '{"message": "upstream"}', "application/json"),
    "too fast, says Cloudflare": says(429, "error code: 1015", "text/plain", **{"Retry-After": "0"}),
    "Cloudflare's page": says(403),
    "a captive portal": says(200),
    "another page": says(404),
    "no account": says(200, "[]", "application/json"),
    "no JSON": says(200, "{", "application/json"),
    "gone": drops,
}


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing_up, "AGAIN", 0.01)


def main_client(opened: list[str]) -> Discord:
    told = create_autospec(GatewayObserver, instance=True)
    told.opened.side_effect = lambda: opened.append("opened")
    return Discord(
        told, connector=lambda: connector(None), http_trace=MoveGate(now).trace(), tree=tree_for(Messages()), needed=()
    )


@asynccontextmanager
async def started(moody: Moody, client: discord.Client) -> AsyncGenerator[asyncio.Task[None]]:
    """The client while it stands up."""
    async with moody.open():
        point_at(moody.url, moody.gateway)
        task = asyncio.create_task(client.start("x.y.z"))
        try:
            yield task
        finally:
            task.cancel()
            await asyncio.wait({task})
            await client.close()


@pytest.fixture(autouse=True)
def where_discord_is() -> Generator[None]:
    api, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    point_at(api, str(gateway))


@pytest.mark.parametrize("mood", MOODS)
async def test_what_passes_is_waited_for(mood: str, caplog: pytest.LogCaptureFixture) -> None:
    opened: list[str] = []
    moody = Moody(MOODS[mood], MOODS[mood])
    async with started(moody, main_client(opened)), asyncio.timeout(60):
        await moody.greeted.wait()
    assert opened == ["opened"]
    told = [record for record in caplog.records if record.name == standing_up.__name__]
    assert len(told) == 1, "once, of both tries"
    assert moody.url in told[0].getMessage()
    assert "tries again until it works" in told[0].getMessage()
    assert not told[0].exc_info


@pytest.mark.parametrize("mood", ["out of order", "Cloudflare's page", "gone"])
async def test_where_the_gateway_is_can_be_asked_again(mood: str) -> None:
    opened: list[str] = []
    moody = Moody()
    moody.gateway_moods = [MOODS[mood]] * 2
    async with started(moody, main_client(opened)), asyncio.timeout(60):
        await moody.greeted.wait()
    assert opened == ["opened"], "not once more for every try"


async def test_a_listener_waits_too() -> None:
    moody = Moody(*MOODS.values())
    async with started(moody, listener(lambda: connector(None), MoveGate(now).trace())), asyncio.timeout(60):
        await moody.greeted.wait()


async def test_an_hour_without_discord_is_a_line_a_minute(caplog: pytest.LogCaptureFixture) -> None:
    tries = 6 * 5
    moody = Moody(*[MOODS["Cloudflare's page"]] * tries)
    async with started(moody, main_client([])), asyncio.timeout(60):
        await moody.greeted.wait()
    assert moody.asked.count("/users/@me") == tries + 1
    assert len([record for record in caplog.records if record.levelname == "WARNING"]) == 5


async def test_the_gateway_of_the_settings_is_obeyed_at_once() -> None:
    """The API of this Discord names a place where nobody listens."""
    moody = Moody()
    async with started(moody, main_client([])), asyncio.timeout(60):
        await moody.greeted.wait()
    assert "/gateway/bot" in moody.asked


@pytest.mark.parametrize(
    ("moody", "refusal"),
    [
        (lambda: Moody(says(401, '{"message": "401", "code": 0}', "application/json")), discord.LoginFailure),
        (lambda: Moody(closes_with=4004), discord.LoginFailure),
        (lambda: Moody(closes_with=4014), discord.PrivilegedIntentsRequired),
        (lambda: Moody(closes_with=4013), discord.PrivilegedIntentsRequired),
    ],
)
async def test_what_no_trying_mends_ends_it(moody: Callable[[], Moody], refusal: type[Exception]) -> None:
    async with started(moody(), main_client([])) as task, asyncio.timeout(60):
        with pytest.raises(refusal) as refused:
            await task
    assert "ENGAWA_TOKEN" in why(refused.value) or "intent" in why(refused.value)


async def test_a_token_that_was_reset_between_two_questions_ends_it() -> None:
    moody = Moody()
    moody.gateway_moods = [says(401, '{"message": "401", "code": 0}', "application/json")]
    async with started(moody, main_client([])) as task, asyncio.timeout(60):
        with pytest.raises(discord.LoginFailure):
            await task


async def test_a_connection_closed_for_good_is_told_with_its_code() -> None:
    async with started(Moody(closes_with=4011), main_client([])) as task, asyncio.timeout(60):
        with pytest.raises(discord.ConnectionClosed) as closed:
            await task
    assert "4011" in why(closed.value)


@pytest.mark.parametrize(("asked", "waits"), [("30", 30), ("1", 10), ("86400", LONGEST_PATIENCE), ("soon", 10)])
async def test_discords_own_patience_is_obeyed(asked: str, waits: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(standing_up, "AGAIN", 10)
    slow = Moody(says(429, PAGE, **{"Retry-After": asked}))
    async with slow.open() as moody, aiohttp.request("GET", f"{moody.url}/users/@me") as answer:
        assert patience(discord.HTTPException(answer, "slow down")) == waits
