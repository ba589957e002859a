"""Looks at the server several times a second, writes down what has changed, and wakes whoever waits for something."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.demo.chronicle import Chronicle
from bot.demo.control import Control
from bot.demo.missing import Missed
from bot.demo.moment import Moments
from bot.demo.quiet import QuietClock
from bot.demo.server import CATEGORY, LOBBY, VOICE, Place, Server, Written, read
from bot.demo.telling import as_seen, in_one_line, listed, seconds

EVERY = 0.25
"""Seconds from one look to the next."""
BOT = "Engawa"


@dataclass(slots=True)
class Watch:
    """The server as it is, as it was before anybody did anything, and what became of it in between.

    Where people went by themselves is told to it in `went`; whatever else moves them is the bot.
    """

    control: Control
    guild_id: str
    server: Server
    before: Server
    chronicle: Chronicle
    went: dict[str, str | None] = field(default_factory=dict[str, str | None])
    ever: dict[str, Place] = field(default_factory=dict[str, Place])
    """Every place there has been, as last seen."""
    said: dict[str, Written] = field(default_factory=dict[str, Written])
    """What people wrote in places that are not the bot's own."""
    news: asyncio.Condition = field(default_factory=asyncio.Condition)
    quiet: QuietClock = field(default_factory=QuietClock)
    moments: Moments = field(default_factory=Moments)
    seats: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """Whom the bot brought to which of its rooms, whether or not they stayed."""
    together: dict[str, set[str]] = field(default_factory=dict[str, set[str]])
    """Who has been seen in which of its rooms, however they came there."""
    unheard: set[str] = field(default_factory=set[str])
    """The questions, by the ids of their posts, that came where no ear had been."""
    gone_at: dict[str, float] = field(default_factory=dict[str, float])
    """When which of the bot's rooms was first seen to be gone."""
    taken_home: set[str] = field(default_factory=set[str])
    """Whom the bot has brought to the lobby."""
    put_out: set[str] = field(default_factory=set[str])
    """Who was put out of voice, by nobody's wish."""
    pace: float = 1.0
    """How many of the clock's seconds go by in a real one."""
    acting: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held while a person moves, so that no look falls between the move and its telling."""

    @classmethod
    async def begin(cls, control: Control, guild_id: str, clock: Callable[[], float], pace: float = 1.0) -> Watch:
        """Look for the first time."""
        server = read(await control.get("/state"), guild_id)
        watch = cls(control, guild_id, server, server, Chronicle(clock, clock()), pace=pace)
        watch.moments.pace = pace
        watch.take_as_given(server)
        return watch

    def take_as_given(self, server: Server) -> None:
        """From here on, what is there now counts as having been there before."""
        self.server = self.before = server
        self.ever, self.went = dict(server.places), dict(server.inside)

    @property
    def ever_rooms(self) -> list[Place]:
        """Every room that the bot has opened, as last seen."""
        return [place for id, place in self.ever.items() if place.kind == VOICE and id not in self.before.places]

    async def see(self) -> Server:
        """The server now, without a word about it."""
        return read(await self.control.get("/state"), self.guild_id)

    async def for_ever(self) -> None:
        """Keep looking."""
        while True:
            await self.look()
            await asyncio.sleep(EVERY / self.pace)

    async def look(self) -> Server:
        """Look now and write down what has changed since the last time."""
        async with self.acting:
            after = await self.see()
            before, self.server = self.server, after
            self.ever.update(after.places)
            for place in (place for id, place in after.places.items() if id in self.before.places):
                self.said.update({message.id: message for message in place.written if not message.by_bot})
            self._note_moves(before, after)
            # A room is quiet before it is asked.
            for who, what in (*self.quiet.look(after), *changes(before, after, self.went)):
                self.chronicle.add(who, what)
            self.moments.look(after, self.quiet)
            self.went = dict(after.inside)
        async with self.news:
            self.news.notify_all()
        return after

    def _note_moves(self, before: Server, after: Server) -> None:
        for room in after.added_since(self.before, VOICE):
            self.seats.setdefault(room.id, set()).update(brought(room, after, self.went))
            known = {post.id for post in before.places[room.id].written} if room.id in before.places else set[str]()
            if not before.is_heard(room.id):
                self.unheard.update(post.id for post in room.asked() if post.id not in known)
            self.together.setdefault(room.id, set()).update(after.people_in(room.id))
        for lobby in (place for place in after.places.values() if place.name == LOBBY):
            self.taken_home.update(brought(lobby, after, self.went))
        rooms = {room.id for room in before.added_since(self.before, VOICE)}
        self.put_out.update(person for person, at in self.went.items() if at in rooms and person not in after.inside)
        self.gone_at.update(dict.fromkeys(rooms - after.places.keys(), after.now))

    async def sleep(self, length: float) -> None:
        """Wait for so many seconds of the clock."""
        await asyncio.sleep(max(0.0, length) / self.pace)

    async def until(self, what: str, is_so: Callable[[Server], bool], within: float) -> Server:
        """Wait for something to be seen. Raises Missed if it is not within so many seconds of the clock."""
        try:
            async with asyncio.timeout(max(0.0, within) / self.pace), self.news:
                await self.news.wait_for(lambda: is_so(self.server))
        except TimeoutError:
            raise Missed(f"after {seconds(within)} there was still not {what}") from None
        return self.server


def changes(before: Server, after: Server, went: Mapping[str, str | None]) -> Iterable[tuple[str, str]]:
    """Who did what between two looks, in an order that makes sense."""
    for place in after.places.values():
        if place.id not in before.places:
            yield BOT, f"opens {_called(place)}"
    yield from _calendar(before, after)
    yield from _ears(before, after)
    yield from _words(before, after)
    yield from _moves(after, went)
    for place in before.places.values():
        if place.id not in after.places:
            yield BOT, f"removes {_called(place)}"


def _calendar(before: Server, after: Server) -> Iterable[tuple[str, str]]:
    for id, (name, state) in after.calendar.items():
        if id not in before.calendar:
            yield BOT, f"puts “{name}” into Discord's own calendar"
        elif before.calendar[id][1] != state:
            yield BOT, f"lets Discord's calendar show that “{name}” has begun"
    for id in before.calendar.keys() - after.calendar.keys():
        yield BOT, f"lets Discord's calendar show that “{before.calendar[id][0]}” is over"


def _ears(before: Server, after: Server) -> Iterable[tuple[str, str]]:
    for bot, place_id in after.ears.items():
        if before.ears.get(bot) != place_id and place_id in after.places:
            yield BOT, f"sends an ear to {after.places[place_id].name}"
    for bot, place_id in before.ears.items():
        if after.ears.get(bot) != place_id and place_id in after.places:
            yield BOT, f"takes its ear out of {after.places[place_id].name}"


def _called(place: Place) -> str:
    return f"the category “{place.name}”" if place.kind == CATEGORY else place.name


def _words(before: Server, after: Server) -> Iterable[tuple[str, str]]:
    known = {message.id: message for place in before.places.values() for message in place.written}
    found = ((message, place) for place in after.places.values() for message in place.written)
    for message, place in sorted(found, key=lambda pair: int(pair[0].id)):
        earlier = known.get(message.id)
        if earlier != message:
            where = f"in {place.name}" if place.kind == VOICE else f"in #{place.name}"
            told = line(message, after)
            if earlier is None and message in place.asked():
                yield BOT, f"asks {where}: {told.split(' [', 1)[0]}"
                continue
            # Of a post that only was brought up to date, what is new in it is enough.
            again, told = ("", told) if earlier is None else ("rewords its post ", news(earlier, message, after))
            yield after.names[message.author], f"{again}{where}: {told}"


def brought(place: Place, after: Server, went: Mapping[str, str | None]) -> list[str]:
    """Who is there without having gone there."""
    return [person for person in after.people_in(place.id) if went.get(person) != place.id]


def _moves(after: Server, went: Mapping[str, str | None]) -> Iterable[tuple[str, str]]:
    for place in after.places.values():
        if names := [after.names[person] for person in brought(place, after, went)]:
            yield BOT, f"brings {listed(names)} {'back to the Lobby' if place.name == LOBBY else f'to {place.name}'}"
    for person, place_id in went.items():
        if place_id is not None and person not in after.inside:
            yield after.names[person], "is put out of voice"


def news(before: Written, after: Written, server: Server) -> str:
    """The first line of a message that was not in it before."""
    old = before.content.splitlines()
    new = [line for line in after.content.splitlines() if line and line not in old] or after.content.splitlines()
    return in_one_line(as_seen(new[0], server, server.now)) if new else ""


def line(message: Written, server: Server) -> str:
    """A message in one line, its buttons behind it."""
    below = "".join(f" [{label}]" for label in message.buttons) + " (with a picture)" * bool(message.pictures)
    return in_one_line(as_seen(message.content, server, server.now)) + below
