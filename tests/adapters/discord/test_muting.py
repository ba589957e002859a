"""Muting somebody in the whole server, in Discord's sandbox and in the fake alike."""

from __future__ import annotations

import asyncio

import pytest

from bot.ports import Forbidden, Missing, NotDone
from bot.sandbox.rules.permissions import Permission
from tests.adapters.real_stage import RealStage
from tests.adapters.stages import Scene, eventually, mixer_at, seen


async def test_who_is_muted_shows_so_until_it_is_lifted(scene: Scene) -> None:
    guest, other, stage = await scene.guest(), await scene.guest(), scene.stage
    await allowed(scene, guest)
    await eventually(lambda: guest in seen(stage).silenced & seen(stage).muted, "they are seen muted")
    assert other not in seen(stage).muted
    stage.go(guest, None)
    stage.go(guest, stage.lobby_id)
    await eventually(lambda: guest in seen(stage).silenced, "they come back muted")
    await stage.venue.mute(stage.guild_id, guest, on=False)
    await stage.venue.mute(stage.guild_id, guest, on=False)
    await eventually(lambda: guest not in seen(stage).silenced, "they are seen unmuted")


async def test_who_is_not_in_voice_can_neither_be_muted_nor_unmuted(scene: Scene) -> None:
    guest, stage = await scene.guest(), scene.stage
    await allowed(scene, guest)
    stage.go(guest, None)
    for on in (True, False):
        with pytest.raises(Missing):
            await stage.venue.mute(stage.guild_id, guest, on=on)


async def test_it_takes_a_permission_that_is_not_asked_for(scene: Scene) -> None:
    guest, stage = await scene.guest(), scene.stage
    assert stage.venue.lacks(stage.guild_id, (stage.lobby_id,)) == ()
    with pytest.raises(Forbidden) as refusal:
        await stage.venue.mute(stage.guild_id, guest, on=True)
    assert refusal.value.permission == "mute_members"
    assert guest not in seen(stage).silenced


async def test_a_server_out_of_sight_is_told_as_that(scene: Scene) -> None:
    guest, stage = await scene.guest(), scene.stage
    stage.throw_out()
    await eventually(lambda: stage.venue.look(stage.guild_id) is None, "it is noticed")
    with pytest.raises(NotDone):
        await stage.venue.mute(stage.guild_id, guest, on=True)


async def test_what_is_known_too_late_is_refused_in_the_same_words(real: RealStage) -> None:
    """Discord knows more than has been told: somebody has hung up, or the permission is gone."""
    scene = Scene(real, mixer_at(real))
    guest = await scene.guest()
    await allowed(scene, guest)
    real.guild.voice.pop(guest)
    with pytest.raises(Missing):
        await real.venue.mute(real.guild_id, guest, on=False)
    other = await scene.guest()
    for role in real.guild.roles.values():
        role.permissions &= ~int(Permission.MUTE_MEMBERS)
    with pytest.raises(Forbidden):
        await real.venue.mute(real.guild_id, other, on=True)


async def allowed(scene: Scene, guest: int) -> None:
    """The bot is given the permission, and mutes somebody as soon as it knows."""
    scene.stage.grant("mute_members")
    async with asyncio.timeout(10):
        while True:
            try:
                return await scene.stage.venue.mute(scene.stage.guild_id, guest, on=True)
            except Forbidden:
                await asyncio.sleep(0.005)
