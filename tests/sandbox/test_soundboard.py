"""Soundboards: who may put sounds on them, what may be one, and who may play it to whom."""

import base64
import struct
from typing import Any

import pytest

from bot.sandbox.rules.permissions import Permission
from bot.sandbox.rules.sounds import seconds_of
from tests.sandbox.clients import Json, Rest, Socket
from tests.sandbox.conftest import Place

EXPRESSIONS, VOICE = 1 << 3, 1 << 7
MAKE, MANAGE = Permission.CREATE_GUILD_EXPRESSIONS, Permission.MANAGE_GUILD_EXPRESSIONS
FRAME = b"\xff\xfb\x90\xc4" + bytes(413)
"""One frame of MPEG 1, layer III: 128 kbit/s at 44.1 kHz are 417 bytes, which play 1152 samples."""
SECOND = FRAME * 38


def uri(content: bytes, kind: str = "audio/mpeg") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def wood(**more: Any) -> Json:
    return {"name": "wood", "sound": uri(SECOND), "volume": 0.5, **more}


def ogg(seconds: float) -> bytes:
    head = b"\x01vorbis" + bytes(4) + b"\x02" + struct.pack("<I", 48_000)
    last = b"OggS" + bytes(2) + struct.pack("<q", int(48_000 * seconds)) + bytes(13)
    return b"OggS" + bytes(24) + head + last


async def sit(place: Place, channel: str | None = None, **how: bool) -> Socket:
    """Connect the bot and let it sit down."""
    socket = await place.socket().open()
    await socket.identify(1 | VOICE)
    seat = {"guild_id": place.guild, "channel_id": channel or place.channel("Lobby"), "self_mute": True}
    await socket.send(4, {"self_deaf": False, **seat, **how})
    await socket.event("VOICE_STATE_UPDATE")
    return socket


async def play(place: Place, sound: str, channel: str | None = None, **more: str) -> tuple[int, int | None]:
    path = f"/channels/{channel or place.channel('Lobby')}/send-soundboard-sound"
    reply = await place.rest("POST", path, {"sound_id": sound, **more})
    return reply.status, reply.code if reply.status >= 400 else None


async def made(place: Place) -> str:
    return str((await place.rest("POST", f"/guilds/{place.guild}/soundboard-sounds", wood())).body["sound_id"])


def forbid(place: Place, what: Permission) -> None:
    """Take something from everybody and from the bot's own role."""
    for role in place.box.guild.roles.values():
        role.permissions &= ~int(what)


def allow(place: Place, what: Permission) -> None:
    place.box.guild.roles[place.box.guild.id].permissions |= int(what)


async def test_a_sound_comes_changes_and_goes(quick: Place) -> None:
    socket = await quick.socket().open()
    await socket.identify(1 | EXPRESSIONS)
    base = f"/guilds/{quick.guild}/soundboard-sounds"
    new = await quick.rest("POST", base, wood(emoji_name="🪵"))
    assert (new.status, new.body["name"], new.body["volume"], new.body["emoji_name"]) == (201, "wood", 0.5, "🪵")
    assert new.body["user"]["id"] == quick.bot
    one = f"{base}/{new.body['sound_id']}"
    assert (await quick.rest("GET", base)).body["items"] == [(await quick.rest("GET", one)).body]
    changed = await quick.rest("PATCH", one, {"name": "soft wood", "emoji_name": None})
    assert (changed.body["name"], changed.body["volume"], changed.body["emoji_name"]) == ("soft wood", 0.5, None)
    async with quick.http.get(f"{quick.box.world.base_url}/soundboard-sounds/{new.body['sound_id']}") as file:
        assert await file.read() == SECOND
    assert (await quick.rest("DELETE", one)).status == 204
    assert (await quick.rest("GET", one)).code == 10097
    assert (await socket.event("GUILD_SOUNDBOARD_SOUND_DELETE"))["sound_id"] == new.body["sound_id"]
    told = [f["t"] for f in socket.frames if str(f["t"]).startswith("GUILD_SOUNDBOARD")]
    assert [name.rpartition("_")[2] for name in told] == ["CREATE", "UPDATE", "DELETE"]


async def test_whoever_connects_later_is_told_of_the_sounds(quick: Place) -> None:
    sound = await made(quick)
    socket = await quick.socket().open()
    await socket.identify()
    (shown,) = (await socket.event("GUILD_CREATE"))["soundboard_sounds"]
    await socket.send(31, {"guild_ids": [quick.guild]})
    (asked,) = (await socket.event("SOUNDBOARD_SOUNDS"))["soundboard_sounds"]
    assert shown["sound_id"] == asked["sound_id"] == sound


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"sound": uri(b"RIFF" + bytes(40) + b"WAVE")}, 50123),
        ({"sound": uri(SECOND, "audio/wav")}, 50123),
        ({"sound": base64.b64encode(SECOND).decode()}, 50123),
        ({"sound": "data:audio/mpeg;base64,=="}, 50035),
        ({"sound": uri(FRAME * 200)}, 50124),
        ({"sound": uri(ogg(5.3), "audio/ogg")}, 50124),
        ({"sound": uri(SECOND + bytes(512 * 1024))}, 50035),
        ({"sound": None}, 50035),
        ({"name": "w"}, 50035),
        ({"name": "w" * 33}, 50035),
        ({"volume": 1.1}, 50035),
        ({"emoji_name": "wood"}, 10014),
    ],
)
async def test_what_cannot_be_a_sound_is_refused(quick: Place, wrong: Json, code: int) -> None:
    assert (await quick.rest("POST", f"/guilds/{quick.guild}/soundboard-sounds", wood(**wrong))).code == code
    assert quick.box.guild.sounds == {}


def test_a_file_says_how_long_it_plays() -> None:
    assert seconds_of(SECOND) == pytest.approx(38 * 1152 / 44_100)
    assert seconds_of(b"ID3\x04\x00\x00\x00\x00\x00\x03abc" + SECOND) == pytest.approx(38 * 1152 / 44_100)
    assert seconds_of(ogg(2.5)) == pytest.approx(2.5)


async def test_a_soundboard_without_boosts_holds_eight(quick: Place) -> None:
    base = f"/guilds/{quick.guild}/soundboard-sounds"
    assert {(await quick.rest("POST", base, wood())).status for _ in range(8)} == {201}
    assert (await quick.rest("POST", base, wood())).code == 30045


async def test_making_and_changing_sounds_take_a_permission(quick: Place) -> None:
    base, sound = f"/guilds/{quick.guild}/soundboard-sounds", await made(quick)
    ear = Rest(quick.http, quick.facts["api"], quick.facts["listener_tokens"][0])
    assert (await ear("PATCH", f"{base}/{sound}", {"name": "mine"})).code == 50013  # another's
    allow(quick, MANAGE)
    assert (await ear("PATCH", f"{base}/{sound}", {"name": "mine"})).status == 200
    forbid(quick, MAKE | MANAGE)
    assert (await quick.rest("POST", base, wood())).code == 50013
    assert (await quick.rest("DELETE", f"{base}/{sound}")).code == 50013
    assert "user" not in (await quick.rest("GET", f"{base}/{sound}")).body


async def test_those_in_the_channel_hear_a_sound_that_is_played(quick: Place) -> None:
    sound, (near, deaf, *_) = await made(quick), quick.people()
    for person, how in ((near, False), (deaf, True)):
        await quick.control("POST", f"/people/{person}/voice", channel_id=quick.channel("Lobby"), self_deaf=how)
    inside, outside = await sit(quick), await quick.socket(quick.facts["listener_tokens"][0]).open()
    await outside.identify(1 | VOICE)
    assert await play(quick, sound) == (204, None)
    effect = await inside.event("VOICE_CHANNEL_EFFECT_SEND")
    assert (effect["sound_id"], effect["user_id"], effect["sound_volume"]) == (sound, quick.bot, 0.5)
    await outside.settle()
    assert "VOICE_CHANNEL_EFFECT_SEND" not in {f["t"] for f in outside.frames}
    log = quick.log.read_text("utf-8")
    assert f'"heard_by": ["{near}"]' in log
    assert await play(quick, "1") == (204, None)  # one of those that everybody has


async def test_only_who_is_there_and_neither_deaf_nor_muted_plays(quick: Place) -> None:
    sound, other = await made(quick), await quick.room()
    assert await play(quick, sound) == (400, 40032)
    socket = await sit(quick)
    assert await play(quick, sound, other) == (400, 40032)
    assert await play(quick, sound, quick.channel("general")) == (400, 50024)
    assert await play(quick, sound[:-1]) == (404, 10097)
    me = quick.box.guild.members[int(quick.bot)]
    for field in ("deaf", "mute"):
        setattr(me, field, True)
        assert await play(quick, sound) == (403, 50167)
        setattr(me, field, False)
    await socket.send(
        4, {"guild_id": quick.guild, "channel_id": quick.channel("Lobby"), "self_mute": False, "self_deaf": True}
    )
    await socket.event("VOICE_STATE_UPDATE", lambda s: s["self_deaf"])
    assert await play(quick, sound) == (403, 50167)


@pytest.mark.parametrize("lacking", [Permission.SPEAK, Permission.USE_SOUNDBOARD])
async def test_playing_takes_both_permissions(quick: Place, lacking: Permission) -> None:
    sound = await made(quick)
    await sit(quick)
    forbid(quick, lacking)
    assert await play(quick, sound) == (403, 50013)


async def test_a_sound_of_another_server_takes_a_third(quick: Place) -> None:
    told = await quick.control("POST", "/guilds", name="Elsewhere", bots=True)
    path = f"/guilds/{told['id']}/soundboard-sounds"
    sound = str((await quick.rest("POST", path, wood())).body["sound_id"])
    await sit(quick)
    assert await play(quick, sound) == (404, 10097)
    assert await play(quick, sound, source_guild_id=told["id"]) == (204, None)
    forbid(quick, Permission.USE_EXTERNAL_SOUNDS)
    assert await play(quick, sound, source_guild_id=told["id"]) == (403, 50013)
