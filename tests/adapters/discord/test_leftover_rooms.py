"""By what a room of ours is known for sure: its overwrites, and whose words stand first in it."""

from __future__ import annotations

import pytest

from bot.core.lifecycle.wanted_post import PostKey
from bot.core.reconcile.acts import Say
from bot.core.text import Letter, Text, custom_id
from bot.ports import Missing
from tests.adapters.discord.test_venue import LATER
from tests.adapters.real_stage import RealStage
from tests.adapters.stages import Scene, eventually, mixer_at


async def test_our_rooms_and_their_category_and_nobody_elses_channels_look_like_ours(real: RealStage) -> None:
    scene = Scene(real, mixer_at(real))
    room = await scene.room(await scene.guest())
    seen = real.venue.look(real.guild_id)
    assert seen is not None
    ours = {room, seen.channels[room].parent_id}
    assert {channel.id for channel in seen.channels.values() if channel.own} == ours


async def test_a_room_is_ours_by_what_stands_first_in_it_and_is_gone_when_it_is_removed(real: RealStage) -> None:
    scene = Scene(real, mixer_at(real))
    room = await scene.room(await scene.guest())
    assert await real.venue.signs(real.guild_id, room) is None, "as in a copy of one"
    await scene.do(Say(PostKey("welcome"), room, LATER))
    offer = Text("leftover.found", {"rooms": 1}, buttons=("leftover",))
    letter = Letter(key="x", language="en", texts=(offer,), guild_id=real.guild_id, channel_id=room, about="77")
    assert custom_id("leftover", 77) not in (await real.venue.signs(real.guild_id, room) or set[str]())
    await real.venue.send(letter)
    assert custom_id("leftover", 77) in (await real.venue.signs(real.guild_id, room) or set[str]())
    await real.venue.remove(real.guild_id, room)
    await eventually(lambda: not real.there(room), "it is gone")
    await real.venue.remove(real.guild_id, room)
    with pytest.raises(Missing):
        await real.venue.signs(real.guild_id, room)
