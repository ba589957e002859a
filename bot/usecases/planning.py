"""Planning ahead: announcing, listing and handing over evenings."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.core.community.settings import Asker, Community, ahead
from bot.core.lifecycle.events import HandedOver
from bot.core.lifecycle.mixer import Mixer
from bot.core.lifecycle.phase import Phase
from bot.core.planning.clashes import at_one_hour
from bot.core.planning.offered import Announce, Choice, Draft, Preview
from bot.core.planning.schedule import MOST_PLANNED, Schedule, like, opening, planned_mixer, template_of
from bot.core.planning.start import check_lacks
from bot.core.posts.invitation import described
from bot.core.questions.ground import KINDS
from bot.core.seating import least_repeats
from bot.core.text import Answer, Moment, Offer, People, Place, Quoted, Refusal, Text, Value
from bot.core.times.recurrence import Repeat
from bot.core.times.zones import is_zone, zones
from bot.engine.conductor import Conductor
from bot.ports import Stale
from bot.ports.bundle import Ports
from bot.usecases.host_rights import HostRights, permissions
from bot.usecases.offers import Offers

LIKE = "="
"""What stands before the id of an evening where a title is typed: the new one is to be like that."""
MOST_SUGGESTED = 5
"""Evenings that are suggested for a new one to be like."""


class PlanningUseCases:
    """Hosts' plans. Each method raises Refusal with what to do instead; nothing has changed then."""

    def __init__(self, conductor: Conductor, hosts: HostRights, offers: Offers, outside: Ports) -> None:
        self._conductor, self._hosts, self._offers = conductor, hosts, offers
        self._store, self._ledger = outside.store, outside.ledger
        self._venue, self._times, self._catalogue = outside.venue, outside.times, outside.catalogue
        self._clock, self._new_id = outside.clock, outside.new_id
        self._planning: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def schedule(self, caller: Asker, plan: Schedule, when: str) -> Answer:
        """Show what would be announced, and when that is; the host confirms it."""
        await self._hosts.check(caller)
        plan = await self._filled(caller, plan)
        draft = Draft(
            plan=await self.timed(caller, plan, when),
            mixer_id=self._new_id(),
            channel_id=caller.channel_id,
            voice_id=caller.voice_id,
        )
        return await self.preview(caller, draft)

    async def preview(self, caller: Asker, draft: Draft) -> Answer:
        """What would be announced, and how its common ground is understood, to be confirmed or to be put right."""
        community = await self._hosts.check(caller)
        mixer = self._planned(caller, community, draft)
        card = Text("invitation.card", described(mixer, ears=await self._conductor.may_hear(caller.guild_id)))
        preview = Text("schedule.preview", {"home": Place(mixer.channel_id), "card": Quoted(card)})
        kinds = [kind for kind in KINDS if kind != mixer.ground] if mixer.ground else []
        ground = [Text(f"schedule.ground_{mixer.ground}", {"ground": mixer.common_ground})] if mixer.ground else []
        choices: dict[str, Choice] = {"offer.announce": Announce(draft=draft, calls_roles=False)}
        if mixer.for_roles:
            choices["offer.announce_ping"] = Announce(draft=draft, calls_roles=True)
        for kind in kinds:
            choices[f"offer.ground_{kind}"] = Preview(draft=replace(draft, ground_kind=kind))
        ids = await self._offers.keep(caller, *choices.values())
        asides = (*ground, *_asides(mixer, community), *self._clashes(mixer))
        return Offer((preview, *asides), tuple(zip(choices, ids, strict=True)))

    async def timed(self, caller: Asker, plan: Schedule, when: str) -> Schedule:
        """The plan at the time that was typed, read on the server's clocks, and as long as that says, if it does."""
        zone = ZoneInfo((await self._hosts.community(caller)).zone)
        opens_at = self._times.read(when, caller.reads, zone, self._clock(), day_first=None)
        span = self._times.length(when) if plan.wish.length is None else None
        wish = replace(plan.wish, length=int(span / timedelta(minutes=1))) if span else plan.wish
        return replace(plan, wish=wish, opens_at=opens_at)

    async def upcoming(self, caller: Asker) -> tuple[Text, ...]:
        """Every evening that is announced or under way."""
        mixers = sorted(self._conductor.running(caller.guild_id), key=lambda mixer: (mixer.opens_at, mixer.id))
        lines = [
            Text(
                "list.line",
                {
                    "title": mixer.title,
                    "at": Moment(mixer.opens_at, full=True),
                    "in": Moment(mixer.opens_at, relative=True),
                    "count": len(mixer.coming) or len(mixer.guests),
                    "repeat": Text(f"repeat.{mixer.repeat}"),
                },
            )
            for mixer in mixers
            if mixer.phase is not Phase.CLOSING
        ]
        return tuple(lines[:MOST_PLANNED]) or (Text("list.none"),)

    async def hand_over(self, caller: Asker, mixer_id: str | None, user_id: int) -> Text:
        """Another member is the host from now on."""
        mixer = await self._hosts.pick(caller, mixer_id)
        if user_id not in await self._venue.roles(caller.guild_id, [user_id]):
            raise Refusal("hand_over.stranger")
        await self._conductor.tell(mixer.id, HandedOver(user_id))
        return Text("hand_over.done", {"title": mixer.title, "host": People((user_id,))})

    async def live_in(self, caller: Asker, zone: str) -> Text:
        """The server's time zone, by its name in the IANA list."""
        async with self._hosts.changing(caller.guild_id):
            community = await self._hosts.check(caller)
            if not is_zone(zone):
                raise Refusal("zone.unknown", zone=zone)
            await self._store.keep_community(replace(community, time_zone=zone))
        return Text("zone.kept", {"zone": zone})

    def zones(self, typed: str) -> list[str]:
        """Time zones that somebody may mean who has typed so far."""
        return zones(typed)

    def titles(self, guild_id: int, typed: str) -> list[tuple[str, str]]:
        """Mixers that somebody may mean who has typed so far: (title with its day, id)."""
        mixers = sorted(self._conductor.running(guild_id), key=lambda mixer: (mixer.opens_at, mixer.id))
        named = [
            (f"{mixer.title[:80]} ({mixer.opens_at.astimezone(ZoneInfo(mixer.time_zone)):%Y-%m-%d %H:%M})", mixer.id)
            for mixer in mixers
            if mixer.phase is not Phase.CLOSING
        ]
        return [(title, id) for title, id in named if typed.casefold() in title.casefold()][:MOST_PLANNED]

    async def templates(self, caller: Asker, typed: str) -> list[tuple[str, str]]:
        """Evenings that a new one can be like: (title, what is to be typed as the title to have it so)."""
        await self._hosts.check(caller)
        mine = [mixer for mixer in self._conductor.running(caller.guild_id) if mixer.host_id == caller.user_id]
        before = await self._ledger.templates(caller.guild_id)
        known = {mixer.title: mixer.id for mixer in mine}
        known = dict(reversed(known.items()))
        for id, plan in before.items():
            known.setdefault(plan.wish.title or "", id)
        found = [(title, f"{LIKE}{id}") for title, id in known.items() if typed.casefold() in title.casefold()]
        return found[:MOST_SUGGESTED]

    async def _filled(self, caller: Asker, plan: Schedule) -> Schedule:
        """The plan with its gaps filled from the evening that it is to be like, if it is to be like one."""
        id = (plan.wish.title or "").removeprefix(LIKE)
        if id == plan.wish.title or not id:
            return plan
        mixer = self._conductor.mixer(id) or await self._store.mixer(id)
        if mixer is not None and mixer.guild_id == caller.guild_id:
            return like(template_of(mixer), plan)
        if template := (await self._ledger.templates(caller.guild_id)).get(id):
            return like(template, plan)
        raise Refusal("schedule.like_gone")

    async def announce(self, caller: Asker, choice: Announce) -> Answer:
        """What was offered, if whoever presses may still host."""
        community = await self._hosts.check(caller)
        async with self._planning[caller.guild_id]:
            mixer = self._planned(caller, community, choice.draft)
            if self._clock() >= mixer.opens_at:
                raise Refusal("when.past", at=Moment(mixer.opens_at, full=True))
            told = replace(mixer, calls_roles=choice.calls_roles, name_guests=community.name_guests)
            try:
                await self._conductor.begin(told)
            except Stale:  # announced already, before a crash that kept the offer
                if self._conductor.mixer(told.id) is None:
                    raise Refusal("offer.old") from None
        return Text("schedule.done", {"title": mixer.title, "at": Moment(mixer.opens_at, full=True)})

    def _planned(self, caller: Asker, community: Community, draft: Draft) -> Mixer:
        """Everything that can be refused, before anything is shown."""
        self._check_room(caller.guild_id)
        seen = self._venue.look(caller.guild_id)
        if seen is None:
            raise Refusal("unavailable")
        lobby_id = community.lobby_id if community.lobby_id in seen.channels else draft.voice_id
        if lobby_id is None:
            self._hosts.check_sight(caller.guild_id, community.lobby_id)
            raise Refusal("schedule.no_lobby")
        channel_id = community.announce_id if community.announce_id in seen.channels else None
        if channel_id and (shut := self._lacking_in(caller.guild_id, channel_id)):
            raise Refusal("schedule.announce", place=Place(channel_id), permissions=permissions(shut))
        self._hosts.check_sight(caller.guild_id, lobby_id)
        check_lacks(self._venue.lacks(caller.guild_id, (channel_id or draft.channel_id, lobby_id)))
        mixer = planned_mixer(
            draft.plan,
            id=draft.mixer_id,
            community=replace(community, time_zone=community.zone),
            host_id=caller.user_id,
            channel_id=channel_id or draft.channel_id,
            lobby_id=lobby_id,
            untitled=self._catalogue.render(community.language, Text("name.untitled")),
            now=self._clock(),
        )
        return replace(mixer, brought=opening(draft.plan.first_question), ground_kind=draft.ground_kind)

    def _lacking_in(self, guild_id: int, channel_id: int) -> tuple[str, ...]:
        """The permissions that the bot has in the server, and not in this channel."""
        everywhere = self._venue.lacks(guild_id, ())
        return tuple(name for name in self._venue.lacks(guild_id, (channel_id,)) if name not in everywhere)

    def _clashes(self, mixer: Mixer) -> list[Text]:
        """What else takes place at that hour in the same lobby."""
        others = at_one_hour(mixer, self._conductor.running(mixer.guild_id))
        same = [other for other in others if other.lobby_id == mixer.lobby_id]
        return [Text("schedule.clash", {"title": other.title, "place": Place(other.lobby_id)}) for other in same]

    def _check_room(self, guild_id: int) -> None:
        planned = [mixer for mixer in self._conductor.running(guild_id) if mixer.phase is Phase.SCHEDULED]
        if len(planned) >= MOST_PLANNED:
            raise Refusal("schedule.most", most=MOST_PLANNED)


def _asides(mixer: Mixer, community: Community) -> list[Text]:
    """What only the host needs to know before announcing."""
    asides: list[Text] = []
    if mixer.repeat is not Repeat.ONCE:
        values: dict[str, Value] = {"repeat": Text(f"repeat.{mixer.repeat}"), "ahead": ahead(community.announce_days)}
        asides.append(Text("schedule.repeats", values))
        if mixer.last_slot_at is not None:
            asides.append(Text("schedule.until", {"at": Moment(mixer.last_slot_at, full=True)}))
    people = mixer.capacity or 3 * mixer.room_size
    if mixer.rounds > 1 and least_repeats(people, mixer.room_size, mixer.rounds):
        asides.append(Text("schedule.too_small", {"people": people}))
    if mixer.for_roles:
        asides.append(Text("schedule.ping"))
    asides.append(Text("schedule.zone", {"zone": mixer.time_zone}))
    return asides
