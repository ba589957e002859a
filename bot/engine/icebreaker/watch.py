"""Follows the talk of every open room, and puts a question where it stalls: around `core/listening`.

What ears hear, what voice states and chats show, and what mixers decide come together here; what goes out is an event
for the conductor, which saves it and posts the question as it posts everything.
"""

from __future__ import annotations

import logging
from functools import partial
from typing import Protocol

from bot.core.community.settings import Community
from bot.core.lifecycle.apply_talk import on_show
from bot.core.lifecycle.closing import held
from bot.core.lifecycle.events import EarCame
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Room
from bot.core.lifecycle.phase import Phase
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.listening.room_watch import RoomWatch
from bot.core.listening.stall import Light
from bot.core.questions.deck import Prompt
from bot.core.text import Refusal
from bot.engine.conductor import Conductor
from bot.engine.icebreaker.ask import Questioner
from bot.engine.icebreaker.ears import instant, send, told
from bot.engine.icebreaker.known import Known
from bot.engine.icebreaker.tone import SoftTone
from bot.engine.tasks import Tasks
from bot.ports import Alarm, Catalogue, Clock, Ears, Ledger, Store, Tone
from bot.ports.alarms import RoomDue

log = logging.getLogger(__name__)
RETRY = 1.0
"""Seconds after which a room is looked at again when something went wrong."""


class RoomObserver(Protocol):
    """Who is told what is heard of a room."""

    def spoke(self, watch: RoomWatch, /) -> None:
        """Somebody in a room begins or ceases to speak, or an ear comes or goes."""
        ...

    def unfollowed(self, watch: RoomWatch, /) -> None:
        """A room is over; this is what is remembered of it."""
        ...


class Icebreaker:
    """Where talk stalls, one question; the rest of the time nothing."""

    def __init__(
        self,
        *,
        conductor: Conductor,
        store: Store,
        ledger: Ledger,
        ears: Ears,
        tone: Tone,
        alarm: Alarm,
        catalogue: Catalogue,
        clock: Clock,
        observer: RoomObserver,
    ) -> None:
        self._observer = observer
        self._conductor, self._ears, self._alarm, self._clock = conductor, ears, alarm, clock
        self._known = Known(store=store, ledger=ledger, catalogue=catalogue, clock=clock)
        self._rooms: dict[tuple[str, int], RoomWatch] = {}
        self._by_channel: dict[int, RoomWatch] = {}
        self._loading: set[int] = set()
        self._questioner = Questioner(conductor, self._known, clock)
        self.tone = SoftTone(conductor, self._known, store, tone, clock)
        self._tasks = Tasks(log, "watching a room failed")

    def ears(self, guild_id: int) -> int:
        """How many rooms of a server can be heard at a time."""
        return self._ears.count(guild_id)

    async def may_come(self, guild_id: int) -> bool:
        """Whether an ear may come into rooms of a server: it has ears, and wants them."""
        return self.ears(guild_id) > 0 and (await self.community(guild_id)).listening

    async def community(self, guild_id: int) -> Community:
        """A server's settings, without asking the database again."""
        return self._known.community(guild_id) or await self._known.read(guild_id)

    def settled(self, mixer: Mixer, seen: Snapshot | None) -> None:
        """A mixer has been looked at: follow its rooms, and no others."""
        standing = {room.number: room for room in mixer.standing if room.channel_id and mixer.phase is Phase.OPEN}
        for room in mixer.leaving:
            if room.channel_id and held(mixer, room, self._clock()):
                standing[room.number] = room
        followed = [(key, following) for key, following in self._rooms.items() if key[0] == mixer.id]
        for key, following in followed:
            if key[1] not in standing:
                self._unfollow(key)
            elif following.round != mixer.round:
                following.turn(mixer, self._now())
        if seen is None:
            return
        if standing and self._known.community(mixer.guild_id) is None and mixer.guild_id not in self._loading:
            self._loading.add(mixer.guild_id)
            self._tasks.begin(self._load(mixer.guild_id))
        for number, room in standing.items():
            following = self._rooms.get((mixer.id, number)) or self._follow(mixer, room)
            following.follow(mixer, room, seen.inside(room.channel_id), seen.muted, self._now())
            question, _ = on_show(mixer, room)
            if new := following.newcomers(question) - set(mixer.forgotten):
                self._tasks.begin(self._known.teach(following, question, new))
            if self.tone.wanted(following, mixer):
                self._tasks.begin(self.tone.sound(following))
            self._look_later(following)
        self.send_ears(mixer.guild_id)

    def wrote(self, channel_id: int) -> None:
        """Somebody wrote in a channel; what they wrote is unknown."""
        if following := self._by_channel.get(channel_id):
            following.unheard = following.unheard.chat(self._now())

    def hears(self, channel_id: int, able: bool, at: float) -> None:
        """See ports.Listener."""
        if following := self._by_channel.get(channel_id):
            following.hears(able, at)
            self._observer.spoke(following)
            self._look_later(following)
            self.send_ears(following.guild_id)

    def heard(self, channel_id: int, user_id: int, on: bool, at: float) -> None:
        """See ports.Listener."""
        following = self._by_channel.get(channel_id)
        if following is None:
            return
        following.heard(user_id, on, at)
        self._observer.spoke(following)
        if on and (nth := self._questioner.to_hold_back(following)) is not None:
            self._tasks.begin(self._hold_back(following, nth))
        # After the question has been held back, or looking again would post it.
        self._look_later(following)

    async def ring(self, mixer_id: str, number: int) -> None:
        """The alarm of a room has rung."""
        if following := self._rooms.get((mixer_id, number)):
            await self._look(following)

    async def changed(self, guild_id: int) -> None:
        """A server's settings, or somebody's wish not to be heard, have changed."""
        community = await self._known.read(guild_id)
        for following in list(self._rooms.values()):
            if following.guild_id == guild_id:
                following.gently(community.gentle_minutes)
                self._look_later(following)
        self.send_ears(guild_id)
        self._conductor.look_again(guild_id)

    def lights(self, mixer: Mixer) -> dict[int, str]:
        """How the rooms look from outside in which an ear is, or belongs, by channel."""
        rooms = ((room, self._rooms.get((mixer.id, room.number))) for room in mixer.standing)
        sent = {room.channel_id: Light.HARD_TO_HEAR for room, following in rooms if following and following.ear_sent}
        heard = {room.channel_id: light for room in mixer.standing if (light := self.light(mixer, room))}
        return {channel_id: str(light) for channel_id, light in (sent | heard).items() if channel_id}

    def following(self, mixer_id: str, number: int) -> RoomWatch | None:
        """What is remembered of a room, None if it is not followed."""
        return self._rooms.get((mixer_id, number))

    def light(self, mixer: Mixer, room: Room) -> Light | None:
        """How a room sounds from outside; None if no ear is in it."""
        following = self._rooms.get((mixer.id, room.number))
        return following.light(self._now()) if following else None

    async def idle(self) -> None:
        """Wait until nothing is being done; alarms may still be set."""
        await self._tasks.idle()

    def leave_others(self) -> None:
        """Follow no room in servers that another process acts in, and call every ear of ours back from there."""
        self._known.leave_others()
        for guild_id in {following.guild_id for following in self._rooms.values()}:
            self.send_ears(guild_id)

    def _follow(self, mixer: Mixer, room: Room) -> RoomWatch:
        community = self._known.community(mixer.guild_id) or Community(guild_id=mixer.guild_id)
        following = RoomWatch(mixer, room, community.gentle_minutes, self._now())
        following.sure = partial(self._ears.sure, following.channel_id)
        self._rooms[mixer.id, room.number] = self._by_channel[following.channel_id] = following
        return following

    async def _load(self, guild_id: int) -> None:
        """Until a server's settings and refusals are known, no ear goes anywhere there."""
        try:
            await self.changed(guild_id)
        finally:
            self._loading.discard(guild_id)

    def _unfollow(self, key: tuple[str, int]) -> None:
        following = self._rooms.pop(key, None)
        if following is None:
            return
        self._by_channel.pop(following.channel_id, None)
        self._observer.unfollowed(following)
        self._alarm.clear(_alarm(following))
        self.send_ears(following.guild_id)

    def send_ears(self, guild_id: int) -> None:
        """The ears of a server go where the rota wants them, and to no room where somebody does not want one."""
        for key in [key for key in self._rooms if self._conductor.mixer(key[0]) is None]:
            self._unfollow(key)  # another process carries it on, with ears of its own
        rooms = [f for f in self._rooms.values() if f.guild_id == guild_id and len(f.people) > 1]
        may_hear = partial(self._known.may_hear, guild_id)
        send(self._ears, self._alarm, guild_id, rooms, may_hear=may_hear, is_told=self._told, now=self._now())
        for following in rooms:
            if following.ear_sent is not None and not self._told(following):
                self._tell(following)

    def _look_later(self, following: RoomWatch) -> None:
        if self._conductor.mixer(following.mixer_id) is None:
            self._unfollow((following.mixer_id, following.number))
            return
        now = self._now()
        if (light := following.light(now)) != following.shown:
            following.shown = light
            self._conductor.look_again(following.guild_id)
        if (at := following.wake_at(now)) is None:
            self._alarm.clear(_alarm(following))
        else:
            self._alarm.set(_alarm(following), instant(max(at, now)))

    async def _look(self, following: RoomWatch) -> None:
        """Judge the last question if its minute is over, and ask the next if it is time."""
        now = self._now()
        mixer = self._conductor.mixer(following.mixer_id)
        room = mixer.room(following.number) if mixer and mixer.phase is Phase.OPEN else None
        if mixer is None or room is None:
            self._look_later(following)
            return
        posted = bool(room.askings) and on_show(mixer, room)[0] == room.askings[-1].question
        try:
            if (worked := following.verdict(now, posted=posted)) is not None:
                await self._questioner.judge(following, room, worked=worked)
            if why := following.why_now(self._now()):
                await self.ask(mixer, room, why)
        except Refusal:
            return
        except Exception:
            log.exception("room %s/%d could not be attended to", following.mixer_id, following.number)
            self._alarm.set(_alarm(following), instant(now + RETRY))
            return
        self._look_later(following)

    async def ask(self, mixer: Mixer, room: Room, why: str) -> Prompt | None:
        """Put a room the next question. None if there is none, or talk began while it was being chosen.

        Raises Refusal while another question is being put there.
        """
        following = self._rooms.get((mixer.id, room.number))
        if following is None:
            raise Refusal("topic.soon")
        return await self._questioner.ask(following, mixer, room, why)

    async def _hold_back(self, following: RoomWatch, nth: int) -> None:
        await self._questioner.hold_back(following, nth)
        self._look_later(following)

    def _told(self, following: RoomWatch) -> bool:
        return told(self._conductor.mixer(following.mixer_id), following.number)

    def _tell(self, following: RoomWatch) -> None:
        """Have the notice posted; the ear sets out when it stands there."""
        mixer, now = self._conductor.mixer(following.mixer_id), self._now()
        room = mixer.room(following.number) if mixer and mixer.phase is Phase.OPEN else None
        # What is told comes back here as a look at the mixer: a word that changes nothing must not be said without end.
        if room is not None and not room.listened and now - following.notice_asked >= RETRY:
            following.notice_asked = now
            self._tasks.begin(self._conductor.tell(following.mixer_id, EarCame(following.number)))

    def _now(self) -> float:
        return self._clock().timestamp()


def _alarm(following: RoomWatch) -> RoomDue:
    return RoomDue(following.mixer_id, following.number)
