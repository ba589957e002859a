"""Putting somebody out of a room, in Discord's sandbox and in the fake alike."""

from __future__ import annotations

import pytest

from bot.core.reconcile.acts import Admit, LockOut, PutOut
from bot.ports import Missing
from tests.adapters.stages import Scene, eventually, seen, shown


async def test_who_is_put_out_is_nowhere_and_the_room_lets_them_in_no_more(scene: Scene) -> None:
    guest = await scene.guest()
    room = await scene.room(guest)
    scene.stage.go(guest, room)
    await eventually(lambda: seen(scene.stage).inside(room) == (guest,), "they are seen in the room")
    assert await scene.do(LockOut(guest, room)) is None
    assert await scene.do(PutOut(guest, room)) is None
    assert scene.stage.where(guest) is None
    await eventually(lambda: guest not in admitted(scene, room), "the overwrite is gone")
    assert await scene.do(LockOut(guest, room)) is None, "again does nothing"


async def test_who_is_elsewhere_or_gone_is_not_put_out(scene: Scene) -> None:
    guest = await scene.guest()
    room = await scene.room(guest)
    with pytest.raises(Missing):
        await scene.do(PutOut(guest, room))
    assert scene.stage.where(guest) == scene.stage.lobby_id


async def test_nobody_else_is_locked_out(scene: Scene) -> None:
    guest, other = await scene.guest(), await scene.guest()
    room = await scene.room(guest)
    await scene.do(Admit(other, 1, room))
    await scene.do(LockOut(guest, room))
    await eventually(lambda: admitted(scene, room) >= {other} and guest not in admitted(scene, room), "one is out")


def admitted(scene: Scene, room: int) -> frozenset[int]:
    """Whom the room lets in."""
    channel = shown(scene.stage, room)
    return (channel.admits if channel else None) or frozenset()
