"""The soft tone against a sandbox in this process: made once, played by the ear in the room, and every refusal told."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.adapters.alarm import now
from bot.adapters.discord.request_queue import Pace
from bot.adapters.discord.tone import DiscordTone
from bot.ports import Forbidden, Missing, NotDone, SoundboardFull, Tone, Unsure
from bot.sandbox.rules.permissions import Permission
from bot.sandbox.things import Guild
from tests.adapters.ears.pool import Pool
from tests.fakes import FakeTone
from tests.sandbox.voice.hall import until


def tone_of(pool: Pool) -> DiscordTone:
    return DiscordTone(pool.clients, Pace(), now)


def server(pool: Pool) -> Guild:
    return pool.hall.box.guild


def yes() -> bool:
    return True


async def contract(tone: Tone, guild_id: int, room: int, lost: Callable[[], None]) -> None:
    """What every Tone does with an ear in the room; `lost` is somebody who clears the soundboard."""
    assert tone.lacks(guild_id) == ()
    made = await tone.put(guild_id)
    assert await tone.put(guild_id) == made
    assert await tone.play(guild_id, room, made, yes)
    assert not await tone.play(guild_id, room, made, lambda: False)
    lost()
    with pytest.raises(Missing):
        await tone.play(guild_id, room, made, yes)
    again = await tone.put(guild_id)
    assert again != made
    for _ in range(2):  # that it is gone already is success
        await tone.take_away(guild_id, again)
    with pytest.raises(Missing):
        await tone.play(guild_id, room, again, yes)


async def test_the_real_one_and_its_stand_in_do_the_same(pool: Pool) -> None:
    pool.attend(pool.rooms[0])
    await pool.attending(pool.rooms[0])
    await contract(tone_of(pool), pool.hall.guild, pool.rooms[0], server(pool).sounds.clear)
    fake = FakeTone()
    await contract(fake, 1, 2, fake.boards.clear)


async def test_it_is_put_on_the_soundboard_once_whatever_it_is_called(pool: Pool) -> None:
    tone, guild = tone_of(pool), server(pool)
    made = await tone.put(guild.id)
    (sound,) = guild.sounds.values()
    assert (sound.id, sound.name, sound.volume, sound.emoji) == (made, "Engawa", 0.5, "🪵")
    sound.name = "Knock"
    assert await tone.put(guild.id) == made
    await tone.take_away(guild.id, made)
    await tone.take_away(guild.id, made)
    assert guild.sounds == {}


async def test_the_ear_that_is_in_the_room_plays_it(pool: Pool) -> None:
    tone, guild, (one, two, _) = tone_of(pool), server(pool), pool.rooms
    made = await tone.put(guild.id)
    pool.attend(one, two)
    await pool.attending(one, two)
    for room in (one, two):
        assert await tone.play(guild.id, room, made, yes)
    played = [(int(line["channel"]), int(line["user"])) for line in pool.hall.lines("sound")]
    assert played == [(room, pool.places()[room]) for room in (one, two)]
    assert pool.hall.lines("sound")[0]["heard_by"] == [str(pool.hall.people[0])]
    assert pool.listener.heard_of == [], "nobody takes it for talk"


async def test_without_an_ear_there_or_where_somebody_talks_it_is_not_played(pool: Pool) -> None:
    tone, guild, (one, two, _) = tone_of(pool), server(pool), pool.rooms
    made = await tone.put(guild.id)
    pool.attend(one)
    await pool.attending(one)
    assert not await tone.play(guild.id, two, made, yes)
    assert not await tone.play(guild.id, one, made, lambda: False)
    assert pool.hall.lines("sound") == []


async def test_a_permission_that_is_missing_is_named(pool: Pool) -> None:
    tone, guild = tone_of(pool), server(pool)
    assert tone.lacks(guild.id) == ()
    made = await tone.put(guild.id)
    pool.attend(pool.rooms[0])
    await pool.attending(pool.rooms[0])
    await pool.hall.control(
        "PATCH",
        f"/guilds/{guild.id}/roles/{guild.id}",
        permissions=guild.roles[guild.id].permissions
        & ~int(Permission.USE_SOUNDBOARD | Permission.CREATE_GUILD_EXPRESSIONS),
    )
    await until(lambda: tone.lacks(guild.id) == ("create_expressions", "use_soundboard"))
    with pytest.raises(Forbidden) as playing:
        await tone.play(guild.id, pool.rooms[0], made, yes)
    assert playing.value.permission == "use_soundboard"
    guild.sounds.clear()
    with pytest.raises(Forbidden) as making:
        await tone.put(guild.id)
    assert making.value.permission == "create_expressions"


async def test_a_full_soundboard_says_so(pool: Pool) -> None:
    tone, guild = tone_of(pool), server(pool)
    for _ in range(8):
        made = await tone.put(guild.id)
        guild.sounds[made].creator = pool.hall.box.world.users[pool.hall.people[0]]
    with pytest.raises(SoundboardFull):
        await tone.put(guild.id)


async def test_an_ear_that_a_moderator_has_muted_is_silent_and_no_permission_is_asked_for(pool: Pool) -> None:
    tone, guild = tone_of(pool), server(pool)
    made = await tone.put(guild.id)
    pool.attend(pool.rooms[0])
    await pool.attending(pool.rooms[0])
    guild.members[pool.places()[pool.rooms[0]]].mute = True
    with pytest.raises(NotDone) as told:
        await tone.play(guild.id, pool.rooms[0], made, yes)
    assert not isinstance(told.value, Forbidden | Missing)


async def test_discord_that_fails_is_not_waited_for(pool: Pool) -> None:
    tone, guild = tone_of(pool), server(pool)
    pool.hall.box.faults.order({"route": "POST /guilds/{}/soundboard-sounds", "answer": 503, "times": 9})
    with pytest.raises(Unsure):
        await tone.put(guild.id)
    assert guild.sounds == {}
