"""`engawa check` on what only the bot's owner can mend, and on this machine's clock."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.adapters.alarm import now
from bot.adapters.discord.permissions import NEEDED
from bot.cli.check import check
from bot.ports import Clock
from bot.sandbox import Sandbox, beginning
from bot.sandbox.actions import members
from bot.sandbox.rules.permissions import Permission
from bot.settings import Settings

SOUNDS = int(Permission.USE_SOUNDBOARD | Permission.CREATE_GUILD_EXPRESSIONS)
Sounding = Callable[[str], Awaitable[frozenset[int]]]


async def no_store(_url: str) -> str:
    return "a database"


async def no_tones(_url: str) -> frozenset[int]:
    return frozenset()


@pytest.fixture
async def box(monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Sandbox]:
    """A sandbox that the settings lead to."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    box = Sandbox(people=0, listeners=1)
    await box.start()
    facts = box.facts()
    for name, value in (("TOKEN", facts["token"]), ("API_URL", facts["api"]), ("GATEWAY_URL", facts["gateway"])):
        monkeypatch.setenv(f"ENGAWA_{name}", value)
    yield box
    await box.stop()


async def checked(clock: Clock = now, sounding: Sounding = no_tones) -> int:
    """The exit code."""
    settings = Settings()  # pyright: ignore[reportCallIssue] - the token comes from the environment
    looks: dict[str, Any] = {"look": no_store, "sounding": sounding, "clock": clock}
    return await check(settings, doubts=(), needed=NEEDED, deaf=None, as_json=False, **looks)


@pytest.mark.parametrize("owner_mfa", [True, False])
async def test_a_server_that_wants_two_factors_is_warned_of(
    owner_mfa: bool, box: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    box.guild.mfa_level, box.bot.owner_mfa = 1, owner_mfa
    assert await checked() == int(not owner_mfa)
    said = capsys.readouterr().out
    assert ("WRONG  server" in said) is not owner_mfa
    assert ("two-factor" in said) is not owner_mfa


@pytest.mark.parametrize(
    ("ahead", "how"), [(timedelta(0), ""), (timedelta(hours=3), "ahead of"), (timedelta(days=-90), "behind")]
)
async def test_a_clock_that_is_not_discords_is_told(
    ahead: timedelta, how: str, box: Sandbox, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await checked(lambda: now() + ahead) == int(bool(how))
    said = capsys.readouterr().out
    assert ("ok     clock: agrees with Discord's" in said) is not bool(how)
    assert (f"{how} Discord's: until it is right" in said) is bool(how)


@pytest.mark.parametrize("switched_on", [True, False])
async def test_what_the_soft_tone_takes_is_asked_for_only_where_it_is_switched_on(
    switched_on: bool, box: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def sounding(_url: str) -> frozenset[int]:
        return frozenset({box.guild.id} if switched_on else ())

    monkeypatch.setenv("ENGAWA_LISTENER_TOKENS", box.facts()["listener_tokens"][0])
    assert await checked(sounding=sounding) == 0, "Discord gives it to everybody"
    link = re.search(r"permissions=(\d+)", capsys.readouterr().out)
    everyone = box.guild.roles[box.guild.id]
    everyone.permissions &= ~SOUNDS
    assert await checked(sounding=sounding) == int(switched_on)
    said = capsys.readouterr().out
    assert ("missing Create Expressions, Use Soundboard" in said) is switched_on
    assert ("cannot play the soft tone in Engawa Club; please give it Use Soundboard" in said) is switched_on
    again = re.search(r"permissions=(\d+)", said)
    assert link is not None
    assert again is not None
    assert link[1] == again[1]
    assert not int(link[1]) & SOUNDS, "nobody is asked for it who has not switched it on"


@pytest.mark.parametrize(
    ("hands", "words"), [(0, "One bot moves people, about one a second"), (2, "3 bots move people, about 3 people")]
)
async def test_it_is_told_how_many_bots_move_people(
    hands: int, words: str, box: Sandbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    kei, may = box.world.users[box.guild.owner_id], beginning.LISTENER | Permission.MOVE_MEMBERS
    ears = [box.world.add_application(f"Ear {n}", kei, may if n < hands else beginning.LISTENER) for n in range(3)]
    for app in ears:
        members.invite_bot(box.world, box.guild, app)
    monkeypatch.setenv("ENGAWA_LISTENER_TOKENS", ",".join(app.token for app in ears))
    assert await checked() == 0
    said = capsys.readouterr().out
    assert words in said
    assert said.count("may move people in 1\n") == hands
