"""The soft tone: on the soundboard of a server that has switched it on, and played once with a question it wanted."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import replace

from bot.core.community.settings import Community
from bot.core.lifecycle.apply_talk import WISHED, asking_key
from bot.core.lifecycle.facts import TONE, Broken, Mended
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.parts import Delivery
from bot.core.listening.room_watch import RoomWatch
from bot.core.text import Phrase, Refusal
from bot.engine.conductor import Conductor
from bot.engine.icebreaker.known import Known
from bot.ports import Clock, Forbidden, Missing, NotDone, Store, Unsure
from bot.ports.tone import SoundboardFull, Tone

log = logging.getLogger(__name__)


class SoftTone:
    """Failing costs nothing but the tone; what lasts and people can mend is told once to the host of the evening."""

    def __init__(self, conductor: Conductor, known: Known, store: Store, tone: Tone, clock: Clock) -> None:
        self._conductor, self._known, self._store = conductor, known, store
        self._tone, self._clock = tone, clock
        self._renewed: set[str] = set()
        """Mixers in which it was put on the soundboard anew: once in an evening is enough."""

    async def arrange(self, community: Community) -> Community:
        """The settings with the tone on the soundboard if it is switched on, and off it if not.

        Raises Refusal if it cannot be put there. One that cannot be taken away is tried again with the next settings.
        """
        if community.tone and community.tone_id is None:
            return await self._put(community)
        if not community.tone and community.tone_id is not None:
            try:
                await self._tone.take_away(community.guild_id, community.tone_id)
            except (NotDone, Unsure) as error:
                log.warning("the tone is still on the soundboard of server %d: %s", community.guild_id, error)
            else:
                return replace(community, tone_id=None)
        return community

    async def _put(self, community: Community) -> Community:
        if lacking := self._tone.lacks(community.guild_id):
            raise Refusal("tone.lacks", permissions=_named(lacking))
        try:
            return replace(community, tone_id=await self._tone.put(community.guild_id))
        except Forbidden as error:
            raise Refusal("tone.lacks", permissions=_named((error.permission,))) from error
        except SoundboardFull as error:
            raise Refusal("tone.full") from error
        except (NotDone, Unsure) as error:
            log.warning("the tone could not be put on the soundboard of server %d: %s", community.guild_id, error)
            raise Refusal("tone.later") from error

    def wanted(self, following: RoomWatch, mixer: Mixer) -> bool:
        """Whether a question stands in the room now that the tone is to be heard with; told once of each.

        Not one that somebody wished for: a button that makes a noise would be pressed for the noise.
        """
        nth, why = following.on_its_way or (0, WISHED)
        post = mixer.posts.get(asking_key(following.number, nth))
        if nth <= following.sounded or post is None or post.delivery is not Delivery.SENT:
            return False
        following.sounded = nth
        community = self._known.community(following.guild_id)
        return why != WISHED and community is not None and community.tone and following.may_sound(self._now())

    async def sound(self, following: RoomWatch) -> None:
        """Play it, if nobody begins to talk before its turn; what hinders it for good is told to the host."""
        try:
            played = await self._sound(following)
        except (Missing, Forbidden, SoundboardFull) as error:
            log.warning("the tone cannot be played in room %s/%d: %s", following.mixer_id, following.number, error)
            await self._conductor.tell(following.mixer_id, Broken(TONE))
        except (NotDone, Unsure) as error:
            log.info("the tone was not played in room %s/%d: %s", following.mixer_id, following.number, error)
        else:
            mixer = self._conductor.mixer(following.mixer_id)
            if played and mixer is not None and TONE in mixer.broken:
                await self._conductor.tell(following.mixer_id, Mended(TONE))

    async def _sound(self, following: RoomWatch) -> bool:
        """Raises as ports.Tone does; what somebody took off the soundboard is put there again, once in an evening."""
        community = self._known.community(following.guild_id)
        try:
            return await self._play(following, (community and community.tone_id) or 0)
        except Missing:
            if following.mixer_id in self._renewed:
                raise
        self._renewed.add(following.mixer_id)
        return await self._play(following, await self._put_anew(following.guild_id))

    async def _play(self, following: RoomWatch, tone_id: int) -> bool:
        return await self._tone.play(
            following.guild_id, following.channel_id, tone_id, lambda: following.may_sound(self._now())
        )

    async def _put_anew(self, guild_id: int) -> int:
        tone_id = await self._tone.put(guild_id)
        if (community := await self._store.community(guild_id)) is not None:
            await self._store.keep_community(replace(community, tone_id=tone_id))
            await self._known.read(guild_id)
        return tone_id

    def _now(self) -> float:
        return self._clock().timestamp()


def _named(permissions: Collection[str]) -> Phrase:
    return Phrase(tuple(f"permission.{name}" for name in permissions))
