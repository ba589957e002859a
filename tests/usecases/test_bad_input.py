"""What cannot be is refused kindly, and leaves nothing half made."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.planning.start import Wish
from bot.core.text import Place, Refusal
from bot.ports import NotDone
from tests.evening import GUESTS, GUILD, HOST, Evening, minutes
from tests.fake_venue import Failure


def refused(key: str) -> Any:
    return pytest.raises(Refusal, match=f"^{key}$")


async def untouched(evening: Evening) -> None:
    await evening.run_for(minutes(10))
    assert not evening.store.mixers
    assert evening.venue.calls == 0


@pytest.mark.parametrize(
    ("wish", "key"),
    [
        (Wish(length=0), "start.length"),
        (Wish(length=-5), "start.length"),
        (Wish(length=10_000), "start.length"),
        (Wish(title="@everyone **x** " * 250), "start.title"),
        (Wish(room_size=50), "start.room_size"),
        (Wish(common_ground="y" * 100), "start.common_ground"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_nonsense(wish: Wish, key: str) -> None:
    evening = Evening()
    evening.gather(HOST, *GUESTS)
    with refused(key):
        await evening.ask(lambda r: r.start(evening.caller(), wish), starting=True)
    await untouched(evening)


async def test_nobody_there() -> None:
    evening = Evening()
    with refused("start.no_lobby"):
        await evening.ask(lambda r: r.start(evening.caller(), Wish()), starting=True)
    with refused("start.one_person"):
        await evening.start()
    await untouched(evening)


async def test_a_missing_permission_or_an_unseen_server() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    evening.venue.servers[GUILD].lacking = {"move_members"}
    with refused("start.permissions"):
        await evening.start()
    evening.venue.servers[GUILD].lacking = {"move_members", "two_factor"}
    with refused("start.two_factor"):
        await evening.start()
    evening.venue.servers[GUILD].available = False
    with refused("unavailable"):
        await evening.start()
    await untouched(evening)


async def test_start_pressed_twice() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    await evening.start()
    evening.gather(201, 202)
    with refused("start.already"):
        await evening.start()
    assert len(evening.store.mixers) == 1


async def test_start_inside_a_room() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    await evening.start()
    assert evening.people[HOST] in evening.venue.created
    with refused("start.in_room"):
        await evening.ask(lambda r: r.start(evening.caller(), Wish()))
    assert len(evening.store.mixers) == 1


@pytest.mark.parametrize("more", [0, -5, 31, 10_000])
async def test_nonsense_minutes(more: int) -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    await evening.start()
    before = evening.mixer
    with refused("extend.minutes"):
        await evening.ask(lambda r: r.extend(evening.caller(), more))
    assert evening.mixer == before


async def test_a_button_of_an_evening_long_over() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    await evening.start()
    with refused("join.over"):
        await evening.press_join(7, "mixer-of-last-year")
    await evening.run_for(minutes(11))
    with refused("join.late"):
        await evening.press_join(7)
    evening.venue.servers[GUILD].available = False
    with refused("unavailable"):
        await evening.press_join(7)
    evening.venue.servers[GUILD].available = True
    await evening.run_for(minutes(10))
    with refused("over"):
        await evening.conductor.tell(evening.mixer.id)


async def test_without_a_lobby_the_room_itself_is_the_way_in() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    await evening.start()
    evening.venue.delete(GUILD, evening.lobby)
    text = await evening.press_join(7)
    guest = evening.mixer.guest(7)
    assert guest is not None
    room = evening.mixer.room(guest.room)
    assert room is not None
    assert (text.key, text.values["place"]) == ("join.go", Place(room.channel_id or 0))


async def test_without_a_lobby_and_a_room_there_is_no_way_in_yet() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    evening.venue.failures = {call: Failure(NotDone("not now")) for call in range(1, 200)}
    await evening.start()
    evening.venue.delete(GUILD, evening.lobby)
    with refused("join.no_lobby"):
        await evening.press_join(7)
