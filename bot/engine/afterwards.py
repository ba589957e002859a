"""What comes after an evening: the recap for its host, and later, when the server likes, the ticks that were returned.

No line of its log names anybody: who ticked whom is nobody's business, and that somebody did is not either.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.core.afterwards.farewell import Farewell, Rating, farewell, is_over, may_be_told, recap_of
from bot.core.afterwards.recap import Recap
from bot.core.afterwards.weeks import MOST_EVENINGS, Turnout, Weeks, for_any_host, turnout_of
from bot.core.community.settings import Community
from bot.core.lifecycle.mixer import RESEND, Mixer
from bot.core.lifecycle.snapshot import Snapshot
from bot.core.listening.room_watch import RoomWatch
from bot.core.planning.schedule import MOST_TEMPLATES, template_of
from bot.core.planning.standing import roll_of
from bot.core.posts import letters
from bot.core.text import Letter
from bot.engine.standing import Standing
from bot.engine.tasks import Tasks
from bot.ports import Busy, Draw, NotDone, Unsure
from bot.ports.alarms import AfterwardsDue
from bot.ports.bundle import Ports

log = logging.getLogger(__name__)
STRIPS = timedelta(hours=1)
"""How long it is kept in memory how much a room talked, once the room is closed."""
RETRY, AT_MOST = timedelta(minutes=1), timedelta(days=1)
"""How soon what failed is tried again, and for how long after its time a message that Discord put off is."""
AT_ONCE = 8
"""Letters under way at a time: as many as a crash can lose."""
Key = tuple[int, str]
"""A server and a mixer."""


class Afterwards:
    """Tells what is to be told after an evening, each thing at most once and at its own time, whatever was ticked."""

    def __init__(self, standing: Standing, draw: Draw, outside: Ports) -> None:
        self._standing, self._draw = standing, draw
        self._store, self._ledger, self._venue = outside.store, outside.ledger, outside.venue
        self._alarm, self._clock = outside.alarm, outside.clock
        self._known: dict[str, int] = {}
        """The server of each mixer with an alarm here."""
        self._heard: dict[tuple[str, int], tuple[datetime, tuple[float | None, ...]]] = {}
        """By mixer and room: when the room closed, and how much it talked. In memory only."""
        self._tasks = Tasks(log, "what comes after a mixer could not be kept yet")

    async def resume(self) -> None:
        """Take up every evening of which something has not been told; harmless when called again."""
        for one in await self._ledger.farewells():
            self._remind(one)

    def settled(self, mixer: Mixer, _seen: Snapshot | None) -> None:
        """A mixer has been looked at: when it is over, what comes afterwards begins."""
        if mixer.id not in self._known and is_over(mixer):
            self._known[mixer.id] = mixer.guild_id
            self._tasks.begin(self._begin(mixer))

    def unfollowed(self, following: RoomWatch) -> None:
        """A room is closed: keep how much it talked for the recap, and for no longer."""
        now = self._clock()
        bins = following.density.bins(now.timestamp())
        self._heard = {key: kept for key, kept in self._heard.items() if now - kept[0] < STRIPS}
        self._heard[following.mixer_id, following.number] = now, bins

    async def look(self, guild_id: int, mixer_id: str) -> Farewell | None:
        """An evening as it stands now; None if it never took place, is not over, or was long ago."""
        found = await self._ledger.farewell(guild_id, mixer_id)
        if found is None and (mixer := await self._store.mixer(mixer_id)) and mixer.guild_id == guild_id:
            # Pressed in the same moment, or after the disk had failed.
            if is_over(mixer):
                await self._begin(mixer)
        elif found is not None and not found.revealed and self._clock() >= found.reveal_at:
            await self._ledger.reveal(guild_id, mixer_id)
        return await self._ledger.farewell(guild_id, mixer_id)

    async def recap(self, guild_id: int, host_id: int, language: str) -> Letter | None:
        """What the last evening that somebody hosted looks like by now; None if there is none, or it was long ago."""
        one = await self._ledger.last_hosted(guild_id, host_id)
        if one is None or (mixer := await self._store.mixer(one.mixer_id)) is None:
            return None
        recap, picture = await self._look_back(one, mixer, language)
        return letters.to_host(one, mixer, recap, (), picture)

    async def weeks(self, community: Community, language: str) -> tuple[Weeks, bytes | None]:
        """A server's last evenings side by side, as counts and as a picture, if there are any."""
        turnouts = await self._ledger.turnouts(community.guild_id, MOST_EVENINGS)
        weeks = Weeks(tuple(map(for_any_host, turnouts)), ZoneInfo(community.zone))
        return weeks, await self._draw(weeks, language) if turnouts else None

    async def untold_voices(self, one: Farewell) -> tuple[Rating, ...]:
        """How it was, where its host can be told it now; nothing where there are too few voices, or it has been told.

        It is asked for at the recap, when ticks are told, and after that: never at a moment that the host chooses
        while people can still answer, who would see whose answer came when.
        """
        ratings = await self._ledger.ratings(one.guild_id, one.mixer_id)
        own = await self._ledger.voice(one.guild_id, one.mixer_id, one.host_id)
        return ratings if may_be_told(ratings, own) else ()

    async def voices_told(self, one: Farewell) -> None:
        """Keep that the host has been told how it was: nobody can add to it, and it is not told again."""
        await self._ledger.ratings(one.guild_id, one.mixer_id, telling=True)

    async def ring(self, mixer_id: str) -> None:
        """The alarm of an evening has rung: tell what is due."""
        guild_id = self._known.get(mixer_id, 0)
        if not self._store.ours(guild_id):
            self._known.pop(mixer_id, None)  # another process tells it
            return
        try:
            await self._tell((guild_id, mixer_id))
        except Exception:
            log.exception("what comes after a mixer could not be told yet")
            self._alarm.set(AfterwardsDue(mixer_id), self._clock() + RETRY)

    async def idle(self) -> None:
        """Wait until nothing is being done; alarms may still be set."""
        await self._tasks.idle()

    async def _begin(self, mixer: Mixer) -> None:
        try:
            over = farewell(mixer, await self._store.community(mixer.guild_id))
            assert over is not None
            await self._ledger.keep_template(
                mixer.guild_id, mixer.id, template_of(mixer), over.ended_at, most=MOST_TEMPLATES
            )
            await self._ledger.keep_turnout(mixer.guild_id, await self._turnout(mixer))
            await self._ledger.say_farewell(over, roll_of(mixer))
        except Exception:
            self._known.pop(mixer.id, None)  # the mixer is looked at again soon
            raise
        self._remind(over)

    async def _turnout(self, mixer: Mixer) -> Turnout:
        sittings = await self._ledger.sittings(mixer.guild_id, mixer.id)
        people = {user for _, _, user in sittings}
        return turnout_of(mixer, sittings, await self._ledger.regulars(mixer.guild_id, people, without=mixer.id))

    def _remind(self, one: Farewell) -> None:
        self._known[one.mixer_id] = one.guild_id
        self._alarm.set(AfterwardsDue(one.mixer_id), one.due or self._clock())

    async def _tell(self, key: Key) -> None:
        now, one = self._clock(), await self._ledger.farewell(*key)
        if one is None:
            return
        if not one.recapped and now >= one.recap_at:
            await self._recap(one)
        again: datetime | None = None
        if now >= one.reveal_at and (one := await self._ledger.farewell(*key) or one):
            await self._ledger.reveal(*key)
            again = await self._tell_matches(one)
            await self._tell_late_voices(one)
        left = await self._ledger.farewell(*key)
        due = [at for at in (again, left and left.due) if at is not None]
        if due:
            self._alarm.set(AfterwardsDue(one.mixer_id), min(due))

    async def _recap(self, one: Farewell) -> None:
        """Tell the host how it was; where that cannot be sent, the room from which it was started gets the picture."""
        mixer = await self._store.mixer(one.mixer_id)
        if mixer is not None:
            await self._standing.lapse(mixer)
        seen = mixer and await self._look_back(one, mixer, one.language)
        if mixer is None or seen is None or not one.host_id:
            await self._ledger.end_telling(one.guild_id, one.mixer_id, told=False)
            return
        recap, picture = seen
        told = await self._told(one, lambda voices: letters.to_host(one, mixer, recap, voices, picture), alone=True)
        if told is False:
            await self._sent(letters.in_public(one, recap, picture))

    async def _tell_late_voices(self, one: Farewell) -> None:
        """How it was, where enough people have said it since the recap."""
        if one.host_id:
            await self._told(one, lambda voices: letters.later(one, voices))

    async def _told(
        self, one: Farewell, letter: Callable[[Collection[Rating]], Letter], *, alone: bool = False
    ) -> bool | None:
        """Tell the host with all voices, once over any crash; `alone`, even if there are none. None if nothing is sent.

        Whoever dies between telling and knowing it tells again what Discord takes for the same, as long as it does.
        """
        key, now = (one.guild_id, one.mixer_id), self._clock()
        if one.telling_at is None:
            voices = await self.untold_voices(one)
            if not (voices or alone) or not await self._ledger.begin_telling(*key, now, voices=bool(voices)):
                return None
        else:
            voices = tuple(voice for voice in await self._ledger.ratings(*key) if voice.told)
            if now - one.telling_at > RESEND or not (voices or alone):
                await self._ledger.end_telling(*key, told=True)
                return None
        told = await self._sent(letter(voices))
        await self._ledger.end_telling(*key, told=told)
        return told

    async def _look_back(self, one: Farewell, mixer: Mixer, language: str) -> tuple[Recap, bytes | None]:
        """The evening in numbers and as a picture, with how much its rooms talked, as far as that is still known."""
        sittings = await self._ledger.sittings(one.guild_id, one.mixer_id)
        heard = {number: bins for (id, number), (_, bins) in self._heard.items() if id == one.mixer_id}
        recap = recap_of(mixer, sittings, heard, one.signed_up)
        return recap, await self._draw(recap, language)

    async def _tell_matches(self, one: Farewell) -> datetime | None:
        """Tell everybody who is not told yet; when to try again, where Discord asked for patience."""
        key = one.guild_id, one.mixer_id
        others = {user: await self._ledger.matches(*key, user) for user in await self._ledger.untold(*key)}
        names = await self._names(one.guild_id, {user for users in others.values() for user in users})
        # Those who ticked each other side by side, so that they are told in the same moment.
        order = sorted(others, key=lambda user: (min(user, *others[user]), user))
        put_off: list[datetime | None] = []
        for at in range(0, len(order), AT_ONCE):
            told = (
                (user, letters.matched(one, user, sorted(others[user]), names)) for user in order[at : at + AT_ONCE]
            )
            put_off += await asyncio.gather(*(self._tell_one(one, user, letter) for user, letter in told))
        return min((at for at in put_off if at is not None), default=None)

    async def _tell_one(self, one: Farewell, user_id: int, letter: Letter) -> datetime | None:
        """Tell somebody, who is marked as told before: better not at all than twice, as the button tells it too."""
        key = one.guild_id, one.mixer_id
        if not await self._ledger.mark_told(*key, user_id):
            return None
        try:
            await self._venue.send(letter)
        except Busy as busy:
            if self._clock() < one.reveal_at + AT_MOST:
                await self._ledger.mark_told(*key, user_id, told=False)
                return busy.until
        except (NotDone, Unsure):
            log.info("a direct message was not delivered, or perhaps not")
        return None

    async def _sent(self, letter: Letter) -> bool:
        """Whether it was delivered, as far as anybody knows."""
        try:
            await self._venue.send(letter)
        except NotDone as error:
            log.info("a recap was not delivered: %s", type(error).__name__)
            return False
        except Unsure:
            log.info("a recap was perhaps not delivered")
        return True

    async def _names(self, guild_id: int, user_ids: set[int]) -> Mapping[int, str]:
        try:
            return await self._venue.names(guild_id, user_ids) if user_ids else {}
        except Unsure:
            return {}  # a mention does without a name
