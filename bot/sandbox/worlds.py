"""The worlds a sandbox can be: all that differs between a kind Discord, an ordinary day and a harsh one."""

import json
import random
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

from bot.sandbox.rules.errors import DiscordError


class Hidden(StrEnum):
    """How the gateway tells of a channel that a bot cannot see (discord-api-docs#8454)."""

    WHOLE = "whole"
    """As of any other: Discord until 2026-11-16."""
    OBFUSCATED = "obfuscated"
    """Without its name and with null for nearly all else; REST leaves it out."""
    OMITTING = "omitting"
    """Obfuscated, and what would be null is not there at all."""


@dataclass(frozen=True, slots=True)
class Climate:
    """How Discord and the people on it are in one world. A share is of one; 0 is never."""

    name: str = "kind"
    no_speaking: float = 0.0
    """Share of those who come from another channel whose ssrc no op 5 ever tells (discord.js#4364: 5 to 10 %)."""
    padding: float = 0.0
    """Share of sound packets with RTP padding behind the frame (Discord.Net#3262, disgo#593)."""
    padding_bursts: float = 0.0
    """Share of silences that begin with 10 to 50 packets of nothing but padding (dysnomia#230)."""
    padding_bytes: tuple[int, int] = (1, 48)
    """Fewest and most bytes of padding in a packet; a guess."""
    sealed_silence: bool = False
    """People's own frames of silence are sealed like any frame; only what the server makes up is three plain bytes."""
    cameras: float = 0.0
    """Share of people who come to voice with a camera on."""
    web_clients: float = 0.0
    """Share of people in a browser: when silent they send a frame of silence every 400 ms (DTX)."""
    forget_after: float = 0.0
    """Seconds after which a voice server sends nothing more to an address from which nothing came; 0 is never."""
    unanswered_pings: float = 0.0
    """Share of calls whose voice server answers no UDP ping."""
    loss: float = 0.0
    """Share of datagrams that get lost."""
    unheard_sounds: bool = False
    """A sound of a soundboard reaches nobody's ears, though Discord says that it was played."""
    late_channels: float = 0.0
    """Seconds from a bot's creating a channel to CHANNEL_CREATE; single overwrites set before it have no effect."""
    hidden_channels: Hidden = Hidden.WHOLE
    onboarding: bool = False
    """A new guild has channels that only its people see: the role for them comes with onboarding, which bots skip."""
    leavers_accepted: bool = False
    """An overwrite for somebody who has left is accepted with a new channel, not refused (discord-api-docs#2856)."""
    leavers_forgotten: bool = False
    """Whoever leaves the server loses the overwrites that were for them."""
    failing_syncs: int = 0
    """So many times each start, setting all commands at once is answered 500."""


KIND = Climate()
ORDINARY = Climate(
    "ordinary",
    no_speaking=0.05,
    padding=0.1,
    padding_bursts=0.5,
    sealed_silence=True,
    cameras=0.1,
    web_clients=0.2,
    forget_after=60.0,
    unanswered_pings=0.25,
    late_channels=1.0,
    hidden_channels=Hidden.OBFUSCATED,
    onboarding=True,
    leavers_accepted=True,
    leavers_forgotten=True,
)
HARSH = replace(
    ORDINARY,
    name="harsh",
    no_speaking=0.15,
    padding=0.15,
    padding_bursts=1.0,
    cameras=0.25,
    web_clients=0.4,
    forget_after=20.0,
    unanswered_pings=0.5,
    loss=0.01,
    late_channels=2.0,
    hidden_channels=Hidden.OMITTING,
    leavers_accepted=False,
    failing_syncs=3,
)
WORLDS = {climate.name: climate for climate in (KIND, ORDINARY, HARSH)}


def load(name: str) -> Climate:
    """A world by name, or out of a JSON file that says `like` which world it is, and in what it differs."""
    if name in WORLDS:
        return WORLDS[name]
    if not Path(name).is_file():
        raise DiscordError(400, 0, f"a world is {', '.join(WORLDS)}, or a file; not {name}")
    try:
        told = dict(json.loads(Path(name).read_text("utf-8")))
        base = WORLDS[str(told.pop("like", ORDINARY.name))]
        told.pop("phone", None)  # what somebody saw on theirs is for people to read
    except (ValueError, TypeError, KeyError):
        raise DiscordError(400, 0, f'{name} holds no facts such as {{"like": "ordinary", "padding": 0.1}}') from None
    return changed(replace(base, name=Path(name).stem), told)


def changed(climate: Climate, wanted: dict[str, Any]) -> Climate:
    """The same world but for these; what does not exist or does not fit is a 400."""
    known = {field.name for field in fields(Climate)} - {"name"}
    strange = wanted.keys() - known
    if strange:
        raise DiscordError(400, 0, f"a world has {', '.join(sorted(known))}; not {', '.join(sorted(strange))}")
    return replace(climate, **{name: _fitting(name, value) for name, value in wanted.items()})


def _fitting(name: str, value: object) -> object:
    """The value in the type that this field has."""
    standing: object = getattr(KIND, name)
    with suppress(TypeError, ValueError):
        if isinstance(standing, Hidden):
            return Hidden(value)
        if isinstance(standing, tuple):
            low, high = cast("list[int]", value)
            if 1 <= low <= high <= 255:
                return int(low), int(high)
        elif isinstance(standing, bool) or isinstance(value, bool):
            if type(standing) is type(value):
                return value
        elif isinstance(value, int | float) and value >= 0:
            return int(value) if isinstance(standing, int) else float(value)
    raise DiscordError(400, 0, f"{name} cannot be {value}")


class Nature:
    """A sandbox's world as it is now, and its luck: the same for the same seed, each chance with a row of its own."""

    def __init__(self, usual: Climate, seed: int) -> None:
        self.climate = usual
        self._usual, self._seed = usual, seed
        self._luck: dict[str, random.Random] = {}

    def change(self, **wanted: Any) -> None:
        """Be different in these from now on."""
        self.climate = changed(self.climate, wanted)

    def restore(self) -> None:
        """Be as at the start."""
        self.climate = self._usual

    def draw(self, chance: str) -> float:
        """A number from 0 to 1, the next in this chance's row."""
        if chance not in self._luck:
            self._luck[chance] = random.Random(f"{self._seed} {chance}")
        return self._luck[chance].random()

    def strikes(self, chance: str) -> bool:
        """Whether what the climate has a share for happens this time."""
        share = float(getattr(self.climate, chance))
        return share > 0 and self.draw(chance) < share
