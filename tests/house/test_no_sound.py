"""No sound: what comes in of a packet, who may take it in, and that there is no place and no means for more."""

from __future__ import annotations

import ast
import inspect

import pytest
from discord.gateway import DiscordVoiceWebSocket

from bot.adapters.ears.connection import EarSocket
from bot.adapters.ears.udp import HEAD
from bot.core.lifecycle.events import Talk
from bot.ports import TalkObserver
from tests.house.reading import PRODUCT, imports_of, module_of, name_of, tree_of, within

MEANS = ("nacl", "davey", "opuslib", "discord.opus", "discord.sinks", "discord.ext.voice_recv", "wave", "audioop")
EARS = [path for path in PRODUCT if within(module_of(path), "bot.adapters.ears.ears", "bot.adapters.ears")]
OURS = [path for path in PRODUCT if not within(module_of(path), "bot.sandbox")]
TAKING = {"recv", "recvfrom", "recv_into", "recvfrom_into", "recvmsg", "recvmsg_into", "sock_recv", "sock_recv_into"}
SOUND = ("audio", "sound", "pcm", "opus", "decode", "decrypt", "wav")


def takers(tree: ast.Module) -> list[str]:
    """The functions that take in datagrams, by any of the ways there are."""
    found = [
        f"{outer.name}.{function.name}"
        for outer in ast.walk(tree)
        if isinstance(outer, ast.ClassDef)
        for function in outer.body
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        and any(isinstance(node, ast.Attribute) and node.attr in TAKING for node in ast.walk(function))
    ]
    loose = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in TAKING]
    return found if found or not loose else ["outside any class"]


def test_packets_come_in_at_one_place() -> None:
    found = {name_of(path): takers(tree_of(path)) for path in OURS}
    assert {name: where for name, where in found.items() if where} == {"bot/adapters/ears/udp.py": ["UdpHeads.read"]}


def test_a_second_place_would_be_found() -> None:
    assert takers(ast.parse("class A:\n def f(self): self.s.recv(9)")) == ["A.f"]
    assert takers(ast.parse("take = s.recv_into")) == ["outside any class"]
    assert takers(ast.parse("class A:\n def f(self): self.s.send(9)")) == []


def test_only_the_head_of_a_packet_comes_in() -> None:
    assert HEAD <= 80
    tree = next(tree_of(path) for path in EARS if path.name == "udp.py")
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    (take,) = (call for call in calls if ast.unparse(call.func) == "take")
    assert [ast.unparse(part) for part in take.args] == ["head", "HEAD", "socket.MSG_TRUNC"]
    buffers = {ast.unparse(call) for call in calls if ast.unparse(call.func) == "bytearray"}
    assert buffers == {"bytearray(HEAD)"}


def test_there_is_no_means_to_open_or_keep_sound() -> None:
    for path in OURS:
        found = [name for name in imports_of(tree_of(path), module_of(path)) if within(name, *MEANS)]
        assert not found, f"{name_of(path)} imports {found}"


def test_nothing_in_an_ear_is_named_after_sound() -> None:
    for path in EARS:
        nodes = list(ast.walk(tree_of(path)))
        names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        names |= {node.arg for node in nodes if isinstance(node, ast.arg)}
        names |= {node.id for node in nodes if isinstance(node, ast.Name)}
        assert not {name for name in names if any(word in name.lower() for word in SOUND)}, name_of(path)


async def test_the_key_to_the_packets_is_thrown_away(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[object] = []

    async def load(_self: object, data: dict[str, object]) -> None:
        kept.append(data)

    monkeypatch.setattr(DiscordVoiceWebSocket, "load_secret_key", load)
    gateway = EarSocket.__new__(EarSocket)
    await EarSocket.load_secret_key(gateway, {"mode": "m", "secret_key": list(range(1, 33))})
    assert kept == [{"mode": "m", "secret_key": [0] * 32}]


def test_what_is_heard_is_who_on_or_off_and_when() -> None:
    told = {name: value for name, value in vars(TalkObserver).items() if inspect.isfunction(value) and name[0] != "_"}
    shapes = {name: tuple(inspect.signature(value).parameters)[1:] for name, value in told.items()}
    assert shapes == {"hears": ("channel_id", "able", "at"), "heard": ("channel_id", "user_id", "on", "at")}
    kinds = {
        str(p.annotation) for value in told.values() for p in list(inspect.signature(value).parameters.values())[1:]
    }
    assert kinds == {"int", "bool", "float"}


def test_no_event_of_a_rooms_talk_names_anybody() -> None:
    fields = {name for event in Talk.__args__ for name in event.__slots__}
    assert not {name for name in fields if "user" in name or "who" in name}
