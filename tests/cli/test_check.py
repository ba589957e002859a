"""`engawa check` on what only the bot's owner can mend."""

from __future__ import annotations

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.discord.permissions import NEEDED
from bot.cli.check import check
from bot.sandbox import Sandbox
from bot.settings import Settings


async def no_store(_url: str) -> str:
    return "a database"


@pytest.mark.parametrize("owner_mfa", [True, False])
async def test_a_server_that_wants_two_factors_is_warned_of(
    owner_mfa: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    box = Sandbox(people=0, listeners=0)
    await box.start()
    try:
        box.guild.mfa_level, box.bot.owner_mfa = 1, owner_mfa
        facts = box.facts()
        for name, value in (("TOKEN", facts["token"]), ("API_URL", facts["api"]), ("GATEWAY_URL", facts["gateway"])):
            monkeypatch.setenv(f"ENGAWA_{name}", value)
        settings = Settings()  # pyright: ignore[reportCallIssue] - the token comes from the environment
        code = await check(settings, doubts=(), look=no_store, needed=NEEDED, deaf=None, as_json=False)
    finally:
        await box.stop()
    said = capsys.readouterr().out
    assert code == int(not owner_mfa)
    assert ("WRONG  server" in said) is not owner_mfa
    assert ("two-factor" in said) is not owner_mfa
