"""What goes wrong with voice on order."""

from collections.abc import Callable

from bot.sandbox.rules.errors import DiscordError
from bot.sandbox.things import Json
from bot.sandbox.voice.call import Call
from bot.sandbox.voice.calls import STALE
from bot.sandbox.voice.delivery import GARBLED, PROPOSALS
from bot.sandbox.voice.server import Voice

CRASHED = 4015
WORLDLY = ("forget_after", "unanswered_pings", "no_speaking", "padding", "padding_bursts", "sealed_silence")
Calls = list[Call]


def order(voice: Voice, wanted: str | Json, *, bot: int | None = None, guild: int | None = None) -> Json:
    """One fault by name, or several with their values; calls of one bot or in one guild only, where that is said."""
    faults: Json = {wanted: True} if isinstance(wanted, str) else wanted
    strange = faults.keys() - KNOWN.keys()
    if strange or not faults:
        raise DiscordError(400, 0, f"voice faults are {', '.join(KNOWN)}; not {', '.join(strange) or 'nothing'}")
    calls = [c for c in voice.calls.all() if bot in {None, c.seat.bot} and guild in {None, c.seat.guild_id}]
    return {name: KNOWN[name](voice, calls, value) for name, value in faults.items()}


def _crash(voice: Voice, calls: Calls, _: object) -> Json:
    """The server dies and is up again at once: close 4015, and sessions can be resumed."""
    for call in calls:
        wire, call.wire, call.crashed = call.wire, None, True
        if wire is not None:
            wire.close(CRASHED, "Voice server crashed.")
        voice.calls.wait_for(call)
    return {"calls": len(calls)}


def _crash_hard(voice: Voice, calls: Calls, _: object) -> Json:
    """The server is gone with all sessions: connections break, and a resume is answered 4006."""
    for call in calls:
        if call.wire is not None:
            call.wire.cut()
        voice.calls.end(call, STALE)
    return {"calls": len(calls)}


def _move(voice: Voice, calls: Calls, _: object) -> Json:
    """Discord takes another server for the call: a new address and token on the main gateway, nothing else."""
    seats = [call.seat for call in calls]

    async def move() -> None:
        await voice.doors.move()
        for seat in seats:
            voice.reassign(seat)

    voice.spawn(move())
    return {"calls": len(seats)}


def _outage(voice: Voice, _calls: Calls, value: object) -> Json:
    """The region is gone: all sessions die, and connecting is refused for so many seconds."""
    seconds = _number(value)
    hit = _crash_hard(voice, voice.calls.all(), True)
    voice.spawn(voice.doors.shut(seconds))
    return {**hit, "seconds": seconds}


def _close(_voice: Voice, calls: Calls, value: object) -> Json:
    """Close with a code of one's choice; the session is over."""
    for call in calls:
        if call.wire is not None:
            call.wire.close(int(_number(value)), "As ordered.")
    return {"calls": len(calls)}


def _bad_proposals(voice: Voice, calls: Calls, value: object) -> Json:
    """Op 27 with nothing in it that a group could use: once, or after every epoch as well."""
    if value not in {True, "forever"}:
        raise DiscordError(400, 0, 'bad_proposals is true, or "forever"')
    for call in calls:
        call.tell_binary(PROPOSALS, GARBLED)
    if value == "forever":
        voice.spoil(voice.calls.spoiled | {(call.seat.guild_id, call.seat.bot) for call in calls})
    return {"calls": len(calls)}


def _of_the_world(name: str) -> Callable[[Voice, Calls, object], Json]:
    """One of the things in which worlds differ."""

    def change(voice: Voice, _calls: Calls, value: object) -> Json:
        voice.nature.change(**{name: value})
        return {name: value}

    return change


def _loss(voice: Voice, _calls: Calls, value: object) -> Json:
    voice.calls.media.weather.loss = _number(value)
    return {"share": voice.calls.media.weather.loss}


def _discovery_loss(voice: Voice, _calls: Calls, value: object) -> Json:
    voice.calls.media.weather.discovery_loss = int(_number(value))
    return {"questions": voice.calls.media.weather.discovery_loss}


def _delay(voice: Voice, _calls: Calls, value: object) -> Json:
    voice.calls.media.weather.delay = _number(value) / 1000
    return {"ms": value}


def _jitter(voice: Voice, _calls: Calls, value: object) -> Json:
    voice.calls.media.weather.jitter = _number(value) / 1000
    return {"ms": value}


def _speaking_delay(voice: Voice, _calls: Calls, value: object) -> Json:
    voice.speaking_delay = _number(value) / 1000
    return {"ms": value}


def _require_dave(voice: Voice, _calls: Calls, value: object) -> Json:
    voice.calls.require_dave = bool(value)
    return {"required": voice.calls.require_dave}


def _bots_commit(voice: Voice, _calls: Calls, value: object) -> Json:
    voice.bots_commit = bool(value)
    for room in voice.rooms.values():
        if room.group is not None:
            room.group.bots_commit = voice.bots_commit
    return {"preferred": voice.bots_commit}


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise DiscordError(400, 0, f"a voice fault needs a number from 0, not {value}")
    return float(value)


KNOWN: dict[str, Callable[[Voice, Calls, object], Json]] = {
    "crash": _crash,
    "crash_hard": _crash_hard,
    "move": _move,
    "outage": _outage,
    "close": _close,
    "bad_proposals": _bad_proposals,
    "loss": _loss,
    "discovery_loss": _discovery_loss,
    "delay_ms": _delay,
    "jitter_ms": _jitter,
    "speaking_delay_ms": _speaking_delay,
    "require_dave": _require_dave,
    "bots_commit": _bots_commit,
    **{name: _of_the_world(name) for name in WORLDLY},
}
