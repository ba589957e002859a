"""What `POST people/P/speak` may say, made into spans of a microphone."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, cast

from bot.sandbox.rules.errors import DiscordError
from bot.sandbox.things import Json
from bot.sandbox.voice import speech
from bot.sandbox.voice.microphone import Sound, Span

LONGEST = 24 * 3600.0
"""Seconds ahead that can be planned."""
SIZES = {Sound.SPEECH: (125, 190), Sound.FAINT: (75, 165)}
"""Bytes of a frame, as libopus makes them at 64 kbit/s (90 % of those of talk, and those of noises of any kind). One
steady noise keeps within some 20 bytes; here it is as uneven as talk unless a test says otherwise."""


@dataclass(slots=True)
class Speech:
    """An order that has been understood; times are seconds from now."""

    spans: list[Span] = field(default_factory=list[Span])
    stop: bool = False
    new_noise: bool = False
    open: bool | None = None
    video: bool | None = None
    sizes: dict[Sound, tuple[int, int]] = field(default_factory=dict[Sound, tuple[int, int]])


def understand(body: Json, user_id: int) -> Speech:
    """Read an order; what makes no sense is a 400."""
    strange = body.keys() - KINDS.keys() - {"speaker", "speed", "hangover", "sizes", "open", "video", "stop"}
    if strange or not body:
        known = ", ".join([*KINDS, "open", "video", "stop"])
        raise _bad(f"to speak takes {known}; not {', '.join(strange) or 'nothing'}")
    hold = float(body.get("hangover", 0.0))
    order = Speech(stop=bool(body.get("stop")), new_noise="noise" in body)
    order.open, order.video = _switch(body, "open"), _switch(body, "video")
    for name, size in cast("Json", body.get("sizes") or {}).items():
        order.sizes[Sound(name)] = _range(size, least=4, most=1000)
    for kind, times in KINDS.items():
        if kind in body:
            sound = Sound.FAINT if kind == "noise" else Sound.SPEECH
            held = hold if sound is Sound.SPEECH else 0.0
            order.spans += [Span(start, end, sound, held) for start, end in times(body, str(user_id))]
    for span in order.spans:
        if not 0 <= span.start <= span.end <= LONGEST:
            raise _bad(f"an interval runs from {span.start} to {span.end} seconds from now")
    return order


def _bad(why: str) -> DiscordError:
    return DiscordError(400, 0, why)


def _switch(body: Json, name: str) -> bool | None:
    return bool(body[name]) if name in body else None


def _range(pair: Any, *, least: int, most: int) -> tuple[int, int]:
    low, high = (int(pair), int(pair)) if isinstance(pair, int) else (int(pair[0]), int(pair[1]))
    if not least <= low <= high <= most:
        raise _bad(f"a size is from {least} to {most} bytes, not {pair}")
    return low, high


def _intervals(body: Json, _me: str) -> speech.Times:
    return [(float(start), float(end)) for start, end in body["intervals"]]


def _rttm(body: Json, _me: str) -> speech.Times:
    speed = float(body.get("speed", 1.0))
    if speed <= 0:
        raise _bad("speed is above 0")
    found = speech.from_rttm(str(body["rttm"]), str(body["speaker"]), speed)
    if not found:
        raise _bad(f"nobody called {body['speaker']} speaks in that RTTM")
    return found


def _synthetic(body: Json, me: str) -> speech.Times:
    wanted: Json = dict(body["synthetic"])
    people = [str(person) for person in wanted.pop("people", [me])]
    if me not in people:
        raise _bad("who speaks is one of the people of the conversation")
    if "turn" in wanted:
        wanted["turn"] = (float(wanted["turn"][0]), float(wanted["turn"][1]))
    plan = speech.Conversation(**wanted)
    if not (0 < plan.talk <= 1 and 0 < plan.turn[0] <= plan.turn[1] and 0 <= plan.minutes * 60 <= LONGEST):
        raise _bad("talk is a share of 1, turn two lengths in seconds, minutes a day at most")
    if plan.lull_every and not 0 < plan.lull_seconds < plan.lull_every:
        raise _bad("lulls are shorter than lull_every")
    return plan.parts(people)[me]


def _noise(body: Json, _me: str) -> speech.Times:
    wanted: Json = body["noise"]
    low, high = wanted.get("seconds", (0.1, 0.4))
    seed = int(wanted.get("seed", random.getrandbits(32)))
    minutes = min(float(wanted.get("minutes", 60.0)), LONGEST / 60 - 1)
    return speech.noise(float(wanted["per_minute"]), (float(low), float(high)), minutes, seed)


KINDS: dict[str, Callable[[Json, str], speech.Times]] = {
    "intervals": _intervals,
    "rttm": _rttm,
    "synthetic": _synthetic,
    "noise": _noise,
}
