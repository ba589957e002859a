"""A whole evening, as the people in it see it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.core.community.settings import Community
from bot.core.lifecycle.phase import Ending, Phase
from bot.core.planning.start import Wish
from bot.core.reconcile.acts import Bring
from bot.core.text import Refusal, Text
from tests.engine.evening.test_kills import check_all, undisturbed
from tests.evening import GUESTS, GUILD, HOST, LATE, LATER, Evening, minutes

EVERYONE = (HOST, *GUESTS)


async def begun(length: int = 60, gentle_minutes: int = 15) -> Evening:
    """An evening of seven people, all seated."""
    evening = Evening()
    evening.store.communities[GUILD] = Community(guild_id=GUILD, gentle_minutes=gentle_minutes)
    evening.gather(*GUESTS)
    await evening.start(length)
    await evening.run_for(minutes(1))
    return evening


def rooms(evening: Evening) -> list[int]:
    return [room.channel_id or 0 for room in evening.mixer.rooms]


async def test_everyone_is_seated_and_comes_home() -> None:
    evening = await begun()
    seats = [sorted(user for user, place in evening.people.items() if place == room) for room in rooms(evening)]
    assert sorted(map(len, seats)) == [3, 4]
    assert not any(guest.waiting for guest in evening.mixer.guests)
    await evening.run_for(minutes(60))
    assert evening.people == dict.fromkeys(EVERYONE, evening.lobby)
    assert evening.mixer.ending is Ending.TIME
    check_all(evening)


async def test_words_come_in_their_order_and_once() -> None:
    evening = await begun(gentle_minutes=0)
    await evening.run_for(minutes(70))
    keys = [key.partition(":")[0] + ":" + key.split(":")[1] if ":" in key else key for key in evening.posts()]
    keys = ["ballot" if key.startswith("ballot:") else key for key in keys]
    assert keys == [
        *("announcement", "lobby", "welcome:1", "welcome:2", "ear:1", "board", "ear:2"),
        *("sign:10", "sign:10", "sign:5", "sign:5", "ballot", "ballot", "sign:1", "sign:1"),
        "goodbye",
    ]
    cards = [m.texts[-1].key for m in evening.venue.messages if m.key in {"announcement", "lobby"}]
    assert cards == ["announcement.over", "lobby.over"]


async def test_a_healthy_evening_asks_discord_for_no_more_than_it_must() -> None:
    evening = await begun()
    notices = evening.posts("ear:")
    assert notices == ["ear:1"], "where the one ear goes first, and to nobody else's room"
    assert evening.venue.calls == 2 + 1 + 2 * 3 + len(EVERYONE) + len(notices)


async def test_the_room_shows_its_question() -> None:
    evening = await begun()
    assert {evening.venue.statuses[room.channel_id or 0] for room in evening.mixer.rooms} == {
        room.questions.now for room in evening.mixer.rooms
    }


async def test_the_first_room_is_full_before_the_second_begins_to_fill() -> None:
    evening = await begun()
    moves = [act.room_id for _, act in evening.venue.acts if isinstance(act, Bring)]
    assert len(moves) == len(EVERYONE)
    assert moves == sorted(moves)


async def test_a_late_person_in_the_lobby_is_brought_to_the_emptiest_room() -> None:
    evening = await begun()
    first = rooms(evening)[0]
    evening.venue.go(GUILD, next(user for user, place in evening.people.items() if place == first), None)
    evening.venue.go(GUILD, next(user for user, place in evening.people.items() if place == first), None)
    evening.gather(LATE)
    assert (await evening.press_join(LATE)).key == "join.coming"
    await evening.run_for(timedelta(seconds=1))
    assert evening.people[LATE] == first
    assert (await evening.press_join(LATE)).key == "join.there"


async def test_somebody_without_voice_is_told_the_way_and_brought_when_they_come() -> None:
    evening = await begun()
    assert (await evening.press_join(LATER)).key == "join.go"
    evening.gather(LATER)
    await evening.run_for(timedelta(seconds=1))
    assert evening.people[LATER] in rooms(evening)
    welcome = [m.texts[-1].values["people"] for m in evening.venue.messages if m.key.startswith("welcome")]
    assert any(LATER in getattr(people, "ids", ()) for people in welcome)


async def test_leaving_is_silent_and_nobody_is_brought_back_unasked() -> None:
    evening = await begun()
    moves = [act for _, act in evening.venue.acts if isinstance(act, Bring)]
    evening.gather(GUESTS[0])
    await evening.run_for(minutes(5))
    assert evening.people[GUESTS[0]] == evening.lobby
    assert [act for _, act in evening.venue.acts if isinstance(act, Bring)] == moves


async def test_more_time_moves_the_end_and_the_signs() -> None:
    evening = await begun(12)
    done = await evening.ask(lambda r: r.extend(evening.caller(), 10))
    assert done.key == "extend.done"
    await evening.run_until(evening.mixer.closes_at - timedelta(seconds=1))
    assert evening.mixer.phase is Phase.OPEN
    assert len(evening.posts("extended")) == 2
    await evening.run_for(minutes(5))
    assert evening.mixer.ended_at == evening.mixer.closes_at
    check_all(evening)


@pytest.mark.parametrize(
    ("request_", "key", "ending"),
    [("end", "end.done", Ending.HOST), ("cancel", "cancel.open", Ending.CANCELLED)],
)
async def test_a_host_ends_or_calls_off_at_once(request_: str, key: str, ending: Ending) -> None:
    evening = await begun()
    answer = await getattr(evening, request_)()
    assert isinstance(answer, Text)
    assert answer.key == key
    await evening.run_for(timedelta(seconds=30))
    assert evening.mixer.ending is ending
    assert evening.people == dict.fromkeys(EVERYONE, evening.lobby)
    assert evening.venue.messages[-1].texts[0].key == f"goodbye.{ending}"
    assert evening.mixer.finished
    with pytest.raises(Refusal, match=r"join\.over"):
        await evening.press_join(LATE)
    with pytest.raises(Refusal, match="none_running"):
        await evening.end()


async def test_an_end_in_the_middle_of_the_opening_leaves_nothing() -> None:
    for calls in range(1, 15):
        evening = Evening()
        evening.gather(*GUESTS)
        evening.venue.turns = 3
        evening.gather(HOST)
        await evening.reception.start(evening.caller(), Wish(title="Tea", room_size=3))

        async def end(evening: Evening = evening, calls: int = calls) -> None:
            for _ in range(1000):
                if evening.venue.calls < calls:
                    await asyncio.sleep(0)
            await evening.use_cases.ending.end_now(evening.caller(), evening.mixer.id)

        await evening.run(end())
        await evening.run_for(minutes(5))
        check_all(evening)
        assert evening.mixer.finished, calls


async def test_status_tells_rooms_and_counts_and_no_names() -> None:
    evening = await begun()
    lines = await evening.ask(lambda r: r.status(evening.caller()))
    assert [line.key for line in lines] == ["status.open", "seating.split", "status.room", "status.room"]
    assert sorted(line.values["people"] for line in lines[2:] if isinstance(line.values["people"], int)) == [3, 4]
    evening.venue.servers[GUILD].available = False
    assert [line.key for line in await evening.ask(lambda r: r.status(evening.caller()))][2:] == ["status.unseen"]
    assert (await Evening().ask(lambda r: r.status(Evening().caller()), starting=True))[0].key == "status.none"


async def test_status_tells_who_is_still_awaited_and_what_is_missing() -> None:
    evening = Evening()
    evening.gather(*GUESTS)
    await evening.start()
    evening.venue.servers[GUILD].lacking = {"move_members"}
    evening.gather(LATE)
    await evening.press_join(LATE)
    evening.venue.delete(GUILD, rooms(evening)[0])
    await evening.run_for(timedelta(seconds=5))
    keys = [line.key for line in await evening.ask(lambda r: r.status(evening.caller()))]
    assert keys == ["status.open", "seating.split", "status.lost", "status.room", "status.waiting", "status.missing"]


async def test_only_hosts_host() -> None:
    evening = await begun()
    guest = evening.caller(GUESTS[0])
    with pytest.raises(Refusal, match="not_host"):
        await evening.ask(lambda r: r.status(guest))
    for request in (evening.end, evening.cancel):
        with pytest.raises(Refusal, match="not_host"):
            await request(caller=guest)
    with pytest.raises(Refusal, match="not_host"):
        await evening.ask(lambda r: r.extend(guest, 5))
    with pytest.raises(Refusal, match="not_host"):
        await evening.ask(lambda r: r.start(guest, Wish()))


async def test_settings_are_kept_and_tell_what_is_missing() -> None:
    evening = Evening()
    community = Community(guild_id=GUILD, language="ja", lobby_id=evening.lobby)
    assert (await evening.ask(lambda r: r.set_up(community), starting=True)).key == "setup.kept"
    assert await evening.store.community(GUILD) == community
    evening.venue.servers[GUILD].lacking = {"connect"}
    assert (await evening.ask(lambda r: r.set_up(community), starting=True)).key == "setup.kept_but"


async def test_the_usual_evening_seats_everybody_who_came() -> None:
    evening = await undisturbed()
    assert set(evening.people) == {*EVERYONE, LATE, LATER} - {GUESTS[0]}
    assert set(evening.people.values()) == {evening.lobby}
