"""Follows the talk of every open room, and puts a question where it stalls: the shell around `core/attention.py`.

What ears hear, what voice states and chats show, and what mixers decide come together here; what goes out is an event
for the conductor, which saves it and posts the question as it posts everything.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Coroutine
from datetime import UTC, datetime

from bot.conductor import Conductor
from bot.core.attention import CALM, Following, elapsed
from bot.core.community import Community
from bot.core.events import Asked, EarCame, Judged, TalkedOn
from bot.core.mixer import Mixer, Phase, Room
from bot.core.prompts import Prompt, Situation, next_question
from bot.core.rota import next_change, posts
from bot.core.seen import Seen
from bot.core.silence import Light
from bot.core.talk import asking_key
from bot.core.words import Refusal
from bot.ports import Alarm, Catalogue, Clock, Ears, Ledger, Store

log = logging.getLogger(__name__)
SOON = 1.0
"""Seconds after which a room is looked at again when something went wrong."""


class Attention:
    """Where talk stalls, one question; the rest of the time nothing."""

    def __init__(
        self,
        *,
        conductor: Conductor,
        store: Store,
        ledger: Ledger,
        ears: Ears,
        alarm: Alarm,
        catalogue: Catalogue,
        clock: Clock,
    ) -> None:
        self._conductor, self._store, self._ledger, self._ears = conductor, store, ledger, ears
        self._alarm, self._catalogue, self._clock = alarm, catalogue, clock
        self._rooms: dict[tuple[str, int], Following] = {}
        self._by_channel: dict[int, Following] = {}
        self._communities: dict[int, Community] = {}
        self._refusers: defaultdict[int, frozenset[int]] = defaultdict(frozenset)
        self._tasks: set[asyncio.Task[None]] = set()

    # -- what is told

    def settled(self, mixer: Mixer, seen: Seen | None) -> None:
        """A mixer has been looked at: follow its rooms, and no others."""
        standing = {room.number: room for room in mixer.standing if room.channel_id and mixer.phase is Phase.OPEN}
        for key in [key for key in self._rooms if key[0] == mixer.id and key[1] not in standing]:
            self._unfollow(key)
        if seen is None:
            return
        for number, room in standing.items():
            following = self._rooms.get((mixer.id, number)) or self._follow(mixer, room)
            following.follow(mixer, room, seen.inside(room.channel_id), seen.muted, self._now())
            self._look_later(following)
        self._send_ears(mixer.guild_id)

    def wrote(self, channel_id: int) -> None:
        """Somebody wrote in a channel; what they wrote is unknown."""
        if following := self._by_channel.get(channel_id):
            following.unheard = following.unheard.chat(self._now())

    def hears(self, channel_id: int, able: bool, at: float) -> None:
        """See ports.Listener."""
        if following := self._by_channel.get(channel_id):
            following.hears(able, at)
            self._look_later(following)
            if able:
                self._spawn(self._tell_of_ear(following))

    def heard(self, channel_id: int, user_id: int, on: bool, at: float) -> None:
        """See ports.Listener."""
        following = self._by_channel.get(channel_id)
        if following is None:
            return
        following.heard(user_id, on, at)
        if on and self._on_its_way(following):
            following.taken_back()
            self._spawn(self._take_back(following))
        self._look_later(following)

    async def ring(self, name: str) -> None:
        """The alarm of a room, or of a server's rota, has rung."""
        owner, _, number = name.partition("/")
        if not number:
            self._send_ears(int(owner))
        elif following := self._rooms.get((owner, int(number))):
            await self._look(following)

    async def changed(self, guild_id: int) -> None:
        """A server's settings, or somebody's wish not to be heard, have changed."""
        self._communities[guild_id] = await self._store.community(guild_id) or Community(guild_id=guild_id)
        self._refusers[guild_id] = await self._ledger.refusers(guild_id)
        self._send_ears(guild_id)

    def light(self, mixer: Mixer, room: Room) -> Light | None:
        """How a room sounds from outside; None if no ear is in it."""
        following = self._rooms.get((mixer.id, room.number))
        return following.light() if following else None

    # -- following

    def _follow(self, mixer: Mixer, room: Room) -> Following:
        if mixer.guild_id not in self._communities:
            self._communities[mixer.guild_id] = Community(guild_id=mixer.guild_id, listening=False)
            self._spawn(self.changed(mixer.guild_id))
        following = Following(mixer, room, self._communities[mixer.guild_id].gentle_minutes, self._now())
        self._rooms[mixer.id, room.number] = self._by_channel[following.channel_id] = following
        return following

    def _unfollow(self, key: tuple[str, int]) -> None:
        following = self._rooms.pop(key)
        self._by_channel.pop(following.channel_id, None)
        self._alarm.clear(_name(following))
        self._send_ears(following.guild_id)

    def _send_ears(self, guild_id: int) -> None:
        """The ears of a server go where the rota wants them, and to no room where somebody does not want one."""
        rooms = [f for f in self._rooms.values() if f.guild_id == guild_id and len(f.people) > 1]
        listening = guild_id in self._communities and self._communities[guild_id].listening
        now, ears = self._now(), self._ears.count(guild_id)
        willing = [f for f in rooms if listening and f.calm(now) and not f.people & self._refusers[guild_id]]
        stations = [following.station(now) for following in willing]
        self._ears.attend(guild_id, posts(stations, ears, now))
        calm = (f.restraint.moved + CALM for f in rooms if listening and not f.calm(now))
        at = min((at for at in (next_change(stations, ears, now), *calm) if at is not None), default=None)
        if at is not None:
            self._alarm.set(f"{guild_id}", _instant(at))

    def _look_later(self, following: Following) -> None:
        now = self._now()
        at = following.next_look(now)
        if at is None:
            self._alarm.clear(_name(following))
        else:
            self._alarm.set(_name(following), _instant(max(at, now)))

    # -- asking

    async def _look(self, following: Following) -> None:
        """Judge the last question if its minute is over, and ask the next if it is time."""
        now = self._now()
        mixer = self._conductor.mixer(following.mixer_id)
        room = mixer.room(following.number) if mixer else None
        if mixer is None or room is None:
            return
        try:
            if (worked := following.verdict(now)) is not None and room.askings:
                await self._judge(following, room, worked=worked)
            if why := following.why_now(self._now()):
                await self.ask(mixer, room, why)
        except Refusal:
            return
        except Exception:
            log.exception("room %s could not be attended to", _name(following))
            self._alarm.set(_name(following), _instant(now + SOON))
            return
        self._look_later(following)

    async def ask(self, mixer: Mixer, room: Room, why: str) -> Prompt | None:
        """Put a room the next question. None if there is none, or talk began while it was being chosen."""
        following = self._rooms.get((mixer.id, room.number))
        prompt = await self._choose(mixer, room, why, following.people if following else frozenset())
        wished = why == "wished"
        if prompt is None or (not wished and (following is None or following.why_now(self._now()) is None)):
            return None
        own = prompt.text if prompt.id.startswith("own-") else ""
        if following is not None:
            following.asked(self._now())
        await self._conductor.tell(mixer.id, Asked(room.number, prompt.id, own, why))
        if following is not None:
            await self._ledger.learn(mixer.guild_id, following.people, prompt.id, self._clock())
        log.info("room %s/%d is asked (%s)", mixer.id, room.number, why)
        return prompt

    async def _choose(self, mixer: Mixer, room: Room, why: str, people: frozenset[int]) -> Prompt | None:
        tallies = await self._ledger.tallies(mixer.guild_id)
        known = await self._ledger.known(mixer.guild_id, people)
        deck = [*self._catalogue.deck(mixer.language), *await self._ledger.own_questions(mixer.guild_id)]
        situation = Situation(
            elapsed=elapsed(mixer, self._clock()),
            why=why,
            common_ground=bool(mixer.common_ground),
            put_before=known | {room.question} | {asking.question for asking in room.askings},
            nth=len(room.askings),
        )
        seed = int.from_bytes(f"{mixer.id}/{room.number}/{len(room.askings)}".encode(), "big")
        return next_question(deck, situation, tallies, seed)

    async def _judge(self, following: Following, room: Room, *, worked: bool) -> None:
        last = room.askings[-1]
        await self._conductor.tell(following.mixer_id, Judged(room.number, last.nth, worked))
        await self._ledger.count(following.guild_id, last.question, worked=worked)

    def _on_its_way(self, following: Following) -> bool:
        """Whether a question was decided and is not yet being sent."""
        mixer = self._conductor.mixer(following.mixer_id)
        room = mixer.room(following.number) if mixer else None
        return bool(mixer and room and room.askings and asking_key(room, room.askings[-1].nth) not in mixer.posts)

    async def _take_back(self, following: Following) -> None:
        await self._conductor.tell(following.mixer_id, TalkedOn(following.number))

    async def _tell_of_ear(self, following: Following) -> None:
        await self._conductor.tell(following.mixer_id, EarCame(following.number))

    def _now(self) -> float:
        return self._clock().timestamp()

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) and not isinstance(error, Refusal):
            log.error("attention was lost for a moment", exc_info=error)


def _name(following: Following) -> str:
    return f"{following.mixer_id}/{following.number}"


def _instant(at: float) -> datetime:
    return datetime.fromtimestamp(at, UTC)
