"""What people can ask for, one call each; every answer is a text for them alone."""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Callable

from bot.attention import Attention
from bot.conductor import Conductor
from bot.core.community import Caller, Community
from bot.core.events import Cancelled, Ended, Extended, Joined, Opened
from bot.core.life import step
from bot.core.mixer import Mixer, Phase
from bot.core.seating import room_sizes
from bot.core.start import Wish, check_space, gathered, new_mixer, rooms_and_guests
from bot.core.words import Moment, Phrase, Place, Refusal, Text
from bot.ports import Catalogue, Clock, Ledger, Store, Venue


class Reception:
    """Hosts' and members' requests. Each method raises Refusal with what to do instead; nothing has changed then."""

    def __init__(
        self,
        *,
        conductor: Conductor,
        attention: Attention,
        store: Store,
        ledger: Ledger,
        venue: Venue,
        catalogue: Catalogue,
        clock: Clock,
        new_id: Callable[[], str] = lambda: secrets.token_hex(4),
    ) -> None:
        self._conductor, self._attention, self._store, self._ledger = conductor, attention, store, ledger
        self._venue, self._catalogue, self._clock, self._new_id = venue, catalogue, clock, new_id
        self._starting: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def community(self, guild_id: int, language: str) -> Community:
        """A server's settings; before its first ones the defaults, in that language."""
        return await self._store.community(guild_id) or Community(guild_id=guild_id, language=language)

    async def set_up(self, community: Community) -> Text:
        """Keep a server's settings."""
        await self._store.keep_community(community)
        await self._attention.changed(community.guild_id)
        lacks = self._venue.lacks(community.guild_id, [id for id in [community.lobby_id] if id])
        return Text("setup.kept_but", {"permissions": _permissions(lacks)}) if lacks else Text("setup.kept")

    async def start(self, caller: Caller, wish: Wish) -> Text:
        """Start a mixer with whoever is in the host's voice channel or the lobby."""
        community = await self._host(caller)
        async with self._starting[caller.guild_id]:
            mixer, people = self._prepare(caller, community, wish)
            mixer = step(mixer, await self._opening(mixer, people), self._clock())
            await self._conductor.begin(mixer)
        for room in mixer.rooms:
            seated = [guest.user_id for guest in mixer.guests if guest.room == room.number]
            await self._ledger.learn(mixer.guild_id, seated, room.question, self._clock())
        values = {
            "title": mixer.title,
            "people": len(mixer.guests),
            "rooms": len(mixer.rooms),
            "end": Moment(mixer.closes_at),
        }
        return Text("start.done", values)

    def _prepare(self, caller: Caller, community: Community, wish: Wish) -> tuple[Mixer, list[int]]:
        """Everything that can be refused, before anything is saved or done."""
        seen, now = self._venue.look(caller.guild_id), self._clock()
        if seen is None:
            raise Refusal("unavailable")
        language = community.language
        untitled = self._catalogue.render(language, Text("name.untitled"))
        wish.checked(untitled=untitled)
        running = self._conductor.running(caller.guild_id)
        lobby_id, people = gathered(seen, (caller.voice_id, community.lobby_id), running, now)
        if lacks := self._venue.lacks(caller.guild_id, (caller.channel_id, lobby_id)):
            raise Refusal("start.permissions", permissions=_permissions(lacks))
        mixer = new_mixer(
            id=self._new_id(),
            guild_id=caller.guild_id,
            host_id=caller.user_id,
            home_id=caller.channel_id,
            lobby_id=lobby_id,
            language=language,
            wish=wish,
            untitled=untitled,
            now=now,
        )
        count = len(room_sizes(len(people), mixer.room_size))
        check_space(seen, count)
        return mixer, people

    async def _opening(self, mixer: Mixer, people: list[int]) -> Opened:
        """Who sits where, and the first questions: those that nobody here knows yet, as long as there are any."""
        known = await self._ledger.known(mixer.guild_id, people)
        count = len(room_sizes(len(people), mixer.room_size))
        names = [self._catalogue.render(mixer.language, Text("name.room", {"number": n})) for n in range(1, count + 1)]
        rooms, guests = rooms_and_guests(mixer, people, self._catalogue.deck(mixer.language), names, known)
        return Opened(rooms, guests)

    async def join(self, caller: Caller, mixer_id: str) -> Text:
        """A seat for somebody who comes late, or back."""
        seen = self._venue.look(caller.guild_id)
        before = next((m for m in self._conductor.running(caller.guild_id) if m.id == mixer_id), None)
        if before is None:
            raise Refusal("join.over")
        if seen is None:
            raise Refusal("unavailable")
        mixer = await self._conductor.tell(mixer_id, Joined(caller.user_id, seen.crowd(before, self._clock())))
        guest = mixer.guest(caller.user_id)
        room = mixer.room(guest.room) if guest else None
        if room is None:
            raise Refusal("join.over")
        if room.channel_id is not None and seen.people.get(caller.user_id) == room.channel_id:
            return Text("join.there")
        if seen.people.get(caller.user_id) == mixer.lobby_id:
            return Text("join.coming", {"room": room.name})
        if room.channel_id is None and mixer.lobby_id not in seen.channels:
            raise Refusal("join.no_lobby")
        return Text("join.go", {"room": room.name, "place": Place(room.channel_id or mixer.lobby_id)})

    async def status(self, caller: Caller) -> tuple[Text, ...]:
        """Every running mixer of the server: rooms and counts, no names."""
        await self._host(caller)
        texts = tuple(text for mixer in self._conductor.running(caller.guild_id) for text in self._lines(mixer))
        return texts or (Text("status.none"),)

    def _lines(self, mixer: Mixer) -> list[Text]:
        end = Moment(mixer.closes_at, relative=True)
        lines = [Text(f"status.{mixer.phase}", {"title": mixer.title, "end": end, "home": Place(mixer.home_id)})]
        seen = self._venue.look(mixer.guild_id)
        if seen is None:
            return [*lines, Text("status.unseen")]
        for room in mixer.rooms:
            count = len(seen.inside(room.channel_id)) if room.channel_id else 0
            state = "lost" if room.lost else "coming" if room.channel_id is None else "room"
            lines.append(Text(f"status.{state}", {"room": room.name, "people": count}))
        waiting = sum(guest.waiting and seen.people.get(guest.user_id) == mixer.lobby_id for guest in mixer.guests)
        if waiting:
            lines.append(Text("status.waiting", {"people": waiting}))
        if mixer.missing:
            lines.append(Text("status.missing", {"permissions": _permissions(tuple(sorted(mixer.missing)))}))
        return lines

    async def extend(self, caller: Caller, minutes: int) -> Text:
        """More minutes for everybody."""
        mixer = await self._conductor.tell((await self._pick(caller)).id, Extended(minutes))
        return Text("extend.done", {"title": mixer.title, "end": Moment(mixer.closes_at)})

    async def end(self, caller: Caller) -> Text:
        """Close the mixer now."""
        mixer = await self._conductor.tell((await self._pick(caller)).id, Ended())
        return Text("end.done", {"title": mixer.title})

    async def cancel(self, caller: Caller) -> Text:
        """Call the mixer off."""
        mixer = await self._conductor.tell((await self._pick(caller)).id, Cancelled())
        return Text("cancel.done", {"title": mixer.title})

    async def _host(self, caller: Caller) -> Community:
        community = await self.community(caller.guild_id, caller.language)
        if not community.may_host(caller.role_ids, manages_events=caller.manages_events):
            raise Refusal("not_host")
        return community

    async def _pick(self, caller: Caller) -> Mixer:
        """The mixer that a host means: the one of this channel, else their own, else the only one."""
        running = [m for m in self._conductor.running(caller.guild_id) if m.phase is not Phase.CLOSING]
        own = [mixer for mixer in running if mixer.host_id == caller.user_id]
        community = await self.community(caller.guild_id, caller.language)
        if not community.may_host(caller.role_ids, manages_events=caller.manages_events):
            if not own:
                raise Refusal("not_host")
            running = own
        here = [m for m in running if caller.channel_id in {m.home_id, m.lobby_id, *m.channel_ids}]
        for choice in ([m for m in here if m in own], here, own, running):
            if len(choice) == 1:
                return choice[0]
        raise Refusal("which" if running else "none_running")


def _permissions(names: tuple[str, ...]) -> Phrase:
    return Phrase(tuple(f"permission.{name}" for name in names))
