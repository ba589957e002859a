"""What differs between worlds in voice: padding, silence that is sealed, servers that forget, streams of nobody."""

from __future__ import annotations

import asyncio
from pathlib import Path

import nacl.bindings as nacl
import pytest
from davey import DaveSession, MediaType, ProposalsOperationType

from bot.sandbox.voice.microphone import Microphone, Sound, Span
from tests.sandbox.clients import until
from tests.sandbox.conftest import Build, Place
from tests.sandbox.voice.caller import Caller, seat
from tests.sandbox.voice.hall import Hall, hall, state_of
from tests.sandbox.voice.hall import until as soon
from tests.sandbox.voice.test_encryption import stock

PING = bytes.fromhex("1337cafe")
PONG = bytes.fromhex("1337f00d")
SILENCE = b"\xf8\xff\xfe"
PADDED = 0x20


async def sit(place: Place, person: str, channel: str | None) -> None:
    await place.control("POST", f"/people/{person}/voice", channel_id=channel)


async def listening(place: Place) -> Caller:
    """One person in the lobby, and the bot that hears them."""
    await sit(place, place.people()[0], place.channel("Lobby"))
    caller = await seat(place)
    await caller.connect()
    return caller


async def speak(place: Place, **order: object) -> None:
    await place.control("POST", f"/people/{place.people()[0]}/speak", **order)


async def fault(place: Place, **voice: object) -> None:
    await place.control("POST", "/faults", voice=voice)


@pytest.fixture
async def place(make: Build) -> Place:
    """A kind world without end-to-end encryption; each test changes one thing."""
    return await make(dave=False)


async def test_a_server_forgets_who_is_silent_until_they_send_anything(place: Place) -> None:
    caller = await listening(place)
    await fault(place, forget_after=0.2)
    await speak(place, open=True)

    async def forgotten() -> bool:
        return bool((await place.control.state())["voice_connections"][0]["forgotten"])

    await until(forgotten)
    (call,) = (await place.control.state())["voice_connections"]
    await asyncio.sleep(0.1)
    assert not await more(place, call["packets"])
    caller.udp.send(b"anything")
    await until(lambda: more(place, call["packets"]))
    await caller.hang_up()


async def more(place: Place, than: int) -> bool:
    return bool((await place.control.state())["voice_connections"][0]["packets"] > than)


async def test_a_ping_is_answered_with_its_own_number(place: Place) -> None:
    caller = await listening(place)
    caller.udp.send(PING + b"\0\0\0\x07")
    assert await caller.datagram() == PONG + b"\0\0\0\x07"
    await caller.hang_up()


async def test_some_servers_never_answer_a_ping_and_yet_do_not_forget(place: Place) -> None:
    caller = await listening(place)
    await fault(place, unanswered_pings=1, forget_after=30)
    caller.udp.send(PING + b"\0\0\0\x07")
    await speak(place, intervals=[[0, 0.1]])
    packets = [await caller.datagram() for _ in range(10)]
    assert {packet[0] for packet in packets} == {0x90}
    await caller.hang_up()


async def test_of_people_who_were_moved_it_may_never_be_told_who_they_are(place: Place) -> None:
    caller, room = await listening(place), await place.room()
    await fault(place, no_speaking=1)
    await speak(place, intervals=[[0, 0.1]])
    assert (await caller.frame(5))["user_id"] == place.people()[0], "they have not come from another channel"
    await sit(place, place.people()[0], room)
    await sit(place, place.people()[0], place.channel("Lobby"))
    known, stranger = (await caller.frame(5))["ssrc"], None
    caller.frames.clear()
    await speak(place, intervals=[[0, 0.1]])
    while stranger in {None, known}:
        stranger = int.from_bytes((await caller.datagram())[8:12])
    await caller.send(3, {"t": 1, "seq_ack": 0})
    await caller.frame(6)
    assert [frame for frame in caller.frames if frame["op"] == 5] == []
    await caller.hang_up()


async def test_padding_is_said_in_the_head_and_counted_by_the_last_byte(place: Place) -> None:
    caller = await listening(place)
    await fault(place, padding=1)
    await speak(place, intervals=[[0, 0.1]])
    opened = [await caller.opened() for _ in range(10)]
    assert all(head[0] & PADDED for head, _ in opened)
    assert [body[: -body[-1]][4:] == SILENCE for _, body in opened] == [False] * 5 + [True] * 5
    await place.control("DELETE", "/faults")
    await speak(place, intervals=[[0, 0.1]])
    assert not any(head[0] & PADDED for head, _ in [await caller.opened() for _ in range(10)])
    await caller.hang_up()


async def test_a_silence_can_begin_with_a_burst_of_nothing_but_padding(place: Place) -> None:
    caller = await listening(place)
    await fault(place, padding_bursts=1)
    await speak(place, intervals=[[0, 0.1]])
    opened = [await caller.opened() for _ in range(10 + 10)]
    numbers = [int.from_bytes(head[2:4]) for head, _ in opened]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers))), "padding takes numbers like any packet"
    padding = [body for head, body in opened if head[0] & PADDED]
    assert len(padding) >= 10
    assert all(len(body) == 4 + body[-1] for body in padding), "there is no frame before it"
    await caller.hang_up()


def frames(microphone: Microphone, until: float) -> list[tuple[float, Sound | None]]:
    sent: list[tuple[float, Sound | None]] = []
    at = microphone.next(0.0, None)
    while at is not None and at < until:
        sent.append((at, microphone.frame(at)))
        at = microphone.next(at, sent[-1][1])
    return sent


def test_a_browser_sends_silence_every_400_ms() -> None:
    microphone = Microphone()
    microphone.web = True
    microphone.plan([Span(1.0, 1.04)], 0.0)
    sent = frames(microphone, 2.0)
    assert [round(at, 2) for at, sound in sent if sound is Sound.SILENCE] == [
        0.4, 0.8, 1.04, 1.06, 1.08, 1.1, 1.12, 1.52, 1.92,
    ]  # fmt: skip
    assert [round(at, 2) for at, sound in sent if sound is Sound.SPEECH] == [1.0, 1.02]


async def test_people_come_with_cameras_and_browsers(make: Build) -> None:
    place = await make(dave=False)
    await place.control("POST", "/faults", world={"cameras": 1, "web_clients": 1})
    caller = await listening(place)
    assert (await caller.frame(12))["user_id"] == place.people()[0]
    await speak(place, video=False)
    caller.frames.clear()

    async def still() -> bool:
        while (await caller.datagram())[1] != 120:
            continue
        return True

    assert await still(), "a browser goes on with frames of silence"
    await caller.hang_up()


async def test_a_persons_own_silence_is_sealed_and_what_the_server_makes_up_is_not(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        person, raw = here.people[0], list[bytes]()
        await here.control("POST", "/faults", voice={"sealed_silence": True})
        await here.sit(person, here.lobby)
        voice = await stock(here)
        await here.in_group(voice, person)
        session, key = state_of(voice).dave_session, bytes(voice.secret_key)
        assert session is not None
        state_of(voice).add_socket_listener(raw.append)

        def bodies() -> list[bytes]:
            return [
                nacl.crypto_aead_xchacha20poly1305_ietf_decrypt(p[16:-4], p[:16], p[-4:] + bytes(20), key)[4:]
                for p in raw
            ]

        await here.speak(person, intervals=[[0, 0.2]])
        await soon(lambda: len(raw) >= 15)
        silence = bodies()[-5:]
        assert all(15 <= len(body) <= 19 for body in silence)
        assert {session.decrypt(person, MediaType.audio, body) for body in silence} == {b"\xfc\xff\xfe"}
        raw.clear()
        await here.speak(person, intervals=[[0, 30]])
        await soon(lambda: len(raw) > 5)
        await here.control("PATCH", f"/people/{person}", mute=True)
        await soon(lambda: bodies()[-5:] == [SILENCE] * 5)


async def test_a_complaint_costs_everybody_two_epochs(tmp_path: Path) -> None:
    async with hall(tmp_path) as here:
        one, two = here.people[:2]
        await here.sit(one, here.lobby)
        await here.sit(two, here.lobby)
        voice = await stock(here)
        await here.in_group(voice, one, two)
        before = epochs(here)
        await state_of(voice)._recover_from_invalid_commit(0)  # pyright: ignore[reportPrivateUsage]
        await soon(lambda: epochs(here) == before + 2)
        await here.in_group(voice, one, two)
        steps = [set(line["members"]) for line in here.lines("dave")][-2:]
        assert steps == [{str(one), str(two)}, {str(one), str(two), str(here.box.bot.user.id)}]


def epochs(here: Hall) -> int:
    return here.box.voice.epochs[here.lobby]


async def complain_for_ever(caller: Caller, me: int, channel: int) -> None:
    """A client that answers every proposal it cannot use with op 31 and a new key package."""
    session, sender = DaveSession(1, me, channel), b""
    while True:
        for frame in [frame for frame in caller.frames if isinstance(frame["d"], bytes)]:
            caller.frames.remove(frame)
            op, data, fits = frame["op"], frame["d"], True
            if op == 25:
                sender, fits = data, False
            elif op == 27:
                fits = follows(session, data)
            elif op in {29, 30}:
                (session.process_commit if op == 29 else session.process_welcome)(data[2:])
                await caller.send(23, {"transition_id": int.from_bytes(data[:2])})
            if not fits:
                if op == 27:
                    await caller.send(31, {"transition_id": 0})
                session.reinit(1, me, channel)
                session.set_external_sender(sender)
                await caller.socket.send_bytes(b"\x1a" + session.get_serialized_key_package())
        await asyncio.sleep(0.01)


def follows(session: DaveSession, proposals: bytes) -> bool:
    try:
        session.process_proposals(ProposalsOperationType.append, proposals[1:])
    except ValueError:
        return False
    return True


async def test_bad_proposals_can_come_for_ever_and_every_epoch_of_it_is_counted(make: Build) -> None:
    place = await make()
    lobby = place.channel("Lobby")
    for person in place.people()[:2]:
        await sit(place, person, lobby)
    caller = await seat(place)
    await caller.dial()
    await caller.identify(max_dave_protocol_version=1)
    await caller.connect_udp()
    client = asyncio.create_task(complain_for_ever(caller, int(place.bot), int(lobby)))
    try:
        await until(lambda: epochs_reach(place, 1))
        await fault(place, bad_proposals="forever")
        await until(lambda: epochs_reach(place, 5))
        await place.control("DELETE", "/faults")
        await until(lambda: is_member(place))
    finally:
        client.cancel()
        await asyncio.wait([client])
        await caller.hang_up()


async def epochs_reach(place: Place, count: int) -> bool:
    return int((await place.control.state())["epochs"].get(place.channel("Lobby"), 0)) >= count


async def is_member(place: Place) -> bool:
    (call,) = (await place.control.state())["voice_connections"]
    return place.bot in call["members"]
