"""Without privileged intents: roles of those in voice are as new as the last event that brought them along."""

from __future__ import annotations

from bot.sandbox.actions import voice
from tests.adapters.real_stage import RealStage
from tests.adapters.stages import Scene, eventually, mixer_at, seen


async def test_a_role_taken_away_in_voice_shows_at_the_next_voice_event(real: RealStage) -> None:
    role = real.role()
    guest = real.person(role)
    real.go(guest, real.lobby_id)
    await eventually(lambda: role in seen(real).roles.get(guest, ()), "they are seen with it")
    real.guild.members[guest].roles.clear()
    other = await Scene(real, mixer_at(real)).guest()
    assert other in seen(real).people
    assert role in seen(real).roles[guest], "nobody tells of it by itself"
    lobby = real.guild.channels[real.lobby_id]
    voice.enter(real.world, real.guild, guest, lobby, self_mute=True)
    await eventually(lambda: role not in seen(real).roles[guest], "they muted themselves")


async def test_a_role_given_in_voice_shows_too_and_who_leaves_is_no_longer_known(real: RealStage) -> None:
    role, guest = real.role(), real.person()
    real.go(guest, real.lobby_id)
    await eventually(lambda: guest in seen(real).people, "they are seen")
    real.guild.members[guest].roles.add(role)
    voice.enter(real.world, real.guild, guest, real.guild.channels[real.lobby_id], self_mute=True)
    await eventually(lambda: role in seen(real).roles.get(guest, ()), "the role is seen")
    real.go(guest, None)
    await eventually(lambda: guest not in seen(real).roles, "they are gone")
